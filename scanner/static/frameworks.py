"""Frameworks that are told by their runtime alone; of their contents no more is read than of any file.

Value is the framework's id. `unread` says what that leaves out: bytecode, compiled code, packed scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scanner import contents
from scanner.app import App
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "frameworks"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN)


class _Sign(NamedTuple):
    framework: str
    files: str = ""  # pattern of a whole file name
    classes: tuple[str, ...] = ()  # of Android, then of iOS
    unread: str = ""


_SIGNS = (
    _Sign("weex", r"libweex(?:core|jss|js)\.so", ("com.taobao.weex.WXSDKInstance", "WXSDKInstance")),
    _Sign("hippy", r"libhippy(?:bridge)?\.so", ("com.tencent.mtt.hippy.HippyEngine", "HippyBridge")),
    _Sign("taro", r"taro\.js"),
    _Sign("nativescript", r"libNativeScript\.so|NativeScript", ("com.tns.Runtime", "TNSRuntime")),
    _Sign("titanium", r"libkroll-v8\.so", ("org.appcelerator.titanium.TiApplication", "TiApp")),
    _Sign(
        "xamarin",
        r"libmonodroid\.so|libxamarin-app\.so|Xamarin\.iOS\.dll|Microsoft\.iOS\.dll",
        ("mono.MonoRuntimeProvider",),
        "packed assemblies",
    ),
    _Sign("app-inventor", "", ("com.google.appinventor.components.runtime.Form",)),
    _Sign(
        "qt",
        r"libQt[56]Core(?:_[\w-]+)?\.so",
        ("org.qtproject.qt5.android.QtNative", "QIOSApplicationDelegate"),
    ),
    _Sign("quick-app", "", ("org.hapjs.runtime.Runtime",)),
    _Sign("lynx", r"liblynx\.so", ("com.lynx.tasm.LynxView", "LynxView")),
    _Sign(
        "kivy",
        r"libpython3\.\d+\.so|libpybundle\.so",
        ("org.kivy.android.PythonActivity", "KivyIOSPlatform"),
        "Python bytecode",
    ),
    _Sign(
        "adobe-air", "", ("com.adobe.air.AIRWindowSurfaceView", "CTAppController"), "ActionScript bytecode"
    ),
)
_ASSEMBLY = re.compile(r"(?:assemblies/(?:[\w-]+/)?|Payload/[^/]+\.app/)([\w.-]{1,120})\.dll")
_FRAMEWORK = re.compile(r"(?:System|Microsoft|Mono|Java\.Interop|Xamarin|mscorlib|netstandard)(?:\..*)?")
PLUGINS = 500
"""At most this many assemblies are told."""


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence per framework, at its first file or its class."""
    patterns = {sign.framework: re.compile(sign.files) for sign in _SIGNS if sign.files}
    any_file = re.compile("|".join(f"(?:{sign.files})" for sign in _SIGNS if sign.files))
    places: dict[str, str] = {}
    for content in app.contents:
        if content.name.endswith((".so", ".js", ".dll", "/NativeScript")) and any_file.fullmatch(
            contents.last(content)
        ):
            for framework, pattern in patterns.items():
                if pattern.fullmatch(contents.last(content)):
                    places.setdefault(framework, content.path)
    for sign in _SIGNS:
        cls = contents.defined(app, *sign.classes)
        place = places.get(sign.framework, "")
        if cls or place:
            if sign.unread:
                app.partial(NAME, "unread", f"{sign.framework}: {sign.unread}")
            yield contents.framework(sign.framework, Where(entry=place, cls=cls), unread=sign.unread)
    yield from _assemblies(app)


def _assemblies(app: App) -> Iterator[Evidence]:
    """Assemblies of a Xamarin app where they are single files."""
    told = 0
    for content in contents.ending(app, ".dll"):
        hit = _ASSEMBLY.fullmatch(content.name)
        if hit and not _FRAMEWORK.fullmatch(hit[1]) and told < PLUGINS:
            told += 1
            yield contents.plugin(app, "xamarin", hit[1], Where(entry=content.path), note="assembly")
