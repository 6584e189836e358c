from __future__ import annotations

import time

from rules.catalogue import Catalogue
from rules.model import MARK_TYPES, Mark
from scanner.kinds import Kind
from scanner.model import Evidence, Inventory, Scan
from tests.rulings import code, evidence, scan, sdk


def inventory(
    packages: dict[str, tuple[str, ...]], refers: dict[str, list[str]] | None = None, **more: object
) -> Inventory:
    names = tuple(packages)
    pairs = refers or {}
    return Inventory(
        packages=names,
        classes=tuple(packages.values()),
        calls=tuple(() for _ in names),
        refers=tuple(tuple(names.index(to) for to in pairs.get(name, ())) for name in names),
        **more,  # type: ignore[arg-type]
    )


def found(catalogue: Catalogue, scanned: Scan) -> dict[str, tuple[str, str]]:
    """SDK -> strength and highest rung."""
    rungs = ("packed", "referenced", "reachable")
    said: dict[str, tuple[str, str]] = {}
    for item in catalogue.recognise(scanned):
        item.checked()
        strength, rung = str(item.detail["strength"]), str(item.detail["rung"])
        best = max(rung, said.get(item.value, ("", "packed"))[1], key=rungs.index)
        said[item.value] = (strength, best)
    return said


UMENG = sdk("umeng", code("com.umeng.analytics"))
PUSH = sdk("umeng-push", code("com.umeng.analytics.push"), vendor="umeng")


def test_the_longest_prefix_takes_the_package() -> None:
    known = Catalogue([UMENG, PUSH])
    only = scan(inventory=inventory({"com.umeng.analytics.push.x": ("A",)}))
    assert found(known, only) == {"umeng-push": ("named", "packed")}
    assert known.owner("com.umeng.analytics.push.x.A") == "umeng-push"
    assert known.owner("com.umeng.analytics.A") == "umeng"
    assert known.owner("com.umeng.analyticsx.A") == ""  # a prefix ends at a dot


def test_code_that_is_only_named_is_no_sdk() -> None:
    named = inventory({"com.umeng.analytics": (), "cn.app": ("A",)}, {"cn.app": ["com.umeng.analytics"]})
    assert found(Catalogue([UMENG]), scan(inventory=named)) == {}


def test_the_ladder() -> None:
    known = Catalogue([UMENG, PUSH])
    packages = {"com.umeng.analytics": ("A",), "com.umeng.analytics.push": ("B",), "cn.app": ("C",)}
    own = {"com.umeng.analytics.push": ["com.umeng.analytics"]}  # the same vendor's code is no use
    assert found(known, scan(inventory=inventory(packages, own)))["umeng"][1] == "packed"
    app = {"cn.app": ["com.umeng.analytics"]}
    assert found(known, scan(inventory=inventory(packages, app)))["umeng"][1] == "referenced"
    reach = inventory(packages, app, reach=(2, 0, 2))
    assert found(known, scan(inventory=reach)) == {
        "umeng": ("named", "reachable"),
        "umeng-push": ("named", "packed"),
    }


def test_code_that_counts_only_where_it_is_used() -> None:
    share = sdk("wechat", code("com.tencent.mm.opensdk"), vendor="tencent")
    pay = sdk("wechat-pay", code("com.tencent.mm.opensdk.modelpay", used=True), vendor="tencent")
    known = Catalogue([share, pay])
    packages = {
        "com.tencent.mm.opensdk.openapi": ("Api",),
        "com.tencent.mm.opensdk.modelpay": ("PayReq",),
        "cn.app": ("A",),
    }
    inside = {"com.tencent.mm.opensdk.openapi": ["com.tencent.mm.opensdk.modelpay"]}
    assert set(found(known, scan(inventory=inventory(packages, inside)))) == {"wechat"}
    used = {**inside, "cn.app": ["com.tencent.mm.opensdk.modelpay"]}
    assert found(known, scan(inventory=inventory(packages, used)))["wechat-pay"] == ("named", "referenced")


def test_a_class_as_mark() -> None:
    known = Catalogue([sdk("x", code("cn.lib.Thing"))])
    assert set(found(known, scan(inventory=inventory({"cn.lib": ("Other", "Thing")})))) == {"x"}
    assert found(known, scan(inventory=inventory({"cn.lib": ("Thin", "Thing$1")}))) == {}
    assert known.owner("cn.lib.Thing") == "x"


