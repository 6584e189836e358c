"""What of a scan belongs to nobody the rule base knows: where to look for a new component's marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rules.catalogue import Catalogue
from rules.model import RuleSet
from rules.users import own_prefix
from scanner.kinds import Kind
from scanner.model import Scan

_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Names that no SDK, no shared library and not the app itself answers for, the most telling first."""

    code: tuple[tuple[str, int], ...]  # "com.vendor.sdk" and how many classes lie there
    components: tuple[str, ...]
    hosts: tuple[str, ...]


def unnamed(scan: Scan, rules: RuleSet, known: Catalogue) -> Unnamed:
    """The names of inventory and manifest that nobody owns; names of one letter are renamed code."""
    libraries = tuple(f"{name}." for name in rules.terms.get("libraries", ()))
    own = own_prefix(scan.package.app_id)

    def foreign(name: str) -> bool:
        return not known.owner(name) and not f"{name}.".startswith((*libraries, own))

    count: dict[str, int] = {}
    for package, classes in zip(scan.inventory.packages, scan.inventory.classes, strict=False):
        parts = package.split(".")
        if classes and foreign(package) and len(parts) > 1 and min(map(len, parts[:2])) > 1:
            start = ".".join(parts[:_SEGMENTS])
            count[start] = count.get(start, 0) + len(classes)
    reference = tuple(rules.terms.get("reference_hosts", ()))
    found = {
        kind: sorted({item.value for item in scan.evidence if item.kind is kind})
        for kind in (Kind.COMPONENT, Kind.HOST)
    }
    return Unnamed(
        tuple(sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))),
        tuple(name for name in found[Kind.COMPONENT] if foreign(name)),
        tuple(
            name for name in found[Kind.HOST] if not known.host_owner(name) and not _under(name, reference)
        ),
    )


def _under(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
