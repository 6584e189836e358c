"""The policy's voice about single facts: whether it states an SDK, a permission, what code reads.

Computed from stored evidence and texts, so that new words and rules work on old scans.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from rules.catalogue import Catalogue
from rules.form import PROVIDER, comparable, texts_of
from rules.model import RuleSet, Signature
from rules.policy_words import ELEMENT_NAMES
from scanner.kinds import Kind, Stage
from scanner.model import Evidence, Scan, Status
from scanner.policy.plain import plain

YES, NO, DENIED = "yes", "no", "denied"
STATED = (YES, NO, DENIED)
"""What the policy says of a fact: that it is so, nothing, or that it is not."""
SPOKEN_OF = frozenset((Kind.SDK, Kind.PERMISSION, Kind.SENSITIVE_USE, Kind.API_CALL, Kind.TRANSMISSION))
"""Kinds whose facts the policy states or not."""
_TAKES = (Kind.SENSITIVE_USE, Kind.API_CALL, Kind.TRANSMISSION)
_BASE = re.compile("公共|基础|通用|core|common|base", re.IGNORECASE)
_IDENTIFIERS = frozenset(
    {"imei", "imsi", "serial-number", "mac-address", "android-id", "oaid", "advertising-id", "iccid"}
)
_ANY_IDENTIFIER = "device-fingerprint"
"""设备标识符, which policies write for any of them."""
_UNITS = (f"{PROVIDER}.主管单位信息.单位名称", f"{PROVIDER}.开发者信息.单位名称")
_APP = f"{PROVIDER}.教育移动应用信息.应用名称"
_SUFFIX = re.compile("(?:app|客户端|移动端|安卓版|软件|平台)$")


class PolicyVoice:
    """What the policy says. `heard` is False where no policy was read at all."""

    def __init__(self, scan: Scan, rules: RuleSet, known: Catalogue, form: Mapping[str, Any] | None) -> None:
        self._scan, self._rules, self._known, self._form = scan, rules, known, form
        self._permissions: Mapping[str, Mapping[str, Any]] = rules.terms.get("permissions", {})
        self._data: Mapping[str, Mapping[str, Any]] = rules.terms.get("data", {})
        self._covers: dict[tuple[str, str], tuple[str, ...]] = {}

    @cached_property
    def heard(self) -> bool:
        """Whether anything was read as a policy."""
        return any(run.stage is Stage.POLICY for run in self._scan.runs)

    @cached_property
    def _complete(self) -> bool:
        """Whether every document was read to its end, so that what is not there is not stated."""
        runs = [run for run in self._scan.runs if Kind.POLICY_MENTION in run.kinds]
        return bool(runs) and all(run.status is Status.DONE for run in runs)

    @cached_property
    def _mentions(self) -> Mapping[str, Sequence[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for item in self._scan.evidence:
            if item.kind is Kind.POLICY_MENTION:
                found.setdefault(str(item.detail.get("type", "")), []).append(item)
        return found

    # --- SDKs ---

    def covers(self, mention: Evidence) -> tuple[str, ...]:
        """The SDKs that a mention may mean: those of its word, and their vendor's of the same sort; where the
        word is part of the names of others (极光 in 极光统计), those too."""
        key = (mention.value, str(mention.detail.get("word", "")))
        if key not in self._covers:
            self._covers[key] = self._covered(*key, mention.detail.get("also", ()))
        return self._covers[key]

    def _covered(self, value: str, word: str, also: Any) -> tuple[str, ...]:
        first = self._known.by_id.get(value)
        if first is None:
            return (value,)
        ids = dict.fromkeys((value, *(also if isinstance(also, tuple) else ())))
        short = plain(word)
        for sdk in self._rules.sdks:
            if sdk.vendor == first.vendor and (
                sdk.category == first.category or _BASE.search(sdk.zh + sdk.en) or _part_of(short, sdk)
            ):
                ids[sdk.id] = None
        return tuple(ids)

    @cached_property
    def _sdks(self) -> Mapping[str, Sequence[Evidence]]:
        found: dict[str, list[Evidence]] = {}
        for mention in self._mentions.get("sdk", ()):
            for sdk in self.covers(mention):
                found.setdefault(sdk, []).append(mention)
        return found

    # --- facts ---

    def keys(self, item: Evidence, known: Mapping[str, Any]) -> dict[str, Any]:
        """What the policy says of one fact: `stated`, the words looked for, the sentence that denies it."""
        if item.kind is Kind.POLICY_MENTION:
            return self._mention(item)
        if item.kind is Kind.POLICY_DOCUMENT:
            return self._document(item)
        about = self._about(item, known) if self.heard else None
        if about is None:
            return {}
        mentions, looked = about
        denials = [mention for mention in mentions if mention.detail.get("polarity") == "negated"]
        if len(mentions) > len(denials):
            return {"stated": YES, "looked": looked}
        if denials:
            return {"stated": DENIED, "looked": looked, "said": str(denials[0].detail.get("quote", ""))}
        return {"stated": NO, "looked": looked} if self._complete else {}

    def _about(self, item: Evidence, known: Mapping[str, Any]) -> tuple[Sequence[Evidence], str] | None:
        """The mentions that speak of a fact, and the words looked for; None: policies speak of no such."""
        if item.kind is Kind.SDK:
            return self._sdks.get(item.value, ()), self._words(item.value)
        if item.kind is Kind.PERMISSION and item.value in self._permissions:
            return self._of_permission(item.value), self._permission_words(item.value)
        if item.kind in _TAKES and known.get("data") and known.get("owner") != "library":
            kinds = (known["data"],) if isinstance(known["data"], str) else tuple(known["data"])
            zh = "、".join(str(self._data.get(kind, {}).get("zh", kind)) for kind in kinds)
            return self._of_data(kinds, str(known.get("owner") or "app")), zh
        return None

    def _words(self, sdk: str) -> str:
        signature = self._known.by_id[sdk]
        words = dict.fromkeys(
            (*signature.words, re.split("[((/]", signature.zh)[0].strip(), signature.en.split(" (")[0])
        )
        return "、".join(list(words)[:6])

    def _permission_words(self, permission: str) -> str:
        term = self._permissions[permission]
        return "、".join([str(term.get("zh", permission)), *term.get("words", ())][:6])

    def _of_permission(self, permission: str) -> list[Evidence]:
        """A permission is spoken of by its name, another one of the same option or group, or its data."""
        term = self._permissions[permission]
        options, group = set(term.get("form", ())), term.get("group", "")
        found = []
        for mention in self._mentions.get("permission", ()):
            other = self._permissions.get(mention.value, {})
            same = mention.value == permission or (group and other.get("group") == group)
            if same or options & set(other.get("form", ())):
                found.append(mention)
        for mention in self._mentions.get("data", ()):
            if mention.value in term.get("data", ()) and not mention.detail.get("sdk"):
                found.append(mention)
        return found

    def _of_data(self, kinds: Collection[str], owner: str) -> list[Evidence]:
        """Of what an SDK reads only what the policy says of that SDK counts; of the app everything."""
        wanted = {*kinds, _ANY_IDENTIFIER} if _IDENTIFIERS & set(kinds) else set(kinds)
        return [
            mention
            for mention in self._mentions.get("data", ())
            if mention.value in wanted
            and (owner == "app" or owner in self._of_sdk(str(mention.detail.get("sdk", ""))))
        ]

    def _of_sdk(self, sdk: str) -> tuple[str, ...]:
        key = (sdk, "")
        if key not in self._covers:
            self._covers[key] = self._covered(sdk, "\0", ()) if sdk else ()
        return self._covers[key]

    def _mention(self, item: Evidence) -> dict[str, Any]:
        type_ = item.detail.get("type")
        if type_ == "sdk":
            known = self._known.by_id.get(item.value)
            foreign = known is not None and known.foreign
            return {"covers": self.covers(item), "zh": known.zh if known else item.value, "foreign": foreign}
        term = (self._permissions if type_ == "permission" else self._data).get(item.value, {})
        keys = {"zh": str(term.get("zh", item.value))}
        return {**keys, "sensitive": bool(term.get("sensitive"))} if type_ == "data" else keys

    # --- whose policy it is ---

    def _document(self, item: Evidence) -> dict[str, Any]:
        keys: dict[str, Any] = {}
        text = self._texts.get(item.where.entry, "")
        label = self._scan.package.label
        names = [name for name in (label, *self._form_texts(_APP)) if name]
        missed = []
        if names and (text or item.detail.get("app")):
            keys["names_app"] = any(self._speaks_of(name, text, item.detail.get("app", "")) for name in names)
            missed += [] if keys["names_app"] else [f"应用“{names[0]}”"]
        units = [unit for path in _UNITS for unit in self._form_texts(path)]
        if units and (text or item.detail.get("provider")):
            keys["names_provider"] = any(
                self._speaks_of(unit, text, item.detail.get("provider", "")) for unit in units
            )
            missed += [] if keys["names_provider"] else [f"单位“{units[0]}”"]
        if missed:
            own = [str(item.detail[key]) for key in ("app", "provider") if item.detail.get(key)]
            says = f",写的是“{'、'.join(own)}”" if own else ""
            keys["whose"] = (
                f"《{str(item.detail.get('title', '')).strip('《》 ')}》没有提到{'、'.join(missed)}{says}"
            )
        return keys

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {one.name: comparable("".join(map(plain, one.paragraphs))) for one in self._scan.documents}

    def _form_texts(self, path: str) -> tuple[str, ...]:
        return texts_of(self._form, path) if self._form is not None else ()

    @staticmethod
    def _speaks_of(name: str, text: str, said: Any) -> bool:
        """Whether the text, or what it says of itself, bears the name (widths, blanks, "App" aside)."""
        wanted = _SUFFIX.sub("", comparable(plain(name)))
        own = _SUFFIX.sub("", comparable(plain(str(said))))
        return bool(wanted) and (wanted in text or (bool(own) and (wanted in own or own in wanted)))


def where_looked(scan: Scan) -> str:
    """The documents that were read, for a finding that something was looked for in vain."""
    read = [
        item
        for item in scan.evidence
        if item.kind is Kind.POLICY_DOCUMENT and item.detail.get("state") == "read"
    ]
    names = [str(item.detail.get("title") or item.where.entry).strip("《》 ") for item in read]
    shown = "、".join(f"《{name}》" for name in names[:4])
    return f"已查看 {shown}{f'等 {len(names)} 份文件' if len(names) > 4 else ''}" if names else ""


def in_vain(query: Mapping[str, Any], looked: Sequence[str]) -> str:
    """What was looked for and not found, in words."""
    if query.get("kind") == Kind.POLICY_ELEMENT.value:
        value = query.get("value", ())
        named = [
            ELEMENT_NAMES[one]
            for one in ([value] if isinstance(value, str) else value)
            if one in ELEMENT_NAMES
        ]
        zh = "、".join(one.zh for one in named)
        words = "、".join(one.words for one in named)
        return f"没有找到写明“{zh}”的句子(查找:{words})" if named else ""
    words = "、".join(dict.fromkeys(looked))
    return f"没有找到“{words}”" if words else ""


def _part_of(word: str, sdk: Signature) -> bool:
    return len(word) > 1 and any(word in plain(other) for other in (*sdk.words, sdk.zh))
