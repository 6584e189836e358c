"""Pages that an app carries itself (H5), and APICloud's widgets: their own code lies in the package as text.

The URLs in them are read with all other contents; here is said that there are pages, how many of their
scripts cannot be read, and which modules an APICloud widget names (docs.apicloud.com: config.xml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner import contents
from scanner.app import App
from scanner.collect import Content
from scanner.formats import markup
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "web_contents"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.CROSS_PLATFORM, Kind.PLUGIN)

_OTHERS = re.compile(
    r"^(?:(?:Pandora/)?apps/[^/]+/www/|(?:.*/)?flutter_assets/|widget/|capacitor\.)"
    r"|(?:^|/)(?:cordova[-.\d]*|phonegap[-.\d]*)\.js$"
)
"""Contents of frameworks that other analyzers look at."""
_PAGES = (".html", ".htm")
_WIDGET = "widget/config.xml"
PLUGINS = 500
"""At most this many modules of one widget."""


def analyze(app: App) -> Iterator[Evidence]:
    """H5 by folders that hold both pages and scripts; APICloud by its widget."""
    yield from _widgets(app)
    groups: dict[str, list[Content]] = {}
    closed: set[str] = set()
    for content in contents.ending(app, ".js", *_PAGES):
        own = app.own_path(content)
        if not own:
            continue
        first, slash, _ = own.partition("/")
        root = content.path.removesuffix(own) + (f"{first}/" if slash else "")
        if _OTHERS.search(own):
            closed.add(root)
        groups.setdefault(root, []).append(content)
    for folder, found in groups.items():
        pages = [item for item in found if item.name.endswith(_PAGES)]
        if not pages or len(pages) == len(found) or folder in closed:
            continue
        bad = contents.summary(contents.unreadable(app, found, NAME), len(found))
        note = f"{len(pages)} pages, {len(found) - len(pages)} scripts"
        yield contents.framework("h5", Where(entry=folder), note=note, unread=bad)


def _widgets(app: App) -> Iterator[Evidence]:
    for content in contents.own(app, _WIDGET):
        where = Where(entry=content.path)
        folder = content.path.removesuffix("config.xml")
        scripts = [item for item in contents.ending(app, ".js", *_PAGES) if item.path.startswith(folder)]
        bad = contents.unreadable(app, [content, *scripts], NAME)
        listed = list(markup.tags(contents.read(app, content, NAME, markup.LARGEST)))
        root = next((tag.attributes for tag in listed if tag.name == "widget"), {})
        unread = contents.summary(bad, len(scripts) + 1)
        yield contents.framework("apicloud", where, root.get("version", ""), root.get("id", "")[:200], unread)
        for tag in listed:
            name = tag.attributes.get("name", "")
            if tag.name == "feature" and name:
                yield contents.plugin(app, "apicloud", name, where)
