"""How a rule was judged, in plain Chinese: each question with its answer, what it rests on, what caps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.clauses import cited
from reports.evidence import place
from reports.names import Names
from reports.reasons import CLOSED, OTHER_REASON, REASONS
from reports.sentences import sentence
from reports.words import OUTCOMES, RUNGS, STAGES
from rules.condition_answer import NO_CAP
from rules.explain import About, Cap, Clause, Explained, Step
from rules.facts import Fact, Gap
from rules.model import Finding, Outcome
from scanner.kinds import Stage
from scanner.visible import visible

SUBJECTS = 12
"""At most this many subjects are told in full, the weightiest first."""
SHOWN = 4
"""At most this many pieces of evidence under one question."""
_ORDER = (Outcome.VIOLATED, Outcome.SUSPECTED, Outcome.UNKNOWN, Outcome.SATISFIED, Outcome.NOT_APPLICABLE)
_JOINS = {
    "all": "以下都要成立",
    "any": "以下有一项成立即可",
    "not": "以下不成立",
    "clue": "以下成立,也只算线索",
}
_TRUTH = {True: "是", False: "否", None: "不知道"}
_OPERATORS = {
    "not": "不是 {}",
    "min": "至少 {}",
    "max": "至多 {}",
    "form": "备案表“{}”所写",
    "pack": "本省设置 {}",
}


def explained(told: Explained, names: Names, day_note: str = "") -> Iterator[str]:
    """Line by line. `day_note` stands beside the day."""
    rule = told.rule
    yield f"{rule.id} {rule.title}(S{rule.severity} · 自动化 {rule.automation} · 用途 {rule.use})"
    yield f"事实日期 {visible(told.at)}{day_note}"
    yield ""
    yield "依据(当日)"
    for clause in told.clauses:
        yield f"  {_clause(clause, told.at)}"
    yield ""
    if told.given is not None:
        yield "适用条件 given"
        yield from _step(told.given, names, 1)
        yield ""
    if told.rule.each is not None and (told.about or told.gap):
        yield f"逐个对象 each:找到 {len(told.about)} 个" + (
            f";可能还有没看到的:{reason(told.gap)}" if told.gap else ""
        )
    ranked = sorted(told.about, key=lambda about: _ORDER.index(about.finding.outcome))
    for about in ranked[:SUBJECTS]:
        yield from _about(about, told, names)
    if len(ranked) > SUBJECTS:
        yield f"另有 {len(ranked) - SUBJECTS} 个对象,结论分别为:{_counts(ranked[SUBJECTS:])}"
        yield ""
    yield "报告中的结论"
    for finding in told.findings:
        yield f"  {conclusion(finding)}"


def _counts(about: Sequence[About]) -> str:
    count: dict[Outcome, int] = {}
    for item in about:
        count[item.finding.outcome] = count.get(item.finding.outcome, 0) + 1
    return "、".join(f"{OUTCOMES[outcome].zh} {number} 个" for outcome, number in count.items())


def conclusion(finding: Finding) -> str:
    """A finding in one line."""
    name = visible(finding.name or {"app": "整个应用"}.get(finding.subject, finding.subject))
    open_ = finding.outcome in (Outcome.VIOLATED, Outcome.SUSPECTED)
    text = f"{name}:{OUTCOMES[finding.outcome].zh}" + (f" S{finding.severity}" if open_ else "")
    if finding.reason:
        return f"{text},{reason(Gap(finding.reason, finding.note))}"
    return text + (f",{visible(finding.note)}" if finding.note else "")


def reason(gap: Gap) -> str:
    """A reason's sentence and what it is about."""
    known = REASONS.get(gap.reason, OTHER_REASON)[0] if gap.reason not in CLOSED else CLOSED[gap.reason]
    return f"{known.zh}[{visible(gap.reason)}]" + (f":{visible(gap.note)}" if gap.note else "")


def _clause(clause: Clause, at: str) -> str:
    norm = clause.norm
    if norm is not None:
        unchecked = "" if norm.verified else " · 未与原文核对"
        until = f",至 {norm.until} 前" if norm.until else ""
        title = f"《{norm.title}》{cited(norm).zh}"
        return f"{clause.ref} {title}({norm.level},{norm.since} 起{until}){unchecked}"
    if not clause.known:
        return f"{clause.ref} 不计:没有这一条款"
    last = clause.known[-1]
    if last.level == "征求意见稿":
        why = "征求意见稿"
    elif last.level == "地方口径" and last.since <= at:
        why = "地方文件,本省规则包没有列出"
    else:
        why = f"当日未施行({last.since} 起{f',{last.until} 止' if last.until else ''})"
    return f"{clause.ref} 《{last.title}》{cited(last).zh} 不计:{why}"


