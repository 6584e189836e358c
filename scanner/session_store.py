"""Sessions on disk: a folder as it was recorded, the same as a zip, or sealed; and in the child, opened.

The child gets one zip, whatever the form: of a folder it is made in a temporary file, of a sealed session in
memory that never reaches a disk. Each opening of a sealed session is first written to the log beside it;
where that is not possible it stays closed.
"""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import orjson

from scanner import codec, session_manifest
from scanner.formats import sealed
from scanner.model import BadPackage
from scanner.session import Manifest
from scanner.session_write import BODIES, EVENTS, MANIFEST, PERSONA

SEALED = "session.sealed"
LOG = ".opened.jsonl"
_COPY = 1 << 20


def _bad(code: str, zh: str, en: str) -> BadPackage:
    return BadPackage(code, zh, en)


def sealed_file(path: Path) -> Path | None:
    """The sealed file of a session, None where it is open."""
    inner = path / SEALED
    if path.is_dir():
        return inner if inner.is_file() else None
    with path.open("rb") as file:
        return path if file.read(len(sealed.MAGIC)) == sealed.MAGIC else None


def manifest(path: Path) -> Manifest:
    """What a session says of itself; needs no key. Raises BadPackage or OSError."""
    file = sealed_file(path)
    try:
        if file is not None:
            with file.open("rb") as source:
                return session_manifest.parse(sealed.manifest(source))
        if path.is_dir():
            return session_manifest.parse((path / MANIFEST).read_bytes())
        with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as entry:
            return session_manifest.parse(entry.read(8 << 20))
    except FileNotFoundError:
        raise _bad(
            "no-manifest", f"{path.name} 里没有 {MANIFEST},不是检测会话", "no session: no manifest"
        ) from None
    except (sealed.BadSeal, zipfile.BadZipFile, KeyError) as fault:
        raise _bad("bad-session", f"{path.name} 不是检测会话:{fault}", f"not a session: {fault}") from None


@contextlib.contextmanager
def as_zip(path: Path, key: Path | None, why: str) -> Iterator[Path]:
    """A zip of the session for as long as the block runs; `why` goes into the log of a sealed one.

    Raises BadPackage or OSError.
    """
    file = sealed_file(path)
    if file is None and not path.is_dir():
        yield path
        return
    if file is None:
        with tempfile.NamedTemporaryFile(prefix="heyan-session-", suffix=".zip") as made:
            write_zip(path, made)
            made.flush()
            yield Path(made.name)
        return
    if key is None:
        raise _bad(
            "sealed", "会话已封存,请用 --key 指明密钥文件", "the session is sealed: name the key with --key"
        )
    log(file, why)
    descriptor = os.memfd_create("heyan-session")
    with os.fdopen(descriptor, "w+b") as memory:
        try:
            with file.open("rb") as source:
                for block in sealed.unseal(sealed.key(key), source):
                    memory.write(block)
        except sealed.BadSeal as fault:
            raise _bad("seal", *str(fault).rstrip(")").split(" (", 1)) from None
        memory.flush()
        yield Path(f"/proc/self/fd/{descriptor}")


def write_zip(folder: Path, target: IO[bytes]) -> None:
    """A session folder as a zip, in a fixed order; only the files that belong to it."""
    names = [name for name in (MANIFEST, EVENTS, PERSONA) if (folder / name).is_file()]
    names += sorted(
        f"{BODIES}/{path.name}"
        for path in (folder / BODIES).glob("*")
        if path.is_file() and not path.is_symlink() and len(path.name) == 64
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            with (folder / name).open("rb") as source, archive.open(info, "w", force_zip64=True) as entry:
                while block := source.read(_COPY):
                    entry.write(block)


def log(file: Path, why: str) -> None:
    """Writes who opens a sealed session when and for what, at the end of its log. Each line carries the hash
    of the one before, so that a line taken out shows. Raises OSError."""
    path = file.with_name(file.name + LOG)
    last = path.read_bytes().rstrip(b"\n").rpartition(b"\n")[2] if path.exists() else b""
    line = orjson.dumps(
        {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": getpass.getuser(),
            "why": why,
            "before": hashlib.sha256(last).hexdigest() if last else "",
        }
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as out:
        out.write(line + b"\n")
        out.flush()
        os.fsync(out.fileno())


def log_is_whole(file: Path) -> bool:
    """Whether no line of the log of a sealed session was taken out or changed."""
    path = file.with_name(file.name + LOG)
    before = ""
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            said = orjson.loads(line)
        except orjson.JSONDecodeError:
            return False
        if not isinstance(said, dict) or said.get("before") != before:
            return False
        before = hashlib.sha256(line).hexdigest()
    return True


def seal(folder: Path, target: Path, key: bytes) -> None:
    """A session folder, sealed, under a new name; whole or not at all. Raises BadPackage or OSError."""
    stated = manifest(folder)
    with tempfile.TemporaryFile() as plain:
        write_zip(folder, plain)
        plain.seek(0)
        temporary = target.with_name(f".{target.name}.part")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            sealed.seal(key, orjson.dumps(codec.to_json(stated)), plain, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(target)
