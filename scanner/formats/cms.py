"""PKCS #7 / CMS SignedData (RFC 5652): META-INF/*.RSA, .DSA and .EC of a v1-signed package, and Apple's.

`verify` checks the way Android does: which of several SignerInfos counts, and what signed attributes must
say, has changed between its versions, so every check is for one API level. `signer` asks nothing of Android.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from scanner.formats import certificate, der, public_key
from scanner.formats.certificate import BadCertificate, Certificate
from scanner.formats.der import BadDer, Node
from scanner.formats.public_key import BadKey, Padding

_SIGNED_DATA = "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_DIGESTS = {
    "1.2.840.113549.2.5": "md5",
    "1.3.14.3.2.26": "sha1",
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# both "rsaEncryption" and "sha256WithRSA" are written here; the hash is that of the digest algorithm
_PADDINGS: tuple[tuple[str, Padding], ...] = (
    ("1.2.840.113549.1.1.", "pkcs1"),
    ("1.2.840.10040.4.", "dsa"),
    ("2.16.840.1.101.3.4.3.", "dsa"),
    ("1.2.840.10045.", "ecdsa"),
)
_ANY = 24  # the API level from which on the check is that of the standard
MAX_CERTIFICATES = 64
MAX_SIGNERS = 8


class BadCms(ValueError):
    """A signature block that Android refuses; the message is a short code."""


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signature in the block."""

    issuer: Node
    serial: int
    digest: str  # hashlib's name, "" if unknown
    padding: Padding | None
    attributes: Node | None  # signed attributes, as encoded: [0] IMPLICIT SET
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedData:
    """A signature block taken apart."""

    content_type: str
    certificates: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]
    content: bytes = b""  # what is signed, where the block itself contains it


def read(data: bytes) -> SignedData:
    """The block. Raises BadCms."""
    try:
        return _read(data)
    except BadDer as fault:
        raise BadCms("malformed") from fault


def verify(block: SignedData, content: bytes, sdk: int) -> Certificate:
    """The certificate whose key signed `content` (the .SF file), as Android of this API level sees it.

    Raises BadCms. From API level 24 on the first SignerInfo that verifies counts, before that the first.
    """
    if not block.signers:
        raise BadCms("no-signers")
    if len(block.signers) > MAX_SIGNERS or len(block.certificates) > MAX_CERTIFICATES:
        raise BadCms("too-many-signers")
    try:
        known = [certificate.read(encoded) for encoded in block.certificates]
    except BadCertificate as fault:
        raise BadCms("certificate-malformed") from fault
    first = None
    for signer in block.signers if sdk >= 24 else block.signers[:1]:
        try:
            found = _verify(block, known, signer, content, sdk)
        except BadDer as fault:
            raise BadCms("attributes-malformed") from fault
        except BadKey as fault:
            raise BadCms(str(fault)) from fault
        first = first or found
    if first is None:
        raise BadCms("signature-mismatch")
    return first


def signer(block: SignedData, content: bytes) -> Certificate:
    """The certificate whose key signed `content`, whatever it was issued for. Raises BadCms."""
    if not block.signers:
        raise BadCms("no-signers")
    if len(block.certificates) > MAX_CERTIFICATES:
        raise BadCms("too-many-signers")
    try:
        known = [certificate.read(encoded) for encoded in block.certificates]
        found = _verify(block, known, block.signers[0], content, _ANY, fit=False)
    except BadCertificate as fault:
        raise BadCms("certificate-malformed") from fault
    except BadDer as fault:
        raise BadCms("attributes-malformed") from fault
    except BadKey as fault:
        raise BadCms(str(fault)) from fault
    if found is None:
        raise BadCms("signature-mismatch")
    return found


def _read(data: bytes) -> SignedData:
    kind, wrapped = der.read(data).expect(der.SEQUENCE).first(2)
    if kind.oid != _SIGNED_DATA:
        raise BadCms("not-signed-data")
    fields = wrapped.expect(0xA0).first(1)[0].expect(der.SEQUENCE).children()
    if len(fields) < 4:
        raise BadDer("fields missing")
    inside = fields[2].expect(der.SEQUENCE).children()
    if not inside:
        raise BadDer("content type missing")
    signed = _octets(inside[1].expect(0xA0).first(1)[0]) if len(inside) > 1 else b""
    certificates: tuple[bytes, ...] = ()
    signers: tuple[SignerInfo, ...] = ()
    for node in fields[3:]:
        if node.tag == 0xA0:
            certificates = tuple(item.encoded for item in node.children() if item.tag == der.SEQUENCE)
        elif node.tag == der.SET:
            signers = tuple(_signer(item) for item in node.children())
    return SignedData(inside[0].oid, certificates, signers, signed)


