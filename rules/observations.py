"""What people looked up, tried or read (人工取证): a file in fixed words -> evidence; its template.

Topics and words are data (`rules/terms-observations.yaml`); what may be looked up is what rules ask.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.form import comparable
from rules.model import RuleSet
from scanner import filing_yaml
from scanner.filing import holds_personal_number
from scanner.filing_faults import BadFiling, Fault
from scanner.filing_yaml import Node
from scanner.form_values import as_date
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.visible import visible

PERSON = "person"
"""`by` of evidence that a person entered."""
_TOP = ("应用包名", "取证")
_KEYS = ("事项", "对象", "结果", "日期", "来源", "内容", "凭证")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONG = 200


@dataclass(frozen=True, slots=True)
class Observed:
    """One file's observations, and the app they are about ("": not said)."""

    app_id: str
    evidence: tuple[Evidence, ...]

    def about(self, app_id: str) -> tuple[Evidence, ...]:
        """The evidence. Raises BadFiling where it was gathered about another app."""
        if self.app_id and self.app_id != app_id:
            zh, en = f"这份取证是关于 {self.app_id} 的,安装包是 {app_id}", "gathered about another app"
            todo = ("请确认选对了文件", "check that this is the right file")
            raise BadFiling([Fault("other-app", 1, "应用包名", zh, en, *todo)])
        return self.evidence


def load(path: Path, rules: RuleSet) -> Observed:
    """The observations of a file. Raises BadFiling with every fault."""
    return of(filing_yaml.read(path), rules)


def of(node: Node, rules: RuleSet) -> Observed:
    """The same from the nodes of a file."""
    return _Reading(rules).observed(node)


class _Reading:
    def __init__(self, rules: RuleSet) -> None:
        self.topics: Mapping[str, Mapping[str, Any]] = rules.terms.get("observation_topics", {})
        self.words: Mapping[str, Mapping[str, Any]] = rules.terms.get("observations", {})
        self.faults: list[Fault] = []

    def fault(self, line: int, field: str, zh: str, en: str, todo_zh: str = "", todo_en: str = "") -> None:
        self.faults.append(Fault("observation", line, field, zh, en, todo_zh, todo_en))

    def observed(self, node: Node) -> Observed:
        top = self.table(node, _TOP, "")
        found = [item for entry in self.entries(top.get("取证")) if (item := self.one(entry))]
        if self.faults:
            raise BadFiling(sorted(self.faults, key=lambda fault: fault.line))
        app = top.get("应用包名")
        return Observed(app.text.strip() if app else "", tuple({item.id: item for item in found}.values()))

    def table(self, node: Node, keys: Collection[str], field: str) -> dict[str, Node]:
        if node.kind is not filing_yaml.Kind.MAP:
            self.fault(node.line, field, "这里应是“栏目: 内容”", "a mapping expected")
            return {}
        found: dict[str, Node] = {}
        for key, line, value in node.pairs:
            if key not in keys:
                zh, todo = f"不认识的栏目“{key}”", f"可用:{'、'.join(keys)}"
                self.fault(line, field, zh, f"unknown key {key!r}", todo)
            elif key in found:
                self.fault(line, field, f"“{key}”写了两次", f"{key!r} stands here twice")
            found[key] = value
        return found

    def entries(self, node: Node | None) -> tuple[Node, ...]:
        if node is None or node.kind is filing_yaml.Kind.NULL:
            return ()
        if node.kind is not filing_yaml.Kind.LIST:
            self.fault(node.line, "取证", "每项取证以“- ”开头另起一行", "a list expected")
        return node.items

    def one(self, node: Node) -> Evidence | None:
        """One observation; None where nothing was looked up yet, or something is wrong."""
        before = len(self.faults)
        entry = self.table(node, _KEYS, "取证")
        texts = {key: self.text(key, value) for key, value in entry.items()}
        if before == len(self.faults) and not texts.get("结果"):
            return None
        line = {key: value.line for key, value in entry.items()}
        topic = self.named("事项", texts, self.topics, line, node.line, self.topics)
        allowed = self.topics[topic].get("words", ()) if topic else self.words
        word = self.named("结果", texts, self.words, line, node.line, allowed)
        detail = {"topic": topic, "at": self.day(texts, line, node.line), "source": texts.get("来源", "")}
        if not detail["source"]:
            self.fault(
                line.get("来源", node.line),
                "来源",
                "没有写在哪里看到的",
                "the source is missing",
                "如网站名、文件名",
            )
        proof = texts.get("凭证", "").lower()
        if proof and not _SHA256.fullmatch(proof):
            self.fault(
                line["凭证"],
                "凭证",
                "应是所存文件的 SHA-256(64 位)",
                "a SHA-256 expected",
                "可用 sha256sum 文件名 算出",
                "sha256sum gives it",
            )
        if len(self.faults) > before:
            return None
        more = {"subject": texts.get("对象", ""), "attachment": proof, "text": texts.get("内容", "")}
        detail.update({key: text for key, text in more.items() if text})
        about = f"({detail['subject']})" if "subject" in detail else ""
        where = Where(field=f"{self.topics[topic]['zh']}{about}", session=detail["at"])
        return Evidence(Kind.OBSERVATION, word, where, PERSON, detail).checked()

    def text(self, key: str, node: Node) -> str:
        if node.kind in (filing_yaml.Kind.LIST, filing_yaml.Kind.MAP):
            self.fault(node.line, key, "这里应是一句话", "a text expected")
            return ""
        text = visible(node.text.strip(), _LONG)
        if key != "凭证" and holds_personal_number(text):
            zh = "像是写了电话、身份证号或邮箱;取证会进入报告,请去掉"
            self.fault(node.line, key, zh, "looks like personal data, which never enters a report")
        return text

    def named(
        self,
        key: str,
        texts: Mapping[str, str],
        terms: Mapping[str, Mapping[str, Any]],
        line: Mapping[str, int],
        otherwise: int,
        allowed: Collection[str],
    ) -> str:
        """The id of a word given by id or Chinese name; "" (a fault) where it is none of `allowed`."""
        text, at = comparable(texts.get(key, "")), line.get(key, otherwise)
        for id_ in allowed:
            if text and text in (comparable(id_), comparable(terms[id_]["zh"])):
                return id_
        shown = texts.get(key, "")
        zh, en = (f"没有“{shown}”", f"unknown: {shown!r}") if shown else (f"没有写{key}", "missing")
        many = len(allowed) > len(_KEYS)
        listed = " / ".join(str(terms[id_]["zh"]) for id_ in allowed)
        self.fault(at, key, zh, en, "可用的见 heyan observations template" if many else f"可写:{listed}")
        return ""

    def day(self, texts: Mapping[str, str], line: Mapping[str, int], otherwise: int) -> str:
        text = texts.get("日期", "")
        day = as_date(text)
        if not day:
            zh = f"“{text}”不是日期" if text else "没有写日期"
            self.fault(
                line.get("日期", otherwise),
                "日期",
                zh,
                "a day expected",
                "写成 2026-03-02",
                "write 2026-03-02",
            )
        return day


