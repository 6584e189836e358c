from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.filing_faults import BadFiling
from scanner.filing_yaml import SIZE, Kind, parse, read


def refused(data: bytes) -> tuple[str, int]:
    with pytest.raises(BadFiling) as caught:
        parse(data)
    (fault,) = caught.value.faults
    return fault.code, fault.line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    root = parse("应用名称: 示例作业\n".encode(encoding))
    assert [(key, line, value.text) for key, line, value in root.pairs] == [("应用名称", 1, "示例作业")]


def test_scalars_keep_their_text_and_line() -> None:
    root = parse(b'a: 1.10\nb: "1.10"\nc: 010\nd: ~\ne:\n  - x\n  - 2026-01-05\n')
    found = {key: value for key, _, value in root.pairs}
    assert (found["a"].kind, found["a"].text) == (Kind.DECIMAL, "1.10")
    assert (found["b"].kind, found["b"].text) == (Kind.TEXT, "1.10")
    assert (found["c"].kind, found["c"].text) == (Kind.TEXT, "010")
    assert found["d"].kind is Kind.NULL
    assert [(item.line, item.text) for item in found["e"].items] == [(6, "x"), (7, "2026-01-05")]


@pytest.mark.parametrize(("data", "code", "line"), [
    (b"a: &x 1\nb: *x\n", "anchor", 1),
    (b"a: 1\nb: !!python/object:os.system x\n", "tag", 2),
    (b"a: 1\n---\nb: 2\n", "several-documents", 2),
    (b"a: 1\n  b: 2\n", "syntax", 2),
    (b"a:\n\t- b\n", "syntax", 2),
    (b"a: b\nc: \x01\n", "syntax", 2),
    (b"? [a]\n: b\n", "key", 1),
    (b"[" * 1000, "too-complex", 1),
    (b"- a\n" * 60_000, "too-complex", 50_000),
    (b"a" * (SIZE + 1), "too-large", 1),
    (b"\x81\xff\xff: \xff", "encoding", 1),
])  # fmt: skip
def test_what_is_refused_and_where(data: bytes, code: str, line: int) -> None:
    assert refused(data) == (code, line)


def test_a_full_width_colon_is_named_as_the_likely_cause() -> None:
    with pytest.raises(BadFiling) as caught:
        parse("提供者备案信息表:\n  应用名称：示例作业\n  版本号: 1\n".encode())
    assert "英文冒号" in caught.value.faults[0].todo_zh


def test_an_empty_file_is_an_empty_form() -> None:
    assert parse(b"").kind is Kind.NULL
    assert parse(b"# only a comment\n").kind is Kind.NULL


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(BadFiling) as caught:
        read(tmp_path / "none.yaml")
    assert caught.value.faults[0].code == "unreadable"


@given(st.one_of(st.binary(max_size=200), st.text("ab:- \n[]{}&*!|>'\"#?,\t", max_size=60).map(str.encode)))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_nodes_or_a_fault(data: bytes) -> None:
    with suppress(BadFiling):
        parse(data)
