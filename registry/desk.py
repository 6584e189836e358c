"""What a worker or a page needs at hand, made once per process from the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.conf import settings

from registry.examine import Desk
from registry.storage import Folder
from rules.load import RuleBase, load


@cache
def store() -> Folder:
    """Where packages and artefacts lie."""
    return Folder(settings.STORE)


@cache
def base() -> RuleBase:
    """The rule base of the department's province."""
    return load(settings.PACK)


def desk(wake: Callable[[str], None]) -> Desk:
    """Everything a worker has at hand."""
    return Desk(store(), base(), timedelta(seconds=settings.LEASE_SECONDS), wake)
