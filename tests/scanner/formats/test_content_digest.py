from __future__ import annotations

import hashlib
import mmap
import struct
import tempfile

import pytest

from scanner.formats import content_digest, signing_block
from tests.apps import signer
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block, unsigned


def package(size: int) -> bytes:
    return unsigned({"a.bin": bytes(range(256)) * (size // 256)})


def test_by_hand() -> None:
    """Three sections of one chunk each: written out as the scheme's description does it."""
    data = b"E" * 10 + b"BLOCK" + b"DD" + b"PK\5\6" + bytes(12) + struct.pack("<I", 15) + b"\0\0"
    sections = content_digest.Sections(10, 15, 17)
    tail = b"PK\5\6" + bytes(12) + struct.pack("<I", 10) + b"\0\0"
    each = [
        hashlib.sha256(b"\xa5" + struct.pack("<I", len(part)) + part).digest()
        for part in (b"E" * 10, b"DD", tail)
    ]
    expected = hashlib.sha256(b"\x5a\3\0\0\0" + b"".join(each)).digest()
    assert content_digest.digests(data, sections, ["sha256"]) == {"sha256": expected}


@pytest.mark.parametrize("size", [256, (1 << 20) - 256, 1 << 20, 3_000_064])
def test_agrees_with_the_writer(size: int) -> None:
    one = identity("first")
    data = sign_block(package(size), v2=[Signer(one, (0x0103, 0x0104, 0x0421))], align=True)
    block = signing_block.find(data)
    assert block.sections is not None
    pair = block.find(signer.V2)
    assert pair is not None
    record = next(signing_block.signers(signing_block.value(data, pair), with_sdk=False))
    found = content_digest.digests(data, block.sections, ["sha256", "sha512", "verity"])
    assert record.digests == ((0x0103, found["sha256"]), (0x0104, found["sha512"]), (0x0421, found["verity"]))


def test_no_verity_digest_where_pages_do_not_fit() -> None:
    data = sign_block(package(512), v2=[Signer(identity("first"))])
    block = signing_block.find(data)
    assert block.sections is not None
    assert content_digest.digests(data, block.sections, ["verity"]) == {}


def test_reads_a_mapped_file_and_lets_go_of_it() -> None:
    data = sign_block(package(1 << 20), v2=[Signer(identity("first"))])
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            block = signing_block.find(mapped)
            assert block == signing_block.find(data)
            assert block.sections is not None
            kinds = ["sha256", "sha512"]
            assert content_digest.digests(mapped, block.sections, kinds) == content_digest.digests(
                data, block.sections, kinds
            )
        # closing would raise BufferError if a view were still open
