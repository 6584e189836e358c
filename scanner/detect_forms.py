"""The forms that a planted value takes on its way out, computed once before any traffic is looked at.

Each value is written in the ways its kind is written (separators, prefixes, formats of a date), and each of
these plainly, percent-encoded, escaped, in base64 at the three positions it can have, in hex, reversed, as a
digest, keyed or salted with the package name, shortened or masked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from scanner.persona import Planted

SHORTEST = 6
"""Bytes. What is shorter would be found everywhere."""
WRAPPED = " in base64"
_DIGESTS = ("md5", "sha1", "sha256", "sm3", "sha512")
_NAMED = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sm3": "SM3", "sha512": "SHA-512"}
_ZONES = (UTC, timezone(timedelta(hours=8)))
_SEPARATORS = re.compile(r"[\s:\-_.,+]")


class Form(NamedTuple):
    """One form of one value."""

    data: bytes  # in lower case unless `exact`
    field: int  # number of the planted value
    how: str  # "" for the value itself, else "MD5", "base64", ...
    exact: bool = False  # upper and lower case differ
    bound: str = ""  # "digit", "word": must not stand in a longer run of these
    weak: bool = False  # seen elsewhere too: counts only where its context supports it


def forms(planted: Iterable[Planted], app_id: str) -> tuple[Form, ...]:
    """Every form of every value; of equal ones the first."""
    found: dict[tuple[bytes, bool], Form] = {}
    for number, item in enumerate(planted):
        for form in _of(item, number, app_id):
            if not form.exact:  # also bytes of other encodings, as the text they are looked for in will be
                form = form._replace(data=form.data.lower())
            if len(form.data) >= SHORTEST:
                found.setdefault((form.data, form.exact), form)
    return tuple(found.values())


def _of(item: Planted, number: int, app_id: str) -> Iterator[Form]:
    for text in written(item):
        yield from _plain(item, text, number)
    for text in written(item):
        for variant in dict.fromkeys((text, text.upper(), text.lower())):
            yield from _digested(variant, number, app_id)
    for text in _masked(item):
        yield from (form._replace(how="masked", weak=True) for form in _texts(text, number))


def written(item: Planted) -> tuple[str, ...]:
    """The ways a value of this kind is written, the value itself first."""
    value = item.value
    more: list[str] = []
    if item.data == "phone-number":
        more = [f"86{value}", f"+86{value}", f"+86-{value}"]
        more += [f"{value[:3]}{sep}{value[3:7]}{sep}{value[7:]}" for sep in " -"]
    elif item.data in ("id-card", "student-id"):
        more = [value.lower()]
    elif item.data == "mac-address":
        plain = value.replace(":", "")
        pairs = [plain[at : at + 2] for at in range(0, 12, 2)]
        dotted = ".".join(plain[at : at + 4] for at in range(0, 12, 4))
        more = [plain, "-".join(pairs), " ".join(pairs), dotted, str(int(plain, 16))]
    elif item.data in ("oaid", "advertising-id"):
        more = [value.replace("-", "")]
    elif item.data == "imei":
        more = [value[:14], f"{value[:8]}-{value[8:14]}-{value[14:]}"]
    elif item.data == "birthday":
        more = list(_dates(value))
    elif item.data == "location":
        latitude, _, longitude = value.partition(",")
        more = [f"{longitude},{latitude}", f"{latitude}, {longitude}", f"{longitude}, {latitude}"]
        more += [
            f"{latitude} {longitude}",
            f"{latitude}|{longitude}",
            f"{latitude};{longitude}",
            latitude,
            longitude,
        ]
    elif item.data == "bank-card":
        more = [sep.join(value[at : at + 4] for at in range(0, len(value), 4)) for sep in " -"]
    elif item.data in ("serial-number", "android-id"):
        more = [_SEPARATORS.sub("", value)]
    elif item.data == "name" and len(value) > 2:
        more = [f"{value[0]} {value[1:]}", f"{value[1:]}{value[0]}"]
    return tuple(dict.fromkeys(text for text in (value, *more) if text))


def _dates(value: str) -> Iterator[str]:
    """How a day of birth is written; as a moment it is the beginning of that day."""
    try:
        day = datetime.fromisoformat(value)
    except ValueError:
        return
    year, month, date_ = day.year, day.month, day.day
    yield f"{year}{month:02}{date_:02}"
    for sep in "/.":
        yield f"{year}{sep}{month:02}{sep}{date_:02}"
        yield f"{year}{sep}{month}{sep}{date_}"
    yield f"{year}-{month}-{date_}"
    yield f"{year}年{month}月{date_}日"
    yield f"{year}年{month:02}月{date_:02}日"
    yield f"{date_:02}/{month:02}/{year}"
    yield f"{month:02}/{date_:02}/{year}"
    for zone in _ZONES:
        seconds = int(day.replace(tzinfo=zone).timestamp())
        yield str(seconds)
        yield str(seconds * 1000)


def _bound(text: str) -> str:
    """What must not stand beside it. Long values stand for themselves even when joined with others."""
    if len(text.encode()) >= 14 or not text.isascii():
        return ""
    return "digit" if text[0].isdecimal() and text[-1].isdecimal() else "word"


def _plain(item: Planted, text: str, number: int) -> Iterator[Form]:
    bound, weak = _bound(text), _is_weak(item, text)
    for form in _texts(text, number):
        plain = form.how == "" and text.isascii()
        yield form._replace(bound=bound if plain else "", weak=weak)
    raw = text.encode()
    turned = text[::-1]
    if turned != text:
        yield Form(turned.lower().encode(), number, "reversed", bound=bound, weak=weak)
    if len(raw) >= 8 and not weak:
        yield from _base64(raw, number)
    elif len(raw) < 12:  # alone: with others around it, it is decoded and looked at again
        yield Form(base64.b64encode(raw).rstrip(b"="), number, "base64", exact=True, bound="word")
    yield Form(raw.hex().encode(), number, "hex", weak=weak and len(raw) < 10)
    if text != text.upper():
        yield Form(text.upper().encode().hex().encode(), number, "hex", weak=weak)


def _is_weak(item: Planted, text: str) -> bool:
    """Days of birth and common words are found in ordinary traffic too."""
    if item.data == "birthday":
        return not text.isdecimal() or len(text) == 8  # a moment in seconds is rare enough
    return item.data == "school-class" or len(text.encode()) < 8


def _texts(text: str, number: int) -> Iterator[Form]:
    """A text as text: plainly, and as the usual escapes write it."""
    raw = text.encode()
    lower = text.lower()
    yield Form(lower.encode(), number, "")
    yield Form(lower.encode("utf-16-le"), number, "")
    quoted = quote_from_bytes(raw, safe="").lower()
    if quoted != lower:
        yield Form(quoted.encode(), number, "")
        yield Form(quote_from_bytes(quoted.encode(), safe="").lower().encode(), number, "")
    if text.isascii():
        return
    units = [f"{ord(letter):04x}" for letter in text]
    yield Form("".join(f"\\u{unit}" for unit in units).encode(), number, "")
    yield Form("".join(f"\\\\u{unit}" for unit in units).encode(), number, "")
    yield Form("".join(f"%u{unit}" for unit in units).encode(), number, "")
    yield Form("".join(f"&#x{unit};" for unit in units).encode(), number, "")
    yield Form("".join(f"&#{ord(letter)};" for letter in text).encode(), number, "")
    try:
        gbk = text.encode("gbk")
    except UnicodeEncodeError:
        return
    yield Form(gbk.lower(), number, "")
    yield Form(quote_from_bytes(gbk, safe="").lower().encode(), number, "")


def _base64(raw: bytes, number: int) -> Iterator[Form]:
    """What is sure to stand in the base64 of any text that holds these bytes, at each of three positions."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw)
        first = (0, 2, 3)[shift]
        whole = (len(raw) + shift) * 8 // 6  # characters that no following byte touches
        core = encoded[first:whole]
        yield Form(core, number, "base64", exact=True)
        yield Form(core.replace(b"+", b"-").replace(b"/", b"_"), number, "base64", exact=True)


