"""Writes compiled XML from XML text, with every field forgeable, so that a fixture is a few lines.

    compiled('<manifest package="a.b"><application android:debuggable="true"/></manifest>')

The prefix `android` needs no declaration. Values become typed as aapt would: true/false, numbers and
0x… numbers, and @type/name or @0x7f010000 references; attributes that hold text stay text.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from scanner.formats import ids, res_value
from tests.apps.poolwriter import string_pool

ANDROID = "http://schemas.android.com/apk/res/android"
NONE = 0xFFFFFFFF
_IDS = {name: number for number, name in ids.NAMES.items()}
_TEXTS = (
    "name label versionName permission readPermission writePermission process authorities host scheme path "
    "pathPrefix pathPattern pathSuffix mimeType targetActivity sharedUserId package split src"
)
"""Attributes whose value stays text, whatever it looks like."""


@dataclass
class Attr:
    """One attribute to write. Without a type, `text` decides what it becomes."""

    name: str
    text: str = ""
    namespace: str = ""
    id: int = 0
    type: int | None = None
    data: int = 0
    raw: str | None = None  # the source text; None: that of a string value, else none

    def typed(self, resources: Mapping[str, int]) -> tuple[int, int | str]:
        """(type, data), where the data of a string is still its text."""
        if self.type is not None:
            return self.type, self.data
        if self.text.startswith("@"):
            name = self.text[1:]
            return res_value.REFERENCE, int(name, 16) if name.startswith("0x") else resources[name]
        if self.name in _TEXTS.split():
            return res_value.STRING, self.text
        if self.text in ("true", "false"):
            return res_value.INT_BOOLEAN, NONE if self.text == "true" else 0
        if self.text.startswith("0x"):
            return res_value.INT_HEX, int(self.text, 16)
        if self.text.lstrip("-").isdecimal():
            return res_value.INT_DEC, int(self.text) & NONE
        return res_value.STRING, self.text


@dataclass
class Node:
    """One element to write; `before` and `after` are raw chunks around its start."""

    tag: str
    attributes: list[Attr] = field(default_factory=list)
    children: list[Node | str] = field(default_factory=list)
    line: int = 1
    before: bytes = b""
    after: bytes = b""


@dataclass
class Forge:
    """What a hostile file does differently; the defaults are what aapt2 writes."""

    utf8: bool = True
    file_type: int = 3
    file_size: int | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # attribute id -> what the file calls it
    with_ids: bool = True
    attribute_size: int = 20
    attribute_start: int = 20
    attribute_count: int | None = None
    element_size: int = 0  # added to the size of each element chunk, without bytes behind it
    string_count: int | None = None
    styles: int = 0
    sort: bool = True
    end_elements: bool = True
    before_nodes: bytes = b""
    tail: bytes = b""
    namespace: str = ANDROID


def compiled(xml: str, resources: Mapping[str, int] | None = None, forge: Forge | None = None) -> bytes:
    """Compiled XML of the text; `resources` are the ids of "type/name"."""
    return write(tree(xml), resources, forge)


def tree(xml: str) -> Node:
    """The nodes of the text, to change before `write`."""
    parser = expat.ParserCreate()
    top, text = Node(""), list[str]()
    stack = [top]

    def flush() -> None:
        content = "".join(text).strip()
        text.clear()
        if content:
            stack[-1].children.append(content)

    def start(tag: str, attributes: dict[str, str]) -> None:
        flush()
        given = [_attr(name, value) for name, value in attributes.items() if not name.startswith("xmlns")]
        node = Node(tag, given, line=parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_: str) -> None:
        flush()
        stack.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    parser.Parse(xml.strip(), True)
    (root,) = top.children
    assert isinstance(root, Node)
    return root


def _attr(name: str, value: str) -> Attr:
    prefix, _, local = name.rpartition(":")
    if prefix == "android":
        return Attr(local, value, ANDROID, _IDS.get(local, 0))
    return Attr(local, value)


def write(root: Node, resources: Mapping[str, int] | None = None, forge: Forge | None = None) -> bytes:
    """Compiled XML of the nodes."""
    return _Writer(resources or {}, forge or Forge()).file(root)


class _Writer:
    def __init__(self, resources: Mapping[str, int], forge: Forge) -> None:
        self.resources, self.forge = resources, forge
        self.pool: list[str] = []
        self.places: dict[str | int, int] = {}

    def file(self, root: Node) -> bytes:
        """Names that have an id come first in the pool, in the order of the resource map."""
        known = sorted(_all_ids(root)) if self.forge.with_ids else []
        for number in known:
            self.places[number] = len(self.pool)
            self.pool.append(self.forge.names.get(number, ids.NAMES.get(number, "")))
        uri, prefix = self.string(self.forge.namespace), self.string("android")
        namespace = struct.pack("<II", prefix, uri)
        nodes = self.chunk(0x0100, 1, namespace) + self.nodes(root) + self.chunk(0x0101, 1, namespace)
        pool = string_pool(self.pool, self.forge.utf8, self.forge.styles, self.forge.string_count)
        table = struct.pack(f"<HHI{len(known)}I", 0x0180, 8, 8 + 4 * len(known), *known)
        body = pool + table + self.forge.before_nodes + nodes + self.forge.tail
        size = 8 + len(body) if self.forge.file_size is None else self.forge.file_size
        return struct.pack("<HHI", self.forge.file_type, 8, size) + body

    def string(self, text: str) -> int:
        if text not in self.places:
            self.places[text] = len(self.pool)
            self.pool.append(text)
        return self.places[text]

    def chunk(self, kind: int, line: int, body: bytes, more: int = 0) -> bytes:
        return struct.pack("<HHIII", kind, 16, 16 + len(body) + more, line, NONE) + body

    def nodes(self, root: Node) -> bytes:
        """Without recursion: fixtures are also deep."""
        out, todo = bytearray(), list[Node | str | Callable[[], bytes]]([root])
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                text = self.string(item)
                out += self.chunk(0x0104, 1, struct.pack("<IHBBI", text, 8, 0, 0, 0))
            elif isinstance(item, Node):
                out += item.before + self.start(item) + item.after
                if self.forge.end_elements:
                    todo.append(lambda node=item: self.end(node))  # type: ignore[misc]
                todo += reversed(item.children)
            else:
                out += item()
        return bytes(out)

    def start(self, node: Node) -> bytes:
        given = sorted(node.attributes, key=_order) if self.forge.sort else node.attributes
        count = len(given) if self.forge.attribute_count is None else self.forge.attribute_count
        start, step = self.forge.attribute_start, self.forge.attribute_size
        body = struct.pack("<IIHHHHHH", NONE, self.string(node.tag), start, step, count, 0, 0, 0)
        body += bytes(max(0, start - 20))
        for attribute in given:
            body += self.attribute(attribute) + bytes(max(0, step - 20))
        return self.chunk(0x0102, node.line, body, self.forge.element_size)

    def end(self, node: Node) -> bytes:
        return self.chunk(0x0103, node.line, struct.pack("<II", NONE, self.string(node.tag)))

    def attribute(self, given: Attr) -> bytes:
        kind, data = given.typed(self.resources)
        raw = given.raw if given.raw is not None else data if isinstance(data, str) else None
        number = given.id if given.id in self.places else given.name
        return struct.pack(
            "<IIIHBBI",
            self.string(self.forge.namespace) if given.namespace == ANDROID else NONE,
            self.places[number] if number in self.places else self.string(given.name),
            NONE if raw is None else self.string(raw),
            *(8, 0, kind, self.string(data) if isinstance(data, str) else data),
        )


def _order(attribute: Attr) -> tuple[bool, int]:
    return not attribute.id, attribute.id


def _all_ids(root: Node) -> set[int]:
    found, todo = set[int](), [root]
    while todo:
        node = todo.pop()
        found |= {attribute.id for attribute in node.attributes if attribute.id}
        todo += [child for child in node.children if isinstance(child, Node)]
    return found
