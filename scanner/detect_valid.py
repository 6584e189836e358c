"""Personal data that was not planted, told by its own checksum and by the name of its field.

Sources: GB 11643-1999 (checksum of 身份证号); ISO/IEC 7812-1 annex B (Luhn); 3GPP TS 23.003 (IMEI: the first
two digits name the body that gave the number); IEEE 802 (bit 0 of the first octet of a MAC: not a device).
Eleven digits are a phone number only under such a name: one random number in seventeen looks like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = frozenset(
    f"{first}{second}"
    for first, seconds in (("1", "12345"), ("2", "123"), ("3", "1234567"), ("4", "123456"), ("5", "01234"))
    for second in seconds
) | {"61", "62", "63", "64", "65", "71", "81", "82"}
_BODIES = frozenset(("01", "35", "86", "91", "98", "99"))
"""Reporting bodies that give type allocation codes today (GSMA TS.06)."""
_PHONE = re.compile(r"1[3-9]\d{9}")
_CARDS = ("62", "4", "51", "52", "53", "54", "55", "3")
NEAR = 48
"""Bytes before a value within which the name of its field stands."""

_NUMBER = re.compile(rb"\d{11,19}")
_ADDRESS = re.compile(rb":(?:[0-9A-Fa-f]{2}:){4}(?![0-9A-Fa-f]{2}:)")
_UUID = re.compile(rb"-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Za-z-])")
_WORD = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._")
_NAMES = {
    "phone-number": r"phone|mobile|msisdn|telephone|shouji|sjh|手机|电话",
    "oaid": r"(?<![a-z])oaid",
    "advertising-id": r"(?<![a-z])(?:idfa|gaid|adid|aaid)|advertis\w*id",
    "bank-card": r"bank|card_?no|cardnum|银行卡|kahao",
    "student-id": r"xuejihao|xjh|student_?(?:no|id|code)|学籍号",
    "imei": r"imei|deviceid",
    "id-card": r"id_?card|idno|sfz|身份证|cert_?no|identity",
}
_REST = r"[\w\x80-\xff]{0,12}"
_QUOTES = r"[\"'\\\s]{0,6}"
_FIELD = {
    data: re.compile(
        rf"(?:{words}){_REST}{_QUOTES}(?:[:=>]|%3[AD]){_QUOTES}(?:\+?86[- ]?|\+)?$".encode(),
        re.I,
    )
    for data, words in _NAMES.items()
}
_DEGREES = rb"(?:itude)?\w{0,4}[\"'\\]{0,3}\s?[:=]\s?[\"'\\]{0,3}(-?\d{1,3}\.\d{4,})"
_LATITUDE = re.compile(rb"(?:lat|weidu)" + _DEGREES)
_LONGITUDE = re.compile(rb"(?:ln?g|lon|jingdu)" + _DEGREES)


class Valid(NamedTuple):
    """One value that its own form proves to be personal data."""

    data: str  # kind of personal data
    at: int
    end: int


def id_card_check(first: str) -> str:
    """The 18th character of an identity number from its first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first, strict=True))
    return "10X98765432"[total % 11]


def is_id_card(text: str) -> bool:
    """Checksum, a province that exists and a day of birth that can be."""
    if len(text) != 18 or not text[:17].isdecimal() or text[:2] not in _REGIONS:
        return False
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2035 and id_card_check(text[:17]) == text[17].upper()


def luhn_digit(first: str) -> str:
    """The check digit that belongs to these digits."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return str(-total % 10)


def is_luhn(text: str) -> bool:
    """Whether the last digit checks the others."""
    return text[-1] == luhn_digit(text[:-1])


def is_imei(text: str) -> bool:
    """15 digits, given by a body that exists, with the right check digit."""
    return len(text) == 15 and text[:2] in _BODIES and len(set(text)) > 4 and is_luhn(text)


def is_mac(text: str) -> bool:
    """A device's own address: neither group address nor the placeholders of Android and iOS."""
    plain = text.replace(":", "").lower()
    if plain in ("020000000000", "000000000000", "ffffffffffff"):
        return False
    return not int(plain[:2], 16) & 1


def valid(data: bytes) -> Iterator[Valid]:
    """What stands in a text: numbers, then addresses and identifiers, then coordinates."""
    for found in _NUMBER.finditer(data):
        start, end = found.span()
        letter = data[end : end + 1]
        if end - start == 17 and letter in (b"X", b"x"):
            end, letter = end + 1, data[end + 1 : end + 2]
        if letter and letter[0] in _WORD:
            continue
        before = data[max(0, start - NEAR) : start]
        if kind := _number(data[start:end].decode("ascii"), before):
            first = start - (kind == "student-id")
            yield Valid(kind, first, end)
    if b":" in data:
        for found in _ADDRESS.finditer(data):
            text = data[found.start() - 2 : found.end() + 2]
            if re.fullmatch(rb"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}", text) and is_mac(text.decode()):
                yield Valid("mac-address", found.start() - 2, found.end() + 2)
    low = data.lower()
    if any(word in low for word in (b"oaid", b"idfa", b"gaid", b"adid", b"advertis")):
        for found in _UUID.finditer(data):
            start = found.start() - 8
            before = data[max(0, start - NEAR) : max(0, start)]
            named = [kind for kind in ("oaid", "advertising-id") if _FIELD[kind].search(before)]
            if named and set(data[start : found.end()]) - set(b"0-"):
                yield Valid(named[0], start, found.end())
    yield from _coordinates(low)


def _number(text: str, before: bytes) -> str:
    """Which kind of personal data a number is, "" for none."""
    last = before[-1:]
    if len(text) == 18 and last in (b"G", b"L") and (len(before) < 2 or before[-2] not in _WORD):
        named = last == b"G" and _FIELD["student-id"].search(before[:-1])
        return "student-id" if is_id_card(text) or named else ""
    if last and last[0] in _WORD:
        return ""
    if len(text) == 13 and text.startswith("861"):
        text = text[2:]
    if len(text) == 11:
        named = _PHONE.fullmatch(text) and len(set(text)) > 3 and _FIELD["phone-number"].search(before)
        return "phone-number" if named else ""
    if len(text) == 18 and is_id_card(text):
        return "id-card"
    if len(text) == 15 and is_imei(text):
        return "imei"
    if len(text) >= 16 and text.startswith(_CARDS) and text.isdecimal() and is_luhn(text):
        return "bank-card" if _FIELD["bank-card"].search(before) else ""
    return ""


def _coordinates(data: bytes) -> Iterator[Valid]:
    """A latitude and a longitude in China, to ten metres or finer, under such names and near each other."""
    for found in _LATITUDE.finditer(data):
        if not 3.8 <= float(found[1]) <= 53.6:
            continue
        start = max(0, found.start() - 160)
        for other in _LONGITUDE.finditer(data, start, found.end() + 160):
            if 73.5 <= float(other[1]) <= 135.1:
                yield Valid("location", found.start(1), found.end(1))
                break
