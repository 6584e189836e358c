"""ASN.1 in BER and DER, as far as certificates and PKCS #7 need it (ITU-T X.690).

Reads more than DER allows — overlong lengths, indefinite lengths — because Android does: such certificates
are on devices, and an update must be recognised as signed by the same key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

INTEGER, BIT_STRING, OCTET_STRING, OID = 0x02, 0x03, 0x04, 0x06
SEQUENCE, SET = 0x30, 0x31
MAX_NODES = 20_000
"""Elements that one constructed value may have."""


class BadDer(ValueError):
    """Bytes that are not ASN.1 as expected; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element: `data[start:stop]` is its encoding, `data[head:end]` its content."""

    data: bytes
    tag: int  # first byte: class, constructed bit and number (numbers above 30 are refused)
    start: int
    head: int
    end: int
    stop: int

    @property
    def content(self) -> bytes:
        return self.data[self.head : self.end]

    @property
    def encoded(self) -> bytes:
        return self.data[self.start : self.stop]

    @property
    def constructed(self) -> bool:
        return bool(self.tag & 0x20)

    def children(self) -> list[Node]:
        """The elements inside. Raises BadDer."""
        if not self.constructed:
            raise BadDer(f"primitive element at {self.start} where a structure was expected")
        return list(_elements(self.data, self.head, self.end))

    def first(self, count: int) -> list[Node]:
        """The first `count` elements inside. Raises BadDer where there are fewer."""
        found = self.children()[:count]
        if len(found) < count:
            raise BadDer(f"{count} elements expected at {self.start}, found {len(found)}")
        return found

    def expect(self, tag: int) -> Node:
        """Itself, if it has this tag. Raises BadDer."""
        if self.tag != tag:
            raise BadDer(f"tag {tag:#04x} expected at {self.start}, found {self.tag:#04x}")
        return self

    @property
    def integer(self) -> int:
        """Value of an INTEGER. Raises BadDer."""
        return int.from_bytes(self.expect(INTEGER).content, "big", signed=True)

    @property
    def bits(self) -> bytes:
        """Whole bytes of a BIT STRING. Raises BadDer."""
        content = self.expect(BIT_STRING).content
        if not content:
            raise BadDer(f"empty BIT STRING at {self.start}")
        return content[1:]

    @property
    def oid(self) -> str:
        """Dotted form of an OBJECT IDENTIFIER. Raises BadDer."""
        content = self.expect(OID).content
        if not content or len(content) > 64 or content[-1] & 0x80:
            raise BadDer(f"malformed object identifier at {self.start}")
        numbers: list[int] = []
        value = 0
        for byte in content:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        first = min(numbers[0] // 40, 2)
        return ".".join(str(number) for number in (first, numbers[0] - 40 * first, *numbers[1:]))


def read(data: bytes, pos: int = 0, end: int | None = None) -> Node:
    """The element that starts at `pos`. Raises BadDer."""
    end = len(data) if end is None else end
    tag, head, length = _header(data, pos, end)
    if length >= 0:
        return Node(data, tag, pos, head, head + length, head + length)
    close = _closing(data, head, end)
    return Node(data, tag, pos, head, close, close + 2)


def _elements(data: bytes, pos: int, end: int) -> Iterator[Node]:
    for _ in range(MAX_NODES):
        if pos >= end:
            return
        node = read(data, pos, end)
        yield node
        pos = node.stop
    raise BadDer(f"more than {MAX_NODES} elements before {end}")


def _header(data: bytes, pos: int, end: int) -> tuple[int, int, int]:
    """Tag, offset of the content, its length (-1: indefinite)."""
    if pos + 2 > end:
        raise BadDer(f"cut off at {pos}")
    tag, length = data[pos], data[pos + 1]
    if tag & 0x1F == 0x1F:
        raise BadDer(f"long tag at {pos}")
    head = pos + 2
    if length == 0x80:
        if not tag & 0x20:
            raise BadDer(f"primitive element of indefinite length at {pos}")
        return tag, head, -1
    if length & 0x80:
        size = length & 0x7F
        if size > 8 or head + size > end:
            raise BadDer(f"malformed length at {pos}")
        length = int.from_bytes(data[head : head + size], "big")
        head += size
    if length > end - head:
        raise BadDer(f"element at {pos} ends behind its parent")
    return tag, head, length


def _closing(data: bytes, pos: int, end: int) -> int:
    """Offset of the end-of-contents mark that closes an indefinite length whose content starts at `pos`."""
    depth = 1
    for _ in range(MAX_NODES):
        if data[pos : pos + 2] == b"\0\0" and pos + 2 <= end:
            depth -= 1
            if not depth:
                return pos
            pos += 2
            continue
        _, head, length = _header(data, pos, end)
        depth += length < 0
        pos = head + max(length, 0)
    raise BadDer(f"indefinite length without an end near {pos}")
