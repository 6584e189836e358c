"""What a change of the rule base does to stored verdicts, and what proves each rule, in plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reports.rules_text_explain import conclusion
from reports.words import OUTCOMES
from rules.impact import Change, Verdict
from rules.model import Finding, Outcome, Rule
from rules.proven import Proven
from scanner.visible import visible

_WHY: Mapping[str, str] = {
    "added": "新增的规则",
    "removed": "规则已删去",
    "severity": "规则的级别改了",
    "automation": "规则的自动化程度改了",
    "basis": "规则的依据改了",
    "platforms": "规则适用的平台改了",
    "given": "适用条件 given 改了",
    "each": "逐个核对的对象 each 改了",
    "when": "问题 when 改了",
    "norms": "所引条文改了(文本、施行日期或是否核对)",
    "sdks": "组件识别特征改了",
    "apis": "敏感接口清单改了",
    "terms": "词表改了",
    "pack": "本省设置改了",
}


def impact(changes: Sequence[Change], scans: int, rules: Mapping[str, Rule]) -> Iterator[str]:
    """One list per change, with five samples to read. `rules` give the titles."""
    flips = sum(len(change.flips) for change in changes)
    yield f"重判 {scans} 次检测:{flips} 个结论会变,归为 {len(changes)} 种变化"
    for change in changes:
        title = f" {rules[change.rule].title}" if change.rule in rules else ""
        touched = len({scan for scan, _flip in change.flips})
        yield ""
        yield f"{change.rule}{title}:{_verdict(change.old)} → {_verdict(change.new)}"
        yield f"  {len(change.flips)} 个结论,涉及 {touched} 次检测;原因:{_why(change.why)}"
        for scan, flip in change.samples:
            name = visible(flip.name) or "整个应用"
            yield f"  · {scan}:{name}" + (f"({visible(flip.subject)})" if flip.subject != "app" else "")
            yield f"      原:{_finding(flip.old)}"
            yield f"      现:{_finding(flip.new)}"


def _why(codes: Sequence[str]) -> str:
    return "、".join(_WHY[code] for code in codes) or "规则数据相同(两次加载的内容没有差别)"


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return "无此规则"
    open_ = verdict.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)
    return OUTCOMES[verdict.outcome].zh + (f" S{verdict.severity}" if open_ else "")


def _finding(finding: Finding | None) -> str:
    return "无此规则" if finding is None else conclusion(finding)


def coverage(told: Proven) -> Iterator[str]:
    """One line per rule, then the totals."""
    groups = (
        ("端到端", told.end_to_end),
        ("仅有例子" if told.known else "有例子", told.examples_only),
        ("没有例子", told.none),
    )
    rows = sorted((id_, name) for name, ids in groups for id_ in ids)
    yield from (f"{id_:8}  {name}" for id_, name in rows)
    if told.known:
        yield f"共 {len(rows)} 条:" + ",".join(f"{name} {len(ids)} 条" for name, ids in groups)
    else:
        yield f"共 {len(rows)} 条:有例子 {len(told.examples_only)} 条,没有例子 {len(told.none)} 条"
        yield "端到端用例在源代码的 tests/rules/end_to_end 里,这里没有,无法统计 (not in an installed wheel)"
