"""Bundles of an IPA, told by where they lie; how archives spell names."""

from __future__ import annotations

import plistlib

import pytest

from scanner.bundles import (
    Bundle,
    BundleKind,
    bundle_paths,
    chinese,
    kind_of,
    opened,
    spellings,
    table,
    text,
    texts,
)

ROOT = "Payload/A.app"


@pytest.mark.parametrize(
    ("path", "kind", "program"),
    [
        (ROOT, BundleKind.APP, True),
        (f"{ROOT}/PlugIns/Share.appex", BundleKind.EXTENSION, True),
        (f"{ROOT}/Watch/W.app", BundleKind.WATCH, True),
        (f"{ROOT}/AppClips/C.app", BundleKind.CLIP, True),
        (f"{ROOT}/Frameworks/F.framework", BundleKind.FRAMEWORK, False),
        (f"{ROOT}/F_Privacy.bundle", BundleKind.RESOURCES, False),
    ],
)
def test_what_a_bundle_is_for(path: str, kind: BundleKind, program: bool) -> None:
    assert kind_of(path, ROOT) is kind
    assert kind.is_program is program


def test_every_bundle_is_found_even_without_entries_of_its_own() -> None:
    names = [
        f"{ROOT}/Info.plist",
        f"{ROOT}/Frameworks/F.framework/F",
        f"{ROOT}/Frameworks/F.framework/Inner.bundle/x/y",
        "Payload/B.app/Info.plist",
        f"{ROOT}/not.bundle",  # a file
    ]
    assert bundle_paths(names, ROOT) == (
        ROOT,
        f"{ROOT}/Frameworks/F.framework",
        f"{ROOT}/Frameworks/F.framework/Inner.bundle",
    )


def test_an_unreadable_list_is_a_fault_and_a_missing_one_is_none() -> None:
    lists = {f"{ROOT}/Info.plist": plistlib.dumps({"A": 1, "B": True, "C": ["x", 2]})}
    assert opened(ROOT, ROOT, lists.get).text("A") == "1"
    assert opened(ROOT, ROOT, lists.get).text("B") == ""
    assert opened(ROOT, ROOT, {}.get) == Bundle(ROOT, BundleKind.APP, {})
    broken = opened(ROOT, ROOT, {f"{ROOT}/Info.plist": b"bplist00broken"}.get)
    assert broken.info == {}
    assert broken.fault


def test_values_of_the_wrong_sort_are_nothing() -> None:
    assert (text(None), text(1.5), text([]), text(True)) == ("", "1.5", "", "")
    assert texts(["a", 1, "", "b"]) == ("a", "b")
    assert texts("a") == ("a",)
    assert texts({"a": 1}) == ()
    assert table([]) == {}


def test_spellings_of_a_name() -> None:
    assert "é" in spellings("é")
    assert "e\u0301" in spellings("é")
    assert "建筑".encode().decode("cp437") in spellings("建筑")


def test_a_reader_of_chinese_is_shown_the_nearest_text() -> None:
    assert chinese(["en", "zh-Hant", "zh_CN"]) == "zh_CN"
    assert chinese(["en", "zh-Hant"]) == "zh-Hant"
    assert chinese(["en"]) == ""
