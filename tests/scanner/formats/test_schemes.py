from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import content_digest, schemes, signing_block
from tests.apps import signer
from tests.apps.keys import identity
from tests.apps.signer import Signer, lineage, sign_block, unsigned

PLAIN = unsigned({"a.bin": b"x" * 2048})
FIRST, SECOND, THIRD = identity("first"), identity("second"), identity("third")


def read(data: bytes, scheme: str) -> tuple[schemes.Signer, ...] | None:
    block = signing_block.find(data)
    found = schemes.read(data, block, scheme)
    if found is None or block.sections is None:
        return found
    kinds = sorted({kind for one in found for kind, _ in one.expected})
    return schemes.with_digests(found, content_digest.digests(data, block.sections, kinds))


def faults(data: bytes, scheme: str) -> list[str]:
    return [one.fault for one in read(data, scheme) or ()]


@pytest.mark.parametrize(
    ("kind", "bits", "algorithms"),
    [
        ("rsa", 2048, (0x0101,)),
        ("rsa", 2048, (0x0103, 0x0104, 0x0102)),
        ("ec", 256, (0x0201,)),
        ("ec", 521, (0x0202,)),
        ("dsa", 1024, (0x0301,)),
        ("rsa", 2048, (0x0421,)),
    ],
)
def test_good_signatures_hold(kind: str, bits: int, algorithms: tuple[int, ...]) -> None:
    one = identity("key", kind, bits)
    made = [Signer(one, algorithms)]
    data = sign_block(PLAIN, v2=made, v3=made, align=True)
    for scheme in ("v2", "v3"):
        (found,) = read(data, scheme) or ()
        assert found.fault == ""
        assert found.certificates[0].sha256 == one.sha256
    assert read(data, "v3.1") is None


BAD: dict[str, tuple[Callable[[Signer], Signer], str]] = {
    "no signatures": (lambda one: replace(one, signatures=()), "no-signatures"),
    "unknown algorithms only": (
        lambda one: replace(one, signatures=((0x9999, b"x"),)),
        "no-supported-signature",
    ),
    "signature of other data": (
        lambda one: replace(one, signatures=((0x0103, FIRST.sign(0x0103, b"other")),)),
        "signature-mismatch",
    ),
    "signed with another key": (lambda one: replace(one, public_key=SECOND.public_key), "signature-mismatch"),
    "certificate of another": (lambda one: replace(one, certificates=(SECOND.certificate,)), "key-mismatch"),
    "no certificate": (lambda one: replace(one, certificates=()), "no-certificate"),
    "no certificate at all": (lambda one: replace(one, certificates=(b"junk",)), "certificate-malformed"),
    "no key": (lambda one: replace(one, public_key=b"junk"), "public-key-malformed"),
    "digests of other algorithms": (
        lambda one: replace(one, digests=((0x0103, bytes(32)), (0x1234, b"x"))),
        "algorithms-differ",
    ),
    "digest of another file": (
        lambda one: replace(one, digests=((0x0103, bytes(32)),)),
        "digest-mismatch: sha256",
    ),
    "key of another kind": (
        lambda one: replace(one, signatures=((0x0201, b"x"),)),
        "RSA key under a EC signature",
    ),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("scheme", ["v2", "v3"])
def test_every_forgery_is_named(name: str, scheme: str) -> None:
    change, fault = BAD[name]
    made = [change(Signer(FIRST))]
    data = sign_block(PLAIN, v2=made) if scheme == "v2" else sign_block(PLAIN, v3=made)
    assert faults(data, scheme) == [fault]


def test_one_bad_signer_of_two() -> None:
    bad = Signer(SECOND, signatures=())
    assert faults(sign_block(PLAIN, v2=[Signer(FIRST), bad]), "v2") == ["", "no-signatures"]


def test_a_changed_file_is_noticed_everywhere() -> None:
    data = bytearray(sign_block(PLAIN, v2=[Signer(FIRST)]))
    sections = signing_block.find(bytes(data)).sections
    assert sections is not None
    for at in (5, sections.block - 1, sections.directory + 20, sections.end_record + 8):
        changed = bytearray(data)
        changed[at] ^= 1
        assert faults(bytes(changed), "v2") == ["digest-mismatch: sha256"], at


def test_levels_must_be_the_ones_that_were_signed() -> None:
    assert faults(sign_block(PLAIN, v3=[Signer(FIRST, sdk=(24, 99), signed_sdk=(28, 99))]), "v3") == [
        "sdk-mismatch"
    ]
    assert faults(sign_block(PLAIN, v3=[Signer(FIRST, sdk=(30, 29))]), "v3") == ["sdk-mismatch"]


def test_too_many_signers() -> None:
    many = [Signer(FIRST)] * 11
    assert faults(sign_block(PLAIN, v2=many), "v2")[-1] == "too-many-signers"
    assert faults(sign_block(PLAIN, v2=many[:10]), "v2") == [""] * 10


def test_an_empty_or_broken_pair_stands_as_one_faulty_signer() -> None:
    assert faults(sign_block(PLAIN, pairs=[(signer.V2, b"\0\0\0\0")]), "v2") == ["no-signers"]
    assert faults(sign_block(PLAIN, pairs=[(signer.V3, b"\xff\0\0\0")]), "v3") == ["malformed"]


def test_rotation_history() -> None:
    history = ((signer.ROTATION, lineage(FIRST, SECOND, THIRD)),)
    (found,) = read(sign_block(PLAIN, v3=[Signer(THIRD, attributes=history)]), "v3") or ()
    assert found.fault == ""
    assert [level.certificate.sha256 for level in found.lineage] == [
        FIRST.sha256,
        SECOND.sha256,
        THIRD.sha256,
    ]
    assert found.lineage[0].capabilities == ("installed data", "shared uid", "permission", "auth")


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        (lineage(FIRST, SECOND, THIRD, forge=1), "lineage-signature-mismatch"),
        (lineage(FIRST, SECOND, THIRD, forge=2), "lineage-signature-mismatch"),
        (lineage(FIRST, SECOND), "lineage-other-certificate"),
        (lineage(THIRD, FIRST, THIRD), "lineage-repeats"),
        (b"\2\0\0\0", "lineage-version"),
        (b"\1\0\0\0", "lineage-empty"),
        (b"\1\0\0\0\x08\0\0\0", "malformed"),
        (b"\1\0", "malformed"),
        (lineage(replace(FIRST, certificate=b"junk"), THIRD), "lineage-certificate-malformed"),
    ],
)
def test_forged_rotation_history(history: bytes, fault: str) -> None:
    data = sign_block(PLAIN, v3=[Signer(THIRD, attributes=((signer.ROTATION, history),))])
    assert faults(data, "v3") == [fault]


