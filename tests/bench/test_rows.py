from __future__ import annotations

from tests.bench.rows import Row


def test_a_row_says_how_it_stands_to_its_bounds() -> None:
    assert Row("a", 1.9, must=3, aim=2).verdict == "aim"
    assert Row("a", 2.5, must=3, aim=2).verdict == "ok"
    assert Row("a", 3.1, must=3, aim=2).verdict == "NOT OK"
    assert Row("a", 31, must=12, aim=30, most=False).verdict == "aim"
    assert Row("a", 11, must=12, aim=30, most=False).verdict == "NOT OK"
    assert Row("a", None, must=1).verdict == "skipped"
    assert Row("a", None, must=1).ok
    assert Row("a", 5).verdict == ""


def test_a_row_is_one_line_of_a_table() -> None:
    row = Row("memory", 199.43, "MB", 256, 192, note="child")
    assert row.line() == "| memory | 199 MB | ≤ 256 | ≤ 192 | ok | child |"
    assert Row("rate", 12345.6, must=2500, most=False).line() == "| rate | 12,346 | ≥ 2,500 |  | ok |  |"
