"""Code from every place it hides, libraries, byte marks, tricks of the archive; what could not be read."""

from __future__ import annotations

import hashlib

from scanner.formats import ids
from scanner.kinds import Kind
from scanner.model import ByteRules, Evidence, WatchList
from scanner.static import files
from tests.apps.apk import NAMESPACE, activity, apk, manifest
from tests.apps.axmlwriter import Forge, compiled
from tests.apps.dexwriter import Class, dex
from tests.apps.elfwriter import library
from tests.apps.inprocess import found, opened
from tests.apps.zipwriter import Zip

DEX = dex(Class("La/B;"))


def of(kind: Kind, items: list[Evidence]) -> dict[str, Evidence]:
    return {item.value: item for item in items if item.kind is kind}


def test_how_each_dex_file_is_loaded() -> None:
    entries = {
        "classes2.dex": DEX,
        "classes4.dex": DEX,  # 3 is missing: the runtime stops looking
        "classes1.dex": DEX,
        "assets/plugin.png": DEX,
        "res/raw/data": Zip().add("classes.dex", DEX).bytes(),
        "sub/classes.dex": DEX,
    }
    code = of(Kind.CODE_FILE, found(files, opened(apk(manifest(), [Class("La/A;")], entries))))
    assert {path: item.detail["loading"] for path, item in code.items()} == {
        "classes.dex": "auto",
        "classes2.dex": "auto",
        "classes4.dex": "gap",
        "classes1.dex": "gap",
        "assets/plugin.png": "hidden",
        "res/raw/data!/classes.dex": "hidden",
        "sub/classes.dex": "hidden",
    }
    hidden = code["assets/plugin.png"]
    assert hidden.where.entry == "assets/plugin.png"
    assert hidden.detail["sha256"] == hashlib.sha256(DEX).hexdigest()
    assert (hidden.detail["format"], hidden.detail["version"], hidden.detail["size"]) == (
        "dex",
        "035",
        len(DEX),
    )


def test_dex_files_of_a_split_are_loaded_too() -> None:
    split = f'<manifest {NAMESPACE} package="cn.example.app" split="x" android:versionCode="1"/>'
    pairs = [
        ("base.apk", apk(manifest(), [Class("La/A;")])),
        ("x.apk", apk(split, [Class("La/C;")], {"a.dex": DEX})),
    ]
    code = of(Kind.CODE_FILE, found(files, opened(pairs)))
    assert {path: item.detail["loading"] for path, item in code.items()} == {
        "base.apk!/classes.dex": "auto",
        "x.apk!/classes.dex": "auto",
        "x.apk!/a.dex": "hidden",
    }


def test_code_that_cannot_be_read_is_evidence_and_makes_the_run_partial() -> None:
    entries = {"assets/half.dex": DEX[:130], "assets/x.jar": b"PK\3\4 half a jar"}
    archive = Zip().add("AndroidManifest.xml", compiled(manifest()))
    for name, data in entries.items():
        archive.add(name, data)
    archive.add("lib/x86/libx.so", b"x", packed_data=b"\xff\xff").add(
        "notes.txt", b"x", packed_data=b"\xff\xff"
    )
    app = opened(archive.bytes())
    code = of(Kind.CODE_FILE, found(files, app))
    assert set(code) == {"assets/half.dex", "lib/x86/libx.so"}
    assert all(item.detail["unread"] for item in code.values())
    notes = [partial.note.split(":")[0] for partial in app.partials["files"]]
    assert sorted(notes) == ["assets/half.dex", "assets/x.jar!/", "lib/x86/libx.so", "notes.txt"]
    assert {partial.reason for partial in app.partials["files"]} == {"unread"}


def test_everything_readable_leaves_no_partial() -> None:
    app = opened(apk(manifest(), [Class("La/A;")], {"assets/a.txt": b"x"}))
    found(files, app)
    assert not app.partials


