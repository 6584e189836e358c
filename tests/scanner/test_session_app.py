"""A session as analyzers see it, also a hostile one; and that no planted value ever leaves."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner import codec
from scanner.detect_forms import forms
from scanner.model import BadPackage, Status
from scanner.session import Call, Prompt, Reported, Seen, Socket, Trace, Unseen
from scanner.session_app import Session, without_values
from tests.apps.session import APP_ID, DEVICE, PACKAGE, PERSONA, Made, at, examined, made


def test_a_session_of_another_package_is_refused() -> None:
    with pytest.raises(BadPackage, match="另一个安装包"):
        Session.open(made().zip(), replace(PACKAGE, sha256="1" * 64))


def broken(change: dict[str, bytes | None]) -> bytes:
    whole = zipfile.ZipFile(io.BytesIO(made().sent(20, "https://a.example.cn/", {"a": 1}).zip()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            content = change.get(name, whole.read(name))
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"manifest.json": None},
        {"events.jsonl": None},
        {"manifest.json": b"[]"},
        {"events.jsonl": b'{"kind":"session","schema":9}'},
    ],
)
def test_what_is_no_session(change: dict[str, bytes | None]) -> None:
    with pytest.raises(BadPackage):
        Session.open(broken(change), PACKAGE)


def test_a_body_that_is_not_what_its_name_says_is_lost() -> None:
    data = made().sent(20, "https://a.example.cn/", {"imei": DEVICE["imei"]}).zip()
    name = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "bodies" in name)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(f"bodies/{'0' * 64}", b"something else")
    session = Session.open(out.getvalue(), PACKAGE)
    assert session.body(name.removeprefix("bodies/")) != b""
    assert session.body("0" * 64) == b""


def test_truncated_sessions_end_in_a_sentence_or_a_partial_run() -> None:
    data = made().sent(20, "https://a.example.cn/", {"a": 1}).zip()
    for size in range(0, len(data), 97):
        with contextlib.suppress(BadPackage):
            Session.open(data[:size], PACKAGE)


def everything() -> Made:
    """A session in which every planted value goes out in some way, and stands in every other place too."""
    session = made()
    for number, item in enumerate(PERSONA.planted):
        value, second = item.value, 62 + number
        digest = hashlib.md5(value.encode()).hexdigest()
        session.sent(
            second,
            f"http://{digest}.track.example.cn/p/{value}?v={value}#f={value}",
            {value: {"v": value, digest: base64.b64encode(value.encode()).decode()}},
            headers=[("X-" + digest, value), ("Cookie", f"{value}=1")],
        )
        session.add(
            Unseen(at(second), "pinned", f"{value}.example.cn"),
            Call(at(second), value, (f"com.{value}.A.b", value), data=value),
            Prompt(at(second), value, value),
            Seen(at(second), value, value, value),
            Seen(at(second), "crash", value),
            Reported(at(second), f"{value}.cn", owner=value),
            Trace(at(second), "log", f"/data/{value}", *session.writer.body(value.encode())),
            Socket(at(second), f"f{number + 1}", True, session.writer.body(value.encode())[0], 9),
        )
    return session


def test_no_planted_value_and_no_form_of_one_is_in_what_a_scan_says() -> None:
    said = examined(everything())
    text = json.dumps([codec.to_json(item) for item in (*said.evidence, *said.runs)], ensure_ascii=False)
    raw = text.encode()
    low = raw.lower()
    assert len(said.evidence) > 100
    for form in forms(PERSONA.planted, APP_ID):
        if not form.weak and not form.bound:
            assert form.data not in (raw if form.exact else low), form
    for item in PERSONA.planted:
        assert item.value not in text


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PERSONA.planted), st.text(max_size=20), st.text(max_size=20))
def test_the_last_look_cuts_values_from_any_text(item: Any, before: str, after: str) -> None:
    detector = Session.open(broken({}), PACKAGE).detector
    cut = without_values(detector, {"a": [f"{before} {item.value} {after}"]})
    assert item.value not in json.dumps(cut, ensure_ascii=False)


def test_gaps_are_partial_runs_with_reasons() -> None:
    cases: list[tuple[Made, str, str, Status]] = [
        (made().add(Unseen(at(20), "pinned", "a.cn")), "transmissions", "pinned", Status.PARTIAL),
        (made().add(Unseen(at(20), "refused", "a.cn")), "transmissions", "ca-refused", Status.PARTIAL),
        (made().add(Unseen(at(20), "quic", "1.2.3.4")), "transmissions", "not-http", Status.PARTIAL),
        (made(planted=None), "transmissions", "no-persona", Status.PARTIAL),
        (made(recorded=("http",)), "transmissions", "gaps-not-recorded", Status.PARTIAL),
        (made(recorded=("tls", "other")), "transmissions", "not-recorded", Status.NOT_APPLICABLE),
        (made(recorded=("http",)), "calls", "no-runtime", Status.NOT_APPLICABLE),
        (made(recorded=("http",)), "conduct", "not-recorded", Status.NOT_APPLICABLE),
        (made(phases=()), "phases", "no-phases", Status.PARTIAL),
        (made(clock_source=""), "phases", "clock", Status.PARTIAL),
        (
            made().sent(25.5, "https://a.cn/", {"imei": DEVICE["imei"]}),
            "transmissions",
            "phase-uncertain",
            Status.PARTIAL,
        ),
    ]
    for session, analyzer, reason, status in cases:
        (run,) = [run for run in examined(session).runs if run.analyzer == analyzer]
        assert (run.status, run.reason) == (status, reason), (analyzer, reason)
        assert run.session == "s-1"
    assert all(run.status is Status.DONE for run in examined(made()).runs)
