"""What is wrong with a filled form: empty fields, malformed numbers, statements that disagree.

These are facts about the filing and become evidence; whether anything follows from them the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scanner import form_checks as checks
from scanner.declaration import Declaration, Holders, InstitutionForm, ProviderForm, Sample, System
from scanner.form_checks import CHECKS, Problem
from scanner.form_fields import Field, Shape, same, spec

PROVIDER, INSTITUTION, EXTRA = "provider", "institution", "extra"


@dataclass(frozen=True, slots=True)
class Spot:
    """One field of a filing. `at`: official names; `row`: number of the system, form or sample, or 0."""

    item: Field
    value: Any
    at: str
    form: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault of the form itself."""

    spot: Spot
    problem: Problem


def spots(declaration: Declaration) -> Iterator[Spot]:
    """Every field of every form in the forms' order, filled or not; sections not used are left out."""
    if declaration.provider != ProviderForm() or not declaration.institutions:
        yield from _of(declaration.provider, "", PROVIDER, 0)
    for row, form in enumerate(declaration.institutions, 1):
        yield from _of(form, f"使用者备案信息表[{row}]", INSTITUTION, row)
    yield from _of(declaration.extra, "附加信息", EXTRA, 0)


def _of(part: Any, at: str, form: str, row: int) -> Iterator[Spot]:
    for item in spec(type(part)):
        value, place = getattr(part, item.name), f"{at}.{item.zh}" if at else item.zh
        if item.shape is Shape.PART:
            if item.personal or item.required or value != _empty(item):
                yield Spot(item, value, place, form, row)
            if not item.personal and (value != _empty(item) or (item.required and not item.main)):
                yield from _of(value, place, EXTRA if item.part is Holders else form, row)
        elif item.shape is Shape.PARTS:
            held = value or ((_empty(item),) if item.required else ())
            for number, one in enumerate(held, 1):
                yield from _of(one, f"{place}[{number}]", form, number)
        else:
            yield Spot(item, value, place, form, row)


def _empty(item: Field) -> Any:
    assert item.part is not None
    return item.part()


def faults(declaration: Declaration) -> Iterator[FormFault]:
    """Every fault, in the forms' order; then those that concern several fields."""
    if declaration.provider == ProviderForm() and declaration.institutions:
        item = spec(Declaration)[0]
        yield FormFault(Spot(item, declaration.provider, item.zh, PROVIDER), _MISSING)
    found: dict[str, Spot] = {}
    for spot in spots(declaration):
        found[spot.at] = spot
        yield from (FormFault(spot, problem) for problem in _alone(spot))
    yield from _together(declaration, found)


_MISSING = Problem("missing", "没有填写", "not filled in", "请补填", "to be filled in")


def _alone(spot: Spot) -> Iterator[Problem]:
    item, value = spot.item, spot.value
    if item.shape in (Shape.PART, Shape.PARTS):
        if item.required and value == _empty(item) and (item.main or item.personal):
            yield _MISSING
        return
    if value is None or value == "" or (value == () and not item.none):
        if item.required:
            yield _MISSING
        return
    if item.check == "audience" and "学生" in value:
        yield Problem(
            "stage", "写了学生,没有写明学段", "students without their stage", "请写明学段,如 学生(中小学)", ""
        )
    check = CHECKS.get(item.check)
    if check:
        problems = (check(text) for text in (value if isinstance(value, tuple) else (value,)))
        yield from {problem: None for problem in problems if problem}


def _together(declaration: Declaration, found: dict[str, Spot]) -> Iterator[FormFault]:
    provider = declaration.provider
    for section, unit in (("主管单位信息", provider.unit), ("开发者信息", provider.developer)):
        if problem := checks.nature_fits(unit.nature, unit.proof.number):
            yield FormFault(found[f"{section}.单位性质"], problem)
    for row, system in enumerate(provider.systems, 1):
        yield from _holders(provider, system, found, f"业务系统信息[{row}].附加信息")
    for row, form in enumerate(declaration.institutions, 1):
        yield from _same_app(provider, form, found, f"使用者备案信息表[{row}].教育移动应用信息.所用应用")
    for row, sample in enumerate(declaration.extra.samples, 1):
        yield from _sample(provider, sample, found, f"附加信息.样本[{row}]")


def _holders(provider: ProviderForm, system: System, found: dict[str, Spot], at: str) -> Iterator[FormFault]:
    """ICP and MLPS may stand in the name of the filing body or of the form's developer, in no other."""
    names = {same(name) for name in (provider.unit.name, provider.developer.name) if name}
    for name, held in (("ICP备案主体", system.holders.icp), ("等保备案单位", system.holders.mlps)):
        if held and names and same(held) not in names:
            yield FormFault(found[f"{at}.{name}"], _HOLDER)


_HOLDER = Problem(
    "holder",
    "既不是主管单位,也不是所填的开发者",
    "neither the filing body nor the form's developer",
    "请核对备案主体;曾用名请提供更名证明,由开发者备案的请补填开发者信息",
    "check the holder; a former name wants proof, a developer wants to be entered",
)


def _same_app(
    provider: ProviderForm, form: InstitutionForm, found: dict[str, Spot], at: str
) -> Iterator[FormFault]:
    if provider.app.name and form.app.app and same(form.app.app) != same(provider.app.name):
        yield FormFault(
            found[at],
            Problem(
                "other-app",
                "所用应用与提供者备案的应用名称不同",
                "another name than the provider's form gives the app",
                "请核对是不是同一个应用",
                "check that it is the same app",
            ),
        )


def _sample(provider: ProviderForm, sample: Sample, found: dict[str, Spot], at: str) -> Iterator[FormFault]:
    if sample.platform and provider.app.platforms and sample.platform not in provider.app.platforms:
        zh, en = "样本的平台不在所填的应用平台里", "a platform that the form does not name"
        yield FormFault(found[f"{at}.应用平台"], Problem("platform", zh, en, "请补填应用平台或核对样本", ""))
    if problem := checks.app_id_fits(sample.platform, sample.app_id):
        yield FormFault(found[f"{at}.包名"], problem)
