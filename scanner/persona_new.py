"""Makes synthetic identities. Every value is of a range that is given to nobody:

- 身份证号: region 99, which GB/T 2260 does not have; the checksum holds, so that forms accept it.
- IMEI: type allocation code 00…, kept for test devices (GSMA TS.06); IMSI: test network 001-01 (ITU-T E.212).
- ICCID: issuer 89 999, unassigned (ITU-T E.118); bank card: 9…, kept for national use (ISO/IEC 7812-1).
- MAC: locally administered; Android id, OAID, advertising id: 64 or more random bits.
- Names begin with a character that is no surname. The e-mail domain is reserved (RFC 2606).
- Location: within the Taklamakan, where nobody lives.
- Telephone numbers cannot be made up: they are the laboratory's own, given by the operator, or absent.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from scanner.detect_valid import id_card_check, luhn_digit
from scanner.persona import SCHEMA, Persona

_FIRST = "核验测拟虚样"
_SECOND = "堃玥旻珩翀赟淼晟"
_THIRD = "翊堯筠煊琮霁玚妘"
_YEARS = {"child": (7, 12), "guardian": (32, 45), "adult": (22, 30)}


def new(day: date, phones: Mapping[str, str] | None = None, chance: random.Random | None = None) -> Persona:
    """New identities: child (under 14), guardian, adult, device. `phones`: role -> number of the laboratory.

    `chance` is for tests; by default the system's secure source decides.
    """
    source = chance or random.SystemRandom()
    roles = {role: _person(role, day, source) for role in _YEARS}
    for role, number in (phones or {}).items():
        roles[role]["phone-number"] = number
    roles["device"] = _device(source)
    token = "".join(source.choice("0123456789abcdef") for _ in range(12))
    return Persona(SCHEMA, f"p-{token}", day.isoformat(), roles)


def _person(role: str, day: date, source: random.Random) -> dict[str, str]:
    youngest, oldest = _YEARS[role]
    born = day - timedelta(days=source.randrange(youngest * 366, oldest * 365))
    name = source.choice(_FIRST) + source.choice(_SECOND) + source.choice(_THIRD)
    number = f"99{_digits(source, 4)}{born:%Y%m%d}{_digits(source, 3)}"
    word = "".join(source.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(12))
    made = {
        "name": name,
        "nickname": f"hy_{word[:8]}",
        "birthday": born.isoformat(),
        "id-card": number + id_card_check(number),
        "email": f"{word}@heyan-test.example",
        "password": f"Hy!{secrets.token_urlsafe(9) if isinstance(source, random.SystemRandom) else word}9",
    }
    if role == "child":
        made["student-id"] = f"G{made['id-card']}"
        made["school-class"] = f"{source.choice('二三四五六')}年级{source.randrange(80, 99)}班"
    if role == "guardian":
        card = f"9999{_digits(source, 11)}"
        made["bank-card"] = card + luhn_digit(card)
        made["address"] = f"虚拟省核验市测试路{source.randrange(90000, 99999)}号"
    return made


def _device(source: random.Random) -> dict[str, str]:
    imei, iccid = f"00{_digits(source, 12)}", f"89999{_digits(source, 14)}"
    first = f"{source.choice('26ae'):>1}"
    mac = [f"{source.randrange(16):x}{first}", *(f"{source.randrange(256):02x}" for _ in range(5))]
    latitude, longitude = (
        38 + source.randrange(50_000, 95_000) / 1e5,
        82 + source.randrange(10_000, 95_000) / 1e5,
    )
    return {
        "imei": imei + luhn_digit(imei),
        "imsi": f"00101{_digits(source, 10)}",
        "iccid": iccid + luhn_digit(iccid),
        "serial-number": "HY" + "".join(source.choice("0123456789ABCDEFGHJKLMNP") for _ in range(14)),
        "mac-address": ":".join(mac),
        "android-id": _hex(source, 16),
        "oaid": _uuid(source),
        "advertising-id": _uuid(source),
        "location": f"{latitude:.5f},{longitude:.5f}",
    }


def _digits(source: random.Random, count: int) -> str:
    return "".join(source.choice("0123456789") for _ in range(count))


def _hex(source: random.Random, count: int) -> str:
    return "".join(source.choice("0123456789abcdef") for _ in range(count))


def _uuid(source: random.Random) -> str:
    return "-".join(_hex(source, count) for count in (8, 4, 4, 4, 12))
