"""Compiled XML: against androguard over the corpus, and against forged and broken files."""

from __future__ import annotations

import re
import struct

import pytest
from androguard.core.axml import AXMLPrinter, format_value
from androguard.core.resources.public import SYSTEM_RESOURCES
from hypothesis import given, settings
from hypothesis import strategies as st
from loguru import logger

from scanner.formats import axml, ids
from scanner.formats.axml import Attribute, BadXml, Element
from tests.apps.axmlwriter import ANDROID, Attr, Forge, Node, compiled, tree, write
from tests.apps.packages import entries

logger.disable("androguard")

MANIFEST = """
<manifest package="com.example.app" android:versionCode="7" android:versionName="1.2">
  <uses-sdk android:minSdkVersion="21" android:targetSdkVersion="30"/>
  <uses-permission android:name="android.permission.CAMERA" android:maxSdkVersion="28"/>
  <application android:label="课堂" android:debuggable="true" android:icon="@0x7f010000">
    <activity android:name=".Main" android:exported="false"/>
    <activity android:name=".Other"/>
  </application>
</manifest>
"""
NAMES = {**SYSTEM_RESOURCES["attributes"]["inverse"]}

# What androguard reads otherwise, and why we differ.
PLAIN_TEXT = {"xlm03lx-mesin_kuda__repacked.apk/AndroidManifest.xml"}  # no compiled XML at all


def _flat(root: Element) -> list[tuple[str, dict[str, str]]]:
    """Our tree the way androguard spells it."""
    return [(path.rsplit("/", 1)[-1].split("[")[0], _spelled(element)) for path, element in root.walk()]


def _spelled(element: Element) -> dict[str, str]:
    found = {}
    for item in element.attributes:
        name = NAMES.get(item.id, "").replace("_", ":") or item.name
        if not name:
            continue  # androguard invents a random name
        value = format_value(item.type, item.data, lambda _, item=item: item.raw or "")
        value = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "_", value.split("\0")[0])
        space = f"{{{item.namespace}}}" if item.namespace else ""
        found[space + re.sub(r"[^a-zA-Z0-9._-]", "_", name)] = value
    return found


def _androguard(data: bytes) -> list[tuple[str, dict[str, str]]] | None:
    printed = AXMLPrinter(data)
    if not printed.is_valid() or printed.root is None:
        return None
    return [
        (element.tag.rsplit("}", 1)[-1], dict(element.attrib))
        for element in printed.root.iter()
        if isinstance(element.tag, str)
    ]


def _as_android(attributes: dict[str, str]) -> dict[str, str]:
    """Without the names androguard invents; a dynamic reference (type 7) is a reference to Android."""
    return {
        name: re.sub("^<0x([0-9A-F]+), type 0x07>$", lambda found: f"@{int(found[1], 16):08X}", text)
        for name, text in attributes.items()
        if "UNKNOWN_SYSTEM_ATTRIBUTE" not in name
    }


def test_same_as_androguard_over_the_corpus() -> None:
    compared = 0
    for place, data in [*entries("AndroidManifest.xml"), *entries(".xml", 6)]:
        theirs = _androguard(data)
        try:
            ours = _flat(axml.parse(data))
        except BadXml:
            assert theirs is None or place in PLAIN_TEXT or not data, place
            continue
        if theirs is None:
            continue
        assert [tag for tag, _ in ours] == [tag for tag, _ in theirs], place
        for (tag, mine), (_, other) in zip(ours, theirs, strict=True):
            assert mine == _as_android(other), (place, tag)
        compared += 1
    assert compared > 150


@pytest.mark.parametrize("utf8", [True, False])
def test_writer_is_read_by_androguard_and_by_us(utf8: bool) -> None:
    data = compiled(MANIFEST, forge=Forge(utf8=utf8))
    root = axml.parse(data)
    assert _flat(root) == _androguard(data)
    assert root.text_of("package") == "com.example.app"
    application = root.child("application")
    assert application is not None
    label = application.get(ids.LABEL)
    assert label == Attribute(ids.LABEL, "label", ANDROID, 3, label.data if label else 0, "课堂", "课堂")
    icon = application.get(ids.ICON)
    assert icon is not None
    assert (icon.is_reference, icon.is_int, icon.data) == (True, False, 0x7F010000)
    assert [path for path, _ in root.walk()][-2:] == [
        "manifest/application/activity[1]",
        "manifest/application/activity[2]",
    ]
    assert root.line == 1
    assert application.line == 4
    assert struct.unpack_from("<H", data, application.offset) == (0x0102,)


