"""加重与减轻: listed, never applied by the machine."""

from __future__ import annotations

import pytest

from rules.circumstances import Circumstance, circumstances
from rules.model import Finding, Outcome, Rung
from scanner.declaration import Declaration
from tests.rulings import facts, form


def filed(*audience: str) -> Declaration:
    return form({"教育移动应用信息": {"服务对象": list(audience)}})


def hit(rule: str = "X-1", severity: int = 2, subject: str = "app", rung: Rung | None = None) -> Finding:
    return Finding(rule, subject, "", Outcome.SUSPECTED, severity, rung)


def seen(*found: Finding, declaration: Declaration | None = None) -> set[str]:
    return {one.code for one in circumstances(facts(declaration=declaration), found) if one.seen}


def test_nothing_open_is_nothing_to_weigh() -> None:
    assert circumstances(facts(), ()) == ()
    assert circumstances(facts(), [hit(severity=0)]) == ()
    closed = Finding("X-1", "app", "", Outcome.SATISFIED, 3)
    assert circumstances(facts(), [closed]) == ()


def test_all_are_listed_in_one_order() -> None:
    listed = [(one.code, one.heavier) for one in circumstances(facts(), [hit()])]
    assert listed == [
        ("children", True),
        ("sent", True),
        ("evasive", True),
        ("different", True),
        ("again", True),
        ("mended", False),
        ("minor", False),
        ("sdk", False),
    ]
    assert all(isinstance(one, Circumstance) for one in circumstances(facts(), [hit()]))


@pytest.mark.parametrize(
    ("audience", "children"),
    [
        (("学生（中小学）",), True),
        (("学生（幼儿园）", "家长"), True),
        (("学生（高等院校）", "教师"), False),
        ((), False),
    ],
)
def test_children_by_the_filing(audience: tuple[str, ...], children: bool) -> None:
    assert ("children" in seen(hit(), declaration=filed(*audience))) is children


def test_by_what_was_found() -> None:
    assert seen(hit()) == set()
    assert seen(hit(), hit("CPL-002", 0)) == {"evasive"}
    assert seen(hit("FIL-004", 3)) == {"different"}
    assert seen(hit(rung=Rung.CONTACTED)) == {"sent"}
    assert seen(hit(rung=Rung.CALLED)) == set()
    assert seen(hit(severity=1)) == {"minor"}
    assert seen(hit(subject="sdk:umeng"), hit(severity=1)) == {"sdk"}
    assert seen(hit(subject="sdk:umeng"), hit()) == set()


def test_what_only_others_know_is_never_seen() -> None:
    everything = [hit(rule, 4, "sdk:x", Rung.CONTACTED) for rule in ("CPL-002", "FIL-002", "IDN-002")]
    assert not {"again", "mended"} & seen(*everything, declaration=filed("学生（幼儿园）"))
