"""From a certificate to the one it goes back to, each step checked by the issuer's key (RFC 5280, 6).

Dates, uses and constraints are not looked at: the question is only who vouched for a key.
"""

from __future__ import annotations

from collections.abc import Sequence

from scanner.formats import certificate, der, public_key
from scanner.formats.certificate import BadCertificate, Certificate
from scanner.formats.der import BadDer
from scanner.formats.public_key import BadKey, Padding

APPLE = frozenset(
    {
        "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024",  # Apple Root CA
        "c2b9b042dd57830e7d117dac55ac8ae19407d38e41d88f3215bc3a890444a050",  # Apple Root CA - G2
        "63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179",  # Apple Root CA - G3
        # Apple iPhone Certification Authority, issued by the first: profiles before 2020 come without that
        "e4e2936d3c076ec4aea8ac37277524950ca005894b39bba2d347fa33155ae5fa",
    }
)
"""SHA-256 of Apple's own certificates, as published at https://www.apple.com/certificateauthority/."""
LONGEST = 8
_PADDINGS: dict[str, Padding] = {"1.2.840.113549.1.1": "pkcs1", "1.2.840.10045.4": "ecdsa"}
_NAMES = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


def path(encoded: Sequence[bytes], first: Certificate) -> tuple[Certificate, ...]:
    """From `first`, which is among `encoded`, to the last whose signature over the one before holds."""
    known = []
    for one in encoded[:64]:
        try:
            known.append((certificate.read(one), one))
        except BadCertificate:
            continue
    current = next(((read, raw) for read, raw in known if read.sha256 == first.sha256), None)
    found = [first]
    while current is not None and len(found) < LONGEST:
        read, raw = current
        above = (pair for pair in known if pair[0].subject == read.issuer and pair[0].sha256 != read.sha256)
        current = next((pair for pair in above if _signed(raw, read, pair[0])), None)
        if current is not None:
            found.append(current[0])
    return tuple(found)


def by_apple(found: Sequence[Certificate]) -> bool:
    """Whether a path leads to Apple."""
    return any(one.sha256 in APPLE for one in found)


def _signed(encoded: bytes, read: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key signed this certificate."""
    name = read.hash.replace("-", "").lower()
    try:
        body, algorithm, signature = der.read(encoded).first(3)
        identifier = algorithm.first(1)[0].oid
        padding = next(
            (kind for start, kind in _PADDINGS.items() if identifier.startswith(start + ".")), None
        )
        if padding is None or name not in _NAMES:
            return False
        return public_key.verify(issuer.key, padding, name, signature.bits, body.encoded)
    except (BadDer, BadKey):
        return False
