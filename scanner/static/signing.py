"""Signatures, signers, the signing block and channel marks of every package file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.certificate import Certificate
from scanner.formats.signing import FOREVER, VERIFIED, Signing
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where
from scanner.signers import described

if TYPE_CHECKING:
    from scanner.android import AndroidApp, Part

NAME = "signing"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.SIGNATURE, Kind.SIGNER, Kind.SIGNING_BLOCK, Kind.CHANNEL)

_CHANNEL_KEYS = frozenset(
    {
        "UMENG_CHANNEL",
        "UMENG_CHANNEL_NAME",
        "TD_CHANNEL_ID",
        "TDGA_CHANNEL_ID",
        "TALKINGDATA_CHANNEL",
        "BAIDUMOBAD_CHANNEL",
        "BAIDUMOBSTAT_CHANNEL",
        "BUGLY_APP_CHANNEL",
        "JPUSH_CHANNEL",
        "INSTALLCHANNEL",
        "ZHUGE_CHANNEL",
        "GROWINGIO_CHANNEL",
        "SENSORS_CHANNEL",
        "APP_CHANNEL",
        "APP_CHANNEL_ID",
        "CHANNEL",
        "CHANNEL_ID",
        "CHANNEL_NAME",
        "CHANNELID",
        "MARKET_CHANNEL",
    }
)
"""Names of meta-data by which statistics and push SDKs ask for the channel, in upper case."""

_NAMED = 20
"""At most this many unprotected entries are named."""


def analyze(app: AndroidApp) -> Iterator[Evidence]:
    """Per part: one fact per scheme, pair and channel mark; per signing certificate one fact."""
    known: set[str] = set()
    for part, result in zip(app.parts, app.verified, strict=True):
        yield from _schemes(part, result)
        yield from _signers(part, result, known)
        for pair in result.pairs:
            where = Where(entry=part.prefix, offset=pair.offset)
            yield Evidence(
                Kind.SIGNING_BLOCK, f"0x{pair.id:08x}", where, detail={"name": pair.name, "size": pair.size}
            )
        for mark in result.channels:
            where = Where(entry=part.prefix + mark.entry, offset=mark.offset)
            yield Evidence(Kind.CHANNEL, mark.text, where, detail={"scheme": mark.scheme})
    yield from _manifest_channels(app)


def _schemes(part: Part, result: Signing) -> Iterator[Evidence]:
    for scheme in result.schemes:
        detail: dict[str, str | bool | tuple[str, ...]] = {"state": scheme.state}
        if scheme.reason:
            detail["reason"] = scheme.reason
        if scheme.scheme == "v1":
            detail["janus"] = result.janus
            if result.unprotected:
                detail["unprotected"] = result.unprotected[:_NAMED]
        yield Evidence(Kind.SIGNATURE, scheme.scheme, Where(entry=part.prefix), detail=detail)


def _signers(part: Part, result: Signing, known: set[str]) -> Iterator[Evidence]:
    """One fact per certificate; a split says only what the base did not."""
    named: dict[str, Certificate] = {}
    schemes: dict[str, list[str]] = {}
    good: set[str] = set()
    earlier: set[str] = set()
    for scheme in result.schemes:
        for signer in scheme.signers:
            own = signer.certificates[:1]
            older = [level.certificate for level in signer.lineage[:-1]]
            for certificate in (*own, *older):
                named.setdefault(certificate.sha256, certificate)
                if scheme.state == VERIFIED:
                    good.add(certificate.sha256)
            for certificate in own:
                listed = schemes.setdefault(certificate.sha256, [])
                listed += [scheme.scheme] if scheme.scheme not in listed else []
            earlier |= {certificate.sha256 for certificate in older}
    for sha256, certificate in named.items():
        if sha256 not in known:
            known.add(sha256)
            detail = {
                **described(certificate),
                **_levels(result, sha256),
                "schemes": tuple(schemes.get(sha256, ())),
                "verified": sha256 in good,
                "rotated": sha256 in earlier,
            }
            yield Evidence(Kind.SIGNER, sha256, Where(entry=part.prefix), detail=detail)


def _levels(result: Signing, sha256: str) -> dict[str, int]:
    """First and last API level that sees this certificate; no last one where it is seen for good."""
    seen = [
        one for one in result.seen_by if any(certificate.sha256 == sha256 for certificate in one.certificates)
    ]
    if not seen:
        return {}
    if seen[-1].sdk_until == FOREVER:
        return {"sdk_from": seen[0].sdk_from}
    return {"sdk_from": seen[0].sdk_from, "sdk_until": seen[-1].sdk_until}


def _manifest_channels(app: AndroidApp) -> Iterator[Evidence]:
    for path, element in app.manifest.walk():
        if element.tag != "meta-data":
            continue
        key, value = element.get(ids.NAME), element.get(ids.VALUE)
        if key is None or value is None or (key.text or "").upper() not in _CHANNEL_KEYS:
            continue
        text = value.text if value.text is not None else "" if value.is_reference else str(value.data)
        if text:
            where = Where(entry=app.parts[0].prefix + "AndroidManifest.xml", element=path)
            yield Evidence(Kind.CHANNEL, text, where, detail={"scheme": f"manifest:{key.text}"})
