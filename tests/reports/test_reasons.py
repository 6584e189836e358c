"""Every reason says what happened and what would help."""

from __future__ import annotations

import re
from pathlib import Path

from reports.reasons import CLOSED, OTHER_REASON, REASONS

RULES = Path(__file__).parents[2] / "rules"


def test_every_reason_the_judge_gives_has_words() -> None:
    source = "".join(file.read_text("utf-8") for file in sorted(RULES.glob("*.py")))
    given = set(re.findall(r'Gap\(\s*"([a-z-]+)"', source))
    assert {"no-filing", "human", "form-empty"} <= given
    assert given <= set(REASONS)


def test_nothing_is_left_unsaid() -> None:
    for what, ask in (*REASONS.values(), OTHER_REASON):
        assert all((what.zh, what.en, ask.zh, ask.en))
    assert all(text.zh and text.en for text in CLOSED.values())
