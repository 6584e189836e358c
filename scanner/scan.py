"""Runs a stage's analyzers over one app and says what they find; nothing they do stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any, Protocol

from scanner import codec, inventory
from scanner.app import App, Partial
from scanner.formats.marks import Matcher
from scanner.intake import code_digest
from scanner.kinds import Kind, Stage
from scanner.model import PLACES, ByteRules, Run, Status
from scanner.static import ANALYZERS

Say = Callable[[str, Any], None]
_SPAN = 16 << 20
"""Bytes unpacked between two times that the pages of the package's file are given back."""
_CONTENTS = Run(Stage.STATIC, "contents", 1, (), Status.FAILED)
_TOLD_APART = frozenset(
    {
        *(Kind.PERMISSION, Kind.COMPONENT, Kind.MANIFEST_FLAG, Kind.NETWORK_CONFIG, Kind.SIGNATURE),
        *(Kind.PRIVACY_MANIFEST, Kind.BINARY_FLAG),
    }
)
"""Facts of one value that differ in what rules ask of them; of others the kept places stand for all."""
_INVENTORY = Run(Stage.STATIC, inventory.NAME, 1, (Kind.SDK,), Status.FAILED)
"""SDKs are named from the inventory, so what it lacks is a gap of theirs."""


def run(app: App, stage: Stage, own: tuple[ByteRules, ...], say: Say, not_held: tuple[str, ...]) -> None:
    """One stage over one app. `own`: the user's byte rules; `not_held`: limits that could not be set."""
    assert stage is Stage.STATIC
    matcher = Matcher((*app.watch.bytes, *own))
    analyzers = [module for module in ANALYZERS if app.package.platform in module.PLATFORMS]
    plan = [_CONTENTS, *(_run(module) for module in analyzers), _INVENTORY]
    say("plan", {"runs": plan, "watched": _watched(app, matcher)})
    say("package", app.package)
    looked_for = matcher.names
    _contents(app, matcher, say, not_held)
    if matcher.names != looked_for:  # a rule set was too slow: nobody can say what it would have found
        say("plan", {"runs": plan, "watched": _watched(app, matcher)})
    for module in analyzers:
        analyze(_run(module), module, app, say)
    _inventory(app, say)


def _watched(app: App, matcher: Matcher) -> list[str]:
    return sorted([*(api.id for api in app.watch.apis), *matcher.names])


def _contents(app: App, matcher: Matcher, say: Say, not_held: Iterable[str]) -> None:
    unread, passed = [], _SPAN
    for content in app.read_contents(matcher):
        if content.unread:
            unread.append(content)
        passed += content.size
        if passed > _SPAN:
            passed = 0
            app.forget()
    notes = [f"byte rules left out: {text}" for text in matcher.refused]
    notes += [f"not confined: {name}" for name in not_held]
    notes += [f"{content.path}: {content.unread}" for content in unread[:20]]
    status = Status.PARTIAL if unread or matcher.refused else Status.DONE
    reason = "unread" if unread else "byte-rules" if matcher.refused else ""
    app.package = replace(app.package, code_digest=code_digest(app), signers=app.signers)
    app.forget()
    say("package", app.package)
    say("run", replace(_CONTENTS, status=status, reason=reason, note="; ".join(notes)))


def _run(module: ModuleType) -> Run:
    return Run(Stage.STATIC, module.NAME, module.VERSION, module.KINDS, Status.FAILED)


class Examined(Protocol):
    """What analyzers look at: an app, or a session of one."""

    partials: dict[str, list[Partial]]

    def partial(self, analyzer: str, reason: str, note: str) -> None:
        """Says that an analyzer could not see part of what it answers for."""


def analyze(
    run: Run, module: ModuleType, app: Examined, say: Say, not_here: frozenset[str] = frozenset()
) -> None:
    """Runs one analyzer; `run` as it was planned. `not_here`: reasons that leave nothing to look at."""
    places: dict[tuple[str, str], int] = {}
    status, reason, note = Status.DONE, "", ""
    try:
        for item in module.analyze(app):
            fact = (item.kind.value, item.value)
            places[fact] = places.get(fact, 0) + 1
            if places[fact] <= PLACES:
                say("evidence", replace(item, by=module.NAME))
    except MemoryError:
        status, reason = Status.FAILED, "memory"
    except Exception as fault:  # noqa: BLE001  one analyzer's fault never stops the run; the report names it
        status, reason, note = Status.FAILED, "fault", f"{type(fault).__name__}: {fault}"
    if any(number > PLACES and kind in _TOLD_APART for (kind, _), number in places.items()):
        app.partial(module.NAME, "budget", f"more than {PLACES} places of one fact")
    if status is Status.DONE and (partials := app.partials.get(module.NAME)):
        status, reason = Status.PARTIAL, partials[0].reason
        if reason in not_here:
            status = Status.NOT_APPLICABLE
        note = "; ".join(partial.note for partial in partials[:20])
    if more := {f"{kind} {value}": number for (kind, value), number in places.items() if number > PLACES}:
        say("counts", more)
    say("run", replace(run, status=status, reason=reason, note=note))


def _inventory(app: App, say: Say) -> None:
    status, reason, note = Status.DONE, "", ""
    try:
        made = inventory.of(app)
        for column, content in codec.to_json(made).items():
            say("inventory", {column: content})
        if full := inventory.cut(made):
            status, reason, note = Status.PARTIAL, "budget", f"more than {inventory.NAMES}: {', '.join(full)}"
    except MemoryError:
        status, reason = Status.FAILED, "memory"
    except Exception as fault:  # noqa: BLE001  the evidence that was said stays; the report names the fault
        status, reason, note = Status.FAILED, "fault", f"{type(fault).__name__}: {fault}"
    say("run", replace(_INVENTORY, status=status, reason=reason, note=note))
