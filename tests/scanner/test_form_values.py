from __future__ import annotations

import pytest

from scanner import form_values as values
from scanner.declaration import AppEntry, Sample, System, UseEntry
from scanner.form_fields import Field, spec


def item(cls: type, name: str) -> Field:
    return next(found for found in spec(cls) if found.name == name)


@pytest.mark.parametrize(("text", "day"), [
    ("2026-01-05", "2026-01-05"),
    ("2026/1/5", "2026-01-05"),
    ("2026年1月5日", "2026-01-05"),
    ("20260105", "2026-01-05"),
    ("2026-01-05 10:20:30", "2026-01-05"),
    ("2026-02-30", ""),
    ("05/01/2026", ""),
    ("明天", ""),
])  # fmt: skip
def test_dates(text: str, day: str) -> None:
    assert values.as_date(text) == day


@pytest.mark.parametrize(("text", "flag"), [
    ("是", True), ("√", True), ("Yes", True), ("1", True), ("否", False), ("×", False), ("可能", None),
])  # fmt: skip
def test_flags(text: str, flag: bool | None) -> None:
    assert values.as_flag(text) is flag


def test_a_list_is_split_outside_of_brackets_only() -> None:
    assert list(values.split("学生(中小学、幼儿园)、家长,教师")) == ["学生(中小学、幼儿园)", "家长", "教师"]
    assert list(values.unfolded("学生(中小学、幼儿园)")) == ["学生（中小学）", "学生（幼儿园）"]


@pytest.mark.parametrize(("text", "choice"), [
    ("学生（中小学）", "学生（中小学）"),
    ("学生(中小学)", "学生（中小学）"),
    ("中小学", "学生（中小学）"),
    ("中小学生", "学生（中小学）"),
    ("幼儿园", "学生（幼儿园）"),
    ("大学生", "学生（高等院校）"),
    ("学生", "学生"),
    ("老师", "教师"),
    ("校长", ""),
])  # fmt: skip
def test_audiences(text: str, choice: str) -> None:
    assert values.as_choice(item(AppEntry, "audiences"), text) == choice


def test_choices_by_their_other_spellings() -> None:
    assert values.as_choice(item(AppEntry, "platforms"), "Android") == "安卓"
    assert values.as_choice(item(AppEntry, "platforms"), "iOS") == "IOS"
    assert values.as_choice(item(System, "level"), "三级") == "第三级"
    assert values.as_choice(item(System, "level"), "3") == "第三级"
    assert values.as_choice(item(UseEntry, "audiences"), "小学生") == "学生（小学）"


def test_numbers_and_digests_are_stored_in_one_form() -> None:
    assert values.canonical(item(System, "icp"), "京 icp 备 12345678 号－1") == "京ICP备12345678号-1"
    assert values.canonical(item(Sample, "certificate_md5"), "0F:1E 2d") == "0f1e2d"
    assert values.canonical(item(System, "domains"), "API.Example.com.") == "api.example.com"
