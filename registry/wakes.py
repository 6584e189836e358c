"""Wakes the workers of one kind of work: a message without content that anybody could do without."""

from __future__ import annotations

import logging
from functools import cache

from celery import Celery
from django.conf import settings
from kombu.exceptions import OperationalError

TASK = "worker.run"
log = logging.getLogger(__name__)


@cache
def _sender() -> Celery:
    sender = Celery("heyan-sender", broker=settings.BROKER_URL, set_as_current=False)
    # a page never waits for a broker that is away
    sender.conf.update(broker_connection_timeout=1, broker_transport_options={"max_retries": 0})
    return sender


def wake(work: str) -> None:
    """Tells the workers of one queue to look for rows. If the broker is away, the sweep repeats it."""
    try:
        _sender().send_task(TASK, (work,), queue=work, retry=False, ignore_result=True)
    except OperationalError:
        log.warning("broker unreachable", extra={"work": work})