def _digested(text: str, number: int, app_id: str) -> Iterator[Form]:
    raw, key = text.encode(), app_id.encode()
    for name in _DIGESTS:
        digest = hashlib.new(name, raw, usedforsecurity=False).digest()
        yield from _digest(digest, number, _NAMED[name])
        yield from _cut(digest, number, _NAMED[name])
    twice = hashlib.md5(hashlib.md5(raw, usedforsecurity=False).hexdigest().encode(), usedforsecurity=False)
    yield from _digest(twice.digest(), number, "MD5 twice")
    if not key:
        return
    for name in _DIGESTS[:4]:
        keyed = hmac.new(key, raw, name).digest()
        yield from _digest(keyed, number, f"HMAC-{_NAMED[name]} by package name")
        for salted in (raw + key, key + raw):
            digest = hashlib.new(name, salted, usedforsecurity=False).digest()
            yield from _digest(digest, number, f"{_NAMED[name]} with package name")


def _digest(digest: bytes, number: int, how: str) -> Iterator[Form]:
    yield Form(digest.hex().encode(), number, how)
    yield Form(digest, number, how, exact=True)
    encoded = base64.b64encode(digest).rstrip(b"=")
    yield Form(encoded, number, how, exact=True)
    yield Form(encoded.replace(b"+", b"-").replace(b"/", b"_"), number, how, exact=True)
    yield from (form._replace(how=f"{how}{WRAPPED}") for form in _base64(digest.hex().encode(), number))


def _cut(digest: bytes, number: int, how: str) -> Iterator[Form]:
    """Shortened digests: sixteen digits from the beginning, the middle of MD5, the end."""
    text = digest.hex().encode()
    for part in (text[:16], text[8:24], text[-16:]):
        yield Form(part, number, f"short {how}")
        yield from (form._replace(how=f"short {how}{WRAPPED}") for form in _base64(part, number))


def _masked(item: Planted) -> Iterator[str]:
    value = item.value
    if item.data == "phone-number":
        yield f"{value[:3]}****{value[7:]}"
    elif item.data == "id-card":
        yield f"{value[:6]}********{value[14:]}"
        yield f"{value[:3]}***********{value[14:]}"
        yield f"{value[:4]}**********{value[14:]}"
    elif item.data == "bank-card":
        yield f"{value[:6]}******{value[-4:]}"
    elif item.data == "email":
        name, _, domain = value.partition("@")
        yield f"{name[:2]}***@{domain}"
