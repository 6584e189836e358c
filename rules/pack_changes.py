"""The change list of a rule pack: what differs between two rule bases, in plain Chinese. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from rules.data import Data
from rules.model import Norm, Rule

_PARTS: Mapping[str, str] = {
    "severity": "级别",
    "automation": "自动化程度",
    "use": "用途",
    "basis": "依据",
    "platforms": "平台",
    "given": "适用条件",
    "each": "核对的对象",
    "when": "问题",
    "cause": "起因",
    "authority": "职责部门",
}
_NAMED = 12
"""At most this many names in one line."""


def norms_added(old: Data, new: Data) -> tuple[str, ...]:
    """The clauses that are new."""
    return tuple(sorted(new.norms.keys() - old.norms.keys()))


def norms_repealed(old: Data, new: Data) -> tuple[str, ...]:
    """The clauses that are gone, or of which the new base says until when they were in force."""
    gone = old.norms.keys() - new.norms.keys()
    ended = {
        ref
        for ref, versions in new.norms.items()
        if versions[-1].until and ref in old.norms and not old.norms[ref][-1].until
    }
    return tuple(sorted(gone | ended))


def changes(old: Data, new: Data) -> list[str]:
    """One line per changed rule and clause, one line per sort for the rest; none where nothing differs."""
    return [
        *_norms(old, new),
        *_rules({rule.id: rule for rule in old.rules}, {rule.id: rule for rule in new.rules}),
        *_by_id("组件", {s.id: (s.zh, s) for s in old.sdks}, {s.id: (s.zh, s) for s in new.sdks}),
        *_by_id("敏感接口", _titled(old.apis), _titled(new.apis)),
        *_by_id("字节特征文件", _named(old.bytes), _named(new.bytes)),
        *_terms(old.terms, new.terms),
        *_settings(old, new),
        *_by_id("节假日安排", _years(old), _years(new)),
    ]


def _norms(old: Data, new: Data) -> Iterator[str]:
    repealed = norms_repealed(old, new)
    for ref in norms_added(old, new):
        yield f"新增条文 {_cited(new.norms[ref])}"
    for ref in repealed:
        versions = new.norms.get(ref, old.norms[ref])
        until = f"(至 {versions[-1].until} 前有效)" if versions[-1].until else ""
        yield f"废止条文 {_cited(versions)}{until}"
    for ref in sorted(old.norms.keys() & new.norms.keys() - {*repealed}):
        if old.norms[ref] != new.norms[ref]:
            yield f"修改条文 {_cited(new.norms[ref])}"


def _cited(versions: Sequence[Norm]) -> str:
    norm = versions[-1]
    number = f"({norm.number})" if norm.number else ""
    return f"{norm.ref}《{norm.title}》{number}:{norm.text}"


def _rules(old: Mapping[str, Rule], new: Mapping[str, Rule]) -> Iterator[str]:
    for id_ in sorted(new.keys() - old.keys()):
        rule = new[id_]
        yield f"新增规则 {id_} {rule.title}(S{rule.severity},{rule.automation},{rule.use.value})"
    for id_ in sorted(old.keys() - new.keys()):
        yield f"删去规则 {id_} {old[id_].title}"
    for id_ in sorted(old.keys() & new.keys()):
        if parts := list(_parts(old[id_], new[id_])):
            yield f"修改规则 {id_} {new[id_].title}:{';'.join(parts)}"


def _parts(old: Rule, new: Rule) -> Iterator[str]:
    for name, zh in _PARTS.items():
        was, is_ = getattr(old, name), getattr(new, name)
        if was == is_:
            continue
        if name == "severity":
            yield f"{zh}由 S{was} 改为 S{is_}"
        elif name == "basis":
            more, less = [ref for ref in is_ if ref not in was], [ref for ref in was if ref not in is_]
            said = [f"增加{'、'.join(more)}"] * bool(more) + [f"减少{'、'.join(less)}"] * bool(less)
            yield f"{zh}{','.join(said) or '次序改了'}"
        elif isinstance(was, str):
            yield f"{zh}由“{was}”改为“{is_}”"
        else:
            yield f"{zh}改了"
    rest = [field.name for field in fields(Rule) if field.name not in {*_PARTS, "origin"}]
    if any(getattr(old, name) != getattr(new, name) for name in rest):
        yield "文字改了"


Entries = Mapping[str, tuple[str, Any]]  # id -> (name for people, all of it)


def _by_id(what: str, old: Entries, new: Entries) -> Iterator[str]:
    """One line each for what was added, removed and changed, by id."""
    groups = (
        ("新增", [new[id_][0] for id_ in sorted(new.keys() - old.keys())]),
        ("删去", [old[id_][0] for id_ in sorted(old.keys() - new.keys())]),
        ("修改", [new[id_][0] for id_ in sorted(old.keys() & new.keys()) if old[id_][1] != new[id_][1]]),
    )
    for word, names in groups:
        if names:
            more = f" 等 {len(names)} 个" if len(names) > _NAMED else ""
            yield f"{word}{what}:{'、'.join(names[:_NAMED])}{more}"


def _titled(entries: Mapping[str, Mapping[str, Any]]) -> Entries:
    return {id_: (str(entry.get("zh", id_)), entry) for id_, entry in entries.items()}


def _named(files: Sequence[Any]) -> Entries:
    return {file.name: (file.name, file.source) for file in files}


def _years(data: Data) -> Entries:
    return {str(year.year): (f"{year.year} 年({year.number})", year) for year in data.calendar}


def _terms(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    if changed:
        yield f"词表改了:{'、'.join(changed)}"


def _settings(old: Data, new: Data) -> Iterator[str]:
    for name in sorted(old.packs.keys() | new.packs.keys()):
        was, is_ = old.packs.get(name, {}), new.packs.get(name, {})
        title = is_.get("title", was.get("title", name))
        if not was or not is_:
            yield f"{'新增' if is_ else '删去'}省份设置:{title}"
            continue
        default = new.packs.get("default", {})
        for key in sorted(was.keys() | is_.keys()):
            inherited = name != "default" and is_.get(key) == default.get(key)
            if was.get(key) != is_.get(key) and not inherited:
                yield f"设置“{title}·{key}”由 {was.get(key, '无')} 改为 {is_.get(key, '无')}"
