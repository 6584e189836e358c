"""Random requests: planted values within nested encodings, and ordinary traffic without them. Seeded."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import random
import string
import struct
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import brotli
import msgpack
import zstandard

from scanner.detect import Part
from scanner.persona import Planted

NAMES = {
    "birthday": ("birthday", "dob", "birth", "csrq", "生日"),
    "school-class": ("className", "banji", "grade_class"),
}
WORDS = (
    "device",
    "user",
    "info",
    "data",
    "ext",
    "payload",
    "ctx",
    "session",
    "trace",
    "event",
    "params",
    "biz",
)
CHINESE = "作业课程学习同步题目答案家长老师学校班级练习口语听力阅读写作数学语文英语"


@dataclass(frozen=True)
class Made:
    """One request, what was planted in it, and how."""

    parts: tuple[Part, ...]
    planted: Planted
    recipe: str


# ---- forms of a value ----


def form_of(item: Planted, app_id: str, chance: random.Random) -> tuple[str, str]:
    """A value as an app may write it before anything wraps it."""
    value = item.value
    ways: list[tuple[str, Callable[[], str]]] = [("plain", lambda: value)] * 5
    if item.data == "mac-address":
        ways += [
            ("bare", lambda: value.replace(":", "")),
            ("dashes", lambda: value.replace(":", "-").upper()),
        ]
    if item.data in ("oaid", "advertising-id"):
        ways += [("bare", lambda: value.replace("-", "")), ("upper", value.upper)]
    if item.data == "phone-number":
        ways += [("+86", lambda: "+86" + value), ("spaced", lambda: f"{value[:3]} {value[3:7]} {value[7:]}")]
    if item.data == "birthday":
        ways += [("compact", lambda: value.replace("-", "")), ("slashes", lambda: value.replace("-", "/"))]
    else:
        for name in ("md5", "sha1", "sha256", "sm3"):
            ways += [
                (name, lambda name=name: hashlib.new(name, value.encode()).hexdigest()),  # type: ignore[misc]
                (f"{name} upper", lambda name=name: hashlib.new(name, value.encode()).hexdigest().upper()),  # type: ignore[misc]
                (
                    f"{name} base64",
                    lambda name=name: base64.b64encode(hashlib.new(name, value.encode()).digest()).decode(),  # type: ignore[misc]
                ),
                (f"{name} of upper", lambda name=name: hashlib.new(name, value.upper().encode()).hexdigest()),  # type: ignore[misc]
            ]
        ways += [
            ("hmac", lambda: hmac.new(app_id.encode(), value.encode(), "sha256").hexdigest()),
            ("md5 16", lambda: hashlib.md5(value.encode()).hexdigest()[8:24]),
            ("sha256 20", lambda: hashlib.sha256(value.encode()).hexdigest()[:20]),
        ]
        if item.data != "location" and len(value) >= 6:
            ways.append(("reversed", lambda: value[::-1]))
    name, make = chance.choice(ways)
    return name, make()


# ---- layers ----


def noise(chance: random.Random, count: int) -> dict[str, Any]:
    """Fields as ordinary traffic has them."""
    return {_word(chance): _anything(chance) for _ in range(count)}


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS) + chance.choice(["", "Id", "_key", "Name", "V2", "List", "Type"])


def _anything(chance: random.Random) -> Any:
    return chance.choice(
        [
            lambda: chance.randrange(10**6),
            lambda: chance.random(),
            lambda: 1_700_000_000_000 + chance.randrange(10**11),
            lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            lambda: "".join(chance.choice(CHINESE) for _ in range(chance.randrange(2, 30))),
            lambda: "".join(
                chance.choice(string.ascii_letters + string.digits) for _ in range(chance.randrange(4, 60))
            ),
            lambda: (
                f"https://res{chance.randrange(9)}.example.cn/a/{chance.getrandbits(64):016x}.png?x={chance.randrange(999)}"
            ),
            lambda: f"{chance.randrange(1, 20)}.{chance.randrange(20)}.{chance.randrange(99)}",
            lambda: _day(chance),
            lambda: hashlib.md5(chance.randbytes(8)).hexdigest(),
            lambda: base64.b64encode(chance.randbytes(chance.randrange(8, 48))).decode(),
            lambda: [chance.randrange(1000) for _ in range(chance.randrange(6))],
            lambda: chance.choice([True, False, None]),
            lambda: str(chance.getrandbits(60)),
            lambda: json.dumps({"k": chance.randrange(99), "v": "测试"}),
        ]
    )()


def _day(chance: random.Random) -> str:
    month, day, minute = chance.randrange(1, 13), chance.randrange(1, 29), chance.randrange(60)
    return f"20{chance.randrange(10, 27)}-{month:02}-{day:02} 10:{minute:02}:00"


def _as_text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _json(data: bytes, key: str, chance: random.Random) -> bytes | None:
    text = _as_text(data)
    if text is None:
        return None
    value: Any = text
    if text.isdecimal() and not text.startswith("0") and chance.random() < 0.3:
        value = int(text)
    fields = [*noise(chance, chance.randrange(1, 8)).items(), (key, value)]
    chance.shuffle(fields)
    inner: Any = dict(fields)
    for _ in range(chance.randrange(3)):
        inner = {_word(chance): inner}
    return json.dumps(inner, ensure_ascii=chance.random() < 0.5).encode()


def _form(data: bytes, key: str, chance: random.Random) -> bytes | None:
    pairs = {**{k: str(v) for k, v in noise(chance, 3).items()}, key: data}
    return (urlencode if chance.random() < 0.5 else lambda p: urlencode(p, quote_via=quote))(pairs).encode()


def _xml(data: bytes, key: str, chance: random.Random) -> bytes | None:
    text = _as_text(data)
    if text is None or not key.isascii() or any(ord(c) < 32 for c in text):
        return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    if chance.random() < 0.3:
        safe = "".join(f"&#x{ord(c):x};" if ord(c) > 127 else c for c in safe)
    return f'<?xml version="1.0"?><root><v>3</v><{key}>{safe}</{key}></root>'.encode()


def _multipart(data: bytes, key: str, chance: random.Random) -> bytes | None:
    line = f"----heyan{chance.getrandbits(40):x}"
    if line.encode() in data:
        return None
    head = f'Content-Disposition: form-data; name="{key}"\r\n\r\n'.encode()
    other = b'Content-Disposition: form-data; name="v"\r\n\r\n1'
    mark = b"--" + line.encode()
    return mark + b"\r\n" + other + b"\r\n" + mark + b"\r\n" + head + data + b"\r\n" + mark + b"--\r\n"


def _base64(data: bytes, _key: str, chance: random.Random) -> bytes | None:
    made = (base64.b64encode if chance.random() < 0.6 else base64.urlsafe_b64encode)(data)
    return made if chance.random() < 0.6 else made.rstrip(b"=")


def _hex(data: bytes, _key: str, chance: random.Random) -> bytes | None:
    return (data.hex() if chance.random() < 0.5 else data.hex().upper()).encode()


def _percent(data: bytes, _key: str, chance: random.Random) -> bytes | None:
    made = quote(data, safe="")
    return (
        made if chance.random() < 0.5 else made.lower() if data.isascii() and data.islower() else made
    ).encode()


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


def _protobuf(data: bytes, _key: str, chance: random.Random) -> bytes | None:
    made = bytes([8]) + _varint(chance.randrange(10**6))
    if data.isdigit() and not data.startswith(b"0") and len(data) < 19 and chance.random() < 0.4:
        made += bytes([2 << 3]) + _varint(int(data))
    else:
        made += bytes([3 << 3 | 2]) + _varint(len(data)) + data
    made += bytes([4 << 3 | 1]) + struct.pack("<d", chance.random())
    if chance.random() < 0.4:
        made = bytes([1 << 3 | 2]) + _varint(len(made)) + made
    return made


def _msgpack(data: bytes, key: str, chance: random.Random) -> bytes | None:
    text = _as_text(data)
    value: Any = data if text is None or chance.random() < 0.3 else text
    made: bytes = msgpack.packb({**noise(chance, 3), key: value})
    return made


LAYERS: dict[str, Callable[[bytes, str, random.Random], bytes | None]] = {
    "json": _json,
    "form": _form,
    "xml": _xml,
    "multipart": _multipart,
    "base64": _base64,
    "hex": _hex,
    "percent": _percent,
    "gzip": lambda data, _key, _chance: gzip.compress(data, mtime=0),
    "zlib": lambda data, _key, _chance: zlib.compress(data),
    "zstd": lambda data, _key, _chance: zstandard.ZstdCompressor().compress(data),
    "protobuf": _protobuf,
    "msgpack": _msgpack,
}
BINARY = ("gzip", "zlib", "zstd", "protobuf", "msgpack", "multipart")


def planted_request(item: Planted, app_id: str, chance: random.Random) -> Made:
    """A request in which one value stands, within one to three layers."""
    while True:
        how, text = form_of(item, app_id, chance)
        key = chance.choice(NAMES.get(item.data, (item.data.replace("-", "_"), "v", "p1", "content")))
        data, names = text.encode(), [how]
        for name in chance.choices(list(LAYERS), k=chance.randint(1, 3)):
            wrapped = LAYERS[name](data, key, chance)
            if wrapped is None:
                break
            data = wrapped
            names.append(name)
        else:
            return _placed(data, names, key, item, chance)


def _placed(data: bytes, names: list[str], key: str, item: Planted, chance: random.Random) -> Made:
    place = chance.choice(["body"] * 6 + ["query", "header", "cookie", "path", "fragment", "message"])
    if names[-1] in BINARY and place not in ("body", "message"):
        place = "body"
    coding = ""
    if place == "body" and chance.random() < 0.35:
        coding = chance.choice(["gzip", "deflate", "br", "zstd"])
        packers = {
            "gzip": gzip.compress,
            "deflate": zlib.compress,
            "br": brotli.compress,
            "zstd": zstandard.compress,
        }
        data = packers[coding](data)
    elif place in ("query", "fragment"):
        data = f"v=1&{quote_plus(key)}={quote_plus(data)}&t=3".encode()
    elif place == "path":
        data = f"/api/v1/{quote(data, safe='')}/x".encode()
    elif place == "header":
        data = b"User-Agent: okhttp/4\r\nX-Ext: " + data.replace(b"\n", b"") + b"\r\nAccept: */*"
    elif place == "cookie":
        data = b"Cookie: a=b; sid=" + quote(data).encode() + b"; z=1"
    part = {"cookie": "header"}.get(place, place)
    return Made((Part(part, data, coding),), item, " > ".join([*names, place, coding]))


def clean_request(chance: random.Random) -> tuple[Part, ...]:
    """A request as apps send it all day, without anybody's data."""
    sort = chance.randrange(10)
    fields = noise(chance, chance.randrange(2, 20))
    query = urlencode({_word(chance): str(_anything(chance)) for _ in range(chance.randrange(6))}).encode()
    headers = [
        b"Host: api.example.cn",
        b"User-Agent: Mozilla/5.0 (Linux; Android 13; M2102K1C) AppleWebKit/537.36 Chrome/109.0.5414.86",
        b"Cookie: sid=%s; _ga=GA1.2.%d.%d"
        % (
            chance.randbytes(16).hex().encode(),
            chance.randrange(10**9),
            1_700_000_000 + chance.randrange(10**7),
        ),
        b"Authorization: Bearer " + base64.urlsafe_b64encode(chance.randbytes(48)),
    ]
    body = json.dumps(fields, ensure_ascii=chance.random() < 0.5).encode()
    if sort == 1:
        body = urlencode({k: str(v) for k, v in fields.items()}).encode()
    elif sort == 2:
        body = msgpack.packb(fields)
    elif sort == 3:
        body = _protobuf(json.dumps(fields).encode(), "x", chance) or b""
    elif sort == 4:
        body = json.dumps(
            {"data": base64.b64encode(chance.randbytes(chance.randrange(100, 3000))).decode()}
        ).encode()
    elif sort == 5:
        body = chance.randbytes(chance.randrange(20, 4000))
    elif sort == 6:
        events = [
            {
                "id": str(uuid.UUID(int=chance.getrandbits(128))),
                "ts": 1_760_000_000_000 + chance.randrange(10**9),
                "n": chance.getrandbits(58),
                "lat_ms": chance.random() * 50,
            }
            for _ in range(chance.randrange(1, 30))
        ]
        body = json.dumps({"events": events}).encode()
    elif sort == 7:
        body = b"\x89PNG\r\n\x1a\n" + chance.randbytes(3000)
    coding = ""
    if chance.random() < 0.3:
        body, coding = gzip.compress(body, mtime=0), "gzip"
    path = f"/v{chance.randrange(1, 4)}/{chance.choice(WORDS)}/{chance.getrandbits(48)}".encode()
    return (
        Part("path", path),
        Part("query", query),
        Part("header", b"\r\n".join(headers)),
        Part("body", body, coding),
    )
