"""A process that shut itself off opens no file but libraries; a kernel without Landlock is told apart."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from tests.scanner.test_confine import confined


@pytest.fixture(autouse=True)
def _landlock() -> None:
    if ctypes.CDLL(None).syscall(ctypes.c_long(444), None, ctypes.c_size_t(0), 1) < 1:
        pytest.skip("this kernel has no Landlock")


@pytest.mark.parametrize(
    "what",
    [
        "open('/etc/passwd')",
        "os.listdir('/')",
        "os.open({path!r}, os.O_RDONLY)",
        "os.open({path!r} + 'new', os.O_CREAT | os.O_WRONLY)",
        "os.unlink({path!r})",
        "os.rename({path!r}, {path!r} + 'new')",
        "os.symlink('/', {path!r} + 'new')",
        "os.mkdir({path!r} + 'new')",
        "os.truncate({path!r}, 0)",
        "open('/proc/self/fd/%d' % held)",
    ],
)
def test_files_are_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    before = f"import os; held = os.open({str(path)!r}, os.O_RDONLY)"
    then = f"""
assert "landlock" not in failed
try:
    {what.format(path=str(path))}
    print("done")
except PermissionError:
    print("refused", os.pread(held, 7, 0))
"""
    assert confined(then, before) == "refused b'content'"
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("file", b"content")]


def test_libraries_are_still_read() -> None:
    then = "import cryptography.hazmat.primitives.serialization, encodings.gb18030; print('there', failed)"
    assert confined(then).startswith("there")
