from __future__ import annotations

import base64
import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import jar_manifest
from scanner.formats.jar_manifest import BadManifest


def encoded(name: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(name, data).digest()).decode()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_sections_are_told_apart_by_blank_lines_of_any_kind(end: str) -> None:
    lines = [
        "Manifest-Version: 1.0",
        "",
        "Name: a/very/long",
        " /name/文件.xml",
        "SHA1-Digest: AAAA",
        "",
        "Name: b",
        "",
    ]
    data = end.join([*lines, ""]).encode()
    read = jar_manifest.read(data, unique=True)
    assert read.main.attributes == {"manifest-version": "1.0"}
    assert list(read.entries) == ["a/very/long/name/文件.xml", "b"]
    assert data[read.main.start : read.main.end] == f"Manifest-Version: 1.0{end}{end}".encode()
    section = read.entries["b"]
    assert data[section.start : section.end] == f"Name: b{end}{end}".encode()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"Manifest-Version: 1.0\n\nSHA1-Digest: x\nName: a\n\n", "unnamed-section"),
        (b"Manifest-Version: 1.0\n\nName: a\n\nName: a\n\n", "duplicate-section"),
        (b"Manifest-Version: 1.0\n\nName: a\0b\n\n", "manifest-nul"),
        (b"Manifest-Version 1.0\n\n", "manifest-malformed"),
        (b"A: b\n" * 60_000, "section-too-long"),
        (b"A: b\n\n" + b"".join(b"Name: %d\n\n" % n for n in range(65_537)), "too-many-sections"),
    ],
)
def test_refuses(data: bytes, fault: str) -> None:
    with pytest.raises(BadManifest, match=fault):
        jar_manifest.read(data, unique=True)


def test_which_digest_counts_changed_with_android_4_3() -> None:
    text = f"Name: a\nSHA1-Digest: {encoded('sha1', b'x')}\nSHA-256-Digest: {encoded('sha256', b'y')}\n\n"
    section = jar_manifest.read(b"V: 1\n\n" + text.encode(), unique=True).entries["a"]
    assert jar_manifest.digest(section, "-Digest", 17) == ("sha1", hashlib.sha1(b"x").digest())
    assert jar_manifest.digest(section, "-Digest", 18) == ("sha256", hashlib.sha256(b"y").digest())
    assert jar_manifest.matches(section, "-Digest", 18, b"y") is True
    assert jar_manifest.matches(section, "-Digest", 18, b"x") is False
    assert jar_manifest.matches(section, "-Digest-Manifest", 18, b"x") is None
    named = "V: 1\n\n" + text.replace("Name: a\n", "Name: a\nDigest-Algorithms: X SHA-256\n")
    chosen = jar_manifest.read(named.encode(), unique=True).entries["a"]
    assert jar_manifest.digest(chosen, "-Digest", 17) == ("sha256", hashlib.sha256(b"y").digest())


def test_a_digest_that_is_no_base64_is_a_fault() -> None:
    section = jar_manifest.read(b"V: 1\n\nName: a\nSHA1-Digest: ?!\n\n", unique=True).entries["a"]
    with pytest.raises(BadManifest, match="digest-malformed"):
        jar_manifest.digest(section, "-Digest", 24)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from([b"Name: a", b": ", b"\r", b"\n", b"\r\n", b" ", b"x", b"SHA1-Digest: =", b"\xff"])
    )
)
def test_any_text_is_read_or_refused(parts: list[bytes]) -> None:
    with contextlib.suppress(BadManifest):
        read = jar_manifest.read(b"".join(parts), unique=False)
        for section in read.entries.values():
            jar_manifest.digest(section, "-Digest", 24)
