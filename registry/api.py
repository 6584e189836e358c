"""The API under /api/v1: hand in, follow, read. The same services and selectors as the pages.

Errors are problem+json (RFC 9457). Lists are cut by an opaque cursor. A repeated request with the same
Idempotency-Key gives the first answer.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from registry import forms, intake, selectors, tokens
from registry.desk import store
from registry.intake import Incoming
from registry.models import Filing, Submission, User
from registry.storage import CHUNK, TooLarge
from registry.wakes import wake
from registry.web.headers import REPORT_POLICY
from scanner.filing_faults import BadFiling
from scanner.filing_form import loads
from scanner.filing_yaml import SIZE

MOST = 100
"""Entries of a list at the most."""
_ID = 2**63 - 1


class Bearer(HttpBearer):
    """A key made on the page 接口密钥, for one scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person in whose name the program asks."""
        found = tokens.holder(token, self.scope)
        if found is not None:
            request.user = found
        return found


READ, SUBMIT = Bearer("read"), Bearer("submit")
api = NinjaAPI(title="Heyan 核验", version="1", urls_namespace="api", auth=READ, docs_url=None)


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    title: str
    status: int
    detail: str = ""


class FilingOut(Schema):
    """One filing, without what its form says of persons."""

    id: int
    name: str
    platform: str
    app_id: str
    provider: str
    state: str
    number: str

    @staticmethod
    def resolve_provider(row: Filing) -> str:
        """The unit's name."""
        return row.provider.name


class Filings(Schema):
    """A part of a list; `next` is given to `cursor` for the part after it."""

    items: list[FilingOut]
    next: str | None


class SubmissionOut(Schema):
    """How far an examination is, and its newest report."""

    id: int
    filing: int
    sha256: str
    state: str
    refusal: str
    received: datetime
    report: str | None
    conclusions: dict[str, Any] | None

    @staticmethod
    def of(row: Submission) -> SubmissionOut:
        """Of a row."""
        report = row.reports.order_by("-created").first()
        said = {key: report.summary[key] for key in ("filing", "risk", "action")} if report else None
        return SubmissionOut(
            id=row.pk,
            filing=row.filing_id,
            sha256=row.sha256,
            state=row.state,
            refusal=row.refusal,
            received=row.received,
            report=report.number if report else None,
            conclusions=said,
        )


class Findings(Schema):
    """Findings of a report, as report.json has them."""

    report: str
    items: list[dict[str, Any]]
    next: str | None


def _cursor(last: int) -> str:
    return base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def _after(cursor: str) -> int:
    """The position a cursor stands for; 0 for the beginning. Raises HttpError."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        text = ""
    if not text.isdecimal() or int(text) > _ID:
        raise HttpError(422, "cursor: 不是列表给出的续读位置 (not a cursor of ours)")
    return int(text)


@api.get("/filings", response=Filings, summary="备案列表")
def filings(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    state: str = Query("", max_length=16),
    cursor: str = Query("", max_length=40),
    limit: int = Query(20, ge=1, le=MOST),
) -> dict[str, Any]:
    """The filings this person may see, oldest first."""
    found = selectors.searched(selectors.filings(_person(request)), q, state)
    rows = list(found.filter(pk__gt=_after(cursor)).order_by("pk")[: limit + 1])
    return {"items": rows[:limit], "next": _cursor(rows[limit - 1].pk) if len(rows) > limit else None}


@api.post("/filings", response={201: FilingOut, 422: Problem}, auth=SUBMIT, summary="登记备案表(filing.yaml)")
def file(request: HttpRequest) -> tuple[int, Any]:
    """The body is a filing.yaml."""
    try:
        declaration = loads(request.read(SIZE + 1))
    except BadFiling as bad:
        raise HttpError(422, "\n".join(map(str, bad.faults))) from bad
    try:
        return 201, forms.file(declaration, _submitter(request))
    except forms.NotYours as fault:
        raise HttpError(403, "只能以本单位的名义登记 (only in your own unit's name)") from fault


@api.post(
    "/filings/{int:pk}/packages",
    response={201: SubmissionOut, 422: Problem},
    auth=SUBMIT,
    summary="提交安装包",
)
def submit(
    request: HttpRequest,
    pk: int,
    name: str = Query("", max_length=255),
    key: str = Header("", alias="Idempotency-Key", max_length=100),
) -> tuple[int, SubmissionOut]:
    """The body is the package itself, read as it comes."""
    user = _submitter(request)
    filing = get_object_or_404(selectors.filings(user), pk=pk)
    incoming = Incoming(name, _chunks(request), key.replace("\0", ""))
    try:
        made = intake.receive(store(), filing, incoming, user, settings.UPLOAD_LIMIT, wake)
    except TooLarge as fault:
        raise HttpError(413, f"文件超过 {settings.UPLOAD_LIMIT >> 20} MB 的上限 (too large)") from fault
    return 201, SubmissionOut.of(made)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


@api.get("/submissions/{int:pk}", response=SubmissionOut, summary="检测进度和结论")
def submission(request: HttpRequest, pk: int) -> SubmissionOut:
    """How far it is."""
    return SubmissionOut.of(get_object_or_404(selectors.submissions(_person(request)), pk=pk))


@api.get("/submissions/{int:pk}/findings", response=Findings, summary="命中事项")
def findings(
    request: HttpRequest,
    pk: int,
    cursor: str = Query("", max_length=40),
    limit: int = Query(20, ge=1, le=MOST),
) -> dict[str, Any]:
    """Of the newest report, in the report's order."""
    row = get_object_or_404(selectors.submissions(_person(request)), pk=pk)
    report = row.reports.order_by("-created").first()
    if report is None:
        raise Http404
    items = orjson.loads(store().read(report.digest))["items"]
    at = _after(cursor)
    last = at + limit
    return {
        "report": report.number,
        "items": items[at:last],
        "next": _cursor(last) if last < len(items) else None,
    }


@api.get("/reports/{number}", response=dict[str, Any], summary="report.json")
def report(request: HttpRequest, number: str) -> Any:
    """The whole report, byte for byte as its hash names it."""
    found = get_object_or_404(selectors.reports(_person(request)), number=number.replace("\0", ""))
    return FileResponse(store().open(found.digest), content_type="application/json")


@api.get("/reports/{number}/page", response={200: str}, summary="report.html")
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The report as a page."""
    found = get_object_or_404(selectors.reports(_person(request)), number=number.replace("\0", ""))
    answer = HttpResponse(store().read(found.page))
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _submitter(request: HttpRequest) -> User:
    user = _person(request)
    if not selectors.may_submit(user):
        raise HttpError(403, "您的角色不能提交 (your role does not hand in)")
    return user


def _problem(request: HttpRequest, status: int, title: str, detail: str = "") -> HttpResponse:
    answer = api.create_response(request, {"title": title, "status": status, "detail": detail}, status=status)
    answer.headers["Content-Type"] = "application/problem+json"
    return answer


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _fault: Http404) -> HttpResponse:
    return _problem(request, 404, "没有这一项 (not found)")


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
    return _problem(request, 401, "密钥无效、过期或不含此权限 (key unknown, ended, or not for this)")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return _problem(request, fault.status_code, "请求不能照办 (cannot be done)", str(fault))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    said = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in fault.errors)
    return _problem(request, 422, "参数不对 (wrong parameters)", said[:2000])
