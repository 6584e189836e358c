"""Does a claimed job: a stage of the examination, or the judgement. Repeating one changes nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from registry import chain, forms, jobs
from registry.jobs import Claim, Lost
from registry.models import Counter, Job, Report, Scan, Submission, Version, Work
from registry.storage import Store
from reports import examine as examination
from reports import html, options
from reports import json as report_json
from reports.examine import Asked
from reports.model import MATTERS, RiskReport
from rules.load import ByDay
from scanner import codec
from scanner.model import BadPackage, Package, scan_from_json

log = logging.getLogger(__name__)
_ARTEFACT = 1 << 30
"""Largest artefact of our own that is stored, bytes."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker has at hand."""

    store: Store
    rules: ByDay
    lease: timedelta
    wake: Callable[[str], None]


def work(desk: Desk, claimed: Claim) -> None:
    """One job, from claim to end. A fault of ours is logged and tried again; nothing is raised."""
    job = Job.objects.select_related("submission__filing").get(pk=claimed.job)
    try:
        with jobs.kept_alive(claimed, desk.lease):
            if job.work == Work.JUDGE:
                _judge(desk, job, claimed)
            else:
                _static(desk, job, claimed)
    except Lost:
        log.info("job lost", extra={"job": claimed.job, "attempt": claimed.attempt})
    except Exception as fault:
        log.exception("job failed", extra={"job": claimed.job, "attempt": claimed.attempt})
        if jobs.failed(claimed, f"{type(fault).__name__}: {fault}"):
            give_up(job.submission)


def give_up(submission: Submission) -> None:
    """The submission's examination has failed by our fault, and says so."""
    with transaction.atomic():
        changed = Submission.objects.filter(pk=submission.pk, state=Submission.State.EXAMINING).update(
            state=Submission.State.FAILED
        )
        if changed:
            chain.append(submission.filing, "examination-failed", {"submission": submission.pk})


def _static(desk: Desk, job: Job, claimed: Claim) -> None:
    submission = job.submission
    Submission.objects.filter(pk=submission.pk, state=Submission.State.RECEIVED).update(
        state=Submission.State.EXAMINING
    )
    today = options.today()
    base = desk.rules.on(today)
    known = _known_scan(submission.sha256, base.watch.hash)
    if known is not None:
        found = orjson.loads(desk.store.read(known.file))
        package = scan_from_json(found).package
        # whoever submits bytes that were examined before waits as long as anybody: nobody learns of the other
        _examined(desk, job, claimed, known, package, timedelta(seconds=known.seconds))
        return
    began = time.monotonic()
    try:
        with desk.store.local(submission.sha256) as path:
            asked = Asked(base, today, settings.SCAN_SECONDS)
            found = examination.with_policy((path,), asked, examination.scan((path,), asked))
    except BadPackage as bad:
        _refused(submission, claimed, bad)
        return
    kept = desk.store.put([orjson.dumps(codec.to_json(found)) + b"\n"], _ARTEFACT)
    key = {
        "sha256": submission.sha256,
        "stage": Work.STATIC,
        "house": examination.HOUSE,
        "watch": base.watch.hash,
    }
    row, _ = Scan.objects.get_or_create(
        **key, defaults={"file": kept.sha256, "seconds": time.monotonic() - began}
    )
    _examined(desk, job, claimed, row, found.package, timedelta())


def _known_scan(sha256: str, watch: str) -> Scan | None:
    return Scan.objects.filter(sha256=sha256, stage=Work.STATIC, house=examination.HOUSE, watch=watch).first()


def _refused(submission: Submission, claimed: Claim, bad: BadPackage) -> None:
    with jobs.finishing(claimed):
        Submission.objects.filter(pk=submission.pk, state=Submission.State.EXAMINING).update(
            state=Submission.State.REFUSED, refusal=str(bad)[:1000], refusal_code=bad.code
        )
        detail = {"submission": submission.pk, "code": bad.code}
        chain.append(submission.filing, "package-refused", detail)


