"""Code from every place it hides, native libraries, byte marks, tricks of the archive and its manifest.

Programs and libraries in Apple's format are the analyzer `binaries`'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.android import AndroidApp
from scanner.app import App
from scanner.collect import Content
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "files"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CODE_FILE, Kind.MISSING_CODE, Kind.NATIVE_LIBRARY, Kind.BYTE_MARK, Kind.ARCHIVE_TRICK)

_MAIN_DEX = re.compile(r"classes[0-9]*\.dex")
_ABI = re.compile(r"(?:^|/)lib/([^/]+)/[^/]+$")
_EXPORTED_BY_JAVA = "Java_"
_JNI = 60
"""At most this many JNI exports are named in a library's evidence; the inventory holds all."""


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence per code file, library, byte mark and archive trick."""
    for content in app.contents:
        where = Where(entry=content.path)
        if content.magic in ("dex", "cdex") and isinstance(app, AndroidApp):
            yield _dex(app, content)
        elif content.elf is not None:
            yield _library(content)
        for mark in content.found.marks:
            at = Where(entry=content.path, offset=mark.offset)
            meta = {key: text for key, text in mark.meta if key in ("category", "title", "sdk", "strength")}
            yield Evidence(Kind.BYTE_MARK, mark.rule, at, detail=meta)
        if content.unread:
            app.partial(NAME, "unread", f"{content.path}: {content.unread}")
            if content.name.endswith((".dex", ".so", ".jar")):
                unread: Detail = {"format": "unknown", "size": content.size, "unread": content.unread}
                yield Evidence(Kind.CODE_FILE, content.path, where, detail=unread)
    for type_, name in app.missing_code if isinstance(app, AndroidApp) else ():
        packed = app.hidden_code == "packed"
        yield Evidence(Kind.MISSING_CODE, name, Where(cls=name), detail={"type": type_, "packed": packed})
    for file in app.files:
        for trick in file.archive.tricks:
            where = Where(entry=file.prefix + trick.entry)
            yield Evidence(Kind.ARCHIVE_TRICK, trick.name, where, detail={"note": trick.note})
    for part in app.parts if isinstance(app, AndroidApp) else ():
        for odd in part.odd:
            where = Where(entry=f"{part.prefix}AndroidManifest.xml", offset=odd.offset)
            yield Evidence(Kind.ARCHIVE_TRICK, odd.name, where, detail={"note": odd.note})


def _dex(app: AndroidApp, content: Content) -> Evidence:
    if content.loaded:
        loading = "auto"
    elif content.depth == 0 and _MAIN_DEX.fullmatch(content.name):
        loading = "gap"  # numbered, but after a gap: the runtime does not load it by itself
    else:
        loading = "hidden"
    detail: dict[str, str | int] = {
        "format": content.magic,
        "size": content.size,
        "sha256": content.sha256,
        "loading": loading,
        "version": content.version,
    }
    problem = app.code.unread.get(content.path, "")
    if problem:
        detail["unread"] = problem
        app.partial(NAME, "unread", f"{content.path}: {problem}")
    return Evidence(Kind.CODE_FILE, content.path, Where(entry=content.path), detail=detail)


def _library(content: Content) -> Evidence:
    assert content.elf is not None
    elf = content.elf
    abi = _ABI.search(content.name)
    jni = tuple(name for name in elf.exports if name.startswith(_EXPORTED_BY_JAVA))
    detail: dict[str, str | int | tuple[str, ...]] = {
        "abi": abi[1] if abi else elf.machine,
        "size": content.size,
        "sha256": content.sha256,
        "needed": elf.needed,
        "exports": elf.exported,
        "jni": jni[:_JNI],
    }
    name = content.name.rsplit("/", 1)[-1]
    return Evidence(Kind.NATIVE_LIBRARY, name, Where(entry=content.path), detail=detail)
