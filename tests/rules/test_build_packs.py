"""The packs of the house: every number has its source in the law or is said to be the examiners' own."""

from __future__ import annotations

import pytest

from rules.form import meant, words_of
from rules.load import RuleBase, load

NAMES = ("default", "beijing", "guangdong", "henan", "university")
STATUTORY = {"review_days": 10, "supplement_days": 10, "update_days": 10, "ban_months": 6, "stale_days": 180}
"""备案管理办法 第十三、十四、十五、二十、二十四条; 教技司〔2019〕265号."""


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_sourced_or_measured(name: str) -> None:
    pack = load(name).rules.pack
    numbers = {key for key, value in pack.items() if type(value) is int}
    assert numbers == {*pack["measured"], *pack["sources"]}
    assert not {*pack["measured"]} & {*pack["sources"]}
    assert {key: pack[key] for key in STATUTORY} == STATUTORY
    assert set(pack["sources"]) == set(STATUTORY)


def test_a_clause_that_sets_a_number_says_so(base: RuleBase) -> None:
    refs = [ref for refs in base.rules.pack["sources"].values() for ref in refs]
    texts = {ref: base.rules.norms[ref][-1].text for ref in refs}
    words = ("10个工作日", "六个月", "半年")
    assert {ref: text for ref, text in texts.items() if not any(word in text for word in words)} == {}


@pytest.mark.parametrize("name", NAMES)
def test_what_only_the_registry_will_use_is_well_formed(name: str) -> None:
    pack = load(name).rules.pack
    for key in ("services", "permissions_offered"):
        assert len(set(pack[key])) == len(pack[key]) > 5
    words = words_of(load(name).rules.terms["form_options"])
    assert all(len(meant([option], words)) == 1 for option in pack["permissions_offered"])
    assert all(0 < pack[key] < 1000 for key in pack["measured"])
