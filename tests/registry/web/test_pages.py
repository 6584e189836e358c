"""Every page asked seven questions: works, teammate, stranger, malformed and unknown id, method, reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from registry import urls
from registry.models import Filing, Organisation, Report, Role, Submission, User, Version
from registry.storage import Folder

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Asked:
    """One address: how it is asked, what works answers, and who must not."""

    name: str
    path: str  # {filing}, {submission}, {report}, {account}
    method: str = "get"
    works: int = 200
    who: str = Role.REVIEWER
    stranger: int = 404  # a provider of another unit
    reader: int = 200  # the security team, which reads only
    wrong: str = "post"


PAGES = (
    Asked("start", "/", stranger=200),
    Asked("filings", "/filings?q=x&state=filed&page=2", stranger=200),
    Asked("filing-new", "/filings/new", stranger=200, reader=403, wrong="delete"),
    Asked("filing", "/filings/{filing}"),
    Asked("filing-form", "/filings/{filing}/form", wrong="delete"),
    Asked("submit", "/filings/{filing}/submit", reader=403, wrong="delete"),
    Asked("submission", "/submissions/{submission}"),
    Asked("submission-state", "/submissions/{submission}/state"),
    Asked("submission-cancel", "/submissions/{submission}/cancel", "post", 302, reader=403, wrong="get"),
    Asked("report", "/reports/{report}"),
    Asked("report-json", "/reports/{report}.json"),
    Asked("tokens", "/tokens", stranger=200, wrong="delete"),
    Asked("token-revoke", "/tokens/{token}/revoke", "post", 302, stranger=302, reader=302, wrong="get"),
    Asked("people", "/people", who=Role.ADMINISTRATOR, stranger=403, reader=403, wrong="delete"),
    Asked(
        "account-active", "/people/{account}/active", "post", 302, Role.ADMINISTRATOR, 403, 403, wrong="get"
    ),
)
OPEN = {"login", "logout", "password", "healthz", "readyz"}
WITH_ID = [page for page in PAGES if "{" in page.path and page.name != "token-revoke"]


def test_every_address_is_asked() -> None:
    assert {page.name for page in PAGES} | OPEN == {
        item.name for item in urls.urlpatterns if isinstance(item, URLPattern)
    }


@pytest.fixture
def places(filing: Filing, store: Folder, reviewer: User, person: Callable[..., User]) -> dict[str, str]:
    """One of everything: a filing with an examined package and its report."""
    version = Version.objects.create(
        filing=filing, sha256="a" * 64, size=1, label="<script>alert(1)</script>\u202e"
    )
    submission = Submission.objects.create(
        filing=filing,
        version=version,
        sha256="a" * 64,
        size=1,
        file_name="<b>.apk",
        state="ready",
        by=reviewer,
    )
    kept = store.put(["<p>报告</p>".encode()], 100)
    Report.objects.create(
        submission=submission,
        number="HY-2026-000001",
        rules="r",
        house="h",
        at="2026-01-01",
        digest=kept.sha256,
        page=kept.sha256,
        summary={
            "filing": {"zh": "一致"},
            "risk": {"zh": "未评级"},
            "action": {"zh": "无"},
            "matters": [
                {"title": "<img src=x onerror=alert(1)>", "plain": "y", "severity": 2, "use": "补正"}
            ],
        },
        head="0" * 64,
        occasion="submission",
    )
    other = person(Role.DETECTOR, name="somebody")
    return {
        "filing": str(filing.pk),
        "submission": str(submission.pk),
        "report": "HY-2026-000001",
        "account": str(other.pk),
        "token": "1",
    }


@pytest.fixture
def asks(client: Client, person: Callable[..., User]) -> Callable[..., int]:
    """Somebody of a role asks one page; the status."""

    def ask(
        page: Asked, places: dict[str, str], role: str, method: str = "", unit: Organisation | None = None
    ) -> int:
        user = User.objects.filter(role=role, organisation=unit).first() or person(
            role, unit, f"{role}-{unit}"
        )
        client.force_login(user)
        answer = getattr(client, method or page.method)(page.path.format(**places))
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
        return int(answer.status_code)

    return ask


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
class TestSevenQuestions:
    def test_works(self, page: Asked, places: dict[str, str], asks: Callable[..., int]) -> None:
        assert asks(page, places, page.who) == page.works

    def test_a_teammate_sees_the_same(
        self, page: Asked, places: dict[str, str], asks: Callable[..., int]
    ) -> None:
        who = Role.DETECTOR if page.who == Role.REVIEWER else page.who
        assert asks(page, places, who) == page.works

    def test_a_stranger_learns_nothing(
        self, page: Asked, places: dict[str, str], asks: Callable[..., int], db: None
    ) -> None:
        other = Organisation.objects.create(kind="provider", name="另一家示例公司")
        assert asks(page, places, Role.PROVIDER, unit=other) == page.stranger

    def test_without_an_account_one_is_asked_to_log_in(
        self, page: Asked, places: dict[str, str], client: Client
    ) -> None:
        answer = getattr(client, page.method)(page.path.format(**places))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login?next=/")

    def test_another_method_is_refused(
        self, page: Asked, places: dict[str, str], asks: Callable[..., int]
    ) -> None:
        assert asks(page, places, page.who, page.wrong) == 405

    def test_who_only_reads_changes_nothing(
        self, page: Asked, places: dict[str, str], asks: Callable[..., int]
    ) -> None:
        assert asks(page, places, Role.SECURITY) == page.reader


def bad_ids() -> Iterator[tuple[Asked, str]]:
    for page in WITH_ID:
        for bad in ("0", "999999", "-1", "x", "9" * 30, "%00", "' OR 1=1"):
            yield page, bad


@pytest.mark.parametrize(("page", "bad"), bad_ids(), ids=lambda item: getattr(item, "name", item))
def test_a_malformed_or_unknown_id_is_not_found(
    page: Asked, bad: str, places: dict[str, str], asks: Callable[..., int]
) -> None:
    assert asks(page, dict.fromkeys(places, bad), page.who) == 404


def test_the_administrator_reads_no_case(places: dict[str, str], asks: Callable[..., int]) -> None:
    for page in WITH_ID:
        if page.who == Role.REVIEWER:
            assert asks(page, places, Role.ADMINISTRATOR) in (403, 404), page.name


def test_hostile_names_are_shown_harmlessly(
    places: dict[str, str], page: Callable[[User], Client], reviewer: User
) -> None:
    answer = page(reviewer).get(f"/submissions/{places['submission']}")
    text = answer.content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    report = page(reviewer).get("/reports/HY-2026-000001")
    assert "sandbox" in report.headers["Content-Security-Policy"]


def test_a_package_is_submitted_and_its_worker_woken(
    filing: Filing,
    store: Folder,
    page: Callable[[User], Client],
    reviewer: User,
    woken: list[str],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    file = SimpleUploadedFile("作业.apk", b"PK\3\4")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = page(reviewer).post(f"/filings/{filing.pk}/submit", {"package": file})
    made = Submission.objects.get()
    assert answer.headers["Location"] == f"/submissions/{made.pk}"
    assert made.file_name == "作业.apk"
    assert woken == ["static"]


def test_nothing_chosen_and_too_much_are_said(
    filing: Filing, store: Folder, page: Callable[[User], Client], reviewer: User, settings: object
) -> None:
    where = f"/filings/{filing.pk}/submit"
    assert "请选择安装包" in page(reviewer).post(where).content.decode()
    settings.UPLOAD_LIMIT = 3  # type: ignore[attr-defined]
    answer = page(reviewer).post(where, {"package": SimpleUploadedFile("a.apk", b"12345")})
    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_a_provider_sees_its_own_filings(
    filing: Filing, page: Callable[[User], Client], person: Callable[..., User]
) -> None:
    own = person(Role.PROVIDER, filing.provider)
    assert "示例课堂" in page(own).get("/filings").content.decode()
    other = person(Role.PROVIDER, Organisation.objects.create(kind="provider", name="另一家"), "other")
    assert "示例课堂" not in page(other).get("/filings").content.decode()
