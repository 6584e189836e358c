"""YAML data files with the line of everything, so that every fault can say where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from rules.data import BadRules, Fault

__all__ = ["BadRules", "Fault", "Table", "plain", "read"]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 24


class Table(dict[str, Any]):
    """A mapping that knows its line and the lines of its keys."""

    line: int = 0
    lines: dict[str, int]


def read(file: str, text: str, faults: list[Fault]) -> Any:
    """The file's data: Table, list, str, int, bool, None. Faults are added to `faults`; then None."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _value(node, loader, file, faults, 0)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "malformed"
        line = mark.line + 1 if mark else 1
        faults.append(Fault(file, line, f"YAML 格式有误:{problem}", f"malformed YAML: {problem}"))
        return None
    finally:
        loader.dispose()


def _value(node: Any, loader: Any, file: str, faults: list[Fault], depth: int) -> Any:
    line = node.start_mark.line + 1
    if depth > _DEEPEST:
        faults.append(Fault(file, line, "嵌套过深", "nested too deeply"))
        return None
    if isinstance(node, yaml.MappingNode):
        table = Table()
        table.line, table.lines = line, {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in table:
                at = key_node.start_mark.line + 1
                faults.append(Fault(file, at, f"“{key}”写了两次", f"{key!r} stands here twice"))
            table[key] = _value(value_node, loader, file, faults, depth + 1)
            table.lines[key] = key_node.start_mark.line + 1
        return table
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, loader, file, faults, depth + 1) for item in node.value]
    if node.tag == "tag:yaml.org,2002:timestamp":
        return str(node.value)  # days are texts here
    value = loader.construct_object(node)
    if not isinstance(value, str | int | bool | None):
        faults.append(Fault(file, line, "这里只能写文字或整数", "only texts and whole numbers here"))
        return None
    return value


def plain(value: Any) -> Any:
    """The same without lines: dict, list, str, int, bool, None."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def lines_below(value: Any, line: int) -> Iterator[tuple[int, Any]]:
    """Every mapping in `value` with its line."""
    if isinstance(value, Table):
        yield value.line, value
        for item in value.values():
            yield from lines_below(item, value.line)
    elif isinstance(value, list):
        for item in value:
            yield from lines_below(item, line)
