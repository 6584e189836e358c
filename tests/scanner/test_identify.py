"""What a file is, by content: every kind of package, and what else people submit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.archive import Archive
from scanner.identify import identify, packages_inside
from scanner.model import BadPackage, Limits
from tests.apps.zipwriter import Zip

APK = Zip().add("AndroidManifest.xml", b"\3\0\x08\0").add("classes.dex", b"dex\n035\0").bytes()
IPA = Zip().add("Payload/课程.app/Info.plist", b"bplist00").bytes()


def zipped(*names: str, data: bytes = APK) -> bytes:
    writer = Zip()
    for name in names:
        writer.add(name, b"" if name.endswith("/") else data, 0 if name.endswith("/") else 8)
    return writer.bytes()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (APK, "apk"),
        (Zip(prefix=b"dex\n035\0" * 9).add("AndroidManifest.xml", b"").bytes(), "apk"),
        (IPA, "ipa"),
        (Zip().add("Payload/课程.app/Info.plist".encode("gbk"), b"").bytes(), "ipa"),
        (zipped("toc.pb", "splits/base-master.apk", "splits/base-zh.apk"), "apks"),
        (zipped("toc.pb", "universal.apk"), "apks"),
        (zipped("info.json", "base.apk", "split_config.zh.apk"), "apks"),
        (zipped("base.apk", "split_config.arm64_v8a.apk"), "apks"),
        (zipped("com.school.app.apk", "config.arm64_v8a.apk"), "apks"),
        (zipped("manifest.json", "com.school.app.apk", "Android/obb/main.obb"), "xapk"),
        (zipped("应用/", "应用/课程表.apk", "__MACOSX/应用/._课程表.apk", "应用/说明.txt"), "wrapped"),
        (zipped("app.apk.1"), "wrapped"),
        (zipped("课程表.ipa", data=IPA), "wrapped"),
        (zipped("课程表", ".DS_Store"), "wrapped"),  # no suffix at all
        (zipped("课程表.zip"), "wrapped"),
    ],
)
def test_packages(data: bytes, kind: str) -> None:
    assert identify(data, Limits()) == kind


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "空"),
        (b"this is not really an apk\n", "not-a-package", "文本文件"),
        (b"<!DOCTYPE html><html><body>login</body></html>", "not-a-package", "网页"),
        (b"Rar!\x1a\7\1\0" + bytes(90), "not-a-package", "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(90), "not-a-package", "7z"),
        (b"\x1f\x8b\x08" + bytes(90), "not-a-package", "gzip"),
        (bytes(257) + b"ustar\x0000" + bytes(250), "not-a-package", "tar"),
        (b"MZ" + bytes(300), "not-a-package", "Windows"),
        (b"dex\n035\0" + bytes(200), "not-a-package", "dex"),
        (bytes(range(256)) * 9, "not-a-package", "损坏"),
        (APK[:-25], "archive-cut-off", "不完整"),
        (
            zipped("base/manifest/AndroidManifest.xml", "BundleConfig.pb", "base/dex/classes.dex"),
            "aab",
            "AAB",
        ),
        (zipped("AndroidManifest.xml", "classes.jar", "R.txt"), "aar", "AAR"),
        (zipped("课程表.apk", "作业.apk"), "several-packages", "2 个安装包"),
        (zipped("安卓.apk", "苹果.ipa"), "several-packages", "2 个安装包"),
        (zipped("School.app/Info.plist", "School.app/School"), "app-folder", "IPA"),
        (zipped("app/src/main/AndroidManifest.xml", "app/build.gradle"), "source-code", "源代码"),
        (zipped("[Content_Types].xml", "word/document.xml"), "not-a-package", "Office"),
        (zipped("a.txt", "b.txt", data=b"text"), "no-package-inside", "AndroidManifest.xml"),
        (zipped("only.txt", data=b"text"), "no-package-inside", "AndroidManifest.xml"),
        (zipped("classes.dex", "META-INF/MANIFEST.MF"), "no-package-inside", "AndroidManifest.xml"),
        (Zip().bytes(), "no-package-inside", "AndroidManifest.xml"),
    ],
)
def test_what_else_people_submit(data: bytes, code: str, words: str) -> None:
    with pytest.raises(BadPackage) as fault:
        identify(data, Limits())
    assert (fault.value.code, words in fault.value.zh) == (code, True), fault.value.zh
    assert fault.value.en


def test_packages_inside() -> None:
    archive = Archive.open(zipped("__MACOSX/._a.apk", "x/a.apk", "x/读我.txt"), Limits())
    assert [entry.name for entry in packages_inside(archive)] == ["x/a.apk"]
    archive = Archive.open(Zip().add("x", APK, 0).bytes(), Limits())
    assert [archive.read(entry) for entry in packages_inside(archive)] == [APK]
    archive = Archive.open(Zip().add("x", b"", packed_data=b"\xff" * 9).bytes(), Limits())
    assert packages_inside(archive) == ()


def test_corpus(corpus: Path) -> None:
    for path in sorted((corpus / "dev").iterdir()):
        assert _kind(path.read_bytes()) == path.suffix[1:], path.name
    odd = {path.name: _kind(path.read_bytes()) for path in sorted((corpus / "badinput").iterdir())}
    assert {name: found for name, found in odd.items() if found != "apk"} == {
        "androguard-androguard__CertChain.apk": "no-package-inside",
        "androguard-androguard__multidex.apk": "no-package-inside",
        "iBotPeaches-Apktool__com.htc.resources.apk": "no-package-inside",
        "androguard-androguard__empty-unsigned.apk": "no-package-inside",
        "androguard-androguard__v2-only-empty.apk": "no-package-inside",
        "androguard-androguard__v1-only-empty.apk": "no-package-inside",
        "appium-appium__FakeAndroidApp.apk": "not-a-package",
        "appium-appium__FakeIOSApp.ipa": "no-package-inside",
        "yuanpeiyu-vpntest__container.apk": "no-package-inside",
    }


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_end_in_a_defined_way(noise: bytes, behind: bool) -> None:
    assert _kind(APK + noise if behind else noise) in ("apk", "not-a-package", "empty", "archive-cut-off")


def _kind(data: bytes) -> str:
    try:
        return identify(data, Limits())
    except BadPackage as fault:
        return fault.code
