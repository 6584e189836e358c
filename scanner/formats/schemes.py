"""APK Signature Schemes v2, v3 and v3.1: each signer's signatures, certificate and history checked.

Source: source.android.com, "APK Signature Scheme v2", "v3", "v3.1". Where the installer looks at the
strongest signature only, all that it supports are checked here: one that does not hold is worth telling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scanner.formats import certificate, public_key, signing_block
from scanner.formats.certificate import BadCertificate, Certificate
from scanner.formats.content_digest import Buffer
from scanner.formats.public_key import BadKey, Padding, PublicKey
from scanner.formats.signing_block import BadBlock, Block, Reader, SignerRecord

PAIR = {"v2": signing_block.V2, "v3": signing_block.V3, "v3.1": signing_block.V31}
SINCE = {"v1": 1, "v2": 24, "v3": 28, "v3.1": 33}
"""API level of the first Android that knows a scheme."""
FOREVER = 0x7FFFFFFF
"""Last API level of a signer that never ends."""
MAX_SIGNERS = 10
MAX_LEVELS = 64
MAX_ITEMS = 64
"""Signatures, certificates or attributes of one signer; more would only cost time."""

# id -> padding, hash, kind of the content digest that goes with it
ALGORITHMS: Mapping[int, tuple[Padding, str, str]] = {
    0x0101: ("pss", "sha256", "sha256"),
    0x0102: ("pss", "sha512", "sha512"),
    0x0103: ("pkcs1", "sha256", "sha256"),
    0x0104: ("pkcs1", "sha512", "sha512"),
    0x0201: ("ecdsa", "sha256", "sha256"),
    0x0202: ("ecdsa", "sha512", "sha512"),
    0x0301: ("dsa", "sha256", "sha256"),
    0x0421: ("pkcs1", "sha256", "verity"),
    0x0423: ("ecdsa", "sha256", "verity"),
    0x0425: ("dsa", "sha256", "verity"),
}
STRIPPING, ROTATION, ROTATION_SDK, ROTATION_DEV = 0xBEEFF00D, 0x3BA06F8C, 0x559F8B02, 0xC2A6B3BA
CAPABILITIES = ("installed data", "shared uid", "permission", "rollback", "auth")


@dataclass(frozen=True, slots=True)
class Level:
    """One certificate of a rotation history, oldest first, and what the app still grants it."""

    certificate: Certificate
    capabilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """One signer of one scheme. `fault` is "" when everything about it holds."""

    certificates: tuple[Certificate, ...] = ()  # the signing certificate first
    algorithms: tuple[str, ...] = ()
    sdk_from: int = 0  # API levels this signer is for
    sdk_until: int = FOREVER
    lineage: tuple[Level, ...] = ()
    fault: str = ""
    stripped_from: int = FOREVER  # from this API level on the signer says another scheme must be there
    stripped: str = ""  # that scheme, if it is not there
    expected: tuple[tuple[str, bytes], ...] = ()  # content digests


class _Fault(ValueError):
    """What does not hold about a signer; the message is the code."""


def read(data: Buffer, block: Block, scheme: str) -> tuple[Signer, ...] | None:
    """The scheme's signers, checked but for the content digests; None where the scheme is not used.

    A single signer without certificates and with a fault stands for a pair that cannot be taken apart.
    """
    pair = block.find(PAIR[scheme])
    if pair is None:
        return None
    found: list[Signer] = []
    try:
        for record in signing_block.signers(signing_block.value(data, pair), scheme != "v2"):
            found.append(_signer(record, scheme, block))
            if len(found) > MAX_SIGNERS:
                return (*found[:MAX_SIGNERS], Signer(fault="too-many-signers"))
    except BadBlock as fault:
        return (*found, Signer(fault=str(fault)))
    return tuple(found) or (Signer(fault="no-signers"),)


def with_digests(signers: tuple[Signer, ...], actual: Mapping[str, bytes]) -> tuple[Signer, ...]:
    """The signers, with a fault where the file's contents are not the ones that were signed."""
    return tuple(_with_digests(signer, actual) for signer in signers)


def _with_digests(signer: Signer, actual: Mapping[str, bytes]) -> Signer:
    if signer.fault:
        return signer
    for kind, digest in signer.expected:
        if kind not in actual:
            return replace(signer, fault="verity-not-aligned")
        if actual[kind] != digest:
            return replace(signer, fault=f"digest-mismatch: {kind}")
    return signer


