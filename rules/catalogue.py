"""Recognises SDKs from a stored scan: every mark is a dictionary look-up, so the cost grows with the app.

A package belongs to the longest prefix that covers it. One strong mark, or two of different types, name an
SDK; one weak mark alone only suspects it. Code counts only where it is defined: a class that merely names
another vendor's (an adapter of a mediation SDK) is no sign of that vendor's SDK.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rules.model import Mark, Rung, Signature
from rules.names import Names
from scanner.kinds import Kind
from scanner.model import Evidence, Inventory, Scan, Where

MANIFEST = "AndroidManifest.xml"
_FILED = ("component", "authority", "permission", "meta", "library", "export", "asset", "string", "byte")
PER_MARK = 3
"""At most this many places of one mark are kept."""


OWN = "app"
_GENERIC = ("com.example", "com.android", "org.example")


def own_prefix(app_id: str) -> str:
    """The name space of the app's own code, with the final dot: two segments, more where two say nothing."""
    own = ".".join(app_id.split(".")[:2])
    return f"{own}." if own.count(".") and own not in _GENERIC else f"{app_id}."


@dataclass(frozen=True, slots=True)
class Pair:
    """One mark of one SDK."""

    sdk: Signature
    mark: Mark


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
        self._code: dict[str, list[Pair]] = {}
        self._class_in: dict[str, set[str]] = {}  # package -> simple names that are marks by themselves
        self._hosts: dict[str, list[Pair]] = {}
        self._names: dict[str, Names[Pair]] = {kind: Names() for kind in (*_FILED, "resource")}
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
        users = _Users(scan, self)
        hits: dict[str, list[Hit]] = {}
        for hit in self._hits(scan, users):
            found = hits.setdefault(hit.sdk.id, [])
            if sum(1 for other in found if other.mark is hit.mark) < PER_MARK:
                found.append(hit)
        strong = {id_ for id_, found in hits.items() if _named(found)}
        brought = {
            inner: outer
            for outer in sorted(strong)
            for inner in self.by_id[outer].brings
            if not users.of(inner) - {"", outer, inner}
        }
        return tuple(
            _evidence(hit, self.by_id[brought.get(id_, id_)], "named" if id_ in strong else "suspected")
            for id_ in sorted(hits)
            for hit in hits[id_]
        )

    def _hits(self, scan: Scan, users: _Users) -> Iterator[Hit]:
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
        resources = [resource.partition("/")[2] for resource in inventory.resources]
        yield from self._look("resource", resources, Rung.PACKED, Where(entry="resources.arsc"))

    def _in_code(self, inventory: Inventory, users: _Users) -> Iterator[Hit]:
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

    def host_owner(self, host: str) -> str:
        """The SDK whose host this is, "" for none."""
        while host and host not in self._hosts:
            host = host.partition(".")[2]
        return self._hosts[host][0].sdk.id if host else ""


class _Users:
    """Who uses whose code: per package the owners of the packages that name or call it.

    An owner is an SDK, OWN for code in the app's own name space, or "" for code of nobody known (the stub of
    a packer may have any name).
    """

    def __init__(self, scan: Scan, known: Catalogue) -> None:
        inventory, own = scan.inventory, own_prefix(scan.package.app_id)
        self._reach = inventory.reach
        self._owners = [known.owner(package) for package in inventory.packages]
        vendors = [known.by_id[owner].vendor if owner else "" for owner in self._owners]
        users = [
            owner or (OWN if f"{package}.".startswith(own) else "")
            for owner, package in zip(self._owners, inventory.packages, strict=True)
        ]
        self._users: dict[int, set[str]] = {}
        for column in (inventory.refers, inventory.calls):
            for number, targets in enumerate(column):
                for target in targets:
                    if self._owners[target] and vendors[target] != vendors[number]:
                        self._users.setdefault(target, set()).add(users[number])

    def rung(self, package: int) -> Rung:
        """How far up the ladder a package is: an entry point leads to it, another vendor's code names it."""
        if package < len(self._reach) and self._reach[package]:
            return Rung.REACHABLE
        return Rung.REFERENCED if package in self._users else Rung.PACKED

    def of(self, sdk: str) -> set[str]:
        """The owners of the code that uses an SDK of another vendor."""
        return {
            user for package, users in self._users.items() if self._owners[package] == sdk for user in users
        }


def _named(hits: Sequence[Hit]) -> bool:
    return any(hit.mark.strong for hit in hits) or len({hit.mark.type for hit in hits}) > 1


def _evidence(hit: Hit, sdk: Signature, strength: str) -> Evidence:
    detail = {
        "mark": hit.mark.type,
        "found": hit.found,
        "rung": hit.rung.name.lower(),
        "strength": strength,
        "category": sdk.category,
    }
    where = hit.where
    if not (where.cls or where.element or where.offset >= 0):
        where = replace(where, element=hit.found)  # two marks of one file are two pieces of evidence
    return Evidence(Kind.SDK, sdk.id, where, "attribute", detail)
