from __future__ import annotations

import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from scanner.formats import certificate, certificate_path
from tests.apps.keys import Identity, identity


def issue(name: str, by: Identity, issuer: str, kind: str = "rsa", hashed: Any = None) -> Identity:
    """A certificate for a key of its own, signed by another one."""
    key = identity(name, kind, 256 if kind == "ec" else 2048).key
    names = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer))
    made = (
        x509.CertificateBuilder()
        .subject_name(next(names))
        .issuer_name(next(names))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.datetime(2020, 1, 2))
        .not_valid_after(datetime.datetime(2049, 12, 31))
        .sign(by.key, hashed or hashes.SHA256())
    )
    return Identity(key, made.public_bytes(serialization.Encoding.DER))


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_each_step_is_signed_by_the_next(kind: str) -> None:
    root = identity("root", kind, 256 if kind == "ec" else 2048)
    middle = issue("middle", root, "root", kind)
    leaf = issue("leaf", middle, "middle", kind, hashes.SHA384())
    encoded = [root.certificate, leaf.certificate, b"none", middle.certificate]
    found = certificate_path.path(encoded, certificate.read(leaf.certificate))
    assert [one.subject for one in found] == ["CN=leaf", "CN=middle", "CN=root"]
    assert not certificate_path.by_apple(found)


def test_a_name_alone_vouches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    root, other = identity("root"), identity("other")
    leaf = issue("leaf", other, "root")  # says it is by root, but is by another
    found = certificate_path.path([leaf.certificate, root.certificate], certificate.read(leaf.certificate))
    assert [one.subject for one in found] == ["CN=leaf"]
    good = issue("leaf", root, "root")
    monkeypatch.setattr(certificate_path, "APPLE", frozenset({root.sha256}))
    found = certificate_path.path([good.certificate, root.certificate], certificate.read(good.certificate))
    assert certificate_path.by_apple(found)
    assert not certificate_path.by_apple(found[:1])


def test_paths_that_lead_in_a_circle_end() -> None:
    first, second = identity("one"), identity("two")
    one, two = issue("one", second, "two"), issue("two", first, "one")
    found = certificate_path.path([one.certificate, two.certificate], certificate.read(one.certificate))
    assert len(found) == certificate_path.LONGEST
