"""embedded.mobileprovision: on which devices and for what purpose Apple lets an app run.

A property list inside a CMS block that Apple signed. The identifiers of test devices are counted, never kept.
Source: Apple, "TN3125: Inside Code Signing: Provisioning Profiles".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scanner.formats import certificate_path, cms, plist
from scanner.formats.certificate import BadCertificate, Certificate
from scanner.formats.certificate import read as read_certificate
from scanner.formats.cms import BadCms
from scanner.formats.plist import Value
from scanner.formats.plist_text import BadPlist

APP_STORE, AD_HOC, ENTERPRISE, DEVELOPMENT = "app-store", "ad-hoc", "enterprise", "development"
LARGEST = 4 << 20
CERTIFICATES = 200
"""At most so many developer certificates are read."""


class BadProvision(ValueError):
    """A profile that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One profile. Days are YYYY-MM-DD in UTC, "" where not stated."""

    name: str
    uuid: str
    app_id: str  # "ABCDE12345.com.example.app", or with a "*" at its end
    team: str  # the ten characters of its identifier
    team_name: str  # of a company, or a person
    kind: str  # app-store, ad-hoc, enterprise, development
    platforms: tuple[str, ...]
    devices: int  # how many devices are named; -1: any device
    created: str
    expires: str
    entitlements: Mapping[str, Value] = field(repr=False)
    developers: tuple[Certificate, ...] = field(repr=False)  # who may sign; their subjects may name persons
    signer: Certificate | None  # whose signature over the profile holds
    by_apple: bool  # Apple issued the signer's certificate, or it is Apple itself
    broken: str = ""  # why the signature does not hold


def read(data: bytes) -> Provision:
    """The profile in a file. Raises BadProvision."""
    if len(data) > LARGEST:
        raise BadProvision(f"larger than {LARGEST >> 20} MB")
    try:
        block = cms.read(data)
        said = plist.dictionary(block.content)
    except (BadCms, BadPlist) as fault:
        raise BadProvision(f"profile: {fault}") from fault
    signer, by_apple, broken = None, False, ""
    try:
        signer = cms.signer(block, block.content)
        by_apple = certificate_path.by_apple(certificate_path.path(block.certificates, signer))
    except BadCms as fault:
        broken = str(fault)
    entitlements = said.get("Entitlements")
    entitlements = entitlements if isinstance(entitlements, dict) else {}
    devices = said.get("ProvisionedDevices")
    return Provision(
        _text(said.get("Name")),
        _text(said.get("UUID")),
        _text(entitlements.get("application-identifier")),
        next(iter(_texts(said.get("TeamIdentifier"))), ""),
        _text(said.get("TeamName")),
        _kind(said, entitlements),
        tuple(_texts(said.get("Platform"))),
        len(devices) if isinstance(devices, list) else -1,
        _day(said.get("CreationDate")),
        _day(said.get("ExpirationDate")),
        entitlements,
        tuple(_certificates(said.get("DeveloperCertificates"))),
        signer,
        by_apple,
        broken,
    )


def _kind(said: Mapping[str, Value], entitlements: Mapping[str, Value]) -> str:
    if said.get("ProvisionsAllDevices") is True:
        return ENTERPRISE
    if isinstance(said.get("ProvisionedDevices"), list):
        return DEVELOPMENT if entitlements.get("get-task-allow") is True else AD_HOC
    return APP_STORE


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _day(value: Value) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else ""


def _certificates(value: Value) -> list[Certificate]:
    found = []
    for encoded in value[:CERTIFICATES] if isinstance(value, list) else ():
        if isinstance(encoded, bytes):
            try:
                found.append(read_certificate(encoded))
            except BadCertificate:
                continue  # one that no one can sign with
    return found
