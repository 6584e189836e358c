"""The official forms as a page."""

from __future__ import annotations

from pathlib import Path

from django.http import QueryDict
from django.test import RequestFactory

from registry.web import formpage
from registry.web.formpage import Box, Page
from scanner.declaration import Declaration
from scanner.filing_form import load

ROOT = Path(__file__).parent.parent.parent.parent


def sent_back(page: Page) -> QueryDict:
    """What a browser sends of a page as it is shown."""
    found = QueryDict(mutable=True)

    def walk(boxes: list[Box]) -> None:
        for box in boxes:
            if box.kind == "parts":
                found[f"{box.path}/count"] = str(len(box.sections))
            if box.kind == "texts":
                found[box.path] = box.value
            elif box.kind == "choices":
                found.setlist(box.path, [text for text, chosen in box.options if chosen])
            elif box.kind not in ("part", "parts"):
                found[box.path] = box.value
            for section in box.sections:
                walk(section)

    walk(page.boxes)
    return found


def posted(data: QueryDict) -> Page:
    return formpage.of(RequestFactory().post("/filings/new", dict(data.lists())))


def boxes(page: Page) -> dict[str, Box]:
    found: dict[str, Box] = {}

    def walk(some: list[Box]) -> None:
        for box in some:
            found[box.path] = box
            for section in box.sections:
                walk(section)

    walk(page.boxes)
    return found


def test_a_form_sent_back_as_shown_is_the_same_form() -> None:
    declaration = load(ROOT / "examples" / "filing.yaml")
    data = sent_back(formpage.shown(declaration))
    data["take"] = "1"
    page = posted(data)
    assert page.declaration == declaration
    assert page.complete


def test_an_empty_form_says_what_is_missing_and_is_not_taken() -> None:
    data = sent_back(formpage.shown(None))
    data["take"] = "1"
    page = posted(data)
    assert page.declaration == Declaration()
    assert not page.complete
    assert page.faults


def test_faults_stand_at_their_field() -> None:
    data = sent_back(formpage.shown(load(ROOT / "examples" / "filing.yaml")))
    place = "提供者备案信息表/业务系统信息/0/ICP备案编号"
    data[place] = "不是编号"
    data["take"] = "1"
    found = boxes(posted(data))
    assert found[place].faults
    assert found[place].value == "不是编号"
    assert posted(data).complete, "a wrong number is a fact about the filing, not a reason to refuse it"


def test_another_section_is_added_without_scripts() -> None:
    declaration = load(ROOT / "examples" / "filing.yaml")
    data = sent_back(formpage.shown(declaration))
    data["more"] = "提供者备案信息表/业务系统信息"
    page = posted(data)
    assert len(boxes(page)["提供者备案信息表/业务系统信息"].sections) == 2
    assert not page.complete
    assert page.declaration == declaration


def test_hostile_counts_and_names_do_no_harm() -> None:
    data = sent_back(formpage.shown(None))
    data["提供者备案信息表/业务系统信息/count"] = "999999999"
    data["x/../y"] = "z\x00"
    data["提供者备案信息表/教育移动应用信息/应用名称"] = "名" * 5000 + "\x00"
    page = posted(data)
    assert len(boxes(page)["提供者备案信息表/业务系统信息"].sections) <= 50
