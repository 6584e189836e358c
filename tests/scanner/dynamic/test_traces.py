from __future__ import annotations

from scanner.kinds import Kind
from scanner.session import Trace
from tests.apps.session import ADULT, Made, at, examined, made


def found(session: Made) -> list[tuple[object, ...]]:
    items = [item for item in examined(session).evidence if item.kind is Kind.AT_REST]
    return [(item.value, item.detail["name"], item.detail["form"], item.detail["times"]) for item in items]


def trace(session: Made, where: str, name: str, text: str) -> Trace:
    body, kept = session.writer.body(text.encode())
    return Trace(at(70), where, name, body, kept, kept)


def test_logs_and_files() -> None:
    session = made()
    session.add(
        trace(session, "log", "OkHttp", f"login {ADULT['phone-number']}"),
        trace(session, "log", "OkHttp", f"again {ADULT['phone-number']}"),
    )
    session.add(
        trace(session, "public", "/sdcard/x.xml", f"<p>{ADULT['password']}</p>"),
        trace(session, "log", "x", "nothing"),
    )
    assert found(session) == [
        ("phone-number@log", "OkHttp", "", 2),
        ("password@public", "/sdcard/x.xml", "", 1),
    ]


def test_a_lost_body_is_a_gap() -> None:
    said = examined(made().add(Trace(at(70), "log", "x", "0" * 64, 9, 9)))
    (run,) = [run for run in said.runs if run.analyzer == "traces"]
    assert run.reason == "body-lost"
