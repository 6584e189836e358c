"""YAML data files with the line of everything, so that every fault can say where it is."""

from __future__ import annotations

from typing import Any

import yaml

from rules.data import BadRules as BadRules
from rules.data import Fault
from scanner.filing_yaml import likely_cause

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 24
MOST = 300_000
"""Values in one file, those that an alias repeats counted again."""
_TAG = "tag:yaml.org,2002:"
_PLAIN = frozenset(_TAG + name for name in ("str", "int", "bool", "null", "timestamp"))


class Table(dict[str, Any]):
    """A mapping that knows its line and the lines of its keys."""

    line: int = 0
    lines: dict[str, int]


def read(file: str, text: str, faults: list[Fault]) -> Any:
    """The file's data: Table, list, str, int, bool, None. Faults are added to `faults`; then None."""
    try:
        loader = _Loader(text)
    except yaml.YAMLError:  # characters that YAML does not allow
        faults.append(Fault(file, 1, "文件含有不允许的控制字符", "characters that YAML does not allow"))
        return None
    try:
        node = loader.get_single_node()
        return None if node is None else _Reading(file, faults, loader).value(node, 0)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        problem = getattr(fault, "problem", None) or "malformed"
        line = mark.line + 1 if mark else 1
        hint = likely_cause(text, line - 1)[0]
        faults.append(Fault(file, line, f"格式有误:{hint}", f"malformed YAML: {problem}"))
        return None
    finally:
        loader.dispose()


class _Reading:
    """From nodes to data. Only plain YAML: no tags; what an alias repeats counts again."""

    def __init__(self, file: str, faults: list[Fault], loader: Any) -> None:
        self.file, self.faults, self.loader = file, faults, loader
        self.left = MOST

    def fault(self, node: Any, zh: str, en: str) -> None:
        self.faults.append(Fault(self.file, node.start_mark.line + 1, zh, en))

    def value(self, node: Any, depth: int) -> Any:
        self.left -= 1
        if depth > _DEEPEST:
            self.fault(node, "嵌套过深", "nested too deeply")
        elif self.left <= 0:
            self.faults.append(
                Fault(self.file, 1, "文件内容过多(别名重复展开)", "too much data (aliases multiply)")
            )
        elif isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        else:
            if node.tag not in (f"{_TAG}map", f"{_TAG}seq"):
                self.fault(node, f"不支持标签 {node.tag}", f"a tag is not supported: {node.tag}")
            elif isinstance(node, yaml.MappingNode):
                return self.table(node, depth)
            else:
                return [self.value(item, depth + 1) for item in node.value]
        return None

    def table(self, node: Any, depth: int) -> Table:
        table = Table()
        table.line, table.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(key_node, "键只能是文字", "a key is a text")
                continue
            key = str(key_node.value)
            if key in table:
                self.fault(key_node, f"“{key}”写了两次", f"{key!r} stands here twice")
            table[key] = self.value(value_node, depth + 1)
            table.lines[key] = key_node.start_mark.line + 1
        return table

    def scalar(self, node: Any) -> Any:
        if node.tag not in _PLAIN:
            self.fault(node, "这里只能写文字或整数", "only texts and whole numbers here")
            return None
        if node.tag == f"{_TAG}timestamp":
            return str(node.value)  # days are texts here
        try:
            return self.loader.construct_object(node)
        except ValueError:  # "0b", "0x": what YAML takes for a number and Python does not
            self.fault(node, "这里只能写文字或整数", "only texts and whole numbers here")
            return None


def plain(value: Any) -> Any:
    """The same without lines: dict, list, str, int, bool, None."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
