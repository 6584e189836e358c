"""Tools for rule authors: the house's rule base, the user's own folder on top, a whole other rule base."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from reports import rules_text_explain as text
from reports.discover import filings
from reports.examine import with_filing
from reports.names import Names
from reports.rules_tools import (
    HOUSE,
    NOW,
    Said,
    Unnamed,
    coverage,
    explained,
    impact,
    lint,
    listing,
    rules_at,
    run_examples,
    show,
)
from rules import signed_pack
from rules.attribute import attribute
from rules.explain import explain
from rules.load import HOME, RuleBase
from rules.located import BadRules
from scanner import codec
from scanner.kinds import Kind
from scanner.model import Evidence, Scan
from tests.filings import DECLARATION
from tests.packs import LOCAL_RULE, local
from tests.rulings import CAMERA, evidence, permission, scan

OWN = """
- id: SEC-900
  title: 自备规则
  en: own rule
  severity: S1
  automation: 全
  use: 提示
  basis: ["BA3:12"]
  plain: 自备的说明。
  remedy: 请说明情况。
  ask: 请说明情况。
  check: [看一看]
  platforms: [android]
  when: {seen: {kind: manifest_flag, value: debuggable, on: true}}
  examples:
    - name: 开着
      evidence: [{kind: manifest_flag, value: debuggable, detail: {on: true}}]
      outcome: violated
    - {name: 关着, evidence: [], outcome: satisfied}
    - {name: 读不出, unread: {manifest_flag: unread}, outcome: unknown}
