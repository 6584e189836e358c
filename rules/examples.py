"""The examples beside each rule: evidence and form in, expected answer out (docs/rules.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.attribute import attribute
from rules.catalogue import Catalogue
from rules.data import Fault, Source
from rules.form import EXTRA, INSTITUTIONS, PROVIDER
from rules.judge import judge
from rules.located import read
from rules.model import Finding, Outcome, RuleSet, Signature
from scanner import filing
from scanner.declaration import Declaration, from_json
from scanner.kinds import KINDS, Kind, Stage
from scanner.model import SCHEMA, Evidence, Inventory, Package, Platform, Run, Scan, Status, Where

DAY = "2026-03-02"
_GIVEN = ("name", "form", "package", "evidence", "inventory", "unread", "ran", "pack", "at")
_EXPECTED = ("outcome", "reason", "subject", "severity", "basis")
_WORST = (
    Outcome.VIOLATED,
    Outcome.SUSPECTED,
    Outcome.UNKNOWN,
    Outcome.SATISFIED,
    Outcome.NOT_APPLICABLE,
)
_PACKAGE: Mapping[str, str] = {
    "app_id": "cn.example.homework",
    "version": "1.0",
    "version_code": "1",
    "label": "示例作业",
    "sha256": "0" * 64,
    "platform": "android",
}
_PLACE = ("entry", "cls", "method", "element", "field", "session", "flow")


@dataclass(frozen=True, slots=True)
class Example:
    """One example of one rule, and where it stands."""

    rule: str
    file: str
    line: int
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.rule} {self.data.get('name', self.line)}"


def examples(sources: Sequence[Source]) -> Iterator[Example]:
    """Every example of the rule files, in order."""
    faults: list[Fault] = []
    for source in sources:
        if source.path.startswith("checks/"):
            for entry in read(source.name, source.text, faults) or ():
                for data in entry.get("examples") or ():
                    yield Example(str(entry.get("id")), source.name, data.line, data)


def wrong(example: Example, rules: RuleSet, catalogue: Catalogue) -> str:
    """What the judge says otherwise than the example; "" if they agree."""
    if strange := sorted(set(example.data) - {*_GIVEN, *_EXPECTED}):
        return f"unknown keys {strange}"
    if "outcome" not in example.data:
        return "no outcome"
    findings = findings_of(example, rules, catalogue)
    if not findings:
        return f"there is no rule {example.rule}"
    finding = min(findings, key=lambda item: _WORST.index(item.outcome))
    if subject := example.data.get("subject"):
        about = [item for item in findings if item.subject == subject]
        if not about:
            return f"no finding about {subject}; there are {[item.subject for item in findings]}"
        finding = about[0]
    said = {
        "outcome": finding.outcome.value,
        "reason": finding.reason,
        "severity": finding.severity,
        "basis": list(finding.basis),
    }
    expected = {key: example.data[key] for key in said if key in example.data}
    differ = {key: said[key] for key, value in expected.items() if said[key] != value}
    return f"expected { {key: expected[key] for key in differ} }, got {differ} ({finding})" if differ else ""


def findings_of(example: Example, rules: RuleSet, catalogue: Catalogue) -> tuple[Finding, ...]:
    """What the judge says about the example's rule."""
    data = example.data
    only = replace(
        rules,
        rules=tuple(rule for rule in rules.rules if rule.id == example.rule),
        pack={**rules.pack, **data.get("pack", {})},
    )
    declaration = _declaration(data)
    scan = _scan(data, rules)
    if declaration is not None:
        scan = replace(scan, evidence=(*scan.evidence, *filing.analyze(declaration)))
    given = [item for item in scan.evidence if item.kind is Kind.SDK]
    facts = attribute(scan, declaration, only, _knowing(catalogue, given))
    facts = replace(facts, derived=(*facts.derived, *given))
    return judge(facts, only, str(data.get("at", DAY)))


def _knowing(catalogue: Catalogue, given: Sequence[Evidence]) -> Catalogue:
    """The catalogue with a stand-in for each SDK that only an example names."""
    missing = {item.value: item for item in given if item.value not in catalogue.by_id}
    if not missing:
        return catalogue
    category = {id_: str(item.detail.get("category", "other")) for id_, item in missing.items()}
    made = [Signature(id_, id_, id_, id_, category[id_], ()) for id_ in sorted(missing)]
    return Catalogue([*catalogue.by_id.values(), *made])


def _scan(data: Mapping[str, Any], rules: RuleSet) -> Scan:
    values = {**_PACKAGE, **data.get("package", {})}
    package = Package(
        Platform(values["platform"]),
        values["app_id"],
        values["version"],
        values["version_code"],
        values["label"],
        values["sha256"],
        "0" * 64,
        1,
        tuple(values.get("signers", ())),
    )
    evidence = tuple(_evidence(item) for item in data.get("evidence", ()))
    inventory = Inventory(**{key: _tuples(value) for key, value in data.get("inventory", {}).items()})
    asked = [(rule.given, rule.each, rule.when) for rule in rules.rules]
    watched = (*sorted(rules.apis), *_byte_rules(asked))
    runs = tuple(_runs(data))
    return Scan(SCHEMA, "0", str(data.get("at", DAY)), package, "", watched, runs, evidence, {}, inventory)


def _byte_rules(tree: Any) -> Iterator[str]:
    """The byte rules that conditions ask for: an example's scan looked for all of them."""
    if isinstance(tree, Mapping):
        if tree.get("kind") == Kind.BYTE_MARK.value:
            value = tree.get("value", ())
            yield from (value,) if isinstance(value, str) else value
        tree = tree.values()
    for item in () if tree is None or isinstance(tree, str | int) else tree:
        yield from _byte_rules(item)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _evidence(data: Mapping[str, Any]) -> Evidence:
    detail = {key: tuple(v) if isinstance(v, list) else v for key, v in data.get("detail", {}).items()}
    where = Where(**{key: data[key] for key in _PLACE if key in data})
    return Evidence(Kind(data["kind"]), str(data["value"]), where, "example", detail).checked()


def _runs(data: Mapping[str, Any]) -> Iterator[Run]:
    """One run per kind of the stages that ran: everything was looked for except what is `unread`."""
    ran = {Stage.STATIC, Stage.FILING, *(Stage(name) for name in data.get("ran", ()))}
    for kind, spec in KINDS.items():
        if spec.stage in ran:
            reason = data.get("unread", {}).get(kind.value, "")
            status = Status.PARTIAL if reason else Status.DONE
            yield Run(spec.stage, f"example {kind.value}", 1, (kind,), status, reason)
    for stage in sorted(ran - {spec.stage for spec in KINDS.values()}):
        yield Run(stage, "example", 1, (), Status.DONE)


def _declaration(data: Mapping[str, Any]) -> Declaration | None:
    form = data.get("form")
    if form is None:
        return None
    tops = {key: value for key, value in form.items() if key in (PROVIDER, INSTITUTIONS, EXTRA)}
    sections = {key: value for key, value in form.items() if key not in tops}
    return from_json({**tops, PROVIDER: {**tops.get(PROVIDER, {}), **sections}})
