"""Unity: IL2CPP metadata or Mono assemblies, the names and addresses in them, what is encrypted.

Sources: docs.unity3d.com (layout of assets/bin/Data, ScriptingAssemblies.json), il2cpp.py for the metadata,
ECMA-335 II.24.2.4 (user strings of an assembly are UTF-16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import il2cpp, json_data
from scanner.formats.scripts import is_random
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "unity"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN, Kind.HOST)

_DATA = ("bin/Data/", "Data/")
"""Below the app's own files, on Android and on iOS."""
_ENGINES = ("libunity.so", "UnityFramework")
_METADATA = "/Metadata/global-metadata.dat"
_HEADS = ("/Data/globalgamemanagers", "/Data/data.unity3d", "/Data/mainData")
_ENGINE_VERSION = re.compile(rb"[2-9]\d{0,3}\.\d{1,2}\.\d{1,3}[abfpx]\d{1,3}")
_FRAMEWORK = re.compile(
    r"(?:Unity\.|UnityEngine|UnityEditor|System|Mono\.|mscorlib|netstandard|Microsoft\.|__Generated|nunit\.)"
    r".*|Assembly-CSharp(?:-firstpass)?\.dll|Boo\.Lang.*|UnityScript.*|Windows\.Foundation.*|Newtonsoft\..*"
)
"""Assemblies of the engine, of .NET, and those that every game calls its own."""
_URL = re.compile(r"(?:https?|wss?)://[^\s\"'<>\\]{3,300}")
_JAVA = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z_$][\w$]*){2,12}")
_WIDE_JAVA = re.compile(rb"(?:[a-z]\0)(?:[a-z0-9_]\0){1,40}(?:\.\0(?:[A-Za-z_$]\0)(?:[\w$]\0){0,60}){2,12}")
PLUGINS = 500
"""At most this many assemblies, classes and URLs are told."""


def analyze(app: App) -> Iterator[Evidence]:
    """The engine and how it runs C#; further assemblies; addresses and Java classes in the game's code."""
    data = [item for item in app.contents if app.own_path(item).startswith(_DATA) and not item.unread]
    ends = (".so", "/UnityFramework")
    libraries = {
        contents.last(item): item
        for item in contents.ending(app, *ends)
        if "lib/" in item.name or item.magic == "macho"
    }
    engine = next((libraries[name] for name in _ENGINES if name in libraries), None)
    cls = contents.defined(app, "UnityAppController", "UnityFramework")
    if app.package.platform is Platform.IOS and not (engine or cls):
        return  # many a folder is called Data
    if not data and engine is None and not cls:
        return
    metadata = [item for item in data if item.name.endswith(_METADATA)]
    assemblies = [item for item in data if item.name.endswith(".dll")]
    form = ""
    unread: list[str] = []
    told: list[Evidence] = []
    if metadata or "libil2cpp.so" in libraries:
        form = "il2cpp"
        told = list(_il2cpp(app, metadata, unread))
    elif assemblies:
        form = "mono"
        told = list(_mono(app, assemblies, unread))
    else:
        unread.append("no C# code in the package")
        app.partial(NAME, "unread", unread[0])
    place = next((item.path for item in (*metadata, *assemblies, *data)), "")
    where = Where(entry=place or (engine.path if engine else ""), cls="" if place or engine else cls)
    yield contents.framework("unity", where, _version(app, data), form, "; ".join(unread[:5]))
    yield from _assemblies(app, data, assemblies)
    yield from told


def _version(app: App, data: list[Content]) -> str:
    for content in data:
        if content.name.endswith(_HEADS):
            hit = _ENGINE_VERSION.search(contents.read(app, content, NAME, 256 << 20)[:4096])
            if hit:
                return hit[0].decode("ascii")
    return ""


def _assemblies(app: App, data: list[Content], files: list[Content]) -> Iterator[Evidence]:
    """Assemblies that are neither the engine's nor .NET's."""
    names: dict[str, str] = {}
    for content in data:
        if content.name.endswith("ScriptingAssemblies.json"):
            try:
                listed = json_data.mapping(
                    json_data.load(contents.read(app, content, NAME, json_data.LARGEST))
                )
            except json_data.BadJson as fault:
                app.partial(NAME, "unread", f"{content.path}: {fault}")
                continue
            for item in json_data.items(listed.get("names")):
                if isinstance(item, str):
                    names.setdefault(item, content.path)
    for content in files:
        names.setdefault(contents.last(content), content.path)
    contents.remember(app, names)
    own = [(name, path) for name, path in names.items() if name and not _FRAMEWORK.fullmatch(name)]
    for name, path in own[:PLUGINS]:
        yield contents.plugin(app, "unity", name, Where(entry=path), note="assembly")


def _il2cpp(app: App, metadata: list[Content], unread: list[str]) -> Iterator[Evidence]:
    if not metadata:
        unread.append("global-metadata.dat is not in the package")
        app.partial(NAME, "unread", unread[-1])
    for content in metadata:
        data = contents.read(app, content, NAME, 128 << 20)
        told: list[tuple[int, str]] = []
        try:
            told = [(at, text) for at, text in il2cpp.literals(data) if "." in text]
            _remember_names(app, data)
        except il2cpp.BadMetadata as fault:
            encrypted = not data.startswith(il2cpp.MAGIC.to_bytes(4, "little"))
            unread.append(f"{content.path}: {fault}{' (encrypted)' if encrypted else ''}")
            app.partial(NAME, "encrypted" if encrypted else "unread", unread[-1])
        yield from _texts(app, content, told)


def _remember_names(app: App, data: bytes) -> None:
    """Assemblies and dotted namespaces: what tells one library from another."""
    kept: dict[str, None] = {}
    for name in il2cpp.names(data):
        if "." in name and len(kept) < 10 * PLUGINS and re.fullmatch(r"[A-Za-z][\w.-]{3,100}", name):
            kept[name] = None
    contents.remember(app, kept)


def _mono(app: App, assemblies: list[Content], unread: list[str]) -> Iterator[Evidence]:
    """Addresses in assemblies are read with all other contents; here, what is encrypted, and Java classes."""
    for content in assemblies:
        if not _FRAMEWORK.fullmatch(contents.last(content)) or "Assembly-CSharp" in content.name:
            data = contents.read(app, content, NAME)
            if data[:2] != b"MZ":
                unread.append(f"{content.path}: {'encrypted' if is_random(data[:65536]) else 'no assembly'}")
                app.partial(NAME, "encrypted", unread[-1])
                continue
            wide = ((hit.start(), hit[0].decode("utf-16-le")) for hit in _WIDE_JAVA.finditer(data))
            yield from _texts(app, content, wide)


def _texts(
    app: App, content: Content, texts: Iterator[tuple[int, str]] | list[tuple[int, str]]
) -> Iterator[Evidence]:
    """Hosts, and the app's Java classes that the game calls by name."""
    seen: set[str] = set()
    for offset, text in texts:
        where = Where(entry=content.path, offset=offset)
        for url in _URL.findall(text)[:50] if len(seen) < 10 * PLUGINS else ():
            seen.add(url)
            yield from contents.host(app, url, where)
        if text not in seen and len(seen) < 10 * PLUGINS and _JAVA.fullmatch(text):
            seen.add(text)
            contents.remember(app, [text])
            if contents.defined(app, text):
                yield contents.plugin(app, "unity", text, where, note="Java class that the game calls")
