"""Two packages of one app side by side, usually Android and iOS: what each asks for, contains, reaches, says.

What one platform cannot have is no difference (短信 on iOS, ATT on Android), and what was not examined to its
end is no absence. FIL-014 asks about such differences; a person decides whether the filing must tell them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reports.clauses import clauses
from reports.model import Cell, Clause, Text
from reports.names import Names
from reports.table import NO_DECLARED, NO_FILING, NOT_ASKED, NOT_FOUND, UNKNOWN, YES_DECLARED, owner
from rules.attribute import attribute
from rules.facts import Facts
from rules.load import RuleBase
from rules.model import MARK_TYPES, Rule, Signature
from scanner.declaration import Declaration
from scanner.kinds import Kind
from scanner.model import Package, Platform, Scan
from scanner.visible import visible

RULE = "FIL-014"
NOT_HERE = Cell("none", Text("本平台没有这一项", "not on this platform"))
_IOS_KEY = re.compile(r"(?:NS|NFC)\w+UsageDescription(?:Dictionary)?")
_IOS_MARKS = frozenset(
    {"ios_framework", "ios_class", "ios_bundle", "ios_import", "swift_module", "plist_key", "symbol"}
)
_BOTH_MARKS = frozenset({"host", "string", "asset", "byte", "url_scheme"})
"""Marks that either platform may carry; all others are Android's."""
_IOS_FORMS = frozenset({"objc", "import", "text"})
_NAMED = 4
MOST = 60
"""Rows of one group that are kept; those that differ come first."""

