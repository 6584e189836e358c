from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import signing_block
from scanner.formats.signing_block import BadBlock, Reader
from tests.apps import signer
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block, unsigned

PLAIN = unsigned({"a.bin": b"x" * 512})


def signed(**changes: object) -> bytes:
    pairs = [(0x504B4453, b"meta"), (0x12345678, b"?")]
    return sign_block(PLAIN, v2=[Signer(identity("first"))], pairs=pairs, **changes)  # type: ignore[arg-type]


def test_names_every_pair_with_its_place() -> None:
    data = signed()
    block = signing_block.find(data)
    assert [(pair.id, pair.name) for pair in block.pairs] == [
        (0x504B4453, "dependency metadata"),
        (0x12345678, ""),
        (0x7109871A, "APK Signature Scheme v2"),
    ]
    first = block.pairs[0]
    assert data[first.offset : first.offset + first.size] == b"meta"
    assert block.fault == ""
    assert block.sections is not None
    assert data[block.sections.directory :].startswith(b"PK\1\2")
    assert data[block.sections.end_record :].startswith(b"PK\5\6")
    assert data[: block.sections.block] + data[block.sections.directory :][:-6] == PLAIN[:-6]


def with_gap(data: bytes) -> bytes:
    at = data.rindex(b"PK\5\6")
    return data[:at] + b"GARBAGE" + data[at:]


def with_zip64(data: bytes) -> bytes:
    at = data.rindex(b"PK\5\6")
    size = struct.unpack_from("<I", data, at + 12)[0] + 20
    return data[:at] + b"PK\6\7" + bytes(16) + data[at : at + 12] + struct.pack("<I", size) + data[at + 16 :]


def test_what_android_does_not_find_does_not_exist() -> None:
    assert signing_block.find(PLAIN).fault == "no-magic"
    assert signing_block.find(signed(magic=b"APK Sig Block 43")).fault == "no-magic"
    assert signing_block.find(signed(skew=1)).fault == "size-mismatch"
    assert signing_block.find(with_gap(signed())).fault == "gap-before-end-record"
    assert signing_block.find(with_zip64(signed())).fault == "zip64"
    assert signing_block.find(signed() + b"x").fault == "no-end-record"
    assert signing_block.find(b"").fault == "no-end-record"


def test_the_end_record_inside_a_comment_is_not_one() -> None:
    data = signed()
    inner = b"PK\5\6" + bytes(18) + b"tail"
    longer = data[:-2] + struct.pack("<H", len(inner)) + inner
    assert signing_block.find(longer).find(signer.V2) is not None
    assert signing_block.comment_offset(longer) == len(data)


def test_pairs_before_a_fault_are_kept() -> None:
    data = bytearray(signed())
    second = signing_block.find(bytes(data)).pairs[1]
    struct.pack_into("<Q", data, second.offset - 12, 1 << 40)
    block = signing_block.find(bytes(data))
    assert [pair.id for pair in block.pairs] == [0x504B4453]
    assert block.fault == "pair-size-out-of-range"
    assert block.find(signer.V2) is None


def test_reads_a_signer_as_written() -> None:
    one = identity("first")
    made = Signer(one, sdk=(28, 30), signed_sdk=(29, 31), attributes=((7, b"abc"),), public_key=b"KEY")
    data = sign_block(PLAIN, v3=[made])
    block = signing_block.find(data)
    pair = block.find(signer.V3)
    assert pair is not None
    (record,) = signing_block.signers(signing_block.value(data, pair), with_sdk=True)
    assert (record.sdk, record.signed_sdk, record.public_key) == ((28, 30), (29, 31), b"KEY")
    assert record.attributes == ((7, b"abc"),)
    assert record.certificates == (one.certificate,)
    assert [id for id, _ in record.signatures] == [0x0103]


@pytest.mark.parametrize("data", [b"", b"\1\0\0\0", b"\xff\xff\xff\xff" + bytes(40), b"\4\0\0\0\4\0\0\0"])
def test_cut_off_signers_are_malformed(data: bytes) -> None:
    with pytest.raises(BadBlock, match="malformed"):
        list(signing_block.signers(data, with_sdk=True))


def test_a_value_too_large_to_be_meant_is_not_read() -> None:
    pair = signing_block.Pair(1, signing_block.MAX_VALUE + 1, 0, "")
    with pytest.raises(BadBlock):
        signing_block.value(b"", pair)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_changed_blocks_are_found_or_not_and_never_raise(data: st.DataObject) -> None:
    encoded = bytearray(signed())
    start = len(PLAIN) - 200
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(start, len(encoded) - 1))
        encoded[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    cut = data.draw(st.integers(0, len(encoded)))
    changed = bytes(encoded[:cut] if data.draw(st.booleans()) else encoded)
    block = signing_block.find(changed)
    for pair in block.pairs:
        assert 0 <= pair.offset <= pair.offset + pair.size <= len(changed)
        try:
            list(signing_block.signers(signing_block.value(changed, pair), with_sdk=False))
        except BadBlock:
            continue


def test_reader_ends_where_the_bytes_end() -> None:
    reader = Reader(b"\1\0\0\0x")
    assert list(reader.values()) == [b"x"]
    assert not reader
    with pytest.raises(BadBlock):
        reader.take(1)
