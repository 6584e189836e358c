from __future__ import annotations

from dataclasses import replace

from rules.model import Finding, Norm, Outcome, Rung
from tests.rulings import rule


def test_a_findings_key_follows_rule_and_subject_only() -> None:
    one = Finding(
        "PERM-001", "permission:a", "相机", Outcome.VIOLATED, 2, Rung.PACKED, ("x",), ("BA3:12",), "", "n"
    )
    assert one.key == Finding("PERM-001", "permission:a", "", Outcome.SUSPECTED, 1).key
    assert len({one.key, replace(one, subject="permission:b").key, replace(one, rule="PERM-002").key}) == 3


def test_names_of_norms_and_families() -> None:
    assert Norm("BA3", "12", "", "", "", "", "").ref == "BA3:12"
    assert rule(id="PERM-001").family == "PERM"


def test_the_ladder_is_ordered() -> None:
    assert list(Rung) == sorted(Rung)
    assert Rung.PACKED < Rung.REFERENCED < Rung.REACHABLE < Rung.CALLED < Rung.CONTACTED
