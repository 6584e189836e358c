"""What is written is readable at any moment, whatever happens next."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.formats.flows import Unread, events
from scanner.session import SCHEMA, Call, Flow, Manifest, Mark
from scanner.session_write import EVENTS, Writer

MANIFEST = Manifest(SCHEMA, "s-1", "0" * 64, "cn.example", "android", ("http",), started=5)


def test_events_come_back_as_they_were(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "s", MANIFEST)
    message = writer.message([("A", "b")], b"body")
    said = [
        Mark(1, "dialog", "driver"),
        Flow(2, "f1", "GET", "https://a.example/", message),
        Call(3, "imei", ("a.B.c",), False),
    ]
    for event in said:
        writer.add(event)
    writer.close(9)
    unread = Unread()
    assert list(events((tmp_path / "s" / EVENTS).read_bytes(), unread)) == said
    assert unread.count == 0
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "s").rglob("*") if path.is_file()} == {0o600}


def test_a_crash_leaves_a_readable_session(tmp_path: Path) -> None:
    with Writer(tmp_path / "s", MANIFEST) as writer:
        writer.add(Mark(1, "dialog"))
    path = tmp_path / "s" / EVENTS
    with path.open("ab") as file:
        file.write(b'{"kind": "mark", "at": 2, "pha')
    unread = Unread()
    assert list(events(path.read_bytes(), unread)) == [Mark(1, "dialog")]
    assert unread.count == 1


def test_a_full_disk_loses_the_body_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with Writer(tmp_path / "s", MANIFEST) as writer:
        monkeypatch.setattr(Writer, "_file", staticmethod(full))
        message = writer.message([], b"x" * 100)
    assert (message.body, message.size, message.kept, message.unread) == ("", 100, 0, "disk-full")
    assert writer.full


def test_a_body_is_kept_once_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.session_write.MEDIA", 10)
    with Writer(tmp_path / "s", MANIFEST) as writer:
        first, second = writer.message([], b"x" * 100), writer.message([], b"x" * 90)
    assert (first.size, first.kept, second.size) == (100, 10, 90)
    assert first.body == second.body
    assert len(list((tmp_path / "s" / "bodies").iterdir())) == 1


def test_a_recorder_needs_only_the_standard_library() -> None:
    code = (
        "import sys, scanner.session_write\n"
        "own = set(sys.stdlib_module_names) | {'scanner', '__main__', 'sitecustomize'}\n"
        "extra = {name.partition('.')[0] for name in sys.modules} - own\n"
        "print(sorted(name for name in extra if not name.startswith('_')))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
