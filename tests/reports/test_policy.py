from __future__ import annotations

from dataclasses import replace

from reports.model import PolicyChapter
from reports.names import Names
from reports.policy import chapter
from rules.attribute import attribute
from rules.facts import Facts
from rules.load import RuleBase
from rules.watch_words import policy_watch
from scanner.model import NO_PACKAGE, SCHEMA, Scan, Status
from tests.policies.measure import of_file
from tests.rulings import rule_set, scan


def facts(name: str, base: RuleBase) -> Facts:
    said = of_file(name, policy_watch(base.rules.sdks, base.rules.terms).terms)
    made = Scan(SCHEMA, "0", "2026-03-02", NO_PACKAGE, "", (), tuple(said.runs), tuple(said.evidence))
    return attribute(replace(made, documents=tuple(said.documents)), None, base.rules)


def test_a_whole_policy(base: RuleBase) -> None:
    made = chapter(facts("chenxing.html", base), Names(base.rules))
    assert [document.role.zh for document in made.documents] == ["隐私政策", "儿童个人信息保护规则"]
    assert [document.read for document in made.documents] == [True, False]
    assert len(made.statements) == 15
    assert {row.cell.state for row in made.statements} == {"yes"}
    guardian = next(row for row in made.statements if row.name.en == "children and guardian consent")
    assert "监护人同意" in guardian.quote
    assert guardian.at == "chenxing.html · 第 38 段"
    assert len(guardian.id) == 12
    assert [name.zh for name in made.sdks] == ["友盟+ 统计", "极光推送", "腾讯 Bugly", "讯飞语音"]


def test_what_is_missing_is_a_no_only_if_all_was_read(base: RuleBase) -> None:
    read = facts("songhe.txt", base)
    made = chapter(read, Names(base.rules))
    assert {row.cell.state for row in made.statements} == {"no"}
    assert {row.name.zh for row in made.faults} == {"不支持注销账号", "同意后不可撤回"}
    partial = replace(
        read.scan,
        runs=tuple(replace(run, status=Status.PARTIAL, reason="policy-shell") for run in read.scan.runs),
    )
    made = chapter(attribute(partial, None, base.rules), Names(base.rules))
    assert {row.cell.state for row in made.statements} == {"unknown"}


def test_no_policy_no_chapter() -> None:
    assert chapter(attribute(scan(), None, rule_set()), Names(rule_set())) == PolicyChapter()
