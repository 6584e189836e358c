"""What the judge asks: evidence with all that is known of it, the form, the package, what ran to its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rules.form import Words, meant, words_of
from rules.policy_facts import SPOKEN_OF, where_looked
from rules.values import test
from scanner.kinds import KINDS, Kind, Nature, Stage
from scanner.model import Evidence, Run, Scan, Status

_IN_CONTENTS = frozenset(
    kind
    for kind, spec in KINDS.items()
    if spec.stage is Stage.STATIC and spec.nature in (Nature.PRESENCE, Nature.REACH)
) | {Kind.CODE_FILE, Kind.MISSING_CODE, Kind.FILING_NUMBER}
"""Kinds that are looked for in every entry, so that an entry that could not be read leaves a gap."""
_IN_CODE = frozenset(
    {Kind.SENSITIVE_USE, Kind.JS_BRIDGE, Kind.HOST, Kind.SDK, Kind.SECRET, Kind.BYTE_MARK, Kind.FILING_NUMBER}
)
"""Kinds that code which cannot be read would hold: a packer hides them, so does code that is not there."""
_CODE_HIDDEN = ("packed", "code-missing")
_NO_KEYS = ("kind", "count", "by")
_FEW = 8
"""So few facts are asked one by one."""
_SDK_NEEDS = (Kind.SENSITIVE_USE, Kind.COMPONENT, Kind.META_DATA, Kind.NATIVE_LIBRARY)


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence and what is known of it: value, place, detail, and what attribution added."""

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
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of the form's picklists
    apis: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # what the rules want looked for

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

    @cached_property
    def stages(self) -> frozenset[Stage]:
        """The stages of which anything ran."""
        return frozenset(run.stage for run in self.scan.runs)

    @cached_property
    def packer(self) -> str:
        """The packer that was recognised, "" for none."""
        named = (
            item.value
            for item in self.derived
            if item.detail.get("category") == "packer" and item.detail.get("strength") == "named"
        )
        return next(named, "")

    @cached_property
    def _gaps(self) -> dict[Kind, Gap | None]:
        return {}

    def gap(self, kind: Kind) -> Gap | None:
        """Why this kind was not looked for to the end; None if it was."""
        if kind not in self._gaps:
            self._gaps[kind] = self._gap(kind)
        return self._gaps[kind]

    def _gap(self, kind: Kind) -> Gap | None:
        stage = KINDS[kind].stage
        if KINDS[kind].nature is Nature.PERSON:
            return Gap("human")
        if stage is Stage.FILING:
            return None if self.form is not None else Gap("no-filing")
        if kind in _IN_CODE and (gap := self._hidden):
            return gap
        if kind in _IN_CONTENTS and (gap := self._unread()):
            return gap
        if kind is Kind.SDK:
            gap = next((gap for need in _SDK_NEEDS if (gap := self.gap(need))), None)
            if gap or not self._runs.get(kind):  # older scans do not say how the inventory ended
                return gap
        runs = self._runs.get(kind, ())
        if not runs:
            return Gap("scan-again" if stage in self.stages else f"stage-{stage}")
        for run in runs:
            if run.status not in (Status.DONE, Status.NOT_APPLICABLE):
                return Gap(run.reason or run.status.value, run.note)
        if all(run.status is Status.NOT_APPLICABLE for run in runs):
            return Gap(runs[0].reason or Status.NOT_APPLICABLE.value, runs[0].note)
        return None

    @cached_property
    def _hidden(self) -> Gap | None:
        """Code that nobody could read, whichever analyzer said so."""
        if self.packer:
            return Gap("packed", self.packer)
        hidden = (run for run in self.scan.runs if run.reason in _CODE_HIDDEN)
        return next((Gap(run.reason, run.note) for run in hidden), None)

    def _unread(self) -> Gap | None:
        """Entries that nobody could read: what they hold is unknown to every analyzer."""
        for run in self.scan.runs:
            if run.analyzer == "contents" and run.status is not Status.DONE and run.reason != "byte-rules":
                return Gap(run.reason or run.status.value, run.note)
        return None

    def unwatched(self, query: Mapping[str, Any]) -> Gap | None:
        """Whether a query asks for a watched interface or byte rule that the scan did not look for."""
        kind = Kind(query["kind"])
        if KINDS[kind].stage is Stage.DYNAMIC and "phase" in query:
            return self._not_visited(query["phase"])
        if "stated" in query and kind in SPOKEN_OF and (gap := self.gap(Kind.POLICY_MENTION)):
            return gap
        if kind is Kind.BYTE_MARK:
            asked = query.get("value", ())
            names = [asked] if isinstance(asked, str) else asked if isinstance(asked, list | tuple) else ()
            missing = [name for name in names if "*" not in name and name not in self._watched]
            return Gap("scan-again", missing[0]) if missing else None
        if kind is not Kind.SENSITIVE_USE:
            return None
        if not self._not_watched:
            return None
        about = [(key, test(query[key])) for key in ("value", "group", "data", "permission") if key in query]
        value = query.get("value")
        names = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else ["*"]
        apis: Iterable[tuple[str, Mapping[str, Any]]] = self._not_watched.items()
        if not any("*" in name for name in names):
            apis = [(name, self._not_watched[name]) for name in names if name in self._not_watched]
        for id_, api in apis:
            for key, meets in about:
                if not meets(id_ if key == "value" else api.get(key)):
                    break
            else:
                return Gap("scan-again", id_)
        return None

    def _not_visited(self, phases: Any) -> Gap | None:
        """Whether no session went through any phase that a query asks about: nobody looked there."""
        visited = {fact.evidence.value for fact in self.of(Kind.PHASE)}
        asked = (phases,) if isinstance(phases, str) else tuple(phases)
        missing = [phase for phase in asked if phase not in visited]
        return Gap("phase-missing", missing[0]) if missing and len(missing) == len(asked) else None

    @cached_property
    def looked_in(self) -> str:
        """The policy documents that were read, in words."""
        return where_looked(self.scan)

    @cached_property
    def _watched(self) -> frozenset[str]:
        return frozenset(self.scan.watched)

    @cached_property
    def _not_watched(self) -> Mapping[str, Mapping[str, Any]]:
        return {id_: api for id_, api in self.apis.items() if id_ not in self._watched}

    @cached_property
    def answered(self) -> dict[int, tuple[Any, Any]]:
        """Answers to questions that do not depend on a subject, by the identity of the question."""
        return {}

    @cached_property
    def _filed(self) -> dict[tuple[Kind, str], Mapping[str, Sequence[int]]]:
        return {}

    @cached_property
    def _words(self) -> Words:
        return words_of(self.options)

    def meant(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The options of the form's picklist that these texts mean."""
        return meant(texts, self._words)

    def of(self, kind: Kind) -> Sequence[Fact]:
        """The facts of a kind, in the scan's order."""
        return self.items.get(kind, ())

    def each(self, query: Mapping[str, Any]) -> Iterator[Fact]:
        """The facts that a query (its references resolved) selects, in the scan's order."""
        kind = Kind(query["kind"])
        asked = {key: value for key, value in query.items() if key not in _NO_KEYS}
        near = self._near(kind, asked)
        if not near:
            return
        wanted = [(key, test(value)) for key, value in asked.items()]
        for fact in near:
            keys = fact.keys
            for key, meets in wanted:
                if not meets(keys.get(key)):
                    break
            else:
                yield fact

    def _near(self, kind: Kind, asked: Mapping[str, Any]) -> Sequence[Fact]:
        """The facts among which a query looks: those with the rarest of the plain texts that it names."""
        facts = self.items.get(kind, ())
        if len(facts) < _FEW:
            return facts
        least: Sequence[int] | None = None
        for key, value in asked.items():
            if least is not None and len(least) < _FEW:
                break
            texts = (value,) if isinstance(value, str) else value
            if isinstance(texts, list | tuple) and all(isinstance(t, str) and "*" not in t for t in texts):
                filed = self._file(kind, key)
                found = [at for text in dict.fromkeys(texts) for at in filed.get(text, ())]
                if least is None or len(found) < len(least):
                    least = found
        if least is None:
            return facts
        return [facts[at] for at in sorted(set(least))]

    def _file(self, kind: Kind, key: str) -> Mapping[str, Sequence[int]]:
        """Where the facts of a kind stand, by a text that is their value for a key or in its list."""
        known = self._filed.get((kind, key))
        if known is None:
            made: dict[str, list[int]] = {}
            for at, fact in enumerate(self.items[kind]):
                value = fact.keys.get(key)
                texts = (value,) if isinstance(value, str) else value
                for text in texts if isinstance(texts, list | tuple) else ():
                    made.setdefault(text, []).append(at)
            known = self._filed[kind, key] = made
        return known
