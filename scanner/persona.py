"""Planted identities: synthetic people and a device whose values cannot belong to anybody.

Fields are named as the kinds of personal data in rules/terms.yaml. Values stay in the persona file and in the
sealed session: evidence names the field, never the value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from scanner import codec

SCHEMA = 1
ROLES = ("child", "guardian", "adult", "device")
FIELDS = (
    *("name", "nickname", "birthday", "id-card", "student-id", "phone-number", "email", "address"),
    *("password", "bank-card", "school-class", "location"),
    *("imei", "imsi", "iccid", "serial-number", "mac-address", "android-id", "oaid", "advertising-id"),
)
"""What can be planted; `location` is "latitude,longitude" in WGS-84."""


_PLACE = re.compile(r"-?\d{1,2}(\.\d{1,9})?,-?\d{1,3}(\.\d{1,9})?")


class BadPersona(ValueError):
    """A persona file that cannot be used; the message says why, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted value."""

    role: str
    data: str
    value: str


@dataclass(frozen=True, slots=True)
class Persona:
    """Identities for one examination."""

    schema: int
    id: str
    made: str  # day, YYYY-MM-DD
    roles: dict[str, dict[str, str]] = field(default_factory=dict)  # role -> field -> value

    @property
    def planted(self) -> tuple[Planted, ...]:
        """Every value, in a fixed order."""
        return tuple(self._planted())

    def _planted(self) -> Iterator[Planted]:
        for role in ROLES:
            values = self.roles.get(role, {})
            for data in FIELDS:
                if values.get(data):
                    yield Planted(role, data, values[data])


def from_bytes(data: bytes) -> Persona:
    """The identities in a persona file. Raises BadPersona; never quotes a value."""
    try:
        persona = codec.from_json(Persona, orjson.loads(data))
    except orjson.JSONDecodeError:
        raise BadPersona("身份文件不是 JSON (the persona file is not JSON)") from None
    except codec.Malformed:
        raise BadPersona("身份文件的内容不对 (the persona file has the wrong shape)") from None
    strange = [
        f"{role}.{name}"
        for role, values in persona.roles.items()
        for name in values
        if role not in ROLES or name not in FIELDS
    ]
    places = [values["location"] for values in persona.roles.values() if "location" in values]
    if not all(_PLACE.fullmatch(place) for place in places):
        strange.append("location")
    if persona.schema != SCHEMA or strange:
        raise BadPersona(f"身份文件有不认识的项:{'、'.join(strange[:5])} (unknown fields or schema)")
    return persona


def to_bytes(persona: Persona) -> bytes:
    """The file's content."""
    return orjson.dumps(codec.to_json(persona), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write(path: Path, persona: Persona) -> None:
    """A new file that only its owner can read. Raises OSError, also where the file exists already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(to_bytes(persona))


def read(path: Path) -> Persona:
    """The identities in a file. Raises BadPersona (also where others may read the file) or OSError."""
    if path.stat().st_mode & 0o077:
        raise BadPersona(
            f"{path.name} 可被他人读取,请先执行 chmod 600 (others may read the persona file: chmod 600 first)"
        )
    return from_bytes(path.read_bytes())
