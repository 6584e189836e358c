"""How a dataclass says which field of an official form each attribute is: one table for all.

The forms (form_provider.py, form_institution.py, declaration.py) write their attributes with the constructors
below; loading, dumping, the template, the checks, the evidence and the column names of a table export all
follow from `spec(cls)`.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, cast

from scanner import codec
from scanner.codec import Malformed


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    TEXTS = "texts"  # several texts
    CHOICE = "choice"  # one of a list; stored as the form spells it
    CHOICES = "choices"
    FLAG = "flag"  # 是 or 否
    DATE = "date"  # YYYY-MM-DD
    PART = "part"  # a section with fields of its own
    PARTS = "parts"  # several of them


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its official name, its English one, and what may stand in it."""

    name: str  # attribute
    zh: str  # official name, key in YAML and JSON
    en: str
    shape: Shape
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)  # other spellings -> the form's
    aliases: tuple[str, ...] = ()  # other names of the field, in files and tables
    check: str = ""  # number format, see scanner/form_checks.py
    part: type | None = None
    main: str = ""  # of a part: the attribute that a bare text fills
    personal: bool = False  # never leaves the Declaration
    prose: bool = False  # free text, in which a person's name may have been written
    quoted: bool = False  # an unquoted decimal number is refused: 1.10 is not 1.1
    none: bool = False  # 无 is an answer: () and not None

    @property
    def keys(self) -> tuple[str, ...]:
        """All names of the field, made comparable."""
        return tuple(same(name) for name in (self.zh, *self.aliases))


@lru_cache(maxsize=4_096)
def same(name: str) -> str:
    """A name made comparable: widths, spaces, case and the asterisk of the form do not count."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return "".join(text.split()).replace("*", "").replace("_", "").rstrip(":")


def _field(shape: Shape, default: Any, zh: str, en: str, more: Mapping[str, Any]) -> Any:
    made = {"zh": zh, "en": en, "shape": shape, **more}
    if callable(default):
        return field(default_factory=default, metadata=made)
    return field(default=default, metadata=made)


def text(zh: str, en: str, **more: Any) -> Any:
    """A text; empty: not filled."""
    return _field(Shape.TEXT, "", zh, en, more)


def texts(zh: str, en: str, **more: Any) -> Any:
    """Several texts; with none=True the attribute is None until filled."""
    return _field(Shape.TEXTS, None if more.get("none") else (), zh, en, more)


def choice(zh: str, en: str, *choices: str, **more: Any) -> Any:
    """One of `choices`."""
    return _field(Shape.CHOICE, "", zh, en, {"choices": choices, **more})


def choices(zh: str, en: str, *allowed: str, **more: Any) -> Any:
    """Several of `allowed`; with none=True the attribute is None until filled."""
    return _field(Shape.CHOICES, None if more.get("none") else (), zh, en, {"choices": allowed, **more})


def flag(zh: str, en: str, **more: Any) -> Any:
    """是 or 否; None: not filled."""
    return _field(Shape.FLAG, None, zh, en, more)


def date(zh: str, en: str, **more: Any) -> Any:
    """A day, YYYY-MM-DD; empty: not filled."""
    return _field(Shape.DATE, "", zh, en, more)


def part(zh: str, en: str, cls: type, **more: Any) -> Any:
    """A section; all at default: not filled."""
    return _field(Shape.PART, cls, zh, en, {"part": cls, **more})


def parts(zh: str, en: str, cls: type, **more: Any) -> Any:
    """Any number of sections of one form."""
    return _field(Shape.PARTS, (), zh, en, {"part": cls, **more})


def spec(cls: type) -> tuple[Field, ...]:
    """The fields of a form or section, in the form's order."""
    return _spec(cls)


@cache
def _spec(cls: Hashable) -> tuple[Field, ...]:
    fields = dataclasses.fields(cast(Any, cls))
    return tuple(Field(name=item.name, **item.metadata) for item in fields)


def plain(value: Any) -> dict[str, Any]:
    """A form as plain data under its official names; what was not filled is left out, flags stay booleans."""
    found = {}
    for item in spec(type(value)):
        held = getattr(value, item.name)
        if item.shape is Shape.PART:
            held = plain(held)
        elif item.shape is Shape.PARTS:
            held = [plain(one) for one in held]
        elif isinstance(held, tuple):
            held = list(held)
        if held not in ("", None, {}) and (held != [] or item.none):
            found[item.zh] = held
    return found


def from_plain(cls: type, data: Any) -> Any:
    """The form again. Strict: raises Malformed for an unknown name or a value of the wrong type."""
    return codec.from_json(cls, _renamed(cls, data, cls.__name__))


def _renamed(cls: type, data: Any, at: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Malformed(f"{at}: object expected")
    known = {item.zh: item for item in spec(cls)}
    found = {}
    for key, value in data.items():
        if key not in known:
            raise Malformed(f"{at}: unknown key {key!r}")
        item, place = known[key], f"{at}.{key}"
        if item.part and item.shape is Shape.PART:
            value = _renamed(item.part, value, place)
        elif item.part and isinstance(value, list):
            value = [_renamed(item.part, one, place) for one in value]
        found[item.name] = value
    return found
