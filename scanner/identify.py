"""What a submitted file is, told by its content, never by its name."""

from __future__ import annotations

import re

from scanner.formats.archive import Archive, Buffer
from scanner.magic import magic
from scanner.model import BadPackage, Limits

_NAMES = {
    "rar": "RAR 压缩包",
    "7z": "7z 压缩包",
    "gzip": "gzip 压缩包",
    "xz": "xz 压缩包",
    "pdf": "PDF 文档",
    "png": "图片",
    "jpeg": "图片",
    "gif": "图片",
    "webp": "图片",
    "mp4": "视频",
    "html": "网页",
    "text": "文本文件",
    "xml": "文本文件",
    "dex": "单独的 dex 代码文件",
    "elf": "本地代码库",
    "axml": "单独的清单文件",
    "sqlite": "数据库",
}
_PAYLOAD = re.compile(r"Payload/[^/]+\.app/")
_MEMBER = re.compile(r"(?i).*\.(?:apk|ipa|apks|xapk|apkm)(?:\.\d+)?")


def identify(data: Buffer, limits: Limits) -> str:
    """ "apk", "apks" (a set of splits), "ipa", or "wrapped" (a zip around one package).

    Raises BadPackage for anything else, naming what the file appears to be.
    """
    head = bytes(data[:4096])
    kind = magic(head)
    if kind == "empty":
        raise BadPackage("empty", "文件是空的,请重新提交安装包", "the file is empty")
    if kind in _NAMES:
        raise BadPackage(
            "not-a-package",
            f"文件不是安装包,看起来是{_NAMES[kind]};请提交 APK 或 IPA 安装包",
            f"not a package but, as it seems, {kind}; submit an APK or IPA",
        )
    archive = Archive.open(data, limits)
    names = [entry.name for entry in archive.entries]
    if archive.find("AndroidManifest.xml") is not None:
        return "apk"
    if any(_PAYLOAD.match(name) for name in names):
        return "ipa"
    if "BundleConfig.pb" in names or "base/manifest/AndroidManifest.xml" in names:
        raise BadPackage(
            "aab",
            "这是上传应用市场用的 AAB 文件,不能安装;请提交可以安装的 APK(或由 AAB 生成的 .apks)",
            "an Android App Bundle cannot be installed: submit the APK, or the .apks set made from it",
        )
    return _inside(names)


def _inside(names: list[str]) -> str:
    members = [name for name in names if _MEMBER.fullmatch(name) and "__MACOSX" not in name]
    apks = [name for name in members if name.lower().endswith(".apk")]
    if apks and ("toc.pb" in names or "manifest.json" in names or len(apks) > 1):
        return "apks"
    if len(members) == 1:
        return "wrapped"
    raise BadPackage(
        "no-package-inside",
        "压缩文件里没有 AndroidManifest.xml(安卓)或 Payload 文件夹(苹果),不是安装包,也不含安装包",
        "neither AndroidManifest.xml nor Payload/*.app inside: not a package, nor does it contain one",
    )
