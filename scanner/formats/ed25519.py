"""Ed25519 keys and signatures (RFC 8032) as PEM (RFC 8410), by `cryptography`, loaded when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class BadKey(ValueError):
    """Not an Ed25519 key as PEM."""


def generate() -> bytes:
    """A new private key: PEM, PKCS #8, not encrypted."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_of(private: bytes) -> bytes:
    """The public key that belongs to a private one, both PEM. Raises BadKey."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _private(private).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign(private: bytes, content: bytes) -> bytes:
    """The signature, 64 bytes; the same for the same key and content. Raises BadKey."""
    return _private(private).sign(content)


def verifies(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether the signature was made by this key over this content. Raises BadKey."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise BadKey(str(fault)) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey(type(key).__name__)
    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _private(pem: bytes) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:  # TypeError: it is encrypted
        raise BadKey(str(fault)) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(type(key).__name__)
    return key