def test_two_rotation_histories_are_one_too_many() -> None:
    history = (signer.ROTATION, lineage(FIRST, THIRD))
    assert faults(sign_block(PLAIN, v3=[Signer(THIRD, attributes=(history, history))]), "v3") == [
        "lineage-twice"
    ]


def test_long_lists_are_not_worked_through() -> None:
    many = Signer(FIRST, certificates=(FIRST.certificate,) * 65)
    assert faults(sign_block(PLAIN, v2=[many]), "v2") == ["too-many-items"]


def test_a_newer_scheme_taken_away_is_noticed() -> None:
    says_v3 = Signer(FIRST, attributes=((signer.STRIPPING, struct.pack("<I", 3)),))
    (found,) = read(sign_block(PLAIN, v2=[says_v3]), "v2") or ()
    assert (found.stripped, found.stripped_from) == ("v3", 28)
    (found,) = read(sign_block(PLAIN, v2=[says_v3], v3=[Signer(FIRST)]), "v2") or ()
    assert found.stripped == ""
    says_v31 = Signer(FIRST, attributes=((signer.ROTATION_SDK, struct.pack("<I", 34)),))
    (found,) = read(sign_block(PLAIN, v3=[says_v31]), "v3") or ()
    assert (found.stripped, found.stripped_from) == ("v3.1", 34)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_changed_signers_never_raise_and_never_hold(data: st.DataObject) -> None:
    history = ((signer.ROTATION, lineage(FIRST, SECOND)),)
    encoded = bytearray(sign_block(PLAIN, v3=[Signer(SECOND, attributes=history)]))
    pair = signing_block.find(bytes(encoded)).find(signer.V3)
    assert pair is not None
    at = data.draw(st.integers(pair.offset, pair.offset + pair.size - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    found = read(bytes(encoded), "v3")
    # every byte of the pair is signed, or says how the signed bytes are to be read
    assert found is None or any(one.fault for one in found)
