"""From the files of provincial settings to packs: each over the default one, all checked against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules.basis import LOCAL
from rules.build_files import Files
from rules.data import DEFAULT_PACK
from rules.located import Table, plain
from rules.model import Norm
from rules.shape import Checker

Norms = Mapping[str, tuple[Norm, ...]]
_TABLES = ("measured", "sources")
"""Say of a number where it is from: 检测口径, or the clauses that set it."""
_OWN = ("title", "norms", *_TABLES)


def packs_of(files: Files, norms: Norms) -> dict[str, Mapping[str, Any]]:
    """The settings of each pack by its name."""
    found: dict[str, dict[str, Any]] = {}
    read: list[tuple[Checker, str, Table]] = []
    for checker, data in files.under("packs/"):
        name = checker.file.rsplit("/", 1)[-1].removesuffix(".yaml")
        if not isinstance(data, Table):
            checker.fault(1, "文件应是“设置: 值”", "a mapping of settings expected")
            continue
        read.append((checker, name, data))
        found[name] = _over(found.get(name, {}), plain(data))
    default = found.get(DEFAULT_PACK, {})
    made = {name: _over(default, settings) for name, settings in found.items()}
    for checker, name, data in read:
        _check(checker, data, default, made[name], norms)
    return dict(made)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over others; tables are joined."""
    joined = {
        key: {**below[key], **above[key]}
        for key in _TABLES
        if isinstance(below.get(key), dict) and isinstance(above.get(key), dict)
    }
    return {**below, **above, **joined}


def _check(
    checker: Checker, data: Table, default: Mapping[str, Any], whole: Mapping[str, Any], norms: Norms
) -> None:
    for key, value in data.items():
        line = data.lines[key]
        if not _good(key, value):
            checker.fault(line, f"“{key}”的值不对", f"bad value for {key!r}")
        elif key not in default and key not in _OWN:
            checker.fault(line, f"不认识的设置“{key}”", f"unknown setting {key!r}")
        elif key in default and type(plain(value)) is not type(default[key]):
            checker.fault(line, f"“{key}”与通用设置的类型不同", f"{key!r} is of another sort than by default")
        elif _is_number(value) and not any(key in whole.get(table, {}) for table in _TABLES):
            zh = f"“{key}”要写明出处(sources)或列为检测口径(measured)"
            checker.fault(line, zh, f"{key!r} needs its sources, or stands among measured")
        elif key in _TABLES:
            _table(checker, value, whole, norms)
        elif key == "norms":
            _local(checker, line, value, norms)


def _good(key: str, value: Any) -> bool:
    if key == "measured":
        return isinstance(value, dict) and all(isinstance(text, str) and text for text in value.values())
    if key == "sources":
        return isinstance(value, dict) and all(map(_texts, value.values()))
    return isinstance(value, str | int) or _texts(value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _table(checker: Checker, table: Table, whole: Mapping[str, Any], norms: Norms) -> None:
    for key, value in table.items():
        if key not in whole:
            checker.fault(table.lines[key], f"没有设置“{key}”", f"no such setting: {key!r}")
        for ref in value if isinstance(value, list) else ():
            if ref not in norms:
                checker.fault(table.lines[key], f"没有条款 {ref}", f"no such clause: {ref}")


def _local(checker: Checker, line: int, ids: list[str], norms: Norms) -> None:
    levels = {norm.id: norm.level for versions in norms.values() for norm in versions}
    for id_ in ids:
        if levels.get(id_) != LOCAL:
            checker.fault(line, f"{id_} 不是已有的地方文件", f"{id_} is no local text that is known")
