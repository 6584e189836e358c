"""Rules that a package and a filing can decide, each proved by a pair: real bytes, analyzers and rules."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.examine import with_filing
from rules.attribute import attribute
from rules.catalogue import Catalogue
from rules.judge import judge
from rules.load import RuleBase
from rules.model import Finding, Outcome, Rule
from scanner.kinds import Kind
from tests.rules.end_to_end.recipe import Made, MadeIos, Pair

HERE = Path(__file__).parent
FAMILIES = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("recipe", "test_pairs"))
PAIRS: list[Pair] = [
    pair for name in FAMILIES for pair in importlib.import_module(f"tests.rules.end_to_end.{name}").PAIRS
]
MUST = {
    "ADV": (1, 2, 3, 12, 13),
    "CNT": (2, 4, 7, 8, 9),
    "CON": (1, 2, 3, 4, 5, 6, 7, 12, 13),
    "CPL": (1, 2, 3, 5, 6),
    "DYN": (1, 2, 4),
    "FIL": (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20),
    "FRQ": (1, 2, 3, 4, 5),
    "FUN": (1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 13, 15),
    "GAM": (1, 2, 5),
    "IDN": (1, 2, 3, 4, 5),
    "MIN": (2, 3, 8, 10, 14, 15, 16, 17),
    "PAY": (1, 2),
    "PERM": (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17),
    "PII": (1, 2, 3, 4, 5, 6, 7, 9, 10),
    "POL": (16,),
    "SDK": (4, 5, 6),
    "SEC": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14),
    "XB": (1, 3, 4, 5),
}
"""Rules that had a pair once keep one."""
OPENED = (Outcome.VIOLATED, Outcome.SUSPECTED)
_WORST = (*OPENED, Outcome.UNKNOWN, Outcome.SATISFIED, Outcome.NOT_APPLICABLE)


def judged(made: Made, rule: str, base: RuleBase) -> tuple[Finding, ...]:
    """What the judge says of one rule; whatever it rests on must be known evidence."""
    scan, declaration = made.examined(base)
    if declaration is not None:
        scan = with_filing(scan, declaration)
    pack = {**base.rules.pack, **made.pack}
    only = replace(base.rules, pack=pack, rules=tuple(one for one in base.rules.rules if one.id == rule))
    assert only.rules, f"there is no rule {rule}"
    facts = attribute(scan, declaration, only, _known(base))
    found = judge(facts, only, scan.at)
    known = {item.id for item in (*scan.evidence, *facts.derived)}
    assert {id_ for finding in found for id_ in finding.evidence} <= known
    return found


_CATALOGUES: dict[str, Catalogue] = {}


def _known(base: RuleBase) -> Catalogue:
    if base.rules.version not in _CATALOGUES:
        _CATALOGUES[base.rules.version] = Catalogue(base.rules.sdks)
    return _CATALOGUES[base.rules.version]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.rule}: {pair.why}")
def test_a_rule_fires_on_one_and_not_on_the_other(pair: Pair, base: RuleBase) -> None:
    fired = judged(pair.fires, pair.rule, base)
    about = [finding for finding in fired if finding.subject == pair.subject]
    assert [finding.outcome.value for finding in about] == [pair.outcome], fired
    if pair.severity is not None:
        assert about[0].severity == pair.severity
    calm = judged(pair.calm, pair.rule, base)
    worst = min((finding.outcome for finding in calm), key=_WORST.index)
    assert worst.value == pair.calm_outcome, calm
    assert worst not in OPENED


def opens(rule: Rule) -> bool:
    """Whether a package, a filing and a person's look-up can make a rule open: no other stage needed."""
    if rule.automation == "人" and "person" not in str(rule.when):
        return False
    return _can(rule.given, True) and _can(rule.when, True)


def _can(tree: Any, yes: bool) -> bool:
    if tree is None:
        return yes
    ((word, content),) = tree.items()
    if word in ("all", "any"):
        parts = [_can(item, yes) for item in content]
        return all(parts) if (word == "all") == yes else any(parts)
    if word == "not":
        return _can(content, not yes)
    if word == "clue":
        return _can(content, yes)
    return word != "stage" and not (word == "person" and isinstance(content, str))


