"""Signs packages with schemes v1, v2, v3 and v3.1, and lets every field be forged.

apksigner and androguard read the results back where they are present (tests/apps/test_signer.py).
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from tests.apps.keys import ALGORITHMS, Identity

V2, V3, V31 = 0x7109871A, 0xF05368C0, 0x1B93AD61
MAGIC = b"APK Sig Block 42"
FOREVER = 0x7FFFFFFF
STRIPPING, ROTATION, ROTATION_SDK = 0xBEEFF00D, 0x3BA06F8C, 0x559F8B02


def unsigned(entries: Mapping[str, bytes]) -> bytes:
    """A plain archive of stored entries, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


# --- v1 ---


def sign_v1(
    package: bytes,
    *signers: Identity,
    hash_name: str = "sha256",
    schemes: str = "",
    edit_manifest: Callable[[bytes], bytes] = bytes,
    edit_signed: Callable[[bytes], bytes] = bytes,
    attributes: bool = False,
    names: Sequence[str] = (),
) -> bytes:
    """The package with META-INF/MANIFEST.MF and one .SF and block file per signer.

    `schemes` is the text of X-Android-APK-Signed. The edits are made before the next layer is computed over
    the result, so an edited manifest is still vouched for. `names` limits the entries that are listed.
    """
    title = {"sha1": "SHA1", "sha256": "SHA-256", "sha512": "SHA-512"}[hash_name]
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        listed = [name for name in archive.namelist() if not name.startswith("META-INF/")]
        content = {name: archive.read(name) for name in listed if not names or name in names}
    head = _section([("Manifest-Version", "1.0"), ("Created-By", "test")])
    sections = {
        name: _section([("Name", name), (f"{title}-Digest", _digest(hash_name, data))])
        for name, data in content.items()
    }
    manifest = edit_manifest(head + b"".join(sections.values()))
    lines = [("Signature-Version", "1.0"), (f"{title}-Digest-Manifest", _digest(hash_name, manifest))]
    if schemes:
        lines.append(("X-Android-APK-Signed", schemes))
    signed = _section(lines) + b"".join(
        _section([("Name", name), (f"{title}-Digest", _digest(hash_name, section))])
        for name, section in sections.items()
    )
    signed = edit_signed(signed)
    files = {"META-INF/MANIFEST.MF": manifest}
    for number, signer in enumerate(signers):
        base = f"META-INF/CERT{number or ''}"
        files[f"{base}.SF"] = signed
        suffix = "RSA" if isinstance(signer.key, rsa.RSAPrivateKey) else "EC"
        files[f"{base}.{suffix}"] = _cms(signer, signed, hash_name, attributes)
    return add_entries(package, files)


