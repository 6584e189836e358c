"""uni-app and 5+ App (DCloud): modules, configured SDKs and their vendors, native plug-ins, scripts.

Sources: DCloud's documentation of manifest.json (uniapp.dcloud.net.cn, tutorial/app-manifest: what HBuilderX
writes into www/manifest.json as plus.distribute.plugins stands in the sources as
app-plus.distribute.sdkConfigs) and of the offline SDK (nativesupport.dcloud.net.cn: dcloud_properties.xml,
dcloud_uniplugins.json, dcloud_control.xml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import json_data, markup
from scanner.formats.json_data import items, mapping, text
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "uni_app"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN)

_MANIFEST = re.compile(r"(?:assets|Pandora)/apps/[^/]+/www/manifest\.json|\.wgt!/manifest\.json")
_RUNTIME = (
    "io.dcloud.application.DCloudApplication",
    "io.dcloud.PandoraEntry",
    "io.dcloud.feature.sdk.DCUniMPSDK",
    "PDRCore",
    "DCUniMPSDKEngine",
)
_LISTS = ("dcloud_uniplugins.json", "dcloud_properties.xml", "dcloud_control.xml", "Pandora/control.xml")
_DECLARED = {"ios", "android"}
PLUGINS = 500
"""At most this many plug-ins of one list."""


def analyze(app: App) -> Iterator[Evidence]:
    """One framework per bundle, then what its manifest and the runtime's lists register."""
    bundles = [item for item in contents.ending(app, "manifest.json") if _MANIFEST.search(item.path)]
    lists = list(contents.ending(app, *_LISTS))
    if not bundles and not lists and not contents.defined(app, *_RUNTIME):
        return
    runtime = _runtime_version(app, lists)
    for content in bundles:
        yield from _bundle(app, content, runtime)
    if not bundles:
        app.partial(NAME, "unread", "no bundle in the package")
        yield contents.framework("uni-app", Where(), runtime, unread="no bundle in the package")
    for content in lists:
        if content.name.endswith("uniplugins.json"):
            yield from _native_list(app, content)
        elif content.name.endswith("properties.xml"):
            yield from _features(app, content)


def _runtime_version(app: App, lists: list[Content]) -> str:
    for content in lists:
        if content.name.endswith("control.xml"):
            for tag in markup.tags(contents.read(app, content, NAME, markup.LARGEST)):
                if tag.name.lower() == "hbuilder":
                    return tag.attributes.get("version", "")
    return ""


def _bundle(app: App, content: Content, runtime: str) -> Iterator[Evidence]:
    folder = content.path.removesuffix("manifest.json")
    scripts = [item for item in contents.ending(app, ".js", ".html") if item.path.startswith(folder)]
    bad = contents.summary(contents.unreadable(app, scripts, NAME), len(scripts))
    where = Where(entry=content.path)
    try:
        manifest = mapping(json_data.load(contents.read(app, content, NAME, json_data.LARGEST)))
    except json_data.BadJson as fault:
        app.partial(NAME, "unread", f"{content.path}: {fault}")
        yield contents.framework("uni-app", where, runtime, "", f"{content.path}; {bad}".rstrip("; "))
        return
    plus = mapping(manifest, "plus") or mapping(manifest, "app-plus") or manifest
    compiler = mapping(plus, "uni-app") or mapping(manifest, "uni-app")
    id_ = text(manifest.get("id") or manifest.get("appid"))
    name = "uni-app" if compiler or id_.startswith("__UNI__") else "5plus-app"
    version = text(compiler.get("compilerVersion")) or runtime
    yield contents.framework(name, where, version, f"{id_} {text(manifest.get('name'))}".strip()[:200], bad)
    yield from _modules(app, {**mapping(manifest, "permissions"), **mapping(plus, "modules")}, where)
    for group in ("plugins", "sdkConfigs"):
        yield from _configured(app, mapping(plus, "distribute", group), where)
    for listed in (mapping(manifest, "nativePlugins"), mapping(plus, "nativePlugins")):
        for plugin, about in list(listed.items())[:PLUGINS]:
            title = text(mapping(about, "__plugin_info__").get("name"))
            yield contents.plugin(app, "uni-app", plugin, where, title=title, note="native plug-in")


def _modules(app: App, modules: dict[str, Any], where: Where) -> Iterator[Evidence]:
    """The runtime's modules that the bundle may use; the manifest calls them permissions."""
    for module, about in list(modules.items())[:PLUGINS]:
        title = text(mapping(about).get("description"))
        yield contents.plugin(app, "uni-app", module, where, title=title, note="module")


def _configured(app: App, groups: dict[str, Any], where: Where) -> Iterator[Evidence]:
    """SDKs by purpose (payment, share, oauth, push, ad, statics, maps, ...), less those of other systems."""
    for purpose, vendors in list(groups.items())[:PLUGINS]:
        named = [
            vendor
            for vendor, about in mapping(vendors).items()
            if vendor != "description" and _here(about, app.package.platform)
        ]
        if named:
            yield contents.plugin(
                app, "uni-app", purpose, where, vendors=named[:PLUGINS], note="configured SDKs"
            )


def _here(about: Any, platform: Platform) -> bool:
    """Whether a configured SDK is meant for this platform: it names no system, or this one too."""
    systems = {text(item) for item in items(mapping(about).get("__platform__"))}
    return not systems or platform.value in systems or not systems & _DECLARED


def _native_list(app: App, content: Content) -> Iterator[Evidence]:
    try:
        listed = mapping(json_data.load(contents.read(app, content, NAME, json_data.LARGEST)))
    except json_data.BadJson as fault:
        app.partial(NAME, "unread", f"{content.path}: {fault}")
        return
    for group in items(listed.get("nativePlugins"))[:PLUGINS]:
        for item in items(mapping(group).get("plugins"))[:PLUGINS]:
            name, cls = text(mapping(item).get("name")), text(mapping(item).get("class"))
            if name:
                contents.remember(app, [cls])
                yield contents.plugin(app, "uni-app", name, Where(entry=content.path), note=cls)


def _features(app: App, content: Content) -> Iterator[Evidence]:
    """Features and their modules, as far as code for them is there: the runtime's own list names them all."""
    feature = ""
    for tag in markup.tags(contents.read(app, content, NAME, markup.LARGEST)):
        name, cls = tag.attributes.get("name", ""), tag.attributes.get("value", "")
        if tag.name == "feature":
            feature = name
        if tag.name not in ("feature", "module") or not name:
            continue
        if app.hidden_code or contents.defined(app, cls):
            contents.remember(app, [cls])
            value = name if tag.name == "feature" else f"{feature}.{name}"
            yield contents.plugin(app, "uni-app", value, Where(entry=content.path), note=cls)
