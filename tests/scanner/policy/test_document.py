from __future__ import annotations

import hashlib

from scanner.policy.document import Document, Fetched, Paragraph, Source


def test_a_document_knows_its_hash_and_size() -> None:
    fetched = Fetched(Source("a.html"), b"abc")
    assert fetched.sha256 == hashlib.sha256(b"abc").hexdigest()
    made = Document(
        fetched,
        "",
        (Paragraph(1, "text", "甲乙"), Paragraph(2, "text", "丙", above=("一", "二"))),
        "zh",
        "",
        "read",
    )
    assert made.characters == 3
    assert made.paragraphs[1].section == "一 > 二"
