from __future__ import annotations

import contextlib
import datetime
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import certificate
from scanner.formats.certificate import BadCertificate
from tests.apps.keys import identity


def made(
    *extensions: tuple[x509.ExtensionType, bool], name: x509.Name | None = None, until: int = 2049
) -> bytes:
    one = identity("certificate")
    named = name or x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(named).issuer_name(named).serial_number(77)
    builder = builder.not_valid_before(datetime.datetime(2001, 2, 3))
    builder = builder.not_valid_after(datetime.datetime(until, 4, 5)).public_key(one.key.public_key())
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(one.key, hashes.SHA384()).public_bytes(serialization.Encoding.DER)


def test_reads_the_same_as_the_library() -> None:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "郑州, 学校"),
            x509.NameAttribute(NameOID.COMMON_NAME, "张+三"),
        ]
    )
    encoded = made(name=name)
    read = certificate.read(encoded)
    theirs = x509.load_der_x509_certificate(encoded)
    assert read.subject == r"CN=张\+三, O=郑州\, 学校, C=CN"
    assert read.subject.replace(", ", ",") == theirs.subject.rfc4514_string().replace(r"\, ", r"\,")
    assert read.sha256 == hashlib.sha256(encoded).hexdigest()
    assert read.sha1 == hashlib.sha1(encoded).hexdigest()
    assert read.md5 == hashlib.md5(encoded).hexdigest()
    assert (read.algorithm, read.bits, read.hash, read.serial) == ("RSA", 2048, "SHA-384", 77)
    assert (read.not_before, read.not_after) == ("2001-02-03", "2049-04-05")
    spki = theirs.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert read.public_key == hashlib.sha256(spki).hexdigest()
    assert read.known == read.unfit == ""


def test_dates_after_2050_are_written_otherwise() -> None:
    assert certificate.read(made(until=2119)).not_after == "2119-04-05"


@pytest.mark.parametrize(
    ("subject", "known"),
    [
        ("CN=Android Debug, O=Android, C=US", "android debug"),
        ("CN=Android Debugger, O=Android, C=US", ""),
        ("CN=Android, O=Google Inc., C=US", ""),
        ("EMAILADDRESS=android@android.com, CN=Android, O=Android", "aosp name"),
    ],
)
def test_well_known_names(subject: str, known: str) -> None:
    assert certificate.read(identity(subject, subject=subject).certificate).known == known


USAGE = dict.fromkeys(
    (
        "content_commitment",
        "data_encipherment",
        "key_agreement",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def test_what_android_refuses_under_a_v1_signature() -> None:
    for_keys = x509.KeyUsage(digital_signature=False, key_encipherment=True, key_cert_sign=False, **USAGE)
    for_signing = x509.KeyUsage(digital_signature=True, key_encipherment=False, key_cert_sign=False, **USAGE)
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")
    basic = x509.BasicConstraints(ca=True, path_length=None)
    assert certificate.read(made((for_signing, True), (basic, True), (odd, False))).unfit == ""
    assert certificate.read(made((for_keys, False))).unfit == "key usage without digital signature"
    assert certificate.read(made((odd, True))).unfit == "critical extension 1.2.3.4"


def test_a_certificate_too_large_to_be_meant_is_refused() -> None:
    with pytest.raises(BadCertificate, match="bytes"):
        certificate.read(bytes(certificate.MAX_SIZE + 1))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_changed_certificates_are_read_or_refused(data: st.DataObject) -> None:
    encoded = bytearray(identity("certificate").certificate)
    for _ in range(data.draw(st.integers(1, 4))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(encoded)))
    with contextlib.suppress(BadCertificate):
        certificate.read(bytes(encoded[:cut] if data.draw(st.booleans()) else encoded))
