from __future__ import annotations

from rules.catalogue import Catalogue
from rules.unnamed import unnamed
from scanner.kinds import Kind
from scanner.model import Inventory
from tests.rulings import TERMS, code, evidence, rule_set, scan, sdk


def test_names_that_nobody_answers_for() -> None:
    known = sdk("umeng", code("com.umeng.analytics"))
    rules = rule_set(sdks=[known], terms={**TERMS, "reference_hosts": ["w3.org"]})
    packages = {
        "cn.example.app.ui": 2,  # the app's own
        "com.umeng.analytics.x": 1,
        "androidx.core": 9,
        "cn.vendor.clock": 2,
        "cn.vendor.clock.inner": 3,
        "cn.other.kit": 1,
        "a.b.c": 7,  # renamed: tells nothing
        "single": 1,
        "cn.vendor.empty": 0,
    }
    found = unnamed(
        scan(
            evidence(Kind.COMPONENT, "cn.vendor.clock.ClockService", type="service"),
            evidence(Kind.COMPONENT, "cn.example.app.Main", type="activity"),
            evidence(Kind.HOST, "clock.vendor.cn"),
            evidence(Kind.HOST, "www.w3.org"),
            inventory=Inventory(
                packages=tuple(packages),
                classes=tuple(tuple(f"C{n}" for n in range(count)) for count in packages.values()),
            ),
        ),
        rules,
        Catalogue(rules.sdks),
    )
    assert found.code == (("cn.vendor.clock", 5), ("cn.other.kit", 1))
    assert found.components == ("cn.vendor.clock.ClockService",)
    assert found.hosts == ("clock.vendor.cn",)
