from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from scanner.codec import Malformed
from scanner.declaration import Declaration
from scanner.form_fields import from_plain, plain, spec
from tests.filings import DECLARATION, DECLARATIONS


def sections(cls: Any) -> list[Any]:
    return [cls, *(inner for item in spec(cls) if item.part for inner in sections(item.part))]


def test_no_two_fields_of_a_section_share_a_name() -> None:
    for cls in sections(Declaration):
        keys = [key for item in spec(cls) for key in dict.fromkeys(item.keys)]
        assert len(keys) == len(set(keys)), cls


def test_synonyms_lead_to_choices() -> None:
    for cls in sections(Declaration):
        for item in spec(cls):
            assert not item.choices or set(item.synonyms.values()) <= set(item.choices), item.zh


@given(DECLARATIONS)
@settings(deadline=None, max_examples=25)
def test_plain_data_both_ways(declaration: Declaration) -> None:
    assert from_plain(Declaration, plain(declaration)) == declaration


@pytest.mark.parametrize("spoilt", [
    {"提供者备案信息表": []},
    {"提供者备案信息表": {"应用": {}}},
    {"附加信息": {"提交日期": 20260105}},
    {"使用者备案信息表": {}},
    [],
])  # fmt: skip
def test_plain_data_is_read_strictly(spoilt: Any) -> None:
    with pytest.raises(Malformed):
        from_plain(Declaration, spoilt)


def test_official_names_are_the_keys() -> None:
    found = plain(DECLARATION)
    assert list(found) == ["提供者备案信息表", "使用者备案信息表", "附加信息"]
    assert found["提供者备案信息表"]["教育移动应用信息"]["是否具有以下功能"] == []
