"""What changed between two versions of a policy, in words: what a filing cares about, then all paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from reports.model import Text
from reports.names import Names
from reports.words import DOCUMENTS, ELEMENTS, FAULTS
from scanner.model import Scan
from scanner.policy.compare import Change, Matter, changes, matters
from scanner.visible import visible

_LONG = 400


def lines(old: Scan, new: Scan, names: Names, language: str = "zh") -> Iterator[str]:
    """Line by line; nothing where nothing changed."""

    def say(text: Text) -> str:
        return text.en if language == "en" else text.zh

    found = list(matters(old, new))
    if found:
        yield say(Text("与备案有关的变化:", "changes that a filing cares about:"))
        yield from (f"  {say(matter(one, names))}" for one in found)
    listed = list(changes(old, new))
    if listed:
        yield say(Text(f"逐段对照({len(listed)} 处):", f"paragraph by paragraph ({len(listed)}):"))
        for change in listed:
            yield from _change(change)


def matter(one: Matter, names: Names) -> Text:
    """One change in a sentence."""
    if one.kind in ("provider", "app"):
        what = {"provider": Text("处理者名称", "the unit"), "app": Text("应用名称", "the app")}[one.kind]
        old, new = visible(one.old or "—", 80), visible(one.new or "—", 80)
        return Text(f"{what.zh}由“{old}”改为“{new}”", f"{what.en} was “{old}”, is “{new}”")
    name = _named(one, names)
    at = Text(f"(第 {one.paragraph} 段)", f" (paragraph {one.paragraph})") if one.paragraph else Text("", "")
    how = Text("新增", "new") if one.appeared else Text("不再有", "gone")
    what = _WHAT[one.kind]
    return Text(f"{how.zh}{what.zh}:{name.zh}{at.zh}", f"{how.en} {what.en}: {name.en}{at.en}")


_WHAT = {
    "sdk": Text("第三方组件", "SDK"),
    "data": Text("信息种类", "kind of data"),
    "permission": Text("权限说明", "permission"),
    "element": Text("事项", "statement"),
    "fault": Text("问题", "fault"),
    "document": Text("文件", "document"),
}


def _named(one: Matter, names: Names) -> Text:
    own = Text(visible(one.value, 80), visible(one.value, 80))
    known = {"sdk": names.sdk, "data": names.data, "permission": names.permission}
    if one.kind in known:
        return known[one.kind](one.value)
    return {"element": ELEMENTS, "fault": FAULTS, "document": DOCUMENTS}[one.kind].get(one.value, own)


def _change(change: Change) -> Iterator[str]:
    if change.old:
        yield f"  - [{change.old_number}] {visible(change.old, _LONG)}"
    if change.new:
        yield f"  + [{change.new_number}] {visible(change.new, _LONG)}"
