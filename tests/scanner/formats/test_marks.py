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
