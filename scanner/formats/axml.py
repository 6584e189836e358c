"""Compiled XML (AndroidManifest.xml, res/xml/*.xml) read the way Android reads it.

Source: AOSP frameworks/base, libs/androidfw/ResourceTypes.cpp (ResXMLTree::setTo, ResXMLParser::nextNode,
validateNode), AttributeResolution.cpp (RetrieveAttributes) and core/java/android/content/res/XmlBlock.java.
Android stops at the end of the root element, so what follows it is not looked at; elements still open where
the data end count as closed; namespaces are never matched, and end tags never by their names.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.formats import axml_tricks as tricks
from scanner.formats import res_value
from scanner.formats.axml_tricks import Trick
from scanner.formats.stringpool import BadPool, StringPool

LARGEST = 32 << 20
"""Bytes of a file; the largest manifests of real apps have about 1 MB."""
DEEPEST = 512
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 500_000

_STRING_POOL, _XML, _RESOURCE_MAP = 0x0001, 0x0003, 0x0180
_FIRST_NODE, _LAST_NODE = 0x0100, 0x017F
_START_ELEMENT, _END_ELEMENT, _TEXT = 0x0102, 0x0103, 0x0104
_MINIMUM = {0x0100: 8, 0x0101: 8, _START_ELEMENT: 20, _END_ELEMENT: 8, _TEXT: 12}  # bytes after the header
_CHUNK = struct.Struct("<HHI")
_ELEMENT = struct.Struct("<IIHHH")  # namespace, name, attribute start, size and count
_ATTRIBUTE = struct.Struct("<IIIHBBI")  # namespace, name, raw value; size, 0, type and data of the value
_NODE_HEADER = 16
_LOOKED_AT = 1_000  # chunks behind the root at most
_ELEMENT_SIZE = 20  # bytes after the header before the first attribute


class BadXml(ValueError):
    """Not compiled XML, or such that Android would refuse it; says what is wrong and at which byte."""


class Attribute(NamedTuple):
    """One attribute. `id` is what it is; the name is only what the file calls it.

    `type` and `data` are the typed value (res_value.py), `text` its string where it is one. `raw` is the
    string as it stood in the source: Android reads it for attributes without an id.
    """

    id: int  # resource id, 0 if none
    name: str
    namespace: str
    type: int
    data: int
    text: str | None
    raw: str | None = None

    @property
    def is_int(self) -> bool:
        """True where Android reads `data` as a number or truth value."""
        return res_value.is_int(self.type)

    @property
    def is_reference(self) -> bool:
        """True where `data` is the id of a resource."""
        return self.type == res_value.REFERENCE


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element. `offset` is the byte of its start chunk, `line` its line in the source."""

    tag: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple[Element, ...] = field(default=(), repr=False)
    text: str = ""
    line: int = 0
    offset: int = 0

    def get(self, attribute: int) -> Attribute | None:
        """The attribute with this resource id, or None.

        Android walks its sorted list of ids and the element's attributes side by side, so an attribute that
        stands behind a greater id, or behind one of the same id, does not exist for it.
        """
        highest = 0
        for item in self.attributes:
            if item.id == attribute:
                return item if attribute > highest and item.type != res_value.NULL else None
            highest = max(highest, item.id)
        return None

    def text_of(self, name: str) -> str:
        """The text of an attribute that has no namespace and is read by name ("package", "split", "src").

        "" where there is none.
        """
        for item in self.attributes:
            if item.name == name and not item.namespace:
                text = item.text if item.raw is None else item.raw
                return (res_value.coerce(item.type, item.data) if text is None else text) or ""
        return ""

    def child(self, tag: str) -> Element | None:
        """The first child element with this tag."""
        return next(self.each(tag), None)

    def each(self, tag: str) -> Iterator[Element]:
        """The child elements with this tag."""
        return (child for child in self.children if child.tag == tag)

    def below(self, path: str) -> list[tuple[str, Element]]:
        """The child elements with their XML paths, `path` being that of this element.

        Where several siblings share a tag, the path numbers them from 1: "manifest/application/activity[3]".
        """
        total: dict[str, int] = {}
        for child in self.children:
            total[child.tag] = total.get(child.tag, 0) + 1
        place: dict[str, int] = {}
        found = []
        for child in self.children:
            place[child.tag] = place.get(child.tag, 0) + 1
            number = f"[{place[child.tag]}]" if total[child.tag] > 1 else ""
            found.append((f"{path}/{child.tag}{number}", child))
        return found

    def walk(self) -> Iterator[tuple[str, Element]]:
        """This element and all below it, in the file's order, each with its XML path."""
        stack = [(self.tag, self)]
        while stack:
            path, element = stack.pop()
            yield path, element
            stack.extend(reversed(element.below(path)))


