from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import der
from scanner.formats.der import BadDer


def tlv(tag: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([tag, len(content)]) + content


def test_reads_structures_numbers_and_identifiers() -> None:
    node = der.read(
        tlv(0x30, tlv(2, b"\xff\x7f") + tlv(6, bytes.fromhex("2a864886f70d010701")) + tlv(3, b"\0ab"))
    )
    number, oid, bits = node.children()
    assert (number.integer, oid.oid, bits.bits) == (-129, "1.2.840.113549.1.7.1", b"ab")
    assert oid.encoded == tlv(6, oid.content)


def test_reads_identifiers_of_the_third_arc() -> None:
    assert der.read(tlv(6, bytes.fromhex("608648016503040201"))).oid == "2.16.840.1.101.3.4.2.1"


def test_reads_what_is_ber_but_not_der() -> None:
    overlong = der.read(b"\x30\x82\x00\x03\x02\x01\x07")
    assert overlong.children()[0].integer == 7
    inner = b"\x30\x80\x02\x01\x05\0\0"
    open_ended = der.read(b"\x30\x80" + inner + b"\x04\x01x\0\0rest")
    assert open_ended.encoded == b"\x30\x80" + inner + b"\x04\x01x\0\0"
    nested, text = open_ended.children()
    assert nested.children()[0].integer == 5
    assert text.content == b"x"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x05\x02\x01\x07",  # ends behind its parent
        b"\x1f\x81\x01\x00",  # long tag
        b"\x04\x80x\0\0",  # primitive of indefinite length
        b"\x30\x80\x02\x01\x07",  # no end
        b"\x30\x89" + b"\xff" * 9,
        b"\x30\x84\xff\xff\xff\xff",
    ],
)
def test_refuses(data: bytes) -> None:
    with pytest.raises(BadDer):
        der.read(data)


def test_refuses_the_wrong_kind_of_element() -> None:
    with pytest.raises(BadDer, match="0x30"):
        der.read(tlv(2, b"\1")).expect(der.SEQUENCE)
    with pytest.raises(BadDer):
        der.read(tlv(2, b"\1")).children()
    with pytest.raises(BadDer):
        _ = der.read(tlv(6, b"\x80")).oid


def test_nesting_costs_no_stack() -> None:
    node = der.read(b"\x30\x80" * 5_000 + b"\0\0" * 5_000)
    for _ in range(3):
        node = node.children()[0]
    assert node.tag == der.SEQUENCE


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=64))
def test_any_bytes_give_an_element_or_a_fault(data: bytes) -> None:
    try:
        node = der.read(data)
        assert 0 <= node.start <= node.head <= node.end <= node.stop <= len(data)
        node.children()
    except BadDer:
        pass
