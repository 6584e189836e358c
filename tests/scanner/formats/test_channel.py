from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import channel, signing_block
from scanner.formats.channel import Channel
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block, unsigned

PLAIN = unsigned({"a.bin": b"x"})


def found(data: bytes, *names: str) -> list[tuple[str, str]]:
    marks = channel.find(data, names, signing_block.find(data))
    return [(mark.text, mark.scheme) for mark in marks]


def commented(comment: bytes) -> bytes:
    return PLAIN[:-2] + struct.pack("<H", len(comment)) + comment


def test_marks_in_the_signing_block() -> None:
    pairs = [
        (0x71777777, json.dumps({"channel": "华为", "build": "7"}).encode()),
        (0x881155FF, b"xiaomi"),
        (0x7A786B21, "Packer Ng Sig V2\x10CHANNEL∘vivo∙".encode()),
    ]
    data = sign_block(PLAIN, v2=[Signer(identity("first"))], pairs=pairs)
    assert found(data) == [("华为", "walle"), ("xiaomi", "vasdolly"), ("vivo", "packer-ng")]
    (mark, *_) = channel.find(data, (), signing_block.find(data))
    assert data[mark.offset :].startswith(pairs[0][1])


@pytest.mark.parametrize("text", ["plain", "[1]", '{"other": 1}', "[" * 900])
def test_walle_pairs_that_hold_something_else(text: str) -> None:
    assert found(sign_block(PLAIN, pairs=[(0x71777777, text.encode())])) == [(text, "walle")]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (b"oppo" + struct.pack("<H", 4) + b"ltlovezh", [("oppo", "vasdolly-comment")]),
        (b"older;oppo" + struct.pack("<H", 4) + b"ltlovezh", [("oppo", "vasdolly-comment")]),
        (b"MARKET=360" + struct.pack("<H", 10) + b"!ZXK!", [("360", "packer-ng-comment")]),
        (b"baidu", [("baidu", "zip-comment")]),
        (b"", []),
        (b"x" * 2000, []),
    ],
)
def test_marks_in_the_comment(comment: bytes, expected: list[tuple[str, str]]) -> None:
    assert found(commented(comment)) == expected


def test_marks_in_meta_inf() -> None:
    names = ["META-INF/channel_huawei", "META-INF/mtchannel_x-y", "META-INF/services/channel_a", "channel_b"]
    marks = channel.find(PLAIN, names, signing_block.find(PLAIN))
    assert marks == (
        Channel("huawei", "meta-inf", entry="META-INF/channel_huawei"),
        Channel("x-y", "meta-inf", entry="META-INF/mtchannel_x-y"),
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("META-INF/MANIFEST.MF", True),
        ("META-INF/CERT.SF", True),
        ("META-INF/cert.rsa", True),
        ("META-INF/X.EC", True),
        ("META-INF/channel_360", True),
        ("META-INF/services/a.SF", False),
        ("META-INF/LICENSE", False),
        ("META-INF/app.kotlin_module", False),
        ("assets/MANIFEST.MF", False),
        ("classes.dex", False),
    ],
)
def test_what_a_code_digest_leaves_out(name: str, expected: bool) -> None:
    assert channel.is_signature_or_channel(name) is expected


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=80), st.sampled_from([b"ltlovezh", b"!ZXK!", b""]))
def test_any_comment_is_read(comment: bytes, magic: bytes) -> None:
    found(commented(comment + magic))
