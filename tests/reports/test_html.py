"""The page: self-contained, nothing hostile gets through, both languages complete, one A4 sheet first."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports import html
from reports.model import Fact, Place, Text
from scanner.kinds import Kind
from tests.reports.samples import SAMPLES, worst

VOID = ("meta", "input", "br", "col")


class Page(HTMLParser):
    """Tags with their attributes, and every text with the classes it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, set[str]]] = []
        self.feed(text)
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1][0] != "style":
            classes = " ".join(attributes.get("class") or "" for _tag, attributes in self.open).split()
            self.texts.append((data.strip(), set(classes)))


def pages() -> Iterator[tuple[str, str]]:
    for name, sample in SAMPLES.items():
        for language in ("zh", "en"):
            yield f"{name}-{language}", html.render(sample(), language)


PAGES = dict(pages())


@pytest.fixture(params=PAGES, scope="module")
def text(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_nothing_runs_and_nothing_is_fetched(page: Page) -> None:
    for tag, attributes in page.tags:
        assert tag not in (
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "svg",
            "video",
        )
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_policy_allows_exactly_our_style(text: str) -> None:
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in text
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_links_lead_somewhere_and_ids_are_unique(page: Page) -> None:
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {(attributes.get("href") or "")[1:] for tag, attributes in page.tags if tag == "a"}
    assert targets <= set(ids)
    labels = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    assert labels <= set(ids)


def test_every_chinese_sentence_of_the_house_has_an_english_one(page: Page) -> None:
    zh = sum("zh" in classes for _text, classes in page.texts)
    en = sum("en" in classes for _text, classes in page.texts)
    assert abs(zh - en) <= 0.02 * zh + 5  # "4 项" has no English counter word
    for text, classes in page.texts:
        if "en" in classes and "v" not in classes and not classes & {"norm", "unverified"}:
            rest = re.sub(
                r"“[^”]*”|[长名]+|suspected: .*|Part .*|Annex.*|: .*", "", text, flags=re.IGNORECASE
            )
            assert not re.search("[\u4e00-\u9fff]", rest), text


def test_hostile_names_are_escaped_bounded_and_visible() -> None:
    text = PAGES["worst-zh"]
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\\u{202e}" in text
    assert not re.search("[\u0000-\u0008\u202a-\u202e\u2066-\u2069]", text)
    assert max(map(len, re.findall(r">([^<]+)<", text.split("</style>")[1]))) < 1000


def test_size_and_determinism() -> None:
    assert len(PAGES["worst-zh"].encode()) < 2_000_000
    assert html.render(worst()) == PAGES["worst-zh"]


def test_places_are_counted() -> None:
    assert "共 4711 处" in PAGES["worst-zh"]
    assert "4711 places" in PAGES["worst-en"]


def test_page_one_shows_five_matters_and_one_line_for_the_rest() -> None:
    cover = PAGES["worst-zh"].split('<section class="cover">')[1].split("</section>")[0]
    assert cover.count("<li><div>") == 5
    assert "其余 35 项见附件" in cover
    assert "另有 5 类原因" in cover


def test_the_language_asked_for_is_shown_first() -> None:
    assert re.search(r'id="lang-en"[^>]*checked', PAGES["ordinary-en"])
    assert re.search(r'id="lang-zh"[^>]*checked', PAGES["ordinary-zh"])


PRINT = "chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
PRINT += "--disable-component-update --disable-sync --no-pdf-header-footer"


@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")),
    reason="needs chromium, poppler-utils and fonts-noto-cjk (apt-get install)",
)
@pytest.mark.parametrize("name", ["ordinary-zh", "worst-zh", "worst-en", "clean-zh"])
def test_page_one_fits_one_sheet_and_nothing_stays_folded_on_paper(name: str, tmp_path: Path) -> None:
    source, pdf = tmp_path / "report.html", tmp_path / "report.pdf"
    source.write_text(PAGES[name], "utf-8")
    command = [*PRINT.split(), f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={pdf}"]
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=120)
    sheets = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60)
    first, second, *rest = sheets.stdout.decode().split("\f")
    english = name.endswith("en")
    assert ("What was not examined" if english else "未检查的内容") in first
    assert ("Made by a program" if english else "本报告由程序生成") in first
    assert ("Declared against observed" if english else "申报与实际对照") in second
    if name == "ordinary-zh":
        assert "教技厅" in "".join((second, *rest))  # the basis, folded on the screen


def test_evidence_that_several_findings_share_is_shown_once() -> None:
    """A form's field that each of nine permissions is held against stands once below them."""
    report = SAMPLES["ordinary"]()
    first = next(item for item in report.items if not item.clue)
    own, other, both = (
        Fact(Kind.DECLARED, value, Text(value, value), 1, (Place("1" * 12, ""),))
        for value in ("of the first", "of the second", "of both")
    )
    pair = tuple(
        replace(first, key=key, subject=key, name=key, facts=(fact, both))
        for key, fact in (("a", own), ("b", other))
    )
    page = html.render(replace(report, items=pair, matters=(), clues=0))
    assert page.count("of both") == 1
    assert page.index("of the second") < page.index("以上各项") < page.index("of both")
    alone = tuple(replace(item, facts=(both,)) for item in pair)
    assert html.render(replace(report, items=alone, matters=(), clues=0)).count("of both") == 2
