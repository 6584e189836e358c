"""The network security configuration, read: cleartext, trusted certificates, pins, per domain.

Source: AOSP frameworks/base, core/java/android/security/net/config/XmlConfigSource.java and
NetworkSecurityConfig.java (getDefaultBuilder: what holds where nothing is stated).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.formats import axml, ids
from scanner.formats.archive import BadEntry
from scanner.formats.axml import Element
from scanner.formats.manifest import Values, application_of, sdk_levels
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.android import AndroidApp

NAME = "network_config"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.NETWORK_CONFIG,)

ENTRY = "AndroidManifest.xml"


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds somewhere, and whether the file says so or Android assumes it."""

    cleartext: bool
    user: bool  # certificates that the user installed are trusted
    cleartext_stated: bool = False
    user_stated: bool = False
    own: tuple[str, ...] = ()  # certificates in the package that are trusted
    pins: int = 0
    expiry: str = ""


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """What holds for all hosts and for each domain named; all of it from Android's point of view."""
    values = Values(app.resources)
    target = sdk_levels(app.manifest, values)["target"].level
    path, application = application_of(app.manifest) or (app.manifest.tag, Element("application"))
    config = application.get(ids.NETWORK_SECURITY_CONFIG)
    where = Where(entry=app.parts[0].prefix + ENTRY, element=path, offset=application.offset)
    assumed = _Rules(cleartext=target < 28, user=target < 24)
    if config is None:
        flag = values.boolean(application, ids.USES_CLEARTEXT_TRAFFIC)
        if flag is not None:
            assumed = replace(assumed, cleartext=flag, cleartext_stated=True)
        yield from _say(assumed, where)
        return
    file = app.resources.file(config.data) if config.is_reference else None
    found = _read(app, file or "")
    if found is None:
        app.partial(NAME, "network-config-unreadable", f"{values.named(application, config.id)}: {file}")
        return
    debuggable = values.boolean(application, ids.DEBUGGABLE) is True
    yield from _file(*found, assumed, values, debuggable)


def _read(app: AndroidApp, path: str) -> tuple[str, Element] | None:
    """The file, wherever in the parts it is."""
    for part in app.parts:
        place = part.prefix + path
        try:
            return place, axml.parse(app.read(place))
        except KeyError:
            continue
        except (BadEntry, axml.BadXml):
            return None
    return None


def _file(entry: str, root: Element, assumed: _Rules, values: Values, debuggable: bool) -> Iterator[Evidence]:
    base, base_path, base_at = assumed, root.tag, root.offset
    for path, element in root.below(root.tag):
        if element.tag == "base-config":
            base, base_path, base_at = _rules(element, assumed, values), path, element.offset
    yield from _say(base, Where(entry=entry, element=base_path, offset=base_at))
    todo = [(path, element, base) for path, element in root.below(root.tag) if element.tag == "domain-config"]
    todo.reverse()
    while todo:
        path, element, outer = todo.pop()
        rules = _rules(element, outer, values)
        for place, child in element.below(path):
            if child.tag == "domain":
                yield from _say(rules, Where(entry=entry, element=place, offset=child.offset), child)
        inner = [
            (place, child, rules) for place, child in element.below(path) if child.tag == "domain-config"
        ]
        todo += reversed(inner)
    for path, element in root.below(root.tag):
        if element.tag == "debug-overrides":
            rules = _rules(element, _Rules(False, False), values)
            note = ", ".join((*(["user"] if rules.user else []), *rules.own))
            detail: dict[str, str | bool] = {"on": debuggable, "stated": True, "note": note}
            where = Where(entry=entry, element=path, offset=element.offset)
            yield Evidence(Kind.NETWORK_CONFIG, "debugOverrides", where, detail=detail)


def _rules(element: Element, outer: _Rules, values: Values) -> _Rules:
    """What a config element says, and for the rest what holds around it."""
    rules = outer
    for item in element.attributes:
        # Read by name, for they have no ids; Android takes true for what is no truth value here.
        if item.name == "cleartextTrafficPermitted":
            rules = replace(rules, cleartext=item.data != 0 or not item.is_int, cleartext_stated=True)
    anchors = element.child("trust-anchors")
    if anchors is not None:
        sources = [_source(one, values) for one in anchors.each("certificates")]
        own = tuple(source for source in sources if source not in ("system", "user", "wfa", ""))
        rules = replace(rules, user="user" in sources, user_stated=True, own=own)
    pins = element.child("pin-set")
    if pins is not None:
        number = sum(1 for _ in pins.each("pin"))
        rules = replace(rules, pins=number, expiry=pins.text_of("expiration"))
    return rules


def _source(element: Element, values: Values) -> str:
    for item in element.attributes:
        if item.name == "src" and item.is_reference:
            name = values.resources.name(item.data)
            return f"@{name}" if name else f"@{item.data:08x}"
    return element.text_of("src")


def _say(rules: _Rules, where: Where, domain: Element | None = None) -> Iterator[Evidence]:
    """The rules as evidence; for one domain, or for all hosts that no domain element names."""
    detail: dict[str, str | bool] = {}
    if domain is not None:
        detail["domain"] = domain.text.strip().lower()
        below = any(
            item.name == "includeSubdomains" and item.is_int and item.data for item in domain.attributes
        )
        detail["note"] = "includeSubdomains" if below else ""
    found = [
        ("cleartextTraffic", rules.cleartext, rules.cleartext_stated, ""),
        ("userCertificates", rules.user, rules.user_stated, ""),
    ]
    if rules.own:
        found.append(("ownCertificates", True, True, ", ".join(rules.own)))
    if rules.pins:
        expiry = f"expiration {rules.expiry}" if rules.expiry else ""
        found.append(("pinSet", True, True, expiry))
    for setting, on, stated, note in found:
        notes = " ".join(text for text in (str(detail.get("note", "")), note) if text)
        facts = {**detail, "on": on, "stated": stated, "note": notes}
        kept = {key: item for key, item in facts.items() if item != ""}
        yield Evidence(Kind.NETWORK_CONFIG, setting, where, detail=kept)
