"""Submitted files become one app, or are refused with one sentence."""

from __future__ import annotations

import json
import plistlib
from collections.abc import Mapping

import pytest

from scanner.formats.arsc import Resources
from scanner.formats.axml import Element
from scanner.intake import code_digest, open_app
from scanner.model import BadPackage, Limits, WatchList
from tests.apps.apk import NAMESPACE, apk, manifest
from tests.apps.axmlwriter import compiled
from tests.apps.inprocess import opened
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block, sign_v1
from tests.apps.zipwriter import Zip

BASE = manifest(package="cn.example.set", code=7)
KEY, OTHER = identity("one", "ec", 256), identity("other", "ec", 256)


def split(name: str, package: str = "cn.example.set", code: int = 7) -> str:
    return (
        f'<manifest {NAMESPACE} package="{package}" split="{name}" android:versionCode="{code}">'
        '<application android:hasCode="false"/></manifest>'
    )


def packed(entries: Mapping[str, bytes]) -> bytes:
    archive = Zip()
    for name, data in entries.items():
        archive.add(name, data)
    return archive.bytes()


def refused(*files: bytes | tuple[str, bytes]) -> BadPackage:
    given = [file if isinstance(file, tuple) else (f"{n}.apk", file) for n, file in enumerate(files)]
    with pytest.raises(BadPackage) as caught:
        open_app(given, WatchList(), Limits())
    assert caught.value.zh
    assert caught.value.en
    return caught.value


def test_a_single_package_says_who_it_is() -> None:
    names = {"string/name": {"": "Lessons", "zh-CN": "课堂"}}
    data = apk(
        manifest(package="cn.example.one", version="2.1", code=21, label="@string/name"), (), None, names, KEY
    )
    app = opened(data)
    package = app.package
    assert (package.app_id, package.version, package.version_code) == ("cn.example.one", "2.1", "21")
    assert package.label == "课堂"
    assert package.signers == (KEY.sha256,)
    assert package.files == ()  # only a set is made of files
    assert [part.prefix for part in app.parts] == [""]


def test_an_unsigned_package_has_no_signer() -> None:
    assert opened(apk(manifest(), signed=False)).package.signers == ()


@pytest.mark.parametrize("order", [1, -1])
def test_splits_of_a_folder_become_one_app(order: int) -> None:
    files = [
        ("split_config.zh.apk", apk(split("config.zh"), signer=KEY)),
        ("base.apk", apk(BASE, signer=KEY)),
        ("split_config.arm64.apk", apk(split("config.arm64"), signer=KEY)),
    ][::order]
    app = open_app(files, WatchList(), Limits())
    assert [part.name for part in app.parts] == ["base.apk", "split_config.arm64.apk", "split_config.zh.apk"]
    assert app.parts[0].prefix == "base.apk!/"
    assert [file.name for file in app.package.files] == [part.name for part in app.parts]
    assert all(len(file.sha256) == 64 and file.size > 0 for file in app.package.files)


SETS = {
    "bundletool": ("toc.pb", "splits/base-master.apk", "splits/base-zh.apk", "standalones/s.apk"),
    "universal": ("toc.pb", "universal.apk", "other.apk"),
    "xapk": ("manifest.json", "base.apk", "config.zh.apk"),
    "mirror": ("info.json", "base.apk", "split_config.zh.apk", "icon.png"),
}


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        (SETS["bundletool"], ["splits/base-master.apk", "splits/base-zh.apk"]),
        (SETS["universal"], ["universal.apk"]),
        (SETS["xapk"], ["base.apk", "config.zh.apk"]),
        (SETS["mirror"], ["base.apk", "split_config.zh.apk"]),
    ],
    ids=SETS,
)
def test_a_set_in_an_archive(entries: tuple[str, ...], names: list[str]) -> None:
    """bundletool's .apks with and without stand-alone variants, .xapk, APKMirror's bundles."""
    content = {}
    for name in entries:
        is_split = any(word in name for word in ("-zh", "config"))
        is_package = name.endswith(".apk")
        content[name] = apk(split("config.zh") if is_split else BASE, signer=KEY) if is_package else b"{}"
    app = opened(packed(content))
    assert [part.name for part in app.parts] == names
    assert app.package.app_id == "cn.example.set"


def test_one_archive_around_a_package_is_looked_through() -> None:
    inner = apk(manifest(package="cn.example.inside"))
    app = opened(packed({"说明.txt": b"x", "目录/教学.apk": inner}))
    assert app.package.app_id == "cn.example.inside"
    assert [part.prefix for part in app.parts] == [""]
    renamed = opened(packed({"download": inner}))
    assert renamed.package.app_id == "cn.example.inside"


