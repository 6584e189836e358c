"""Files by their SHA-256: streamed in, written whole or not at all, never changed, never named by others."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 1 << 20
_DIGEST = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """More bytes came than are accepted."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file that is kept."""

    sha256: str
    size: int


class Store(Protocol):
    """Where packages and artefacts are kept. Digests are 64 lower-case hex digits."""

    def put(self, chunks: Iterable[bytes], most: int) -> Stored:
        """Keeps what comes. Raises TooLarge beyond `most` bytes; nothing is kept then."""

    def has(self, sha256: str) -> bool:
        """Whether it is kept."""

    def open(self, sha256: str) -> BinaryIO:
        """The content. Raises FileNotFoundError."""

    def read(self, sha256: str) -> bytes:
        """The whole content: for our own artefacts, never for packages. Raises FileNotFoundError."""

    def local(self, sha256: str) -> AbstractContextManager[Path]:
        """A path of this machine with the content, for as long as the block lasts."""

    def remove(self, sha256: str) -> None:
        """Forgets it; no fault where it is not kept."""


class Folder:
    """A folder of this machine, or one that several machines share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where it lies. Raises ValueError for what is no digest: a name never comes from outside."""
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256

    def put(self, chunks: Iterable[bytes], most: int) -> Stored:
        """Written under a temporary name, synced, then renamed to its digest."""
        incoming = self.root / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
            temporary = Path(file.name)
            try:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise TooLarge
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                final = self.path(digest.hexdigest())
                final.parent.mkdir(exist_ok=True, mode=0o700)
                temporary.chmod(0o400)
                temporary.replace(final)
                _sync_folder(final.parent)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        return Stored(final.name, size)

    def has(self, sha256: str) -> bool:
        """Whether it is kept."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """The content. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        """The whole content. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """The file itself. Raises FileNotFoundError."""
        path = self.path(sha256)
        if not path.is_file():
            raise FileNotFoundError(path)
        yield path

    def remove(self, sha256: str) -> None:
        """Forgets it."""
        self.path(sha256).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The renaming itself reaches the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces."""
    while chunk := file.read(CHUNK):
        yield chunk
