"""What evidence says of a signing certificate, on either platform."""

from __future__ import annotations

import re

from scanner.formats.certificate import Certificate
from scanner.redact import organisation

_PART = re.compile(r"(?:\\.|[^,\\])+")


def described(certificate: Certificate) -> dict[str, str | int]:
    """Names, digests, algorithm and dates, as detail of evidence of kind SIGNER."""
    texts = {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "public_key": certificate.public_key,
        "md5": certificate.md5,
        "sha1": certificate.sha1,
        "algorithm": certificate.algorithm,
        "hash": certificate.hash,
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "known": certificate.known,
    }
    return {**{key: text for key, text in texts.items() if text}, "bits": certificate.bits}


def impersonal(subject: str) -> str:
    """A subject without the parts that may name a person; countries and identifiers of teams stay."""
    kept = []
    for part in _PART.findall(subject):
        key, _, name = part.strip().partition("=")
        if key in ("C", "OU") or organisation(name):
            kept.append(part.strip())
    return ", ".join(kept)
