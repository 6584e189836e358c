"""What may be seen by whom, in one place; every page and the API ask here."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q, QuerySet

from registry.models import Filing, Job, Report, Role, Submission, User

OFFICE = frozenset({Role.DETECTOR, Role.REVIEWER, Role.APPROVER, Role.SECURITY, Role.AUDITOR})
"""Roles of the department that see every filing. The administrator keeps accounts and sees no case."""


def filings(user: User) -> QuerySet[Filing]:
    """The filings this person may see."""
    everything = Filing.objects.select_related("provider")
    if user.role in OFFICE:
        return everything
    if user.role == Role.PROVIDER and user.organisation_id:
        return everything.filter(provider=user.organisation_id)
    return everything.none()


def may_submit(user: User) -> bool:
    """Whether this person hands in packages and forms: the provider its own, the office for everybody."""
    return user.role in (Role.PROVIDER, Role.DETECTOR, Role.REVIEWER)


def submissions(user: User) -> QuerySet[Submission]:
    """The submissions of those filings, with what a page shows of them."""
    return (
        Submission.objects.filter(filing__in=filings(user))
        .select_related("filing__provider", "version", "by")
        .prefetch_related(
            Prefetch("reports", Report.objects.order_by("-created")),
            Prefetch("jobs", Job.objects.order_by("id")),
        )
    )


def reports(user: User) -> QuerySet[Report]:
    """The reports on those submissions."""
    return Report.objects.filter(submission__filing__in=filings(user)).select_related("submission__filing")


def searched(found: QuerySet[Filing], words: str, state: str) -> QuerySet[Filing]:
    """Filings by name, package id, provider or number, and by state."""
    if words := words.replace("\0", "").strip()[:200]:
        found = found.filter(
            Q(name__icontains=words)
            | Q(app_id__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(number__icontains=words)
        )
    if state in Filing.State.values:
        found = found.filter(state=state)
    return found


def urgent(user: User, most: int = 5) -> list[Submission]:
    """What waits for a person, the filing that is due first at the top."""
    waiting = submissions(user).filter(state=Submission.State.READY)
    return list(waiting.order_by(F("filing__due").asc(nulls_last=True), "received")[:most])
