from __future__ import annotations

from dataclasses import replace
from typing import Any

from scanner.declaration import Declaration, from_json, to_json
from scanner.form_fields import spec
from tests.filings import DECLARATION

# Every field of 附件1 and 附件2 of the 备案管理办法, as the forms print them (spaces and asterisks aside).
PROVIDER = {
    "主管单位信息": ["单位名称", "单位性质", "单位有效证明", "注册地（住所地）", "法人信息", "联系人信息"],
    "开发者信息": ["单位名称", "单位性质", "单位有效证明", "联系人信息"],
    "业务系统信息": ["业务系统名称", "IP地址", "域名", "ICP备案编号", "网络安全等级", "等级保护备案号"],
    "教育移动应用信息": [
        "应用名称", "版本号", "应用平台", "安全认证号", "功能类型", "服务对象", "服务内容", "获取的权限",
        "是否具有以下功能",
    ],
}  # fmt: skip
INSTITUTION = {
    "主管单位信息": ["单位名称", "单位性质", "单位有效证明", "住所地", "法人信息", "联系人信息"],
    "教育移动应用信息": [
        "所用应用",
        "使用对象",
        "使用场景",
        "使用性质",
        "是否有集体决策",
        "是否签订协议/合同",
    ],
}


def official(form: int, expected: dict[str, list[str]]) -> None:
    part: Any = spec(Declaration)[form].part
    assert [item.zh for item in spec(part)] == list(expected)
    for item in spec(part):
        names = [inner.zh for inner in spec(item.part)] if item.part else []
        assert [name for name in names if name in expected[item.zh]] == expected[item.zh]


def test_the_providers_form_field_for_field() -> None:
    official(0, PROVIDER)


def test_the_institutions_form_field_for_field() -> None:
    official(1, INSTITUTION)


def test_json_both_ways_and_a_hash_of_the_content() -> None:
    again = from_json(to_json(DECLARATION))
    assert again == DECLARATION
    assert again.hash == DECLARATION.hash
    app = replace(DECLARATION.provider.app, version="1.1")
    other = replace(DECLARATION, provider=replace(DECLARATION.provider, app=app))
    assert other.hash != DECLARATION.hash


def test_nothing_filled_is_nothing_written() -> None:
    assert to_json(Declaration()) == {}
