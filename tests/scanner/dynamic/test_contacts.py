"""Hosts by phase and what of them could be seen; countries only by the user's own database."""

from __future__ import annotations

import random
from typing import cast

from scanner.formats.regions import Regions
from scanner.kinds import Kind
from scanner.session import Reported, Unseen
from tests.apps.session import Made, at, examined, made


class Fake:
    """Stands for a database of addresses."""

    def country(self, address: str) -> str:
        return {"203.0.113.9": "US", "203.0.113.8": "CN"}.get(address, "")


def seen(session: Made, regions: object = None) -> list[tuple[object, ...]]:
    said = examined(session, regions=cast(Regions, regions))
    items = [item for item in said.evidence if item.kind is Kind.CONTACT]
    return [
        (item.value, item.detail["phase"], item.detail["visible"], item.detail["times"]) for item in items
    ]


def test_by_phase_and_visibility() -> None:
    session = made().sent(10, "https://A.cn/1").sent(11, "https://a.cn/2").sent(70, "http://a.cn/3")
    session.sent(71, "https://b.cn/", random.Random(1).randbytes(500))
    session.add(
        Unseen(at(72), "pinned", "C.cn"),
        Unseen(at(73), "pinned", "c.cn"),
        Unseen(at(72), "udp", "203.0.113.1"),
    )
    session.add(Reported(at(74), "d.cn", 4), Reported(at(75), "d.cn", 1, by_app=False))
    assert seen(session) == [
        ("a.cn", "before_dialog", "yes", 2),
        ("a.cn", "used", "yes", 1),
        ("b.cn", "used", "encrypted", 1),
        ("c.cn", "used", "pinned", 2),
        ("203.0.113.1", "used", "udp", 1),
        ("d.cn", "used", "reported", 4),
        ("d.cn", "used", "reported", 1),
    ]


def test_countries() -> None:
    session = (
        made()
        .sent(70, "https://a.cn/", address="203.0.113.9")
        .sent(71, "https://b.cn/", address="203.0.113.8")
    )
    said = examined(session, regions=cast(Regions, Fake()))
    assert {item.value: item.detail["country"] for item in said.evidence if item.kind is Kind.CONTACT} == {
        "a.cn": "US",
        "b.cn": "CN",
    }
    session = made().sent(70, "https://a.cn/", address="203.0.113.9")
    assert all("country" not in item.detail for item in examined(session).evidence)


def test_a_host_that_is_none_is_left_out() -> None:
    assert seen(made().sent(70, "nonsense:").sent(71, "http://[broken/")) == []
