from __future__ import annotations

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
