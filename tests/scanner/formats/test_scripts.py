"""What can be read of a script."""

from __future__ import annotations

import base64
import gzip

import pytest

from scanner.formats.scripts import State, is_random, state
from tests.apps.bundles import hermes, scrambled

SOURCE = b"cc.game.run = function () { return 'https://a.example.cn/'; };\n" * 40
GBK = "// 中文注释:支付接口\nvar a = '教育应用';\n".encode("gbk") * 60


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SOURCE, State.PLAIN),
        (GBK, State.PLAIN),
        (b"", State.PLAIN),
        (b"\xef\xbb\xbf" + SOURCE, State.PLAIN),
        (b"a" * 100, State.PLAIN),  # too short to be called base64
        (b"word and word " * 40, State.PLAIN),
        (base64.b64encode(scrambled()), State.ENCRYPTED),
        (base64.encodebytes(scrambled()), State.ENCRYPTED),
        (scrambled(), State.ENCRYPTED),
        (b"XXTEASIGN\x00" + scrambled(), State.ENCRYPTED),
        (scrambled(600), State.ENCRYPTED),
        (b"\x1bLua\x53\x00" + bytes(200), State.COMPILED),
        (b"\x1bLJ\x02" + bytes(200), State.COMPILED),
        (hermes(["x"]), State.COMPILED),
        (gzip.compress(SOURCE, mtime=0), State.PACKED),
        (b"\x00\x01\x02\x03" * 200, State.UNKNOWN),
    ],
)
def test_state(data: bytes, expected: State) -> None:
    assert state(data) is expected


def test_random_is_said_of_enough_bytes_only() -> None:
    assert is_random(scrambled(65536))
    assert is_random(scrambled(256))
    assert not is_random(scrambled(255))
    assert not is_random(SOURCE + bytes(range(256)))
