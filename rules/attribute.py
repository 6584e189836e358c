"""From a scan to facts: SDKs named, owners found, permissions and sensitive uses said in the form's words."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rules.catalogue import Catalogue, own_prefix
from rules.facts import Fact, Facts
from rules.form import form_of
from rules.model import RuleSet, Signature
from rules.policy_facts import SPOKEN_OF, PolicyVoice
from scanner.declaration import Declaration
from scanner.kinds import Kind
from scanner.model import Evidence, Scan

_PLACE = frozenset({"entry", "cls", "element", "field"})
_OWNER = frozenset({"owner", "owner_category", "owner_zh"})
_STATED = frozenset({"stated", "looked", "said"})
KEYS: Mapping[Kind, frozenset[str]] = {
    **dict.fromkeys(Kind, _PLACE),
    Kind.PERMISSION: _PLACE | _STATED | {"zh", "group", "level", "access", "data", "form"},
    Kind.SENSITIVE_USE: _PLACE | _OWNER | _STATED | {"zh", "group", "data", "permission", "use", "use_zh"},
    Kind.SDK: _PLACE | _STATED | {"zh", "vendor", "foreign", "data"},
    Kind.POLICY_DOCUMENT: _PLACE | {"names_app", "names_provider", "whose"},
    Kind.POLICY_MENTION: _PLACE | {"zh", "covers", "sensitive"},
    Kind.SIGNER: _PLACE | {"organisation", "chinese"},
    Kind.COMPONENT: _PLACE | _OWNER,
    Kind.JS_BRIDGE: _PLACE | _OWNER,
    Kind.HOST: _PLACE | _OWNER | {"private"},
}
"""The keys that facts of each kind have besides their value and detail."""

_OF_POLICY = SPOKEN_OF | {Kind.POLICY_MENTION, Kind.POLICY_DOCUMENT}
_ORGANISATION = re.compile(r"(?:^|, )O=((?:\\.|[^,\\])+)")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def attribute(
    scan: Scan,
    declaration: Declaration | None,
    rules: RuleSet,
    catalogue: Catalogue | None = None,
) -> Facts:
    """All the judge may ask about one scan. `catalogue` spares building it again for many scans."""
    known = catalogue or Catalogue(rules.sdks)
    derived = known.recognise(scan)
    by_kind: dict[Kind, list[Evidence]] = {}
    for item in (*scan.evidence, *derived):
        by_kind.setdefault(item.kind, []).append(item)
    form = form_of(declaration, scan.package) if declaration is not None else None
    enriched = _Enriched(rules, known, scan.package.app_id, PolicyVoice(scan, rules, known, form))
    items = _Kinds(by_kind, enriched.keys)
    return Facts(scan, items, form, derived, rules.pack, rules.terms.get("form_options", {}), rules.apis)


class _Kinds(Mapping[Kind, Sequence[Fact]]):
    """Facts by kind, made when a kind is first asked for: most rules ask for few of them."""

    def __init__(
        self, evidence: Mapping[Kind, Sequence[Evidence]], keys: Callable[[Evidence], dict[str, Any]]
    ) -> None:
        self._evidence, self._keys = evidence, keys
        self._made: dict[Kind, Sequence[Fact]] = {}

    def __getitem__(self, kind: Kind) -> Sequence[Fact]:
        if kind not in self._made:
            self._made[kind] = [Fact(item, self._keys(item)) for item in self._evidence[kind]]
        return self._made[kind]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._evidence)

    def __len__(self) -> int:
        return len(self._evidence)


class _Enriched:
    """What the rule base knows of single pieces of evidence."""

    def __init__(self, rules: RuleSet, known: Catalogue, app_id: str, policy: PolicyVoice) -> None:
        self._rules, self._known, self._policy = rules, known, policy
        self._permissions: Mapping[str, Mapping[str, Any]] = rules.terms.get("permissions", {})
        self._libraries = tuple(f"{name}." for name in rules.terms.get("libraries", ()))
        self._own = own_prefix(app_id)
        self._more: Mapping[Kind, Callable[[Evidence], Mapping[str, Any]]] = {
            Kind.PERMISSION: lambda item: _pick(self._permissions.get(item.value, {}), KEYS[Kind.PERMISSION]),
            Kind.SENSITIVE_USE: self._use,
            Kind.COMPONENT: lambda item: self._owner(item.value),
            Kind.JS_BRIDGE: lambda item: self._owner(str(item.detail.get("class", item.where.cls))),
            Kind.SDK: lambda item: _signature(known.by_id[item.value]),
            Kind.SIGNER: lambda item: _signer(str(item.detail.get("subject", ""))),
            Kind.HOST: self._host,
        }

    def keys(self, item: Evidence) -> dict[str, Any]:
        """Value, place, detail, and what is known besides."""
        where = item.where
        place = {"entry": where.entry, "cls": where.cls, "element": where.element, "field": where.field}
        keys: dict[str, Any] = {name: text for name, text in place.items() if text}
        keys["value"] = item.value
        if more := self._more.get(item.kind):
            keys.update(more(item))
        keys.update(item.detail)
        if item.kind in _OF_POLICY:
            keys.update(self._policy.keys(item, keys))
        return keys

    def _use(self, item: Evidence) -> dict[str, Any]:
        keys = _pick(self._rules.apis.get(item.value, {}), KEYS[Kind.SENSITIVE_USE])
        keys.update(self._owner(item.where.cls))
        keys["use"] = f"{item.value}@{keys['owner']}"
        keys["use_zh"] = f"{keys.get('zh', item.value)}({keys['owner_zh']})"
        return keys

    def _owner(self, cls: str) -> dict[str, str]:
        """Whose code a class is: an SDK's id, "library" for shared libraries, else the app's own.

        The longest prefix of an SDK decides; code of nobody known is the provider's to answer for.
        """
        sdk = self._known.owner(cls)
        if sdk:
            signature = self._known.by_id[sdk]
            return {"owner": sdk, "owner_category": signature.category, "owner_zh": signature.zh}
        if cls.startswith(self._libraries) and not cls.startswith(self._own):
            return {"owner": "library", "owner_category": "", "owner_zh": "公共代码库"}
        return {"owner": "app", "owner_category": "", "owner_zh": "应用自有代码"}

    def _host(self, item: Evidence) -> dict[str, Any]:
        keys: dict[str, Any] = {"private": is_private(item.value)}
        if sdk := self._known.host_owner(item.value):
            signature = self._known.by_id[sdk]
            keys.update(owner=sdk, owner_category=signature.category, owner_zh=signature.zh)
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


def _signer(subject: str) -> dict[str, Any]:
    """The organisation that a certificate names; anybody may write any name there."""
    found = _ORGANISATION.search(subject)
    organisation = found[1].replace("\\", "").strip() if found else ""
    return {"organisation": organisation, "chinese": bool(_CHINESE.search(organisation))}


def is_private(host: str) -> bool:
    """Whether a host is an address that only a private network knows (RFC 1918, loopback, link-local)."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
