"""Synthetic identities: of ranges that belong to nobody, and kept from others."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from scanner import persona, persona_new
from scanner.detect_valid import id_card_check, is_id_card, is_imei, is_luhn

DAY = date(2026, 3, 2)


def made(seed: int = 1) -> persona.Persona:
    return persona_new.new(DAY, {"child": "19900000001"}, random.Random(seed))


def test_values_belong_to_nobody() -> None:
    for seed in range(40):
        roles = made(seed).roles
        number = roles["child"]["id-card"]
        assert id_card_check(number[:17]) == number[17]
        assert not is_id_card(number)  # region 99 does not exist
        assert is_luhn(roles["device"]["imei"])
        assert not is_imei(roles["device"]["imei"])  # 00: test devices
        assert roles["device"]["imsi"].startswith("00101")
        assert int(roles["device"]["mac-address"][:2], 16) & 3 == 2  # locally administered, not a group
        assert roles["child"]["email"].endswith(".example")
        assert 6 <= (DAY - date.fromisoformat(roles["child"]["birthday"])).days / 365 < 14


def test_telephone_numbers_are_only_those_given() -> None:
    roles = made().roles
    assert roles["child"]["phone-number"] == "19900000001"
    assert "phone-number" not in roles["adult"]


def test_by_default_no_two_are_alike() -> None:
    first, second = persona_new.new(DAY), persona_new.new(DAY)
    assert first.id != second.id
    assert first.roles["device"]["oaid"] != second.roles["device"]["oaid"]


def test_files_are_the_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    persona.write(path, made())
    assert path.stat().st_mode & 0o777 == 0o600
    assert persona.read(path) == made()
    with pytest.raises(FileExistsError):
        persona.write(path, made())
    path.chmod(0o644)
    with pytest.raises(persona.BadPersona, match="chmod 600"):
        persona.read(path)


@pytest.mark.parametrize(
    "data",
    [
        b"x",
        b"[]",
        b"{}",
        b'{"schema":1,"id":"a","made":"b","roles":{"child":{"imei":5}}}',
        b'{"schema":1,"id":"a","made":"b","roles":{"teacher":{"imei":"5"}}}',
        b'{"schema":1,"id":"a","made":"b","roles":{"child":{"colour":"5"}}}',
        b'{"schema":9,"id":"a","made":"b","roles":{}}',
    ],
)
def test_bad_files_are_told_without_their_values(data: bytes) -> None:
    with pytest.raises(persona.BadPersona):
        persona.from_bytes(data)
