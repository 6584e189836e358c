from __future__ import annotations

import plistlib
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import plist
from scanner.formats.plist import BadPlist

INFO = {
    "CFBundleIdentifier": "com.example.edu",
    "显示名": "作业帮手",
    "flag": True,
    "number": -7,
    "real": 1.5,
    "data": b"\0\xff",
    "date": datetime(2024, 2, 29, 12),
    "deep": [{"a": ["b", {}]}, []],
}
BINARY, XML = plistlib.FMT_BINARY, plistlib.FMT_XML


def binary(objects: list[bytes], top: int = 0) -> bytes:
    """A binary list of these objects as they are."""
    body, places = b"bplist00", []
    for item in objects:
        places.append(len(body))
        body += item
    table = b"".join(struct.pack(">I", place) for place in places)
    return body + table + struct.pack(">6xBBQQQ", 4, 1, len(objects), top, len(body))


@pytest.mark.parametrize("form", [BINARY, XML])
def test_what_the_standard_library_writes(form: plistlib.PlistFormat) -> None:
    assert plist.read(plistlib.dumps(INFO, fmt=form)) == INFO
    if form is XML:
        assert plist.read(b"\n " + plistlib.dumps(INFO, fmt=form)) == INFO


_values: st.SearchStrategy[Any] = st.recursive(
    st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.binary(max_size=9)
    | st.text("äb中<&", max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ké", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(_values, st.sampled_from([BINARY, XML]), st.lists(st.tuples(st.integers(0), st.integers(0, 255))))
def test_forged_lists_end_as_a_value_or_bad_plist(
    value: Any, form: plistlib.PlistFormat, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(plistlib.dumps(value, fmt=form))
    assert plist.read(bytes(data)) == value
    for at, byte in flips:
        data[at % len(data)] = byte
    for cut in (len(data), len(data) // 2):
        try:
            plist.read(bytes(data[:cut]))
        except BadPlist:
            continue


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_end_as_a_value_or_bad_plist(data: bytes) -> None:
    for start in (b"", b"bplist00", b"<?xml", b"<plist>", b"{", b'"a" = '):
        try:
            plist.read(start + data)
        except BadPlist:
            continue


BOMB = """<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><plist version="1.0"><string>&b;</string></plist>"""
_DOUBLING = [b"\xa2" + bytes([number + 1] * 2) for number in range(40)] + [b"\xa0"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB.encode(), "entity"),
        (b"<plist>" + b"<array>" * 100_000, "xml list"),
        (b"<plist>" + b"<array>" * 5000 + b"</array>" * 5000 + b"</plist>", "levels deep"),
        (b"{a=" * 5000, "levels deep"),
        (b"(" * 5000, "levels deep"),
        (binary([b"\xa1\0"]), "contains itself"),
        (binary(_DOUBLING), "unfolds"),
        (binary([b"\xa1" + bytes([number + 1]) for number in range(250)] + [b"\xa0"]), "levels deep"),
        (binary([b"\xaf\x13" + b"\x7f" * 8]), "share"),
        (binary([b"\xaf\x12" + struct.pack(">I", 1000) + b"\1" * 1000, b"\x09"])[:-32]
         + struct.pack(">6xBBQQQ", 4, 1, 1 << 60, 0, 9), "objects"),
        (binary([b"\xd1\1\2", b"\x10\5", b"\x09"]), "a key is int"),
        (binary([b"\x18" + b"\x7f" * 256]), "bits"),
        (b"<plist><integer>" + b"9" * 5000 + b"</integer></plist>", "xml list"),
        (b"<plist><integer>" + b"9" * 100 + b"</integer></plist>", "bits"),
        (b"<plist><date>never</date></plist>", "xml list"),
        (b"<plist><data>!</data><dict><string>a</string></dict></plist>", "xml list"),
        (b'<?xml version="1.0" encoding="no-such"?><plist/>', "xml list"),
        (b"bplist00", "cut off"),
        (b"a = ", "value"),
        (b"{ a = b }", "';' expected"),
        (b"{ (a) = b; }", "a key"),
        (b"<abc>", "half a byte"),
        (b"/* never ends", "character 0"),
        (b" " * 100_000 + b"\x01", "character"),
        (b'"never ends' + b"\\\\" * 50_000, "character"),
        (bytes(plist.LARGEST + 1), "larger"),
    ],
)  # fmt: skip
def test_traps_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadPlist, match=why):
        plist.read(data)


def test_objects_that_share_bytes_are_refused() -> None:
    wide = b"\xaf\x12" + struct.pack(">I", 4000) + b"\1" * 4000
    data = bytearray(binary([wide, *[b"\xa0"] * 3000]))
    table = len(data) - 32 - 4 * 3001
    data[table:-32] = struct.pack(">I", 8) * 3001  # every object is the wide one
    with pytest.raises(BadPlist, match="share"):
        plist.read(bytes(data))


def test_a_list_is_no_dictionary() -> None:
    assert plist.dictionary(plistlib.dumps({})) == {}
    with pytest.raises(BadPlist, match="dictionary was expected"):
        plist.dictionary(plistlib.dumps([]))


OLD = """
/* a comment */ { // another
    name = "作业 \\"帮手\\"\\n"; 'single' = word-1.2_$:/x/y;
    list = ( a, "b c", { inner = <0FBD 77>; }, );
    oct = "\\101\\U4F5C\\\\";
}
"""


def test_the_old_text_form() -> None:
    expected = {
        "name": '作业 "帮手"\n',
        "single": "word-1.2_$:/x/y",
        "list": ["a", "b c", {"inner": b"\x0f\xbdw"}],
        "oct": "A作\\",
    }
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert plist.read(OLD.encode(encoding)) == expected
    assert plist.read(b"<0fbd77 1c2735ae>") == bytes.fromhex("0fbd771c2735ae")
    assert plist.read(b" word ") == "word"


STRINGS = (
    '/* no comment */\n"NSCameraUsageDescription" = "扫码\\n登录";\nCFBundleDisplayName="课";\n"same";\n'
)


def test_strings_files_in_every_form() -> None:
    expected = {"NSCameraUsageDescription": "扫码\n登录", "CFBundleDisplayName": "课", "same": "same"}
    for encoding in ("utf-8", "utf-16", "utf-16-be", "utf-8-sig"):
        assert plist.strings(STRINGS.encode(encoding)) == expected
    for form in (BINARY, XML):
        assert plist.strings(plistlib.dumps({**expected, "plural": {}}, fmt=form)) == expected
    assert plist.strings(b"") == {}
    assert plist.strings(b"// nothing\n") == {}


UID = plistlib.UID


def archive(*objects: object) -> bytes:
    top = {"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": {"root": UID(1)}}
    return plistlib.dumps({**top, "$objects": ["$null", *objects]}, fmt=BINARY)


def test_keyed_archives() -> None:
    found = plist.unarchive(
        plist.read(
            archive(
                {"$class": UID(5), "NS.keys": [UID(2)], "NS.objects": [UID(3)]},
                "title",
                {"$class": UID(4), "text": UID(2), "none": UID(0), "kept": 7},
                {"$classname": "UILabel", "$classes": ["UILabel", "NSObject"]},
                {"$classname": "NSDictionary"},
            )
        )
    )
    assert found == {"root": {"title": {"$class": "UILabel", "text": "title", "none": None, "kept": 7}}}


@pytest.mark.parametrize(
    ("objects", "why"),
    [
        (({"NS.objects": [UID(1)]},), "contains itself"),
        ((*({"NS.objects": [UID(number + 2)] * 2} for number in range(30)), "end"), "unfolds"),
        ((UID(9),), "no object 9"),
    ],
)
def test_archives_that_are_traps(objects: tuple[object, ...], why: str) -> None:
    with pytest.raises(BadPlist, match=why):
        plist.unarchive(plist.read(archive(*objects)))


def test_what_is_no_archive() -> None:
    with pytest.raises(BadPlist, match="no keyed archive"):
        plist.unarchive({"$objects": "none"})


def test_equal_to_the_standard_library_on_real_lists(corpus: Path) -> None:
    seen = 0
    for path in sorted(corpus.glob("dev/*.ipa")):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith((".plist", ".xcprivacy", ".nib", ".strings", "CodeResources")):
                    data = archive.read(entry)
                    if data.startswith((b"bplist", b"<?xml")):
                        assert plist.read(data) == plistlib.loads(data)
                        seen += 1
    assert seen >= 20
