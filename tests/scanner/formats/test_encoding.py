from __future__ import annotations

import pytest

from scanner.formats.encoding import UnknownEncoding, decoded


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_what_people_save_in(encoding: str) -> None:
    assert decoded("示例作业,1.10\n".encode(encoding)) == "示例作业,1.10\n"


def test_anything_else_is_refused() -> None:
    with pytest.raises(UnknownEncoding):
        decoded(b"\x81\xff")
