"""React Native: bundles as text or Hermes bytecode, the native modules that code registers and bundles name.

Sources: facebook/react-native (ReactContextBaseJavaModule.java: getName; NativeModules.js;
TurboModuleRegistry.js), facebook/metro (the bundle's __d calls, the indexed bundle's first word 0xFB0BD1E5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from scanner import contents
from scanner.android import AndroidApp
from scanner.app import App
from scanner.collect import Content
from scanner.formats import hermes
from scanner.formats.dex import mutf8
from scanner.formats.scripts import State, state
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "react_native"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN, Kind.HOST)

_BUNDLES = (".bundle", ".jsbundle", ".hbc")
_INDEXED = b"\xe5\xd1\x0b\xfb"
_BASES = (
    b"Lcom/facebook/react/bridge/NativeModule;",
    b"Lcom/facebook/react/bridge/BaseJavaModule;",
    b"Lcom/facebook/react/bridge/ReactContextBaseJavaModule;",
)
_OWN = "com.facebook.react."
_OWN_CLASSES = "RCT"
_ACTIVITY = (
    "com.facebook.react.ReactActivity",
    "com.facebook.react.ReactInstanceManager",
    "RCTBridge",
    "RCTRootView",
)
_CALLED = re.compile(
    rb"NativeModules\s{0,4}(?:\.\s{0,4}|\[\s{0,4}['\"])([A-Za-z_$][\w$]{1,80})"
    rb"|(?:getEnforcing|TurboModuleRegistry\.get|requireNativeComponent)\s{0,4}(?:\)\s{0,4})?\(\s{0,4}['\"]([\w.$-]{1,80})['\"]"
)
_NATIVE = re.compile(r"RN[A-Z][A-Za-z0-9]{2,60}|RCT[A-Z][A-Za-z0-9]{2,60}|react-native-[a-z0-9-]{2,60}")
"""Names of Hermes' table that by the community's habit are native modules or packages."""
_URL = re.compile(r"(?:https?|wss?)://[^\s\"'<>\\]{3,300}")
PLUGINS = 500
"""At most this many native modules, and URLs of one bundle ten times as many."""


def analyze(app: App) -> Iterator[Evidence]:
    """Frameworks by bundle, hosts in bytecode, native modules."""
    named: dict[str, Where] = {}
    bundles = 0
    for content in app.contents:
        if content.magic == "hermes" or (content.name.endswith(_BUNDLES) and not content.unread):
            for item in _bundle(app, content, named):
                bundles += item.kind is Kind.CROSS_PLATFORM
                yield item
    activity = contents.defined(app, *_ACTIVITY)
    if activity and not bundles:
        app.partial(NAME, "unread", "no bundle in the package")
        yield contents.framework("react-native", Where(cls=activity), unread="no bundle in the package")
    if activity or bundles:
        app.say_unread(NAME)
        yield from _plugins(app, named)


def _bundle(app: App, content: Content, named: dict[str, Where]) -> Iterator[Evidence]:
    data = contents.read(app, content, NAME)
    where = Where(entry=content.path)
    if not data:
        return
    if content.magic == "hermes":
        yield from _bytecode(app, content, data, named)
        return
    how = state(data)
    if data.startswith(_INDEXED) or (how is State.PLAIN and b"__d(" in data):
        for hit in _CALLED.finditer(data):
            if len(named) < PLUGINS:
                name = (hit[1] or hit[2]).decode("latin-1")
                named.setdefault(name, Where(entry=content.path, offset=hit.start()))
        form = "indexed bundle" if data.startswith(_INDEXED) else "plain bundle"
        yield contents.framework("react-native", where, note=form)
    elif how is not State.PLAIN and contents.last(content).startswith("index."):
        app.partial(NAME, "encrypted" if how is State.ENCRYPTED else "unread", f"{content.path}: {how}")
        yield contents.framework("react-native", where, unread=f"{content.path}: {how}")


def _bytecode(app: App, content: Content, data: bytes, named: dict[str, Where]) -> Iterator[Evidence]:
    where, note, unread = Where(entry=content.path), "", ""
    urls: list[tuple[str, Where]] = []
    try:
        note = f"Hermes bytecode {hermes.version(data)}"
        for offset, text in hermes.strings(data):
            at = Where(entry=content.path, offset=offset)
            if "://" in text and len(urls) < 10 * PLUGINS:
                urls += [(url, at) for url in _URL.findall(text)]
            elif _NATIVE.fullmatch(text) and len(named) < PLUGINS:
                named.setdefault(text, at)
    except hermes.BadHermes as fault:
        unread = f"{content.path}: {fault}"
        app.partial(NAME, "unread", unread)
    yield contents.framework("react-native", where, note=note, unread=unread)
    for url, at in urls:
        yield from contents.host(app, url, at)


def _plugins(app: App, named: dict[str, Where]) -> Iterator[Evidence]:
    """Modules that code registers first, then those that only the bundles name."""
    registered: dict[str, tuple[str, Where]] = {}
    for name, where in _registered(app):
        registered.setdefault(name, (where.cls, where))
    for name, (cls, where) in list(registered.items())[:PLUGINS]:
        note = "registered, named in the bundle" if name in named else "registered"
        yield contents.plugin(app, "react-native", name, where, title=cls, note=note)
    for name, where in named.items():
        if name not in registered:
            yield contents.plugin(app, "react-native", name, where, note="named in the bundle")
    contents.remember(app, (*registered, *named))


def _registered(app: App) -> Iterable[tuple[str, Where]]:
    """Android: the constant that getName of each native module returns. iOS: the classes that have a name.

    The framework's own modules are left out.
    """
    if isinstance(app, IosApp):
        for binary in app.binaries.found.values():
            for cls in sorted(binary.native_modules):
                if not cls.startswith(_OWN_CLASSES):
                    yield cls, Where(entry=binary.path, cls=cls)
    if not isinstance(app, AndroidApp):
        return
    code = app.code
    bases = {number for number in map(code.types.find, _BASES) if number >= 0}
    name = code.names.find(b"getName")
    if not bases or name < 0:
        return
    for method in np.flatnonzero((code.method_name == name) & (code.method_file >= 0)).tolist():
        cls, called, descriptor = code.method(method)
        if descriptor != "()Ljava/lang/String;" or cls.startswith(_OWN):
            continue
        if not bases.intersection(code.ancestors(int(code.method_class[method]))):
            continue
        used = code.strings_used.of(method)
        for text in code.strings_used.target[used].tolist()[:1]:
            place = code.places[int(code.method_file[method])]
            yield mutf8(code.strings[text]), Where(entry=place, cls=cls, method=called + descriptor)
