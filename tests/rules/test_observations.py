"""What people looked up: read in fixed words, every fault with its line; the template is such a file."""

from __future__ import annotations

import pytest

from rules import observations
from rules.load import RuleBase
from rules.observations import Observed
from scanner import filing_yaml
from scanner.filing_faults import BadFiling
from scanner.kinds import Kind

FILLED = """\
应用包名: cn.example.homework
取证:
  - 事项: 业务系统的网站备案
    对象: 示例作业平台
    结果: 登记在其他单位名下
    日期: 2026年3月1日
    来源: 备案查询网站
    内容: 京ICP备00000001号-1
    凭证: {proof}
  - {{事项: icp, 结果: found, 日期: 20260302, 来源: 备案查询网站}}
  - 事项: 应用备案
    结果:
"""
PROOF = "ab" * 32


def read(text: str, base: RuleBase) -> Observed:
    return observations.of(filing_yaml.parse(text.encode()), base.rules)


def faults(text: str, base: RuleBase) -> list[tuple[int, str]]:
    with pytest.raises(BadFiling) as bad:
        read(text, base)
    return [(fault.line, fault.field) for fault in bad.value.faults]


def test_words_become_evidence_by_a_person(base: RuleBase) -> None:
    first, second = read(FILLED.format(proof=PROOF), base).evidence
    assert first.by == second.by == "person"
    assert (first.kind, first.value) == (Kind.OBSERVATION, "other-holder")
    assert first.detail == {
        "topic": "icp",
        "subject": "示例作业平台",
        "at": "2026-03-01",
        "source": "备案查询网站",
        "text": "京ICP备00000001号-1",
        "attachment": PROOF,
    }
    assert (second.value, second.detail["at"]) == ("found", "2026-03-02")
    assert first.where.field == "业务系统的网站备案(示例作业平台)"
    assert first.id != second.id


def test_the_same_word_about_another_thing_or_day_is_other_evidence(base: RuleBase) -> None:
    entry = "  - {{事项: {}, 结果: 查不到, 日期: {}, 来源: 网站, 对象: {}}}\n"
    made = [("icp", "2026-03-01", "甲"), ("icp", "2026-03-01", "乙"), ("icp", "2026-03-02", "甲")]
    made += [("mlps", "2026-03-01", "甲"), ("icp", "2026-03-01", "甲")]
    found = read("取证:\n" + "".join(entry.format(*one) for one in made), base)
    assert len(found.evidence) == 4


def test_every_fault_is_told_with_its_line(base: RuleBase) -> None:
    text = """\
应用包名: cn.example.homework
备注: x
取证:
  - 事项: 网站
    结果: 查不到
    日期: 2026-02-30
  - 事项: 应用备案
    结果: 已过期
    日期: 2026-03-01
    来源: 问了 13800001234
    凭证: abc
  - 事项: [应用备案]
"""
    assert faults(text, base) == [
        (2, ""),
        (4, "事项"),
        (4, "来源"),
        (6, "日期"),
        (8, "结果"),
        (10, "来源"),
        (11, "凭证"),
        (12, "事项"),
        (12, "事项"),
        (12, "结果"),
        (12, "日期"),
        (12, "来源"),
    ]


def test_a_result_belongs_to_its_topic(base: RuleBase) -> None:
    with pytest.raises(BadFiling, match="可写:查到,且与备案一致 / 查不到 / 已注销或被撤销"):
        read("取证: [{事项: app-filing, 结果: expired, 日期: 2026-03-01, 来源: 网站}]", base)


@pytest.mark.parametrize("text", ["[]", "x", "取证: x", "取证: [x]", "取证: {事项: icp}"])
def test_a_file_of_another_shape_is_refused(text: str, base: RuleBase) -> None:
    assert faults(text, base)


def test_a_filing_number_is_no_personal_number(base: RuleBase) -> None:
    number = "13010000000-00001"
    text = f"取证: [{{事项: mlps, 结果: 查不到, 日期: 2026-03-01, 来源: 证明, 内容: {number}}}]"
    assert read(text, base).evidence[0].detail["text"] == number


def test_what_was_gathered_about_another_app_is_refused(base: RuleBase) -> None:
    found = read(FILLED.format(proof=PROOF), base)
    assert found.about("cn.example.homework") == found.evidence
    with pytest.raises(BadFiling, match=r"关于 cn\.example\.homework 的"):
        found.about("cn.example.other")
    assert Observed("", found.evidence).about("cn.example.other") == found.evidence


def test_the_template_is_an_empty_file_of_every_topic_that_rules_ask(base: RuleBase) -> None:
    text = observations.template(base.rules)
    assert read(text, base) == Observed("", ())
    asked = {q["topic"] for rule in base.rules.rules for q in observations.questions(rule.when)}
    topics = base.rules.terms["observation_topics"]
    assert asked == set(topics), "a topic that no rule asks about helps nobody"
    for topic in asked:
        assert f"  - 事项: {topics[topic]['zh']}\n" in text
        for word in topics[topic]["words"]:
            assert base.rules.terms["observations"][word]["zh"] in text


def test_a_template_filled_in_gives_evidence(base: RuleBase) -> None:
    text = observations.template(base.rules, {"FIL-012"}, "cn.example.homework")
    filled = text.replace("结果:\n", "结果: 查不到\n").replace("日期:\n", "日期: 2026-03-01\n")
    found = read(filled.replace("来源:\n", "来源: 备案管理系统\n"), base)
    assert found.app_id == "cn.example.homework"
    assert [(item.value, item.detail["topic"]) for item in found.evidence] == [("not-found", "app-filing")]


def test_each_topic_can_end_in_more_than_one_way(base: RuleBase) -> None:
    words = base.rules.terms["observations"]
    for topic in base.rules.terms["observation_topics"].values():
        assert len(topic["words"]) >= 2
        assert set(topic["words"]) <= set(words)
    used = {word for topic in base.rules.terms["observation_topics"].values() for word in topic["words"]}
    assert used == set(words)
    names = [topic["zh"] for topic in base.rules.terms["observation_topics"].values()]
    assert len(names) == len(set(names))
