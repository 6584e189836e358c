"""Compiled interfaces (.nib, also inside .storyboardc): the classes they make and the texts they show.

Two formats: NIBArchive, and the keyed archive before it. Apple documents neither; the layout of NIBArchive
(little-endian counts and offsets, numbers of 7 bits whose last byte has the high bit set) is what public
readers of it agree on, and what the files of the corpus hold to.
"""

from __future__ import annotations

import plistlib
import struct
from typing import NamedTuple

from scanner.formats import plist, swift_names
from scanner.formats.macho_image import Span
from scanner.formats.plist_text import BadPlist

_MAGIC = b"NIBArchive"
_HEADER = struct.Struct("<10I")
_WIDTHS = {0: 1, 1: 2, 2: 4, 3: 8, 4: 0, 5: 0, 6: 4, 7: 8, 8: -1, 9: 0, 10: 4}  # kind of value -> bytes
_TEXT_CLASSES = frozenset({"NSString", "NSMutableString", "NSLocalizableString"})
_CLASS_KEYS = (b"UIClassName", b"NSClassName")
FIELDS = 64
"""At most so many fields of an object are looked at."""
LARGEST = 16 << 20
ITEMS = 200_000
"""At most so many objects, keys, values and classes, each."""


class BadNib(ValueError):
    """An interface that cannot be read; the message says why."""


class Nib(NamedTuple):
    """Both sorted, without repetitions; Swift classes as "Module.Class"."""

    classes: tuple[str, ...]  # system classes and the app's own: "UILabel", "LoginViewController"
    texts: tuple[str, ...]  # titles, placeholders, but also names of actions and images


def read(data: bytes) -> Nib:
    """The classes and texts of an interface. Raises BadNib."""
    if len(data) > LARGEST:
        raise BadNib(f"larger than {LARGEST >> 20} MB")
    if data.startswith(_MAGIC):
        return _Archive(data).read()
    try:
        return _keyed(plist.dictionary(data))
    except BadPlist as fault:
        raise BadNib(f"interface: {fault}") from fault


def _keyed(archive: dict[str, plist.Value]) -> Nib:
    """Of a keyed archive the objects as they are listed, without following references."""
    objects = archive.get("$objects")
    if not isinstance(objects, list):
        raise BadNib("no interface")
    classes: set[str] = set()
    texts: set[str] = set()
    for found in objects:
        if isinstance(found, str) and found != "$null":
            texts.add(found)
        elif isinstance(found, dict):
            if isinstance(name := found.get("$classname"), str):
                classes.add(name)
            if isinstance(text := found.get("NS.string", found.get("NS.bytes")), bytes | str):
                texts.add(text if isinstance(text, str) else text.decode("utf-8", "replace"))
            own = found.get("UIClassName", found.get("NSClassName"))
            if isinstance(own, plistlib.UID) and own.data < len(objects):
                name = objects[own.data]
                classes.update([name] if isinstance(name, str) else [])
    return Nib(_plain(classes), tuple(sorted(texts - {""})))


def _plain(classes: set[str]) -> tuple[str, ...]:
    return tuple(sorted({swift_names.of_class(name) for name in classes if name}))


class _Archive:
    """A NIBArchive."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def read(self) -> Nib:
        """Raises BadNib."""
        try:
            return self._read()
        except (struct.error, IndexError):
            raise BadNib("interface: cut off") from None

    def _read(self) -> Nib:
        head = _HEADER.unpack_from(self.data, len(_MAGIC))
        objects, keys, values, names = (Span(head[at + 1], head[at]) for at in range(2, 10, 2))
        if max(part.size for part in (objects, keys, values, names)) > ITEMS:
            raise BadNib(f"interface: more than {ITEMS} items")
        self.at = keys.offset
        key_names = [self._bytes() for _ in range(keys.size)]
        self.at = names.offset
        classes = [self._class() for _ in range(names.size)]
        self.at = objects.offset
        made = [(self._number(), self._number(), self._number()) for _ in range(objects.size)]
        self.at = values.offset
        found = [self._value(key_names) for _ in range(values.size)]
        texts: dict[int, str] = {}  # by number of the value, as objects may share one
        named: set[str] = set()
        for kind, first, count in made:
            is_text = classes[kind] in _TEXT_CLASSES
            for number in range(first, min(first + min(count, FIELDS), len(found))):
                key, raw = found[number]
                if is_text and key == b"NS.bytes" and number not in texts:
                    texts[number] = raw.decode("utf-8", "replace")
                elif key in _CLASS_KEYS and len(raw) == 4:
                    named.add(self._named(made, found, struct.unpack("<I", raw)[0]))
        return Nib(_plain({*classes, *named}), tuple(sorted({*texts.values()} - {""})))

    @staticmethod
    def _named(made: list[tuple[int, int, int]], found: list[tuple[bytes, bytes]], number: int) -> str:
        """The text that an object is, by its number."""
        if number >= len(made) or made[number][1] >= len(found):
            return ""
        key, raw = found[made[number][1]]
        return raw[:200].decode("utf-8", "replace") if key == b"NS.bytes" else ""

    def _number(self) -> int:
        value = 0
        for shift in range(0, 35, 7):
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 0x7F) << shift
            if byte & 0x80:
                return value
        raise BadNib(f"interface: number before {self.at}")

    def _bytes(self, size: int = -1) -> bytes:
        size = self._number() if size < 0 else size
        found = self.data[self.at : self.at + size]
        self.at += size
        if len(found) < size:
            raise BadNib("interface: cut off")
        return found

    def _class(self) -> str:
        size, more = self._number(), self._number()
        self.at += 4 * more  # classes to fall back to
        return self._bytes(size).rstrip(b"\0")[:200].decode("utf-8", "replace")

    def _value(self, keys: list[bytes]) -> tuple[bytes, bytes]:
        """Key and bytes of a value."""
        key = keys[self._number()]
        kind = self.data[self.at]
        self.at += 1
        if kind not in _WIDTHS:
            raise BadNib(f"interface: value of kind {kind} before {self.at}")
        return key, self._bytes(_WIDTHS[kind])
