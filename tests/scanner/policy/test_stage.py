"""How the stage ends, in this process and in a real child; hostile documents."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from scanner import sandbox
from scanner.confine import Confinement
from scanner.kinds import Stage
from scanner.model import NO_PACKAGE, BadPackage, Limits, Scan, Status, WatchedTerm, WatchList
from scanner.policy import stage
from scanner.policy.document import Fetched, Source
from scanner.sandbox import Job
from tests.apps.apk import apk, manifest
from tests.policies.measure import HERE
from tests.policies.writers import docx, pdf

WATCH = WatchList(
    terms=(WatchedTerm("umeng", "sdk", ("友盟统计",)), WatchedTerm("phone", "data", ("手机号码",)))
)
LONG = "本政策说明我们怎样处理您的信息,我们收集手机号码用于登录。" * 12
MAIN = f"<h1>云帆隐私政策</h1><p>{LONG}</p>".encode()


def ended(**documents: bytes) -> dict[str, tuple[Status, str]]:
    said: list[tuple[str, Any]] = []
    given = [Fetched(Source(name), body) for name, body in documents.items()]
    stage.run(given, WATCH.terms, lambda word, content: said.append((word, content)), ())
    return {run.analyzer: (run.status, run.reason) for word, run in said if word == "run"}


def test_all_read_is_done() -> None:
    assert set(ended(a=MAIN).values()) == {(Status.DONE, "")}


def test_a_list_alone_is_not_the_policy() -> None:
    made = ended(a=f"<h1>第三方SDK清单</h1><p>{LONG}</p>".encode())
    assert set(made.values()) == {(Status.PARTIAL, "policy-no-main")}


def test_what_could_not_be_read_leaves_everything_open() -> None:
    made = ended(a=MAIN, b=b'<div id="app"></div><script src="a"></script>')
    assert set(made.values()) == {(Status.PARTIAL, "policy-shell")}


def test_a_list_that_was_not_given_leaves_sdks_open_and_nothing_else() -> None:
    made = ended(a=MAIN + "<p>详见《第三方SDK清单》。</p>".encode())
    assert made[stage.MENTIONS] == (Status.PARTIAL, "policy-linked")
    assert made[stage.STATEMENTS] == made[stage.DOCUMENTS] == (Status.DONE, "")


def test_names_are_told_apart() -> None:
    assert stage.unique(["a", "b", "a"]) == ["a", "b", "a#2"]


# --- the child ---


def scanned(*files: Path, **more: Any) -> Scan:
    more.setdefault("sources", tuple(Source(file.name) for file in files))
    more.setdefault("confinement", Confinement(memory=384 << 20, cpu=60))
    return sandbox.policy(Job(files, Stage.POLICY, WATCH, "2026-03-02", "test", **more))


def put(folder: Path, name: str, body: bytes) -> Path:
    path = folder / name
    path.write_bytes(body)
    return path


def test_a_child_reads_what_the_stage_reads(tmp_path: Path) -> None:
    made = scanned(put(tmp_path, "政策.html", MAIN), put(tmp_path, "b.docx", docx(["第三方SDK清单", LONG])))
    assert [document.name for document in made.documents] == ["政策.html", "b.docx"]
    assert made.documents[0].sha256 == Fetched(Source(""), MAIN).sha256
    assert made.package == NO_PACKAGE
    assert {run.status for run in made.runs} == {Status.DONE}
    assert {item.stage for item in made.evidence} == {Stage.POLICY}
    assert any(item.value == "phone" for item in made.evidence)


def test_bundled_documents_are_read_from_the_package(tmp_path: Path) -> None:
    path = put(tmp_path, "a.apk", apk(manifest(), (), {"assets/privacy.html": MAIN, "assets/no.html": b""}))
    sources = (Source("assets/privacy.html", "package"), Source("assets/gone.html", "package"))
    made = scanned(path, sources=sources, limits=Limits())
    assert [(document.name, document.state, document.source) for document in made.documents] == [
        ("assets/privacy.html", "read", "package"),
        ("assets/gone.html", "placeholder", "package"),
    ]
    with pytest.raises(BadPackage):
        scanned(put(tmp_path, "b.apk", b"no archive"), sources=sources)


def test_a_policy_joins_its_package(tmp_path: Path) -> None:
    made = scanned(put(tmp_path, "a.html", MAIN))
    again = scanned(put(tmp_path, "a.html", MAIN))
    assert made.join(again) == made


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("huge.html", b"<p>" + b"x" * (50 << 20)),
        ("deep.html", b"<div>" * 40_000),
        ("broken.html", b"<table><tr><td" * 10_000),
        ("spans.html", b"<table><tr><td colspan=999 rowspan=999>a<td>b</tr>" * 5_000),
        ("noise.txt", bytes(range(128, 256)) * 8000),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(1000)),
        ("cut.pdf", pdf([["甲" * 40] * 40] * 20)[:-500]),
        ("bomb.docx", docx(["甲" * 1000] * 9_000)),
        ("json.json", b"[" * 100_000),
    ],
)
def test_hostile_documents_end_within_the_limits(tmp_path: Path, name: str, body: bytes) -> None:
    made = scanned(put(tmp_path, name, body), seconds=60)
    assert made.runs
    assert all(run.status is not Status.DONE for run in made.runs)
    assert all(run.reason for run in made.runs)


def test_a_stream_that_swells_is_survived(tmp_path: Path) -> None:
    swollen = zlib.compress(b"BT (x) Tj ET\n" * 12_000_000, 9)  # 156 MB
    made = scanned(put(tmp_path, "bomb.pdf", pdf([["甲"]], swollen)), seconds=60)
    assert all(run.status is not Status.DONE for run in made.runs)


def test_thirty_pages_are_read_whole(tmp_path: Path) -> None:
    page = (HERE / "chenxing.html").read_text("utf-8")
    body = page.replace("</body>", page[page.index("<h2>") : page.index("<footer>")] * 20 + "</body>")
    made = scanned(put(tmp_path, "long.html", body.encode()))
    assert {run.status for run in made.runs} == {Status.DONE, Status.PARTIAL} or made.documents[
        0
    ].state == "read"
    assert len(made.documents[0].paragraphs) > 700


def test_reading_costs_a_static_scan_nothing() -> None:
    root = str(Path(sandbox.__file__).parent.parent)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import cli, reports.examine, rules.load, scanner.sandbox, scanner.child, scanner.scan, scanner.intake\n"
        "print([name for name in ('bs4', 'lxml', 'pypdf') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code, root], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
