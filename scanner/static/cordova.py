"""Cordova and Capacitor: plug-ins registered, where pages may lead, scripts that cannot be read.

Sources: cordova-lib (cordova_plugins.js), cordova-android ConfigXmlParser.java (config.xml: feature, content,
access, allow-navigation, allow-intent), cordova-ios CDVConfigParser.m (the same at the bundle's top, the
class under ios-package), @capacitor/cli (capacitor.config.json, on iOS with packageClassList;
capacitor.plugins.json).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import axml, json_data, markup
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "cordova"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN, Kind.HOST)

_SCRIPT = re.compile(r"(?:cordova|phonegap)(?:[-.]\d[\w.-]*)?\.js")
_VERSION = re.compile(
    rb"(?:PLATFORM_VERSION_BUILD_LABEL|CORDOVA_JS_BUILD_LABEL)\s{0,8}=\s{0,8}['\"]([\w.-]{1,40})"
)
_ID = re.compile(r"[\"'](?:pluginId|id)[\"']\s*:\s*[\"']([\w.@/-]{1,200})[\"']")
_PINNED = re.compile(r"[\"']([\w.@/-]{1,200})[\"']\s*:\s*[\"'](\d[\w.+-]{0,60})[\"']")
_LEADS = {"access": "origin", "allow-navigation": "href", "allow-intent": "href", "content": "src"}
_CONFIG = {
    Platform.ANDROID: ("res/xml/config.xml", "assets/www/config.xml"),
    Platform.IOS: ("config.xml", "www/config.xml"),
}
_PACKAGE = ("android-package", "ios-package")
"""What config.xml calls the class of a feature."""
_RUNTIME = ("org.apache.cordova.CordovaActivity", "CDVViewController")
_ANYWHERE = frozenset({"*", "http://*", "https://*", "http://*/*", "https://*/*"})
PLUGINS = 500
"""At most this many plug-ins of one list."""


def analyze(app: App) -> Iterator[Evidence]:
    """Cordova by its script or its class, Capacitor by its configuration."""
    script = contents.first(
        contents.ending(app, ".js"), lambda item: bool(_SCRIPT.fullmatch(contents.last(item)))
    )
    if script is not None or contents.defined(app, *_RUNTIME):
        yield from _cordova(app, script)
    for content in contents.own(app, "capacitor.config.json"):
        yield from _capacitor(app, content)


def _cordova(app: App, script: Content | None) -> Iterator[Evidence]:
    where, version, unread = Where(), "", ""
    if script is not None:
        where = Where(entry=script.path)
        if hit := _VERSION.search(contents.read(app, script, NAME)):
            version = hit[1].decode("latin-1")
        folder = script.path.rpartition("/")[0] + "/"
        scripts = [item for item in contents.ending(app, ".js", ".html") if item.path.startswith(folder)]
        unread = contents.summary(contents.unreadable(app, scripts, NAME), len(scripts))
    else:
        unread = "no pages in the package"
        app.partial(NAME, "unread", unread)
    open_to: list[str] = []
    found = [*_listed(app), *_configured(app, open_to)]
    note = f"pages may lead to {', '.join(sorted(set(open_to)))}" if open_to else ""
    yield contents.framework("cordova", where, version, note, unread)
    yield from found


def _listed(app: App) -> Iterator[Evidence]:
    """The modules and versions of cordova_plugins.js; a plug-in is a module's id less its last part."""
    for content in contents.ending(app, "cordova_plugins.js"):
        text = contents.read(app, content, NAME).decode("utf-8", "replace")
        modules, _, metadata = text.partition(".metadata")
        versions = dict(_PINNED.findall(metadata)[:PLUGINS])
        names = dict.fromkeys(versions)
        for name in _ID.findall(modules)[: 10 * PLUGINS]:
            if not any(stem in names for stem in _stems(name)):
                names[name.rpartition(".")[0] or name] = None
        for name in list(names)[:PLUGINS]:
            note = f"version {versions[name]}" if name in versions else ""
            yield contents.plugin(app, "cordova", name, Where(entry=content.path), note=note)


