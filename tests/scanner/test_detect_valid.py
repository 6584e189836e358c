"""Checksums and field names that prove personal data."""

from __future__ import annotations

import pytest

from scanner.detect_valid import id_card_check, is_id_card, is_imei, is_luhn, is_mac, luhn_digit, valid

ID = "11010519491231002X"  # the example printed in GB 11643-1999


def kinds(text: str) -> list[str]:
    return [found.data for found in valid(text.encode())]


def test_identity_numbers() -> None:
    assert id_card_check(ID[:17]) == "X"
    assert is_id_card(ID)
    assert is_id_card(ID.lower())
    assert not is_id_card("110105194912310021")  # checksum
    assert not is_id_card("990105194912310023")  # no such province
    assert not is_id_card("11010519491331002X")  # no such month
    assert not is_id_card("x")
    assert kinds(f'{{"a": "{ID}"}}') == ["id-card"]
    assert kinds(f'{{"a": "{ID}1"}}') == []
    assert kinds(f"G{ID}") == ["student-id"]


def test_luhn() -> None:
    assert luhn_digit("7992739871") == "3"
    assert is_luhn("79927398713")
    assert is_imei("490154203237518") is False  # body 49 gives none any more
    assert is_imei("356938035643809")
    assert not is_imei("356938035643808")
    assert kinds('{"d": "356938035643809"}') == ["imei"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"phone":"13800138000"}', ["phone-number"]),
        ('{\\"mobile\\":\\"13800138000\\"}', ["phone-number"]),
        ("mobile=%2B8613800138000", []),
        ("userPhone=13800138000&x=1", ["phone-number"]),
        ("手机号:13800138000", ["phone-number"]),
        ('{"phone":"+8613800138000"}', ["phone-number"]),
        ('{"t":"13800138000"}', []),
        ('{"phone":"138001380001"}', []),
        ('{"mac":"a4:83:e7:12:34:56"}', ["mac-address"]),
        ('{"mac":"02:00:00:00:00:00"}', []),
        ('{"mac":"ff:ff:ff:ff:ff:ff"}', []),
        ('{"mac":"01:00:5e:12:34:56"}', []),
        ('{"oaid":"1f0e3a52-58a9-44b8-89ab-dc0ceb657ec1"}', ["oaid"]),
        ('{"oaid":"00000000-0000-0000-0000-000000000000"}', []),
        ('{"payloadId":"1f0e3a52-58a9-44b8-89ab-dc0ceb657ec1"}', []),
        ('{"lat":34.757512,"lng":113.665412}', ["location"]),
        ('{"lat":34.75,"lng":113.66}', []),
        ('{"latency":34.757512,"length":113.665412}', []),
        ('{"latitude":"-34.757512","longitude":"113.665412"}', []),
    ],
)
def test_field_names(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_cards_need_checksum_prefix_and_name() -> None:
    number = "621700123456789012"
    number += luhn_digit(number)
    assert kinds(f'{{"bankCard":"{number}"}}') == ["bank-card"]
    assert kinds(f'{{"serial":"{number}"}}') == []


def test_group_addresses_are_nobodys() -> None:
    assert is_mac("a4:83:e7:12:34:56")
    assert not is_mac("03:83:e7:12:34:56")
