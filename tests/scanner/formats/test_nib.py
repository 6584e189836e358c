from __future__ import annotations

import plistlib
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import nib
from scanner.formats.nib import BadNib, Nib

Fields = Sequence[tuple[str, int, bytes]]  # key, kind, bytes


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F)
        value >>= 7
    return bytes([*out, value | 0x80])


def archive(objects: Sequence[tuple[str, Fields]]) -> bytes:
    """A NIBArchive of these objects: (class, fields)."""
    classes = list(dict.fromkeys(name for name, _ in objects))
    keys = list(dict.fromkeys(key for _, fields in objects for key, _, _ in fields))
    made = values = b""
    count = 0
    for name, fields in objects:
        made += number(classes.index(name)) + number(count) + number(len(fields))
        for key, kind, raw in fields:
            values += number(keys.index(key)) + bytes([kind])
            values += number(len(raw)) + raw if kind == 8 else raw
            count += 1
    named = b"".join(number(len(key)) + key.encode() for key in keys)
    listed = b"".join(
        number(len(name) + 1) + number(at % 2) + bytes(4 * (at % 2)) + name.encode() + b"\0"
        for at, name in enumerate(classes)
    )
    places, at = [], 50
    for part in (made, named, values, listed):
        places.append(at)
        at += len(part)
    counts = (len(objects), len(keys), count, len(classes))
    head = [part for pair in zip(counts, places, strict=True) for part in pair]
    return b"NIBArchive" + struct.pack("<10I", 1, 9, *head) + made + named + values + listed


def reference(to: int) -> bytes:
    return struct.pack("<I", to)


SAMPLE = archive(
    [
        (
            "NSObject",
            [("UINibTopLevelObjectsKey", 10, reference(1)), ("flag", 4, b""), ("real", 7, bytes(8))],
        ),
        ("UIClassSwapper", [("UIClassName", 10, reference(2)), ("UIOriginalClassName", 10, reference(9))]),
        ("NSString", [("NS.bytes", 8, b"_TtC4Main15LoginController")]),
        ("UILabel", [("UIText", 10, reference(4))]),
        ("NSString", [("NS.bytes", 8, "同意并继续".encode() * 40)]),
        ("NSData", [("NS.bytes", 8, b"\0\1")]),
    ]
)


def test_classes_and_texts() -> None:
    found = nib.read(SAMPLE)
    assert found.classes == (
        "Main.LoginController",
        "NSData",
        "NSObject",
        "NSString",
        "UIClassSwapper",
        "UILabel",
    )
    assert found.texts == ("_TtC4Main15LoginController", "同意并继续" * 40)


def test_the_older_form() -> None:
    objects = [
        "$null",
        {"$class": plistlib.UID(2), "UIClassName": plistlib.UID(3), "UIText": plistlib.UID(4)},
        {"$classname": "UIClassSwapper", "$classes": ["UIClassSwapper"]},
        "LoginController",
        {"NS.bytes": "登录".encode()},
        {"UIClassName": plistlib.UID(99)},
    ]
    data = plistlib.dumps({"$objects": objects}, fmt=plistlib.FMT_BINARY)
    assert nib.read(data) == Nib(("LoginController", "UIClassSwapper"), ("LoginController", "登录"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"NIBArchive",
        SAMPLE[:60],
        plistlib.dumps({"none": 1}),
        b"NIBArchive" + struct.pack("<10I", 1, 9, *[1 << 30, 50] * 4),
        b"NIBArchive" + struct.pack("<10I", 1, 9, 1, 50, 0, 50, 0, 50, 0, 50) + bytes(20),
        b"NIBArchive" + struct.pack("<10I", 1, 9, 0, 50, 0, 50, 1, 50, 0, 50) + b"\x80\x63",
        bytes(nib.LARGEST + 1),
    ],
)
def test_what_is_no_interface(data: bytes) -> None:
    with pytest.raises(BadNib):
        nib.read(data)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(10, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(SAMPLE)),
)
def test_forged_interfaces_end_as_one_or_bad_nib(flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SAMPLE)
    for at, value in flips:
        data[at] = value
    for part in (data, data[:cut]):
        try:
            nib.read(bytes(part))
        except BadNib:
            continue


def test_interfaces_of_real_apps(corpus: Path) -> None:
    found: list[Nib] = []
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith(".nib")]
            found += [nib.read(package.read(name)) for name in names if package.read(name)]
    assert len(found) >= 17
    classes = {name for one in found for name in one.classes}
    assert {"UILabel", "HelloWorld.ViewController"} <= classes
    assert "A Secret Is Found In The Hidden Label!" in {text for one in found for text in one.texts}
