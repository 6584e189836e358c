"""Spots are precise; places and texts are bounded."""

from __future__ import annotations

import pytest

from reports import evidence
from reports.model import SHOWN, Text
from reports.names import Names
from scanner.kinds import KINDS, Kind
from scanner.model import Evidence, Where
from tests.reports.samples import HOSTILE, rule_set, use


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(rule_set())


@pytest.mark.parametrize("kind", list(Kind))
def test_hostile_values_are_bounded_and_visible(kind: Kind, names: Names) -> None:
    where = Where(entry=HOSTILE, cls=HOSTILE, method=HOSTILE, field=HOSTILE, element=HOSTILE)
    texts = {key: HOSTILE for key, type_ in KINDS[kind].detail.items() if type_ is str}
    (fact,) = evidence.facts([Evidence(kind, HOSTILE, where, detail=texts)], {}, names)
    for text in (
        fact.value,
        fact.what.zh,
        fact.what.en,
        fact.places[0].at,
        *(line.zh for line in fact.lines),
    ):
        assert len(text) < 1000
        assert text.isprintable()


def test_a_place_names_entry_method_and_offset() -> None:
    spot = Where("classes.dex", 0x1F, "com.a.B", "run(Landroid/os/Bundle;[IJ)V")
    assert evidence.place(spot) == "classes.dex · com.a.B.run(Bundle, int[], long) · +0x1f"


@pytest.mark.parametrize("text", ["run", "run(", "run(Lx)V", "run(Q)V", "run(L;)V"])
def test_a_descriptor_that_is_none_does_not_raise(text: str) -> None:
    assert evidence.readable(text).startswith("run")


def test_whose_code_a_place_lies_in_is_said_once(names: Names) -> None:
    found = [use("camera.open", "no", number=n) for n in range(3)]
    owners = {found[0].id: Text("极光推送", "JPush"), found[2].id: Text("极光推送", "JPush")}
    (fact,) = evidence.facts(found, {}, names, owners)
    assert fact.lines[0] == Text("所在代码属于:极光推送", "in the code of: JPush")
    assert sum("所在代码" in line.zh for line in fact.lines) == 1


def test_one_path_that_is_also_the_one_before_consent_is_told_once(names: Names) -> None:
    detail = {"path": ("a.B.c()", "d.E.f()"), "consent_path": ("a.B.c()", "d.E.f()")}
    (fact,) = evidence.facts([Evidence(Kind.SENSITIVE_USE, "x", detail=detail)], {}, names)
    assert [line.zh for line in fact.lines] == ["调用路径(用户同意之前就会走到):a.B.c() → d.E.f()"]
    detail["path"] = ("g.H.i()", "d.E.f()")
    (fact,) = evidence.facts([Evidence(Kind.SENSITIVE_USE, "x", detail=detail)], {}, names)
    assert len(fact.lines) == 2


def test_a_condition_is_told_in_one_language(names: Names) -> None:
    detail = {"condition": "取决于 a.B.c() 的返回值 / depends on a value returned by a.B.c()"}
    (fact,) = evidence.facts([Evidence(Kind.SENSITIVE_USE, "x", detail=detail)], {}, names)
    assert fact.lines == (
        Text(
            "最近的条件:取决于 a.B.c() 的返回值", "nearest condition: depends on a value returned by a.B.c()"
        ),
    )


def test_one_word_about_two_things_is_two_facts(names: Names) -> None:
    seen = [
        Evidence(
            Kind.OBSERVATION, "not-found", Where(field=topic), "person", {"topic": topic, "subject": "甲"}
        )
        for topic in ("icp", "mlps")
    ]
    facts = evidence.facts(seen, {}, names)
    assert [fact.by for fact in facts] == ["person", "person"]
    assert not any(fact.lines for fact in facts)  # the subject is no certificate's


def test_places_are_grouped_bounded_and_counted(names: Names) -> None:
    found = [use("camera.open", "no", number=n) for n in range(50)]
    (fact,) = evidence.facts(found, {"sensitive_use camera.open": 4711}, names)
    assert (len(fact.places), fact.total) == (SHOWN, 4711)
    (fact,) = evidence.facts(found[:3], {}, names)
    assert (len(fact.places), fact.total) == (3, 3)


def test_a_witness_path_is_readable(names: Names) -> None:
    (fact,) = evidence.facts([use("camera.open", "unconditional")], {}, names)
    assert fact.lines[0].zh.startswith("调用路径:cn.example.homework.App.onCreate() → com.umeng")
    assert "UMConfigure.init(Context, String, int)" in fact.lines[0].zh
