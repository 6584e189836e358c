"""The throw-away key that bench packages are signed with: the same everywhere, as are its signatures."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.apps.keys import ALGORITHMS, Identity

_SEED = b"heyan bench: anybody can derive this key, it vouches for nothing"


@dataclass(frozen=True)
class Fixed(Identity):
    """A key whose signatures are deterministic (RFC 6979)."""

    def sign(self, algorithm: int, data: bytes) -> bytes:
        chosen = getattr(hashes, ALGORITHMS[algorithm][0].upper())()
        signature: bytes = self.key.sign(data, ec.ECDSA(chosen, deterministic_signing=True))
        return signature


@cache
def fixed() -> Fixed:
    """The one key of the bench and its certificate, derived from a constant."""
    key = ec.derive_private_key(int.from_bytes(hashlib.sha256(_SEED).digest(), "big") >> 1, ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(2049, 12, 31))
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return Fixed(key, made.public_bytes(serialization.Encoding.DER))
