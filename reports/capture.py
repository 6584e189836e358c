"""Capture sessions as the command line and the registry handle them: import, pack, examine, show."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from reports.examine import HOUSE, Asked, put
from scanner import codec, sandbox, session_store
from scanner.formats import sealed
from scanner.kinds import Stage
from scanner.model import Evidence, Package, Scan
from scanner.sandbox import Job
from scanner.session import Manifest
from scanner.session_import import Imported, Told, digest, import_files
from scanner.session_write import BODIES, EVENTS, MANIFEST, PERSONA


@dataclass(frozen=True, slots=True)
class Opening:
    """With what sessions are opened. `regions`: a database of addresses in MaxMind's format."""

    key: Path
    regions: Path | None = None


def key_file(given: Path | None) -> Path:
    """The key file that was named, or the user's own."""
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return given or Path(home) / "heyan" / "session.key"


def bring_in(files: Sequence[Path], told: Told, out: Path, key: Path | None) -> Imported:
    """Recordings as one session in `out`, sealed unless `key` is None.

    Raises BadFlows, BadPersona, BadSeal, BadPackage or OSError; then nothing is left behind.
    """
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} 不是空文件夹 (not an empty folder)")
    out.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".heyan-import-", dir=out.parent))
    try:
        made = import_files(files, told, work / "session")
        if key is None:
            out.mkdir(mode=0o700, exist_ok=True)
            (work / "session").replace(out)
        else:
            pack(work / "session", out, key)
        return replace(made, folder=out)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def pack(folder: Path, out: Path, key: Path, **facts: str | int) -> Path:
    """A recorded session closed for carrying: hashes of its files, device, operator and clock, all sealed.

    Raises BadPackage, BadSeal or OSError."""
    stated = replace(session_store.manifest(folder), **facts)  # type: ignore[arg-type]
    names = [name for name in (EVENTS, PERSONA) if (folder / name).is_file()]
    names += sorted(f"{BODIES}/{path.name}" for path in (folder / BODIES).glob("*") if len(path.name) == 64)
    stated = replace(stated, files={name: digest(folder / name) for name in names})
    put(folder / MANIFEST, orjson.dumps(codec.to_json(stated)))
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = out / session_store.SEALED
    session_store.seal(folder, target, sealed.key(key, make=True))
    return target


def manifest(path: Path) -> Manifest:
    """What a session says of itself. Raises BadPackage or OSError."""
    return session_store.manifest(path)


def examine(package: Package, path: Path, asked: Asked, opening: Opening) -> Scan:
    """The dynamic stage over one session of a package. Raises BadPackage, BadSeal, ChildFault, OSError."""
    with session_store.as_zip(path, opening.key, f"scan {package.sha256[:12]}") as file:
        return sandbox.scan(_job(package, file, asked, opening))


def show(found: Scan, item: Evidence, path: Path, asked: Asked, opening: Opening) -> tuple[str, ...]:
    """The spot in a session, with the value: the opening is logged with the number of the evidence.

    Raises as `examine` does.
    """
    with session_store.as_zip(path, opening.key, f"evidence show {item.id}") as file:
        return sandbox.spot(replace(_job(found.package, file, asked, opening), spot=item))


def _job(package: Package, file: Path, asked: Asked, opening: Opening) -> Job:
    files = (file, opening.regions) if opening.regions else (file,)
    return Job(
        files, Stage.DYNAMIC, asked.base.watch, asked.at, HOUSE, seconds=asked.seconds, package=package
    )
