"""Messages that only wake."""

from __future__ import annotations

import pytest

from registry import wakes


def test_a_broker_that_is_away_loses_nothing(
    settings: object, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BROKER_URL = "amqp://nobody:x@127.0.0.1:9/"  # type: ignore[attr-defined]
    wakes._sender.cache_clear()
    wakes.wake("static")
    assert "broker unreachable" in caplog.text
    wakes._sender.cache_clear()
