from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.facts import Fact, Facts, Gap
from rules.values import matches
from scanner.kinds import Kind, Stage
from scanner.model import Run, Status
from tests.rulings import (
    CAMERA,
    CONTACTS,
    STATIC,
    code,
    done,
    evidence,
    facts,
    form,
    permission,
    rule_set,
    scan,
    sdk,
)


def gap(found: Facts, kind: Kind) -> str:
    said = found.gap(kind)
    return said.reason if said else ""


def test_a_kind_is_complete_if_all_its_analyzers_ran_to_their_end() -> None:
    assert gap(facts(), Kind.PERMISSION) == ""
    assert gap(facts(runs=[done(Kind.PERMISSION), done(Kind.PERMISSION)]), Kind.PERMISSION) == ""


@pytest.mark.parametrize(
    ("runs", "reason"),
    [
        ([], "stage-static"),
        ([done(Kind.LABEL)], "scan-again"),  # the stage ran, but no analyzer that answers for it
        ([done(Kind.PERMISSION), done(Kind.PERMISSION, status=Status.PARTIAL, reason="budget")], "budget"),
        ([done(Kind.PERMISSION, status=Status.FAILED)], "failed"),
        ([done(Kind.PERMISSION, status=Status.NOT_APPLICABLE)], "not_applicable"),
        ([done(Kind.PERMISSION, status=Status.NOT_APPLICABLE), done(Kind.PERMISSION)], ""),
    ],
)
def test_why_a_kind_is_incomplete(runs: list[Run], reason: str) -> None:
    assert gap(facts(runs=runs), Kind.PERMISSION) == reason


def test_an_entry_nobody_could_read_leaves_a_gap_in_what_is_looked_for_in_entries() -> None:
    contents = Run(Stage.STATIC, "contents", 1, (), Status.PARTIAL, "unread", "assets/x")
    found = facts(runs=[contents, done(Kind.HOST, Kind.PERMISSION, Kind.CODE_FILE)])
    assert found.gap(Kind.HOST) == Gap("unread", "assets/x")
    assert gap(found, Kind.CODE_FILE) == "unread"
    assert gap(found, Kind.PERMISSION) == ""
    left_out = Run(Stage.STATIC, "contents", 1, (), Status.PARTIAL, "byte-rules")
    assert gap(facts(runs=[left_out, done(Kind.HOST)]), Kind.HOST) == ""


def test_an_inventory_that_did_not_end_leaves_sdks_open() -> None:
    needed = [Kind.SENSITIVE_USE, Kind.COMPONENT, Kind.META_DATA, Kind.NATIVE_LIBRARY]
    assert gap(facts(runs=[done(*needed)]), Kind.SDK) == ""  # as older scans are
    assert gap(facts(runs=[done(*needed), done(Kind.SDK)]), Kind.SDK) == ""
    broken = done(Kind.SDK, status=Status.FAILED, reason="memory")
    assert gap(facts(runs=[done(*needed), broken]), Kind.SDK) == "memory"


def test_a_packer_hides_code_but_not_the_manifest() -> None:
    rules = rule_set(sdks=[sdk("legu", code("com.packer"), category="packer")])
    packed = facts(
        evidence(
            Kind.SDK,
            "legu",
            mark="code",
            found="com.packer",
            rung="packed",
            strength="named",
            category="packer",
        ),
        rules=rules,
    )
    assert packed.packer == ""  # an SDK is derived, never believed from a scan
    found = Facts(packed.scan, {}, None, tuple(packed.scan.evidence))
    assert found.gap(Kind.SENSITIVE_USE) == Gap("packed", "legu")
    assert gap(found, Kind.SDK) == "packed"
    assert gap(found, Kind.COMPONENT) == ""


@pytest.mark.parametrize("reason", ["packed", "code-missing"])
def test_code_that_one_analyzer_could_not_read_leaves_a_gap_in_all_that_code_may_hold(reason: str) -> None:
    runs = [done(*STATIC), done(Kind.SENSITIVE_USE, status=Status.PARTIAL, reason=reason)]
    found = facts(runs=runs)
    for kind in (Kind.SECRET, Kind.JS_BRIDGE, Kind.HOST, Kind.SDK, Kind.FILING_NUMBER, Kind.BYTE_MARK):
        gap = found.gap(kind)
        assert gap is not None
        assert gap.reason == reason
    for kind in (Kind.PERMISSION, Kind.COMPONENT, Kind.SIGNER, Kind.MISSING_CODE):
        assert found.gap(kind) is None


def test_other_stages_and_persons() -> None:
    assert gap(facts(), Kind.DECLARED) == "no-filing"
    assert gap(facts(declaration=form()), Kind.FORM_FAULT) == ""
    assert gap(facts(declaration=form()), Kind.OBSERVATION) == "human"


def test_what_the_scan_did_not_look_for_is_not_absent() -> None:
    found = facts(watched=("camera-open",))
    assert found.unwatched({"kind": "sensitive_use", "value": "serial"}) == Gap("scan-again", "serial")
    assert found.unwatched({"kind": "sensitive_use", "group": "identifier"}) == Gap("scan-again", "serial")
    assert found.unwatched({"kind": "sensitive_use", "value": "camera-open"}) is None
    assert found.unwatched({"kind": "sensitive_use", "group": "camera", "reach": "unconditional"}) is None
    assert found.unwatched({"kind": "byte_mark", "value": ["tinker"]}) == Gap("scan-again", "tinker")
    assert found.unwatched({"kind": "permission", "value": CAMERA}) is None


def test_facts_are_found_by_value_pattern_and_key() -> None:
    found = facts(permission(CAMERA), permission(CONTACTS))

    def values(**query: object) -> list[str]:
        return [fact.evidence.value for fact in found.each({"kind": "permission", **query})]

    assert values(value=CAMERA) == [CAMERA]
    assert values(value="android.permission.*") == [CAMERA, CONTACTS]
    assert values(value=[CONTACTS, CAMERA]) == [CAMERA, CONTACTS]  # in the scan's order
    assert values(group="CONTACTS", level="dangerous") == [CONTACTS]
    assert values(value="android.permission.NFC") == []
    assert found.of(Kind.LABEL) == ()


def test_the_package_can_be_asked() -> None:
    assert facts().package["app_id"] == "cn.example.app"
    assert facts().package["signers"] == ["ef" * 32]


TEXTS = st.sampled_from(["a", "b", "cc", ""])
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.booleans(), st.integers(0, 2))
WANTED = st.one_of(
    TEXTS,
    st.lists(TEXTS, max_size=3),
    st.sampled_from(["c*", ["a", "c*"], {"not": "a"}, {"there": True}, {"min": 1}, True, 1]),
)


@settings(deadline=None, max_examples=200)
@given(
    found=st.lists(st.dictionaries(st.sampled_from("xy"), VALUES), min_size=6, max_size=14),
    asked=st.dictionaries(st.sampled_from("xy"), WANTED, max_size=2),
)
def test_what_a_query_selects_is_what_asking_one_by_one_selects(
    found: list[dict[str, Any]], asked: dict[str, Any]
) -> None:
    listed = [Fact(evidence(Kind.HOST, "h"), keys) for keys in found]
    known = Facts(scan(), {Kind.HOST: listed}, None)
    by_hand = [f for f in listed if all(matches(f.keys.get(key), want) for key, want in asked.items())]
    for _ in range(2):  # the second time from what was filed
        assert list(known.each({"kind": "host", **asked})) == by_hand
