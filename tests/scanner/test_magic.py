from __future__ import annotations

import pytest

from scanner.magic import magic


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"dex\n035\0" + bytes(40), "dex"),
        (b"\x7fELF\x02\x01", "elf"),
        (b"PK\x03\x04....", "zip"),
        (b"\x03\x00\x08\x00", "axml"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"  <!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "xml"),
        ("教育备案".encode(), "text"),
        ("教".encode() * 2000, "text"),
        (b"var a = 1;", "text"),
        (bytes(range(256)), "unknown"),
        (b"\xff\xfe\xfd\xfc" * 100, "unknown"),
    ],
)
def test_content_is_told_by_its_bytes(data: bytes, word: str) -> None:
    assert magic(data) == word
