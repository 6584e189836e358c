"""The drawing: every phase has room for its name, every mark stands within its phase."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.model import Capture, Span, Spot, Text
from reports.timeline import LANES, LEFT, WIDTH, drawn

T = Text("一", "a")


def test_no_phases_no_picture() -> None:
    assert drawn(Capture("s", 0)) is None


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=20), st.lists(st.integers(0, 2 * 10**7), max_size=30)
)
def test_everything_is_within_the_picture(starts: list[int], moments: list[int]) -> None:
    ordered = sorted(starts)
    spans = tuple(
        Span("used", T, start, end)
        for start, end in zip(ordered, [*ordered[1:], ordered[-1] + 5], strict=True)
    )
    lanes = [name for name, _ in LANES]
    spots = tuple(Spot(at, lanes[number % len(lanes)], T) for number, at in enumerate(moments))
    picture = drawn(Capture("s", 0, spans, spots))
    assert picture is not None
    assert picture.bars[0].x == LEFT
    assert all(bar.width > 0 for bar in picture.bars)
    assert picture.bars[-1].x + picture.bars[-1].width <= WIDTH
    assert all(LEFT <= dot.x <= WIDTH and 0 < dot.y < picture.height for dot in picture.dots)


def test_marks_keep_their_order() -> None:
    spans = (Span("dialog", T, 0, 1_000), Span("used", T, 1_000, 600_000))
    picture = drawn(Capture("s", 0, spans, tuple(Spot(at, "sent", T) for at in (0, 500, 1_500, 300_000))))
    assert picture is not None
    places = [dot.x for dot in picture.dots]
    assert places == sorted(places)
    assert places[1] < picture.bars[1].x <= places[2]
