"""Throw-away test keys, made anew in each test session; nothing but fixtures is ever signed with them."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, padding, rsa
from cryptography.x509.oid import NameOID

ALGORITHMS = {  # signature algorithm id -> hash, padding of RSA, content digest
    0x0101: ("sha256", "pss", "sha256"),
    0x0102: ("sha512", "pss", "sha512"),
    0x0103: ("sha256", "pkcs1", "sha256"),
    0x0104: ("sha512", "pkcs1", "sha512"),
    0x0201: ("sha256", "", "sha256"),
    0x0202: ("sha512", "", "sha512"),
    0x0301: ("sha256", "", "sha256"),
    0x0421: ("sha256", "pkcs1", "verity"),
}


@dataclass(frozen=True)
class Identity:
    """A throw-away key and its self-signed certificate (DER)."""

    key: Any
    certificate: bytes

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()

    def sign(self, algorithm: int, data: bytes) -> bytes:
        """A signature over `data` with a signature algorithm of scheme v2."""
        name, pad, _ = ALGORITHMS[algorithm]
        chosen = getattr(hashes, name.upper())()
        if isinstance(self.key, rsa.RSAPrivateKey):
            salted = padding.PSS(padding.MGF1(chosen), chosen.digest_size)
            return self.key.sign(data, salted if pad == "pss" else padding.PKCS1v15(), chosen)
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(chosen))
        return self.key.sign(data, chosen)


def identity(name: str = "test", kind: str = "rsa", bits: int = 2048, subject: str = "") -> Identity:
    """One key per set of arguments and session. `kind` is rsa, ec or dsa; `subject` is "CN=..., O=..."."""
    return _made(name, kind, bits, subject)


@cache
def _made(name: str, kind: str, bits: int, subject: str) -> Identity:
    if kind == "rsa":
        key: Any = rsa.generate_private_key(65537, bits)
    elif kind == "ec":
        key = ec.generate_private_key({256: ec.SECP256R1(), 384: ec.SECP384R1(), 521: ec.SECP521R1()}[bits])
    else:
        key = dsa.generate_private_key(bits)
    named = {
        "CN": NameOID.COMMON_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "C": NameOID.COUNTRY_NAME,
        "EMAILADDRESS": NameOID.EMAIL_ADDRESS,
    }
    parts = [part.split("=", 1) for part in (subject or f"CN={name}").split(", ")]
    full = x509.Name([x509.NameAttribute(named[short], text) for short, text in reversed(parts)])
    made = (
        x509.CertificateBuilder()
        .subject_name(full)
        .issuer_name(full)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") | 1)
        .not_valid_before(datetime.datetime(2020, 1, 2))
        .not_valid_after(datetime.datetime(2049, 12, 31))
        .sign(key, hashes.SHA256())
    )
    return Identity(key, made.public_bytes(serialization.Encoding.DER))