GROUPS: Mapping[str, Text] = {
    "identity": Text("应用信息", "identity"),
    "permission": Text("权限(按备案表的选项)", "permissions, by the form's options"),
    "purpose": Text("第三方组件的用途", "what SDKs are for"),
    "sdk": Text("第三方组件", "SDKs"),
    "data": Text("代码涉及的个人信息", "personal data that code concerns"),
    "setting": Text("设置", "settings"),
    "host": Text("网络地址(按所属方)", "hosts by owner"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, on either side. `differs`: one side has it, the other was looked through and has it not."""

    group: str  # of GROUPS
    name: Text
    left: Cell
    right: Cell
    declared: Cell  # what the filing says; state "none" where it is not asked
    other: bool = False  # both sides say something, and not the same

    @property
    def differs(self) -> bool:
        states = {self.left.state, self.right.state}
        return self.other or ("no" in states and bool(states & {"yes", "part"}))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both packages and every line; `more` counts the lines of each group that were left out."""

    left: Package
    right: Package
    lines: tuple[Line, ...]
    more: Mapping[str, int]
    rule: Rule | None  # FIL-014, where the packages are of different platforms
    basis: tuple[Clause, ...]  # its clauses
    filed: bool  # a filing was given

    @property
    def differences(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.differs)


class _Side:
    """One package and what is known of it."""

    def __init__(self, scan: Scan, base: RuleBase) -> None:
        self.scan, self.ios = scan, scan.package.platform is Platform.IOS
        self.facts: Facts = attribute(scan, None, base.rules)

    def values(self, kind: Kind, **asked: Any) -> list[Any]:
        """The keys of the facts of a kind that a query selects."""
        return [fact.keys for fact in self.facts.each({"kind": kind.value, **asked})]

    def absent(self, kind: Kind) -> Cell:
        """Nothing found: no, if everything was looked through."""
        return NOT_FOUND if self.facts.gap(kind) is None else UNKNOWN


def compare(left: Scan, right: Scan, declaration: Declaration | None, base: RuleBase) -> Comparison:
    """Everything about two scans. Needs no package."""
    sides = (_Side(left, base), _Side(right, base))
    names = Names(base.rules)
    made = (
        _identity(sides),
        _permissions(sides, names, declaration, base.rules.terms.get("permissions", {})),
        _purposes(sides, base),
        _sdks(sides, names, base.rules.sdks),
        _data(sides, base),
        _settings(sides),
        _hosts(sides, names),
    )
    lines: list[Line] = []
    more: dict[str, int] = {}
    for group in made:
        listed = sorted(group, key=lambda line: not line.differs)  # stable: what differs comes first
        lines += listed[:MOST]
        if len(listed) > MOST:
            more[listed[0].group] = len(listed) - MOST
    other = left.package.platform is not right.package.platform
    rule = next((one for one in base.rules.rules if one.id == RULE), None) if other else None
    basis = clauses(rule.basis, base.rules, max(left.at, right.at)) if rule else ()
    return Comparison(left.package, right.package, tuple(lines), more, rule, basis, declaration is not None)


def _plain(zh: str) -> Text:
    shown = visible(zh, 80)
    return Text(shown, shown)


def _identity(sides: tuple[_Side, _Side]) -> list[Line]:
    """Names and versions are compared as texts; ids and signers of two platforms differ and are only told."""
    rows = []
    for name, key, told in (
        (Text("应用名称", "name"), "label", False),
        (Text("版本号", "version"), "version", False),
        (Text("包名(Bundle ID)", "app id"), "app_id", True),
        (Text("签名单位", "signed by"), "", True),
    ):
        texts = [getattr(side.scan.package, key) if key else _organisation(side) for side in sides]
        cells = [Cell("yes" if text else "unknown", _plain(text or "—")) for text in texts]
        other = all(texts) and texts[0] != texts[1] and not told
        rows.append(Line("identity", name, cells[0], cells[1], NOT_ASKED, other))
    return rows


def _organisation(side: _Side) -> str:
    listed = [str(keys["organisation"]) for keys in side.values(Kind.SIGNER) if keys.get("organisation")]
    listed += [
        str(keys["organisation"]) for keys in side.values(Kind.DISTRIBUTION) if keys.get("organisation")
    ]
    return next(iter(listed), "")


def _line(
    group: str,
    name: Text,
    sides: tuple[_Side, _Side],
    cell: Callable[[_Side], Cell],
    declared: Cell = NOT_ASKED,
) -> Line:
    return Line(group, name, cell(sides[0]), cell(sides[1]), declared)


def _found(names: Iterable[str], state: str = "yes") -> Cell:
    listed = list(dict.fromkeys(visible(name, 60) for name in names))
    more = f" 等 {len(listed)} 项" if len(listed) > _NAMED else ""
    more_en = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return Cell(state, Text("、".join(listed[:_NAMED]) + more, ", ".join(listed[:_NAMED]) + more_en))


def _permissions(
    sides: tuple[_Side, _Side],
    names: Names,
    declaration: Declaration | None,
    terms: Mapping[str, Mapping[str, Any]],
) -> list[Line]:
    """By the first option of the form that declares a permission: 相机 is one line for both platforms."""
    asked: list[dict[str, list[str]]] = []
    for side in sides:
        found: dict[str, list[str]] = {}
        for keys in side.values(Kind.PERMISSION):
            options = names.options(keys["value"])
            if options and names.matters(keys["value"]):
                found.setdefault(options[0], []).append(names.permission(keys["value"]).zh)
        asked.append(found)
    known = [
        {
            option
            for name, term in terms.items()
            if bool(_IOS_KEY.fullmatch(name)) is side.ios
            for option in term.get("form", ())
        }
        for side in sides
    ]
    filed = declaration.provider.app.permissions if declaration else None
    rows = []
    for option in dict.fromkeys([*asked[0], *asked[1]]):
        cells = []
        for side, found, possible in zip(sides, asked, known, strict=True):
            absent = side.absent(Kind.PERMISSION) if option in possible else NOT_HERE
            cells.append(_found(found[option]) if option in found else absent)
        said = NO_FILING if filed is None else YES_DECLARED if option in filed else NO_DECLARED
        rows.append(Line("permission", _plain(option), cells[0], cells[1], said))
    return rows


def _purposes(sides: tuple[_Side, _Side], base: RuleBase) -> list[Line]:
    titles = base.rules.terms.get("categories", {})
    present = [
        {
            str(keys["category"]): [
                str(other["zh"])
                for other in side.values(Kind.SDK, category=keys["category"], strength="named")
            ]
            for keys in side.values(Kind.SDK, strength="named")
        }
        for side in sides
    ]
    rows = []
    for category in dict.fromkeys([*present[0], *present[1]]):
        title = titles.get(category, {})
        name = Text(str(title.get("zh", category)), str(title.get("en", category)))
        cells = [
            _found(found[category]) if category in found else side.absent(Kind.SDK)
            for side, found in zip(sides, present, strict=True)
        ]
        rows.append(Line("purpose", name, cells[0], cells[1], NOT_ASKED))
    return rows


def _sdks(sides: tuple[_Side, _Side], names: Names, known: Sequence[Signature]) -> list[Line]:
    possible = {sdk.id: _platforms(sdk) for sdk in known}
    named = [
        dict.fromkeys(str(keys["value"]) for keys in side.values(Kind.SDK, strength="named"))
        for side in sides
    ]
    rows = []
    for sdk in dict.fromkeys([*named[0], *named[1]]):
        cells = []
        for side, found in zip(sides, named, strict=True):
            here = side.scan.package.platform in possible.get(sdk, set(Platform))
            absent = side.absent(Kind.SDK) if here else NOT_HERE
            cells.append(Cell("yes", Text("包内存在", "packed")) if sdk in found else absent)
        rows.append(Line("sdk", names.sdk(sdk), cells[0], cells[1], NOT_ASKED))
    return rows


def _platforms(sdk: Signature) -> set[Platform]:
    """Where an SDK could be recognised: its absence elsewhere says nothing."""
    types = {mark.type for mark in sdk.marks}
    found = {Platform.IOS} if types & _IOS_MARKS else set()
    if types & (frozenset(MARK_TYPES) - _IOS_MARKS - _BOTH_MARKS):
        found.add(Platform.ANDROID)
    return found or set(Platform)


def _data(sides: tuple[_Side, _Side], base: RuleBase) -> list[Line]:
    """Personal data by what code calls, reads or refers to, whether or not anything leads there."""
    terms = base.rules.terms.get("data", {})
    reaches: list[dict[str, list[str]]] = []
    for side in sides:
        found: dict[str, list[str]] = {}
        for keys in side.values(Kind.SENSITIVE_USE):
            for data in keys.get("data", ()):
                found.setdefault(str(data), []).append(str(keys.get("zh", keys["value"])))
        reaches.append(found)
    rows = []
    for data in dict.fromkeys([*reaches[0], *reaches[1]]):
        title = terms.get(data, {})
        name = Text(str(title.get("zh", data)), str(title.get("en", data)))
        cells = []
        for side, found in zip(sides, reaches, strict=True):
            here = any(
                (api["form"] in _IOS_FORMS) is side.ios and data in api.get("data", ())
                for api in base.rules.apis.values()
            )
            absent = side.absent(Kind.SENSITIVE_USE) if here else NOT_HERE
            cells.append(_found(found[data], "part") if data in found else absent)
        rows.append(Line("data", name, cells[0], cells[1], NOT_ASKED))
    return rows


def _settings(sides: tuple[_Side, _Side]) -> list[Line]:
    def clear(side: _Side) -> Cell:
        on = side.values(Kind.NETWORK_CONFIG, value="cleartextTraffic", on=True, domain={"there": False})
        return Cell("yes", Text("允许", "allowed")) if on else side.absent(Kind.NETWORK_CONFIG)

    def debuggable(side: _Side) -> Cell:
        on = side.values(Kind.MANIFEST_FLAG, value="debuggable", on=True)
        return Cell("yes", Text("可调试", "debuggable")) if on else side.absent(Kind.MANIFEST_FLAG)

    return [
        _line("setting", Text("全局允许明文传输", "clear text everywhere"), sides, clear),
        _line("setting", Text("可调试", "debuggable"), sides, debuggable),
    ]


def _hosts(sides: tuple[_Side, _Side], names: Names) -> list[Line]:
    """Addresses of the app's own; those of SDKs stand for themselves among the SDKs."""
    owners: list[dict[str, list[str]]] = []
    for side in sides:
        found: dict[str, list[str]] = {}
        for keys in side.values(Kind.HOST):
            domain = owner(str(keys["value"]))
            if not names.host_owner(str(keys["value"])) and not names.is_reference(domain):
                found.setdefault(domain, []).append(str(keys["value"]))
        owners.append(found)
    return [
        Line("host", _plain(domain), *_pair(domain, sides, owners), NOT_ASKED)
        for domain in dict.fromkeys([*owners[0], *owners[1]])
    ]


def _pair(
    domain: str, sides: tuple[_Side, _Side], owners: Sequence[Mapping[str, list[str]]]
) -> tuple[Cell, Cell]:
    first, second = (
        replace(_found(found[domain]), state="part") if domain in found else side.absent(Kind.HOST)
        for side, found in zip(sides, owners, strict=True)
    )
    return first, second
