"""Rows that are claimed for a while."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from registry import jobs
from registry.jobs import Claim, Lost
from registry.models import Filing, Job, Submission

pytestmark = pytest.mark.usefixtures("committed")
LEASE = timedelta(seconds=30)


@pytest.fixture
def submission(filing: Filing) -> Submission:
    return Submission.objects.create(filing=filing, sha256="a" * 64, size=1, file_name="a.apk")


def enqueued(submission: Submission, work: str = "static", occasion: str = "one", urgency: int = 50) -> Job:
    jobs.enqueue(submission.pk, [work], occasion, urgency)
    return Job.objects.get(submission=submission, work=work, occasion=occasion)


def claimed(work: str = "static") -> Claim:
    found = jobs.claim([work], LEASE)
    assert found is not None
    return found


def test_the_most_urgent_row_of_the_kind_is_taken_once(submission: Submission) -> None:
    enqueued(submission, occasion="later")
    sooner = enqueued(submission, occasion="sooner", urgency=1)
    enqueued(submission, "judge", "other", 0)
    assert claimed().job == sooner.pk
    assert claimed().job != sooner.pk
    assert jobs.claim(["static"], LEASE) is None
    assert not jobs.waiting("static")
    assert jobs.waiting("judge")


def test_asking_twice_makes_one_row(submission: Submission) -> None:
    assert enqueued(submission).pk == enqueued(submission).pk


def test_a_row_waits_for_its_time(submission: Submission) -> None:
    row = enqueued(submission)
    Job.objects.update(not_before=Now() + timedelta(hours=1))
    assert jobs.claim(["static"], LEASE) is None
    Job.objects.update(not_before=Now())
    assert claimed().job == row.pk


def test_a_dead_workers_row_is_taken_over_and_the_dead_write_nothing(submission: Submission) -> None:
    enqueued(submission)
    first = claimed()
    Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    second = claimed()
    assert (second.job, second.attempt) == (first.job, 2)
    with pytest.raises(Lost), jobs.finishing(first):
        pytest.fail("the first has nothing to write")
    assert not jobs.beat(first, LEASE)
    assert jobs.beat(second, LEASE)
    with jobs.finishing(second):
        pass
    assert Job.objects.get().state == "done"


def test_signs_of_life_keep_a_row_and_tell_when_it_is_lost(submission: Submission) -> None:
    enqueued(submission)
    short = timedelta(seconds=0.3)
    mine = jobs.claim(["static"], short)
    assert mine is not None
    with jobs.kept_alive(mine, short) as lost:
        assert not lost.wait(0.9)
        assert jobs.claim(["static"], short) is None
        Job.objects.update(state="cancelled")
        assert lost.wait(5)


def test_results_and_the_end_of_a_job_are_one(submission: Submission) -> None:
    enqueued(submission)
    mine = claimed()
    with contextlib.suppress(ZeroDivisionError), jobs.finishing(mine):
        Submission.objects.update(state="ready")
        raise ZeroDivisionError
    submission.refresh_from_db()
    assert submission.state == "received"
    assert Job.objects.get().state == "running"


def test_a_fault_of_ours_is_tried_again_later_and_at_last_given_up(submission: Submission) -> None:
    enqueued(submission)
    for attempt in range(1, jobs.ATTEMPTS + 1):
        Job.objects.update(not_before=Now())
        mine = claimed()
        assert mine.attempt == attempt
        assert jobs.failed(mine, "x" * 30_000) is (attempt == jobs.ATTEMPTS)
        assert jobs.claim(["static"], LEASE) is None
    assert Job.objects.get().state == "failed"
    assert len(Job.objects.get().fault) == 20_000


def test_a_job_whose_every_worker_died_is_failed_by_the_sweep(submission: Submission) -> None:
    enqueued(submission)
    for _ in range(jobs.ATTEMPTS):
        claimed()
        Job.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert jobs.claim(["static"], LEASE) is None
    assert jobs.exhausted() == [Job.objects.get().pk]
    assert jobs.exhausted() == []


def test_rows_without_a_recent_message_are_woken_once(submission: Submission) -> None:
    row = enqueued(submission)
    assert jobs.to_wake(LEASE) == [(row.pk, "static")]
    assert jobs.to_wake(LEASE) == []
    Job.objects.update(woken=Now() - LEASE - timedelta(seconds=1))
    assert jobs.to_wake(LEASE) == [(row.pk, "static")]


def test_many_workers_take_each_row_once(submission: Submission) -> None:
    for number in range(30):
        enqueued(submission, occasion=str(number))
    taken: list[int] = []

    def take() -> None:
        while (mine := jobs.claim(["static"], LEASE)) is not None:
            taken.append(mine.job)
            with jobs.finishing(mine):
                pass
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(Job.objects.values_list("pk", flat=True))
