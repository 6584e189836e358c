from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.model import WatchedTerm
from scanner.policy.lexicon import Lexicon
from scanner.policy.plain import plain

TERMS = (
    WatchedTerm("umeng", "sdk", ("友盟统计",), ("友盟",)),
    WatchedTerm("umeng-push", "sdk", ("友盟推送",), ("友盟",)),
    WatchedTerm("x5", "sdk", (), ("X5",)),
    WatchedTerm("android-id", "data", ("Android ID",)),
    WatchedTerm("phone", "data", ("手机号",)),
    WatchedTerm("guardian", "data", ("家长手机号", "家长")),
    WatchedTerm("address", "data", ("地址",)),
    WatchedTerm("mac", "data", ("MAC地址",)),
)
LEXICON = Lexicon(TERMS)


def found(text: str) -> list[tuple[str, bool]]:
    return [(hit.ids[0], hit.weak) for hit in LEXICON.find(plain(text))]


def test_the_longest_word_counts_and_says_whether_it_is_enough() -> None:
    assert found("友盟推送和友盟") == [("umeng-push", False), ("umeng", True)]
    (hit,) = LEXICON.find("友盟")
    assert hit.ids == ("umeng", "umeng-push")


def test_latin_words_are_whole_and_written_as_people_like() -> None:
    assert found("AndroidID android-id Android ID") == [("android-id", False)] * 3
    assert found("X5 TX5 X55 X5SDK") == [("x5", True), ("x5", True)]


def test_a_longer_word_for_data_hides_short_ones_only() -> None:
    assert [id_ for id_, _ in found("家长手机号")] == ["guardian", "phone"]
    assert [id_ for id_, _ in found("MAC地址")] == ["mac"]


def test_addresses_are_no_text() -> None:
    assert found("https://x5.example.cn/友盟") == [("umeng", True)]
    assert found("a@x5.cn") == []


@given(st.text())
def test_hits_lie_in_the_text(text: str) -> None:
    line = plain(text)
    for hit in LEXICON.find(line):
        assert 0 <= hit.start < hit.end <= len(line)