def _octets(node: Node) -> bytes:
    """The content of an OCTET STRING, also of one that BER cuts into pieces."""
    if node.tag == der.OCTET_STRING | 0x20:
        return b"".join(piece.expect(der.OCTET_STRING).content for piece in node.children())
    return node.content if node.tag == der.OCTET_STRING else b""


def _signer(node: Node) -> SignerInfo:
    fields = node.expect(der.SEQUENCE).children()
    if len(fields) < 5 + (len(fields) > 3 and fields[3].tag == 0xA0):
        raise BadDer("fields missing")
    sid = fields[1].expect(der.SEQUENCE).first(2)  # Android knows issuer and serial number only
    digest = fields[2].expect(der.SEQUENCE).first(1)[0].oid
    attributes = fields[3] if fields[3].tag == 0xA0 else None
    rest = fields[4:] if attributes else fields[3:]
    algorithm = rest[0].expect(der.SEQUENCE).first(1)[0].oid
    padding = next((kind for prefix, kind in _PADDINGS if algorithm.startswith(prefix)), None)
    signature = rest[1].expect(der.OCTET_STRING).content
    return SignerInfo(sid[0], sid[1].integer, _DIGESTS.get(digest, ""), padding, attributes, signature)


def _verify(
    block: SignedData,
    known: list[Certificate],
    signer: SignerInfo,
    content: bytes,
    sdk: int,
    fit: bool = True,
) -> Certificate | None:
    """The signing certificate; None where this one does not hold but another may; raises where none may."""
    if signer.padding is None or not signer.digest or sdk < _since(signer.padding, signer.digest):
        raise BadCms("unsupported-algorithm")
    found = next((item for item in known if _is_of(item, signer)), None)
    if found is None:
        raise BadCms("certificate-missing")
    if found.unfit and fit:
        raise BadCms(f"certificate-unfit: {found.unfit}")
    signed = content
    if signer.attributes is not None:
        if not _attributes_hold(block, signer, content, sdk):
            return None
        # the signature is over the set itself, not over its place in the structure
        signed = b"\x31" + signer.attributes.encoded[1:]
    holds = public_key.verify(found.key, signer.padding, signer.digest, signer.signature, signed)
    return found if holds else None


def _attributes_hold(block: SignedData, signer: SignerInfo, content: bytes, sdk: int) -> bool:
    assert signer.attributes is not None
    if sdk < 19:
        raise BadCms("signed-attributes")  # those versions do not look at the digest in them
    values: dict[str, list[Node]] = {}
    for attribute in signer.attributes.children():
        kind, items = attribute.expect(der.SEQUENCE).first(2)
        if kind.oid in values:
            raise BadCms("attributes-malformed")
        values[kind.oid] = items.expect(der.SET).children()
    if sdk >= 24:
        if len(values.get(_CONTENT_TYPE, ())) != 1:
            raise BadCms("content-type-missing")
        if values[_CONTENT_TYPE][0].oid != block.content_type:
            return False
    if len(values.get(_MESSAGE_DIGEST, ())) != 1:
        raise BadCms("digest-missing")
    said = values[_MESSAGE_DIGEST][0].expect(der.OCTET_STRING).content
    return said == hashlib.new(signer.digest, content, usedforsecurity=False).digest()


def _is_of(item: Certificate, signer: SignerInfo) -> bool:
    if item.serial != signer.serial:
        return False
    if item.issuer_encoded == signer.issuer.encoded:
        return True
    return certificate.distinguished_name(signer.issuer).casefold() == item.issuer.casefold()


def _since(padding: Padding, digest: str) -> int:
    """First API level on which every Android verifies this combination (apksig's table, in short)."""
    if padding == "pkcs1":
        return 1 if digest in ("md5", "sha1") else 18
    if padding == "dsa":
        return 1 if digest == "sha1" else 21
    return 18
