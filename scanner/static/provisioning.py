"""How the app is distributed, who signs it, whether the signature holds, and what it grants.

Sources: developer.apple.com TN3125 ("Inside Code Signing: Provisioning Profiles") and TN3126 ("Hashes"). The
App Store adds iTunesMetadata.plist and SC_Info, of which only the presence counts: they may name the buyer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from scanner.binaries import Binary
from scanner.bundles import INFO, Bundle, text
from scanner.formats import code_resources, code_signature, provision
from scanner.formats.plist_text import BadPlist
from scanner.formats.provision import Provision
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where
from scanner.redact import kept, organisation
from scanner.signers import described, impersonal

NAME = "provisioning"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.DISTRIBUTION, Kind.ENTITLEMENT, Kind.SIGNATURE, Kind.SIGNER)

SCHEME = "code"
"""What evidence calls the one scheme there is."""
_PROFILE, _RESOURCES = "embedded.mobileprovision", "_CodeSignature/CodeResources"
_STORE = "iTunesMetadata.plist"
_LISTED = 20


def analyze(app: IosApp) -> Iterator[Evidence]:
    """The app's distribution; signature, signer and entitlements of each program."""
    profiles = {bundle.path: _profile(app, bundle) for bundle in app.programs}
    yield _distribution(app, profiles[app.main.path])
    signers: set[str] = set()
    for bundle in app.programs:
        binary = app.binary_of(bundle)
        if binary is not None:
            yield from _signature(app, bundle, binary, signers)
        profile = profiles[bundle.path]
        if binary is not None and binary.signature is not None:
            yield from _granted(binary.entitlements, Where(entry=binary.path), "code signature")
        elif profile is not None:
            yield from _granted(profile.entitlements, Where(entry=f"{bundle.path}/{_PROFILE}"), _PROFILE)


def _profile(app: IosApp, bundle: Bundle) -> Provision | None:
    path = f"{bundle.path}/{_PROFILE}"
    data = app.entry(path)
    if data is None:
        return None
    try:
        return provision.read(data)
    except provision.BadProvision as fault:
        app.partial(NAME, "unread", f"{path}: {fault}")
        return None


def _distribution(app: IosApp, profile: Provision | None) -> Evidence:
    if profile is None:
        return _from_store(app)
    said: dict[str, str | int] = {
        "source": _PROFILE,
        "team": profile.team[:20],
        "organisation": organisation(profile.team_name),
        "created": profile.created,
        "expires": profile.expires,
    }
    detail = {key: item for key, item in said.items() if item}
    if profile.devices >= 0:
        detail["devices"] = profile.devices
    return Evidence(
        Kind.DISTRIBUTION, profile.kind, Where(entry=f"{app.main.path}/{_PROFILE}"), detail=detail
    )


def _from_store(app: IosApp) -> Evidence:
    names = [entry.name for entry in app.archive.entries]
    store = next((name for name in names if name == _STORE), "")
    store = store or next((name for name in names if name.startswith(f"{app.root}/SC_Info/")), "")
    detail: Detail = {"source": store.rpartition("/")[2]} if store else {}
    return Evidence(Kind.DISTRIBUTION, "app-store" if store else "unknown", Where(entry=store), detail=detail)


def _signature(app: IosApp, bundle: Bundle, binary: Binary, signers: set[str]) -> Iterator[Evidence]:
    """Whether the signature holds: over the program itself, Info.plist and the list of resources."""
    signature, where = binary.signature, Where(entry=binary.path)
    broken = list(binary.broken)
    if signature is not None:
        for slot, name in ((code_signature.INFO, INFO), (code_signature.RESOURCES, _RESOURCES)):
            if signature.covers(slot, app.entry(f"{bundle.path}/{name}")) is False:
                broken.append(f"{name} is not what was signed")
        broken += _changed(app, bundle)
    state, reason = "verified", ""
    if broken:
        state, reason = "broken", "; ".join(broken[:3])
    elif signature is None or not signature.signed:
        state, reason = "absent", "" if signature is None else "ad hoc: without a certificate"
    detail = {"state": state, "reason": reason}
    yield Evidence(Kind.SIGNATURE, SCHEME, where, detail={key: said for key, said in detail.items() if said})
    certificate = binary.certificate
    if certificate is not None and certificate.sha256 not in signers:
        signers.add(certificate.sha256)
        about = described(certificate)
        about |= {"subject": impersonal(certificate.subject), "issuer": impersonal(certificate.issuer)}
        verified = state == "verified"
        yield Evidence(
            Kind.SIGNER,
            certificate.sha256,
            where,
            detail={**about, "schemes": (SCHEME,), "verified": verified},
        )


def _changed(app: IosApp, bundle: Bundle) -> list[str]:
    """The files of a bundle that are not as its list of resources says."""
    data = app.entry(f"{bundle.path}/{_RESOURCES}")
    if data is None:
        return []
    start = f"{bundle.path}/"
    read = {one.path.removeprefix(start): one for one in app.contents if one.path.startswith(start)}

    def digest_of(path: str, kind: str) -> str:
        if kind == "sha256" or read[path].unread:
            return read[path].sha256
        again = app.entry(start + path)
        return "" if again is None else hashlib.new(kind, again, usedforsecurity=False).hexdigest()

    try:
        found = code_resources.differences(code_resources.read(data), read, digest_of)
    except BadPlist as fault:
        app.partial(NAME, "unread", f"{start}{_RESOURCES}: {fault}")
        return []
    return [f"{path} is {how} since it was signed" for path, how in sorted(found.items())]


def _granted(entitlements: Mapping[str, Any], where: Where, source: str) -> Iterator[Evidence]:
    for key, value in entitlements.items():
        element = f"Entitlements/{key}" if source == _PROFILE else key
        spot = Where(entry=where.entry, element=element)
        yield Evidence(Kind.ENTITLEMENT, key, spot, detail={"text": _shown(value), "source": source})


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(kept(one) for one in map(text, value[:_LISTED]) if one)
    return kept(text(value))
