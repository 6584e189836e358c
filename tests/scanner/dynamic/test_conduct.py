"""What was seen, and what follows from the order of phases."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.session import Seen
from tests.apps.session import ADULT, CHILD, Made, at, examined, made

BOUND = ((5, "before_dialog"), (15, "dialog"), (55, "accepted"), (60, "used"), (120, "child"))


def words(session: Made) -> list[tuple[str, str]]:
    said = examined(session)
    return [(item.value, str(item.detail["phase"])) for item in said.evidence if item.kind is Kind.CONDUCT]


def test_what_was_seen() -> None:
    assert words(
        made().add(Seen(at(20), "refusal-absent", "driver"), Seen(at(30), "exit-on-refusal", "person"))
    ) == [
        ("refusal-absent", "dialog"),
        ("exit-on-refusal", "refused"),
        ("guardian-asked", "guardian"),
    ]


def test_an_unknown_word_is_a_gap() -> None:
    said = examined(made().add(Seen(at(20), "anything")))
    (run,) = [run for run in said.runs if run.analyzer == "conduct"]
    assert run.reason == "events-unread"


def test_no_dialog() -> None:
    assert words(made(phases=((5, "before_dialog"), (60, "used")))) == [("dialog-absent", "used")]
    assert words(made(phases=((5, "before_dialog"), (60, "used")), recorded=("http",))) == []


def test_a_guardian_is_asked_before_or_not() -> None:
    child = {"name": CHILD["name"]}
    assert ("guardian-missing", "child") in words(made(phases=BOUND).sent(130, "https://a.cn/", child))
    assert words(made().sent(170, "https://a.cn/", child)) == [("guardian-asked", "guardian")]
    assert ("guardian-missing", "child") in words(made().sent(130, "https://a.cn/", child))
    assert words(made(phases=BOUND).sent(130, "https://a.cn/", {"level": 3})) == []


def test_a_child_treated_as_an_adult() -> None:
    session = made(phases=BOUND).sent(
        70, "https://a.cn/", {"phone": ADULT["phone-number"], "name": ADULT["name"]}
    )
    session.sent(130, "https://a.cn/", {"phone": CHILD["phone-number"], "name": CHILD["name"]})
    assert ("child-as-adult", "child") in words(session)
    less = made(phases=BOUND).sent(
        70, "https://a.cn/", {"phone": ADULT["phone-number"], "name": ADULT["name"]}
    )
    less.sent(130, "https://a.cn/", {"name": CHILD["name"]})
    assert ("child-as-adult", "child") not in words(less)
