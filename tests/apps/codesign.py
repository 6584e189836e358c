"""Writes code signatures and provisioning profiles the way Apple's tools do, with throw-away keys.

Source of the layouts: `cs_blobs.h` of Apple's XNU; RFC 5652.
"""

from __future__ import annotations

import hashlib
import plistlib
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.apps.keys import Identity

SHA1, SHA256 = 1, 2
_SIZES = {SHA1: ("sha1", 20), SHA256: ("sha256", 32), 3: ("sha256", 20), 4: ("sha384", 48)}


def blob(magic: int, content: bytes) -> bytes:
    return struct.pack(">II", magic, len(content) + 8) + content


def entitlements_xml(value: Mapping[str, Any]) -> bytes:
    return blob(0xFADE7171, plistlib.dumps(value))


def entitlements_der(value: Mapping[str, Any]) -> bytes:
    return blob(0xFADE7172, _element(0x70, _element(0x02, b"\1") + _der(value)))


def _der(value: Any) -> bytes:
    if isinstance(value, bool):
        return _element(0x01, b"\xff" if value else b"\0")
    if isinstance(value, int):
        return _element(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))
    if isinstance(value, str):
        return _element(0x0C, value.encode())
    if isinstance(value, list):
        return _element(0x30, b"".join(map(_der, value)))
    pairs = (_element(0x30, _der(key) + _der(item)) for key, item in sorted(value.items()))
    return _element(0xB0, b"".join(pairs))


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def directory(
    code: bytes,
    slots: Mapping[int, bytes],
    identifier: str = "com.example.edu",
    team: str = "",
    kind: int = SHA256,
    flags: int = 0,
    page: int = 12,
) -> bytes:
    """A code directory over `code`. `slots`: special slot -> the content whose digest stands there."""
    name, size = _SIZES[kind]
    special = max(slots, default=0)
    digests = [
        hashlib.new(name, slots[slot]).digest()[:size] if slot in slots else bytes(size)
        for slot in range(special, 0, -1)
    ]
    step = 1 << page
    pages = [hashlib.new(name, code[at : at + step]).digest()[:size] for at in range(0, len(code), step)]
    texts = identifier.encode() + b"\0" + (team.encode() + b"\0" if team else b"")
    head = 88
    hashes_at = head + len(texts) + special * size
    team_at = head + len(identifier.encode()) + 1 if team else 0
    numbers = (0x20400, flags, hashes_at, head, special, len(pages), len(code))
    fixed = struct.pack(">7I4BI", *numbers, size, kind, 0, page, 0)
    wide = struct.pack(">IIIQQQQ", 0, team_at, 0, 0, 0, len(code), 1)
    return blob(0xFADE0C02, fixed + wide + texts + b"".join(digests) + b"".join(pages))


def superblob(blobs: Sequence[tuple[int, bytes]]) -> bytes:
    at = 12 + 8 * len(blobs)
    index, body = b"", b""
    for slot, content in blobs:
        index += struct.pack(">II", slot, at + len(body))
        body += content
    return blob(0xFADE0CC0, struct.pack(">I", len(blobs)) + index + body)


def signature(
    code: bytes,
    entitlements: Mapping[str, Any] | None = None,
    info: bytes | None = None,
    resources: bytes | None = None,
    signer: Identity | None = None,
    kinds: Sequence[int] = (SHA1, SHA256),
    der: Mapping[str, Any] | None = None,
    **stated: Any,
) -> bytes:
    """A signature over `code`; without a signer it is ad hoc. `der`: other entitlements in the DER form."""
    slots = {2: blob(0xFADE0C01, struct.pack(">I", 0))}
    if info is not None:
        slots[1] = info
    if resources is not None:
        slots[3] = resources
    if entitlements is not None:
        slots[5] = entitlements_xml(entitlements)
        slots[7] = entitlements_der(entitlements if der is None else der)
    flags = 0 if signer else 2
    directories = [directory(code, slots, kind=kind, **{"flags": flags, **stated}) for kind in kinds]
    blobs = [(0, directories[0])]
    blobs += [(slot, slots[slot]) for slot in (2, 5, 7) if slot in slots]
    blobs += [(0x1000 + number, one) for number, one in enumerate(directories[1:])]
    if signer is not None:
        blobs.append((0x10000, blob(0xFADE0B01, cms(signer, directories[0], detached=True))))
    return superblob(blobs)


def cms(signer: Identity, content: bytes, detached: bool = False) -> bytes:
    options = [pkcs7.PKCS7Options.Binary] + [pkcs7.PKCS7Options.DetachedSignature] * detached
    certificate = x509.load_der_x509_certificate(signer.certificate)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    return builder.add_signer(certificate, signer.key, hashes.SHA256()).sign(
        serialization.Encoding.DER, options
    )


def profile(signer: Identity, **changed: Any) -> bytes:
    """An embedded.mobileprovision for one app; `changed`: keys of its list (None: left out)."""
    said: dict[str, Any] = {
        "Name": "Example Profile",
        "UUID": "00000000-0000-0000-0000-000000000000",
        "TeamIdentifier": ["EXAMPLE000"],
        "TeamName": "Example Ltd",
        "Platform": ["iOS"],
        "CreationDate": datetime(2024, 1, 2),
        "ExpirationDate": datetime(2025, 1, 2),
        "DeveloperCertificates": [signer.certificate],
        "Entitlements": {
            "application-identifier": "EXAMPLE000.com.example.edu",
            "get-task-allow": False,
        },
        **changed,
    }
    return cms(signer, plistlib.dumps({key: value for key, value in said.items() if value is not None}))


def resources(files: Mapping[str, bytes]) -> bytes:
    """_CodeSignature/CodeResources for these files of a bundle."""
    newer = {
        path: {"hash": hashlib.sha1(data).digest(), "hash2": hashlib.sha256(data).digest()}
        for path, data in files.items()
    }
    older = {path: stated["hash"] for path, stated in newer.items()}
    return plistlib.dumps({"files": older, "files2": newer, "rules": {}, "rules2": {}})
