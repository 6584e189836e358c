"""Which rule pack judges from which day, by whose decision: a log that only grows.

Each line names the hash of the line before it, so a line that was changed or taken out is noticed. The last
line whose first day has come decides: a later decision stands over an earlier one from its own first day on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from rules.data import BadPack
from rules.model import PackInUse, Scope
from scanner import codec
from scanner.codec import Malformed

FILE = "activations.jsonl"
ACTIVATE, ROLLBACK = "activate", "rollback"


@dataclass(frozen=True, slots=True)
class Activation:
    """One decision: from `since` on this version of the pack judges, or none (`pack` empty)."""

    action: str  # activate, rollback
    time: str  # when it was decided, UTC
    name: str  # of the pack
    title: str
    scope: Scope
    number: int  # 0: no version, that is the rules that came with Heyan
    pack: str  # hash of the version; "" for none
    maker: str  # as the trust settings name who signed it
    date: str  # of the pack
    key: str  # the signer's fingerprint
    since: str  # YYYY-MM-DD in Asia/Shanghai
    by: str  # who decided
    why: str = ""
    before: str = ""  # SHA-256 of the line before this one

    @property
    def use(self) -> PackInUse:
        """As a report names it."""
        return PackInUse(
            self.name,
            self.title,
            self.scope is Scope.LOCAL,
            self.number,
            self.maker,
            self.date,
            self.pack,
            self.key,
            self.since,
            self.by,
        )


def read(path: Path) -> tuple[Activation, ...]:
    """Every decision so far. Raises BadPack where the log was tampered with, OSError."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return ()
    found: list[Activation] = []
    before = ""
    for number, line in enumerate(lines, 1):
        try:
            entry = codec.from_json(Activation, orjson.loads(line))
        except (orjson.JSONDecodeError, Malformed) as fault:
            raise _damaged(path, number) from fault
        if entry.before != before or not line.endswith(b"\n"):
            raise _damaged(path, number)
        before = _hash(line)
        found.append(entry)
    return tuple(found)


def _damaged(path: Path, line: int) -> BadPack:
    zh = f"启用记录 {path} 第 {line} 行被改动过或不完整,请从备份恢复"
    return BadPack("log", zh, f"{path}, line {line}, was altered or cut off: restore it")


def append(path: Path, entry: Activation) -> None:
    """Writes one more line, to the disk before it returns. Call it within `locked`.

    Raises BadPack, OSError.
    """
    known = read(path)
    before = _hash(_line(known[-1])) if known else ""
    line = _line(replace(entry, before=before))
    opened = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One decision at a time: between reading the log and writing to it nobody else writes."""
    with path.with_suffix(".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _line(entry: Activation) -> bytes:
    return orjson.dumps(codec.to_json(entry)) + b"\n"


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def latest(log: Sequence[Activation], name: str) -> Activation | None:
    """The last decision about a pack, whenever it begins."""
    return next((entry for entry in reversed(log) if entry.name == name), None)


def on(log: Sequence[Activation], day: str) -> tuple[Activation, ...]:
    """What judges on a day (YYYY-MM-DD): the whole rule base first, if any, then local packs by name."""
    decided = {entry.name: entry for entry in log if entry.since <= day}
    found = [entry for entry in decided.values() if entry.pack]
    return tuple(sorted(found, key=lambda entry: (entry.scope is Scope.LOCAL, entry.name)))
