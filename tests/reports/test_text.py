"""The terminal summary: short, aligned by East Asian widths, plain unless a terminal reads."""

from __future__ import annotations

import pytest

from reports import text
from tests.reports.samples import SAMPLES, ordinary


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 88])
def test_it_fits(name: str, language: str, width: int) -> None:
    lines = text.render(SAMPLES[name](), language, width=width).splitlines()
    assert len(lines) <= 25
    assert max(map(text.columns, lines)) <= width
    assert all(line.isprintable() for line in lines)


def test_matters_are_aligned() -> None:
    lines = [line for line in text.render(ordinary()).splitlines() if line.startswith(" ") and "疑似" in line]
    assert len(lines) == 5
    assert len({text.columns(line.split("疑似")[0]) for line in lines}) == 1


def test_colour_only_when_asked() -> None:
    assert "\x1b" not in text.render(ordinary())
    painted = text.render(ordinary(), colour=True)
    assert "\x1b[1;31m" in painted
    assert painted.count("\x1b[0m") == painted.count("\x1b[") / 2


def test_widths() -> None:
    assert text.columns("a相机e\u0301") == 6
    assert text.cut("相机相机", 5) == "相机…"
    assert text.cut("相机", 4) == "相机"
    assert text.pad("相", 4) == "相  "