def parse(data: bytes) -> Element:
    """The root element. Raises BadXml."""
    return read(data)[0]


def read(data: bytes) -> tuple[Element, tuple[Trick, ...]]:
    """The root element, and what is odd about how the file is written (axml_tricks.py). Raises BadXml."""
    try:
        reader = _Reader(data)
        root = reader.root()
    except BadPool as fault:
        raise BadXml(str(fault)) from fault
    return root, (*reader.odd.values(), *tricks.of_attributes(root))


class _Open:
    """An element whose end has not come yet."""

    __slots__ = ("attributes", "children", "line", "offset", "tag", "text")

    def __init__(self, tag: str, attributes: tuple[Attribute, ...], line: int, offset: int) -> None:
        self.tag, self.attributes, self.line, self.offset = tag, attributes, line, offset
        self.children: list[Element] = []
        self.text: list[str] = []

    def close(self) -> Element:
        text = "".join(self.text)
        return Element(self.tag, self.attributes, tuple(self.children), text, self.line, self.offset)


class _Reader:
    """One pass over the chunks of one file."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST:
            raise BadXml(f"compiled XML of {len(data)} bytes is larger than {LARGEST}")
        if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            raise BadXml("plain text XML: it was not compiled, and Android does not read it")
        if len(data) < _CHUNK.size:
            raise BadXml(f"compiled XML of {len(data)} bytes has no header")
        kind, header, size = _CHUNK.unpack_from(data)
        # The type is not looked at: older Androids accepted any, and apps that hide from readers forge it.
        if not _CHUNK.size <= header <= size <= len(data):
            raise BadXml(
                f"not compiled XML: type {kind:#x}, header {header}, size {size} of {len(data)} bytes"
            )
        self.data, self.end = data, size
        self.odd: dict[str, Trick] = {}  # the first place of each
        if kind != _XML:
            self._note(tricks.HEADER_TYPE, 0, f"type {kind:#x}")
        if any(data[size:]):
            self._note(tricks.TRAILING_DATA, size, f"{len(data) - size} bytes")
        self.pool: StringPool | None = None
        self.texts: dict[int, str | None] = {}
        self.resource_ids: tuple[int, ...] = ()
        self.elements = self.attributes = 0
        self.first_node = self._prologue(header)

    def _note(self, trick: str, at: int, note: str) -> None:
        self.odd.setdefault(trick, Trick(trick, at, note))

    def _chunk(self, at: int, least: int) -> tuple[int, int, int]:
        """Type, header size and size of the chunk at `at`."""
        if at + _CHUNK.size > self.end:
            raise BadXml(f"chunk at {at:#x}: cut off")
        kind, header, size = _CHUNK.unpack_from(self.data, at)
        if not least <= header <= size <= self.end - at or (header | size) & 3:
            raise BadXml(f"chunk {kind:#x} at {at:#x}: header {header}, size {size} do not fit")
        return kind, header, size

    def _prologue(self, at: int) -> int:
        """Reads string pool and resource map (the last of each counts); where the first node stands."""
        pool = None
        while at + _CHUNK.size < self.end:
            kind, header, size = self._chunk(at, _CHUNK.size)
            if _FIRST_NODE <= kind <= _LAST_NODE:
                break
            if kind == _STRING_POOL:
                if pool is not None:
                    self._note(tricks.SEVERAL_POOLS, at, "")
                pool = at, at + size
            elif kind == _RESOURCE_MAP:
                count = (size - header) // 4
                self.resource_ids = struct.unpack_from(f"<{count}I", self.data, at + header)
            else:
                self._note(tricks.EXTRA_CHUNK, at, f"type {kind:#x}")
            at += size
        else:
            raise BadXml("no element")
        if pool is None:
            raise BadXml("no string pool")
        self.pool = StringPool(self.data, *pool)
        return at

    def root(self) -> Element:
        """Walks the nodes until the root element ends."""
        at, stack = self.first_node, list[_Open]()
        while at < self.end:
            kind, header, size = self._chunk(at, _NODE_HEADER)
            if size - header < _MINIMUM.get(kind, 0):
                raise BadXml(f"node {kind:#x} at {at:#x}: {size} bytes are too few")
            if kind == _START_ELEMENT:
                if len(stack) >= DEEPEST:
                    raise BadXml(f"element at {at:#x}: nested deeper than {DEEPEST}")
                stack.append(self._start(at, header, size))
            elif kind == _TEXT and stack:
                stack[-1].text.append(self._string(struct.unpack_from("<I", self.data, at + header)[0]) or "")
            elif kind == _END_ELEMENT and stack:
                element = stack.pop().close()
                if not stack:
                    self._behind_root(at + size)
                    return element
                stack[-1].children.append(element)
            elif kind not in _MINIMUM:
                self._note(tricks.EXTRA_CHUNK, at, f"type {kind:#x}")
            at += size
        if stack:
            self._note(tricks.UNCLOSED, stack[-1].offset, f"{len(stack)} elements")
        while len(stack) > 1:
            element = stack.pop().close()
            stack[-1].children.append(element)
        if not stack:
            raise BadXml("no element")
        return stack[0].close()

    def _behind_root(self, at: int) -> None:
        """Notes elements behind the root's end. Android never gets there, so nothing need make sense."""
        for _ in range(_LOOKED_AT):
            if at + _NODE_HEADER > self.end:
                return
            kind, header, size = _CHUNK.unpack_from(self.data, at)
            if kind == _START_ELEMENT:
                self._note(tricks.AFTER_ROOT, at, "")
            if kind == _START_ELEMENT or not _CHUNK.size <= header <= size:
                return
            at += size

    def _start(self, at: int, header: int, size: int) -> _Open:
        self.elements += 1
        _, name, start, step, count = _ELEMENT.unpack_from(self.data, at + header)
        self.attributes += count
        if self.elements > MOST_ELEMENTS or self.attributes > MOST_ATTRIBUTES:
            raise BadXml(
                f"element at {at:#x}: more than {MOST_ELEMENTS} elements or {MOST_ATTRIBUTES} attributes"
            )
        if step < _ATTRIBUTE.size or start + step * count > size - header:
            raise BadXml(f"element at {at:#x}: {count} attributes of {step} bytes do not fit")
        if count and (start, step) != (_ELEMENT_SIZE, _ATTRIBUTE.size):
            self._note(tricks.ATTRIBUTE_SIZE, at, f"start {start}, size {step}")
        first = at + header + start
        rows = (
            _ATTRIBUTE.iter_unpack(self.data[first : first + step * count])
            if step == _ATTRIBUTE.size
            else (_ATTRIBUTE.unpack_from(self.data, first + step * number) for number in range(count))
        )
        (line,) = struct.unpack_from("<I", self.data, at + 8)
        return _Open(self._string(name) or "", tuple(map(self._attribute, rows)), line, at)

    def _attribute(self, row: tuple[int, ...]) -> Attribute:
        namespace, name, raw, _, _, kind, data = row
        if kind == res_value.DYNAMIC_REFERENCE:
            kind = res_value.REFERENCE
        return Attribute(
            self.resource_ids[name] if name < len(self.resource_ids) else 0,
            self._string(name) or "",
            self._string(namespace) or "",
            kind,
            data,
            self._string(data) if kind == res_value.STRING else None,
            self._string(raw),
        )

    def _string(self, index: int) -> str | None:
        """A string of the pool; the upper half of the numbers means none."""
        try:
            return self.texts[index]
        except KeyError:
            assert self.pool is not None
            text = self.texts[index] = self.pool.text(index) if index < 1 << 31 else None
            return text
