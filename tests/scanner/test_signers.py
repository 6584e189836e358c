"""What evidence says of a certificate, and what it leaves out."""

from __future__ import annotations

import pytest

from scanner.formats.certificate import read
from scanner.signers import described, impersonal
from tests.apps.keys import identity


def test_names_digests_and_dates() -> None:
    key = identity("described", "rsa", 2048, "CN=Fixture, O=Example, C=CN")
    detail = described(read(key.certificate))
    assert detail["subject"] == "CN=Fixture, O=Example, C=CN"
    assert (detail["algorithm"], detail["bits"], detail["not_before"]) == ("RSA", 2048, "2020-01-02")
    assert "known" not in detail


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("CN=Apple Distribution: 示例教育科技有限公司 (A), OU=ABCDE12345, O=示例教育科技有限公司, C=CN",
         "CN=Apple Distribution: 示例教育科技有限公司 (A), OU=ABCDE12345, O=示例教育科技有限公司, C=CN"),
        ("CN=iPhone Developer: Some Body (A), OU=ABCDE12345, O=Some Body, C=CN", "OU=ABCDE12345, C=CN"),
        ("CN=Some\\, Body, O=Example\\, Inc., C=US", "O=Example\\, Inc., C=US"),
        ("", ""),
    ],
)  # fmt: skip
def test_persons_are_left_out(subject: str, left: str) -> None:
    assert impersonal(subject) == left