# ---- template ----------------------------------------------------------------------------------------

_HEAD = """\
# 人工取证 / what a person looked up, tried or read
#
# 怎么填:
#   - 查过的写“结果”“日期”“来源”;没有查的留空,留空的不算。结果只能写列出的词。
#   - 同一事项查几次就写几条;同一对象以日期最新的一条为准。
#   - “对象”写查的是哪个业务系统、哪个单位;查的是整个应用就留空。
#   - “内容”写看到的编号、日期等;“凭证”写所存截图或文件的 SHA-256。不要写姓名、电话、身份证号。
#   - 填完运行 heyan observations check 本文件,再用 heyan judge scan.json --observations 本文件。
# English: fill in what was looked up; entries without 结果 (result) do not count; use the listed words only.

应用包名:{app}
取证:
"""


def template(rules: RuleSet, only: Collection[str] | None = None, app_id: str = "") -> str:
    """An empty file with an entry per topic that rules ask about, or of `only` these rules."""
    topics: Mapping[str, Mapping[str, Any]] = rules.terms.get("observation_topics", {})
    words: Mapping[str, Mapping[str, Any]] = rules.terms.get("observations", {})
    asked: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for rule in rules.rules:
        if only is None or rule.id in only:
            for question in questions(rule.when):
                asked.setdefault(question["topic"], []).append((rule.id, question))
    lines = [_HEAD.format(app=f" {app_id}" if app_id else "")]
    for topic in (topic for topic in topics if topic in asked):
        for rule_id, question in asked[topic]:
            lines.append(f"  # {rule_id} {question['what']}")
            if about := question.get("about"):
                lines.append(f"  # 每个{about.rpartition('.')[2]}写一条,对象里写它;都查过才算查完")
        listed = " / ".join(str(words[word]["zh"]) for word in topics[topic]["words"])
        lines += [f"  # 结果可写:{listed}", f"  - 事项: {topics[topic]['zh']}"]
        lines += [f"    {key}:" for key in _KEYS[1:]] + [""]
    return "\n".join(lines)


def questions(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The look-ups that a condition asks for."""
    if isinstance(tree, Mapping):
        if isinstance(tree.get("person"), Mapping):
            yield tree["person"]
        for item in tree.values():
            yield from questions(item)
    elif isinstance(tree, list | tuple):
        for item in tree:
            yield from questions(item)
