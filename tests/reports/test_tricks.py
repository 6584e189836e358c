"""Every trick of an archive or a manifest has words of its own in both languages."""

from __future__ import annotations

from reports.names import Names
from reports.sentences import sentence
from reports.tricks import TRICKS
from scanner.formats import axml_tricks, zip_tricks
from scanner.kinds import Kind
from scanner.model import Evidence
from tests.reports.samples import rule_set


def test_every_trick_has_words() -> None:
    assert set(TRICKS) == {*zip_tricks.TRICKS, *axml_tricks.TRICKS}
    assert (
        len({text.zh for text in TRICKS.values()})
        == len({text.en for text in TRICKS.values()})
        == len(TRICKS)
    )


def test_a_sentence_says_what_and_the_note() -> None:
    item = Evidence(Kind.ARCHIVE_TRICK, "encrypted-flag", detail={"note": "flags 0x0001"})
    text = sentence(item, Names(rule_set()))
    assert text.zh == "安装包结构异常:文件谎称已加密,安卓照常读取,检测工具可能跳过(flags 0x0001)"
    unknown = sentence(Evidence(Kind.ARCHIVE_TRICK, "of-a-later-version"), Names(rule_set()))
    assert unknown.zh == "安装包结构异常:of-a-later-version"
