"""What was looked at, what was not and why, and what is left to people, in working order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.model import Examination, Gap, Matter, OpenRule, Task, Text
from reports.reasons import OTHER_REASON, REASONS
from reports.words import ANALYZERS, STATUSES
from rules.model import Finding, Rule
from scanner.model import Run
from scanner.visible import visible

_MOST_NAMES = 20
# What the provider or the filing body can hand over, what a person looks up, what a laboratory does.
_OBTAIN = (
    *("no-filing", "no-institution", "form-empty", "stage-filing", "stage-policy", "login-wall"),
    *("packed", "fairplay", "code-missing", "encrypted", "pinned", "framework", "unread"),
)
_PERSON = "human"


def gaps(open_: Iterable[Finding], rules: Mapping[str, Rule], title: Mapping[str, Text]) -> tuple[Gap, ...]:
    """The rules nobody could judge, one gap per reason, the widest first; 人工核查 comes last."""
    reasons: dict[str, dict[str, list[Finding]]] = {}
    for finding in open_:
        reasons.setdefault(finding.reason, {}).setdefault(finding.rule, []).append(finding)
    found = [_gap(reason, by_rule, rules, title) for reason, by_rule in reasons.items()]
    return tuple(sorted(found, key=lambda gap: (gap.reason == _PERSON, -len(gap.rules), gap.reason)))


def _gap(
    reason: str, by_rule: Mapping[str, list[Finding]], rules: Mapping[str, Rule], title: Mapping[str, Text]
) -> Gap:
    what, ask = REASONS.get(reason, OTHER_REASON)
    number = len(by_rule)
    zh_left, en_left = ("", "") if reason == _PERSON else ("未核验", " not judged")
    line = Text(f"{what.zh}:{number} 条规则{zh_left}", f"{what.en}: {number} rules{en_left}")
    return Gap(
        reason,
        line,
        ask,
        tuple(_open(rule, group, rules, title) for rule, group in sorted(by_rule.items())),
    )


def _open(rule: str, group: list[Finding], rules: Mapping[str, Rule], title: Mapping[str, Text]) -> OpenRule:
    names = dict.fromkeys(visible(finding.name, 80) for finding in group if finding.subject != "app")
    note = next((finding.note for finding in group if finding.note), "")
    return OpenRule(rule, title[rule], rules[rule].check, tuple(names)[:_MOST_NAMES], visible(note))


def examinations(runs: Iterable[Run]) -> tuple[Examination, ...]:
    """Every analyzer's run in words."""
    return tuple(_examination(run) for run in runs)


def _examination(run: Run) -> Examination:
    analyzer = visible(run.analyzer, 80)
    state = STATUSES[run.status]
    if run.reason:
        why = REASONS.get(run.reason, OTHER_REASON)[0]
        state = Text(f"{state.zh}:{why.zh}", f"{state.en}: {why.en}")
    name = ANALYZERS.get(run.analyzer, Text(analyzer, analyzer))
    note = visible(run.note, 300)
    session = visible(run.session, 80)
    return Examination(run.stage, analyzer, run.version, run.status, name, state, note, session)


def tasks(found: Iterable[Matter], gaps_: Iterable[Gap]) -> tuple[Task, ...]:
    """What people do, in working order: obtain material, verify hits, look up, examine further."""
    todo: dict[str, list[Task]] = {"obtain": [], "verify": [], "look_up": [], "examine": []}
    for matter in found:
        names = f":{'、'.join(matter.names[:4])}" if matter.names else ""
        names_en = f": {', '.join(matter.names[:4])}" if matter.names else ""
        what = Text(f"核实“{matter.title.zh}{names}”", f"verify “{matter.title.en}{names_en}”")
        todo["verify"].append(Task("verify", what, keys=matter.keys))
    for gap in gaps_:
        ids = tuple(rule.rule for rule in gap.rules)
        if gap.reason == _PERSON:
            todo["look_up"] += [
                Task("look_up", rule.title, rule.check, rules=(rule.rule,)) for rule in gap.rules
            ]
        else:
            step = "obtain" if gap.reason in _OBTAIN else "examine"
            number = len(ids)
            what = Text(f"{gap.ask.zh}(可补判 {number} 条规则)", f"{gap.ask.en} (settles {number} rules)")
            todo[step].append(Task(step, what, rules=ids))
    return tuple(task for step in todo.values() for task in step)
