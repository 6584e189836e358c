"""What a worker has at hand."""

from __future__ import annotations

from datetime import timedelta

from registry import desk
from registry.storage import Folder


def test_a_desk_is_made_from_the_settings(store: Folder, settings: object) -> None:
    settings.LEASE_SECONDS = 7  # type: ignore[attr-defined]
    made = desk.desk(lambda _work: None)
    assert made.lease == timedelta(seconds=7)
    assert made.store == desk.store()
    assert desk.rules() is desk.rules()
