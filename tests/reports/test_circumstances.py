from __future__ import annotations

import pytest

from reports.circumstances import in_words
from rules.circumstances import Circumstance

CODES = ("children", "sent", "evasive", "different", "again", "mended", "minor", "sdk")


@pytest.mark.parametrize("code", CODES)
def test_each_has_a_question(code: str) -> None:
    (one,) = in_words([Circumstance(code, True, False)])
    assert one.text.zh.startswith(("是否", "使用者是否", "敏感个人信息是否", "六个月内是否", "送检版本"))
    assert one.text.en


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("again", "mended")])
def test_what_was_seen_is_a_statement(code: str) -> None:
    (one,) = in_words([Circumstance(code, False, True)])
    (question,) = in_words([Circumstance(code, False, False)])
    assert one.text != question.text
    assert (one.code, one.heavier, one.seen) == (code, False, True)
