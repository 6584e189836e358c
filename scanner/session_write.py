"""Writes a session while it happens: an event a line, bodies by their hash, nothing lost by a crash.

Needs nothing but the standard library and scanner/session.py, so that a recorder in an environment of its own
can use it. Every line is on the disk before the next is begun; a body is there before its event is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import MISSING, fields, replace
from pathlib import Path
from typing import IO

from scanner.session import KIND_OF, MEDIA, SCHEMA, Event, Manifest, Message

MANIFEST, EVENTS, BODIES, PERSONA = "manifest.json", "events.jsonl", "bodies", "persona.json"


class Writer:
    """One session folder, readable by its owner only. `full` says that the disk took no more."""

    def __init__(self, folder: Path, manifest: Manifest, persona: bytes = b"") -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / BODIES).mkdir(mode=0o700, exist_ok=True)
        self.folder, self.manifest, self.full = folder, manifest, False
        self._lines: IO[bytes] = (folder / EVENTS).open("ab", buffering=0)
        os.chmod(folder / EVENTS, 0o600)  # noqa: PTH101
        if self._lines.tell() == 0:
            self._line({"kind": "session", "schema": SCHEMA, "id": manifest.id})
        if persona:
            self._file(folder / PERSONA, persona)
        self._write_manifest()

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *fault: object) -> None:
        self._lines.close()

    def add(self, event: Event) -> None:
        """One event."""
        self._line({"kind": KIND_OF[type(event)], **_plain(event)})

    def body(self, content: bytes) -> tuple[str, int]:
        """Keeps a body, at most MEDIA bytes of it: its name and how much is kept. ("", 0) where the disk is
        full: the event is written all the same, with its true size."""
        kept = content[:MEDIA]
        if not kept:
            return "", 0
        name = hashlib.sha256(kept).hexdigest()
        path = self.folder / BODIES / name
        if not path.exists():
            try:
                self._file(path, kept)
            except OSError:
                self.full = True
                return "", 0
        return name, len(kept)

    def message(
        self, headers: list[tuple[str, str]], content: bytes, size: int = -1, decoded: bool = False
    ) -> Message:
        """One direction of a flow with its body kept. `size`: the true one, where it is not the content's."""
        name, kept = self.body(content)
        true = len(content) if size < 0 else size
        unread = "disk-full" if content and not name else ""
        return Message(tuple(headers), name, true, kept, decoded, unread)

    def close(self, ended: int) -> None:
        """Ends the session."""
        self.manifest = replace(self.manifest, ended=ended)
        self._write_manifest()
        self._lines.close()

    def _line(self, content: dict[str, object]) -> None:
        try:
            self._lines.write(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except OSError:
            self.full = True

    def _write_manifest(self) -> None:
        with contextlib.suppress(OSError):
            self._file(self.folder / MANIFEST, json.dumps(_plain(self.manifest), ensure_ascii=False).encode())

    @staticmethod
    def _file(path: Path, content: bytes) -> None:
        """A whole file or none."""
        temporary = path.with_name(f".{path.name}.part")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def _plain(value: Event | Manifest | Message) -> dict[str, object]:
    """Without what is at its default; a message within likewise."""
    found: dict[str, object] = {}
    for one in fields(value):
        item = getattr(value, one.name)
        made = one.default_factory
        if item != (made() if made is not MISSING else one.default):
            found[one.name] = _plain(item) if isinstance(item, Message) else item
    return found
