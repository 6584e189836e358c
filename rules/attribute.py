"""From a scan to facts: SDKs named, owners found, permissions and sensitive uses said in the form's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.catalogue import Catalogue
from rules.facts import Fact, Facts
from rules.model import RuleSet, Signature
from scanner.declaration import Declaration
from scanner.declaration import to_json as form_of
from scanner.kinds import Kind
from scanner.model import Evidence, Scan

LIBRARIES = (
    "android.",
    "androidx.",
    "kotlin.",
    "kotlinx.",
    "java.",
    "javax.",
    "com.google.android.material.",
)

KEYS: Mapping[Kind, frozenset[str]] = {
    **{kind: frozenset({"entry", "cls", "element", "field"}) for kind in Kind},
    Kind.PERMISSION: frozenset({"entry", "element", "zh", "group", "level", "data", "form"}),
    Kind.SENSITIVE_USE: frozenset(
        {"entry", "cls", "zh", "group", "data", "permission", "owner", "owner_category"}
    ),
    Kind.SDK: frozenset({"entry", "cls", "zh", "vendor", "foreign", "data"}),
    Kind.COMPONENT: frozenset({"entry", "element", "owner", "owner_category"}),
    Kind.HOST: frozenset({"entry", "owner", "owner_category", "private"}),
}
"""The keys that facts of each kind have besides their value and detail."""


def attribute(
    scan: Scan,
    declaration: Declaration | None,
    rules: RuleSet,
    catalogue: Catalogue | None = None,
) -> Facts:
    """All the judge may ask about one scan. `catalogue` spares building it again for many scans."""
    known = catalogue or Catalogue(rules.sdks)
    derived = known.recognise(scan)
    items: dict[Kind, list[Fact]] = {}
    for item in (*scan.evidence, *derived):
        items.setdefault(item.kind, []).append(Fact(item, _keys(item, rules, known)))
    form = form_of(declaration) if declaration is not None else None
    return Facts(scan, items, form, derived, rules.pack)


def _keys(item: Evidence, rules: RuleSet, known: Catalogue) -> dict[str, Any]:
    keys: dict[str, Any] = {"value": item.value}
    for name in ("entry", "cls", "element", "field"):
        if text := getattr(item.where, name):
            keys[name] = text
    keys.update(item.detail)
    kind = item.kind
    if kind is Kind.PERMISSION:
        keys.update(_pick(rules.terms.get("permissions", {}).get(item.value, {}), KEYS[kind]))
    elif kind is Kind.SENSITIVE_USE:
        keys.update(_pick(rules.apis.get(item.value, {}), KEYS[kind]))
        keys.update(_owner(item.where.cls, known))
    elif kind is Kind.COMPONENT:
        keys.update(_owner(item.value, known))
    elif kind is Kind.SDK:
        keys.update(_signature(known.by_id[item.value]))
    elif kind is Kind.HOST:
        keys["private"] = is_private(item.value)
    return keys


def _pick(found: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key in allowed}


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "zh": signature.zh,
        "vendor": signature.vendor,
        "foreign": signature.foreign,
        "data": signature.data,
    }


def _owner(cls: str, known: Catalogue) -> dict[str, str]:
    """Whose code a class is: an SDK's id, "library" for platform libraries, else the app's own."""
    sdk = known.owner(cls)
    if sdk:
        return {"owner": sdk, "owner_category": known.by_id[sdk].category}
    if cls.startswith(LIBRARIES):
        return {"owner": "library", "owner_category": ""}
    return {"owner": "app", "owner_category": ""}


def is_private(host: str) -> bool:
    """Whether a host is an address of a private network (RFC 1918, loopback, link-local)."""
    parts = host.split(".")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        return False
    first, second = int(parts[0]), int(parts[1])
    return (
        first in (10, 127)
        or (first == 172 and 16 <= second <= 31)
        or (first, second) in ((192, 168), (169, 254))
    )
