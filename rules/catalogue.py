"""Recognises SDKs from a stored scan: every mark is a dictionary look-up, so the cost grows with the app.

A package belongs to the longest prefix that covers it. One strong mark, or two of different types, name an
SDK; one weak mark alone only suspects it. Code counts only where it is defined: a class that merely names
another vendor's (an adapter of a mediation SDK) is no sign of that vendor's SDK.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rules.hits import Hit, Pair, evidence, named
from rules.model import Mark, Rung, Signature
from rules.names import Names
from rules.profiles import Profiles, parse
from rules.users import Users
from scanner.kinds import Kind
from scanner.model import Evidence, Inventory, Scan, Where

MANIFEST = "AndroidManifest.xml"
_FILED = ("component", "authority", "permission", "meta", "library", "export", "asset", "string", "byte")
_IOS: Mapping[str, tuple[str, Rung]] = {
    "ios_framework": ("frameworks", Rung.PACKED),
    "ios_class": ("objc_classes", Rung.PACKED),
    "swift_module": ("swift_modules", Rung.PACKED),
    "symbol": ("symbols", Rung.PACKED),
    "ios_import": ("externals", Rung.REFERENCED),
    "ios_bundle": ("bundles", Rung.PACKED),
    "plist_key": ("plist_keys", Rung.REFERENCED),
    "url_scheme": ("schemes", Rung.REFERENCED),
}
"""Marks of iOS apps: the column of the inventory each is looked up in, and what finding it shows."""
_ENDING = re.compile(r"\.(?:framework|xcframework|bundle|dylib|tbd|a)$")
PER_MARK = 3
"""At most this many places of one mark are kept."""


class Catalogue:
    """All signatures, indexed by mark."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.by_id = {signature.id: signature for signature in signatures}
        self._code: dict[str, list[Pair]] = {}
        self._class_in: dict[str, set[str]] = {}  # package -> simple names that are marks by themselves
        self._hosts: dict[str, list[Pair]] = {}
        self._names: dict[str, Names[Pair]] = {kind: Names() for kind in (*_FILED, *_IOS, "resource")}
        self._profiles = Profiles[Pair]()
        for signature in signatures:
            for mark in signature.marks:
                self._add(Pair(signature, mark))

    def _add(self, pair: Pair) -> None:
        kind, value = pair.mark.type, pair.mark.value
        if kind == "code":
            self._code.setdefault(value, []).append(pair)
            package, _, name = value.rpartition(".")
            if name[:1].isupper():
                self._class_in.setdefault(package, set()).add(name)
        elif kind == "host":
            self._hosts.setdefault(value, []).append(pair)
        elif kind == "shape":
            self._profiles.add(value, pair)
        elif kind == "resource":
            self._names[kind].add(value.rstrip("*") + "*", pair)
        else:
            self._names[kind].add(value, pair)

    def owner(self, cls: str) -> str:
        """The SDK that a class or package belongs to by its name, "" for none."""
        prefix = self._prefix(cls)
        return self._code[prefix][0].sdk.id if prefix else ""

    def named(self, name: str) -> frozenset[str]:
        """The SDKs of which a name as packages carry it is a mark: class, host, file, key, authority, ..."""
        found = {self.owner(name), self.host_owner(name)} - {""}
        for kind, names in self._names.items():
            found.update(pair.sdk.id for _, pair in names.find((name,)) if self._may(kind, pair, name))
        return frozenset(found)

    def _may(self, kind: str, pair: Pair, name: str) -> bool:
        """A pattern for components takes no class that another SDK's longer prefix owns."""
        if kind != "component" or "*" not in pair.mark.value:
            return True
        owner = self.owner(name)
        return owner in ("", pair.sdk.id)

    def _prefix(self, name: str) -> str:
        while name and name not in self._code:
            name = name.rpartition(".")[0]
        return name

    def recognise(self, scan: Scan) -> tuple[Evidence, ...]:
        """Derived evidence: kind SDK, strength "named" or "suspected".

        An SDK that a packer (or another SDK) brings along stands for itself only if other code uses it.
        """
        users = Users(scan, self.owner, self.by_id)
        hits: dict[str, list[Hit]] = {}
        for hit in self._hits(scan, users):
            found = hits.setdefault(hit.sdk.id, [])
            if sum(1 for other in found if other.mark is hit.mark) < PER_MARK:
                found.append(hit)
        strong = {id_ for id_, found in hits.items() if named(found)}
        brought = {
            inner: outer
            for outer in sorted(strong)
            for inner in self.by_id[outer].brings
            if not users.of(inner) - {"", outer, inner}
        }
        return tuple(
            evidence(hit, self.by_id[brought.get(id_, id_)], "named" if id_ in strong else "suspected")
            for id_ in sorted(hits)
            for hit in hits[id_]
        )

    def _hits(self, scan: Scan, users: Users) -> Iterator[Hit]:
        inventory = scan.inventory
        yield from self._on_device(scan)
        yield from self._in_code(inventory, users)
        yield from self._in_manifest(scan)
        yield from self._look("meta", inventory.meta_data, Rung.REFERENCED, Where(entry=MANIFEST))
        yield from self._look("export", inventory.exports, Rung.PACKED, Where())
        yield from self._look("string", inventory.strings, Rung.PACKED, Where())
        yield from self._in_files(scan)
        paths = (str(path) for path, *_ in inventory.entries)
        for hit in self._look("asset", paths, Rung.PACKED, Where()):
            yield replace(hit, where=Where(entry=hit.found))
        yield from self._named_hosts(inventory.hosts)
        for kind, (column, rung) in _IOS.items():
            names = (_ENDING.sub("", name) for name in getattr(inventory, column))
            yield from self._look(kind, names, rung, Where())
        yield from self._renamed(inventory, users)
        resources = [resource.partition("/")[2] for resource in inventory.resources]
        yield from self._look("resource", resources, Rung.PACKED, Where(entry="resources.arsc"))

    def _in_code(self, inventory: Inventory, users: Users) -> Iterator[Hit]:
        """Prefixes over the packages that the app defines; the longest prefix takes the package."""
        best: dict[str, tuple[Rung, str]] = {}
        for number, package in enumerate(inventory.packages):
            classes = inventory.classes[number] if number < len(inventory.classes) else ()
            if not classes:
                continue
            rung = users.rung(number)
            marked = self._class_in.get(package, set()).intersection(classes)
            names = [f"{package}.{name}" for name in sorted(marked)]
            if prefix := self._prefix(package):
                names.append(prefix)
            for name in names:
                if name not in best or rung > best[name][0]:
                    best[name] = (rung, package)
        for name, (rung, package) in best.items():
            for pair in self._code[name]:
                if not pair.mark.used or rung > Rung.PACKED:
                    yield Hit(pair.sdk, pair.mark, package, rung, Where(cls=name))

    def _renamed(self, inventory: Inventory, users: Users) -> Iterator[Hit]:
        """Profiles, over packages that no SDK has by its name: else the same classes would count twice."""
        for match in self._profiles.find(inventory, lambda package: not users.owner(package)):
            rung = max(users.rung(package) for package in match.packages)
            mark = replace(match.item.mark, strong=match.named)
            home = inventory.packages[match.packages[0]]
            where = Where(cls=home, element=f"{match.found}/{match.of}")
            yield Hit(match.item.sdk, mark, f"{home} {match.found}/{match.of}".strip(), rung, where)

    def shapes_of_others(self, sdk: str) -> frozenset[int]:
        """All shapes in profiles of other SDKs."""
        marks = (
            m for id_, other in self.by_id.items() if id_ != sdk for m in other.marks if m.type == "shape"
        )
        return frozenset(shape for mark in marks for shape in parse(mark.value))

    def _on_device(self, scan: Scan) -> Iterator[Hit]:
        """Called and contacted: code of an SDK that called a sensitive interface, its hosts in traffic."""
        seen: set[tuple[str, str]] = set()
        for item in scan.evidence:
            if item.kind is Kind.CONTACT and item.detail.get("by") != "page":
                for hit in self._named_hosts((item.value,), Rung.CONTACTED):
                    if (hit.sdk.id, hit.found) not in seen:
                        seen.add((hit.sdk.id, hit.found))
                        yield replace(hit, where=Where(session=item.where.session, element=hit.found))
            elif item.kind is Kind.API_CALL:
                frames = item.detail.get("frames", ())
                for cls in frames if isinstance(frames, tuple) else ():
                    prefix = self._prefix(cls)
                    if prefix and (prefix, "") not in seen:
                        seen.add((prefix, ""))
                        where = Where(session=item.where.session, cls=cls)
                        for pair in self._code[prefix]:
                            yield Hit(pair.sdk, pair.mark, cls, Rung.CALLED, where)
                    if prefix:
                        break

    def _in_manifest(self, scan: Scan) -> Iterator[Hit]:
        for item in scan.evidence:
            if item.kind is Kind.COMPONENT:
                yield from self._look("component", (item.value,), Rung.REFERENCED, item.where)
                authorities = item.detail.get("authorities", ())
                if isinstance(authorities, tuple):
                    yield from self._look("authority", authorities, Rung.REFERENCED, item.where)
            elif item.kind in (Kind.PERMISSION, Kind.PERMISSION_DEFINED):
                yield from self._look("permission", (item.value,), Rung.REFERENCED, item.where)

    def _in_files(self, scan: Scan) -> Iterator[Hit]:
        """Native libraries, those that they need, and byte rules; a byte rule may itself name its SDK."""
        seen = set()
        for item in scan.evidence:
            if item.kind is Kind.NATIVE_LIBRARY:
                seen.add(item.value)
                yield from self._look("library", (item.value,), Rung.PACKED, item.where)
            elif item.kind is Kind.BYTE_MARK:
                hits = list(self._look("byte", (item.value,), Rung.PACKED, item.where))
                yield from hits
                signature = self.by_id.get(str(item.detail.get("sdk", "")))
                if signature is not None and all(hit.sdk is not signature for hit in hits):
                    strong = item.detail.get("strength") == "strong"
                    mark = Mark("byte", item.value, strong, "watch list")
                    yield Hit(signature, mark, item.value, Rung.PACKED, item.where)
        needed = (name for name in scan.inventory.libraries if name not in seen)
        yield from self._look("library", needed, Rung.PACKED, Where())

    def _look(self, kind: str, names: Iterable[str], rung: Rung, where: Where) -> Iterator[Hit]:
        for name, pair in self._names[kind].find(names):
            if self._may(kind, pair, name):
                yield Hit(pair.sdk, pair.mark, name, rung, where)

    def _named_hosts(self, hosts: Iterable[str], rung: Rung = Rung.PACKED) -> Iterator[Hit]:
        for host in hosts:
            name = host
            while name:
                for pair in self._hosts.get(name, ()):
                    yield Hit(pair.sdk, pair.mark, host, rung, Where())
                name = name.partition(".")[2]

    def framework_owner(self, name: str) -> str:
        """The SDK that a framework of this name is, "" for none."""
        return next((pair.sdk.id for _, pair in self._names["ios_framework"].find((name,))), "")

    def host_owner(self, host: str) -> str:
        """The SDK whose host this is, "" for none."""
        while host and host not in self._hosts:
            host = host.partition(".")[2]
        return self._hosts[host][0].sdk.id if host else ""