def _about(about: About, told: Explained, names: Names) -> Iterator[str]:
    subject, finding = about.subject, about.finding
    name = visible(subject.name) or "整个应用"
    yield f"对象 {name}" + (f"({visible(subject.id)})" if subject.id != "app" else "")
    yield from _facts(subject.facts, names, 1)
    if about.given is not None:
        yield "  适用条件 given"
        yield from _step(about.given, names, 2)
    if about.when is not None:
        yield "  问题 when"
        yield from _step(about.when, names, 2)
    for cap in about.caps:
        yield f"  封顶:{_cap(cap)}"
    if about.caps and finding.severity < told.rule.severity:
        yield f"  级别由 S{told.rule.severity} 降为 S{finding.severity}"
    if finding.evidence:
        yield f"  决定性证据 {'、'.join(finding.evidence[:SHOWN])}" + (
            f" 等 {len(finding.evidence)} 条" if len(finding.evidence) > SHOWN else ""
        )
    yield f"  结论 {conclusion(finding)}"
    yield ""


def _cap(cap: Cap) -> str:
    rung = f"(证据只到“{RUNGS[cap.rung].zh}”)" if cap.rung is not None else ""
    return {
        "half": "规则是半自动或人工的,命中也只是线索",
        "clue": f"证据只能作线索{rung}" + (f",最高 S{cap.most}" if cap.most < NO_CAP else ""),
        "evidence": f"证据最高只能支持 S{cap.most}{rung}",
        "unverified": "所引条款都未与原文核对,只作线索(S0)",
        "standards": f"当日依据只有标准,最高 S{cap.most}",
    }[cap.code]


def _step(step: Step, names: Names, depth: int) -> Iterator[str]:
    """One question and those in it, indented."""
    indent = "  " * depth
    yield f"{indent}[{_TRUTH[step.answer.truth]}] {_JOINS.get(step.word) or question(step)}"
    if step.steps:
        for inner in step.steps:
            yield from _step(inner, names, depth + 1)
        return
    if step.word == "form" and step.said is not None:
        yield f"{indent}    备案表写的是:{_value(step.said)}"
    if step.answer.note and not step.answer.note.startswith("为"):  # two plain texts: said already
        yield f"{indent}    {visible(step.answer.note)}"
    yield from (f"{indent}    因为:{reason(gap)}" for gap in step.answer.gaps)
    yield from _facts(step.answer.facts, names, depth + 2)
    if step.word == "seen" and step.answer.truth is False:
        yield f"{indent}    会给出这类证据的检测都已做完,没有发现"


def _facts(facts: Sequence[Fact], names: Names, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for fact in facts[:SHOWN]:
        item = fact.evidence
        where = place(item.where)
        yield f"{indent}{item.id[:12]} {sentence(item, names).zh}" + (f" @ {where}" if where else "")
    if len(facts) > SHOWN:
        yield f"{indent}…… 共 {len(facts)} 条证据"


def question(step: Step) -> str:
    """What one question asks."""
    content = step.content
    if step.word == "seen":
        asked = [_asked(key, value) for key, value in content.items() if key not in ("kind", "count")]
        least = f",至少 {content['count']} 个不同的值" if "count" in content else ""
        return f"有证据 {content['kind']}" + (f"({';'.join(asked)})" if asked else "") + least
    if step.word == "form":
        field = content["field"].removeprefix("$.")
        tests = [_form_test(key, value) for key, value in content.items() if key != "field"]
        return f"备案表“{field}”{'、'.join(tests)}"
    if step.word in ("same", "differs"):
        return f"{' 与 '.join(_value(item) for item in content)} {'相同' if step.word == 'same' else '不同'}"
    if step.word == "stage":
        return f"需要{STAGES[Stage(content)].zh}"
    if step.word == "pack":
        return f"本省设置 {content['setting']} 是 {_wanted(content['is'])}"
    if isinstance(content, Mapping):
        return f"人工取证“{content['topic']}”:{content['what']}(看到 {_wanted(content['saw'])})"
    return f"由人判断:{_value(content)}"


def _form_test(key: str, value: Any) -> str:
    if key == "filled":
        return "填了" if value else "没有填"
    words = {"is": "就是", "has": "其中有", "means": "意思是", "format": "写法符合"}
    return f"{words[key]} {_wanted(value)}"


def _asked(key: str, value: Any) -> str:
    return f"{key} {_wanted(value)}" if isinstance(value, Mapping) else f"{key}={_wanted(value)}"


def _wanted(value: Any) -> str:
    """A value as conditions ask for it."""
    if isinstance(value, Mapping):
        said = []
        for key, item in value.items():
            if key == "there":
                said.append("有这一项" if item else "没有这一项")
            else:
                said.append(_OPERATORS.get(key, f"{key} {{}}").replace("{}", _wanted(item)))
        return "且".join(said)
    if isinstance(value, list | tuple):
        return " 或 ".join(_value(item) for item in value)
    return _value(value)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(_value(item) for item in value)
    return visible(str(value), 160)
