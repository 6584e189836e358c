"""What the terminal shows about a folder run."""

from __future__ import annotations

import io
import sys

import pytest

from reports.terminal import progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_that_fills_and_ends_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    show = progress()
    show(1, 2, "first.apk")
    assert screen.getvalue().startswith("\r[" + "█" * 12 + "·" * 12 + "] 1/2 first.apk")
    assert "\n" not in screen.getvalue()
    show(2, 2, "second.apk")
    assert screen.getvalue().endswith("\n")


def test_no_bar_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    progress()(1, 1, "a.apk")
    assert file.getvalue() == ""
