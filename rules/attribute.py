"""From a scan to facts: SDKs named, owners found, permissions and sensitive uses said in the form's words."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rules.catalogue import Catalogue
from rules.facts import Fact, Facts
from rules.form import form_of
from rules.model import RuleSet, Rung, Signature
from rules.policy_facts import SPOKEN_OF, PolicyVoice
from rules.users import own_prefix
from scanner.declaration import Declaration
from scanner.kinds import KINDS, Kind, Nature
from scanner.model import Evidence, Package, Platform, Scan

_PLACE = frozenset({"entry", "cls", "element", "field"})
_OWNER = frozenset({"owner", "owner_category", "owner_zh"})
_STATED = frozenset({"stated", "looked", "said"})
_SEEN = frozenset({"sessions"})
KEYS: Mapping[Kind, frozenset[str]] = {
    **dict.fromkeys(Kind, _PLACE),
    Kind.PERMISSION: _PLACE | _STATED | {"zh", "group", "level", "access", "data", "form"},
    Kind.SENSITIVE_USE: _PLACE | _OWNER | _STATED | {"zh", "group", "data", "permission", "use", "use_zh"},
    Kind.SDK: _PLACE | _STATED | {"zh", "vendor", "foreign", "data", "active"},
    Kind.POLICY_DOCUMENT: _PLACE | {"names_app", "names_provider", "whose"},
    Kind.POLICY_MENTION: _PLACE | {"zh", "covers", "sensitive", "foreign"},
    Kind.SIGNER: _PLACE | {"organisation", "chinese"},
    Kind.COMPONENT: _PLACE | _OWNER,
    Kind.JS_BRIDGE: _PLACE | _OWNER,
    Kind.HOST: _PLACE | _OWNER | {"private"},
    Kind.TRANSMISSION: _PLACE
    | _STATED
    | _OWNER
    | _SEEN
    | {"zh", "data_zh", "vendor", "foreign", "filed", "sensitive", "private"},
    Kind.CONTACT: _PLACE | _OWNER | _SEEN | {"vendor", "foreign", "filed", "private"},
    Kind.API_CALL: _PLACE | _OWNER | _SEEN | _STATED | {"zh", "group", "permission", "use", "use_zh"},
    Kind.PERMISSION_PROMPT: _PLACE | _SEEN | {"zh", "group", "level", "form"},
    Kind.CONDUCT: _PLACE | _SEEN,
    Kind.AT_REST: _PLACE | _SEEN | {"data_zh", "sensitive"},
}
"""The keys that facts of each kind have besides their value and detail."""

_OF_POLICY = SPOKEN_OF | {Kind.POLICY_MENTION, Kind.POLICY_DOCUMENT}
_ORGANISATION = re.compile(r"(?:^|, )O=((?:\\.|[^,\\])+)")
_FRAMEWORK = re.compile(r"/([^/]+)\.framework/[^/]+$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def attribute(
    scan: Scan,
    declaration: Declaration | None,
    rules: RuleSet,
    catalogue: Catalogue | None = None,
) -> Facts:
    """All the judge may ask about one scan. `catalogue` spares building it again for many scans."""
    known = catalogue or Catalogue(rules.sdks)
    return facts_of(scan, known.recognise(scan), declaration, rules, known)


def facts_of(
    scan: Scan,
    derived: tuple[Evidence, ...],
    declaration: Declaration | None,
    rules: RuleSet,
    known: Catalogue,
) -> Facts:
    """The same where the SDKs were recognised before."""
    by_kind: dict[Kind, list[Evidence]] = {}
    for item in (*scan.evidence, *derived):
        by_kind.setdefault(item.kind, []).append(item)
    form = form_of(declaration, scan.package) if declaration is not None else None
    voice = PolicyVoice(scan, rules, known, form)
    enriched = _Enriched(rules, known, scan.package, _filed(declaration), _seen_in(scan), voice)
    items = _Kinds(by_kind, enriched.keys)
    return Facts(scan, items, form, derived, rules.pack, rules.terms.get("form_options", {}), rules.apis)


def _filed(declaration: Declaration | None) -> tuple[str, ...] | None:
    """The domains and addresses of the systems that were filed; None without a filing."""
    if declaration is None:
        return None
    return tuple(
        text.lower() for system in declaration.provider.systems for text in (*system.domains, *system.ips)
    )


def _same(item: Evidence) -> tuple[object, ...]:
    """What makes two observations of two sessions the same one."""
    told = ("phase", "direction", "form", "part", "scheme", "returned", "role")
    return (item.kind, item.value, *(item.detail.get(key) for key in told))


def _seen_in(scan: Scan) -> Mapping[tuple[object, ...], int]:
    """In how many sessions each observation was made."""
    found: dict[tuple[object, ...], set[str]] = {}
    for item in scan.evidence:
        if KINDS[item.kind].nature is Nature.OBSERVED:
            found.setdefault(_same(item), set()).add(item.where.session)
    return {same: len(sessions) for same, sessions in found.items()}


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

    def __init__(
        self,
        rules: RuleSet,
        known: Catalogue,
        package: Package,
        filed: tuple[str, ...] | None,
        seen: Mapping[tuple[object, ...], int],
        policy: PolicyVoice,
    ) -> None:
        self._rules, self._known, self._filed, self._seen = rules, known, filed, seen
        self._policy = policy
        self._data: Mapping[str, Mapping[str, Any]] = rules.terms.get("data", {})
        self._permissions: Mapping[str, Mapping[str, Any]] = rules.terms.get("permissions", {})
        self._libraries = tuple(f"{name}." for name in rules.terms.get("libraries", ()))
        self._own = own_prefix(package.app_id)
        self._ios = package.platform is Platform.IOS
        self._owners: dict[str, dict[str, str]] = {}
        self._apis: dict[str, dict[str, Any]] = {}
        self._more: Mapping[Kind, Callable[[Evidence], Mapping[str, Any]]] = {
            Kind.PERMISSION: lambda item: _pick(self._permissions.get(item.value, {}), KEYS[Kind.PERMISSION]),
            Kind.SENSITIVE_USE: self._use,
            Kind.COMPONENT: lambda item: self._owner(item.value),
            Kind.JS_BRIDGE: lambda item: self._owner(str(item.detail.get("class", item.where.cls))),
            Kind.SDK: self._sdk,
            Kind.SIGNER: lambda item: _signer(str(item.detail.get("subject", ""))),
            Kind.HOST: self._host,
            Kind.TRANSMISSION: self._transmission,
            Kind.CONTACT: lambda item: self._recipient(item.value),
            Kind.API_CALL: self._called,
            Kind.PERMISSION_PROMPT: lambda item: _pick(
                self._permissions.get(item.value, {}), KEYS[Kind.PERMISSION_PROMPT]
            ),
            Kind.AT_REST: self._kind_of_data,
        }

    def keys(self, item: Evidence) -> dict[str, Any]:
        """Value, place, detail, and what is known besides."""
        where = item.where
        keys: dict[str, Any] = {"value": item.value}
        if where.entry:
            keys["entry"] = where.entry
        if where.cls:
            keys["cls"] = where.cls
        if where.element:
            keys["element"] = where.element
        if where.field:
            keys["field"] = where.field
        if more := self._more.get(item.kind):
            keys.update(more(item))
        if KINDS[item.kind].nature is Nature.OBSERVED:
            keys["sessions"] = self._seen.get(_same(item), 1)
        keys.update({key: value for key, value in item.detail.items() if key != "data" or "data" not in keys})
        if item.kind in _OF_POLICY:
            keys.update(self._policy.keys(item, keys))
        return keys

    def _kind_of_data(self, item: Evidence) -> dict[str, Any]:
        data = self._data.get(str(item.detail.get("data", "")), {})
        return {"data_zh": str(data.get("zh", "")), "sensitive": bool(data.get("sensitive"))}

    def _transmission(self, item: Evidence) -> dict[str, Any]:
        keys = {**self._kind_of_data(item), **self._recipient(str(item.detail.get("host", "")))}
        keys["zh"] = f"{keys['data_zh']} → {item.detail.get('host', '')}"
        return keys

    def _recipient(self, host: str) -> dict[str, Any]:
        """Whose a host is: an SDK's, the provider's as filed ("app"), or nobody known ("")."""
        keys: dict[str, Any] = {"private": is_private(host)}
        if self._filed is not None:
            keys["filed"] = any(host == name or host.endswith(f".{name}") for name in self._filed)
        if sdk := self._known.host_owner(host):
            signature = self._known.by_id[sdk]
            keys.update(owner=sdk, owner_category=signature.category, owner_zh=signature.zh)
            keys.update(vendor=signature.vendor, foreign=signature.foreign)
        elif keys.get("filed"):
            keys.update(owner="app", owner_category="", owner_zh="备案的业务系统")
        return keys

    def _called(self, item: Evidence) -> dict[str, Any]:
        """A call at run time belongs to the SDK whose code is nearest the interface."""
        keys = _pick(self._rules.apis.get(item.value, {}), KEYS[Kind.API_CALL] | {"data"})
        frames = item.detail.get("frames", ())
        classes = frames if isinstance(frames, tuple) and frames else (item.where.cls,)
        owner = next((cls for cls in classes if self._known.owner(cls)), classes[0])
        if item.detail.get("source") == "runtime":
            keys.update(self._owner(owner))
            keys["use"] = f"{item.value}@{keys['owner']}"
            keys["use_zh"] = f"{keys.get('zh', item.value)}({keys['owner_zh']})"
        return keys

    def _use(self, item: Evidence) -> dict[str, Any]:
        about = self._apis.get(item.value)
        if about is None:
            about = _pick(self._rules.apis.get(item.value, {}), KEYS[Kind.SENSITIVE_USE])
            self._apis[item.value] = about
        owner = self._in_program(item.where.entry) if self._ios else self._owner(item.where.cls)
        keys = {**about, **owner}
        keys["use"] = f"{item.value}@{keys['owner']}"
        keys["use_zh"] = f"{keys.get('zh', item.value)}({keys['owner_zh']})"
        return keys

    def _sdk(self, item: Evidence) -> dict[str, Any]:
        """`active`: as far as the platform lets one see, its code may run.

        On Android an entry point leads to it. What leads to code on iOS is not known: there presence counts.
        """
        rung = Rung[str(item.detail.get("rung", "packed")).upper()]
        keys = _signature(self._known.by_id[item.value])
        return {**keys, "active": rung >= (Rung.PACKED if self._ios else Rung.REACHABLE)}

    def _owner(self, cls: str) -> dict[str, str]:
        """Whose code a class is: an SDK's id, "library" for shared libraries, else the app's own.

        The longest prefix of an SDK decides; code of nobody known is the provider's to answer for.
        """
        found = self._owners.get(cls)
        if found is None:
            found = self._owners[cls] = self._owner_of(cls)
        return found

    def _owner_of(self, cls: str) -> dict[str, str]:
        sdk = self._known.owner(cls)
        if sdk:
            signature = self._known.by_id[sdk]
            return {"owner": sdk, "owner_category": signature.category, "owner_zh": signature.zh}
        if cls.startswith(self._libraries) and not cls.startswith(self._own):
            return {"owner": "library", "owner_category": "", "owner_zh": "公共代码库"}
        return {"owner": "app", "owner_category": "", "owner_zh": "应用自有代码"}

    def _in_program(self, path: str) -> dict[str, str]:
        """Whose code a program of an iOS app is: a framework's SDK, else the app's with what is linked in."""
        found = _FRAMEWORK.search(path)
        sdk = self._known.framework_owner(found[1]) if found else ""
        if sdk:
            signature = self._known.by_id[sdk]
            return {"owner": sdk, "owner_category": signature.category, "owner_zh": signature.zh}
        return {"owner": "app", "owner_category": "", "owner_zh": "应用程序(含链接进来的组件)"}

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
    if host[-1:].isalpha() and ":" not in host:  # a name, as nearly all are
        return False
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local