"""
DEBUGGABLE = evidence(Kind.MANIFEST_FLAG, "debuggable", on=True)


def lines(said: Said) -> list[str]:
    return list(said.lines)


def own(folder: Path, text: str = OWN) -> Path:
    (folder / "checks").mkdir(parents=True)
    (folder / "checks" / "own.yaml").write_text(text, "utf-8")
    return folder


def store(folder: Path, *found: Evidence) -> Path:
    folder.mkdir(parents=True)
    path = folder / "scan.json"
    path.write_bytes(orjson.dumps(codec.to_json(whole(*found))))
    return path


def whole(*found: Evidence) -> Scan:
    """A scan that looked for everything the house asks."""
    return scan(*found)


def test_the_list_by_family_and_use(base: RuleBase) -> None:
    assert lines(listing(base))[-1] == f"共 {len(base.rules.rules)} 条规则"
    chosen = lines(listing(base, "perm", "整改"))
    assert len(chosen) > 3
    assert all(line.startswith("PERM-") and "  整改  " in line for line in chosen[:-1])
    assert lines(listing(base, "NONE")) == ["共 0 条规则"]
    sdks = lines(listing(base, "push", sdks=True))
    assert len(sdks) > 5
    assert all("  push" in line for line in sdks[:-1])


def test_everything_can_be_shown(base: RuleBase) -> None:
    for rule in base.rules.rules[::20]:
        page = "\n".join(lines(show(base, rule.id)))
        assert rule.remedy in page
        assert "outcome:" in page
    assert lines(show(base, "sec-001"))[0].startswith("SEC-001")
    for sdk in base.rules.sdks[::60]:
        assert sdk.vendor in "\n".join(lines(show(base, sdk.id)))
    for ref in list(base.rules.norms)[::40]:
        assert base.rules.norms[ref][-1].text in "\n".join(lines(show(base, ref)))
    assert len(lines(show(base, "BA3"))) > len(lines(show(base, "BA3:12")))
    with pytest.raises(Unnamed, match="NO-001"):
        show(base, "NO-001")


def test_an_explanation_of_a_stored_scan_with_its_filing(base: RuleBase) -> None:
    found = whole(permission(CAMERA), DEBUGGABLE)
    page = "\n".join(lines(explained(base, "sec-001", found, None)))
    assert "示例作业(cn.example.app)" in page
    assert "整个应用:命中(待核实) S3" in page
    unfiled, filed = (
        "\n".join(lines(explained(base, "PERM-001", found, declaration)))
        for declaration in (None, DECLARATION)
    )
    assert "[no-filing]" in unfiled
    assert "备案表写的是:" in filed
    assert "[no-filing]" not in filed
    with pytest.raises(Unnamed):
        explained(base, "SEC-999", found, None)


def test_every_rule_can_be_explained(base: RuleBase) -> None:
    names = Names(base.rules)
    for declaration in (None, DECLARATION):
        found = whole(permission(CAMERA), DEBUGGABLE)
        known = attribute(
            found if declaration is None else with_filing(found, declaration), declaration, base.rules
        )
        for rule in base.rules.rules:
            told = list(text.explained(explain(rule, known, base.rules, found.at), names))
            assert told[0].startswith(rule.id)
            assert told[-1].startswith("  ")


def test_lint_names_every_fault_with_its_line(tmp_path: Path) -> None:
    good = lint([own(tmp_path / "good")])
    assert not good.amiss
    assert "没有发现问题" in lines(good)[0]
    bad = (
        OWN.replace("自备的说明。", "SDK 说明。")
        .replace("BA3:12", "XX:1")
        .replace("kind: manifest_flag", "kind: no", 1)
    )
    said = lint([own(tmp_path / "bad", bad)])
    assert said.amiss
    told = lines(said)
    assert all(line.startswith("bad/checks/own.yaml:") for line in told[:-1])
    assert {line.split(":")[1] for line in told[:-1]} == {"8", "9", "14"}
    assert told[-1] == f"共 {len(told) - 1} 个问题"


def test_examples_that_do_not_hold_are_named(tmp_path: Path) -> None:
    bad = OWN.replace("evidence: [], outcome: satisfied", "evidence: [], outcome: violated")
    said = run_examples([own(tmp_path / "bad", bad)])
    assert said.amiss
    assert lines(said)[0].startswith("bad/checks/own.yaml:19: SEC-900 关着: expected")
    assert lines(said)[-1].endswith(",1 个不符")
    with pytest.raises(BadRules):
        run_examples([own(tmp_path / "worse", OWN.replace("BA3:12", "XX:1"))])


def test_coverage_names_every_rule(base: RuleBase) -> None:
    told = lines(coverage(base))
    assert [line.split()[0] for line in told[:-1]] == [rule.id for rule in base.rules.rules]
    assert "端到端" in told[-1]


def test_the_rules_of_a_place(tmp_path: Path, base: RuleBase) -> None:
    assert rules_at(HOUSE).version == base.rules.version
    added = rules_at(str(own(tmp_path / "own")))
    assert {rule.id for rule in added.rules} - {rule.id for rule in base.rules.rules} == {"SEC-900"}
    copy = tmp_path / "copy"
    shutil.copytree(HOME, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assert rules_at(str(copy)).rules == base.rules.rules
    assert rules_at(NOW).version == base.rules.version
    with pytest.raises(NotADirectoryError):
        rules_at(str(tmp_path / "none"))
    with pytest.raises(BadRules, match="没有安装"):
        rules_at("nothing:1")


def test_the_rules_with_a_pack(tmp_path: Path, base: RuleBase) -> None:
    file = tmp_path / "own.heyanpack"
    file.write_bytes(signed_pack.write(local(LOCAL_RULE)))
    added = {rule.id for rule in rules_at(str(file)).rules} - {rule.id for rule in base.rules.rules}
    assert added == {"LOC-001"}


def test_what_a_new_rule_changes_in_stored_scans(tmp_path: Path, base: RuleBase) -> None:
    for name in ("b", "a"):
        store(tmp_path / "scans" / name, DEBUGGABLE)
    store(tmp_path / "scans" / "calm")
    new = rules_at(str(own(tmp_path / "own")))
    said = impact(base.rules, new, tmp_path / "scans")
    assert not said.amiss
    told = lines(said)
    assert told[0] == "重判 3 次检测:3 个结论会变,归为 2 种变化"
    assert "SEC-900 自备规则:无此规则 → 命中(待核实) S1" in told
    assert [line for line in told if line.startswith("  · ")][:2] == [
        "  · a/scan.json:整个应用",
        "  · b/scan.json:整个应用",
    ]
    assert told == lines(impact(base.rules, new, tmp_path / "scans"))
    assert lines(impact(base.rules, base.rules, tmp_path / "scans")) == [
        "重判 3 次检测:0 个结论会变,归为 0 种变化"
    ]


def test_a_filing_beside_the_scan_or_in_a_folder_is_used(tmp_path: Path, base: RuleBase) -> None:
    from scanner.filing_form import dump

    stored = store(tmp_path / "scans" / "a", permission(CAMERA))
    silent = replace(DECLARATION.provider, app=replace(DECLARATION.provider.app, permissions=("日历",)))
    sample = tuple(replace(one, app_id="cn.example.app") for one in DECLARATION.extra.samples)
    declaration = replace(DECLARATION, provider=silent, extra=replace(DECLARATION.extra, samples=sample))
    without = replace(base.rules, rules=tuple(rule for rule in base.rules.rules if rule.id != "PERM-001"))
    assert "无此规则 → 无法判定" in "\n".join(lines(impact(without, base.rules, tmp_path / "scans")))
    stored.with_name("filing.yaml").write_text(dump(declaration), "utf-8")
    assert "无此规则 → 命中(待核实) S2" in "\n".join(lines(impact(without, base.rules, tmp_path / "scans")))
    stored.with_name("filing.yaml").rename(tmp_path / "filing.yaml")
    known = filings(tmp_path)
    assert "无此规则 → 命中(待核实) S2" in "\n".join(lines(impact(without, base.rules, stored, known)))


def test_scans_that_cannot_be_read_are_named_and_the_rest_is_judged(tmp_path: Path, base: RuleBase) -> None:
    store(tmp_path / "good", DEBUGGABLE)
    for name, content in (("cut", b'{"schema'), ("newer", b'{"schema": 999}'), ("list", b"[]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scan.json").write_bytes(content)
    store(tmp_path / "filed").with_name("filing.yaml").write_text("提供者备案信息表: 3", "utf-8")
    said = impact(base.rules, base.rules, tmp_path)
    assert said.amiss
    told = lines(said)
    assert [line.split("/")[0] for line in told[:-1] if line.startswith("未能读取")] == [
        f"未能读取 {name}" for name in ("cut", "filed", "list", "newer")
    ]
    assert told[-1].startswith("重判 1 次检测")
    assert json.loads((tmp_path / "good" / "scan.json").read_bytes())["schema"]
