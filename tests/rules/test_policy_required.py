from __future__ import annotations

from rules.policy_required import REQUIRED
from scanner.policy.vocabulary import ELEMENTS


def test_there_are_fifteen_made_of_what_is_found() -> None:
    assert len(REQUIRED) == len({one.id for one in REQUIRED}) == 15
    assert all(set(one.elements) <= set(ELEMENTS) for one in REQUIRED)


def test_one_of_several_is_enough_and_rights_take_two() -> None:
    by_id = {one.id: one for one in REQUIRED}
    assert by_id["dates"].stated({"updated"})
    assert by_id["rights"].stated({"access", "deletion"})
    assert not by_id["rights"].stated({"access"})
    assert not by_id["contact"].stated(set())
