"""The builders of the bench packages: the same bytes every time, and readable as they claim to be."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from scanner.formats.dex import Dex
from tests.bench import packages
from tests.bench.key import fixed
from tests.bench.overlap import _end, overlapped, plain_dex


def test_the_key_and_its_signatures_are_always_the_same() -> None:
    key = fixed()
    assert key.sha256 == "c84235fee41663dc616a6425aaa4046ff2b4605fe7891c172beaceb02edc3808"
    signature = key.sign(0x0201, b"text")
    assert signature == key.sign(0x0201, b"text")
    public = x509.load_der_x509_certificate(key.certificate).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(signature, b"text", ec.ECDSA(hashes.SHA256()))


@pytest.fixture(scope="module")
def plain() -> bytes:
    return plain_dex(600)


def test_overlapping_class_data_reads_as_before(plain: bytes) -> None:
    before, after = Dex(plain), Dex(overlapped(plain))
    for one, two in zip(before.members, after.members, strict=True):
        rows = [sorted(zip(*(column.tolist() for column in part), strict=True)) for part in (one, two)]
        assert rows[0] == rows[1]
        assert len(rows[0]) >= 600
    assert not after.unread


def test_class_data_overlaps_and_is_out_of_order(plain: bytes) -> None:
    data = overlapped(plain)
    offsets = Dex(data).classes[:, 6].tolist()
    assert offsets != sorted(offsets)
    spans = sorted((at, _end(data, at)) for at in offsets)
    shared = sum(after[0] < before[1] for before, after in pairwise(spans))
    assert shared > len(spans) // 10
    assert data == overlapped(plain)


def test_lief_reads_the_same_methods(plain: bytes) -> None:
    """A reader that is not ours, and that follows each class's own offset; androguard reads the items as one
    row and so cannot."""
    lief = pytest.importorskip("lief")

    def methods(data: bytes) -> list[tuple[str, str, int]]:
        parsed = lief.DEX.parse(list(data))
        return sorted((method.cls.fullname, method.name, method.code_offset) for method in parsed.methods)

    found = methods(overlapped(plain))
    assert len(found) >= 1200
    assert found == methods(plain)


def test_the_large_package_is_what_it_should_be(corpus: Path) -> None:
    taken = list(packages._taken(corpus))
    dex, native = list(packages._dex_files(taken)), list(packages._libraries(taken))
    assert len(dex) == packages.DEX_FILES
    assert 60e6 <= sum(item.size for item in dex) <= packages.DEX_BYTES
    assert packages.NATIVE_BYTES <= sum(item.size for item in native) < packages.NATIVE_BYTES + 8e6
    assert len(packages._resources()) == packages.STRINGS // packages.LOCALES + 1
    assert not any(packages.PACKED in path.name for path in packages.readable(corpus))
