"""An iOS app as the analyzers see it: its bundles, their property lists and localisations, its binaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from scanner.app import App, BadEntry, Opened
from scanner.binaries import Binaries, Binary
from scanner.bundles import Bundle, BundleKind, bundle_paths, opened, spellings, table, texts
from scanner.collect import Content
from scanner.formats import plist
from scanner.formats.plist_text import BadPlist
from scanner.model import Inventory, Limits, Package, WatchList

_SIGNING = re.compile(
    r"/(?:_CodeSignature|SC_Info)/|/embedded\.mobileprovision$|^(?:iTunes[^/]*|META-INF/.*)$"
)
_FRAMEWORK = re.compile(r"([^/]+)\.framework/")
_LOCALE = re.compile(r"/([^/]+)\.lproj/[^/]+$")


class IosApp(App):
    """Everything that only an iOS app has. `root`: the app's bundle in the archive, "Payload/X.app"."""

    def __init__(self, package: Package, file: Opened, root: str, watch: WatchList, limits: Limits) -> None:
        super().__init__(package, (file,), watch, limits)
        self.archive = file.archive
        self.root = root
        self.binaries = Binaries(watch)

    @property
    def sink(self) -> Binaries:
        return self.binaries

    # ---- bundles -----------------------------------------------------------------------------------------

    @cached_property
    def bundles(self) -> tuple[Bundle, ...]:
        """The app first, then what lies in it, by path."""
        paths = bundle_paths((entry.name for entry in self.archive.entries), self.root)
        return tuple(opened(path, self.root, self.entry) for path in paths)

    @property
    def main(self) -> Bundle:
        """The app itself."""
        return self.bundles[0]

    @property
    def programs(self) -> tuple[Bundle, ...]:
        """What the system starts: the app, extensions, watch apps, App Clips."""
        return tuple(bundle for bundle in self.bundles if bundle.kind.is_program)

    def bundle_of(self, path: str) -> Bundle:
        """The innermost bundle that an entry lies in; the app for what lies outside."""
        inside = [bundle for bundle in self.bundles if path.startswith(bundle.path + "/")]
        return max(inside, key=lambda bundle: len(bundle.path), default=self.main)

    def entry(self, path: str) -> bytes | None:
        """One entry of the package itself; None where there is none or it cannot be unpacked."""
        entry = self.archive.find(path)
        try:
            return None if entry is None else self.archive.read(entry)
        except BadEntry:  # the one reading names it as unread
            return None

    def property_list(self, path: str, analyzer: str = "") -> Mapping[str, Any]:
        """A property list's dictionary, {} for none; what cannot be read is said for `analyzer`."""
        data = self.entry(path)
        if data is None:
            return {}
        try:
            return plist.dictionary(data)
        except BadPlist as fault:
            if analyzer:
                self.partial(analyzer, "unread", f"{path}: {fault}")
            return {}

    def localised(self, bundle: Bundle, key: str) -> Mapping[str, tuple[str, str]]:
        """Localisation -> (text, path) of one key of a bundle's InfoPlist.strings."""
        found = {}
        for locale, (path, entries) in self._localisations.get(bundle.path, {}).items():
            value = entries.get(key)
            if isinstance(value, str):
                found[locale] = (value, path)
        return found

    @cached_property
    def _localisations(self) -> Mapping[str, Mapping[str, tuple[str, Mapping[str, Any]]]]:
        """Bundle -> localisation -> (path, entries) of InfoPlist.strings or InfoPlist.loctable (Xcode 15)."""
        found: dict[str, dict[str, tuple[str, Mapping[str, Any]]]] = {}
        for entry in self.archive.entries:
            name = entry.name
            if name.endswith(".lproj/InfoPlist.strings") and (hit := _LOCALE.search(name)):
                bundle = name[: hit.start()]
                found.setdefault(bundle, {})[hit[1]] = (name, self.property_list(name, "bundles"))
            elif name.endswith("/InfoPlist.loctable"):
                bundle = name.rpartition("/")[0]
                for locale, entries in self.property_list(name, "bundles").items():
                    found.setdefault(bundle, {})[locale] = (name, table(entries))
        return found

    # ---- code --------------------------------------------------------------------------------------------

    def binary_of(self, bundle: Bundle) -> Binary | None:
        """A bundle's own program, found under any spelling of its name. Needs the contents to be read."""
        stated = bundle.text("CFBundleExecutable") or bundle.name.rpartition(".")[0]
        for name in spellings(stated):
            if binary := self.binaries.found.get(f"{bundle.path}/{name}"):
                return binary
        beside = [
            binary
            for path, binary in self.binaries.found.items()
            if path.rpartition("/")[0] == bundle.path and binary.is_program
        ]
        return beside[0] if len(beside) == 1 else None

    @property
    def signers(self) -> tuple[str, ...]:
        binary = self.binary_of(self.main)
        return binary.signers if binary else ()

    @cached_property
    def hidden_code(self) -> str:
        return "fairplay" if any(binary.encrypted for binary in self.binaries.found.values()) else ""

    def defines(self, cls: str) -> bool:
        return any(cls in binary.classes for binary in self.binaries.found.values())

    def own_path(self, content: Content) -> str:
        return content.path.removeprefix(self.root + "/") if content.path.startswith(self.root + "/") else ""

    def unsigned_hash(self, content: Content) -> str | None:
        if _SIGNING.search(content.name):
            return None
        binary = self.binaries.found.get(content.path)
        return binary.unsigned_sha256 if binary else content.sha256

    def in_signature(self, content: Content, offset: int) -> bool:
        if _SIGNING.search(content.name):
            return True
        binary = self.binaries.found.get(content.path)
        return binary is not None and any(start <= offset < end for start, end in binary.signed_at)

    def say_unread(self, analyzer: str) -> None:
        for path, binary in self.binaries.found.items():
            if binary.encrypted:
                self.partial(analyzer, "fairplay", f"{path} ({', '.join(binary.encrypted)})")
        for path, why in self.binaries.unread.items():
            self.partial(analyzer, "unread", f"{path}: {why}")

    def inventory(self) -> Inventory:
        found = tuple(self.binaries.found.values())
        linked = (name for binary in found for name in binary.libraries)
        embedded = (b.name.removesuffix(".framework") for b in self.bundles if b.kind is BundleKind.FRAMEWORK)
        return Inventory(
            meta_data=(),
            libraries=tuple(name.rpartition("/")[2] for binary in found for name in binary.libraries),
            frameworks=(*embedded, *(hit[1] for name in linked if (hit := _FRAMEWORK.search(name)))),
            objc_classes=tuple(name for binary in found for name in binary.classes),
            swift_modules=tuple(name for binary in found for name in binary.swift_modules),
            externals={
                name: () for binary in found for name in (*binary.imports, *sorted(binary.class_refs))
            },
            symbols=tuple(name for binary in found for name in binary.exports),
            selectors=tuple(name for binary in found for name in binary.selectors),
            bundles=tuple(
                bundle.name for bundle in self.bundles[1:] if bundle.kind is not BundleKind.FRAMEWORK
            ),
            plist_keys=tuple(str(key) for bundle in self.programs for key in bundle.info),
            schemes=tuple(self._schemes()),
        )

    def _schemes(self) -> Iterator[str]:
        for bundle in self.programs:
            listed = bundle.info.get("CFBundleURLTypes")
            for item in listed if isinstance(listed, list) else ():
                yield from (scheme.lower() for scheme in texts(table(item).get("CFBundleURLSchemes")))
