"""From an uploaded package to a report: what a worker does with a claimed row."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from registry import chain, examine, intake, jobs
from registry.examine import Desk
from registry.intake import Incoming
from registry.models import Filing, Job, Report, Scan, Submission, User, Version
from registry.storage import Folder
from reports import json as report_json
from rules.load import ByDay
from tests.registry.conftest import SAMPLE

pytestmark = pytest.mark.usefixtures("committed")
LEASE = timedelta(seconds=30)


@pytest.fixture
def desk(store: Folder) -> Desk:
    return Desk(store, ByDay("default"), LEASE, lambda _work: None)


def submitted(
    desk: Desk, filing: Filing, by: User, content: bytes | None = None, name: str = "a.apk"
) -> Submission:
    data = SAMPLE.read_bytes() if content is None else content
    return intake.receive(desk.store, filing, Incoming(name, [data]), by, 1 << 30, lambda _work: None)


def worked(desk: Desk) -> list[str]:
    """Does all that waits, whenever it may begin; the kinds of work in order."""
    done = []
    while True:
        Job.objects.filter(state="waiting").update(not_before="2000-01-01T00:00:00Z")
        claimed = jobs.claim(["static", "judge"], LEASE)
        if claimed is None:
            return done
        done.append(Job.objects.get(pk=claimed.job).work)
        examine.work(desk, claimed)


def test_a_package_ends_as_one_scan_and_one_report(desk: Desk, filing: Filing, reviewer: User) -> None:
    made = submitted(desk, filing, reviewer)
    assert worked(desk) == ["static", "judge"]
    made.refresh_from_db()
    assert made.state == "ready"
    assert (made.version.app_id, made.version.version) == ("cn.example.classroom", "1.3.0")
    report = made.reports.get()
    assert report.number.endswith("-000001")
    assert report.number.startswith("HY-2")
    kept = desk.store.read(report.digest)
    read = report_json.from_json(orjson.loads(kept))
    assert report_json.digest(read) == report.digest
    assert read.inputs.filing == filing.form_hash
    assert "示例课堂" in desk.store.read(report.page).decode()
    assert report.summary["filing"]["code"] == read.filing.code
    assert not list(chain.verify())
    acts = list(
        chain.Event.objects.filter(chain__filing=filing).order_by("number").values_list("act", flat=True)
    )
    assert acts == ["filing-received", "package-received", "stage-done", "report-made"]


def test_what_is_no_package_is_refused_with_one_sentence(desk: Desk, filing: Filing, reviewer: User) -> None:
    made = submitted(desk, filing, reviewer, b"%PDF-1.7 not a package")
    assert worked(desk) == ["static"]
    made.refresh_from_db()
    assert made.state == "refused"
    assert "PDF" in made.refusal
    assert not Report.objects.exists()
    assert not Version.objects.exists()


def test_the_same_bytes_for_another_filing_share_the_scan_and_wait_as_long(
    desk: Desk, filing: Filing, reviewer: User
) -> None:
    submitted(desk, filing, reviewer)
    worked(desk)
    other = Filing.objects.create(provider=filing.provider, name="另一份备案", platform="android")
    second = submitted(desk, other, reviewer)
    claimed = jobs.claim(["static"], LEASE)
    assert claimed is not None
    examine.work(desk, claimed)
    judging = Job.objects.get(submission=second, work="judge")
    ended = Job.objects.get(submission=second, work="static").ended
    seconds = Scan.objects.get().seconds
    assert abs((judging.not_before - ended).total_seconds() - seconds) < 1
    assert jobs.claim(["judge"], LEASE) is None or seconds < 1  # not before its time
    worked(desk)
    assert Scan.objects.count() == 1
    assert Report.objects.count() == 2
    assert Report.objects.get(submission=second).filing_hash == ""


def test_a_repeated_job_changes_nothing(desk: Desk, filing: Filing, reviewer: User) -> None:
    made = submitted(desk, filing, reviewer)
    worked(desk)
    before = Report.objects.get().digest
    jobs.enqueue(made.pk, ["static", "judge"], "submission")
    assert worked(desk) == []
    assert Report.objects.get().digest == before


def test_what_was_done_after_the_lease_was_lost_is_not_written(
    desk: Desk, filing: Filing, reviewer: User
) -> None:
    submitted(desk, filing, reviewer)
    claimed = jobs.claim(["static"], LEASE)
    assert claimed is not None
    Job.objects.update(owner="somebody else")
    examine.work(desk, claimed)
    assert Job.objects.get().state == "running"
    assert not Version.objects.exists()


def test_our_own_fault_is_tried_again_and_ends_in_a_failed_submission(
    desk: Desk, filing: Filing, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = submitted(desk, filing, reviewer)

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("reports.examine.scan", broken)
    assert worked(desk) == ["static"] * jobs.ATTEMPTS
    made.refresh_from_db()
    assert made.state == "failed"
    assert "ZeroDivisionError" in Job.objects.get().fault
    assert not list(chain.verify())


def test_a_cancelled_examination_leaves_no_report(desk: Desk, filing: Filing, reviewer: User) -> None:
    made = submitted(desk, filing, reviewer)
    assert intake.cancel(made, reviewer)
    assert worked(desk) == []
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert not intake.cancel(made, reviewer)
