"""Flutter: plug-ins that the registrant makes, packages that the assets and the compiled Dart code name.

Sources: flutter/flutter packages/flutter_tools/lib/src/flutter_plugins.dart (GeneratedPluginRegistrant and
its message "Error registering plugin NAME, CLASS"), services/binding.dart (NOTICES, NOTICES.Z: entries
between lines of 80 hyphens, package names first), asset.dart (assets of packages lie under packages/NAME).
The URLs of libapp.so are read with those of all libraries: its strings lie apart.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from scanner import contents
from scanner.android import AndroidApp
from scanner.app import App
from scanner.code import NEW_INSTANCE
from scanner.collect import Content
from scanner.formats.dex import mutf8
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "flutter"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN)

_REGISTRANT = "io.flutter.plugins.GeneratedPluginRegistrant"
_ACTIVITY = (
    "io.flutter.embedding.android.FlutterActivity",
    "io.flutter.app.FlutterActivity",
    "FlutterViewController",
)
_ENGINES = ("/libflutter.so", "/Flutter.framework/Flutter")
_COMPILED = ("/libapp.so", "/App.framework/App")
"""Dart code compiled to machine code, on Android and on iOS."""
_NOT_PLUGINS = ("io.flutter.embedding.", "io.flutter.plugin.", "java.", "kotlin.")
_FAILED = re.compile(r"Error registering plugin ([a-z0-9_]{1,80}), ([\w.$]{1,200})")
_CLASS = re.compile(r"[a-z][\w]*(?:\.[A-Za-z_$][\w$]*)+Plugin")
_PACKAGE = re.compile(rb"package:([a-z][a-z0-9_]{1,60})/")
_ASSET = re.compile(rb"packages/([a-z][a-z0-9_]{1,60})/")
_PUB = re.compile(rb"[a-z][a-z0-9_]{1,60}")
_LINE = b"-" * 80
_NOTICES, _MANIFESTS = ("NOTICES", "NOTICES.Z", "LICENSE"), ("AssetManifest.json", "AssetManifest.bin")
_INFLATED = 16 << 20
"""Bytes of unpacked notices that are read."""
_LIBRARY = 64 << 20
PLUGINS = 500
"""At most this many packages of one source."""


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence for the framework, one per plug-in or package, with where it was seen."""
    assets = [item for item in app.contents if "flutter_assets/" in item.name and not item.unread]
    engines = list(contents.ending(app, *_ENGINES))
    compiled = [item for item in contents.ending(app, *_COMPILED) if item.magic in ("elf", "macho")]
    if not (assets or engines or contents.defined(app, *_ACTIVITY)):
        return
    found: dict[str, tuple[Where, str, str]] = {}
    app.say_unread(NAME)
    if isinstance(app, AndroidApp):
        _registered(app, found)
    _of_assets(app, assets, found)
    read = _of_code(app, compiled, found)
    if not read:  # names hidden, or the code is elsewhere: then the notices are all there is
        for content in assets:
            if contents.last(content) in _NOTICES:
                _of_notices(app, content, found)
    yield _framework(app, assets, engines, compiled, read)
    for name, (where, cls, note) in found.items():
        yield contents.plugin(app, "flutter", name, where, title=cls, note=note)
        contents.remember(app, [name if "." in name else "", cls])


def _framework(
    app: App, assets: list[Content], engines: list[Content], compiled: list[Content], read: bool
) -> Evidence:
    unread = ""
    if any(contents.last(item) == "kernel_blob.bin" for item in assets):
        note = "debug build"
    elif not compiled:
        note, unread = "", "compiled Dart code is not in the package"
        app.partial(NAME, "unread", unread)
    else:
        note = "Dart code compiled to machine code: only its strings are read"
        if not read:
            unread = "compiled Dart code names no packages: obfuscated or encrypted"
            app.partial(NAME, "unread", unread)
    place = (*compiled, *engines, *assets)
    return contents.framework(
        "flutter", Where(entry=place[0].path if place else ""), note=note, unread=unread
    )


def _registered(app: AndroidApp, found: dict[str, tuple[Where, str, str]]) -> None:
    """Plug-ins in GeneratedPluginRegistrant: by the message for their failure, else by their class."""
    code = app.code
    number = code.type_number(_REGISTRANT)
    if number < 0:
        return
    for method in code.methods_of(number):
        if code.method_file[method] < 0:
            continue
        _, name, descriptor = code.method(method)
        place = code.places[int(code.method_file[method])]
        where = Where(entry=place, cls=_REGISTRANT, method=name + descriptor)
        used = code.strings_used.target[code.strings_used.of(method)].tolist()
        texts = [mutf8(code.strings[row]) for row in used]
        for hit in filter(None, map(_FAILED.search, texts)):
            found.setdefault(hit[1], (where, hit[2], "registered"))
        known = {cls for _, cls, _ in found.values()}
        part = code.types_used.of(method)
        made = code.types_used.target[part][code.types_used.op[part] == NEW_INSTANCE].tolist()
        classes = [*map(code.type_name, made), *(text for text in texts if _CLASS.fullmatch(text))]
        for cls in dict.fromkeys(classes):
            if cls not in known and not cls.startswith(_NOT_PLUGINS):
                found.setdefault(cls, (where, "", "registered"))


def _of_assets(app: App, assets: list[Content], found: dict[str, tuple[Where, str, str]]) -> None:
    """Packages that bring assets along."""
    for content in assets:
        data = content.name.encode("utf-8", "replace")
        if contents.last(content) in _MANIFESTS:
            data = contents.read(app, content, NAME)
        _add(_ASSET, data, content, "brings assets", found)


def _of_code(app: App, compiled: list[Content], found: dict[str, tuple[Where, str, str]]) -> bool:
    """Packages in the library URIs of compiled Dart code; whether there are any. One library of several
    processors' is enough."""
    for content in compiled[:1]:
        return _add(_PACKAGE, contents.read(app, content, NAME, _LIBRARY), content, "compiled in", found) > 0
    return False


def _add(
    pattern: re.Pattern[bytes],
    data: bytes,
    content: Content,
    note: str,
    found: dict[str, tuple[Where, str, str]],
) -> int:
    seen: dict[str, int] = {}
    for hit in pattern.finditer(data):
        name = hit[1].decode("ascii")
        if name not in seen and len(seen) < PLUGINS:
            seen[name] = hit.start()
            found.setdefault(name, (Where(entry=content.path, offset=hit.start()), "", note))
    return len(seen)


def _of_notices(app: App, content: Content, found: dict[str, tuple[Where, str, str]]) -> None:
    """Package names at the head of each licence text."""
    data = contents.read(app, content, NAME)
    if data[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            data = unpacker.decompress(data, _INFLATED)
        except zlib.error as fault:
            app.partial(NAME, "unread", f"{content.path}: {fault}")
            return
        if unpacker.unconsumed_tail:
            app.partial(NAME, "budget", f"{content.path}: unpacks to more than {_INFLATED >> 20} MB")
    names: dict[bytes, None] = {}
    for part in data.split(_LINE):
        head, _, _ = part.lstrip(b"-\r\n").partition(b"\n\n")
        names.update(dict.fromkeys(line for line in head.split(b"\n")[:50] if _PUB.fullmatch(line)))
    for name in list(names)[:PLUGINS]:
        found.setdefault(name.decode("ascii"), (Where(entry=content.path), "", "licence notice"))