def test_libraries_by_abi() -> None:
    exports = (*(f"Java_a_b_{number:03}" for number in range(80)), "start", "_ZN1a")
    entries = {
        "lib/arm64-v8a/libvendor.so": library(("libc.so",), exports),
        "lib/armeabi-v7a/libvendor.so": library((), ("JNI_OnLoad",), wide=False),
        "assets/libs/tool.bin": library((), ()),
    }
    items = found(files, opened(apk(manifest(), (), entries)))
    libraries = {item.where.entry: item for item in items if item.kind is Kind.NATIVE_LIBRARY}
    assert {path: (item.value, item.detail["abi"]) for path, item in libraries.items()} == {
        "lib/arm64-v8a/libvendor.so": ("libvendor.so", "arm64-v8a"),
        "lib/armeabi-v7a/libvendor.so": ("libvendor.so", "armeabi-v7a"),
        "assets/libs/tool.bin": ("tool.bin", "arm64"),  # outside of lib/ the file itself says for what it is
    }
    wide = libraries["lib/arm64-v8a/libvendor.so"].detail
    assert wide["needed"] == ("libc.so",)
    jni = wide["jni"]
    assert isinstance(jni, tuple)
    assert jni == tuple(f"Java_a_b_{number:03}" for number in range(60))
    assert wide["exports"] == 82


def test_byte_marks_with_their_place_and_what_the_rule_says() -> None:
    rule = (
        'rule seen { meta: category = "packer" title = "加固" strength = "strong" sdk = "some" by = "me"'
        ' strings: $a = "MARK" condition: $a }'
    )
    app = opened(
        apk(manifest(), (), {"assets/a": b"....MARK..MARK"}), WatchList(bytes=(ByteRules("r", rule),))
    )
    mark = of(Kind.BYTE_MARK, found(files, app))["seen"]
    assert (mark.where.entry, mark.where.offset) == ("assets/a", 4)
    assert dict(mark.detail) == {"category": "packer", "title": "加固", "strength": "strong", "sdk": "some"}


def test_classes_that_are_missing_and_whether_a_packer_hides_them() -> None:
    text = manifest(components=activity("cn.example.app.Gone"))
    rule = 'rule p { meta: category = "packer" strength = "strong" condition: filename == "libp.so" }'
    watch = WatchList(bytes=(ByteRules("r", rule),))
    for entries, packed in (({}, False), ({"lib/x86/libp.so": b"x"}, True)):
        missing = of(Kind.MISSING_CODE, found(files, opened(apk(text, (), entries), watch)))
        (item,) = missing.values()
        assert (item.value, item.where.cls) == ("cn.example.app.Gone", "cn.example.app.Gone")
        assert dict(item.detail) == {"type": "activity", "packed": packed}


def test_tricks_of_the_archive() -> None:
    archive = (
        Zip().add("AndroidManifest.xml", compiled(manifest())).add("../up.txt", b"x").add("a", b"x", flags=1)
    )
    items = [item for item in found(files, opened(archive.bytes())) if item.kind is Kind.ARCHIVE_TRICK]
    assert {(item.value, item.where.entry) for item in items} >= {
        ("name-parent", "../up.txt"),
        ("encrypted-flag", "a"),
    }


def test_tricks_of_the_manifest() -> None:
    forge = Forge(names={ids.DEBUGGABLE: "label"}, file_type=0)
    data = compiled(
        '<manifest package="a.b"><application android:debuggable="true"/></manifest>', forge=forge
    )
    app = opened(Zip().add("AndroidManifest.xml", data).bytes())
    items = {item.value: item for item in found(files, app) if item.kind is Kind.ARCHIVE_TRICK}
    assert set(items) == {"xml-header-type", "xml-attribute-renamed"}
    assert items["xml-attribute-renamed"].where.entry == "AndroidManifest.xml"
    assert items["xml-attribute-renamed"].where.offset == app.manifest.children[0].offset
