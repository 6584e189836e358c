"""The clock: what messages and the beat lead to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from registry import jobs
from registry.models import Filing, Job, Submission
from registry.storage import Folder
from tests.registry.conftest import SAMPLE, committed, filing, provider, reviewer, store  # noqa: F401
from tests.registry.conftest import person as person

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    import worker

    found: list[str] = []
    monkeypatch.setattr(worker, "wake", found.append)
    return found


@pytest.fixture
def submission(store: Folder, filing: Filing) -> Submission:  # noqa: F811
    kept = store.put([SAMPLE.read_bytes()], 1 << 30)
    made = Submission.objects.create(filing=filing, sha256=kept.sha256, size=kept.size, file_name="a.apk")
    jobs.enqueue(made.pk, ["static"], "submission")
    return made


def test_a_message_has_one_row_done_and_calls_the_next(submission: Submission, sent: list[str]) -> None:
    import worker

    jobs.enqueue(submission.pk, ["static"], "again")
    worker.run("static")
    assert Job.objects.filter(state="done").count() == 1
    assert sent == ["judge", "static"]
    worker.run("policy")
    assert Job.objects.filter(state="done").count() == 1


def test_the_sweep_sends_again_what_was_lost(submission: Submission, sent: list[str]) -> None:
    import worker

    worker.sweep()
    assert sent == ["static"]
    worker.sweep()
    assert sent == ["static"]


def test_the_sweep_ends_what_can_never_end_by_itself(submission: Submission, sent: list[str]) -> None:
    import worker

    Submission.objects.update(state="examining")
    Job.objects.update(state="running", attempt=jobs.ATTEMPTS, lease_until=Now() - timedelta(seconds=1))
    worker.sweep()
    submission.refresh_from_db()
    assert submission.state == "failed"
