"""A package comes in."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from registry import intake
from registry.intake import Incoming, shown_name
from registry.models import Event, Filing, Job, Submission, User
from registry.storage import Folder, TooLarge


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("作业.apk", "作业.apk"),
        ("..\\..\\windows\\a.apk", "a.apk"),
        ("/etc/passwd", "passwd"),
        ("", "未命名"),
        ("x" * 400, "x" * 255),
    ],
)
def test_a_file_name_is_only_ever_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_names_that_deceive_the_eye_are_made_visible() -> None:
    shown = shown_name("a\u202egpa.exe\x00\n")
    assert not any(character in shown for character in "\u202e\x00\n")


@pytest.mark.usefixtures("committed")
class TestReceiving:
    def test_the_row_its_job_and_its_event_come_together_and_then_the_message(
        self, store: Folder, filing: Filing, reviewer: User
    ) -> None:
        woken: list[str] = []
        made = intake.receive(store, filing, Incoming("a.apk", [b"PK"]), reviewer, 100, woken.append)
        assert store.has(made.sha256)
        assert list(Job.objects.values_list("work", "state")) == [("static", "waiting")]
        assert Event.objects.get(act="package-received").detail["sha256"] == made.sha256
        assert woken == ["static"]

    def test_too_much_leaves_nothing(self, store: Folder, filing: Filing, reviewer: User) -> None:
        with pytest.raises(TooLarge):
            intake.receive(store, filing, Incoming("a", [b"x" * 10] * 3), reviewer, 20, lambda _work: None)
        assert not Submission.objects.exists()
        assert [path for path in store.root.rglob("*") if path.is_file()] == []

    def test_the_same_key_many_times_at_once_is_one_submission(
        self, store: Folder, filing: Filing, reviewer: User
    ) -> None:
        found: list[int] = []

        def once() -> None:
            incoming = Incoming("a.apk", [b"PK"], key="k1")
            found.append(intake.receive(store, filing, incoming, reviewer, 100, lambda _work: None).pk)
            connection.close()

        threads = [threading.Thread(target=once) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 5
        assert len(set(found)) == 1
        assert Job.objects.count() == 1
