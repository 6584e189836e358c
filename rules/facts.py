"""What the judge asks: evidence with all that is known of it, the form, the package, what ran to its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from scanner.kinds import KINDS, Kind, Nature, Stage
from scanner.model import Evidence, Run, Scan, Status


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence and what is known of it: its detail, and what attribution added."""

    evidence: Evidence
    keys: Mapping[str, Any]

    @property
    def nature(self) -> Nature:
        return KINDS[self.evidence.kind].nature


@dataclass(frozen=True, slots=True)
class Gap:
    """Why something cannot be known: a code ("packed", "no-filing", "stage-dynamic") and what exactly."""

    reason: str
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """All the judge may ask. Pure data: no file, no clock."""

    scan: Scan
    items: Mapping[Kind, Sequence[Fact]]
    form: Mapping[str, Any] | None  # the declaration under its official names; None: no filing
    derived: tuple[Evidence, ...] = ()  # SDKs, made by attribution
    pack: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def package(self) -> Mapping[str, Any]:
        """What conditions may ask of the package."""
        package = self.scan.package
        return {
            "platform": package.platform.value,
            "app_id": package.app_id,
            "version": package.version,
            "version_code": package.version_code,
            "label": package.label,
            "sha256": package.sha256,
            "signers": list(package.signers),
        }

    @cached_property
    def _runs(self) -> Mapping[Kind, Sequence[Run]]:
        found: dict[Kind, list[Run]] = {}
        for run in self.scan.runs:
            for kind in run.kinds:
                found.setdefault(kind, []).append(run)
        return found

    def gap(self, kind: Kind) -> Gap | None:
        """Why this kind was not looked for to the end; None if it was."""
        asked = Kind.SENSITIVE_USE if kind is Kind.SDK else kind
        stage = KINDS[kind].stage
        if stage is Stage.FILING:
            return None if self.form is not None else Gap("no-filing")
        runs = self._runs.get(asked, ())
        if not runs:
            ran = any(run.stage is stage for run in self.scan.runs)
            return Gap("scan-again" if ran else f"stage-{stage}")
        for run in runs:
            if run.status is Status.NOT_APPLICABLE:
                continue
            if run.status is not Status.DONE:
                return Gap(run.reason or run.status.value, run.note)
        return None

    def each(self, query: Mapping[str, Any], bound: Mapping[str, Any]) -> Iterator[Fact]:
        """The facts a query selects, in the scan's order."""
        wanted = {
            key: bind(value, bound) for key, value in query.items() if key not in ("kind", "count", "by")
        }
        for fact in self.items.get(Kind(query["kind"]), ()):
            if all(matches(fact.keys.get(key), value) for key, value in wanted.items()):
                yield fact


def bind(value: Any, bound: Mapping[str, Any]) -> Any:
    """`value` with "$key" replaced by the subject's key."""
    if isinstance(value, str) and value.startswith("$"):
        return bound.get(value[1:])
    if isinstance(value, list):
        return [bind(item, bound) for item in value]
    if isinstance(value, dict):
        return {key: bind(item, bound) for key, item in value.items()}
    return value


def matches(found: Any, wanted: Any) -> bool:
    """Whether a value is what a query asks for.

    A list asks for any of its items; a text with * is a pattern; {not: x}, {min: n}, {max: n} and
    {there: true} are what they say. A fact's own list matches if any of its items does.
    """
    if isinstance(wanted, Mapping):
        return all(_operator(found, name, value) for name, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return any(matches(found, item) for item in wanted)
    if isinstance(found, list | tuple):
        return any(matches(item, wanted) for item in found)
    if isinstance(wanted, str) and isinstance(found, str) and "*" in wanted:
        return fnmatchcase(found, wanted)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return bool(found) is wanted if isinstance(wanted, bool) else False
    return bool(found == wanted)


def _operator(found: Any, name: str, value: Any) -> bool:
    if name == "not":
        return not matches(found, value)
    if name == "there":
        return (found not in (None, "", [], ())) is value
    if name == "min":
        return isinstance(found, int) and found >= value
    return isinstance(found, int) and found <= value  # max


OPERATORS = ("not", "there", "min", "max")


def field_of(form: Mapping[str, Any], path: str) -> Any:
    """What stands in a field: "教育移动应用信息.获取的权限"; None where it was not filled.

    A section that may occur several times gives the list of what stands in each.
    """
    at: list[Any] = [form]
    several = False
    for name in path.split("."):
        inner: list[Any] = []
        for item in at:
            value = item.get(name) if isinstance(item, Mapping) else None
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                several = True
                inner += value
            elif value is not None:
                inner.append(value)
        at = inner
    if several:
        return _flat(at) or None
    return at[0] if at else None


def _flat(items: Iterable[Any]) -> list[Any]:
    flat: list[Any] = []
    for item in items:
        flat += item if isinstance(item, list) else [item]
    return flat
