"""The bundles of an IPA: the app, its extensions, watch apps, App Clips, frameworks and resource bundles.

Sources: developer.apple.com, "Bundle Programming Guide" and "Placing content in a bundle" (PlugIns,
Watch, AppClips, Frameworks), "Information Property List".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scanner.formats import plist
from scanner.formats.plist_text import BadPlist

_BUNDLE = re.compile(r"[^/]+\.(?:app|appex|framework|bundle|xpc)(?=/)")
INFO = "Info.plist"
CHINESE = ("zh-hans", "zh-hans-cn", "zh-cn", "zh", "zh-hant", "zh-hk", "zh-tw")
"""Localisations that a reader of Chinese is shown, the best first."""


class BundleKind(StrEnum):
    """What a bundle is for."""

    APP = "app"
    EXTENSION = "extension"
    WATCH = "watch-app"
    CLIP = "app-clip"
    FRAMEWORK = "framework"
    RESOURCES = "resources"

    @property
    def is_program(self) -> bool:
        """Whether the system starts it as a process of its own."""
        return self not in (BundleKind.FRAMEWORK, BundleKind.RESOURCES)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One bundle and what its Info.plist says."""

    path: str  # "Payload/X.app/PlugIns/Y.appex", as entries spell it
    kind: BundleKind
    info: Mapping[str, Any]  # {} where there is none, or none that can be read
    fault: str = ""  # why Info.plist could not be read

    @property
    def name(self) -> str:
        """ "Y.appex"."""
        return self.path.rpartition("/")[2]

    @property
    def info_path(self) -> str:
        return f"{self.path}/{INFO}"

    def text(self, key: str) -> str:
        """A text or number of Info.plist as text; "" for none."""
        return text(self.info.get(key))


def text(value: Any) -> str:
    """A plist's text or number as text, "" for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list; one text stands for a list of one."""
    listed = value if isinstance(value, list) else [value]
    return tuple(item for item in listed if isinstance(item, str) and item)


def table(value: Any) -> Mapping[str, Any]:
    """A plist's dictionary, {} for anything else."""
    return value if isinstance(value, Mapping) else {}


def bundle_paths(names: Iterable[str], root: str) -> tuple[str, ...]:
    """Every bundle below (and with) `root`, outermost first, in the order of their names."""
    found = {root}
    for name in names:
        if name.startswith(root + "/"):
            found.update(name[: hit.end()] for hit in _BUNDLE.finditer(name, len(root) + 1))
    return tuple(sorted(found))


def kind_of(path: str, root: str) -> BundleKind:
    """By the ending, and for apps within the app by the folder that the system looks in."""
    if path == root:
        return BundleKind.APP
    ending = path.rpartition(".")[2]
    if ending == "app":
        return BundleKind.CLIP if "/AppClips/" in path else BundleKind.WATCH
    return {
        "appex": BundleKind.EXTENSION,
        "xpc": BundleKind.EXTENSION,
        "framework": BundleKind.FRAMEWORK,
    }.get(ending, BundleKind.RESOURCES)


def opened(path: str, root: str, read: Callable[[str], bytes | None]) -> Bundle:
    """One bundle with its Info.plist; `read` gives an entry, None where there is none."""
    kind = kind_of(path, root)
    data = read(f"{path}/{INFO}")
    if data is None:
        return Bundle(path, kind, {})
    try:
        return Bundle(path, kind, plist.dictionary(data))
    except BadPlist as fault:
        return Bundle(path, kind, {}, str(fault))


def spellings(name: str) -> tuple[str, ...]:
    """How an archive may spell a name: composed or decomposed, or UTF-8 taken for code page 437 or GBK."""
    found = [unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
    for codec in ("cp437", "gb18030"):
        found += [one.encode("utf-8").decode(codec, "replace") for one in found[:2]]
    return tuple(dict.fromkeys((name, *found)))


def chinese(locales: Iterable[str]) -> str:
    """Of localisations the one that a reader of Chinese is shown; "" where none is Chinese."""
    listed = {locale.lower().replace("_", "-"): locale for locale in locales}
    return next((listed[name] for name in CHINESE if name in listed), "")
