"""The API: what each address answers, to whom, and how it says what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest
from django.test import Client

from registry import tokens
from registry.models import Filing, Organisation, Report, Role, Submission, User
from registry.storage import Folder
from tests.registry.conftest import ROOT

pytestmark = pytest.mark.django_db
FORM = (ROOT / "examples" / "filing.yaml").read_bytes()


class Program:
    """Somebody's program with a key."""

    def __init__(self, user: User, *scopes: str) -> None:
        key = tokens.issue(user, "", scopes or ("read", "submit"), 30)
        self._client = Client(headers={"authorization": f"Bearer {key}"})

    def get(self, path: str) -> tuple[int, dict[str, object]]:
        answer = self._client.get(f"/api/v1{path}")
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, orjson.loads(content)

    def post(self, path: str, body: bytes, key: str = "") -> tuple[int, dict[str, object]]:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self._client.post(
            f"/api/v1{path}", body, content_type="application/octet-stream", headers=headers
        )
        assert answer.status_code < 400 or answer.headers["Content-Type"] == "application/problem+json"
        return answer.status_code, orjson.loads(answer.content)


@pytest.fixture
def program(reviewer: User) -> Program:
    return Program(reviewer)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.api.wake", lambda _work: None)


def test_from_a_form_to_a_submission(program: Program, store: Folder) -> None:
    status, filing = program.post("/filings", FORM)
    assert (status, filing["name"], filing["state"]) == (201, "示例课堂", "submitted")
    path = f"/filings/{filing['id']}/packages?name=%E4%BD%9C%E4%B8%9A.apk"
    status, made = program.post(path, b"PK\3\4", "one")
    assert (status, made["state"], made["report"]) == (201, "received", None)
    assert program.post(path, b"PK\3\4", "one")[1]["id"] == made["id"]
    assert Submission.objects.get().file_name == "作业.apk"
    assert program.get(f"/submissions/{made['id']}")[1]["state"] == "received"
    assert program.get(f"/submissions/{made['id']}/findings")[0] == 404


def test_no_persons_of_the_form_are_told(program: Program) -> None:
    said = str(program.post("/filings", FORM)) + str(program.get("/filings"))
    assert "联系人" not in said
    assert "010-" not in said


def test_findings_come_in_parts(program: Program, filing: Filing, store: Folder) -> None:
    row = Submission.objects.create(filing=filing, sha256="a" * 64, size=1, file_name="a", state="ready")
    kept = store.put([orjson.dumps({"items": [{"rule": str(number)} for number in range(5)]})], 1000)
    Report.objects.create(
        submission=row, number="HY-2026-000001", rules="", house="", at="2026-01-01", digest=kept.sha256,
        page=kept.sha256, summary={"filing": {}, "risk": {}, "action": {}}, head="", occasion="x",
    )  # fmt: skip
    seen, cursor = [], ""
    while True:
        _, part = program.get(f"/submissions/{row.pk}/findings?limit=2&cursor={cursor}")
        seen += [item["rule"] for item in part["items"]]  # type: ignore[index, attr-defined]
        if not part["next"]:
            break
        cursor = str(part["next"])
    assert seen == ["0", "1", "2", "3", "4"]
    assert program.get("/reports/HY-2026-000001")[1]["items"]


def test_a_list_comes_in_parts(program: Program, filing: Filing) -> None:
    for number in range(4):
        Filing.objects.create(provider=filing.provider, name=str(number))
    names, cursor = [], ""
    while True:
        _, part = program.get(f"/filings?limit=2&cursor={cursor}")
        names += [item["name"] for item in part["items"]]  # type: ignore[index, attr-defined]
        if not part["next"]:
            break
        cursor = str(part["next"])
    assert names == ["示例课堂", "0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/filings?cursor=%00", 422),
        ("/filings?cursor=zzzz", 422),
        ("/filings?limit=0", 422),
        ("/filings?limit=x", 422),
        ("/filings?q=%00", 200),
        ("/submissions/0", 404),
        ("/submissions/99999999999999999999", 404),
        ("/reports/%00", 404),
        ("/reports/HY-2026-000009", 404),
    ],
)
def test_wrong_questions_are_told_what_is_wrong(path: str, status: int, program: Program) -> None:
    assert program.get(path)[0] == status


def test_a_form_with_faults_names_each(program: Program) -> None:
    status, said = program.post("/filings", "提供者备案信息表:\n  不认识: 1\n".encode())
    assert status == 422
    assert "不认识" in str(said["detail"])
    assert not Filing.objects.exists()


def test_too_much_is_refused(program: Program, filing: Filing, store: Folder, settings: object) -> None:
    settings.UPLOAD_LIMIT = 3  # type: ignore[attr-defined]
    assert program.post(f"/filings/{filing.pk}/packages", b"12345")[0] == 413


def test_a_key_opens_only_what_it_is_for(filing: Filing, reviewer: User, person: Callable[..., User]) -> None:
    reads = Program(reviewer, "read")
    assert reads.get("/filings")[0] == 200
    assert reads.post("/filings", FORM)[0] == 401
    assert Client().get("/api/v1/filings").status_code == 401
    security = Program(person(Role.SECURITY))
    assert security.post("/filings", FORM)[0] == 403
    other = Program(
        person(Role.PROVIDER, Organisation.objects.create(kind="provider", name="另一家"), "other")
    )
    assert other.get("/filings")[1]["items"] == []
    assert other.post(f"/filings/{filing.pk}/packages", b"PK")[0] == 404
    assert other.post("/filings", FORM)[0] == 403, "in its own name only"


def test_the_description_is_published(client: Client) -> None:
    said = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/submissions/{pk}/findings" in said["paths"]
