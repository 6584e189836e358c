"""A registry in a folder of its own, on the database that HEYAN_DATABASE_URL names (SQLite without it)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from registry import desk, forms
from registry.guards import guard
from registry.models import Filing, Organisation, Role, User
from registry.storage import Folder
from scanner.filing_form import load

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "examples" / "sample.apk"


def unguard() -> None:
    table = " ON registry_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("registry_event_stands", "registry_event_stays"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real transactions. At the end the tables are emptied, which the triggers of the log would forbid."""
    unguard()
    guard(connection)
    yield
    unguard()


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Folder]:
    """Where the pages and workers of this test keep their files."""
    made = Folder(tmp_path / "store")
    settings.STORE = made.root
    desk.store.cache_clear()
    yield made
    desk.store.cache_clear()


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a message would have been sent for; no broker is asked."""
    sent: list[str] = []
    monkeypatch.setattr("registry.web.submissions.wake", sent.append)
    return sent


@pytest.fixture
def provider(db: None) -> Organisation:
    return Organisation.objects.create(
        kind="provider", name="示例教育科技有限公司", credit_code="91000000MA0EXAMP1M"
    )


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """An account of a role."""

    def make(role: str, organisation: Organisation | None = None, name: str = "") -> User:
        return User.objects.create(username=name or role, role=role, organisation=organisation)

    return make


@pytest.fixture
def reviewer(person: Callable[..., User]) -> User:
    return person(Role.REVIEWER)


@pytest.fixture
def filing(reviewer: User) -> Filing:
    """The bundled sample's filing."""
    return forms.file(load(ROOT / "examples" / "filing.yaml"), reviewer)


@pytest.fixture
def page(client: Client) -> Callable[[User], Client]:
    """A browser in which somebody is logged in."""

    def as_(user: User) -> Client:
        client.force_login(user)
        return client

    return as_
