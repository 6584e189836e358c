"""What was skipped and what would enable it, listed after a run; in CI a skip of what CI has is a failure."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

import pytest

ENABLED_BY: Mapping[str, str] = {
    "aapt": "apt-get install aapt",
    "aapt2": "apt-get install aapt",
    "apksigner": "apt-get install apksigner",
    "dexdump": "apt-get install dexdump",
    "smali": "apt-get install smali",
    "baksmali": "apt-get install smali",
    "chromium": "apt-get install chromium",
    "pdftoppm": "apt-get install poppler-utils",
    "openssl": "apt-get install openssl",
    "unzip": "apt-get install unzip",
    "llvm": "apt-get install llvm-14",
    "clang": "apt-get install clang-14",
    "ld64": "apt-get install lld-14",
    "xxd": "apt-get install xxd",
    "lief": "pip install -r requirements/dev.txt",
    "androguard": "pip install -r requirements/core.txt",
    "postgresql": "apt-get install postgresql, and a server on 127.0.0.1:5432 with trusted local users",
    "redis": "apt-get install redis-server, and a server on 127.0.0.1:6379",
    "rabbitmq": "apt-get install rabbitmq-server, and a server on 127.0.0.1:5672",
    "hatchling": "pip install -r requirements/core.txt",
    "../shared": "the folder ../shared beside this checkout",
}
"""What a reason names, and how it is had. All of it is there in CI (.ci/run)."""
_WORDS = re.compile(r"\.\./shared|[a-z0-9]+")


def enabled_by(reason: str) -> str:
    """What would enable a test that was skipped for this reason; "" if that is not known."""
    found = (ENABLED_BY[word] for word in _WORDS.findall(reason.lower()) if word in ENABLED_BY)
    return "; ".join(dict.fromkeys(found))


class Skips:
    """A plug-in of pytest that takes note of each skipped test."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []  # (test, reason)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report.nodeid, report.longrepr)

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report.nodeid, report.longrepr)

    def _note(self, test: str, longrepr: object) -> None:
        reason = str(longrepr[2] if isinstance(longrepr, tuple) else longrepr).removeprefix("Skipped: ")
        self.found.append((test, reason))

    @property
    def failing(self) -> list[tuple[str, str]]:
        """In CI: the tests that it must be able to run."""
        if os.environ.get("CI") != "true":
            return []
        return [(test, reason) for test, reason in self.found if enabled_by(reason)]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.failing and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.found:
            return
        by_way: dict[str, list[str]] = {}
        for test, reason in self.found:
            by_way.setdefault(enabled_by(reason) or reason, []).append(test)
        terminalreporter.section("skipped, and what enables it")
        for way, tests in sorted(by_way.items()):
            terminalreporter.write_line(f"{way}: {len(tests)} tests")
        if self.failing:
            terminalreporter.section("skipped in CI although CI has what they need")
            for test, reason in self.failing:
                terminalreporter.write_line(f"{test}: {reason}", red=True)
