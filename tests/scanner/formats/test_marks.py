from __future__ import annotations

from pathlib import Path

import pytest

from scanner.formats import marks
from scanner.formats.marks import Matcher
from scanner.model import ByteRules

PACKER = ByteRules(
    "packers",
    """
rule some_packer { meta: category = "packer" title = "某加固" strength = "strong"
  strings: $a = "shell_entry" condition: $a or filename matches /^libshella.*\\.so$/ }
""",
)


def test_a_mark_is_content_or_name() -> None:
    matcher = Matcher((PACKER,))
    (by_content,) = matcher.match(b"....shell_entry..", "assets/x").marks
    assert (by_content.rule, by_content.offset, by_content.count) == ("some_packer", 4, 1)
    assert ("category", "packer") in by_content.meta
    (by_name,) = matcher.match(b"nothing", "lib/armeabi/libshella-2.8.so").marks
    assert by_name.offset == -1
    assert matcher.match(b"nothing", "lib/armeabi/libshell.so").marks == ()
    assert matcher.names == ["some_packer"]


def test_urls_are_found_in_narrow_and_wide_text() -> None:
    data = (
        b"a\0https://a.example.com/x?y=1 b\0" + "http://b.example.cn/p".encode("utf-16-le") + b"\0\0http://"
    )
    found = Matcher(()).match(data, "lib/x.so").urls
    assert found == ((2, "https://a.example.com/x?y=1"), (32, "http://b.example.cn/p"))


def test_a_rule_set_that_does_not_compile_is_left_out_and_named() -> None:
    matcher = Matcher((PACKER, ByteRules("own", "rule broken {"), ByteRules("incl", 'include "/etc/passwd"')))
    assert [text.split(":")[0] for text in matcher.refused] == ["own", "incl"]
    assert matcher.match(b"shell_entry", "x").marks


def test_when_the_time_is_up_the_rest_is_said_to_be_unread() -> None:
    matcher = Matcher((PACKER,), seconds=0)
    assert matcher.match(b"shell_entry", "x").unread == "budget"


def test_filing_numbers_are_found_in_both_encodings() -> None:
    text = "备案号:教APP备1100871号,粤ICP备12345678号-2A。"
    expected = {"教APP备1100871号", "粤ICP备12345678号-2A"}
    for encoding in ("utf-8", "utf-16-le"):
        found = Matcher(()).match(b"....." + text.encode(encoding), "resources.arsc").numbers
        assert {number for _, number in found} == expected, encoding


def test_a_secret_is_kept_as_its_hash_and_a_sample_key_is_none() -> None:
    rules = ByteRules(
        "secrets",
        """
rule some_key { meta: category = "secret" title = "某云密钥" entropy = "3.5"
  strings: $value = /AKID[0-9A-Za-z]{16}/ condition: $value }
""",
    )
    found = Matcher((rules,)).match(b"x AKIDq8Zr2LmN5vX1cB7k y AKIDxxxxxxxxxxxxxxxx", "classes.dex").secrets
    (secret,) = found
    assert (secret.rule, secret.title, secret.offset, secret.length) == ("some_key", "某云密钥", 2, 20)
    assert len(secret.sha256) == 64


def test_a_careless_rule_set_is_found_out_before_it_meets_a_package() -> None:
    slow = ByteRules("slow", "rule slow_one { strings: $a = /[a-z]{1,50}[a-z]{1,50}[0-9]/ condition: $a }")
    matcher = Matcher((PACKER, slow))
    (said,) = matcher.refused
    assert said.startswith("slow: too slow")
    assert matcher.names == ["some_packer"]
    assert matcher.match(b"shell_entry", "x").marks


CREEPING = ByteRules("creeping", "rule creeping_one { strings: $a = /(a+)+(b|c){1,60}x/ condition: $a }")
"""Quick on most contents, and on long runs of one letter every letter costs more than the one before."""


def test_a_rule_set_that_is_too_slow_on_a_content_is_left_out_and_named_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marks, "PATIENCE", 0.01)
    matcher = Matcher((PACKER, CREEPING), seconds=120)
    assert matcher.refused == []
    data = b"a" * 30_000 + b"shell_entry https://a.example.cn/x"
    found = matcher.match(data, "assets/long")
    assert [mark.rule for mark in found.marks] == ["some_packer"]
    assert [url for _, url in found.urls] == ["https://a.example.cn/x"]
    assert found.unread == ""
    (said,) = matcher.refused
    assert said.startswith("creeping: too slow")
    assert "assets/long" in said
    assert matcher.names == ["some_packer"]
    assert 0 < matcher.seconds < 120


def test_a_slow_machine_leaves_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "PATIENCE", -1.0)  # everything took too long by the clock
    matcher = Matcher((PACKER,))
    assert matcher.match(b"shell_entry", "x").marks
    assert matcher.refused == []


def test_the_house_rules_are_quick() -> None:
    folder = Path(__file__).parents[3] / "rules" / "watch"
    sets = [ByteRules(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.yar"))]
    matcher = Matcher(sets)
    assert matcher.refused == []
    assert len(matcher.names) > 20