def _marks() -> list[tuple[Mark, Scan]]:
    """Each type of mark with a scan that carries it."""
    component = evidence(
        Kind.COMPONENT, "cn.app.wxapi.WXPayEntryActivity", authorities=("cn.app.umeng.provider",)
    )
    return [
        (Mark("component", "*.wxapi.WXPayEntryActivity", True, "t"), scan(component)),
        (Mark("authority", "*.umeng.provider", True, "t"), scan(component)),
        (
            Mark("permission", "*.permission.JPUSH_MESSAGE", True, "t"),
            scan(evidence(Kind.PERMISSION, "cn.a.permission.JPUSH_MESSAGE")),
        ),
        (Mark("meta", "UMENG_APPKEY", True, "t"), scan(inventory=Inventory(meta_data=("UMENG_APPKEY",)))),
        (Mark("library", "libjpush*.so", True, "t"), scan(evidence(Kind.NATIVE_LIBRARY, "libjpush173.so"))),
        (Mark("library", "libjpush.so", True, "t"), scan(inventory=Inventory(libraries=("libjpush.so",)))),
        (
            Mark("export", "Java_com_baidu_*", True, "t"),
            scan(inventory=Inventory(exports=("Java_com_baidu_A_b",))),
        ),
        (Mark("host", "umeng.com", True, "t"), scan(inventory=Inventory(hosts=("a.b.umeng.com",)))),
        (
            Mark("resource", "umeng_socialize_", True, "t"),
            scan(inventory=Inventory(resources=("layout/umeng_socialize_x",))),
        ),
        (
            Mark("asset", "assets/ShareSDK.xml", True, "t"),
            scan(inventory=Inventory(entries=(("assets/ShareSDK.xml", 1, "", ""),))),
        ),
        (
            Mark("string", "com.vendor.action.*", True, "t"),
            scan(inventory=Inventory(strings=("com.vendor.action.GO",))),
        ),
        (Mark("byte", "hotpatch_tinker", True, "t"), scan(evidence(Kind.BYTE_MARK, "hotpatch_tinker"))),
        *_ios_marks(),
    ]


def _ios_marks() -> list[tuple[Mark, Scan]]:
    columns = {
        ("ios_framework", "UMCommon"): Inventory(frameworks=("UMCommon.framework",)),
        ("ios_framework", "libWeChatSDK"): Inventory(frameworks=("libWeChatSDK.a",)),
        ("ios_class", "BUAd*"): Inventory(objc_classes=("BUAdSDKManager",)),
        ("swift_module", "Bugly"): Inventory(swift_modules=("Bugly",)),
        ("symbol", "UMCommonInit"): Inventory(symbols=("UMCommonInit",)),
        ("ios_bundle", "AMap"): Inventory(bundles=("AMap.bundle",)),
        ("plist_key", "GADApplicationIdentifier"): Inventory(plist_keys=("GADApplicationIdentifier",)),
        ("ios_import", "SKPaymentQueue"): Inventory(externals={"SKPaymentQueue": ()}),
        ("url_scheme", "weixinULAPI"): Inventory(schemes=("weixinULAPI",)),
    }
    return [(Mark(*mark, True, "t"), scan(inventory=inventory)) for mark, inventory in columns.items()]


def test_every_type_of_mark() -> None:
    assert {mark.type for mark, _ in _marks()} == set(MARK_TYPES) - {"code", "shape"}
    for mark, carrying in _marks():
        known = Catalogue([sdk("x", mark)])
        (item,) = known.recognise(carrying)
        assert (item.value, item.detail["mark"], item.detail["strength"]) == ("x", mark.type, "named")
        assert known.recognise(scan()) == ()
    other = scan(inventory=Inventory(hosts=("notumeng.com", "umeng.com.evil.cn")))
    assert Catalogue([sdk("x", Mark("host", "umeng.com", True, "t"))]).recognise(other) == ()


def test_one_weak_mark_suspects_two_of_different_types_name() -> None:
    meta, host = Mark("meta", "K", False, "t"), Mark("host", "a.cn", False, "t")
    known = Catalogue([sdk("x", meta, host, Mark("meta", "L", False, "t"))])
    one = scan(inventory=Inventory(meta_data=("K",)))
    same = scan(inventory=Inventory(meta_data=("K", "L")))
    two = scan(inventory=Inventory(meta_data=("K",), hosts=("a.cn",)))
    assert [found(known, scanned)["x"][0] for scanned in (one, same, two)] == [
        "suspected",
        "suspected",
        "named",
    ]