def _examined(desk: Desk, job: Job, claimed: Claim, row: Scan, package: Package, pause: timedelta) -> None:
    """The stage is done: the version is known, and the judgement is asked for."""
    submission = job.submission
    with jobs.finishing(claimed):
        version, _ = Version.objects.get_or_create(
            filing=submission.filing,
            sha256=submission.sha256,
            defaults={
                "size": submission.size,
                "app_id": package.app_id[:400],
                "label": package.label[:400],
                "version": package.version[:400],
                "version_code": package.version_code[:400],
                "signers": list(package.signers),
            },
        )
        Submission.objects.filter(pk=submission.pk).update(version=version)
        jobs.enqueue(submission.pk, [Work.JUDGE], job.occasion, job.urgency)
        if pause:
            Job.objects.filter(submission=submission, work=Work.JUDGE, occasion=job.occasion).update(
                not_before=Now() + pause
            )
        chain.append(submission.filing, "stage-done", {"submission": submission.pk, "scan": row.file})
        transaction.on_commit(lambda: desk.wake(Work.JUDGE))


def _judge(desk: Desk, job: Job, claimed: Claim) -> None:
    submission = job.submission
    today = options.today()
    watch = desk.rules.on(today).watch.hash
    row = _known_scan(submission.sha256, watch) or _last_scan(submission.sha256)
    if row is None:
        raise LookupError("no scan to judge")
    found = scan_from_json(orjson.loads(desk.store.read(row.file)))
    made = examination.report_by_day(found, forms.declared(submission.filing), desk.rules, today)
    page = desk.store.put([html.render(made).encode()], _ARTEFACT)
    data = desk.store.put([report_json.render(made)], _ARTEFACT)
    with jobs.finishing(claimed):
        report = Report.objects.create(
            submission=submission,
            number=_number(datetime.now(UTC)),
            filing_hash=made.inputs.filing,
            rules=made.inputs.rules,
            house=made.inputs.house,
            at=date.fromisoformat(made.inputs.at),
            digest=data.sha256,
            page=page.sha256,
            summary=summary(made),
            head=chain.head_of(submission.filing),
            occasion=job.occasion,
        )
        report.scans.add(row)
        Submission.objects.filter(
            pk=submission.pk, state__in=(Submission.State.EXAMINING, Submission.State.FAILED)
        ).update(state=Submission.State.READY)
        detail = {"submission": submission.pk, "report": report.number, "digest": report.digest}
        chain.append(submission.filing, "report-made", detail)


def _last_scan(sha256: str) -> Scan | None:
    return Scan.objects.filter(sha256=sha256, stage=Work.STATIC).order_by("-created").first()


def _number(now: datetime) -> str:
    """The next number of the year, as people say it. In the caller's transaction, so that none is lost."""
    year = (now + timedelta(hours=8)).year  # in Beijing
    Counter.objects.get_or_create(series=f"report-{year}")
    row = Counter.objects.select_for_update().get(series=f"report-{year}")
    row.last += 1
    row.save(update_fields=["last"])
    return f"HY-{year}-{row.last:06d}"


def summary(made: RiskReport) -> dict[str, object]:
    """What lists and the submission's page show without opening the report."""
    return {
        "filing": {"code": made.filing.code, "zh": made.filing.line.zh, "en": made.filing.line.en},
        "risk": {"code": made.risk.code, "zh": made.risk.line.zh, "en": made.risk.line.en},
        "action": {"zh": made.action.zh, "en": made.action.en},
        "matters": [
            {
                "title": matter.title.zh,
                "title_en": matter.title.en,
                "names": list(matter.names[:10]),
                "plain": matter.plain,
                "severity": matter.severity,
                "use": matter.use.value,
                "verdict": matter.verdict.zh,
            }
            for matter in made.matters[:MATTERS]
        ],
        "rest": max(0, len(made.matters) - MATTERS),
        "gaps": [gap.line.zh for gap in made.gaps],
        "open": sum(1 for item in made.items if not item.clue),
        "clues": made.clues,
    }
