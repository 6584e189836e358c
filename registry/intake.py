"""A package comes in: kept by its hash, a row written, its jobs asked for, all in one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db import IntegrityError, transaction

from registry import chain, jobs
from registry.models import Filing, Submission, User, Work
from registry.storage import Store
from scanner.visible import readable

Wake = Callable[[str], None]
"""Tells the workers of one kind of work that there is some; called after the commit."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A package as it arrives. `name` is whatever the sender called it; it never becomes a path."""

    name: str
    chunks: Iterable[bytes]
    key: str = ""  # the client's idempotency key


def shown_name(name: str) -> str:
    """The last part of a file name, made visible and short."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return readable(last)[:255] or "未命名"


def receive(store: Store, filing: Filing, incoming: Incoming, by: User, most: int, wake: Wake) -> Submission:
    """Keeps the package and has it examined. The same key from the same person gives the first submission.

    Raises TooLarge.
    """
    if incoming.key and (known := Submission.objects.filter(by=by, key=incoming.key).first()):
        return known
    kept = store.put(incoming.chunks, most)  # before the transaction: no lock is held while bytes arrive
    try:
        with transaction.atomic():
            made = Submission.objects.create(
                filing=filing,
                sha256=kept.sha256,
                size=kept.size,
                file_name=shown_name(incoming.name),
                key=incoming.key,
                by=by,
            )
            jobs.enqueue(made.pk, [Work.STATIC], "submission")
            detail = {"submission": made.pk, "sha256": kept.sha256, "size": kept.size}
            chain.append(filing, "package-received", detail, by)
            transaction.on_commit(lambda: wake(Work.STATIC))
    except IntegrityError:
        if incoming.key and (known := Submission.objects.filter(by=by, key=incoming.key).first()):
            return known  # the same request twice at once
        raise
    return made


def cancel(submission: Submission, by: User) -> bool:
    """Stops what is not done yet; False if there was nothing to stop."""
    with transaction.atomic():
        open_states = (Submission.State.RECEIVED, Submission.State.EXAMINING)
        stopped = Submission.objects.filter(pk=submission.pk, state__in=open_states).update(
            state=Submission.State.CANCELLED
        )
        if stopped:
            submission.jobs.filter(state__in=("waiting", "running")).update(state="cancelled", owner="")
            chain.append(submission.filing, "examination-cancelled", {"submission": submission.pk}, by)
    return bool(stopped)