def test_a_byte_rule_that_names_its_sdk() -> None:
    known = Catalogue([sdk("legu", code("com.tencent.legu"), category="packer")])
    item = evidence(Kind.BYTE_MARK, "packer_legu", sdk="legu", strength="strong")
    assert found(known, scan(item)) == {"legu": ("named", "packed")}
    weak = evidence(Kind.BYTE_MARK, "packer_legu", sdk="legu", strength="weak")
    assert found(known, scan(weak)) == {"legu": ("suspected", "packed")}
    assert found(known, scan(evidence(Kind.BYTE_MARK, "x", sdk="nobody"))) == {}


def test_what_a_packer_brings_stands_under_its_name_unless_other_code_uses_it() -> None:
    legu = sdk("legu", Mark("library", "libshella*.so", True, "t"), vendor="tencent", brings=("bugly",))
    bugly = sdk(
        "bugly", code("com.tencent.bugly"), Mark("library", "libBugly.so", True, "t"), vendor="tencent"
    )
    known = Catalogue([legu, bugly])
    files = evidence(Kind.NATIVE_LIBRARY, "libshella-2.8.so"), evidence(Kind.NATIVE_LIBRARY, "libBugly.so")
    packages = {"com.tencent.bugly": ("A",), "cn.app": ("B",)}
    packed = scan(*files, inventory=inventory(packages))
    assert set(found(known, packed)) == {"legu"}
    assert "com.tencent.bugly" in {str(item.detail["found"]) for item in known.recognise(packed)}
    stub = {**packages, "com.any.Stub": ("C",)}  # a packer's stub of an unknown name is no use by the app
    assert set(
        found(known, scan(*files, inventory=inventory(stub, {"com.any.Stub": ["com.tencent.bugly"]})))
    ) == {"legu"}
    own = {"com.tencent.bugly": ("A",), "cn.example.app": ("B",)}
    used = scan(*files, inventory=inventory(own, {"cn.example.app": ["com.tencent.bugly"]}))
    assert set(found(known, used)) == {"legu", "bugly"}
    alone = scan(files[1], inventory=inventory(packages))
    assert set(found(known, alone)) == {"bugly"}


def test_few_places_of_a_mark_are_kept() -> None:
    hosts = tuple(f"h{number}.umeng.com" for number in range(50))
    items = Catalogue([sdk("x", Mark("host", "umeng.com", True, "t"))]).recognise(
        scan(inventory=Inventory(hosts=hosts))
    )
    assert len(items) == 3
    assert len({item.id for item in items}) >= 1


def test_the_cost_grows_with_the_app_not_with_the_catalogue() -> None:
    def seconds(size: int) -> float:
        known = Catalogue(
            [
                sdk(
                    f"s{n}",
                    code(f"com.v{n}.sdk"),
                    Mark("meta", f"K{n}*", False, "t"),
                    Mark("asset", f"assets/v{n}/*", True, "t"),
                )
                for n in range(size)
            ]
        )
        entries: tuple[tuple[object, ...], ...] = tuple((f"assets/w{n}/x", 1, "", "") for n in range(4000))
        packages = {f"cn.app.p{n}": ("A",) for n in range(2000)}
        scanned = scan(
            inventory=inventory(packages, entries=entries, meta_data=tuple(f"M{n}" for n in range(500)))
        )
        started = time.process_time()
        assert known.recognise(scanned) == ()
        return time.process_time() - started

    small, large = min(seconds(20) for _ in range(3)), min(seconds(2000) for _ in range(3))
    assert large < small * 8 + 0.05


def _evidence_of(known: Catalogue, scanned: Scan) -> list[Evidence]:
    return list(known.recognise(scanned))


def test_the_same_scan_gives_the_same_evidence_in_the_same_order() -> None:
    scanned = scan(inventory=inventory({"com.umeng.analytics": ("A",), "com.umeng.analytics.push": ("B",)}))
    assert _evidence_of(Catalogue([UMENG, PUSH]), scanned) == _evidence_of(Catalogue([PUSH, UMENG]), scanned)
