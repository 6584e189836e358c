"""What rules may ask for is what analyzers yield: neither more nor less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rules.attribute import KEYS
from rules.build import build
from rules.load import HOME, sources_of
from rules.vocabulary import DETAILS, PACKAGE, VALUES
from scanner import filing
from scanner.kinds import KINDS, Kind, Nature, Stage
from scanner.static import ANALYZERS, ios_settings, manifest, network_config, settings
from tests.apps import standin
from tests.rulings import facts

SOURCES = [source for source in sources_of(HOME) if not source.path.startswith(("sdks", "shapes"))]
NOT_YET = frozenset({Kind.JS_BRIDGE, Kind.PLUGIN, Kind.CROSS_PLATFORM})
"""Kinds whose analyzers are still to come: a rule about them stays unknown (scan-again) until then."""
APP = """
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="cn.example.app">
  <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="33"/>
  <application/>
</manifest>
"""


def _kinds(tree: Any) -> Iterator[Kind]:
    if isinstance(tree, dict):
        if isinstance(tree.get("kind"), str):
            yield Kind(tree["kind"])
        for item in tree.values():
            yield from _kinds(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from _kinds(item)


def test_no_rule_asks_for_a_kind_that_nothing_yields() -> None:
    yielded = {kind for module in ANALYZERS for kind in module.KINDS} | {*filing.KINDS, Kind.SDK}
    yielded |= {kind for kind, spec in KINDS.items() if spec.nature is Nature.PERSON}
    asked = {
        kind: rule.id
        for rule in build(SOURCES).rules
        for tree in (rule.given, rule.each, rule.when)
        for kind in _kinds(tree)
    }
    later = {kind for kind in asked if KINDS[kind].stage in (Stage.DYNAMIC, Stage.POLICY)}
    assert {kind: asked[kind] for kind in set(asked) - yielded - NOT_YET - later} == {}


@pytest.mark.parametrize(
    ("module", "kind"),
    [(settings, Kind.MANIFEST_FLAG), (network_config, Kind.NETWORK_CONFIG), (manifest, Kind.SDK_LEVEL)],
)
def test_closed_lists_hold_what_the_analyzers_yield(module: Any, kind: Kind) -> None:
    values = {item.value for item in standin.found(module, standin.app(APP)) if item.kind is kind}
    assert values
    assert values <= set(VALUES[kind])
    if kind is Kind.MANIFEST_FLAG:
        assert values | {"UIBackgroundModes", *ios_settings.SWITCHES} == set(VALUES[kind])


def test_closed_details_are_of_texts_that_kinds_or_terms_carry() -> None:
    for kind, key in DETAILS:
        assert key in KEYS[kind] | set(KINDS[kind].detail)


def test_the_package_answers_what_may_be_asked() -> None:
    assert tuple(facts().package) == PACKAGE
