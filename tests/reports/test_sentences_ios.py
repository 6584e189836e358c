"""What evidence from an IPA says: its own words where Android's would mislead."""

from __future__ import annotations

from typing import Any

import pytest

from reports.model import Text
from reports.names import Names
from reports.sentences import sentence
from reports.sentences_ios import ON_IOS, is_ios
from rules.load import RuleBase
from scanner.kinds import KINDS, Kind
from scanner.model import Evidence, Where
from tests.reports.test_words import pronounces

INFO, MAIN = "Payload/A.app/Info.plist", "Payload/A.app/A"


def said(base: RuleBase, kind: Kind, value: str, entry: str = INFO, element: str = "", **detail: Any) -> Text:
    item = Evidence(kind, value, Where(entry=entry, element=element), detail=detail).checked()
    return sentence(item, Names(base.rules))


@pytest.mark.parametrize("kind", sorted(ON_IOS))
def test_every_kind_says_it_in_both_languages(kind: Kind, base: RuleBase) -> None:
    made = {str: "x", bool: True, int: 7, tuple: ("x",)}
    detail = {key: made[sort] for key, sort in KINDS[kind].detail.items()}
    text = said(base, kind, "the-value", **detail)
    assert any("\u4e00" <= c <= "\u9fff" for c in text.zh)
    assert not pronounces(text.zh)
    assert text.zh != text.en


@pytest.mark.parametrize(
    ("given", "zh"),
    [
        (
            {"kind": Kind.PERMISSION, "value": "NSCameraUsageDescription", "element": "usage-description",
             "weak": "no-purpose", "purpose": "需要相机"},
            "应用可以请求“相机(iOS)”权限(NSCameraUsageDescription),用途说明没有写用来做什么:“需要相机”",
        ),
        (
            {"kind": Kind.PERMISSION, "value": "NSCameraUsageDescription", "weak": "empty", "owner": "a.b.k"},
            "扩展程序 a.b.k 可以请求“相机(iOS)”权限(NSCameraUsageDescription),用途说明是空的",
        ),
        ({"kind": Kind.SDK_LEVEL, "value": "min", "level": 12, "text": "12.4"}, "最低系统版本为 iOS 12.4"),
        ({"kind": Kind.SIGNATURE, "value": "code", "state": "verified"}, "代码签名核验通过"),
        (
            {"kind": Kind.SENSITIVE_USE, "value": "ios-contacts", "form": "objc", "reach": "unknown"},
            "程序引用“读取通讯录”接口(是否调用、何时调用看不出)",
        ),
        (
            {"kind": Kind.PACKAGE_QUERY, "value": "alipay://", "type": "scheme"},
            "应用可以查询、打开能处理 alipay:// 的应用(不等于含有其组件)",
        ),
        ({"kind": Kind.DISTRIBUTION, "value": "enterprise"}, "分发方式:企业签名,任何设备都能安装"),
        (
            {"kind": Kind.PRIVACY_MANIFEST, "value": "tracking", "type": "tracking", "tracking": False,
             "bundle": "UM.framework"},
            "UM.framework 的隐私清单声明不跟踪用户",
        ),
        ({"kind": Kind.COMPONENT, "value": "a.b.s", "type": "extension"}, "包内有扩展程序 a.b.s"),
    ],
)  # fmt: skip
def test_sentences(given: dict[str, Any], zh: str, base: RuleBase) -> None:
    rest = {key: item for key, item in given.items() if key not in ("kind", "value")}
    element = rest.pop("place", "")
    detail = dict(rest)
    item = Evidence(
        given["kind"], given["value"], Where(entry=INFO, element=element), detail=detail
    ).checked()
    assert sentence(item, Names(base.rules)).zh == zh


def test_a_switch_says_where_it_stands(base: RuleBase) -> None:
    debug = said(base, Kind.MANIFEST_FLAG, "debuggable", MAIN, "get-task-allow", on=True, stated=True)
    assert debug.zh == "代码签名中“可调试”(debuggable):开启,已写明"
    mode = said(base, Kind.MANIFEST_FLAG, "UIBackgroundModes", on=True, stated=True, text="location")
    assert mode.zh == "应用信息中“可在后台继续运行”(UIBackgroundModes = location):开启,已写明"


def test_android_keeps_its_own_words(base: RuleBase) -> None:
    item = Evidence(Kind.META_DATA, "K", Where(entry="AndroidManifest.xml"))
    assert not is_ios(item)
    assert sentence(item, Names(base.rules)).zh == "清单附加信息中有 K"