def test_rules_that_had_a_pair_keep_one(base: RuleBase, capsys: pytest.CaptureFixture[str]) -> None:
    proved = {pair.rule for pair in PAIRS}
    assert not {f"{family}-{number:03}" for family, numbers in MUST.items() for number in numbers} - proved
    open_ = [rule.id for rule in base.rules.rules if opens(rule)]
    with capsys.disabled():
        missing = [id_ for id_ in open_ if id_ not in proved]
        if missing:
            print(f"\nrules that could be proved end to end today and are not: {' '.join(missing)}")


def test_pairs_differ_and_name_existing_rules(base: RuleBase) -> None:
    known = {rule.id for rule in base.rules.rules}
    assert {pair.rule for pair in PAIRS} <= known
    assert all(pair.fires != pair.calm for pair in PAIRS)
    names = [(pair.rule, pair.why) for pair in PAIRS]
    assert len(names) == len(set(names))


def _kinds(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if "kind" in tree:
            yield str(tree["kind"])
        for item in tree.values():
            yield from _kinds(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _kinds(item)


ON_IOS = {
    *("PERM-001", "PERM-002", "PERM-003", "PERM-005", "PERM-011", "PERM-015"),
    *("SEC-001", "SEC-002", "SEC-003", "SEC-010", "FIL-002", "FUN-012", "GAM-002", "IDN-004"),
}
"""Rules of both platforms that keep a pair of IPAs too."""


def test_rules_that_had_a_pair_of_ipas_keep_one() -> None:
    assert {pair.rule for pair in PAIRS if isinstance(pair.fires, MadeIos)} >= ON_IOS


@pytest.mark.parametrize("made", [Made(), MadeIos()], ids=["android", "ios"])
def test_a_fresh_scan_has_looked_for_all_that_rules_ask(made: Made, base: RuleBase) -> None:
    """A rule about something that no scan looks for would be unknown for ever."""
    scan, declaration = made.examined(base)
    yielded = {kind for run in scan.runs for kind in run.kinds}
    facts = attribute(scan, declaration, base.rules)
    again = {finding.rule for finding in judge(facts, base.rules, scan.at) if finding.reason == "scan-again"}
    without = {
        rule.id
        for rule in base.rules.rules
        if any(Kind(kind) not in yielded for kind in _kinds([rule.given, rule.each, rule.when]))
    }
    assert not again - without


@pytest.mark.parametrize("made", [Made(), MadeIos()], ids=["android", "ios"])
def test_the_default_package_and_filing_agree(made: Made, base: RuleBase) -> None:
    """Whatever fires in a pair is the doing of what the pair changes."""
    scan, declaration = made.examined(base)
    assert declaration is not None
    facts = attribute(with_filing(scan, declaration), declaration, base.rules)
    opened = [finding for finding in judge(facts, base.rules, scan.at) if finding.outcome in OPENED]
    assert opened == []


def _queries(tree: Any) -> Iterator[dict[str, Any]]:
    """Every question about evidence in a condition."""
    if isinstance(tree, dict):
        if "seen" in tree:
            yield tree["seen"]
        for item in tree.values():
            yield from _queries(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _queries(item)


def test_nothing_is_not_found_on_ios_that_only_android_could_have(base: RuleBase) -> None:
    """A rule that looks for Android's interfaces alone must not end as satisfied on an iOS app."""
    scan, declaration = MadeIos().examined(base)
    facts = attribute(scan, declaration, base.rules)
    satisfied = {f.rule for f in judge(facts, base.rules, scan.at) if f.outcome is Outcome.SATISFIED}
    blind = []
    for rule in base.rules.rules:
        asked = list(_queries(rule.when))
        if rule.id not in satisfied or {query["kind"] for query in asked} != {"sensitive_use"}:
            continue
        named = [query for query in asked if "value" in query]
        values = [value for query in named for value in _listed(query["value"])]
        if len(named) == len(asked) and not any(value.startswith("ios-") for value in values):
            blind.append(rule.id)
    assert blind == []


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
