from __future__ import annotations

import pytest

from rules.attribute import KEYS, attribute, is_private
from rules.catalogue import Catalogue
from rules.model import Mark
from scanner.kinds import KINDS, Kind
from scanner.model import Evidence, Inventory, Platform, Where
from tests.rulings import CAMERA, code, evidence, facts, form, permission, rule_set, scan, sdk

UMENG = sdk("umeng", code("com.umeng"), Mark("host", "umeng.com", True, "t"), zh="友盟统计")
RULES = rule_set(sdks=[UMENG])


def keys(kind: Kind, value: str, cls: str = "", **detail: object) -> dict[str, object]:
    (fact,) = facts(evidence(kind, value, cls, **detail), rules=RULES).of(kind)
    return dict(fact.keys)


def test_a_permission_in_the_words_of_the_form() -> None:
    found = keys(Kind.PERMISSION, CAMERA, element="uses-permission")
    assert (found["zh"], found["level"], found["form"]) == ("相机", "dangerous", ["相机"])
    assert found["element"] == "uses-permission"
    assert "zh" not in keys(Kind.PERMISSION, "cn.vendor.permission.OWN", element="uses-permission")


@pytest.mark.parametrize(
    ("cls", "owner"),
    [
        ("com.umeng.analytics.A$B", "umeng"),
        ("cn.example.app.Main", "app"),
        ("cn.example.other.Main", "app"),  # the provider's other packages
        ("androidx.core.X", "library"),
        ("okhttp3.Call", "library"),
        ("okhttp3x.Call", "app"),
        ("a.b.c", "app"),  # code of nobody known is the provider's to answer for
    ],
)
def test_whose_code_a_class_is(cls: str, owner: str) -> None:
    assert keys(Kind.SENSITIVE_USE, "serial", cls, form="call", reach="no")["owner"] == owner


def test_a_sensitive_use_with_its_owner_in_words() -> None:
    found = keys(Kind.SENSITIVE_USE, "serial", "com.umeng.A", form="call", reach="no")
    assert found["owner_category"] == "analytics"
    assert (found["use"], found["use_zh"]) == ("serial@umeng", "读取序列号(友盟统计)")
    assert found["form"] == "call"
    assert found["group"] == "identifier"


def test_an_app_may_live_in_a_librarys_name_space() -> None:
    rules = rule_set(terms={"libraries": ["cn.example"]})
    (fact,) = facts(evidence(Kind.COMPONENT, "cn.example.app.Main"), rules=rules).of(Kind.COMPONENT)
    assert fact.keys["owner"] == "app"


@pytest.mark.parametrize(
    ("subject", "organisation", "chinese"),
    [
        ("CN=a, O=示例教育科技有限公司, C=CN", "示例教育科技有限公司", True),
        (r"O=Example\, Ltd., C=CN", "Example, Ltd.", False),
        ("CN=Android Debug, O=Android, C=US", "Android", False),
        ("CN=x, OU=y", "", False),
        ("", "", False),
    ],
)
def test_the_organisation_of_a_certificate(subject: str, organisation: str, chinese: bool) -> None:
    found = keys(Kind.SIGNER, "ab", subject=subject)
    assert (found["organisation"], found["chinese"]) == (organisation, chinese)


def test_hosts() -> None:
    assert keys(Kind.HOST, "a.umeng.com")["owner"] == "umeng"
    assert "owner" not in keys(Kind.HOST, "a.cn")
    assert keys(Kind.HOST, "192.168.1.1")["private"] is True


@pytest.mark.parametrize(
    ("host", "private"),
    [
        *(
            (host, True)
            for host in ("10.0.0.1", "172.16.0.1", "127.0.0.1", "169.254.1.1", "fd00::1", "[fe80::1]")
        ),
        *((host, False) for host in ("172.32.0.1", "8.8.8.8", "a.cn", "1.2.3")),
    ],
)
def test_private_addresses(host: str, private: bool) -> None:
    assert is_private(host) is private


def test_an_sdk_is_derived_and_known_by_its_signature() -> None:
    found = facts(
        evidence(Kind.NATIVE_LIBRARY, "libx.so"),
        rules=rule_set(sdks=[sdk("x", Mark("library", "libx.so", True, "t"), foreign=True)]),
    )
    (fact,) = found.of(Kind.SDK)
    assert fact.keys["foreign"] is True
    assert found.derived == (fact.evidence,)
    assert fact.evidence.by == "attribute"


def test_every_key_that_attribution_adds_is_announced() -> None:
    """Rules are checked against KEYS: a key that is not listed could never be asked for."""
    samples = [
        permission(CAMERA),
        evidence(Kind.SENSITIVE_USE, "serial", "com.umeng.A", form="call"),
        evidence(Kind.COMPONENT, "com.umeng.A", type="activity"),
        evidence(Kind.HOST, "a.umeng.com"),
        evidence(Kind.SIGNER, "ab", subject="O=x"),
        evidence(Kind.JS_BRIDGE, "bridge", **{"class": "com.umeng.A"}),
    ]
    found = facts(*samples, rules=RULES)
    for kind in found.items:
        for fact in found.of(kind):
            assert set(fact.keys) <= KEYS[kind] | set(KINDS[kind].detail) | {"value"}


def test_one_catalogue_serves_many_scans_and_the_form_is_kept() -> None:
    known = Catalogue(RULES.sdks)
    made = attribute(scan(permission(CAMERA)), form({"教育移动应用信息": {"应用名称": "x"}}), RULES, known)
    assert made.form is not None
    assert len(made.items) == 1
    assert list(made.items) == [Kind.PERMISSION]
    assert attribute(scan(), None, RULES, known).form is None


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("Payload/A.app/A", "app"),
        ("Payload/A.app/Frameworks/UMCommon.framework/UMCommon", "umeng"),
        ("Payload/A.app/Frameworks/Other.framework/Other", "app"),
        ("Payload/A.app/PlugIns/S.appex/S", "app"),
    ],
)
def test_whose_code_a_program_of_an_ios_app_is(path: str, owner: str) -> None:
    rules = rule_set(sdks=[sdk("umeng", Mark("ios_framework", "UMCommon", True, "t"), zh="友盟统计")])
    item = Evidence(
        Kind.SENSITIVE_USE, "serial", Where(entry=path), detail={"form": "objc", "reach": "unknown"}
    )
    (fact,) = facts(item, rules=rules, platform=Platform.IOS).of(Kind.SENSITIVE_USE)
    assert fact.keys["owner"] == owner


@pytest.mark.parametrize(("platform", "active"), [(Platform.ANDROID, False), (Platform.IOS, True)])
def test_presence_is_all_that_ios_lets_one_see(platform: Platform, active: bool) -> None:
    rules = rule_set(sdks=[sdk("umeng", Mark("host", "umeng.com", True, "t"))])
    found = facts(rules=rules, platform=platform, inventory=Inventory(hosts=("umeng.com",)))
    assert [fact.keys["active"] for fact in found.of(Kind.SDK)] == [active]