def test_two_archives_around_a_package_are_not() -> None:
    inner = packed({"a.apk": apk(manifest())})
    bad = refused(packed({"b.zip": inner}))
    assert bad.code == "nested"
    assert "解压" in bad.zh


def test_a_set_within_an_archive() -> None:
    inner = packed(
        {
            "manifest.json": b"{}",
            "base.apk": apk(BASE, signer=KEY),
            "config.zh.apk": apk(split("zh"), signer=KEY),
        }
    )
    assert len(opened(packed({"app.xapk": inner})).parts) == 2


def test_splits_of_another_app_are_refused() -> None:
    for other in (split("zh", package="cn.example.other"), split("zh", code=8)):
        bad = refused(apk(BASE, signer=KEY), ("x.apk", apk(other, signer=KEY)))
        assert bad.code == "split-mismatch"
        assert "x.apk" in bad.zh


def test_splits_signed_by_others_are_refused() -> None:
    assert refused(apk(BASE, signer=KEY), apk(split("zh"), signer=OTHER)).code == "split-signers"
    assert refused(apk(BASE, signer=KEY), apk(split("zh"), signed=False)).code == "split-signers"


def test_exactly_one_base() -> None:
    assert refused(apk(split("zh")), apk(split("arm64"))).code == "no-base"
    assert refused(apk(BASE), apk(BASE)).code == "several-bases"


def test_a_single_split_is_no_app() -> None:
    for data in (apk(split("config.zh")), packed({"a.apk": apk(split("config.zh"))})):
        bad = refused(data)
        assert bad.code == "no-base"
        assert "整套" in bad.zh


def test_what_cannot_be_an_app() -> None:
    text = compiled(manifest(package=""))
    assert refused(Zip().add("AndroidManifest.xml", text).bytes()).code == "no-package-name"
    assert refused(packed({"AndroidManifest.xml": b"<manifest/>"})).code == "bad-manifest"
    broken = Zip().add("AndroidManifest.xml", b"x", packed_data=b"\xff\xff\xff").bytes()
    assert refused(broken).code == "bad-manifest"
    assert refused(apk(BASE), ("notes.apk", packed({"a.txt": b"x"}))).code == "no-manifest"
    assert refused(b"%PDF-1.7 not a package").code == "not-a-package"
    assert refused(b"").code == "empty"
    assert refused(packed({"Payload/A.app/Info.plist": b"<plist/>"})).code == "bad-manifest"
    assert refused(packed({"Payload/A.app/A": b"x"})).code == "no-manifest"
    two = {"Payload/A.app/Info.plist": plistlib.dumps({}), "Payload/B.app/Info.plist": plistlib.dumps({})}
    assert refused(packed(two)).code == "several-apps"
    nameless = {"Payload/A.app/Info.plist": plistlib.dumps({"CFBundleName": "A"})}
    assert refused(packed(nameless)).code == "no-package-name"


def test_a_member_that_does_not_unpack() -> None:
    inner = Zip().add("a.apk", b"PK\3\4....", packed_data=b"\xff\xfe\xfd").bytes()
    bad = refused(inner)
    assert bad.code == "broken-inside"
    assert "a.apk" in bad.zh


def test_code_digest_ignores_signature_and_channel_only() -> None:
    plain = apk(manifest(), (), {"assets/a.txt": b"one"}, signed=False)
    one = sign_block(plain, v2=[Signer(KEY, (0x0201,))])
    two = sign_block(
        plain, v2=[Signer(OTHER, (0x0201,))], pairs=[(0x71777777, json.dumps({"channel": "x"}).encode())]
    )
    three = sign_v1(plain, OTHER)
    channel = apk(manifest(), (), {"assets/a.txt": b"one", "META-INF/cztchannel_store": b""}, signed=False)
    other = apk(manifest(), (), {"assets/a.txt": b"two"}, signed=False)
    digests = [code_digest(opened(data)) for data in (plain, one, two, three, channel)]
    assert len(set(digests)) == 1
    assert code_digest(opened(other)) != digests[0]


def test_parts_share_resources_and_know_their_manifest() -> None:
    files = [
        ("base.apk", apk(BASE, (), None, {"string/a": {"": "x"}}, KEY)),
        ("z.apk", apk(split("zh"), signer=KEY)),
    ]
    app = open_app(files, WatchList(), Limits())
    assert isinstance(app.resources, Resources)
    assert isinstance(app.manifest, Element)
    assert app.manifest.text_of("split") == ""