def add_entries(package: bytes, files: Mapping[str, bytes]) -> bytes:
    """The package with more entries at its end."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _cms(signer: Identity, signed: bytes, hash_name: str, attributes: bool) -> bytes:
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    if not attributes:
        options.append(pkcs7.PKCS7Options.NoAttributes)
    chosen = getattr(hashes, hash_name.upper())() if hash_name != "sha1" else hashes.SHA256()
    certificate = x509.load_der_x509_certificate(signer.certificate)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(signed).add_signer(certificate, signer.key, chosen)
    return builder.sign(serialization.Encoding.DER, options)


def _section(lines: Sequence[tuple[str, str]]) -> bytes:
    out = []
    for name, text in lines:
        line = f"{name}: {text}".encode()
        out.append(b"\r\n ".join([line[:70], *(line[at : at + 69] for at in range(70, len(line), 69))]))
    return b"\r\n".join([*out, b"", b""])


def _digest(name: str, data: bytes) -> str:
    return base64.b64encode(hashlib.new(name, data).digest()).decode()


# --- v2, v3, v3.1 ---


@dataclass(frozen=True)
class Signer:
    """One signer of a signing block. What is None is computed; what is given is written as it is."""

    identity: Identity
    algorithms: tuple[int, ...] = (0x0103,)
    sdk: tuple[int, int] | None = None  # v3: API levels
    signed_sdk: tuple[int, int] | None = None
    attributes: tuple[tuple[int, bytes], ...] = ()
    digests: tuple[tuple[int, bytes], ...] | None = None
    certificates: tuple[bytes, ...] | None = None
    public_key: bytes | None = None
    signatures: tuple[tuple[int, bytes], ...] | None = None


def sign_block(
    package: bytes,
    v2: Sequence[Signer] = (),
    v3: Sequence[Signer] = (),
    v31: Sequence[Signer] = (),
    pairs: Sequence[tuple[int, bytes]] = (),
    magic: bytes = MAGIC,
    skew: int = 0,
    align: bool = False,
) -> bytes:
    """The package with a signing block. `skew` is added to the first of its two sizes."""
    start, end_record = _places(package)
    padding_size = -start % 4096 if align else 0
    package = package[:start] + bytes(padding_size) + package[start:]
    start, end_record = start + padding_size, end_record + padding_size
    sections = (package[:start], package[start:end_record], _with_directory(package[end_record:], start))
    known: dict[str, bytes] = {}
    all_pairs = list(pairs)
    for id, signers in ((V2, v2), (V3, v3), (V31, v31)):
        if signers:
            encoded = b"".join(_prefixed(_signer(one, sections, known, id != V2)) for one in signers)
            all_pairs.append((id, _prefixed(encoded)))
    body = b"".join(struct.pack("<QI", len(value) + 4, id) + value for id, value in all_pairs)
    if align:
        gap = -(start + len(body) + 32 + 12) % 4096
        body += struct.pack("<QI", gap + 4, 0x42726577) + bytes(gap)
    size = len(body) + 24
    block = struct.pack("<Q", size + skew) + body + struct.pack("<Q", size) + magic
    tail = _with_directory(package[end_record:], start + len(block))
    return package[:start] + block + package[start:end_record] + tail


def lineage(*identities: Identity, flags: int = 0x17, forge: int = -1) -> bytes:
    """A proof of rotation, oldest first. The signature of level `forge` is spoilt."""
    out = struct.pack("<I", 1)
    previous: Identity | None = None
    for number, one in enumerate(identities):
        signed = _prefixed(one.certificate) + struct.pack("<I", 0x0103 if previous else 0)
        signature = previous.sign(0x0103, signed) if previous else b""
        if number == forge:
            signature = bytes([signature[0] ^ 1]) + signature[1:]
        following = 0x0103 if number + 1 < len(identities) else 0
        out += _prefixed(_prefixed(signed) + struct.pack("<II", flags, following) + _prefixed(signature))
        previous = one
    return out


def _signer(signer: Signer, sections: tuple[bytes, ...], known: dict[str, bytes], with_sdk: bool) -> bytes:
    digests = signer.digests
    if digests is None:
        digests = tuple((id, _content_digest(ALGORITHMS[id][2], sections, known)) for id in signer.algorithms)
    certificates = (signer.identity.certificate,) if signer.certificates is None else signer.certificates
    sdk = signer.sdk or (28, FOREVER)
    attributes = b"".join(_prefixed(struct.pack("<I", id) + value) for id, value in signer.attributes)
    signed = (
        _prefixed(_tagged(digests))
        + _prefixed(b"".join(_prefixed(one) for one in certificates))
        + (struct.pack("<II", *(signer.signed_sdk or sdk)) if with_sdk else b"")
        + _prefixed(attributes)
    )
    signatures = signer.signatures
    if signatures is None:
        signatures = tuple((id, signer.identity.sign(id, signed)) for id in signer.algorithms)
    key = signer.identity.public_key if signer.public_key is None else signer.public_key
    levels = struct.pack("<II", *sdk) if with_sdk else b""
    return _prefixed(signed) + levels + _prefixed(_tagged(signatures)) + _prefixed(key)


def _content_digest(kind: str, sections: tuple[bytes, ...], known: dict[str, bytes]) -> bytes:
    if kind not in known:
        known[kind] = _verity(b"".join(sections)) if kind == "verity" else _chunked(kind, sections)
    return known[kind]


def _chunked(kind: str, sections: tuple[bytes, ...]) -> bytes:
    chunks = [part[at : at + 0x100000] for part in sections for at in range(0, len(part), 0x100000)]
    each = [hashlib.new(kind, b"\xa5" + struct.pack("<I", len(one)) + one).digest() for one in chunks]
    return hashlib.new(kind, b"\x5a" + struct.pack("<I", len(each)) + b"".join(each)).digest()


def _verity(data: bytes) -> bytes:
    level = data
    while True:
        pages = [level[at : at + 4096].ljust(4096, b"\0") for at in range(0, len(level), 4096)]
        level = b"".join(hashlib.sha256(bytes(8) + page).digest() for page in pages)
        if len(pages) == 1:
            return level + struct.pack("<Q", len(data))


def _tagged(items: Sequence[tuple[int, bytes]]) -> bytes:
    return b"".join(_prefixed(struct.pack("<I", id) + _prefixed(value)) for id, value in items)


def _prefixed(value: bytes) -> bytes:
    return struct.pack("<I", len(value)) + value


def _places(package: bytes) -> tuple[int, int]:
    end_record = package.rindex(b"PK\5\6")
    return struct.unpack_from("<I", package, end_record + 16)[0], end_record


def _with_directory(end_record: bytes, offset: int) -> bytes:
    return end_record[:16] + struct.pack("<I", offset) + end_record[20:]
