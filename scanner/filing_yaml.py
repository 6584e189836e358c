"""The bytes of a filing.yaml or map.yaml -> plain nodes with line numbers. Bounded and strict.

YAML 1.1 without anchors, aliases and tags: their only use here would be a bomb or an accident. Scalars keep
their text as written (`1.10` stays "1.10"); only `null` and decimal numbers are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from scanner.filing_faults import BadFiling, Fault
from scanner.formats.encoding import UnknownEncoding, decoded

SIZE = 1 << 20
_DEPTH = 12
_NODES = 50_000
_NULL = re.compile(r"~|null|Null|NULL|")
_DECIMAL = re.compile(r"[-+]?(\d[\d_]*)?\.[\d_]*([eE][-+]?\d+)?|[-+]?\d[\d_]*[eE][-+]?\d+|[-+]?\.(inf|nan)")


class Kind(StrEnum):
    """What stands at a node."""

    NULL = "null"
    TEXT = "text"
    DECIMAL = "decimal"  # an unquoted decimal number; its text is as written
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Node:
    """One value with its line (from 1). `pairs` of a map: key, line of the key, value; keys may repeat."""

    line: int
    kind: Kind
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[str, int, Node], ...] = ()


def read(path: Path) -> Node:
    """The root node of a file. Raises BadFiling."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE + 1)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise BadFiling(
            [Fault("unreadable", 1, "", f"文件打不开:{why}", f"cannot be opened: {why}")]
        ) from fault
    return parse(data)


def parse(data: bytes) -> Node:
    """The root node. Raises BadFiling with one fault: what stops the parser also hides what follows."""
    import yaml

    if len(data) > SIZE:
        raise BadFiling([_TOO_LARGE])
    text = _decoded(data)
    try:
        return _built(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise BadFiling([_syntax(text, mark.line if mark else 0, fault.problem or "")]) from fault
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position] if isinstance(fault.position, int) else ""
        raise BadFiling([_syntax(text, before.count("\n"), "character not allowed")]) from fault


_TOO_LARGE = Fault(
    "too-large",
    1,
    "",
    "文件超过 1 MB,不像一份备案表",
    "larger than 1 MB: hardly a filing form",
    "请确认选对了文件",
    "check that this is the right file",
)


def _decoded(data: bytes) -> str:
    try:
        return decoded(data)
    except UnknownEncoding as fault:
        zh, todo = "文字编码不是 UTF-8 或 GB18030", ("请用记事本另存为 UTF-8", "save it as UTF-8")
        raise BadFiling([Fault("encoding", 1, "", zh, str(fault), *todo)]) from fault


def _syntax(text: str, line: int, problem: str) -> Fault:
    """The parser's complaint, and the likeliest cause in plain words."""
    hint = likely_cause(text, line)
    return Fault("syntax", line + 1, "", f"格式有误({problem})", f"not valid YAML ({problem})", *hint)


def likely_cause(text: str, line: int) -> tuple[str, str]:
    """Why people's YAML breaks at this line (from 0), in Chinese and English."""
    near = "\n".join(text.split("\n")[max(0, line - 1) : line + 1])
    if "\t" in near:
        return "缩进请用空格,不要用 Tab", "indent with spaces, not with tabs"
    if "\N{FULLWIDTH COLON}" in near:
        return "冒号请用英文冒号,后面加一个空格", "use an ASCII colon followed by a space"
    return "冒号后要有一个空格,同级栏目缩进要对齐,引号要成对", "check colons, indentation and quotes"


def _built(events: Iterator[Any]) -> Node:
    """Nodes from parser events, without recursion."""
    root: Node | None = None
    open_nodes: list[tuple[int, Kind, list[Node]]] = []
    count = 0
    for event in events:
        name = type(event).__name__
        if name in ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"):
            if name == "DocumentStartEvent" and root is not None:
                raise BadFiling(
                    [_refused(event, "several-documents", "文件里有多份文档", "several documents")]
                )
            continue
        if name == "AliasEvent" or getattr(event, "anchor", None):
            raise BadFiling([_refused(event, "anchor", "不支持锚点和引用(& 和 *)", "anchors and aliases")])
        if getattr(event, "tag", None):
            raise BadFiling([_refused(event, "tag", "不支持标签(!)", "tags")])
        count += 1
        if count > _NODES or len(open_nodes) > _DEPTH:
            raise BadFiling(
                [_refused(event, "too-complex", "内容过多或嵌套过深", "too many or too deep values")]
            )
        line = event.start_mark.line + 1
        if name in ("SequenceStartEvent", "MappingStartEvent"):
            open_nodes.append((line, Kind.LIST if name[0] == "S" else Kind.MAP, []))
            continue
        node = _scalar(event, line) if name == "ScalarEvent" else _closed(*open_nodes.pop())
        if open_nodes:
            open_nodes[-1][2].append(node)
        else:
            root = node
    return root or Node(1, Kind.NULL)


def _scalar(event: Any, line: int) -> Node:
    plain = event.implicit[0]
    if plain and _NULL.fullmatch(event.value):
        return Node(line, Kind.NULL)
    kind = Kind.DECIMAL if plain and _DECIMAL.fullmatch(event.value) else Kind.TEXT
    return Node(line, kind, event.value)


def _closed(line: int, kind: Kind, inner: list[Node]) -> Node:
    if kind is Kind.LIST:
        return Node(line, kind, items=tuple(inner))
    keys, values = inner[::2], inner[1::2]
    for key in keys:
        if key.kind in (Kind.LIST, Kind.MAP):
            fault = Fault("key", key.line, "", "栏目名应是文字", "a key must be a text")
            raise BadFiling([fault])
    pairs = tuple((key.text, key.line, value) for key, value in zip(keys, values, strict=True))
    return Node(line, kind, pairs=pairs)


def _refused(event: Any, code: str, zh: str, en: str) -> Fault:
    line = event.start_mark.line + 1
    return Fault(code, line, "", zh, f"{en} are not supported here", "请改成普通写法", "write it out plainly")
