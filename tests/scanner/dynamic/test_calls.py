"""Calls by interface, caller and phase; layers of one access count once."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.session import Access, Call
from tests.apps.session import Made, at, examined, made

FRAMES = ("com.vendor.sdk.Device.imei", "cn.example.homework.App.onCreate")


def found(session: Made) -> list[Evidence]:
    return [item for item in examined(session).evidence if item.kind is Kind.API_CALL]


def test_a_call() -> None:
    (item,) = found(made().add(Call(at(10), "imei", FRAMES)))
    assert (item.value, item.where.cls, item.where.method) == ("imei", "com.vendor.sdk.Device", "imei")
    assert item.detail["frames"] == ("com.vendor.sdk.Device", "cn.example.homework.App")
    assert (item.detail["phase"], item.detail["returned"]) == ("before_dialog", True)


def test_what_returned_nothing_is_told_apart() -> None:
    items = found(made().add(Call(at(10), "imei", FRAMES, False), Call(at(11), "imei", FRAMES)))
    assert [item.detail["returned"] for item in items] == [False, True]
    assert len({item.id for item in items}) == 2


def test_layers_count_once_and_rates_are_the_highest() -> None:
    layers = [Call(at(64 + number / 10), "imei", FRAMES) for number in range(3)]
    every = [Call(at(63 + number * 2), "location", FRAMES) for number in range(12)]
    burst = [Call(at(95 + number), "oaid", FRAMES) for number in range(5)]
    items = {
        item.value: item.detail
        for item in found(made().add(*layers, *every, *burst))
        if item.detail["phase"] != "uncertain"
    }
    assert items["location"]["per_minute"] == 12
    assert (items["oaid"]["per_hour"], items["oaid"]["phase"]) == (5, "background")
    assert sum(int(str(item.detail["times"])) for item in found(made().add(*layers))) == 1


def test_the_systems_own_record() -> None:
    items = found(
        made().add(
            Access(at(100), "FINE_LOCATION", "appops"),
            Access(at(70), "contacts", "privacy-report"),
            Access(at(70), "VIBRATE", "appops"),
        )
    )
    assert [(item.value, item.detail.get("data")) for item in items] == [
        ("report:contacts", "contacts"),
        ("appops:VIBRATE", None),
        ("appops:FINE_LOCATION", "location"),
    ]
