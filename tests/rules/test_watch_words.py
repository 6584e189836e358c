from __future__ import annotations

import pytest

from rules.load import RuleBase
from rules.model import Signature
from rules.watch_words import policy_terms, policy_watch


def term(
    words: tuple[str, ...], category: str = "analytics", zh: str = "某统计(旧名)", en: str = "Some Stat / SS"
) -> tuple[set[str], set[str]]:
    (made,) = policy_terms([Signature("a", zh, en, "v", category, (), words)], {})
    return set(made.words), set(made.weak)


def test_names_and_words_of_an_sdk_are_looked_for() -> None:
    assert term(("某某统计", "SS")) == ({"某某统计", "某统计", "Some Stat"}, {"SS"})


@pytest.mark.parametrize("word", ["友盟", "X5", "白板", "Sentry"])
def test_short_and_general_words_need_a_text_about_sdks(word: str) -> None:
    strong, weak = term((word,))
    assert word in weak - strong


def test_names_of_products_need_a_text_about_sdks() -> None:
    strong, weak = term(("微信登录", "微信开放平台"), "social")
    assert "微信登录" in weak
    assert "微信开放平台" in strong


def test_a_word_for_data_is_none_for_an_sdk() -> None:
    sdk = Signature("oaid", "联盟", "Union", "v", "device-id", (), ("OAID",))
    terms = policy_terms(
        [sdk], {"data": {"oaid": {"zh": "匿名标识", "en": "anonymous id (OAID)", "words": ["OAID"]}}}
    )
    assert "OAID" not in terms[0].words + terms[0].weak
    assert "OAID SDK" in terms[0].words
    assert {"OAID", "匿名标识", "anonymous id"} <= set(terms[1].words)


def test_permissions_by_their_system_names_too() -> None:
    (made,) = policy_terms(
        (), {"permissions": {"android.permission.CAMERA": {"zh": "拍照", "words": ["相机"]}}}
    )
    assert set(made.words) == {"android.permission.CAMERA", "CAMERA", "拍照", "相机"}


def test_the_house_looks_for_all_it_knows(base: RuleBase) -> None:
    watch = policy_watch(base.rules.sdks, base.rules.terms)
    ids = {(one.type, one.id) for one in watch.terms}
    assert {("sdk", sdk.id) for sdk in base.rules.sdks} <= ids
    assert watch.hash != base.watch.hash
    strong = [word for one in watch.terms if one.type == "sdk" for word in one.words]
    assert not {word for word in strong if len(word) < 3}
