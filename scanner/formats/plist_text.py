"""The old text form of property lists (OpenStep), and `.strings` files: such dictionaries without braces.

`{ key = value; }`, `( a, b )`, `"text"`, `<0fbd77>`, comments as in C. Source: Apple, "Property List
Programming Guide", "Old-Style ASCII Property Lists"; "Resource Programming Guide", "String Resources".
"""

from __future__ import annotations

import re
from typing import TypeAlias

Text: TypeAlias = "str | bytes | list[Text] | dict[str, Text]"

_TOKEN = re.compile(
    r"""(?:\s++|//[^\n\r]*+|(?>/\*.*?\*/))*+             # possessive: nothing is tried twice
        (?:(?P<quoted>"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')
          |(?P<data><[0-9a-fA-F\s]*+>)
          |(?P<word>(?:[\w$:.-]|/(?![/*]))++)
          |(?P<mark>[{}()=;,])
          |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|[Uu]([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
DEPTH = 100
"""At most so many lists and dictionaries inside one another."""
NODES = 500_000
"""At most so many values, each counted as often as it stands somewhere."""


class BadPlist(ValueError):
    """A property list that cannot be read, or is a trap; the message says why."""


def read(data: bytes) -> Text:
    """The list in a text file, in UTF-8 or UTF-16. Raises BadPlist."""
    return _Parser(_decoded(data)).whole()


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\0" != data[:1]:
        return data.decode("utf-16-le", "replace")
    if data[:1] == b"\0" != data[1:2]:
        return data.decode("utf-16-be", "replace")
    return data.decode("utf-8-sig", "replace")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.left = NODES
        self.kind, self.piece = "", ""
        self.next()

    def next(self) -> None:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise BadPlist(f"no property list: character {self.at} of the text")
        self.at = found.end()
        self.kind = str(found.lastgroup)
        self.piece = found[self.kind]

    def take(self, mark: str) -> None:
        if self.piece != mark or self.kind != "mark":
            raise BadPlist(f"{mark!r} expected at character {self.at} of the text")
        self.next()

    def whole(self) -> Text:
        """The value that fills the file, or the pairs of a `.strings` file."""
        if self.kind == "end":
            return {}
        if self.kind == "mark":
            value = self.value(0)
        else:
            first = self.value(0)
            if self.kind == "end":
                return first
            value = self.pairs("end", 0, self.key(first))
        if self.kind != "end":
            raise BadPlist(f"something follows the property list at character {self.at}")
        return value

    def value(self, depth: int) -> Text:
        self.left -= 1
        if self.left < 0:
            raise BadPlist(f"more than {NODES} values")
        if depth > DEPTH:
            raise BadPlist(f"more than {DEPTH} levels deep")
        kind, piece = self.kind, self.piece
        if kind == "end":
            raise BadPlist("the text ends inside a value")
        if piece not in ("{", "(") and kind == "mark":
            raise BadPlist(f"{piece!r} where a value was expected, at character {self.at}")
        self.next()
        if kind == "quoted":
            return _ESCAPE.sub(_unescape, piece[1:-1])
        if kind == "data":
            digits = "".join(piece[1:-1].split())
            if len(digits) % 2:
                raise BadPlist(f"half a byte of data at character {self.at}")
            return bytes.fromhex(digits)
        if kind == "word":
            return piece
        if piece == "{":
            found = self.pairs("}", depth + 1)
            self.take("}")
            return found
        return self.items(depth + 1)

    def items(self, depth: int) -> list[Text]:
        found: list[Text] = []
        while self.piece != ")" or self.kind != "mark":
            found.append(self.value(depth))
            if self.piece != ",":
                break
            self.take(",")
        self.take(")")
        return found

    def pairs(self, end: str, depth: int, key: str | None = None) -> dict[str, Text]:
        """Pairs up to the closing brace or the end of the text; `key`: the first, if it was taken already."""
        found: dict[str, Text] = {}
        while key is not None or end not in (self.piece, self.kind):
            if key is None:
                key = self.key(self.value(depth))
            if self.piece == "=" and self.kind == "mark":
                self.take("=")
                found[key] = self.value(depth)
            else:
                found[key] = key  # `key;` says the same on both sides
            self.take(";")
            key = None
        return found

    def key(self, value: Text) -> str:
        if not isinstance(value, str):
            raise BadPlist(f"a key that is no text before character {self.at}")
        return value


def _unescape(found: re.Match[str]) -> str:
    octal, wide, other = found.groups()
    if octal:
        return chr(int(octal, 8) & 0xFF)
    if wide:
        return chr(int(wide, 16))
    return _ESCAPED.get(other, other)