def _stems(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _configured(app: App, open_to: list[str]) -> Iterator[Evidence]:
    """Features and hosts of config.xml; what lets pages lead anywhere goes into `open_to`."""
    for path, name, attributes, inner in _config(app):
        where = Where(entry=path)
        if name in ("feature", "plugin") and attributes.get("name"):
            cls = inner or attributes.get("value", "")
            yield contents.plugin(app, "cordova", attributes["name"], where, note=cls)
            contents.remember(app, [cls])
        elif name in _LEADS:
            url = attributes.get(_LEADS[name], "")
            if "://*." in url:  # hosts without a wildcard are read with all other texts
                yield from contents.host(app, url.replace("://*.", "://"), where)
            if name in ("access", "allow-navigation") and url in _ANYWHERE:
                open_to.append(url)


def _config(app: App) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
    """(path, tag, attributes, class that a feature names) of every element of config.xml."""
    paths = _CONFIG[app.package.platform]
    found = [
        item
        for item in app.contents
        if not item.unread and (item.name in paths or app.own_path(item) in paths)
    ]
    if not found:
        app.partial(NAME, "unread", "config.xml")  # renamed by a tool that shortens resource paths
    for content in found:
        data = contents.read(app, content, NAME, markup.LARGEST)
        if content.magic != "axml":
            yield from _plain(content.path, data)
            continue
        try:
            root = axml.parse(data)
        except axml.BadXml as fault:
            app.partial(NAME, "unread", f"{content.path}: {fault}")
            continue
        for _, element in root.walk():
            attributes = {key: element.text_of(key) for key in ("name", "value", "origin", "href", "src")}
            params = {child.text_of("name"): child.text_of("value") for child in element.each("param")}
            yield content.path, element.tag, attributes, params.get(_PACKAGE[0], "")


def _plain(path: str, data: bytes) -> Iterator[tuple[str, str, Mapping[str, str], str]]:
    held: tuple[str, str, Mapping[str, str], str] | None = None
    for tag in markup.tags(data):
        if held is not None:
            cls = tag.attributes.get("value", "") if tag.attributes.get("name") in _PACKAGE else ""
            yield *held[:3], cls if tag.name == "param" else ""
            held = None
        if tag.name == "feature":
            held = path, tag.name, tag.attributes, ""
        else:
            yield path, tag.name, tag.attributes, ""
    if held is not None:
        yield held


def _capacitor(app: App, content: Content) -> Iterator[Evidence]:
    where = Where(entry=content.path)
    try:
        config = json_data.mapping(json_data.load(contents.read(app, content, NAME, json_data.LARGEST)))
        unread = ""
    except json_data.BadJson as fault:
        app.partial(NAME, "unread", f"{content.path}: {fault}")
        config, unread = {}, content.path
    listed_hosts = json_data.items(json_data.mapping(config, "server").get("allowNavigation"))
    allowed = [json_data.text(item) for item in listed_hosts[:PLUGINS]]
    note = f"pages may lead to {', '.join(allowed[:20])}" if allowed else ""
    yield contents.framework("capacitor", where, "", note, unread)
    for name in allowed:  # names of hosts, with or without a wildcard
        yield from contents.host(app, f"https://{name.removeprefix('*.')}", where)
    classes = [json_data.text(item) for item in json_data.items(config.get("packageClassList"))]  # iOS
    for name in filter(None, classes[:PLUGINS]):
        yield contents.plugin(app, "capacitor", name, where)
        contents.remember(app, [name])
    for listed in contents.own(app, "capacitor.plugins.json"):
        try:
            plugins = json_data.items(json_data.load(contents.read(app, listed, NAME, json_data.LARGEST)))
        except json_data.BadJson as fault:
            app.partial(NAME, "unread", f"{listed.path}: {fault}")
            continue
        for item in plugins[:PLUGINS]:
            name, cls = (json_data.text(json_data.mapping(item).get(key)) for key in ("pkg", "classpath"))
            if name:
                yield contents.plugin(app, "capacitor", name, Where(entry=listed.path), note=cls)
