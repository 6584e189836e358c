"""The log that cannot be changed unnoticed."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from registry import chain
from registry.models import Chain, Event, Filing, User
from tests.registry.conftest import unguard

pytestmark = pytest.mark.usefixtures("committed")


def append(filing: Filing | None, act: str, by: User | None = None) -> None:
    with transaction.atomic():
        chain.append(filing, act, {"a": "名称", "n": 1}, by)


def test_events_follow_one_another(filing: Filing, reviewer: User) -> None:
    before = chain.root()
    append(filing, "one", reviewer)
    append(filing, "two")
    append(None, "three")
    last = Event.objects.get(act="two")
    assert chain.head_of(filing) == last.hash
    assert last.previous == Event.objects.get(act="one").hash
    assert (last.actor, last.role) == ("system", "")
    assert Event.objects.get(act="one").role == "reviewer"
    assert list(chain.verify()) == []
    assert chain.root() != before


def test_an_event_needs_the_transaction_of_what_it_tells_of(filing: Filing) -> None:
    with pytest.raises(RuntimeError):
        chain.append(filing, "alone", {})


def test_what_is_rolled_back_leaves_no_event(filing: Filing) -> None:
    before = chain.head_of(filing)
    with transaction.atomic():
        chain.append(filing, "never", {})
        transaction.set_rollback(True)
    assert chain.head_of(filing) == before


@pytest.mark.parametrize("change", ["UPDATE registry_event SET act='other'", "DELETE FROM registry_event"])
def test_the_database_refuses_any_change(filing: Filing, change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert list(chain.verify()) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("UPDATE registry_event SET act='other' WHERE number=2", "内容被改动"),
        ("UPDATE registry_event SET hash=previous WHERE number=2", "内容被改动"),
        ("DELETE FROM registry_event WHERE number=2", "缺少事件"),
        ("DELETE FROM registry_event WHERE number=3", "链尾"),
        ("UPDATE registry_chain SET length=2 WHERE filing_id IS NOT NULL", "链尾"),
    ],
)
def test_whoever_gets_around_the_triggers_is_noticed(filing: Filing, change: str, word: str) -> None:
    append(filing, "two")
    append(filing, "three")
    unguard()
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert any(word in broken.why for broken in chain.verify())


def test_two_at_once_make_no_fork(filing: Filing) -> None:
    def many() -> None:
        for _ in range(10):
            append(filing, "at once")
        connection.close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Chain.objects.get(filing=filing).length == 41
    assert list(chain.verify()) == []
