"""Locale and fitness of a configuration."""

from __future__ import annotations

import struct

import pytest

from scanner.formats.res_config import Config, read

COMMON = 1 << 16


def _config(size: int = 64, **fields: bytes) -> bytes:
    raw = bytearray(struct.pack("<I", size) + bytes(60))
    places = {"imsi": 4, "locale": 8, "screen": 12, "input": 16, "sdk": 24, "mode": 28, "script": 36,
              "variant": 40, "screen2": 48, "computed": 52}  # fmt: skip
    for name, value in fields.items():
        raw[places[name] : places[name] + len(value)] = value
    return bytes(raw)


@pytest.mark.parametrize(
    ("raw", "config"),
    [
        (_config(), Config("", COMMON)),
        (_config(locale=b"zhCN"), Config("zh-CN", COMMON)),
        (_config(locale=b"zhTW", script=b"Hant"), Config("zh-Hant-TW", COMMON)),
        (_config(locale=b"zhTW", script=b"Hant", computed=b"\1"), Config("zh-TW", COMMON)),
        (_config(locale=b"en\0\0", variant=b"POSIX"), Config("en-POSIX", COMMON)),
        (_config(locale=b"\xad\x05"), Config("fil", COMMON)),
        (_config(locale=b"es\xa4\x24"), Config("es-419", COMMON)),
        (_config(locale=b"\0\0CN"), Config("", COMMON)),
        (_config(locale=b"\x01\x02"), Config("", COMMON)),
        (_config(sdk=b"\x15\0"), Config("", COMMON + 21)),
        (_config(sdk=b"\xff\xff"), Config("", COMMON - 1)),
        (_config(screen=b"\2"), Config("", 0)),
        (_config(mode=b"\0\x20"), Config("", 0)),
        (_config(imsi=b"\xcc\1"), Config("", 0)),
        (_config(size=12, locale=b"zhCN", sdk=b"\x15\0"), Config("zh-CN", COMMON)),
        (_config(size=0, locale=b"zhCN"), Config("", COMMON)),
        (_config(size=0xFFFFFFFF, locale=b"zhCN")[:12], Config("zh-CN", COMMON)),
        (b"", Config("", COMMON)),
    ],
)
def test_locale_and_fitness(raw: bytes, config: Config) -> None:
    assert read(raw, 0, len(raw)) == config
