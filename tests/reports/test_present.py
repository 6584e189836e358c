"""按现行规定将为…: in report.json, on the page, in the terminal; the day's own verdict stays as it is."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from reports import examine, html, json, text
from reports.examine import Now
from reports.model import RiskReport
from rules.load import RuleBase
from rules.model import Norm
from scanner.kinds import Kind
from tests.rulings import evidence, scan

FOUND = replace(scan(evidence(Kind.MANIFEST_FLAG, "debuggable", on=True)), at="2025-12-31")
DAY = "2026-03-02"


@pytest.fixture(scope="module")
def made(base: RuleBase) -> RiskReport:
    return examine.report(FOUND, None, base, now=Now(DAY, base))


def test_the_verdict_of_the_day_stays_as_it_was(base: RuleBase, made: RiskReport) -> None:
    assert replace(made, present=None) == examine.report(FOUND, None, base)
    assert made.inputs.at == "2025-12-31"


def test_what_would_differ_is_said_with_both_numberings(made: RiskReport) -> None:
    assert made.present is not None
    assert made.present.day == DAY
    (one,) = [one for one in made.present.differing if one.rule == "SEC-001"]
    assert one.key in {item.key for item in made.items}
    line = "按现行规定(2026-03-02)将改依据《网络安全法》第二十四条(原为《网络安全法》第二十二条)"
    assert one.line.zh == line
    clauses = [{c.clause.zh for c in basis} for basis in (one.basis_then, one.basis_now)]
    assert clauses[0] - clauses[1] == {"第二十二条"}
    assert clauses[1] - clauses[0] == {"第二十四条"}
    assert one.then == one.now


def test_a_day_on_which_nothing_differs(base: RuleBase) -> None:
    again = replace(FOUND, at="2026-03-01")
    present = examine.report(again, None, base, now=Now(DAY, base)).present
    assert present is not None
    assert present.differing == ()
    assert present.line.zh == "按现行规定(2026-03-02)结论和依据相同"


def test_the_same_day_and_rules_need_no_word(base: RuleBase) -> None:
    assert examine.report(replace(FOUND, at=DAY), None, base, now=Now(DAY, base)).present is None
    assert examine.report(replace(FOUND, at=DAY), None, base, now=Now("2026-01-01", base)).present is None


def test_other_rules_on_the_same_day(base: RuleBase) -> None:
    rules = tuple(replace(rule, severity=1) if rule.id == "SEC-001" else rule for rule in base.rules.rules)
    other = replace(base, rules=replace(base.rules, version="1" * 64, rules=rules))
    present = examine.report(replace(FOUND, at=DAY), None, base, now=Now(DAY, other)).present
    assert present is not None
    (one,) = present.differing
    assert (one.rule, one.then.zh, one.now.zh) == ("SEC-001", "命中(待核实) S3 严重", "命中(待核实) S1 轻微")
    assert one.line.zh == "按现行规定(2026-03-02)将为“命中(待核实) S1 轻微”"
    assert present.rules == "1" * 64


def test_a_repealed_clause(base: RuleBase) -> None:
    gone = {
        ref: tuple(replace(norm, until="2026-02-01") for norm in versions)
        for ref, versions in base.rules.norms.items()
        if ref in next(rule.basis for rule in base.rules.rules if rule.id == "SEC-001")
    }
    norms: dict[str, tuple[Norm, ...]] = {**base.rules.norms, **gone}
    other = replace(base, rules=replace(base.rules, version="1" * 64, norms=norms))
    present = examine.report(replace(FOUND, at="2026-01-15"), None, other, now=Now(DAY, other)).present
    assert present is not None
    (one,) = [one for one in present.differing if one.rule == "SEC-001"]
    assert one.line.zh == "按现行规定(2026-03-02)将为“不适用”"
    assert one.basis_then
    assert one.basis_now == ()


def test_every_rendering_says_it(made: RiskReport) -> None:
    page, terminal = html.render(made), text.render(made)
    assert made.present is not None
    assert made.present.line.zh in terminal
    assert page.count(made.present.line.zh) == 1
    assert 'id="present"' in page
    assert "按现行规定(2026-03-02)将改依据" in page
    assert json.from_json(orjson.loads(json.render(made))) == made
    assert 'id="present"' not in html.render(replace(made, present=None))


def test_the_same_again_byte_for_byte(base: RuleBase, made: RiskReport) -> None:
    assert json.render(examine.report(FOUND, None, base, now=Now(DAY, base))) == json.render(made)
