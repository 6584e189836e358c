"""Recognises SDKs from a stored scan: every mark is a dictionary look-up, so the cost grows with the app.

A package belongs to the longest prefix that covers it. One strong mark, or two of different types, name an
SDK; one weak mark alone only suspects it. Code counts only where it is defined: a class that merely names
another vendor's (an adapter of a mediation SDK) is no sign of that vendor's SDK.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from rules.model import Mark, Rung, Signature
from scanner.kinds import Kind
from scanner.model import Evidence, Inventory, Scan, Where


@dataclass(frozen=True, slots=True)
class Hit:
    """One mark of one SDK found in one place."""

    sdk: Signature
    mark: Mark
    found: str  # as the package carries it
    rung: Rung
    where: Where


class Catalogue:
    """All signatures, indexed by mark."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self.by_id = {signature.id: signature for signature in signatures}
        self._prefixes: dict[str, list[tuple[Signature, Mark]]] = {}
        self._exact: dict[tuple[str, str], list[tuple[Signature, Mark]]] = {}
        self._patterns: dict[str, list[tuple[Signature, Mark]]] = {}
        self._hosts: dict[str, list[tuple[Signature, Mark]]] = {}
        self._resources: dict[str, list[tuple[Signature, Mark]]] = {}
        for signature in signatures:
            for mark in signature.marks:
                pair = (signature, mark)
                if mark.type == "code":
                    self._prefixes.setdefault(mark.value, []).append(pair)
                elif mark.type == "host":
                    self._hosts.setdefault(mark.value, []).append(pair)
                elif mark.type == "resource":
                    self._resources.setdefault(mark.value, []).append(pair)
                elif "*" in mark.value:
                    self._patterns.setdefault(mark.type, []).append(pair)
                else:
                    self._exact.setdefault((mark.type, mark.value), []).append(pair)
        self._resource_lengths = sorted({len(prefix) for prefix in self._resources})

    def owner(self, cls: str) -> str:
        """The SDK that a class belongs to by its name, "" for none."""
        name = cls
        while name:
            if name in self._prefixes:
                return self._prefixes[name][0][0].id
            name = name.rpartition(".")[0]
        return ""

    def recognise(self, scan: Scan) -> tuple[Evidence, ...]:
        """Derived evidence, one piece per mark: kind SDK, strength "named" or "suspected"."""
        hits: dict[str, list[Hit]] = {}
        for hit in self._hits(scan):
            hits.setdefault(hit.sdk.id, []).append(hit)
        strong = {id_ for id_, found in hits.items() if _named(found)}
        brought = {inner for id_ in strong for inner in self.by_id[id_].brings}
        return tuple(
            _evidence(hit, "named" if id_ in strong else "suspected")
            for id_ in sorted(hits)
            if id_ not in brought
            for hit in hits[id_]
        )

    def _hits(self, scan: Scan) -> Iterator[Hit]:
        inventory = scan.inventory
        yield from self._code(inventory)
        yield from self._manifest(scan)
        for name in inventory.meta_data:
            yield from self._look("meta", name, Rung.REFERENCED, Where(entry="AndroidManifest.xml"))
        for export in inventory.exports:
            yield from self._look("export", export, Rung.PACKED, Where())
        for text in inventory.strings:
            yield from self._look("string", text, Rung.PACKED, Where())
        for item in scan.evidence:
            if item.kind is Kind.NATIVE_LIBRARY:
                yield from self._look("library", item.value, Rung.PACKED, item.where)
            elif item.kind is Kind.BYTE_MARK:
                yield from self._byte(item)
        for path, *_ in inventory.entries:
            yield from self._look("asset", str(path), Rung.PACKED, Where(entry=str(path)))
        yield from self._named_hosts(inventory.hosts)
        yield from self._named_resources(inventory.resources)

    def _code(self, inventory: Inventory) -> Iterator[Hit]:
        """Prefixes over the packages that the app defines; the longest prefix takes the package."""
        best: dict[tuple[str, str], tuple[Signature, Mark, int]] = {}
        outside = _referred(inventory)
        for number, package in enumerate(inventory.packages):
            if not inventory.classes[number]:
                continue
            rung = Rung.PACKED
            if inventory.reach and inventory.reach[number]:
                rung = Rung.REACHABLE
            elif number in outside:
                rung = Rung.REFERENCED
            for prefix in self._covering(package, inventory.classes[number]):
                for signature, mark in self._prefixes[prefix]:
                    key = (signature.id, prefix)
                    if key not in best or rung > best[key][2]:
                        best[key] = (signature, mark, rung)
        for signature, mark, level in best.values():
            yield Hit(signature, mark, mark.value, Rung(level), Where(cls=mark.value))

    def _covering(self, package: str, classes: Sequence[str]) -> list[str]:
        """The longest prefix of the package, and every mark that names one of its classes."""
        found = [f"{package}.{name}" for name in classes if f"{package}.{name}" in self._prefixes]
        name = package
        while name:
            if name in self._prefixes:
                return [name, *found]
            name = name.rpartition(".")[0]
        return found

    def _manifest(self, scan: Scan) -> Iterator[Hit]:
        for item in scan.evidence:
            if item.kind is Kind.COMPONENT:
                yield from self._look("component", item.value, Rung.REFERENCED, item.where)
                authorities = item.detail.get("authorities", ())
                for authority in authorities if isinstance(authorities, tuple) else ():
                    yield from self._look("authority", authority, Rung.REFERENCED, item.where)
            elif item.kind in (Kind.PERMISSION, Kind.PERMISSION_DEFINED):
                yield from self._look("permission", item.value, Rung.REFERENCED, item.where)

    def _byte(self, item: Evidence) -> Iterator[Hit]:
        """A byte rule that names an SDK is one of its marks, as strong as the rule says."""
        signature = self.by_id.get(str(item.detail.get("sdk", "")))
        if signature is not None:
            strong = item.detail.get("strength") == "strong"
            mark = Mark("byte", item.value, strong, "watch list")
            yield Hit(signature, mark, item.value, Rung.PACKED, item.where)
        yield from self._look("byte", item.value, Rung.PACKED, item.where)

    def _look(self, kind: str, name: str, rung: Rung, where: Where) -> Iterator[Hit]:
        for signature, mark in self._exact.get((kind, name), ()):
            yield Hit(signature, mark, name, rung, where)
        for signature, mark in self._patterns.get(kind, ()):
            if fnmatchcase(name, mark.value):
                yield Hit(signature, mark, name, rung, where)

    def _named_hosts(self, hosts: Iterable[str]) -> Iterator[Hit]:
        for host in hosts:
            name = host
            while name:
                for signature, mark in self._hosts.get(name, ()):
                    yield Hit(signature, mark, host, Rung.PACKED, Where())
                name = name.partition(".")[2]

    def _named_resources(self, resources: Iterable[str]) -> Iterator[Hit]:
        for resource in resources:
            name = resource.partition("/")[2]
            for length in self._resource_lengths:
                for signature, mark in self._resources.get(name[:length], ()):
                    yield Hit(signature, mark, name, Rung.PACKED, Where(entry="resources.arsc"))


def _referred(inventory: Inventory) -> frozenset[int]:
    """Packages that code of another package names or calls."""
    found: set[int] = set()
    for column in (inventory.refers, inventory.calls):
        for number, targets in enumerate(column):
            mine = inventory.packages[number].split(".")[:3]
            found.update(t for t in targets if inventory.packages[t].split(".")[:3] != mine)
    return frozenset(found)


def _named(hits: Sequence[Hit]) -> bool:
    return any(hit.mark.strong for hit in hits) or len({hit.mark.type for hit in hits}) > 1


def _evidence(hit: Hit, strength: str) -> Evidence:
    detail = {
        "mark": hit.mark.type,
        "found": hit.found,
        "rung": hit.rung.name.lower(),
        "strength": strength,
        "category": hit.sdk.category,
    }
    return Evidence(Kind.SDK, hit.sdk.id, hit.where, "attribute", detail)
