"""The load commands of one architecture of a Mach-O file.

Numbers that reach out of the architecture's part of the file are cut to it and named as faults.
Source: `mach-o/loader.h` of cctools.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.formats.macho_image import LONGEST, NOWHERE, Encryption, Library, Section, Segment, Span

_PLATFORMS = {
    1: "macos",
    2: "ios",
    3: "tvos",
    4: "watchos",
    5: "bridgeos",
    6: "maccatalyst",
    7: "iossimulator",
    8: "tvossimulator",
    9: "watchossimulator",
    10: "driverkit",
    11: "visionos",
    12: "visionossimulator",
}
_MINIMUM = {0x24: "macos", 0x25: "ios", 0x2F: "tvos", 0x30: "watchos"}  # LC_VERSION_MIN_*
_LOADS = {0xC: "load", 0x80000018: "weak", 0x8000001F: "reexport", 0x20: "lazy", 0x80000023: "upward"}
_TABLES = {0x1D: "signature", 0x80000033: "exports", 0x80000034: "chained"}  # linkedit_data_command
COMMANDS = 4096
SEGMENTS = 128
SECTIONS = 1024
"""At most this many load commands, segments and sections of one architecture are read."""


@dataclass(slots=True)
class Reading:
    """What the load commands have said so far; `said` has fields of Image by name."""

    data: bytes
    span: Span
    wide: bool
    said: dict[str, object] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    libraries: list[Library] = field(default_factory=list)
    rpaths: list[str] = field(default_factory=list)
    tables: dict[str, Span] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def part(self, offset: int, size: int, what: str) -> Span:
        """A range that the file states, cut to this architecture."""
        inside = max(0, min(size, self.span.size - offset))
        if inside < size:
            self.faults.append(what)
        return Span(self.span.offset + offset, inside) if inside else NOWHERE


class _Command(NamedTuple):
    id: int
    body: bytes  # with the first two fields, which are id and size
    at: int

    def fields(self, layout: str) -> tuple[int, ...]:
        """Numbers behind the first two. Raises struct.error where the command is too short."""
        found: tuple[int, ...] = struct.unpack_from("<" + layout, self.body, 8)
        return found

    def text(self, offset: int) -> str:
        """A text inside the command (lc_str)."""
        return _name(self.body[offset : offset + LONGEST]) if offset >= 8 else ""


def read(reading: Reading, start: int, end: int, number: int) -> None:
    """Adds what `number` load commands from `start` on say."""
    at = start
    for _ in range(min(number, COMMANDS)):
        if end - at < 8:
            break
        command, size = struct.unpack_from("<II", reading.data, at)
        if size < 8 or size > end - at:
            break
        handle = _HANDLERS.get(command)
        if handle is not None:
            try:
                handle(reading, _Command(command, reading.data[at : at + size], at))
            except struct.error:
                reading.faults.append(f"load command {command & 0xFFFF:#x}")
        at += size
    else:
        if number <= COMMANDS:
            return
    reading.faults.append("load commands")


def _segment(reading: Reading, command: _Command) -> None:
    if len(reading.segments) == SEGMENTS:
        reading.faults.append("segments")
        return
    word, each, head = ("Q", 80, 72) if command.id == 0x19 else ("I", 68, 56)
    name = _name(command.body[8:24])
    address, size, offset, file_size, _, protection, number, _ = command.fields(f"16x{word * 4}4I")
    span = reading.part(offset, min(file_size, size), f"segment {name}")
    reading.segments.append(Segment(name, address, size, span, protection))
    room = min((len(command.body) - head) // each, SECTIONS - len(reading.sections))
    if number > room:
        reading.faults.append("sections")
    for index in range(min(number, room)):
        reading.sections.append(_section(reading, word, command.body, head + each * index))


def _section(reading: Reading, word: str, body: bytes, at: int) -> Section:
    name, segment = _name(body[at : at + 16]), _name(body[at + 16 : at + 32])
    address, size, offset, _, _, _, flags = struct.unpack_from(f"<{word * 2}5I", body, at + 32)
    kind = flags & 0xFF
    empty = kind in (1, 12, 18)  # S_ZEROFILL, S_GB_ZEROFILL, S_THREAD_LOCAL_ZEROFILL
    span = NOWHERE if empty or not offset else reading.part(offset, size, f"section {name}")
    return Section(segment, name, address, size, span, kind)


def _name(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")


def _version(number: int) -> str:
    """X.Y or X.Y.Z from nibbles xxxx.yy.zz."""
    last = number & 0xFF
    return f"{number >> 16}.{number >> 8 & 0xFF}" + (f".{last}" if last else "")


def _library(reading: Reading, command: _Command) -> None:
    offset, _, current, _ = command.fields("4I")
    name = command.text(offset)
    if command.id in _LOADS:
        reading.libraries.append(Library(name, _LOADS[command.id], _version(current)))
    else:
        reading.said["id"] = name


def _rpath(reading: Reading, command: _Command) -> None:
    reading.rpaths.append(command.text(*command.fields("I")))


def _encryption(reading: Reading, command: _Command) -> None:
    offset, size, crypt_id = command.fields("3I")
    reading.said["encryption"] = Encryption(reading.part(offset, size, "encryption"), crypt_id)


def _build(reading: Reading, command: _Command) -> None:
    platform, minimum, sdk = command.fields("3I")
    reading.said |= {
        "platform": _PLATFORMS.get(platform, f"platform {platform}"),
        "minimum": _version(minimum),
        "sdk": _version(sdk),
    }


def _minimum(reading: Reading, command: _Command) -> None:
    minimum, sdk = command.fields("2I")
    if "platform" not in reading.said:  # LC_BUILD_VERSION counts where both are there
        said = {"platform": _MINIMUM[command.id], "minimum": _version(minimum), "sdk": _version(sdk)}
        reading.said |= said


def _uuid(reading: Reading, command: _Command) -> None:
    reading.said["uuid"] = command.body[8:24].hex()


def _main(reading: Reading, command: _Command) -> None:
    (entry,) = command.fields("Q")
    reading.said["entry"] = reading.span.offset + entry if entry < reading.span.size else -1


def _linkedit(reading: Reading, command: _Command) -> None:
    offset, size = command.fields("2I")
    reading.tables[_TABLES[command.id]] = reading.part(offset, size, _TABLES[command.id])


def _symtab(reading: Reading, command: _Command) -> None:
    symbols, number, strings, size = command.fields("4I")
    each = 16 if reading.wide else 12
    reading.tables["symbols"] = reading.part(symbols, number * each, "symbols")
    reading.tables["strings"] = reading.part(strings, size, "strings")


def _dyld_info(reading: Reading, command: _Command) -> None:
    numbers = command.fields("10I")
    for index, name in enumerate(("rebase", "bind", "weak_bind", "lazy_bind", "exports")):
        reading.tables[name] = reading.part(numbers[2 * index], numbers[2 * index + 1], name)


_HANDLERS: dict[int, Callable[[Reading, _Command], None]] = {
    0x1: _segment,
    0x19: _segment,
    0x2: _symtab,
    0xD: _library,
    **dict.fromkeys(_LOADS, _library),
    0x8000001C: _rpath,
    0x1B: _uuid,
    0x21: _encryption,
    0x2C: _encryption,
    0x22: _dyld_info,
    0x80000022: _dyld_info,
    0x80000028: _main,
    0x32: _build,
    **dict.fromkeys(_MINIMUM, _minimum),
    **dict.fromkeys(_TABLES, _linkedit),
}
