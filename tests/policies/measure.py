"""How well policies are read, against labels written by hand: what was missed, what was made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from rules.policy_required import REQUIRED
from scanner.kinds import Kind
from scanner.model import Evidence, Run, WatchedTerm
from scanner.policy import stage
from scanner.policy.document import Fetched, Source

HERE = Path(__file__).parent
LABELS: Mapping[str, Mapping[str, Any]] = yaml.safe_load((HERE / "labels.yaml").read_text("utf-8"))


@dataclass
class Heard:
    """What the reader said of some documents."""

    evidence: list[Evidence] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    documents: list[Any] = field(default_factory=list)

    def take(self, word: str, content: Any) -> None:
        if word == "evidence":
            self.evidence.append(content.checked())
        elif word == "run":
            self.runs.append(content)
        elif word == "document":
            self.documents.append(content)

    def of(self, kind: Kind) -> list[Evidence]:
        return [item for item in self.evidence if item.kind is kind]

    @property
    def document(self) -> Evidence:
        """The one that was given."""
        return next(item for item in self.of(Kind.POLICY_DOCUMENT) if item.detail.get("state") != "named")

    @property
    def elements(self) -> set[str]:
        return {item.value for item in self.of(Kind.POLICY_ELEMENT)}

    @property
    def sdks(self) -> set[str]:
        return {
            item.value
            for item in self.of(Kind.POLICY_MENTION)
            if item.detail["type"] == "sdk" and item.detail["polarity"] != "negated"
        }

    def data(self, *polarities: str) -> set[str]:
        """Kinds of data of the app itself of which the policy says this."""
        return {
            item.value
            for item in self.of(Kind.POLICY_MENTION)
            if item.detail["type"] == "data"
            and not item.detail.get("sdk")
            and item.detail["polarity"] in polarities
        }


def heard(documents: Mapping[str, bytes], terms: Iterable[WatchedTerm]) -> Heard:
    """What the reader says, without the child process."""
    said = Heard()
    stage.run([Fetched(Source(name), body) for name, body in documents.items()], terms, said.take, ())
    return said


def of_file(name: str, terms: Iterable[WatchedTerm]) -> Heard:
    return heard({name: (HERE / name).read_bytes()}, terms)


@dataclass
class Score:
    """Counts over several policies."""

    found: int = 0
    missed: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)

    def add(self, where: str, said: set[str], label: Iterable[str]) -> None:
        wanted = set(label)
        self.found += len(said & wanted)
        self.missed += [f"{where}: {item}" for item in sorted(wanted - said)]
        self.made_up += [f"{where}: {item}" for item in sorted(said - wanted)]

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + len(self.missed))

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + len(self.made_up))


def scores(terms: Iterable[WatchedTerm]) -> dict[str, Score]:
    """sdks, elements, data (recall only), not_data (recall only), over the twelve policies."""
    made = {key: Score() for key in ("sdks", "elements", "data", "not_data", "faults", "identity")}
    for name, label in LABELS.items():
        said = of_file(name, terms)
        made["sdks"].add(name, said.sdks, label["sdks"])
        stated = {one.id for one in REQUIRED if one.stated(said.elements)}
        made["elements"].add(name, stated, label["elements"])
        taken = said.data("stated", "optional", "conditional")
        made["data"].add(name, taken & set(label["data"]), label["data"])
        made["not_data"].add(name, (said.data("negated") - taken) & set(label["not_data"]), label["not_data"])
        faults = {item.value for item in said.of(Kind.POLICY_FAULT)} - {"vague"}
        made["faults"].add(name, faults, label["faults"])
        detail = said.document.detail
        keys = ("role", "provider", "app", "effective")
        told = {
            f"{key}={detail.get(key, said.document.value if key == 'role' else '')}"
            for key in keys
            if key in label
        }
        made["identity"].add(name, told, (f"{key}={label[key]}" for key in keys if key in label))
    return made


def accuracy(score: Score) -> float:
    """Of yes-or-no questions: how many of fifteen per policy were answered rightly."""
    return 1 - (len(score.missed) + len(score.made_up)) / (len(REQUIRED) * len(LABELS))
