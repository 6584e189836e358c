"""Permission prompts of the system: when, how many at once, and again after a refusal."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.session import Phase, Prompt, Recorded
from scanner.session_app import Session
from scanner.visible import visible

NAME = "prompts"
VERSION = 1
KINDS = (Kind.PERMISSION_PROMPT,)

BURST = 10_000
"""ms: prompts this near each other are one burst."""
_NO_DATA = ("android.permission.POST_NOTIFICATIONS",)


def analyze(session: Session) -> Iterator[Evidence]:
    """One piece of evidence per permission, phase, answer and cause."""
    if not session.records(Recorded.PROMPTS):
        session.partial(NAME, "not-recorded", "no permission prompts were recorded")
    prompts = session.of(Prompt)
    counted = [one for one in prompts if one.permission not in _NO_DATA]
    denied: set[str] = set()
    groups: dict[tuple[str, str, str, bool, bool], list[tuple[Prompt, int]]] = {}
    for prompt in prompts:
        burst = {one.permission for one in counted if 0 <= prompt.at - one.at <= BURST}
        key = (
            prompt.permission,
            session.timeline.phase(prompt.at).value,
            prompt.answer,
            prompt.asked_by_user,
            prompt.permission in denied,
        )
        groups.setdefault(key, []).append((prompt, len(burst)))
        if prompt.answer == "denied":
            denied.add(prompt.permission)
    for key, items in groups.items():
        yield _evidence(session, key, items)


def _evidence(
    session: Session, key: tuple[str, str, str, bool, bool], items: list[tuple[Prompt, int]]
) -> Evidence:
    permission, phase, answer, asked, again = key
    first, _ = items[0]
    detail: dict[str, str | int | bool] = {
        "phase": phase,
        "at": session.since(first.at),
        "times": len(items),
        "answer": visible(answer, 20),
        "asked_by_user": asked,
        "after_denial": again,
        "first_seconds": _since_opened(session, first.at),
        "burst": max(burst for _, burst in items),
    }
    where = Where(session=session.id, offset=session.since(first.at))
    return Evidence(Kind.PERMISSION_PROMPT, visible(permission, 160), where, detail=detail)


def _since_opened(session: Session, at: int) -> int:
    """Whole seconds since the app was last opened."""
    opened = [
        span.start
        for span in session.timeline.spans
        if span.phase in (Phase.BEFORE_DIALOG, Phase.DIALOG) and span.start <= at
    ]
    return (at - max(opened, default=session.started)) // 1000
