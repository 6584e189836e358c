"""The two conclusions and the suggested action in words. Never a bare letter or a decision."""

from __future__ import annotations

from reports.model import Conclusion, Text
from reports.reasons import REASONS
from rules.grade import Completeness, Grade

_FILING = {
    "consistent": Text("一致", "consistent"),
    "supplement": Text("需补正", "to be supplemented"),
    "unknown": Text("无法核验", "cannot be verified"),
}
_STAGES = {
    "dynamic": Text("未做动态检测", "no dynamic examination"),
    "policy": Text("未核对隐私政策", "privacy policy not examined"),
    "filing": Text("未提供备案表", "no filing was given"),
}
_ACTIONS = {
    "D": Text(
        "红线事项经双人核实属实的,建议要求立即整改、请学校暂停选用,并按职责移送线索",
        "if two people verify: immediate mending, schools pause its use, and refer",
    ),
    "C": Text(
        "核实属实的,建议限期整改后复测(首次备案的反馈补正),并按职责抄送线索",
        "if verified: mending by a deadline (a first filing: supplement), examine again, and refer",
    ),
    "B": Text(
        "核实属实的,建议附整改建议,下一版本复核", "if verified: advise, and look again at the next version"
    ),
    "A": Text(
        "没有待核实事项,建议按程序办理,轻微事项写入提示函",
        "nothing to verify: proceed, mention what is minor",
    ),
    "": Text("建议补做未完成的检测后再作结论", "complete the examination before concluding"),
}


def filing(grade: Grade, given: bool) -> Conclusion:
    """备案核验: 一致, 需补正 or 无法核验, from the filing and static facts."""
    detail = []
    if grade.supplements:
        number = grade.supplements
        detail.append(Text(f"待核实的补正事项 {number} 项", f"{number} to supplement, to be verified"))
    if not given:
        detail.append(Text("未提供备案表", "no filing was given"))
    elif grade.filing_gaps:
        number = grade.filing_gaps
        detail.append(Text(f"另有 {number} 项备案内容尚不能核验", f"{number} parts cannot be verified yet"))
    if not detail:
        detail.append(Text("就备案表与安装包静态事实而言", "as to the form and static facts"))
    return Conclusion(grade.filing, _FILING[grade.filing], tuple(detail))


def risk(grade: Grade) -> Conclusion:
    """风险等级: a bound as if all open findings were confirmed, with the number still to confirm."""
    number = grade.to_confirm
    limited = Completeness.PARTIAL is grade.completeness and grade.bound == "A"
    lacks = [_STAGES[stage] for stage in grade.missing if stage in _STAGES]
    lacks += [REASONS[reason][0] for reason in grade.blocked if reason in REASONS]
    zh, en = "、".join(lack.zh for lack in lacks), ", ".join(lack.en for lack in lacks)
    aside = Text(
        f"另有提示或学校事项 {grade.beside} 项,不计入等级",
        f"{grade.beside} more (hints, the institution's own) are not graded",
    )
    beside = (aside,) if grade.beside else ()
    left = Text(f";待核实 {number} 项", f"; {number} to verify") if number else Text("", "")
    if not grade.bound:
        why = Text(f"({zh})", f" ({en})") if lacks else Text("", "")
        return Conclusion("", Text(f"未评级{why.zh}{left.zh}", f"not graded{why.en}{left.en}"), beside)
    if number:
        line = Text(f"如全部核实:{grade.bound}{left.zh}", f"if all are verified: {grade.bound}{left.en}")
    else:
        line = Text(f"按已核实事项:{grade.bound}", f"as verified: {grade.bound}")
    if limited:
        line = Text(f"{line.zh}(限于已检查的范围)", f"{line.en} (within what was examined)")
    more = (Text(f"{zh};补做后可能变化", f"{en}; may change once done"),) if lacks else ()
    return Conclusion(grade.bound, line, (*more, *beside))


def action(grade: Grade) -> Text:
    """What the findings suggest. A person decides."""
    parts = [_ACTIONS[grade.bound]]
    if grade.filing == "supplement":
        parts.insert(0, Text("建议核实后反馈补正意见", "verify, then ask the provider to supplement"))
    elif grade.filing == "unknown":
        parts.insert(0, Text("建议先取得完整的备案信息", "obtain the complete filing first"))
    zh, en = ";".join(part.zh for part in parts), "; ".join(part.en for part in parts)
    return Text(f"{zh}。由工作人员决定。", f"Suggested: {en}. A person decides.")
