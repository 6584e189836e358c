"""Twelve policies in four styles, held against what a person read in them."""

from __future__ import annotations

import pytest

from rules.load import RuleBase
from rules.policy_required import REQUIRED
from rules.watch_words import policy_watch
from scanner.kinds import Kind
from tests.policies.measure import HERE, LABELS, Score, accuracy, of_file, scores


@pytest.fixture(scope="module")
def measured(base: RuleBase) -> dict[str, Score]:
    return scores(policy_watch(base.rules.sdks, base.rules.terms).terms)


def test_every_policy_has_its_labels_and_every_style_three() -> None:
    files = {path.name for path in HERE.iterdir() if path.suffix in (".html", ".txt", ".json")}
    assert files == set(LABELS)
    styles = [label["style"] for label in LABELS.values()]
    assert {style: styles.count(style) for style in styles} == dict.fromkeys(
        ("headed", "flat", "tables", "fragments"), 3
    )
    known = {one.id for one in REQUIRED}
    assert all(set(label["elements"]) <= known for label in LABELS.values())


def test_sdks_are_found_and_none_is_made_up(measured: dict[str, Score]) -> None:
    assert measured["sdks"].recall >= 0.98, measured["sdks"].missed
    assert measured["sdks"].precision >= 0.98, measured["sdks"].made_up


def test_what_policies_have_to_state_is_told(measured: dict[str, Score]) -> None:
    assert accuracy(measured["elements"]) >= 0.98, (measured["elements"].missed, measured["elements"].made_up)


def test_kinds_of_data_are_found_on_the_right_side(measured: dict[str, Score]) -> None:
    assert measured["data"].recall >= 0.97, measured["data"].missed
    assert measured["not_data"].recall >= 0.97, measured["not_data"].missed


def test_faults_and_identity(measured: dict[str, Score]) -> None:
    assert measured["faults"].recall == measured["faults"].precision == 1.0, measured["faults"]
    assert measured["identity"].recall >= 0.98, measured["identity"].missed


@pytest.mark.parametrize("name", [name for name, label in LABELS.items() if "named" in label])
def test_documents_that_are_referred_to(name: str, base: RuleBase) -> None:
    said = of_file(name, policy_watch(base.rules.sdks, base.rules.terms).terms)
    named = [item.value for item in said.of(Kind.POLICY_DOCUMENT) if item.detail["state"] == "named"]
    assert named == LABELS[name]["named"]
