"""The child's work on a session; what it finds is tested in test_scan_session.py."""

from __future__ import annotations

from typing import Any

import pytest

from scanner import child_session, codec
from scanner.model import BadPackage
from tests.apps.session import DEVICE, PACKAGE, made


def test_examines_or_shows() -> None:
    data = made().sent(70, "https://a.cn/", {"imei": DEVICE["imei"]}).zip()
    said: list[tuple[str, Any]] = []
    order = {"package": codec.to_json(PACKAGE), "spot": None}
    child_session.run(order, [("s", data)], lambda *line: said.append(line))
    spot = next(content for word, content in said if word == "evidence" and content["kind"] == "transmission")
    shown: list[tuple[str, Any]] = []
    child_session.run({**order, "spot": spot}, [("s", data)], lambda *line: shown.append(line))
    assert DEVICE["imei"] in str([line for word, line in shown if word == "line"])
    with pytest.raises(BadPackage):
        child_session.run(order, [("s", data), ("geo", b"x")], lambda *line: None)
