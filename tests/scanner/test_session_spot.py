"""The one place where a value is shown, to a person who may open the session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scanner import codec, scan_session, session_spot
from scanner.model import Evidence
from scanner.session_app import Session
from tests.apps.session import CHILD, DEVICE, PACKAGE, made


def test_the_spot_shows_the_value_to_who_may_open_the_session() -> None:
    session = made().sent(70, "https://a.example.cn/x", {"u": {"imei": DEVICE["imei"]}})
    data = session.zip()
    found: list[Any] = []
    scan_session.run(
        Session.open(data, PACKAGE),
        lambda word, content: found.append(content) if word == "evidence" else None,
    )
    item = next(codec.from_json(Evidence, one) for one in found if one["kind"] == "transmission")
    text = "\n".join(session_spot.lines(Session.open(data, PACKAGE), item))
    assert DEVICE["imei"] in text
    assert "JSON u.imei" in text
    other = replace(item, where=replace(item.where, session="s-2"))
    assert CHILD["name"] not in "\n".join(session_spot.lines(Session.open(data, PACKAGE), other))
