"""What a submitted file is, told by its content, never by its name."""

from __future__ import annotations

import re

from scanner.formats.archive import Archive, Buffer, Entry
from scanner.magic import magic
from scanner.model import BadPackage, Limits

_SEEMS = {
    # what is no archive: the word of magic() or below -> Chinese, English
    "rar": ("RAR 压缩包", "a RAR archive"),
    "7z": ("7z 压缩包", "a 7z archive"),
    "gzip": ("gzip 压缩包", "a gzip archive"),
    "xz": ("xz 压缩包", "an xz archive"),
    "bzip2": ("bzip2 压缩包", "a bzip2 archive"),
    "zstd": ("zstd 压缩包", "a zstd archive"),
    "tar": ("tar 压缩包", "a tar archive"),
    "windows": ("Windows 程序", "a Windows program"),
    "office": ("Office 文档", "an Office document"),
    "pdf": ("PDF 文档", "a PDF document"),
    "png": ("图片", "a picture"),
    "jpeg": ("图片", "a picture"),
    "gif": ("图片", "a picture"),
    "webp": ("图片", "a picture"),
    "mp4": ("视频", "a video"),
    "html": ("网页(下载时可能没有登录)", "a web page (perhaps downloaded without logging in)"),
    "text": ("文本文件", "a text file"),
    "json": ("文本文件", "a text file"),
    "xml": ("文本文件", "a text file"),
    "dex": ("单独的 dex 代码文件", "a single dex file"),
    "cdex": ("单独的 dex 代码文件", "a single dex file"),
    "elf": ("单独的程序库", "a single program library"),
    "macho": ("单独的苹果程序", "a single program for Apple systems"),
    "axml": ("单独的清单文件", "a single compiled manifest"),
    "sqlite": ("数据库", "a database"),
}
_MORE_MAGIC = (
    (0, b"MZ", "windows"),
    (0, b"BZh", "bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (257, b"ustar", "tar"),
)
_PAYLOAD = re.compile(r"(Payload/[^/]+\.app)/")
_APP_FOLDER = re.compile(r"(?:[^/]+/)?[^/]+\.app/Info\.plist|[^/]+\.xcarchive/.*")
_PACKAGE = re.compile(r"(?is).*\.(?:apk|ipa|apks|xapk|apkm)(?:\.\d+)?")
_SPLIT = re.compile(
    r"(?is)(?:.*/)?(?:base|universal|split[_.].*|(?:.*\.)?config\.[^/]+|base-[^/]+|[^/]+-master)\.apk"
)
_SOURCE = re.compile(r"(?:.*/)?(?:build\.gradle(?:\.kts)?|src/main/AndroidManifest\.xml|project\.pbxproj)")
_SET_MARKS = ("toc.pb", "info.json")  # bundletool; APKMirror


def identify(data: Buffer, limits: Limits) -> str:
    """ "apk"; "apks" or "xapk" (a set of splits); "ipa"; "wrapped" (a zip around one package).

    Raises BadPackage for anything else, naming what the file appears to be.
    """
    try:
        archive = Archive.open(data, limits)
    except BadPackage as fault:
        if fault.code == "not-an-archive":
            raise _no_package(data) from fault
        raise
    return identify_archive(archive)


def identify_archive(archive: Archive) -> str:
    """The same for an opened archive."""
    names = [entry.name for entry in archive.entries]
    if archive.find("AndroidManifest.xml") is not None:
        if archive.find("classes.jar") is not None and archive.find("classes.dex") is None:
            raise BadPackage(
                "aar",
                "这是 AAR 开发库,不是可以安装的应用;请提交 APK 安装包",
                "an Android library (AAR), not an app: submit the APK",
            )
        return "apk"
    if any(_PAYLOAD.match(name) for name in names):
        return "ipa"
    if "BundleConfig.pb" in names or "base/manifest/AndroidManifest.xml" in names:
        raise BadPackage(
            "aab",
            "这是上传应用市场用的 AAB 文件,不能安装;请提交可以安装的 APK(或由 AAB 生成的 .apks)",
            "an Android App Bundle cannot be installed: submit the APK, or the .apks set made from it",
        )
    members = packages_inside(archive)
    apks = [entry.name for entry in members if entry.name.lower().endswith(".apk")]
    if apks and archive.find("manifest.json") is not None:
        return "xapk"
    if apks and any(archive.find(mark) is not None for mark in _SET_MARKS):
        return "apks"
    if len(members) == 1:
        return "wrapped"
    if len(apks) == len(members) > 1 and any(_SPLIT.fullmatch(name) for name in apks):
        return "apks"
    raise _no_single_package(archive, names, len(members))


def app_folders(archive: Archive) -> tuple[str, ...]:
    """The apps of an IPA: "Payload/X.app", in the order of their names."""
    hits = (_PAYLOAD.match(entry.name) for entry in archive.entries)
    return tuple(sorted({hit[1] for hit in hits if hit}))


def packages_inside(archive: Archive) -> tuple[Entry, ...]:
    """The entries that may be packages: those named like one; if there are none, a single zip of any name."""
    files = [entry for entry in archive.entries if not entry.is_dir and not _is_clutter(entry.name)]
    named = tuple(entry for entry in files if _PACKAGE.fullmatch(entry.name))
    if named or len(files) != 1 or not _is_zip(archive, files[0]):
        return named
    return (files[0],)


def _is_zip(archive: Archive, entry: Entry) -> bool:
    """Whether a stored or deflated entry begins like a zip, told without unpacking all of it."""
    return archive.head(entry, 4) == b"PK\3\4"


def _is_clutter(name: str) -> bool:
    """What macOS and Windows put beside the files of a zip."""
    last = name.rpartition("/")[2]
    return name.startswith("__MACOSX/") or last.startswith(".") or last in ("Thumbs.db", "desktop.ini")


def _no_package(data: Buffer) -> BadPackage:
    head = bytes(data[:4096])
    kind = next((word for at, mark, word in _MORE_MAGIC if head.startswith(mark, at)), "") or magic(head)
    if kind not in _SEEMS:
        return BadPackage(
            "not-a-package",
            "文件不是安装包(也可能已损坏);请提交 APK 或 IPA 安装包",
            "not a package, or a damaged one: submit an APK or IPA",
        )
    zh, en = _SEEMS[kind]
    return BadPackage(
        "not-a-package",
        f"文件不是安装包,看起来是{zh};请提交 APK 或 IPA 安装包",
        f"not a package but, as it seems, {en}: submit an APK or IPA",
    )


def _no_single_package(archive: Archive, names: list[str], packages: int) -> BadPackage:
    if packages:
        return BadPackage(
            "several-packages",
            f"压缩包里有 {packages} 个安装包,请逐个提交",
            f"{packages} packages in one archive: submit each by itself",
        )
    if any(_APP_FOLDER.fullmatch(name) for name in names):
        return BadPackage(
            "app-folder",
            "这是苹果应用的文件夹(.app 或 .xcarchive)压缩包,不是安装包;请提交 IPA 安装包",
            "a zipped .app folder or .xcarchive, not a package: submit the IPA",
        )
    if any(_SOURCE.fullmatch(name) for name in names):
        return BadPackage(
            "source-code",
            "这是应用的源代码压缩包,不是安装包;请提交编译好的 APK 或 IPA",
            "the app's source code, not a package: submit the built APK or IPA",
        )
    if archive.find("[Content_Types].xml") is not None or "mimetype" in names:
        return BadPackage(
            "not-a-package",
            "文件不是安装包,看起来是 Office 文档;请提交 APK 或 IPA 安装包",
            "not a package but, as it seems, an Office document: submit an APK or IPA",
        )
    return BadPackage(
        "no-package-inside",
        "压缩文件里没有 AndroidManifest.xml(安卓)或 Payload 文件夹(苹果),不是安装包,也不含安装包",
        "neither AndroidManifest.xml nor Payload/*.app inside: not a package, nor does it contain one",
    )
