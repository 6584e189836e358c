from __future__ import annotations

import io
import zipfile

from scanner.formats.docx_text import is_docx, page
from tests.policies.writers import docx

TABLE = [["SDK名称", "目的"], ["友盟统计", "统计"]]


def test_headings_paragraphs_items_and_tables() -> None:
    made = page(docx(["# 一、收集", "我们会收集<手机号码>。", "- 昵称", TABLE]))
    assert [(block.kind, block.text) for block in made.blocks] == [
        ("heading", "一、收集"),
        ("text", "我们会收集<手机号码>。"),
        ("item", "昵称"),
        ("row", "SDK名称 | 目的"),
        ("row", "友盟统计 | 统计"),
    ]
    assert made.blocks[-1].cells == ("友盟统计", "统计")
    assert made.unread == ""


def test_only_a_word_file_is_one() -> None:
    assert is_docx(docx(["甲"]))
    assert not is_docx(b"PK\x03\x04")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert not is_docx(other.getvalue())
    assert page(other.getvalue()).unread == "no word/document.xml"


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = docx(
        ["甲", "乙@a9;"],
        f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{laughs}]>',
        lambda text: text.replace("@", "&"),
    )
    made = page(bomb)
    assert sum(len(block.text) for block in made.blocks) < 40


def test_a_bomb_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * (80 << 20))
    found = page(out.getvalue())
    assert found.unread
    assert found.blocks == ()


def test_broken_files_are_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    assert page(out.getvalue()).unread.startswith("xml:")
