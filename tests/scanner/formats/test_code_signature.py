from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import code_signature, macho
from scanner.formats.code_signature import INFO, RESOURCES, BadSignature, Signature
from tests.apps import codesign
from tests.apps.keys import identity
from tests.apps.machowriter import Image
from tests.scanner.formats.machos import binaries

ENTITLEMENTS = {
    "application-identifier": "EXAMPLE000.com.example.edu",
    "get-task-allow": True,
    "com.apple.security.application-groups": ["group.com.example"],
    "number": 7,
    "nested": {"a": {"b": False}},
}
INFO_PLIST, LISTED = b"<plist/>", b"resources"


def signed(**said: Any) -> bytes:
    image = Image(crypt_id=said.pop("crypt_id", None), sign=lambda code: codesign.signature(code, **said))
    image.text("__text", bytes(range(256)) * 80)
    image.data("__const", b"data")
    return image.bytes()


def read(data: bytes) -> Signature:
    (image,) = macho.read(data).images
    found = code_signature.read(image)
    assert found is not None
    return found


def whole(**said: Any) -> bytes:
    given = {"entitlements": ENTITLEMENTS, "info": INFO_PLIST, "resources": LISTED, "team": "EXAMPLE000"}
    return signed(**{**given, "signer": identity("first"), **said})


def test_a_signature_that_holds() -> None:
    found = read(whole())
    assert not found.broken
    assert found.signed
    assert found.signer is not None
    assert found.signer.sha256 == identity("first").sha256
    assert [one.sha256 for one in found.chain] == [identity("first").sha256]
    assert not found.by_apple
    assert (found.directory.identifier, found.directory.team) == ("com.example.edu", "EXAMPLE000")
    assert (found.directory.hash, found.directory.size, found.unchecked) == ("sha256", 32, 0)
    assert found.entitlements == ENTITLEMENTS
    assert found.covers(INFO, INFO_PLIST)
    assert found.covers(RESOURCES, LISTED)
    assert found.covers(INFO, b"another") is False
    assert found.covers(INFO, None) is False
    assert found.covers(4, b"") is None


@pytest.mark.parametrize("kinds", [(1,), (2,), (3,), (4,), (1, 2)])
def test_ad_hoc_signatures_of_every_hash(kinds: tuple[int, ...]) -> None:
    found = read(signed(kinds=kinds))
    assert (found.signed, found.signer, found.broken) == (False, None, ())
    assert found.directory.flags == ("adhoc",)
    assert found.covers(INFO, INFO_PLIST) is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (lambda data: data.replace(bytes(range(200)), bytes(200), 1), "page 0 of 13 is not what was signed"),
        (
            lambda data: data.replace(b"group.com.example", b"group.com.exampla"),
            "entitlements is not what was",
        ),
        (lambda data: data.replace(b"com.example.edu\0", b"com.example.edv\0", 1), "cms: signature-mismatch"),
    ],
)
def test_what_was_changed_is_named(change: Callable[[bytes], bytes], broken: str) -> None:
    found = read(change(whole(page=12)))
    assert any(broken in one for one in found.broken), found.broken


def test_two_forms_of_entitlements_that_differ() -> None:
    found = read(whole(der={"get-task-allow": False}))
    assert found.broken == ("the two forms of the entitlements differ",)
    assert found.entitlements == {"get-task-allow": False}  # what the system obeys


def test_what_is_not_covered() -> None:
    part = Image(sign=lambda code: codesign.signature(code[:-16]))
    part.data("__const", b"data")
    assert "the code directory does not cover the whole file" in read(part.bytes()).broken
    more = Image(sign=lambda code: codesign.signature(code + bytes(1 << 20)))
    more.data("__const", b"data")
    assert "the code directory covers another file" in read(more.bytes()).broken


def test_encrypted_pages_are_counted_and_not_called_broken() -> None:
    data = bytearray(whole(crypt_id=1))
    (image,) = macho.read(bytes(data)).images
    assert image.encryption is not None
    hidden = image.encryption.span
    data[hidden.offset : hidden.end] = bytes(hidden.size)
    found = read(bytes(data))
    assert not found.broken
    assert found.unchecked == hidden.size // 4096


def test_no_signature() -> None:
    (image,) = macho.read(Image().bytes()).images
    assert code_signature.read(image) is None


@pytest.mark.parametrize(
    "blob",
    [
        b"nothing of the kind",
        codesign.superblob([]),
        codesign.superblob([(5, codesign.entitlements_xml({}))]),
        codesign.superblob([(0, b"\xfa\xde\x0c\x02short")]),
        codesign.blob(0xFADE0CC0, struct.pack(">III", 1, 0, 0x7FFFFFFF)),
        codesign.superblob([(0, codesign.directory(b"x", {})[:36] + b"\7\7" + bytes(60))]),
    ],
)
def test_what_is_no_signature(blob: bytes) -> None:
    (image,) = macho.read(Image(sign=lambda _: blob).bytes()).images
    with pytest.raises(BadSignature):
        code_signature.read(image)


GOOD = whole()


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_forged_signatures_end_as_one_or_bad_signature(data: st.DataObject) -> None:
    (image,) = macho.read(GOOD).images
    span = image.tables.signature
    forged = bytearray(GOOD)
    flips = st.tuples(st.integers(span.offset, span.end - 1), st.integers(0, 255))
    for at, value in data.draw(st.lists(flips, min_size=1, max_size=6)):
        forged[at] = value
    try:
        read(bytes(forged))
    except BadSignature:
        return


def test_signatures_of_real_files_hold(corpus: Path, tmp_path: Path) -> None:
    """And openssl says so too, where it can."""
    tool = shutil.which("openssl")
    seen = agreed = 0
    for place, data in binaries(corpus):
        for image in macho.read(data).images:
            found = code_signature.read(image)
            assert found is not None
            assert not found.broken, place
            assert found.signer is not None
            assert len(found.chain) == 3
            assert found.by_apple
            seen += 1
            if tool is not None:
                span = image.tables.signature
                agreed += _by_openssl(tool, data[span.offset : span.end], tmp_path)
    assert seen >= 23
    # in two files signed attributes are not in the order that OpenSSL brings them to before it looks
    assert agreed >= seen - 2 or tool is None


def _by_openssl(tool: str, blob: bytes, folder: Path) -> bool:
    (number,) = struct.unpack_from(">I", blob, 8)
    index = dict(struct.iter_unpack(">II", blob[12 : 12 + 8 * number]))
    for slot, name in ((0, "directory"), (0x10000, "block")):
        size = struct.unpack_from(">I", blob, index[slot] + 4)[0]
        part = blob[index[slot] : index[slot] + size]
        (folder / name).write_bytes(part[8:] if slot else part)
    command = [tool, "cms", "-verify", "-inform", "DER", "-noverify", "-binary"]
    command += ["-in", folder / "block", "-content", folder / "directory"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
