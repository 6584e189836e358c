"""The writer, read back by Python's own reader and, where present, by unzip."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.apps.zipwriter import Zip


def recipe(**archive: object) -> bytes:
    writer = Zip(**archive)  # type: ignore[arg-type]
    writer.add("a.txt", b"a" * 100).add("folder/", method=0).add("lib/x.so", b"xyz" * 9, 0, align=4096)
    writer.add("课程.txt", "内容".encode(), descriptor=True).add("empty", b"")
    return writer.bytes()


@pytest.mark.parametrize(
    "archive",
    [
        {},
        {"zip64": True},
        {"comment": b"c" * 65535},
        {"prefix": b"#!sh\n"},
        {"prefix": b"x" * 9, "offset_base": 9},
    ],
    ids=["plain", "zip64", "comment", "prefix", "shifted"],
)
def test_python_reads_what_is_written(archive: dict[str, object]) -> None:
    with zipfile.ZipFile(io.BytesIO(recipe(**archive))) as read:
        assert read.testzip() is None
        assert read.namelist() == ["a.txt", "folder/", "lib/x.so", "课程.txt", "empty"]
        assert read.read("课程.txt").decode() == "内容"
        assert read.comment == archive.get("comment", b"")


def test_unzip_finds_no_fault(tmp_path: Path) -> None:
    unzip = shutil.which("unzip")
    if unzip is None:
        pytest.skip("needs unzip")
    (tmp_path / "a.zip").write_bytes(recipe())
    done = subprocess.run([unzip, "-tq", tmp_path / "a.zip"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_stored_content_is_aligned() -> None:
    data = Zip().add("abc", b"1").add("lib.so", b"\x7fELF", 0, align=4096).bytes()
    assert data.index(b"\x7fELF") % 4096 == 0


def test_same_recipe_same_bytes() -> None:
    assert recipe() == recipe()


def test_forged_fields_go_where_they_are_told() -> None:
    data = Zip().add("a", b"1", 0, local_crc=1, central_size=9, flags=1).bytes()
    info = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    assert (info.file_size, info.flag_bits, info.CRC) == (9, 1, 0x83DCEFB7)
    assert data[14:18] == b"\1\0\0\0"


def test_a_field_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="no such field"):
        Zip().add("a", b"", sizes=1)
    with pytest.raises(TypeError, match="no such field"):
        Zip().add("a", b"", local_sizes=1)
