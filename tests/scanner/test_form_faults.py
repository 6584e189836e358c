from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.declaration import Declaration, ProviderForm, System, UseEntry
from scanner.form_faults import faults, spots
from tests.filings import DECLARATION, DEVELOPER


def told(declaration: Declaration) -> list[tuple[str, str]]:
    return [(fault.spot.at, fault.problem.code) for fault in faults(declaration)]


def with_system(**changes: object) -> Declaration:
    (system,) = DECLARATION.provider.systems
    changed: System = replace(system, **changes)  # type: ignore[arg-type]
    return replace(DECLARATION, provider=replace(DECLARATION.provider, systems=(changed,)))


def with_use(**changes: object) -> Declaration:
    (form,) = DECLARATION.institutions
    changed: UseEntry = replace(form.app, **changes)  # type: ignore[arg-type]
    return replace(DECLARATION, institutions=(replace(form, app=changed),))


def test_a_filled_form_has_no_faults() -> None:
    assert told(DECLARATION) == []


def test_an_empty_form_lacks_what_the_official_form_requires() -> None:
    found = told(Declaration())
    assert {code for _, code in found} == {"missing"}
    assert ("业务系统信息[1].IP地址", "missing") in found
    assert ("教育移动应用信息.获取的权限", "missing") in found
    optional = ("域名", "安全认证号", "开发者信息", "使用者", "附加信息")
    assert not [at for at, _ in found if any(name in at for name in optional)]


def test_only_institutions_forms_lack_the_providers_as_a_whole() -> None:
    declaration = replace(DECLARATION, provider=ProviderForm())
    assert told(declaration) == [("提供者备案信息表", "missing")]


@pytest.mark.parametrize(("changes", "code"), [
    ({"icp": "ICP12345678"}, ("业务系统信息[1].ICP备案编号", "format")),
    ({"mlps": "110000"}, ("业务系统信息[1].等级保护备案号", "format")),
    ({"ips": ("10.1.2.3", "10.1.2.4")}, ("业务系统信息[1].IP地址", "private")),
    ({"domains": ("http://a.example.cn",)}, ("业务系统信息[1].域名", "format")),
    ({"level": ""}, ("业务系统信息[1].网络安全等级", "missing")),
])  # fmt: skip
def test_one_fault_of_a_system(changes: dict[str, object], code: tuple[str, str]) -> None:
    assert told(with_system(**changes)) == [code]


def test_certificates_may_stand_in_the_name_of_filing_body_or_developer_only() -> None:
    (system,) = DECLARATION.provider.systems
    other = with_system(holders=replace(system.holders, mlps="示例软件有限公司"))
    assert told(other) == [("业务系统信息[1].附加信息.等保备案单位", "holder")]
    named = replace(other, provider=replace(other.provider, developer=DEVELOPER))
    assert told(named) == []
    wide = with_system(holders=replace(system.holders, icp="示例教育科技有限公司 "))
    assert told(wide) == []


def test_a_developer_is_checked_once_it_is_named() -> None:
    developer = replace(DEVELOPER, nature="", contact=type(DEVELOPER.contact)())
    declaration = replace(DECLARATION, provider=replace(DECLARATION.provider, developer=developer))
    assert told(declaration) == [("开发者信息.单位性质", "missing"), ("开发者信息.联系人信息", "missing")]


def test_kind_of_unit_against_credit_code() -> None:
    unit = replace(DECLARATION.provider.unit, nature="事业单位")
    declaration = replace(DECLARATION, provider=replace(DECLARATION.provider, unit=unit))
    assert told(declaration) == [("主管单位信息.单位性质", "nature")]


def test_an_institutions_form_about_another_app() -> None:
    at = "使用者备案信息表[1].教育移动应用信息"
    assert told(with_use(app="别的应用")) == [(f"{at}.所用应用", "other-app")]
    assert told(with_use(audiences=("学生",))) == [(f"{at}.使用对象", "stage")]
    assert told(with_use(decided=None)) == [(f"{at}.是否有集体决策", "missing")]
    assert told(with_use(decided=False)) == []


def test_a_sample_against_the_form() -> None:
    (sample,) = DECLARATION.extra.samples
    ios = replace(sample, platform="IOS", app_id="cn.example.my_app", certificate_md5="0")
    declaration = replace(DECLARATION, extra=replace(DECLARATION.extra, samples=(ios,)))
    assert told(declaration) == [
        ("附加信息.样本[1].证书MD5", "format"),
        ("附加信息.样本[1].应用平台", "platform"),
        ("附加信息.样本[1].包名", "format"),
    ]


def test_rows_number_systems_and_institutions() -> None:
    two = replace(DECLARATION, institutions=DECLARATION.institutions * 2)
    rows = {(spot.form, spot.row) for spot in spots(two)}
    assert rows == {
        ("provider", 0),
        ("provider", 1),
        ("institution", 1),
        ("institution", 2),
        ("extra", 0),
        ("extra", 1),
    }
