"""A package is handed in; how far its examination is; the report."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry import intake, selectors
from registry.desk import store
from registry.intake import Incoming
from registry.models import Report
from registry.storage import TooLarge
from registry.wakes import wake
from registry.web.access import person, submitter
from registry.web.headers import REPORT_POLICY


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """A package for one filing."""
    filing = get_object_or_404(selectors.filings(person(request)), pk=pk)
    user = submitter(request)
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("package")
        if file is None or not file.size:
            fault = "请选择安装包文件"
        else:
            incoming = Incoming(file.name or "", file.chunks())
            try:
                made = intake.receive(store(), filing, incoming, user, settings.UPLOAD_LIMIT, wake)
                return redirect("submission", made.pk)
            except TooLarge:
                fault = f"文件超过 {settings.UPLOAD_LIMIT >> 20} MB 的上限"
    context = {"filing": filing, "fault": fault, "limit": settings.UPLOAD_LIMIT >> 20}
    return render(request, "submit.html", context, status=422 if fault else 200)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission: progress while it runs, then conclusions and matters."""
    found = get_object_or_404(selectors.submissions(person(request)), pk=pk)
    return render(request, "submission.html", {"submission": found, "report": found.reports.first()})


@require_safe
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the part of the page that changes while the examination runs."""
    found = get_object_or_404(selectors.submissions(person(request)), pk=pk)
    return render(request, "progress.html", {"submission": found, "report": found.reports.first()})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops an examination that is not done."""
    user = submitter(request)
    found = get_object_or_404(selectors.submissions(user), pk=pk)
    intake.cancel(found, user)
    return redirect("submission", found.pk)


def _report(request: HttpRequest, number: str) -> Report:
    found: Report = get_object_or_404(selectors.reports(person(request)), number=number)
    return found


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The report's page as it was made, under a policy of its own."""
    answer = HttpResponse(store().read(_report(request, number).page))
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer


@require_safe
def report_json(request: HttpRequest, number: str) -> FileResponse:
    """report.json, always as a file to be saved."""
    found = _report(request, number)
    return FileResponse(store().open(found.digest), as_attachment=True, filename=f"{found.number}.json")
