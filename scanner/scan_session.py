"""Runs the dynamic analyzers over one saved session and says what they find, never a planted value."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from scanner import codec
from scanner.dynamic import ANALYZERS
from scanner.kinds import Stage
from scanner.model import Run, Status
from scanner.scan import Say, analyze
from scanner.session_app import Session, without_values

NOT_HERE = frozenset({"not-recorded", "no-runtime"})
"""The session's recorder could not see this at all: another session of the same package may."""


def run(session: Session, say: Say) -> None:
    """The dynamic stage over one session."""

    def say_safely(word: str, content: Any) -> None:
        say(word, without_values(session.detector, codec.to_json(content)))

    say_safely("plan", {"runs": [_run(module, session) for module in ANALYZERS], "watched": []})
    for module in ANALYZERS:
        analyze(_run(module, session), module, session, say_safely, NOT_HERE)


def _run(module: ModuleType, session: Session) -> Run:
    return Run(Stage.DYNAMIC, module.NAME, module.VERSION, module.KINDS, Status.FAILED, session=session.id)
