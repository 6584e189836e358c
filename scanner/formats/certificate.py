"""X.509 certificates (RFC 5280) as Android's package installer reads them, also where they are not DER."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from scanner.formats import der, public_key
from scanner.formats.der import BadDer, Node
from scanner.formats.public_key import BadKey, PublicKey

_ATTRIBUTES = {
    "2.5.4.3": "CN",
    "2.5.4.4": "SN",
    "2.5.4.5": "SERIALNUMBER",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.9": "STREET",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.12": "T",
    "2.5.4.42": "GIVENNAME",
    "0.9.2342.19200300.100.1.1": "UID",
    "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "EMAILADDRESS",
}
_ENCODINGS = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_HASHES = {
    "1.2.840.113549.1.1.4": "MD5",
    "1.2.840.113549.1.1.5": "SHA-1",
    "1.2.840.113549.1.1.11": "SHA-256",
    "1.2.840.113549.1.1.12": "SHA-384",
    "1.2.840.113549.1.1.13": "SHA-512",
    "1.2.840.113549.1.1.14": "SHA-224",
    "1.2.840.10040.4.3": "SHA-1",
    "2.16.840.1.101.3.4.3.1": "SHA-224",
    "2.16.840.1.101.3.4.3.2": "SHA-256",
    "1.2.840.10045.4.1": "SHA-1",
    "1.2.840.10045.4.3.2": "SHA-256",
    "1.2.840.10045.4.3.3": "SHA-384",
    "1.2.840.10045.4.3.4": "SHA-512",
}
# Keys that anyone has. The AOSP ones are build/target/product/security of the Android sources; DCloud's is
# offered for trial builds of uni-app (Subject CN=Test, valid 2019-07-26 to 2119).
_PUBLIC_KEYS = {
    "a40da80a59d170caa950cf15c18c454d47a39b26989d8b640ecd745ba71bf5dc": "aosp test",
    "c8a2e9bccf597c2fb6dc66bee293fc13f2fc47ec77bc6b2b0d52c11f51192ab8": "aosp platform",
    "24117de73612bcfeaf2a6a24bd044f2e33e52d41965f504d74177f4fe255eb26": "dcloud test",
}
_UNDERSTOOD = {  # critical extensions Android accepts in the certificate of a v1 signature
    f"2.5.29.{number}" for number in (15, 17, 19, 30, 32, 33, 36, 37, 54)
}
_KEY_USAGE = "2.5.29.15"
MAX_SIZE = 256 << 10


class BadCertificate(ValueError):
    """A certificate that cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One signing certificate. Hashes are hex over its encoding exactly as it stands in the package."""

    sha256: str
    sha1: str
    md5: str
    public_key: str  # SHA-256 of the SubjectPublicKeyInfo
    subject: str  # most specific part first, as in RFC 4514
    issuer: str
    serial: int = field(repr=False)  # as large as the certificate likes
    algorithm: str  # RSA, EC, DSA
    bits: int
    hash: str  # of the certificate's own signature: "SHA-256"
    not_before: str  # YYYY-MM-DD, "" where unreadable
    not_after: str
    known: str  # who else has the private key: "android debug", "aosp test", "aosp name", ... or ""
    key: PublicKey = field(repr=False)
    issuer_encoded: bytes = field(repr=False)
    unfit: str = ""  # why Android refuses it under a v1 signature


@lru_cache(maxsize=32)
def read(encoded: bytes) -> Certificate:
    """The certificate. Raises BadCertificate. All frameworks of an app have the same, which are read once."""
    if len(encoded) > MAX_SIZE:
        raise BadCertificate(f"certificate of {len(encoded)} bytes")
    try:
        return _read(encoded)
    except (BadDer, BadKey) as fault:
        raise BadCertificate(f"certificate: {fault}") from fault


def _read(encoded: bytes) -> Certificate:
    outer = der.read(encoded).expect(der.SEQUENCE)
    signed, algorithm = outer.first(2)
    fields = signed.expect(der.SEQUENCE).children()
    if fields and fields[0].tag == 0xA0:  # version
        del fields[0]
    if len(fields) < 6:
        raise BadDer("fields missing")
    serial, _, issuer, validity, subject, spki = fields[:6]
    key = public_key.read(spki.encoded)
    sha256 = hashlib.sha256(encoded).hexdigest()
    name = distinguished_name(subject)
    dates = [_day(node) for node in validity.expect(der.SEQUENCE).first(2)]
    return Certificate(
        sha256,
        hashlib.sha1(encoded, usedforsecurity=False).hexdigest(),
        hashlib.md5(encoded, usedforsecurity=False).hexdigest(),
        key.sha256,
        name,
        distinguished_name(issuer),
        serial.integer,
        key.algorithm,
        key.bits,
        _HASHES.get(identifier := algorithm.expect(der.SEQUENCE).first(1)[0].oid, identifier),
        dates[0],
        dates[1],
        _known(sha256, name),
        key,
        issuer.encoded,
        _unfit(fields[6:]),
    )


def _known(sha256: str, subject: str) -> str:
    if sha256 in _PUBLIC_KEYS:
        return _PUBLIC_KEYS[sha256]
    parts = set(subject.split(", "))
    if "CN=Android Debug" in parts:
        return "android debug"
    # the name of all test keys in the Android sources; some makers of devices kept it for keys of their own
    if {"EMAILADDRESS=android@android.com", "CN=Android", "O=Android"} <= parts:
        return "aosp name"
    return ""


def distinguished_name(node: Node) -> str:
    """A Name as text, most specific part first. Raises BadDer."""
    parts = []
    for group in reversed(node.expect(der.SEQUENCE).children()):
        pairs = [pair.first(2) for pair in group.expect(der.SET).children()]
        parts.append(
            "+".join(f"{_ATTRIBUTES.get(pair[0].oid, pair[0].oid)}={_text(pair[1])}" for pair in pairs)
        )
    return ", ".join(parts)


def _text(node: Node) -> str:
    text = node.content.decode(_ENCODINGS.get(node.tag, "latin-1"), "replace")
    return "".join("\\" + char if char in ',+"\\<>;=' else char for char in text)


def _day(node: Node) -> str:
    """YYYY-MM-DD of a UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5)."""
    text = node.content.decode("ascii", "replace")
    if node.tag == 0x17:
        text = ("20" if text[:2] < "50" else "19") + text
    digits = text[:8]
    if node.tag not in (0x17, 0x18) or len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return ""
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _unfit(rest: list[Node]) -> str:
    """Why Android refuses this certificate in a v1 signature: a critical extension, or a forbidden use."""
    for extensions in (node for node in rest if node.tag == 0xA3):
        for extension in extensions.first(1)[0].expect(der.SEQUENCE).children():
            parts = extension.expect(der.SEQUENCE).children()
            if len(parts) < 2:
                raise BadDer("empty extension")
            oid = parts[0].oid
            if len(parts) > 2 and parts[1].content != b"\0" and oid not in _UNDERSTOOD:
                return f"critical extension {oid}"
            if oid == _KEY_USAGE:
                bits = der.read(parts[-1].expect(der.OCTET_STRING).content).bits
                if not bits[:1] or not bits[0] & 0xC0:  # digitalSignature, nonRepudiation
                    return "key usage without digital signature"
    return ""
