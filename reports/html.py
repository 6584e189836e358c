"""The report as one self-contained HTML page: no script, nothing fetched, folding and filters by CSS."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports import timeline, words
from reports.model import MATTERS, Closed, Examination, Fact, Item, RiskReport, Task, Text
from rules.model import Use
from scanner.kinds import Stage

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).parent / "templates"
_USE_IDS = {use: use.name.lower() for use in Use}
_GROUPS = {
    "permission": Text("权限", "permissions"),
    "function": Text("功能(备案表勾选项)", "functions of the form"),
    "sdk": Text("第三方组件", "SDKs"),
    "host": Text("网络地址(按所属方)", "hosts by owner"),
}
_STEPS = {
    "obtain": Text("先取得材料", "obtain first"),
    "verify": Text("核实命中事项", "verify the hits"),
    "look_up": Text("查询与当面核查", "look up and inspect"),
    "examine": Text("补做检测", "examine further"),
}


def render(report: RiskReport, language: str = "zh") -> str:
    """The page. `language` is the one shown first, "zh" or "en"; the reader can switch."""
    template, css, style_hash = _template()
    items = [item for item in report.items if not item.clue]
    ran = {examination.stage for examination in report.examinations}
    return template.render(
        r=report,
        language=language,
        css=css,
        style_hash=style_hash,
        most=MATTERS,
        rest=max(0, len(report.matters) - MATTERS),
        size=_size(report.package.size),
        by_use=[
            (use, _by_rule(group), len(group)) for use in words.USE_ORDER if (group := _of_use(items, use))
        ],
        clues=_by_rule(item for item in report.items if item.clue),
        steps=[(step, todo) for step in _STEPS if (todo := _of_step(report, step))],
        examined=_examined(report.examinations),
        not_found=_by_note(report.not_found),
        not_applicable=_by_note(report.not_applicable),
        differing={one.key: one for one in report.present.differing} if report.present else {},
        drawings=[(capture, timeline.drawn(capture)) for capture in report.captures],
        not_run=[stage for stage in Stage if stage not in ran],
    )


def _size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 100_000 else f"{number / 1_000:.1f} kB"


def _of_use(items: list[Item], use: Use) -> list[Item]:
    return [item for item in items if item.use is use]


def _by_rule(items: Iterable[Item]) -> list[list[Item]]:
    """Findings that differ in their subject only are shown together, in the place of the first."""
    groups: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        groups.setdefault((item.rule, item.severity, item.verdict, item.rung, item.basis), []).append(item)
    return list(groups.values())


def _examined(examinations: Iterable[Examination]) -> list[list[Examination]]:
    """One row for all of a stage that ended alike with nothing to add; what has a note stands alone."""
    groups: dict[tuple[object, ...], list[Examination]] = {}
    for number, one in enumerate(examinations):
        alone = number if one.note or one.session else ""
        groups.setdefault((one.stage, one.state, alone), []).append(one)
    return list(groups.values())


def _by_note(closed: Iterable[Closed]) -> list[tuple[Text, list[Closed]]]:
    """What found nothing for the same reason stands together, the commonest reason first."""
    groups: dict[Text, list[Closed]] = {}
    for one in closed:
        groups.setdefault(one.note, []).append(one)
    return sorted(groups.items(), key=lambda pair: -len(pair[1]))


def _shared(group: list[Item]) -> list[Fact]:
    """The evidence that all of them rest on, unless it is all that one of them has."""
    first, *others = (item.facts for item in group)
    found = [fact for fact in first if all(fact in facts for facts in others)]
    return found if all(len(item.facts) > len(found) for item in group) else []


def _of_step(report: RiskReport, step: str) -> list[Task]:
    return [task for task in report.tasks if task.step == step]


def environment() -> Environment:
    """Jinja as the template expects it: everything escaped, an unknown name is an error."""
    from jinja2 import Environment, StrictUndefined

    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    made.globals.update(
        severities=words.SEVERITIES,
        uses=words.USES,
        use_means=words.USE_MEANS,
        use_ids=_USE_IDS,
        rungs=words.RUNGS,
        stages=words.STAGES,
        platforms=words.PLATFORMS,
        phases=words.PHASES,
        roles=words.ROLES,
        lanes=timeline.LANES,
        lane=timeline,
        row_groups=_GROUPS,
        step_names=_STEPS,
        shared=_shared,
    )
    return made


def stamp(source: str) -> str:
    """What a compiled template was made from: Jinja's version and the source's hash."""
    import jinja2

    return f"{jinja2.__version__} {hashlib.sha256(source.encode()).hexdigest()}"


@cache
def _template() -> tuple[Template, str, str]:
    """Template, style sheet and the style sheet's hash for the content security policy; read once a process.

    Compiling the template costs more than all the rest together, so what Jinja makes of it is kept beside it
    (reports/precompile.py) and used as long as it was made from this source by this Jinja.
    """
    from markupsafe import Markup

    from reports.templates import report_html

    css = (TEMPLATES / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    source = (TEMPLATES / "report.html").read_text("utf-8")
    made = environment()
    if stamp(source) == report_html.STAMP:
        names = made.make_globals(None)
        template = made.template_class.from_module_dict(made, vars(report_html), names)
    else:
        template = made.from_string(source)
    return template, Markup(css), f"sha256-{digest}"  # noqa: S704  (our own file)