def test_attributes_are_read_by_id_whatever_they_are_called() -> None:
    for name in ("", "exported", "android:nothing", "\u202e"):
        root = axml.parse(compiled(MANIFEST, forge=Forge(names={ids.DEBUGGABLE: name})))
        application = root.child("application")
        assert application is not None
        found = application.get(ids.DEBUGGABLE)
        assert found is not None
        assert (found.is_int, found.data != 0, found.name) == (True, True, name)


def test_a_name_without_id_is_no_attribute_of_android() -> None:
    root = axml.parse(compiled(MANIFEST, forge=Forge(with_ids=False)))
    application = root.child("application")
    assert application is not None
    assert application.get(ids.DEBUGGABLE) is None
    assert root.text_of("package") == "com.example.app"


def test_only_what_stands_in_order_exists() -> None:
    """Android walks two sorted lists side by side (RetrieveAttributes)."""
    wanted = [
        Attr("exported", "true", ANDROID, ids.EXPORTED),
        Attr("debuggable", "true", ANDROID, ids.DEBUGGABLE),  # behind a greater id
        Attr("exported", "false", ANDROID, ids.EXPORTED),  # behind the same id
        Attr("allowBackup", "", ANDROID, ids.ALLOW_BACKUP, type=0),  # null
    ]
    root = axml.parse(write(Node("manifest", wanted), forge=Forge(sort=False)))
    exported = root.get(ids.EXPORTED)
    assert exported is not None
    assert exported.data
    assert root.get(ids.DEBUGGABLE) is None
    assert root.get(ids.ALLOW_BACKUP) is None


def test_typed_string_and_source_text_may_differ() -> None:
    """By id Android reads the typed value, by name the source text."""
    name = Attr("name", "android.permission.CAMERA", ANDROID, ids.NAME, raw="android.permission.INTERNET")
    package = Attr("package", "com.shown", raw="com.real")
    root = axml.parse(write(Node("manifest", [name, package])))
    found = root.get(ids.NAME)
    assert found is not None
    assert found.text == "android.permission.CAMERA"
    assert root.text_of("package") == "com.real"
    assert axml.parse(write(Node("m", [Attr("package", type=0x10, data=7)]))).text_of("package") == "7"
    assert root.text_of("split") == ""


def test_text_between_tags() -> None:
    root = axml.parse(compiled("<a><domain includeSubdomains='true'>example.com</domain><b>x</b>y</a>"))
    assert [child.text for child in root.children] == ["example.com", "x"]
    assert root.text == "y"


