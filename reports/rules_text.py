"""The rule base as text for those who write it: lists, and everything about one rule, SDK or clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from reports.clauses import cited
from reports.words import PLATFORMS
from rules.examples import Example
from rules.located import plain
from rules.model import Norm, Rule, RuleSet, Signature
from rules.unnamed import Unnamed
from scanner.model import Platform
from scanner.visible import visible

MOST_NAMES = 40
"""So many names of nobody are listed of each sort."""
_MARKS = {
    "code": "代码",
    "component": "组件",
    "authority": "数据提供者",
    "permission": "权限",
    "meta": "清单键",
    "library": "原生库",
    "export": "库函数",
    "host": "域名",
    "resource": "资源",
    "asset": "文件",
    "string": "常量",
    "byte": "字节特征",
    "shape": "类的形状",
    "ios_framework": "苹果框架",
    "ios_class": "苹果类名",
    "swift_module": "Swift 模块",
    "ios_bundle": "苹果资源包",
    "plist_key": "Info.plist 键",
    "url_scheme": "链接协议",
    "symbol": "符号",
}
"""Kinds of marks by their Chinese names."""


def rule_list(rules: Sequence[Rule]) -> Iterator[str]:
    """One line per rule: id, severity, automation, use, platforms, title; then how many."""
    for rule in rules:
        marks = f"S{rule.severity}  {rule.automation}  {rule.use}  {_platforms(rule)}"
        yield f"{rule.id:8}  {marks}  {rule.title}"
    yield f"共 {len(rules)} 条规则"


def _platforms(rule: Rule) -> str:
    return "、".join(PLATFORMS[Platform(name)].zh for name in rule.platforms)


def sdk_list(sdks: Sequence[Signature]) -> Iterator[str]:
    """One line per SDK: id, category, name, vendor, how many marks of how many kinds; then how many."""
    for sdk in sdks:
        kinds = len({mark.type for mark in sdk.marks})
        yield f"{sdk.id:28}  {sdk.category:14}  {sdk.zh}({sdk.vendor}) 特征 {len(sdk.marks)} 个 {kinds} 种"
    yield f"共 {len(sdks)} 个组件"


def rule_page(rule: Rule, examples: Sequence[Example], rules: RuleSet) -> Iterator[str]:
    """Everything of one rule: texts, clauses, conditions as they are written, examples."""
    yield f"{rule.id}  {rule.title}  ({rule.en})"
    yield f"级别 S{rule.severity} · 自动化 {rule.automation} · 用途 {rule.use} · 平台 {_platforms(rule)}"
    yield f"主管 {rule.authority}" + (f" · 起因 {rule.cause}" if rule.cause else "")
    yield ""
    for name, text in (("说明", rule.plain), ("整改", rule.remedy), ("询问", rule.ask)):
        yield f"{name}  {text}"
    yield from (f"核查  {number}. {step}" for number, step in enumerate(rule.check, 1))
    yield from (f"误报  {trap}" for trap in rule.traps)
    yield ""
    yield "依据"
    for ref in rule.basis:
        yield from (f"  {line}" for line in norm_page(rules.norms.get(ref, ())))
    for name in ("given", "each", "when"):
        if getattr(rule, name) is not None:
            yield ""
            yield from as_yaml({name: getattr(rule, name)})
    yield ""
    yield f"例子 {len(examples)} 个"
    for example in examples:
        yield f"# {example.file}:{example.line}"
        yield from as_yaml([plain(dict(example.data))])


def as_yaml(tree: Any) -> Iterator[str]:
    """As it would stand in a rule file."""
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None)
    yield from text.rstrip("\n").split("\n")


def norm_page(versions: Sequence[Norm]) -> Iterator[str]:
    """A clause in all its versions."""
    for norm in versions:
        until = f"至 {norm.until} 前" if norm.until else "起"
        number = f"({norm.number})" if norm.number else ""
        yield f"{norm.id}:{norm.clause}  《{norm.title}》{number}{cited(norm).zh}"
        unchecked = "" if norm.verified else " · 未与原文核对"
        yield f"  {norm.level} · {norm.since} {until}施行{unchecked}"
        yield f"  {norm.text}"


def norm_users(ref: str, rules: RuleSet) -> Iterator[str]:
    """The rules that cite a clause."""
    citing = [f"{rule.id} {rule.title}" for rule in rules.rules if ref in rule.basis]
    yield f"引用它的规则 {len(citing)} 条" + (":" if citing else "")
    yield from (f"  {line}" for line in citing)


def sdk_page(sdk: Signature) -> Iterator[str]:
    """Everything of one SDK: names, marks with where each was seen, what policies call it."""
    yield f"{sdk.id}  {sdk.zh}  ({sdk.en})"
    yield f"厂商 {sdk.vendor} · 类别 {sdk.category}" + (" · 境外运营" if sdk.foreign else "")
    yield ""
    yield f"特征 {len(sdk.marks)} 个"
    for mark in sdk.marks:
        strength = ("强" if mark.strong else "弱") + ("·须被使用" if mark.used else "")
        kind = f"{_MARKS.get(mark.type, '')} {mark.type}".strip()
        yield f"  {kind}  {mark.value}  [{strength}]  见于 {mark.source}"
    listed = (
        ("叫法", sdk.words),
        ("通常取用的数据", sdk.data),
        ("自带组件", sdk.brings),
        ("必须认得", sdk.must_match),
        ("不得认作", sdk.must_not_match),
    )
    for name, values in listed:
        if values:
            yield f"{name}  {'、'.join(values)}"
    if sdk.data_source:
        yield f"数据说法出处  {sdk.data_source}"


def unnamed_page(left: Unnamed) -> Iterator[str]:
    """Where a component that the rule base does not know may have left its name."""
    yield f"不属于已知组件、公共代码库和应用自身的代码({len(left.code)} 处,类的个数在前)"
    yield from (f"  {count:>6}  {visible(name)}" for name, count in left.code[:MOST_NAMES])
    for title, listed in (("清单里的组件", left.components), ("网络地址", left.hosts)):
        yield f"{title}({len(listed)} 个)"
        yield from (f"  {visible(name)}" for name in listed[:MOST_NAMES])
    yield f"各列出前 {MOST_NAMES} 个。抄进 own/sdks/ 之前,先确认是这一家厂商独有的名字。"
