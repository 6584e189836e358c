from __future__ import annotations

import pytest

from scanner.model import BadPackage
from scanner.session_manifest import parse

GOOD = b'{"schema":1,"id":"s-1","package":"00","app_id":"a.b","platform":"android","recorded":["http"]}'


def test_good() -> None:
    assert parse(GOOD).recorded == ("http",)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"schema":1}', b'{"schema":99}', GOOD[:-1] + b',"colour":"red"}']
)
def test_bad(content: bytes) -> None:
    with pytest.raises(BadPackage):
        parse(content)
