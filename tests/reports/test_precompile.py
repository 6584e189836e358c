"""What is kept of the compiled template is used only as long as it fits."""

from __future__ import annotations

import pytest

from reports import html, precompile
from reports.templates import report_html
from tests.reports.samples import ordinary


def test_it_is_of_this_source_and_this_jinja() -> None:
    due = "run: python -m reports.precompile"
    assert precompile.TARGET.read_text("utf-8") == precompile.compiled(), due


def test_an_outdated_one_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = html.render(ordinary())
    html._template.cache_clear()
    monkeypatch.setattr(report_html, "STAMP", "older")
    monkeypatch.setattr(report_html, "root", None)
    assert html.render(ordinary()) == expected
    html._template.cache_clear()
