"""Every kind says in both languages what it is."""

from __future__ import annotations

import pytest

from reports import sentences
from reports.names import Names
from scanner.kinds import KINDS, Kind
from scanner.model import Evidence, Where
from tests.reports.samples import CAMERA, requested, rule_set


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(rule_set())


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_says_what_it_is_in_both_languages(kind: Kind, names: Names) -> None:
    detail = {
        key: {str: "x", int: 1, bool: True, tuple: ("x",)}[type_] for key, type_ in KINDS[kind].detail.items()
    }
    text = sentences.sentence(Evidence(kind, "the-value", Where(field="栏目"), detail=detail), names)
    assert any("\u4e00" <= c <= "\u9fff" for c in text.zh)
    assert not any("\u4e00" <= c <= "\u9fff" for c in text.en.replace("栏目", ""))
    told_by_detail = (Kind.TRANSMISSION, Kind.API_CALL, Kind.AT_REST, Kind.DISTRIBUTION)
    assert "the-value" in text.zh or kind in (Kind.FORM_FAULT, Kind.SDK_LEVEL, *told_by_detail)


def test_a_permission_reads_like_the_form(names: Names) -> None:
    text = sentences.sentence(requested(CAMERA, 0), names)
    assert text.zh == "安装包清单声明了“相机”权限(android.permission.CAMERA)"


@pytest.mark.parametrize(
    ("state", "zh"),
    [
        ("verified", "v2 签名核验通过"),
        ("broken", "v2 签名核验不通过:摘要不符"),
        ("absent", "没有 v2 签名"),
    ],
)
def test_signatures(state: str, zh: str, names: Names) -> None:
    detail = {"state": state, "reason": "摘要不符" if state == "broken" else ""}
    assert sentences.sentence(Evidence(Kind.SIGNATURE, "v2", detail=detail), names).zh == zh


def test_a_certificate_is_named_by_twelve_digits(names: Names) -> None:
    item = Evidence(Kind.SIGNER, "ab" * 32, detail={"known": "android debug"})
    assert sentences.sentence(item, names).zh == "安装包由证书 abababababab… 签名(开发工具自带的调试证书)"


def test_network_configuration(names: Names) -> None:
    item = Evidence(Kind.NETWORK_CONFIG, "cleartextTraffic", detail={"on": True, "domain": "a.cn"})
    assert sentences.sentence(item, names).zh == "网络配置(a.cn)“允许明文传输”(cleartextTraffic):开启"
