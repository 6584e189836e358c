"""What things are called in front of people: permissions, watched interfaces, SDKs, boxes of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.model import Text
from rules.model import RuleSet
from scanner.visible import visible

# The boxes of the provider form's 是否具有以下功能 (备案管理办法 附件1), and the matrix's rule about each.
FUNCTIONS: Mapping[str, tuple[Text, str]] = {
    "论坛": (Text("论坛", "forum"), "FUN-001"),
    "收费": (Text("收费", "charging"), "FUN-002"),
    "直播": (Text("直播", "live broadcast"), "FUN-003"),
    "中小学学科培训": (Text("中小学学科培训", "K12 subject tutoring"), "FUN-004"),
}
_OWNERS = {
    "app": Text("应用自身(或未识别的组件)", "the app itself (or a component nobody knows)"),
    "library": Text("公共代码库", "a common library"),
}
_LONG = 80


class Names:
    """The names a rule set gives; anything it does not name is shown under its own name."""

    def __init__(self, rules: RuleSet) -> None:
        permissions = rules.terms.get("permissions", {})
        self._permissions: Mapping[str, Mapping[str, Any]] = permissions
        self._options = {option for term in permissions.values() for option in _texts(term.get("form"))}
        self._apis = rules.apis
        self._sdks = {sdk.id: sdk for sdk in rules.sdks}
        self._hosts = {mark.value: sdk.id for sdk in rules.sdks for mark in sdk.marks if mark.type == "host"}
        self._topics = rules.terms.get("observation_topics", {})
        self._words = rules.terms.get("observations", {})
        self._data: Mapping[str, Mapping[str, Any]] = rules.terms.get("data", {})
        self._reference = frozenset(rules.terms.get("reference_hosts", ()))
        self._watched = {name for api in rules.apis.values() for name in _texts(api.get("permission"))}

    def permission(self, name: str) -> Text:
        term = self._permissions.get(name, {})
        short = visible(name.removeprefix("android.permission."), _LONG)
        return Text(str(term.get("zh", short)), str(term.get("en", short)))

    def matters(self, name: str) -> bool:
        """The permission reaches something of a person's; the network and the like every app asks for."""
        return self._permissions.get(name, {"level": "normal"}).get("level") != "normal"

    def options(self, name: str) -> tuple[str, ...]:
        """The options of the form's picklist that declare this permission."""
        return tuple(_texts(self._permissions.get(name, {}).get("form")))

    def is_reference(self, domain: str) -> bool:
        """The domain names a standard, a licence or documentation."""
        return domain in self._reference

    def known(self, option: str) -> bool:
        """Some permission is declared by this option, so that the package can be held against it."""
        return option in self._options

    def watched(self, name: str) -> bool:
        """Some watched interface needs this permission, so that its use in code can be seen."""
        return name in self._watched

    def permissions_of(self, api: str) -> tuple[str, ...]:
        return tuple(_texts(self._apis.get(api, {}).get("permission")))

    def data(self, kind: str) -> Text:
        """A kind of personal data."""
        entry, own = self._data.get(kind, {}), visible(kind, _LONG)
        return Text(str(entry.get("zh", own)), str(entry.get("en", own)))

    def api(self, api: str) -> Text:
        entry, own = self._apis.get(api, {}), visible(api, _LONG)
        return Text(str(entry.get("zh", own)), str(entry.get("en", own)))

    def sdk(self, sdk: str) -> Text:
        known, own = self._sdks.get(sdk), visible(sdk, _LONG)
        return Text(known.zh, known.en) if known else Text(own, own)

    def owner(self, owner: str) -> Text:
        """Whose code it is, by the owner's id (rules/attribute.py)."""
        return _OWNERS.get(owner or "app") or self.sdk(owner)

    def observation(self, topic: str, word: str) -> tuple[Text, Text]:
        """What was looked up, and what was seen."""
        return _named(self._topics, topic), _named(self._words, word)

    def host_owner(self, host: str) -> str:
        """The SDK whose host this is, or ""."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            tail = ".".join(labels[start:])
            for mark in (tail, f"*.{tail}"):
                if mark in self._hosts:
                    return self._hosts[mark]
        return ""


def _named(terms: Mapping[str, Mapping[str, Any]], id_: str) -> Text:
    own = visible(id_, _LONG)
    return Text(str(terms.get(id_, {}).get("zh", own)), str(terms.get(id_, {}).get("en", own)))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,) if value else ()
    return value or ()
