"""Sessions at rest: encrypted in chunks, so that a gigabyte needs no more memory than a megabyte.

    HEYANSEAL1\\n, length of the manifest (4 bytes, big endian), manifest (JSON, readable), salt (32 bytes),
    then chunks: length (4 bytes), AES-256-GCM of at most 1 MiB.

The key of a file is HKDF-SHA256 of the key file's secret with the salt. A chunk's nonce is its number and
whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so chunks
cannot be left out, reordered or cut off; the manifest is authenticated with each.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"HEYANSEAL1\n"
CHUNK = 1 << 20
_MANIFEST = 8 << 20


class BadSeal(ValueError):
    """Cannot be opened; the message is a sentence in Chinese and English."""


def key(path: Path, make: bool = False) -> bytes:
    """The secret in a key file that only its owner can read; made new where there is none and `make`.

    Raises BadSeal or OSError.
    """
    if make and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    if path.stat().st_mode & 0o077:
        raise BadSeal(f"密钥文件 {path.name} 可被他人读取,请先执行 chmod 600 (others may read the key file)")
    try:
        found = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        found = b""
    if len(found) != 32:
        raise BadSeal(f"{path.name} 不是密钥文件 (not a key file)")
    return found


def seal(secret: bytes, manifest: bytes, source: IO[bytes], target: IO[bytes]) -> None:
    """Writes `source` encrypted."""
    salt = secrets.token_bytes(32)
    head = MAGIC + len(manifest).to_bytes(4, "big") + manifest + salt
    target.write(head)
    cipher = _cipher(secret, salt)
    block, number = source.read(CHUNK), 0
    while True:
        following = source.read(CHUNK)
        packed = cipher.encrypt(_nonce(number, not following), block, head)
        target.write(len(packed).to_bytes(4, "big") + packed)
        if not following:
            return
        block, number = following, number + 1


def manifest(source: IO[bytes]) -> bytes:
    """What may be read without the key. Raises BadSeal."""
    if source.read(len(MAGIC)) != MAGIC:
        raise BadSeal("不是封存的会话 (not a sealed session)")
    size = int.from_bytes(_exactly(source, 4), "big")
    if size > _MANIFEST:
        raise BadSeal("封存的会话已损坏 (the sealed session is damaged)")
    return _exactly(source, size)


def unseal(secret: bytes, source: IO[bytes]) -> Iterator[bytes]:
    """The content in chunks. Raises BadSeal: another key, or not as it was sealed; then nothing of it is to
    be used."""
    stated = manifest(source)
    salt = _exactly(source, 32)
    head = MAGIC + len(stated).to_bytes(4, "big") + stated + salt
    cipher, number = _cipher(secret, salt), 0
    size = int.from_bytes(_exactly(source, 4), "big")
    while True:
        if size > CHUNK + 16:
            raise BadSeal("封存的会话已损坏 (the sealed session is damaged)")
        packed, more = _exactly(source, size), source.read(4)
        try:
            yield cipher.decrypt(_nonce(number, not more), packed, head)
        except InvalidTag:
            raise BadSeal(
                "封存的会话打不开:密钥不对,或内容被改动 (wrong key, or the sealed session was changed)"
            ) from None
        if not more:
            return
        size, number = int.from_bytes(more, "big"), number + 1


def _cipher(secret: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"heyan session").derive(secret))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(source: IO[bytes], size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise BadSeal("封存的会话不完整 (the sealed session is cut off)")
    return found
