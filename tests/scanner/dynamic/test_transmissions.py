"""What was sent to whom in which phase; what could not be seen leaves a gap."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.session import Socket
from tests.apps.session import ADULT, CHILD, DEVICE, Made, at, examined, made


def found(session: Made, kind: Kind = Kind.TRANSMISSION) -> list[Evidence]:
    return [item for item in examined(session).evidence if item.kind is kind]


def only(session: Made) -> Evidence:
    (item,) = found(session)
    return item


def test_kind_host_phase_part_and_way() -> None:
    body = gzip.compress(json.dumps({"a": {"id": hashlib.md5(DEVICE["imei"].encode()).hexdigest()}}).encode())
    session = made().sent(10, "https://log.vendor.cn/v1", body, headers=[("Content-Encoding", "gzip")])
    item = only(session)
    assert item.value == "imei@log.vendor.cn"
    expected: dict[str, Any] = {
        "data": "imei",
        "host": "log.vendor.cn",
        "phase": "before_dialog",
        "part": "body",
        "form": "MD5",
        "way": ("gzip", "JSON a.id"),
        "scheme": "https",
        "direction": "sent",
        "role": "device",
        "planted": True,
        "certain": True,
        "times": 1,
        "at": 10_000,
    }
    assert dict(item.detail) == expected
    assert (item.where.session, item.where.flow, item.where.entry) == ("s-1", "f1", "body")


def test_repeats_are_counted_and_phases_kept_apart() -> None:
    session = made()
    for second in (61, 62, 65, 70, 100):
        session.sent(second, f"https://a.cn/?imei={DEVICE['imei']}")
    assert [(item.detail["phase"], item.detail["times"]) for item in found(session)] == [
        ("uncertain", 1),
        ("used", 3),
        ("background", 1),
    ]


def test_near_the_consent_is_uncertain_and_never_before() -> None:
    for second in (53.5, 54.9, 55.1, 56.9):
        item = only(made().sent(second, "https://a.cn/", {"oaid": DEVICE["oaid"]}))
        assert item.detail["phase"] == "uncertain"
    assert only(made().sent(52, "https://a.cn/", {"oaid": DEVICE["oaid"]})).detail["phase"] == "dialog"


def test_together() -> None:
    items = found(made().sent(70, "https://a.cn/", {"oaid": DEVICE["oaid"], "imei": DEVICE["imei"]}))
    assert {item.detail["data"]: item.detail["together"] for item in items} == {
        "oaid": ("imei",),
        "imei": ("oaid",),
    }


def test_web_sockets_in_both_directions() -> None:
    session = made().sent(61.5, "https://a.cn/socket")
    name, kept = session.writer.body(json.dumps({"name": ADULT["name"]}).encode())
    session.add(Socket(at(75), "f1", True, name, kept, kept), Socket(at(76), "f1", False, name, kept, kept))
    item = only(session)
    assert (item.detail["part"], item.detail["scheme"], item.detail["at"]) == ("message", "wss", 75_000)


def test_answers_with_others_data() -> None:
    answer = {"students": [{"idCard": "11010519491231002X", "name": CHILD["name"]}]}
    item = only(made().sent(70, "https://a.cn/list", answer=answer))
    assert (item.detail["direction"], item.detail["planted"], item.detail["data"]) == (
        "received",
        False,
        "id-card",
    )


def test_nothing_planted_nothing_found() -> None:
    assert found(made().sent(70, "https://a.cn/?v=1", {"version": "1.2.3", "lang": "zh"})) == []
