from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import filing
from scanner.codec import to_json
from scanner.declaration import Declaration, Extra, Person, ProviderForm
from scanner.kinds import Kind, Stage
from scanner.model import Evidence
from tests.filings import DECLARATION, DECLARATIONS


def declared(declaration: Declaration, field: str) -> list[str]:
    found = filing.analyze(declaration)
    return [item.value for item in found if item.kind is Kind.DECLARED and item.detail["field"] == field]


def test_what_is_declared_by_its_official_name() -> None:
    assert declared(DECLARATION, "获取的权限") == ["相机", "麦克风"]
    assert declared(DECLARATION, "是否具有以下功能") == ["无"]
    assert declared(DECLARATION, "域名") == ["homework.example.cn", "api.example.cn"]
    assert declared(DECLARATION, "使用性质") == ["要求使用"]
    assert declared(DECLARATION, "是否签订协议/合同") == ["否"]
    assert declared(Declaration(), "获取的权限") == []


def test_where_it_stands() -> None:
    found = {item.where.field: item for item in filing.analyze(DECLARATION)}
    domain = found["业务系统信息[1].域名"]
    assert (domain.by, domain.stage, domain.detail["row"]) == ("filing", Stage.FILING, 1)
    use = found["使用者备案信息表[1].教育移动应用信息.使用性质"]
    assert (use.detail["form"], use.detail["row"]) == ("institution", 1)
    assert found["附加信息.提交日期"].detail == {"field": "提交日期", "form": "extra"}
    assert found["业务系统信息[1].附加信息.ICP备案主体"].detail["form"] == "extra"


def test_faults_say_what_is_wrong() -> None:
    (fault,) = [
        item
        for item in filing.analyze(replace(DECLARATION, extra=Extra(education_number="教APP备号")))
        if item.kind is Kind.FORM_FAULT
    ]
    assert (fault.value, fault.where.field) == ("format", "附加信息.教育备案号")
    assert fault.detail["note"]
    assert fault.detail["en"]


def test_the_run_answers_for_both_kinds() -> None:
    assert filing.run().kinds == (Kind.DECLARED, Kind.FORM_FAULT)
    assert filing.run().stage is Stage.FILING


@given(DECLARATIONS)
@settings(deadline=None, max_examples=40)
def test_evidence_is_well_formed_distinct_and_the_same_again(declaration: Declaration) -> None:
    found = list(filing.analyze(declaration))
    assert [item.checked() for item in found] == list(filing.analyze(declaration))
    assert len({item.id for item in found}) == len(found)


PERSONAL = st.sampled_from(
    [
        Person(
            name="某甲姓名",
            post="某甲职务",
            phone="13800000000",
            email="someone@example.com",
            other="某甲备注",
        ),
        Person(name="QxName", phone="010-55550123", other="11010119900307123X"),
        Person(name="某乙", email="a.b+c@mail.example.cn"),
    ]
)
PROSE = ("业务系统名称", "服务内容", "获取的权限", "使用场景", "扫描件", "等保备案系统名称")


def values(person: Person) -> list[str]:
    return [value for value in (person.name, person.post, person.phone, person.email, person.other) if value]


def leaks(found: list[Evidence], person: Person) -> list[str]:
    text = json.dumps(to_json(tuple(found)), ensure_ascii=False)
    return [value for value in values(person) if value in text]


def with_persons(declaration: Declaration, person: Person) -> Declaration:
    unit = replace(declaration.provider.unit, legal=person, contact=person)
    developer = replace(declaration.provider.developer, name="示例软件有限公司", contact=person)
    forms = tuple(
        replace(form, unit=replace(form.unit, legal=person, contact=person))
        for form in declaration.institutions
    )
    provider = replace(declaration.provider, unit=unit, developer=developer)
    return replace(declaration, provider=provider, institutions=forms)


@given(DECLARATIONS, PERSONAL)
@settings(deadline=None, max_examples=60)
def test_no_personal_value_is_in_any_evidence(declaration: Declaration, person: Person) -> None:
    assert leaks(list(filing.analyze(with_persons(declaration, person))), person) == []


@given(PERSONAL, st.text(max_size=5))
@settings(deadline=None, max_examples=60)
def test_nor_where_it_was_written_into_a_field_about_something_else(person: Person, around: str) -> None:
    inside = tuple(f"{around}{value}{around}" for value in values(person))
    app = replace(DECLARATION.provider.app, services=inside, permissions=inside)
    systems = tuple(replace(DECLARATION.provider.systems[0], name=text, mlps_scan=text) for text in inside)
    forms = tuple(replace(form, app=replace(form.app, scenes=inside)) for form in DECLARATION.institutions)
    provider = replace(DECLARATION.provider, app=app, systems=systems)
    declaration = with_persons(replace(DECLARATION, provider=provider, institutions=forms), person)
    assert leaks(list(filing.analyze(declaration)), person) == []


NUMBERS = ("13912345678", "11010119900307867X", "teacher@example.com", "010-55556666")


@given(st.sampled_from(NUMBERS))
@settings(deadline=None)
def test_a_persons_number_in_any_field_is_hidden_though_nobody_named_it(number: str) -> None:
    unit = replace(DECLARATION.provider.unit, name=f"示例公司{number}", place=number)
    proof = replace(unit.proof, number=number)
    app = replace(DECLARATION.provider.app, name=number, version=number, certification=number)
    system = replace(DECLARATION.provider.systems[0], mlps=number, icp=number, domains=(number,))
    form: Any = ProviderForm(unit=replace(unit, proof=proof), app=app, systems=(system,))
    declaration = replace(DECLARATION, provider=form, extra=Extra(education_number=number, pack=number))
    text = json.dumps(to_json(tuple(filing.analyze(declaration))), ensure_ascii=False)
    assert number not in text
    assert filing.HIDDEN in text


def test_filing_numbers_that_look_like_telephone_numbers_stay() -> None:
    system = replace(DECLARATION.provider.systems[0], mlps="13010013001-18001")
    declaration = replace(DECLARATION, provider=replace(DECLARATION.provider, systems=(system,)))
    assert declared(declaration, "等级保护备案号") == ["13010013001-18001"]


def test_what_may_carry_a_token_is_cut_from_addresses() -> None:
    assert declared(DECLARATION, "隐私政策网址") == ["https://www.example.cn/privacy"]
