"""Who works on what: rows that are claimed for a while, kept alive, and given up when nobody answers.

A message of the broker only wakes a worker; which row it takes, and whether what it did still counts, is told
by the row alone. All times are the database's own, so that clocks of workers do not matter.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from registry.models import Job

ATTEMPTS = 4
"""After so many beginnings without an end the job has failed, by our fault."""
BACK_OFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""How long after its first, second, ... fault of ours a job is tried again."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to finish one job: it holds while owner and attempt still stand in the row."""

    job: int
    owner: str
    attempt: int


def enqueue(submission: int, works: Sequence[str], occasion: str, urgency: int = 50) -> None:
    """Rows for these works, in the caller's transaction; asking twice for one occasion changes nothing."""
    Job.objects.bulk_create(
        [
            Job(submission_id=submission, work=work, occasion=occasion, urgency=urgency, not_before=Now())
            for work in works
        ],
        ignore_conflicts=True,
    )


def claim(works: Sequence[str], lease: timedelta) -> Claim | None:
    """The most urgent row that may be worked on now, or None. The claim is one conditional UPDATE."""
    owner = uuid.uuid4().hex
    free = _free()
    while True:
        candidates = Job.objects.filter(free, work__in=works, attempt__lt=ATTEMPTS)
        row = candidates.order_by("urgency", "id").values_list("pk", flat=True).first()
        if row is None:
            return None
        taken = Job.objects.filter(free, pk=row, attempt__lt=ATTEMPTS).update(
            state=Job.State.RUNNING,
            owner=owner,
            attempt=F("attempt") + 1,
            lease_until=Now() + lease,
            started=Now(),
            ended=None,
        )
        if taken:
            attempt = Job.objects.values_list("attempt", flat=True).get(pk=row, owner=owner)
            return Claim(row, owner, attempt)


def waiting(work: str) -> bool:
    """Whether a row of this kind could be claimed now."""
    return Job.objects.filter(_free(), work=work, attempt__lt=ATTEMPTS).exists()


def _free() -> Q:
    """Rows that may be claimed: they wait and their time has come, or whoever had them died."""
    return Q(state=Job.State.WAITING, not_before__lte=Now()) | Q(
        state=Job.State.RUNNING, lease_until__lt=Now()
    )


def beat(claimed: Claim, lease: timedelta) -> bool:
    """A sign of life; False if the job is no longer ours (taken over, or cancelled)."""
    return bool(_held(claimed).update(lease_until=Now() + lease))


@contextmanager
def kept_alive(claimed: Claim, lease: timedelta) -> Iterator[threading.Event]:
    """Signs of life from a thread of its own while the block runs; the event is set once the job is lost."""
    lost, over = threading.Event(), threading.Event()

    def live() -> None:
        while not over.wait(lease.total_seconds() / 3):
            close_old_connections()
            if not beat(claimed, lease):
                lost.set()
                break
        connection.close()

    thread = threading.Thread(target=live, name=f"lease-{claimed.job}", daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        over.set()
        thread.join()


class Lost(Exception):
    """The job was taken over or cancelled meanwhile: what was done must not be written."""


@contextmanager
def finishing(claimed: Claim) -> Iterator[None]:
    """A transaction in which results are written and the job is done, all or nothing.

    Raises Lost if owner or attempt no longer match.
    """
    with transaction.atomic():
        done = _held(claimed).update(state=Job.State.DONE, ended=Now(), lease_until=None, fault="")
        if not done:
            raise Lost
        yield


def failed(claimed: Claim, fault: str) -> bool:
    """A fault of ours: tried again later, or for good. Gives whether it is for good."""
    last = claimed.attempt >= ATTEMPTS
    pause = BACK_OFF[min(claimed.attempt, len(BACK_OFF)) - 1]
    _held(claimed).update(
        state=Job.State.FAILED if last else Job.State.WAITING,
        not_before=Now() + pause,
        lease_until=None,
        ended=Now(),
        fault=fault[-20_000:],
    )
    return last


def _held(claimed: Claim):  # type: ignore[no-untyped-def]  # QuerySet[Job], whose generics vary with the stubs
    return Job.objects.filter(
        pk=claimed.job, owner=claimed.owner, attempt=claimed.attempt, state=Job.State.RUNNING
    )


def exhausted() -> list[int]:
    """Jobs whose last attempt died without a word are failed now; their ids."""
    dead = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=Now(), attempt__gte=ATTEMPTS)
    found = list(dead.values_list("pk", flat=True))
    return [
        pk
        for pk in found
        if dead.filter(pk=pk).update(state=Job.State.FAILED, ended=Now(), fault="worker died")
    ]


def to_wake(stale: timedelta) -> list[tuple[int, str]]:
    """(job, work) of those that wait and were not woken for so long, or whose worker died; all are marked."""
    late = Q(woken=None) | Q(woken__lt=Now() - stale)
    waiting = Q(state=Job.State.WAITING, not_before__lte=Now()) & late
    dead = Q(state=Job.State.RUNNING, lease_until__lt=Now()) & late
    found = list(
        Job.objects.filter(waiting | dead).order_by("urgency", "id").values_list("pk", "work")[:1000]
    )
    Job.objects.filter(pk__in=[pk for pk, _ in found]).update(woken=Now())
    return found