def _signer(record: SignerRecord, scheme: str, block: Block) -> Signer:
    signer = Signer(sdk_from=SINCE[scheme])
    if max(map(len, (record.signatures, record.certificates, record.attributes))) > MAX_ITEMS:
        return replace(signer, fault="too-many-items")
    try:
        certificates = tuple(certificate.read(encoded) for encoded in record.certificates)
        signer = replace(signer, certificates=certificates, expected=_expected(record))
        if record.sdk is not None:
            late = any(id == ROTATION_DEV for id, _ in record.attributes)
            signer = replace(signer, sdk_from=record.sdk[0] + late, sdk_until=record.sdk[1])
        return _checked(record, signer, scheme, block)
    except BadCertificate:
        return replace(signer, fault="certificate-malformed")
    except (_Fault, BadKey, BadBlock) as fault:
        return replace(signer, fault=str(fault))


def _checked(record: SignerRecord, signer: Signer, scheme: str, block: Block) -> Signer:
    if not record.signatures:
        raise _Fault("no-signatures")
    known = [(ALGORITHMS[id], signature) for id, signature in record.signatures if id in ALGORITHMS]
    if not known:
        raise _Fault("no-supported-signature")
    key = _key(record.public_key)
    for (padding, hash_name, _), signature in known:
        if not public_key.verify(key, padding, hash_name, signature, record.signed):
            raise _Fault("signature-mismatch")
    if [id for id, _ in record.signatures] != [id for id, _ in record.digests]:
        raise _Fault("algorithms-differ")
    if not signer.certificates:
        raise _Fault("no-certificate")
    if signer.certificates[0].key.material != key.material:
        raise _Fault("key-mismatch")
    if record.sdk != record.signed_sdk or signer.sdk_from > signer.sdk_until:
        raise _Fault("sdk-mismatch")
    names = tuple(sorted({f"{key.algorithm} {hash_name}" for (_, hash_name, _), _ in known}))
    return _attributes(record, replace(signer, algorithms=names), scheme, block)


def _key(encoded: bytes) -> PublicKey:
    try:
        return public_key.read(encoded)
    except BadKey as fault:
        raise _Fault("public-key-malformed") from fault


def _expected(record: SignerRecord) -> tuple[tuple[str, bytes], ...]:
    return tuple((ALGORITHMS[id][2], digest) for id, digest in record.digests if id in ALGORITHMS)


def _attributes(record: SignerRecord, signer: Signer, scheme: str, block: Block) -> Signer:
    """The signer with its history, and with what it says about other schemes held against the block."""
    for id, value in record.attributes:
        if id == ROTATION and scheme != "v2":
            if signer.lineage:
                raise _Fault("lineage-twice")
            signer = replace(signer, lineage=_lineage(value))
            if signer.lineage[-1].certificate.sha256 != signer.certificates[0].sha256:
                raise _Fault("lineage-other-certificate")
        elif id == STRIPPING and scheme == "v2":
            # written by the signer so that nobody can take the newer signature away
            if Reader(value).number() == 3 and block.find(signing_block.V3) is None:
                signer = replace(signer, stripped="v3", stripped_from=SINCE["v3"])
        elif id == ROTATION_SDK and scheme == "v3" and block.find(signing_block.V31) is None:
            start = max(SINCE["v3.1"], Reader(value).number())
            signer = replace(signer, stripped="v3.1", stripped_from=start)
    return signer


def _lineage(value: bytes) -> tuple[Level, ...]:
    """The proof of rotation: every certificate signed by the one before it."""
    reader = Reader(value)
    if reader.number() != 1:
        raise _Fault("lineage-version")
    levels: list[Level] = []
    algorithm = 0
    for node in reader.values():
        outer = Reader(node)
        signed, flags, next_algorithm, signature = (
            outer.value(),
            outer.number(),
            outer.number(),
            outer.value(),
        )
        inner = Reader(signed)
        try:
            read = certificate.read(inner.value())
        except BadCertificate as fault:
            raise _Fault("lineage-certificate-malformed") from fault
        signed_with = inner.number()
        if levels:
            _check_level(levels[-1].certificate.key, algorithm, signed_with, signature, signed)
        if read.sha256 in (level.certificate.sha256 for level in levels) or len(levels) == MAX_LEVELS:
            raise _Fault("lineage-repeats")
        named = tuple(name for bit, name in enumerate(CAPABILITIES) if flags >> bit & 1)
        levels.append(Level(read, named))
        algorithm = next_algorithm
    if not levels:
        raise _Fault("lineage-empty")
    return tuple(levels)


def _check_level(
    parent: PublicKey, algorithm: int, signed_with: int, signature: bytes, signed: bytes
) -> None:
    if algorithm != signed_with or algorithm not in ALGORITHMS:
        raise _Fault("lineage-algorithm")
    padding, hash_name, _ = ALGORITHMS[algorithm]
    if not public_key.verify(parent, padding, hash_name, signature, signed):
        raise _Fault("lineage-signature-mismatch")
