"""Bundles of mini programs that an app carries for a container of its own.

Sources: developers.weixin.qq.com (app.json: pages, plugins, permission, requiredPrivateInfos) and public
descriptions of wxapkg: first byte 0xBE, fourteenth 0xED, an index of names, offsets and sizes (big endian).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import json_data, wxapkg
from scanner.formats.json_data import items, mapping, text
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "mini_programs"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN)

_CONFIGS = ("app.json", "app-config.json")
PLUGINS = 500
"""At most this many plug-ins of one bundle."""


def analyze(app: App) -> Iterator[Evidence]:
    """Bundles as folders (app.json or app-config.json beside a script), and packed ones."""
    for content in contents.ending(app, *_CONFIGS):
        if contents.last(content) not in _CONFIGS:
            continue
        folder = content.path.rpartition("/")[0] + "/"
        names = (folder + "app-service.js", folder + "app.js", folder + "index.js")
        scripts = [item for item in contents.ending(app, ".js") if item.path in names]
        if scripts:
            data = contents.read(app, content, NAME, json_data.LARGEST)
            bad = contents.summary(contents.unreadable(app, scripts, NAME), len(scripts))
            yield from _bundle(app, data, Where(entry=content.path), bad)
    for content in contents.ending(app, ".wxapkg"):
        yield from _packed(app, content)


def _packed(app: App, content: Content) -> Iterator[Evidence]:
    data = contents.read(app, content, NAME)
    try:
        files = dict(wxapkg.files(data))
    except wxapkg.BadBundle as fault:
        app.partial(NAME, "encrypted", f"{content.path}: {fault}")
        yield contents.framework("mini-program", Where(entry=content.path), unread=f"{content.path}: {fault}")
        return
    for name, (offset, size) in files.items():
        if name.rpartition("/")[2] in _CONFIGS:
            where = Where(entry=content.path, offset=offset)
            yield from _bundle(app, data[offset : offset + size], where, "")


def _bundle(app: App, data: bytes, where: Where, unread: str) -> Iterator[Evidence]:
    try:
        config = mapping(json_data.load(data))
    except json_data.BadJson as fault:
        app.partial(NAME, "unread", f"{where.entry}: {fault}")
        return
    pages = items(config.get("pages"))
    if not pages or not all(isinstance(page, str) for page in pages):
        return  # some other app.json
    wanted = [*mapping(config, "permission"), *map(text, items(config.get("requiredPrivateInfos")))]
    note = f"{len(pages)} pages"
    if wanted:
        note += f"; asks for {', '.join(wanted[:40])}"
    yield contents.framework("mini-program", where, note=note[:400], unread=unread)
    for plugin, about in list(mapping(config, "plugins").items())[:PLUGINS]:
        yield contents.plugin(app, "mini-program", plugin, where, title=_title(about), note="plug-in")


def _title(about: Any) -> str:
    parts = (text(mapping(about).get(key)) for key in ("provider", "version"))
    return " ".join(part for part in parts if part)