UNKNOWN = struct.pack("<HHIII", 0x0150, 16, 24, 0, 0) + b"12345678"
ACCEPTED = {
    "type forged": Forge(file_type=0),
    "bytes behind the file": Forge(tail=b"\0" * 40, file_size=None),
    "unknown chunk among the nodes": Forge(before_nodes=UNKNOWN),
    "wide attributes": Forge(attribute_size=32),
    "attributes further on": Forge(attribute_start=28),
    "styles": Forge(styles=3),
    "namespace renamed": Forge(namespace="http://example.com/not-android"),
    "namespace empty": Forge(namespace=""),
}
REFUSED = {
    "size beyond the file": (Forge(file_size=1 << 20), "size"),
    "size cut": (Forge(file_size=400), "do not fit|cut off|few|no element"),
    "attribute size too small": (Forge(attribute_size=8), "attributes"),
    "attribute count": (Forge(attribute_count=0xFFFF), "attributes"),
    "string count": (Forge(string_count=0x3FFFFFFF), "strings do not fit"),
    "element size": (Forge(element_size=0x7FFFFFF0), "do not fit"),
    "element size unaligned": (Forge(element_size=2), "do not fit"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_android_accepts(name: str) -> None:
    root = axml.parse(compiled(MANIFEST, forge=ACCEPTED[name]))
    assert root.text_of("package") == "com.example.app"
    application = root.child("application")
    assert application is not None
    found = application.get(ids.DEBUGGABLE)
    assert found is not None
    assert found.data
    assert len(application.children) == 2


def test_elements_still_open_at_the_end_count_as_closed() -> None:
    root = axml.parse(compiled("<a><b><c/></b></a>", forge=Forge(end_elements=False)))
    assert [path for path, _ in root.walk()] == ["a", "a/b", "a/b/c"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_android_refuses(name: str) -> None:
    forge, reason = REFUSED[name]
    with pytest.raises(BadXml, match=reason):
        axml.parse(compiled(MANIFEST, forge=forge))


def test_attributes_that_start_beyond_their_element_are_refused() -> None:
    data = compiled(MANIFEST).replace(struct.pack("<HH", 20, 20), struct.pack("<HH", 0x7FFF, 20), 1)
    with pytest.raises(BadXml, match="attributes"):
        axml.parse(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no header"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><manifest/>", "plain text"),
        ("<manifest/>".encode("utf-16"), "plain text"),
        (struct.pack("<HHI", 3, 8, 8), "no element"),
        (struct.pack("<HHI", 3, 8, 24) + struct.pack("<HHIII", 0x0102, 16, 16, 1, 0)[:16], "no string pool"),
        (b"\x03\0\x08\0" + b"\xff" * 40, "not compiled"),
    ],
)
def test_no_compiled_xml(data: bytes, reason: str) -> None:
    with pytest.raises(BadXml, match=reason):
        axml.parse(data)


def test_element_after_the_root_is_not_read() -> None:
    hidden = Node("manifest", [Attr("package", "com.hidden")])
    forge = Forge()
    first, second = write(tree(MANIFEST), forge=forge), write(hidden, forge=forge)
    data = bytearray(first + second[second.index(struct.pack("<HH", 0x0102, 16)) :])
    struct.pack_into("<I", data, 4, len(data))
    assert axml.parse(bytes(data)).text_of("package") == "com.example.app"


def test_bombs_are_refused() -> None:
    deep = Node("a")
    for _ in range(axml.DEEPEST):
        deep = Node("a", children=[deep])
    with pytest.raises(BadXml, match="deeper"):
        axml.parse(write(deep))
    many = Node("a", children=[Node("b") for _ in range(axml.MOST_ELEMENTS)])
    with pytest.raises(BadXml, match="more than"):
        axml.parse(write(many))
    with pytest.raises(BadXml, match="larger"):
        axml.parse(bytes(axml.LARGEST + 1))


def test_strings_that_overlap_do_not_unpack_to_a_bomb() -> None:
    """Every name a suffix of one long string, so that the text grows with the square of the file."""
    node = Node("a", [Attr(f"n{number:04}") for number in range(2000)])
    data = bytearray(write(node, forge=Forge(utf8=False)))
    (header,) = struct.unpack_from("<H", data, 10)
    (count,) = struct.unpack_from("<I", data, 16)
    (strings,) = struct.unpack_from("<I", data, 28)
    for number in range(count):
        struct.pack_into("<I", data, 8 + header + 4 * number, 2 * number)
        struct.pack_into("<H", data, 8 + strings + 2 * number, 8000 - number)
    struct.pack_into("<H", data, 8 + strings + 16002, 0)
    with pytest.raises(BadXml, match="overlap"):
        axml.parse(bytes(data))


GOOD = [compiled(MANIFEST), compiled(MANIFEST, forge=Forge(utf8=False, styles=1))]


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8))
def test_changed_bytes_are_read_or_refused(data: bytes, changes: list[tuple[int, int]]) -> None:
    changed = bytearray(data)
    for at, value in changes:
        changed[at % len(changed)] = value
    _read(bytes(changed))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(GOOD), st.integers(0, 500), st.sampled_from([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF]))
def test_changed_words_are_read_or_refused(data: bytes, word: int, value: int) -> None:
    changed = bytearray(data)
    struct.pack_into("<I", changed, word % (len(data) // 4) * 4, value)
    _read(bytes(changed))
    _read(bytes(changed)[: word * 4])


def _read(data: bytes) -> None:
    try:
        root = axml.parse(data)
    except BadXml:
        return
    for path, element in root.walk():
        assert path.count("/") < axml.DEEPEST
        assert element.get(ids.NAME) is None or element.text_of("package") is not None
