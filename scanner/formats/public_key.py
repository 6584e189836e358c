"""Public keys out of certificates, and the signature checks Android does with them.

RSA PKCS #1 v1.5 (RFC 8017, 8.2.2), which nearly every package uses, is one modular power and is done here;
for all else `cryptography` is loaded, which costs a scan 60 ms.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from scanner.formats import der
from scanner.formats.der import BadDer

Padding = Literal["pkcs1", "pss", "dsa", "ecdsa"]

_ALGORITHMS = {
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.10045.2.1": "EC",
    "1.2.840.10040.4.1": "DSA",
}
_CURVES = {
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
    "1.3.132.0.33": 224,
    "1.3.132.0.10": 256,
    "1.2.840.10045.3.1.1": 192,
}
# DigestInfo in front of the digest itself (RFC 8017, 9.2, note 1)
_DIGEST_INFO = {
    "md5": bytes.fromhex("3020300c06082a864886f70d020505000410"),
    "sha1": bytes.fromhex("3021300906052b0e03021a05000414"),
    "sha224": bytes.fromhex("302d300d06096086480165030402040500041c"),
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}
_KEY_OF = {"pkcs1": "RSA", "pss": "RSA", "dsa": "DSA", "ecdsa": "EC"}
MAX_BITS = 16_384
"""Largest RSA modulus; the same bound as the library Android uses (BoringSSL), which also bounds the time."""
_MAX_EXPONENT_BITS = 33


class BadKey(ValueError):
    """A public key that cannot be used as the signature asks; the message says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7)."""

    algorithm: str  # RSA, EC, DSA, or the identifier of another one
    bits: int
    encoded: bytes
    material: tuple[int | bytes | str, ...] = field(repr=False)  # the same for one key however encoded

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.encoded).hexdigest()


def read(encoded: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo. Raises BadKey."""
    try:
        algorithm, bits = der.read(encoded).expect(der.SEQUENCE).first(2)
        parts = algorithm.expect(der.SEQUENCE).children()
        if not parts:
            raise BadDer("no algorithm")
        name = _ALGORITHMS.get(parts[0].oid, parts[0].oid)
        key = bits.bits
        if name == "RSA":
            modulus, exponent = (node.integer for node in der.read(key).expect(der.SEQUENCE).first(2))
            return PublicKey(name, modulus.bit_length(), encoded, (modulus, exponent))
        if name == "EC":
            curve = parts[1].oid if len(parts) > 1 and parts[1].tag == der.OID else ""
            return PublicKey(name, _CURVES.get(curve, (len(key) - 1) * 4), encoded, (curve, key))
        if name == "DSA":
            group = [node.integer for node in parts[1].children()] if len(parts) > 1 else []
            return PublicKey(name, group[0].bit_length() if group else 0, encoded, (*group, key))
    except BadDer as fault:
        raise BadKey(f"public key: {fault}") from fault
    return PublicKey(name, 0, encoded, (key,))


def verify(key: PublicKey, padding: Padding, hash_name: str, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` was made with this key. `hash_name` is hashlib's.

    Raises BadKey where the key cannot make such a signature at all.
    """
    if key.algorithm != _KEY_OF[padding]:
        raise BadKey(f"{key.algorithm} key under a {_KEY_OF[padding]} signature")
    if padding == "pkcs1":
        return _pkcs1(key, hash_name, signature, data)
    return _by_library(key, padding, hash_name, signature, data)


def _pkcs1(key: PublicKey, hash_name: str, signature: bytes, data: bytes) -> bool:
    modulus, exponent = key.material
    assert isinstance(modulus, int)
    assert isinstance(exponent, int)
    if not 512 <= key.bits <= MAX_BITS or modulus < 0 or not 2 < exponent < 1 << _MAX_EXPONENT_BITS:
        raise BadKey(f"RSA key of {key.bits} bits, exponent {exponent.bit_length()} bits")
    size = (key.bits + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= modulus:
        return False
    tail = _DIGEST_INFO[hash_name] + hashlib.new(hash_name, data, usedforsecurity=False).digest()
    if size < len(tail) + 11:
        raise BadKey(f"RSA key of {key.bits} bits is too short for {hash_name}")
    # the whole block is compared, so nothing can hide in the padding or behind the digest
    expected = b"\0\1" + b"\xff" * (size - len(tail) - 3) + b"\0" + tail
    return pow(number, exponent, modulus).to_bytes(size, "big") == expected


def _by_library(key: PublicKey, padding: Padding, hash_name: str, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
    from cryptography.hazmat.primitives.asymmetric import padding as paddings
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if not 0 < key.bits <= MAX_BITS:
        raise BadKey(f"{key.algorithm} key of {key.bits} bits")
    try:
        loaded = load_der_public_key(key.encoded)
        algorithm = getattr(hashes, hash_name.upper())()
        if padding == "pss" and isinstance(loaded, rsa.RSAPublicKey):
            salted = paddings.PSS(paddings.MGF1(algorithm), algorithm.digest_size)
            loaded.verify(signature, data, salted, algorithm)
        elif isinstance(loaded, dsa.DSAPublicKey):
            loaded.verify(signature, data, algorithm)
        elif isinstance(loaded, ec.EllipticCurvePublicKey):
            loaded.verify(signature, data, ec.ECDSA(algorithm))
        else:
            raise BadKey(f"{key.algorithm} key is of another kind than it says")
    except InvalidSignature:
        return False
    except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm) as fault:
        raise BadKey(f"{key.algorithm} key: {str(fault)[:120]}") from fault
    return True
