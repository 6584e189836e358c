"""A submitted file, or a base package with its splits, becomes one App; anything else a BadPackage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from mmap import mmap

from scanner.android import AndroidApp, Part
from scanner.app import App, Opened
from scanner.formats import axml
from scanner.formats.archive import Archive, BadEntry, Entry
from scanner.formats.manifest import identity
from scanner.identify import app_folders, identify, identify_archive, packages_inside
from scanner.ios import IosApp
from scanner.ios_identity import identity as ios_identity
from scanner.model import BadPackage, Limits, Package, PackageFile, Platform, WatchList

Buffer = bytes | mmap


def open_app(files: Sequence[tuple[str, Buffer]], watch: WatchList, limits: Limits) -> App:
    """The app in one file, or in a base package and its splits. `files` are (name, content).

    Raises BadPackage. The package's sha256 and size are left to the caller, who hashes the files itself.
    """
    opened = _opened_files(files, limits)
    if isinstance(opened, Opened):
        return _ios(opened, watch, limits)
    return _android(opened, watch, limits)


def _ios(file: Opened, watch: WatchList, limits: Limits) -> IosApp:
    apps = app_folders(file.archive)
    if len(apps) != 1:
        listed = "、".join(apps[:5])
        raise BadPackage(
            "several-apps",
            f"Payload 文件夹里有 {len(apps)} 个应用({listed}),请每个应用提交一个安装包",
            f"{len(apps)} apps in Payload: submit one package for each",
        )
    app = IosApp(Package(Platform.IOS, "", "", "", "", "", "", 0), file, apps[0], watch, limits)
    app.package = ios_identity(app)
    return app


def _android(parts: list[Part], watch: WatchList, limits: Limits) -> AndroidApp:
    base = parts[0]
    draft = Package(Platform.ANDROID, "", "", "", "", "", "", 0)
    app = AndroidApp(draft, parts, watch, limits)
    name, version, code, label, _ = identity(base.manifest, app.resources)
    if not name:
        raise BadPackage(
            "no-package-name", "安装包的清单没有写包名,无法识别应用", "the manifest names no package"
        )
    _one_app(parts, name, code)
    app.package = replace(
        draft,
        app_id=name,
        version=version,
        version_code=code,
        label=label,
        signers=_signers(app),
        files=tuple(
            PackageFile(part.name, hashlib.sha256(part.data).hexdigest(), len(part.data)) for part in parts
        )
        if len(parts) > 1
        else (),
    )
    return app


def code_digest(app: App) -> str:
    """SHA-256 over name and hash of every entry that neither a signature nor a channel mark touches."""
    lines = sorted(
        f"{content.path} {digest}\n"
        for content in app.contents
        if content.depth == 0 and (digest := app.unsigned_hash(content)) is not None
    )
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _opened_files(files: Sequence[tuple[str, Buffer]], limits: Limits) -> list[Part] | Opened:
    """The base package and its splits, or an IPA."""
    if len(files) == 1:
        name, data = files[0]
        archive = _opened(data, limits, name)
        kind = identify_archive(archive)
        if kind == "wrapped":
            (inner,) = packages_inside(archive)
            name, data = inner.name, _unpacked(archive, inner)
            archive = _opened(data, limits, name)
            kind = identify_archive(archive)
        if kind == "ipa":
            return Opened(name, data, archive, "")
        if kind == "apk":
            return [_whole(_part(name, data, archive, ""))]
        if kind in ("apks", "xapk"):
            files = _members(archive)
        else:
            raise BadPackage(
                "nested",
                "压缩包里还是压缩包,请解压后提交里面的安装包",
                "an archive within an archive: unpack it and submit the package inside",
            )
    parts = [_part(name, data, _opened(data, limits, name), f"{name}!/") for name, data in files]
    bases = [part for part in parts if not _split_name(part)]
    if len(bases) != 1:
        raise BadPackage(
            "no-base" if not bases else "several-bases",
            "拆分包里应有且只有一个基础安装包(base),实际有 " + str(len(bases)) + " 个",
            f"a split set has exactly one base package, found {len(bases)}",
        )
    return bases + sorted((part for part in parts if _split_name(part)), key=lambda part: part.name)


def _members(archive: Archive) -> list[tuple[str, Buffer]]:
    """The packages inside a set. Where bundletool wrote splits, its stand-alone variants are left aside."""
    names = [entry for entry in archive.entries if entry.name.lower().endswith(".apk")]
    splits = [entry for entry in names if entry.name.startswith("splits/")]
    if splits:
        names = splits
    elif any(entry.name == "universal.apk" for entry in names):
        names = [entry for entry in names if entry.name == "universal.apk"]
    return [(entry.name, _unpacked(archive, entry)) for entry in names]


def _opened(data: Buffer, limits: Limits, name: str) -> Archive:
    """The archive; where there is none, what the file seems to be is told."""
    try:
        return Archive.open(data, limits, name)
    except BadPackage:
        identify(data, limits)  # raises the more telling sentence
        raise


def _unpacked(archive: Archive, entry: Entry) -> bytes:
    try:
        return archive.read(entry)
    except BadEntry as fault:
        raise BadPackage(
            "broken-inside",
            f"压缩包里的 {entry.name} 无法解压,请重新打包或直接提交安装包",
            f"{entry.name} inside the archive cannot be unpacked: {fault}",
        ) from fault


def _part(name: str, data: Buffer, archive: Archive, prefix: str) -> Part:
    entry = archive.find("AndroidManifest.xml")
    if entry is None:
        raise BadPackage(
            "no-manifest",
            "压缩包里没有 AndroidManifest.xml,不是安卓安装包",
            "no AndroidManifest.xml: not an Android package",
        )
    try:
        manifest, odd = axml.read(archive.read(entry))
    except (BadEntry, axml.BadXml) as fault:
        raise BadPackage(
            "bad-manifest",
            "安装包的清单文件(AndroidManifest.xml)已损坏或不是编译后的格式,手机也无法安装;请提交原始安装包",
            f"AndroidManifest.xml cannot be read: {fault}",
        ) from fault
    return Part(name, data, archive, prefix, manifest, odd)


def _whole(part: Part) -> Part:
    """A package that is an app by itself. Raises BadPackage for a single split."""
    if _split_name(part):
        raise BadPackage(
            "no-base",
            "这只是一套拆分包中的一个,缺少基础安装包(base.apk);请提交整套拆分包或完整的安装包",
            "only one of a set of splits: submit the whole set with its base package",
        )
    return part


def _split_name(part: Part) -> str:
    return part.manifest.text_of("split")


def _one_app(parts: list[Part], name: str, code: str) -> None:
    """All parts are of one app. Raises BadPackage naming what differs."""
    for part in parts[1:]:
        other = identity(part.manifest, None)
        if other[0] != name or other[2] != code:
            raise BadPackage(
                "split-mismatch",
                f"拆分包不属于同一个应用:{part.name} 是 {other[0]}({other[2]}),基础包是 {name}({code})",
                f"the set mixes apps: {part.name} is {other[0]} ({other[2]}), the base {name} ({code})",
            )


def _signers(app: AndroidApp) -> tuple[str, ...]:
    """Who signed, before the contents are read; scan.py says it again when v1's digests are checked too."""
    seen = [examined.newest for examined in app.signing]
    if any(signers != seen[0] for signers in seen):
        raise BadPackage(
            "split-signers",
            "拆分包由不同的证书签名,不能作为同一个应用安装",
            "the splits are signed by different certificates",
        )
    return seen[0]
