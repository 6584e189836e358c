"""Cocos2d-x, Cocos Creator, Laya and Egret: which engine, and how many of its scripts can be read.

Sources: cocos/cocos2d-x (project.json, AppDelegate.cpp: setXXTEAKeyAndSign, config.lua), docs.cocos.com
(Creator: src/settings.js, jsb-adapter, encrypted .jsc), layabox.com and egret.com (runtime layouts).
The URLs of readable scripts are read with all other contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import json_data
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "cocos"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM,)

_LIBRARY = re.compile(
    r"lib(?:cocos2d(?P<form>lua|js|cpp)?|cocos(?P<creator>)|hellocpp(?P<cpp>)|laya(?:air)?(?P<laya>)"
    r"|egret(?:native)?(?P<egret>))\.so"
)
_CREATOR = ("jsb-adapter/jsb-engine.js", "jsb-adapter/jsb-engine.jsc", "src/settings.js", "src/settings.jsc",
            "src/cocos2d-jsb.js", "src/cocos2d-jsb.jsc", "jsb-adapter/engine-adapter.js")  # fmt: skip
_RUNTIME = {
    "org.cocos2dx.lib.Cocos2dxActivity": "cocos2d-x",
    "com.cocos.lib.CocosActivity": "cocos2d-x",
    "CCDirectorCaller": "cocos2d-x",
    "CCEAGLView": "cocos2d-x",
    "conchRuntime": "layaair",
    "EgretNativeIOS": "egret",
}
"""Classes of the engines' runtimes, of Android and of iOS."""
_SCRIPTS = (".js", ".jsc", ".lua", ".luac")
_FORMS = {"lua": "cocos2d-lua", "js": "cocos2d-js", "cpp": "cocos2d-x"}
_VERSION = re.compile(
    rb"cocos2d-?x[- ](\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)|Cocos2d-JS v(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)"
)
_SMALL = 64 << 20


def analyze(app: App) -> Iterator[Evidence]:
    """The engine by its library, else by its files, with what of its scripts cannot be read."""
    libraries = [
        (item, hit)
        for item in contents.ending(app, ".so")
        if (hit := _LIBRARY.fullmatch(contents.last(item)))
    ]
    creator = contents.first(contents.ending(app, *_CREATOR), lambda item: app.own_path(item) != "")
    runtime = contents.defined(app, *_RUNTIME)
    if not libraries and creator is None and not runtime:
        return
    scripts = [item for item in contents.ending(app, *_SCRIPTS) if app.own_path(item)]
    names = [_name(hit) for _, hit in libraries]
    if creator is not None:
        names = [name for name in names if not name.startswith("cocos")] + ["cocos-creator"]
    if not names:
        names = [_RUNTIME.get(runtime, "cocos2d-x")]
    place = libraries[0][0].path if libraries else creator.path if creator else ""
    where = Where(entry=place, cls="" if place else runtime)
    unread = contents.summary(contents.unreadable(app, scripts, NAME), len(scripts))
    version = _engine_version(app, libraries[0][0]) if libraries else ""
    for name in dict.fromkeys(names):
        note = "; ".join(
            part for part in (f"{len(scripts)} scripts" if scripts else "", _project(app)) if part
        )
        yield contents.framework(name, where, version, note, unread)


def _name(hit: re.Match[str]) -> str:
    for group, name in (("creator", "cocos-creator"), ("laya", "layaair"), ("egret", "egret")):
        if hit[group] is not None:
            return name
    return _FORMS.get(hit["form"] or "", "cocos2d-x")


def _engine_version(app: App, library: Content) -> str:
    """The version that the library prints when it starts."""
    if library.size > _SMALL:
        return ""
    hit = _VERSION.search(contents.read(app, library, NAME, _SMALL))
    return (hit[1] or hit[2]).decode("ascii") if hit else ""


def _project(app: App) -> str:
    """What project.json says of a Cocos2d-JS game."""
    for content in contents.own(app, "project.json"):
        try:
            project = json_data.mapping(json_data.load(contents.read(app, content, NAME, json_data.LARGEST)))
        except json_data.BadJson as fault:
            app.partial(NAME, "unread", f"{content.path}: {fault}")
            continue
        type_, version = (json_data.text(project.get(key)) for key in ("project_type", "engine_version"))
        return f"{type_} {version}".strip()[:100]
    return ""
