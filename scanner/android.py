"""An Android app as the analyzers see it: parts with manifests, resources, signatures, code and its reach."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scanner.app import App, Opened
from scanner.code import Code
from scanner.collect import Content
from scanner.formats import arsc, axml, ids
from scanner.formats.archive import BadEntry
from scanner.formats.axml_tricks import Trick
from scanner.formats.components import components
from scanner.formats.manifest import Values, sdk_levels
from scanner.formats.signing import Signing, examine, is_signature_or_channel
from scanner.model import Inventory, Limits, Package, WatchList
from scanner.reach import Reach, entry_points
from scanner.verify import checked

_ASSETS = re.compile(r"(?:.*!/)?assets/")
_NAMED = (ids.NAME, ids.AUTHORITIES, ids.PERMISSION, ids.PROCESS, ids.TARGET_ACTIVITY)


@dataclass(frozen=True, slots=True)
class Part(Opened):
    """The base package or a split."""

    manifest: axml.Element
    odd: tuple[Trick, ...] = ()  # how the manifest is written


class AndroidApp(App):
    """Everything that only an Android app has."""

    def __init__(self, package: Package, parts: Sequence[Part], watch: WatchList, limits: Limits) -> None:
        super().__init__(package, parts, watch, limits)
        self.parts = tuple(parts)
        self.code = Code(watch)

    @property
    def sink(self) -> Code:
        return self.code

    @property
    def manifest(self) -> axml.Element:
        """The base package's manifest."""
        return self.parts[0].manifest

    @cached_property
    def resources(self) -> arsc.Resources:
        """The resource tables of all parts together."""
        tables = []
        for part in self.parts:
            entry = part.archive.find("resources.arsc")
            if entry is not None:
                with contextlib.suppress(BadEntry):  # the one reading names it as unread
                    tables.append(part.archive.read(entry))
        return arsc.Resources.merged(tables)

    @cached_property
    def signing(self) -> tuple[Signing, ...]:
        """The signatures of each part; digests that v1 gives of entries are not yet held against them."""
        return tuple(examine(part.data, part.archive, self.min_sdk) for part in self.parts)

    @cached_property
    def verified(self) -> tuple[Signing, ...]:
        """The signatures of each part with everything checked. Needs the contents to be read."""
        return tuple(
            checked(
                examined,
                part.archive,
                part.prefix,
                self.contents,
                lambda path: self.partial("signing", "unread", path),
            )
            for part, examined in zip(self.parts, self.signing, strict=True)
        )

    @cached_property
    def min_sdk(self) -> int:
        """minSdkVersion; 1 where the manifest does not say."""
        return sdk_levels(self.manifest, Values(self.resources))["min"].level

    @property
    def signers(self) -> tuple[str, ...]:
        return self.verified[0].newest

    def defines(self, cls: str) -> bool:
        number = self.code.type_number(cls)
        return bool(number >= 0 and self.code.type_file[number] >= 0)

    def own_path(self, content: Content) -> str:
        found = _ASSETS.match(content.path)
        return content.path[found.end() :] if found else ""

    def unsigned_hash(self, content: Content) -> str | None:
        return None if is_signature_or_channel(content.name) else content.sha256

    def in_signature(self, content: Content, offset: int) -> bool:  # noqa: ARG002
        return False

    def _read_again(self, path: str) -> bytes:
        if (kept := self.code.kept.get(path)) is not None:
            return kept
        data = self.read(path)
        self.forget()
        return data

    @cached_property
    def reach(self) -> Reach:
        """What the entry points of the manifests lead to."""
        entries = entry_points((part.manifest for part in self.parts), self.resources)
        return Reach(self.code, entries, self._read_again)

    @cached_property
    def missing_code(self) -> tuple[tuple[str, str], ...]:
        """(type, class) of the components whose class no readable code defines."""
        values = Values(self.resources)
        target = sdk_levels(self.manifest, values)["target"].level
        found = []
        for part in self.parts:
            for item in components(part.manifest, values, self.package.app_id, target):
                name = item.target if item.type == "activity-alias" else item.name
                if not self.defines(name):
                    found.append((item.type, name))
        return tuple(dict.fromkeys(found))

    @cached_property
    def hidden_code(self) -> str:
        """Why code cannot be seen: "packed" (a packer's mark) or "code-missing" (the application class)."""
        for content in self.contents:
            for mark in content.found.marks:
                meta = dict(mark.meta)
                if meta.get("category") == "packer" and meta.get("strength") == "strong":
                    return "packed"
        return "code-missing" if any(type_ == "application" for type_, _ in self.missing_code) else ""

    def say_unread(self, analyzer: str) -> None:
        """Says for an analyzer of code what code it could not see."""
        if self.hidden_code:
            self.partial(analyzer, self.hidden_code, "")
        for place, why in sorted(self.code.unread.items()):
            self.partial(analyzer, "unread", f"{place}: {why}")

    def inventory(self) -> Inventory:
        states = self.reach.package_states(self.code.type_package, len(self.code.packages))
        return replace(
            self.code.inventory(),
            reach=states.reach,
            consent=states.consent,
            witness=states.witness,
            names=tuple(self._manifest_names()),
            meta_data=tuple(self._meta_data()),
            resources=tuple(self.resources.names()),
        )

    def _manifest_names(self) -> Iterator[str]:
        for part in self.parts:
            for _, element in part.manifest.walk():
                for attribute in element.attributes:
                    if attribute.id in _NAMED and attribute.text:
                        yield from attribute.text.split(";")

    def _meta_data(self) -> Iterator[str]:
        for part in self.parts:
            for _, element in part.manifest.walk():
                if element.tag == "meta-data":
                    name = element.get(ids.NAME)
                    if name is not None and name.text:
                        yield name.text


__all__ = ["AndroidApp", "BadEntry", "Part"]
