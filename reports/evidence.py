"""Evidence as a report shows it: grouped by fact, each place precise enough for a person to find it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from reports.model import SHOWN, Fact, Place, Text
from reports.names import Names
from reports.sentences import sentence
from reports.sentences_parts import LONG, detail_of
from reports.words import PARTS, in_words
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.visible import visible

_NOBODY: Mapping[str, Text] = {}


def facts(
    items: Iterable[Evidence], counts: Mapping[str, int], names: Names, owners: Mapping[str, Text] = _NOBODY
) -> tuple[Fact, ...]:
    """The evidence grouped by fact (kind and value), in order of appearance, places bounded by SHOWN.

    What people saw stays apart: one word ("not found") answers many look-ups. `owners` says whose code a
    piece of evidence lies in, by its id.
    """
    groups: dict[tuple[Kind, str], list[Evidence]] = {}
    for item in items:
        key = item.id if item.kind is Kind.OBSERVATION else item.value
        groups.setdefault((item.kind, key), []).append(item)
    return tuple(_fact(group, counts, names, owners) for group in groups.values())


def _fact(
    group: Sequence[Evidence], counts: Mapping[str, int], names: Names, owners: Mapping[str, Text]
) -> Fact:
    first = group[0]
    spots = [Place(item.id, place(item.where)) for item in group[:SHOWN]]
    lines: dict[Text, None] = {}
    whose = dict.fromkeys(owners[item.id] for item in group if item.id in owners)
    if whose:
        zh, en = "、".join(text.zh for text in whose), ", ".join(text.en for text in whose)
        lines[Text(f"所在代码属于:{zh}", f"in the code of: {en}")] = None
    for item in group[:SHOWN]:
        lines.update(dict.fromkeys(_lines(item)))
    return Fact(
        kind=first.kind,
        value=visible(first.value, LONG),
        what=sentence(first, names),
        total=max(len(group), counts.get(f"{first.kind.value} {first.value}", 0)),
        places=tuple(spots),
        lines=tuple(lines)[:6],
        by="person" if first.by == "person" else "",
    )


def place(where: Where) -> str:
    """A spot as one line: entry, class and method, byte offset, form field, manifest element."""
    spot = " ".join(part for part in (where.session, where.flow) if part)
    parts = [spot, where.entry, where.element, where.field and f"【{where.field}】"]
    if where.cls:
        parts.append(f"{where.cls}.{readable(where.method)}" if where.method else where.cls)
    if where.offset >= 0:
        parts.append(f"+0x{where.offset:x}")
    return visible(" · ".join(part for part in parts if part), 2 * LONG)


_TYPES = {
    "V": "void",
    "Z": "boolean",
    "B": "byte",
    "S": "short",
    "C": "char",
    "I": "int",
    "J": "long",
    "F": "float",
    "D": "double",
}
_TYPE = re.compile(r"(\[*)(?:L([^;]+);|([VZBSCIJFD]))")


def readable(method: str) -> str:
    """A dex method as people write it: "onCreate(Landroid/os/Bundle;)V" -> "onCreate(Bundle)"."""
    name, paren, rest = method.partition("(")
    inside = rest.partition(")")[0]
    if not paren or _TYPE.sub("", inside):
        return method
    shown = [
        (cls.rpartition("/")[2] if cls else _TYPES[simple]) + "[]" * len(array)
        for array, cls, simple in _TYPE.findall(inside)
    ]
    return f"{name}({', '.join(shown)})"


def _lines(item: Evidence) -> list[Text]:
    """What else a reader needs at hand: the witness path, its condition, who signed until when."""
    found = []
    paths = [("path", "调用路径", "path"), ("consent_path", "同意之前的路径", "path before consent")]
    if item.detail.get("path") == item.detail.get("consent_path"):
        paths = [("path", "调用路径(用户同意之前就会走到)", "path (runs before consent)")]
    for key, zh, en in paths:
        steps = item.detail.get(key)
        if isinstance(steps, tuple) and steps:
            shown = visible(" → ".join(_step(step) for step in _ends(steps)), 4 * LONG)
            found.append(Text(f"{zh}:{shown}", f"{en}: {shown}"))
    way = item.detail.get("way")
    if isinstance(way, tuple) and way:
        part = PARTS.get(detail_of(item, "part"), PARTS["body"])
        texts = [part, *(in_words(visible(step, LONG)) for step in way)]
        shown_zh, shown_en = " → ".join(text.zh for text in texts), " → ".join(text.en for text in texts)
        found.append(Text(f"解码路径:{shown_zh}", f"decoding path: {shown_en}"))
    for key, zh, en in _OF_PEOPLE if item.kind is Kind.OBSERVATION else _EXTRA:
        if text := detail_of(item, key):
            zh_text, _, en_text = text.partition(" / ") if key == "condition" else (text, "", "")
            found.append(Text(f"{zh}:{zh_text}", f"{en}: {en_text or text}"))
    return found


_EXTRA = (
    ("condition", "最近的条件", "nearest condition"),
    ("subject", "证书主体", "certificate subject"),
    ("not_after", "证书有效期至", "certificate valid until"),
    ("url", "完整地址", "address"),
    ("needed", "依赖的库", "needs"),
    ("unread", "未能读出", "unread"),
    ("note", "说明", "note"),
)


_OF_PEOPLE = (("attachment", "凭证 SHA-256", "SHA-256 of the proof"),)


def _ends(steps: tuple[str, ...], most: int = 8) -> tuple[str, ...]:
    """A long path keeps its first and last steps."""
    return steps if len(steps) <= most else (*steps[: most // 2], "…", *steps[-most // 2 :])


def _step(step: str) -> str:
    """ "com.a.B.run()V" -> "com.a.B.run()"."""
    owner, dot, method = step.partition("(")
    if not dot:
        return step
    cls, point, name = owner.rpartition(".")
    return f"{cls}{point}{readable(f'{name}({method}')}"
