"""What is kept of values that may be secrets."""

from __future__ import annotations

import hashlib

import pytest

from scanner.redact import kept, organisation

SECRET = "3f9c1ab2e4d57f8091a2b3c4d5e6f708"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234567890123456789012345678901234567890",
        "com.example.vendor.sdk.SomethingInitializerWithALongName",
        "https://www.example.com/path/to/some/page.html",
        "wx0123456789abcdef",
        "AVeryLongWordWithoutAnyDigitAtAllInIt",
        "0" * 128,
        "true",
    ],
)
def test_words_and_numbers_stay(text: str) -> None:
    assert kept(text) == text


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "AIza" + "SyB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R",
        "id=" + SECRET,
        "x" * 129,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.s",
        "MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEA/AoGBAL3c+8xj",
    ],
)
def test_keys_and_long_texts_are_kept_as_hash(text: str) -> None:
    assert kept(text) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("示例教育科技有限公司", "示例教育科技有限公司"),
        ("示例市第一中学", "示例市第一中学"),
        ("Example Technologies, LLC", "Example Technologies, LLC"),
        ("Example University", "Example University"),
        ("Some Body", ""),
        ("某某", ""),
        ("Colin Incledon", ""),
        ("", ""),
    ],
)
def test_only_organisations_are_named(name: str, kept_as: str) -> None:
    assert organisation(name) == kept_as
