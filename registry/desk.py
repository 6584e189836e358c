"""What a worker or a page needs at hand, made once per process from the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.conf import settings

from registry.examine import Desk
from registry.storage import Folder
from rules.load import ByDay


@cache
def store() -> Folder:
    """Where packages and artefacts lie."""
    return Folder(settings.STORE)


@cache
def rules() -> ByDay:
    """The rule base of each day: the signed packs in force on it, with the department's province."""
    return ByDay(settings.PACK)


def desk(wake: Callable[[str], None]) -> Desk:
    """Everything a worker has at hand."""
    return Desk(store(), rules(), timedelta(seconds=settings.LEASE_SECONDS), wake)
