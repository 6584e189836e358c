from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.declaration import AppEntry, Declaration, ProviderForm
from scanner.filing_files import file_name, free, write
from scanner.filing_form import load
from tests.filings import DECLARATION


def named(name: str, version: str = "1.0", platforms: tuple[str, ...] = ("安卓",)) -> Declaration:
    return Declaration(provider=ProviderForm(app=AppEntry(name=name, version=version, platforms=platforms)))


@pytest.mark.parametrize(("name", "expected"), [
    ("示例作业", "示例作业-安卓-1.0.yaml"),
    ("../../etc/passwd", "etc_passwd-安卓-1.0.yaml"),
    ('a<b>:"c/d\\e|f?g*', "a_b_c_d_e_f_g_-安卓-1.0.yaml"),
    ("", "未命名-安卓-1.0.yaml"),
    ("示例\u202e作业\x00", "示例_作业_-安卓-1.0.yaml"),
])  # fmt: skip
def test_names_of_files(name: str, expected: str) -> None:
    assert file_name(named(name)) == expected


def test_names_that_windows_keeps_for_itself() -> None:
    assert file_name(named("CON", "", ())) == "_CON.yaml"
    assert file_name(named("com1.x", "", ())) == "_com1.x.yaml"


@given(st.text(max_size=300), st.text(max_size=30))
@settings(deadline=None, max_examples=200)
def test_any_name_stays_in_its_folder(name: str, version: str) -> None:
    made = file_name(named(name, version))
    assert Path(made).name == made
    assert made == made.strip(". ")
    assert len(made.encode("utf-8", "replace")) <= 200
    assert not set(made) & set('<>:"/\\|?*')
    assert made.isprintable()


def test_equal_names_are_numbered_whatever_their_case() -> None:
    taken: set[str] = set()
    assert [free(name, taken) for name in ("a.yaml", "A.yaml", "a.yaml", "b.yaml")] == [
        "a.yaml",
        "A-2.yaml",
        "a-3.yaml",
        "b.yaml",
    ]


def test_written_files_load_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "filings"
    (path,), faults = write([("a.yaml", DECLARATION)], folder)
    assert faults == []
    assert load(path) == DECLARATION
    before = path.stat().st_mtime_ns
    assert write([("a.yaml", DECLARATION)], folder) == ([path], [])
    assert path.stat().st_mtime_ns == before
    assert [found.name for found in folder.iterdir()] == ["a.yaml"]


def test_a_file_that_somebody_edited_is_kept(tmp_path: Path) -> None:
    other = replace(DECLARATION, institutions=())
    write([("a.yaml", DECLARATION)], tmp_path)
    written, (fault,) = write([("a.yaml", other)], tmp_path)
    assert written == []
    assert fault.code == "exists"
    assert load(tmp_path / "a.yaml") == DECLARATION


def test_a_filing_that_could_not_be_loaded_again_is_not_written(tmp_path: Path) -> None:
    many = replace(DECLARATION, institutions=DECLARATION.institutions * 3_000)
    written, (fault,) = write([("a.yaml", many)], tmp_path)
    assert (written, fault.code) == ([], "too-large")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "filings"
    folder.mkdir()
    (folder / "a.yaml").symlink_to(outside)
    written, faults = write([("a.yaml", DECLARATION)], folder)
    assert (written, [fault.code for fault in faults]) == ([], ["exists"])
    assert not outside.exists()
