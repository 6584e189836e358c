from __future__ import annotations

import pytest

from rules.basis import basis_of, in_force
from tests.rulings import NORMS, rule


@pytest.mark.parametrize(
    ("day", "clause"),
    [
        ("2017-05-31", None),
        ("2017-06-01", "22"),
        ("2025-12-31", "22"),
        ("2026-01-01", "24"),
        ("2030-01-01", "24"),
    ],
)
def test_the_version_in_force_on_the_day_of_the_fact(day: str, clause: str | None) -> None:
    norm = in_force(NORMS["CSL:24"], day)
    assert (norm.clause if norm else None) == clause


def test_a_draft_is_never_in_force() -> None:
    assert in_force(NORMS["DR:1"], "2026-03-02") is None


@pytest.mark.parametrize(
    ("refs", "pack", "day", "kept", "cap", "verified"),
    [
        (("BA3:12", "CSL:24"), {}, "2026-03-02", ("BA3:12", "CSL:24"), 4, True),
        (("BA3:12", "CSL:24"), {}, "2019-12-01", ("BA3:12", "CSL:24"), 4, True),
        (("BA3:12", "CSL:24"), {}, "2019-01-01", ("CSL:24",), 4, True),
        (("BA3:12",), {}, "2019-01-01", (), 0, False),
        (("GB:5",), {}, "2026-03-02", ("GB:5",), 1, True),
        (("GB:5", "BA3:12"), {}, "2026-03-02", ("GB:5", "BA3:12"), 4, True),
        (("MEM:1",), {}, "2026-03-02", ("MEM:1",), 0, False),
        (("MEM:1", "GB:5"), {}, "2026-03-02", ("MEM:1", "GB:5"), 1, True),
        (("HN:2",), {}, "2026-03-02", (), 0, False),
        (("HN:2",), {"norms": ["HN"]}, "2026-03-02", ("HN:2",), 4, True),
        (("DR:1", "BA3:12"), {}, "2026-03-02", ("BA3:12",), 4, True),
        (("NONE:1",), {}, "2026-03-02", (), 0, False),
    ],
)
def test_what_a_basis_carries(
    refs: tuple[str, ...], pack: dict[str, object], day: str, kept: tuple[str, ...], cap: int, verified: bool
) -> None:
    basis = basis_of(rule(basis=refs), NORMS, day, pack)
    assert (basis.refs, basis.verified) == (kept, verified)
    assert basis.cap == cap
