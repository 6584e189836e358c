"""The clock: the Celery app and its beat schedule. A message wakes; what is done stands in registry/."""

from __future__ import annotations

import os
from datetime import timedelta

import django
from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
django.setup()

from django.conf import settings  # noqa: E402  (after the set-up)

from registry import examine, jobs  # noqa: E402
from registry.desk import desk  # noqa: E402
from registry.models import Job  # noqa: E402
from registry.serve import CLOCK  # noqa: E402
from registry.wakes import TASK, wake  # noqa: E402

app = Celery("heyan", broker=settings.BROKER_URL)
app.conf.update(
    task_ignore_result=True,
    task_acks_late=False,  # the row is the truth: a lost message is sent again by the sweep
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    task_default_queue=CLOCK,
    beat_schedule={
        "sweep": {"task": "worker.sweep", "schedule": timedelta(seconds=min(10, settings.LEASE_SECONDS))}
    },
    timezone="Asia/Shanghai",
)


@app.task(name=TASK)
def run(work: str) -> None:
    """Takes the most urgent row of one kind of work; a message for the next lets other kinds take turns."""
    at = desk(wake)
    if (claimed := jobs.claim([work], at.lease)) is not None:
        examine.work(at, claimed)
        if jobs.waiting(work):
            wake(work)


@app.task(name="worker.sweep")
def sweep() -> None:
    """Sends again what was lost, and ends what can never end by itself."""
    for pk in jobs.exhausted():
        examine.give_up(Job.objects.select_related("submission__filing").get(pk=pk).submission)
    for _, work in jobs.to_wake(timedelta(seconds=settings.LEASE_SECONDS))[:100]:
        wake(work)
