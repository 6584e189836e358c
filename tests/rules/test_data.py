from __future__ import annotations

from rules.data import BadRules, Fault


def test_all_faults_are_told_at_once_with_file_and_line() -> None:
    faults = [Fault("b.yaml", 2, "错", "wrong"), Fault("a.yaml", 10, "错", "wrong")]
    raised = BadRules(sorted(faults))
    assert str(raised) == "a.yaml:10: 错 (wrong)\nb.yaml:2: 错 (wrong)"
    assert raised.faults[0].file == "a.yaml"
