"""The log that cannot be changed unnoticed: one chain of events per filing, each hash covering the last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from registry.models import Chain, Event, Filing, User

START = "0" * 64
"""What the first event of a chain stands on."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One place where a chain does not hold."""

    filing: int | None
    number: int
    why: str


def append(filing: Filing | None, act: str, detail: Mapping[str, object], by: User | None = None) -> Event:
    """One more event, in the caller's transaction: it stays only if what it tells of stays.

    `by`: who acted; nobody is the system itself.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of what it tells of")
    head = _head(filing)
    event = Event(
        chain=head,
        number=head.length + 1,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        actor=by.username if by else "system",
        role=by.role if by else "",
        act=act,
        detail=dict(detail),
        previous=head.head,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    head.length, head.head = event.number, event.hash
    head.save(update_fields=["length", "head"])
    return event


def _head(filing: Filing | None) -> Chain:
    """The chain's row, locked until the transaction ends."""
    Chain.objects.get_or_create(filing=filing) if filing else _house()
    return Chain.objects.select_for_update().get(filing=filing)


def _house() -> None:
    """The house's own chain is the row without a filing; a migration makes it, so it is there."""
    if not Chain.objects.filter(filing=None).exists():
        Chain.objects.create()


def digest(event: Event) -> str:
    """SHA-256 over everything the event says, keys in order, with the hash before it."""
    said = {
        "filing": event.chain.filing_id,
        "number": event.number,
        "at": event.at,
        "actor": event.actor,
        "role": event.role,
        "act": event.act,
        "detail": event.detail,
        "previous": event.previous,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def head_of(filing: Filing) -> str:
    """The hash that a report made now stands on."""
    found = Chain.objects.filter(filing=filing).values_list("head", flat=True).first()
    return found or START


def verify() -> Iterator[Broken]:
    """Every place where a chain does not hold; nothing when all do."""
    for chain in Chain.objects.order_by("id").iterator():
        previous, number = START, 0
        for event in chain.events.order_by("number").iterator():
            number += 1
            if event.number != number:
                yield Broken(chain.filing_id, number, "缺少事件 (an event is missing)")
                number = event.number
            elif event.previous != previous:
                yield Broken(chain.filing_id, number, "与上一事件不相连 (does not follow the one before)")
            if digest(event) != event.hash:
                yield Broken(chain.filing_id, number, "内容被改动 (its content was changed)")
            previous = event.hash
        if (chain.length, chain.head) != (number, previous):
            yield Broken(chain.filing_id, number, "链尾与记录不符 (the end is not what was recorded)")


def root() -> str:
    """One hash over the heads of all chains, to be signed and exported each day."""
    lines = [
        f"{filing or 0} {length} {head}\n"
        for filing, length, head in Chain.objects.order_by("filing_id").values_list(
            "filing_id", "length", "head"
        )
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
