from __future__ import annotations

import contextlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import cms
from scanner.formats.cms import BadCms
from tests.apps.keys import identity

CONTENT = b"Signature-Version: 1.0\r\n\r\n"


def block(*names: str, attributes: bool = False, content: bytes = CONTENT, kind: str = "rsa") -> bytes:
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    for name in names:
        one = identity(name, kind, 256 if kind == "ec" else 2048)
        builder = builder.add_signer(
            x509.load_der_x509_certificate(one.certificate), one.key, hashes.SHA256()
        )
    if not attributes:
        options.append(pkcs7.PKCS7Options.NoAttributes)
    return builder.sign(serialization.Encoding.DER, options)


@pytest.mark.parametrize("attributes", [False, True])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_good_blocks_name_their_signer(kind: str, attributes: bool) -> None:
    read = cms.read(block("first", attributes=attributes, kind=kind))
    expected = identity("first", kind, 256 if kind == "ec" else 2048).sha256
    assert cms.verify(read, CONTENT, 24).sha256 == expected
    assert cms.verify(read, CONTENT, 21).sha256 == expected
    with pytest.raises(BadCms, match="signature-mismatch"):
        cms.verify(read, CONTENT + b"x", 24)


def test_old_versions_do_not_protect_signed_attributes() -> None:
    with pytest.raises(BadCms, match="signed-attributes"):
        cms.verify(cms.read(block("first", attributes=True)), CONTENT, 18)


def test_old_versions_do_not_know_the_algorithm() -> None:
    with pytest.raises(BadCms, match="unsupported-algorithm"):
        cms.verify(cms.read(block("first")), CONTENT, 17)


def test_which_of_several_signers_counts() -> None:
    good = cms.read(block("first", "second"))
    assert len(good.signers) == 2
    spoilt = cms.SignedData(
        good.content_type,
        good.certificates,
        (_spoilt(good.signers[0]), good.signers[1]),
    )
    with pytest.raises(BadCms, match="signature-mismatch"):
        cms.verify(spoilt, CONTENT, 23)
    both = {identity("first").sha256, identity("second").sha256}
    assert cms.verify(good, CONTENT, 24).sha256 in both
    assert cms.verify(spoilt, CONTENT, 24).sha256 == (both - {cms.verify(good, CONTENT, 24).sha256}).pop()


def _spoilt(one: cms.SignerInfo) -> cms.SignerInfo:
    return cms.SignerInfo(
        one.issuer, one.serial, one.digest, one.padding, one.attributes, bytes(len(one.signature))
    )


def test_faults_have_names() -> None:
    good = cms.read(block("first"))
    with pytest.raises(BadCms, match="certificate-missing"):
        cms.verify(cms.SignedData(good.content_type, (), good.signers), CONTENT, 24)
    with pytest.raises(BadCms, match="certificate-malformed"):
        cms.verify(cms.SignedData(good.content_type, (b"0",), good.signers), CONTENT, 24)
    with pytest.raises(BadCms, match="no-signers"):
        cms.verify(cms.SignedData(good.content_type, good.certificates, ()), CONTENT, 24)
    with pytest.raises(BadCms, match="malformed"):
        cms.read(b"0\x80")
    with pytest.raises(BadCms, match="not-signed-data"):
        cms.read(bytes.fromhex("300f06092a864886f70d010701a0020500"))


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_changed_blocks_hold_or_raise_their_own_fault(data: st.DataObject) -> None:
    encoded = bytearray(block("first", attributes=True))
    for _ in range(data.draw(st.integers(1, 3))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BadCms):
        cms.verify(cms.read(bytes(encoded)), CONTENT, data.draw(st.sampled_from([17, 23, 24])))
