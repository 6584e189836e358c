"""The first page: what is most urgent today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry import selectors
from registry.models import Submission
from registry.web.access import person


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Five most urgent, and how many are where."""
    user = person(request)
    mine = selectors.submissions(user)
    counts = {
        "ready": mine.filter(state=Submission.State.READY).count(),
        "running": mine.filter(state__in=("received", "examining")).count(),
        "refused": mine.filter(state__in=("refused", "failed")).count(),
        "filings": selectors.filings(user).count(),
    }
    return render(request, "start.html", {"urgent": selectors.urgent(user), "counts": counts})
