"""Declared against observed: every permission, function box, SDK and host owner, one row each.

A voice that was not heard says 未检测; it never says no. The renderings' legend says what 未发现 covers.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reports.model import Cell, Row, Table, Text
from reports.names import FUNCTIONS, Names
from reports.words import RUNGS
from rules.facts import Facts
from rules.grade import OPEN
from rules.model import Finding, Outcome, Rung
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible

if TYPE_CHECKING:
    from scanner.declaration import Declaration

MOST = 40
"""Rows kept per group; the report says how many more there are."""

UNKNOWN = Cell("unknown", Text("未检测", "not examined"))
NOT_FOUND = Cell("no", Text("未发现", "not found"))
NO_FILING = Cell("unknown", Text("无备案表", "no filing"))
NOT_ASKED = Cell("none", Text("不适用", "n/a"))

_GROUPS = {
    "permission": Text("权限", "permissions"),
    "function": Text("功能", "functions"),
    "sdk": Text("第三方组件", "SDKs"),
    "host": Text("网络地址", "hosts"),
}
_SECOND_LEVEL = frozenset(
    f"{kind}.{country}"
    for kind in ("com", "net", "org", "gov", "edu", "ac", "co")
    for country in ("cn", "hk", "tw", "jp", "uk", "kr")
)
YES_DECLARED = Cell("yes", Text("已申报", "declared"))
YES_REQUESTED = Cell("yes", Text("已声明", "requested"))
NO_DECLARED = Cell("no", Text("未申报", "not declared"))
_WEAK = Cell("part", Text("疑似,只见弱特征", "suspected: weak marks only"))
BLANK = Cell("unknown", Text("栏目未填写", "field left empty"))


class Voices:
    """Which of the voices were heard at all, and the evidence by kind."""

    def __init__(self, facts: Facts, declaration: Declaration | None) -> None:
        self.facts = facts
        self.declaration = declaration
        self.by_kind: dict[Kind, list[Evidence]] = {}
        for item in (*facts.scan.evidence, *facts.derived):
            self.by_kind.setdefault(item.kind, []).append(item)

    def of(self, kind: Kind) -> Sequence[Evidence]:
        return self.by_kind.get(kind, ())

    def said(self, options: Collection[str], chosen: Collection[str] | None, yes: Cell, no: Cell) -> Cell:
        """What the form says of `options`, given what was chosen in its field (None: the field is empty)."""
        if self.declaration is None:
            return NO_FILING
        if chosen is None:
            return BLANK
        return yes if any(option in chosen for option in options) else no

    def silent(self, kind: Kind) -> Cell:
        """Nothing found: a no with its scope if the look was complete, else not examined."""
        if self.facts.gap(kind) is None:
            return NOT_FOUND
        return UNKNOWN


def table(
    voices: Voices, names: Names, findings: Sequence[Finding], keys: Mapping[str, Sequence[str]]
) -> Table:
    """All rows. `keys` are the open findings by subject, clues left out."""
    rows: list[Row] = []
    more: list[Text] = []
    for group, made in (
        ("permission", _permissions(voices, names)),
        ("function", _functions(voices, findings)),
        ("sdk", _sdks(voices, names)),
        ("host", _hosts(voices, names)),
    ):
        shown = [_flag(row, keys) for row in made]
        shown.sort(key=lambda row: not row.keys)  # stable: rows with open findings first
        rows += shown[:MOST]
        if left := len(shown) - MOST:
            more += [_more(group, left)] if left > 0 else []
    return Table(tuple(rows), tuple(more))


def _more(group: str, left: int) -> Text:
    name = _GROUPS[group]
    return Text(f"{name.zh}另有 {left} 行,见 report.json 与 scan.json", f"{left} more {name.en} in scan.json")


def _flag(row: Row, keys: Mapping[str, Sequence[str]]) -> Row:
    """The row with the findings about it; those a row names itself count only while they are open."""
    open_ = {key for group in keys.values() for key in group}
    own = [key for key in row.keys if key in open_]
    return replace(row, keys=tuple(dict.fromkeys([*keys.get(row.subject, ()), *own])))


_REACH = {
    "unconditional": (3, Cell("yes", Text("可达", "reachable"))),
    "conditional": (2, Cell("part", Text("有条件可达", "reachable on a condition"))),
    "unknown": (1, Cell("unknown", Text("可达性未知", "reachability unknown"))),
    "no": (0, Cell("part", Text("有代码,未见可达路径", "present, no path seen"))),
}
_REFERRED = (
    1,
    Cell("part", Text("程序引用了接口,是否调用看不出", "referred to; whether it is called cannot be seen")),
)
_IOS_FORMS = ("objc", "import", "text")


def _permissions(voices: Voices, names: Names) -> list[Row]:
    requested = dict.fromkeys(item.value for item in voices.of(Kind.PERMISSION))
    declared = voices.declaration.provider.app.permissions if voices.declaration else None
    reach: dict[str, tuple[int, Cell]] = {}
    for item in voices.of(Kind.SENSITIVE_USE):
        found = _REACH.get(str(item.detail.get("reach", "unknown")), _REACH["unknown"])
        if item.detail.get("form") in _IOS_FORMS:
            found = _REFERRED
        for permission in names.permissions_of(item.value):
            reach[permission] = max(reach.get(permission, (-1, UNKNOWN)), found, key=lambda pair: pair[0])
    rows = []
    matched: set[str] = set()
    ordinary: set[str] = set()  # options of permissions that every app asks for: shown only where declared
    for permission in requested:
        options = names.options(permission)
        if not names.matters(permission):
            ordinary.update(options)
            continue
        matched.update(options)
        no = NO_DECLARED if options else NOT_ASKED
        stated = voices.said(options, declared, YES_DECLARED, no)
        silent = voices.silent(Kind.SENSITIVE_USE) if names.watched(permission) else NOT_ASKED
        code = reach.get(permission, (0, silent))[1]
        rows.append(
            Row(
                "permission",
                f"permission:{visible(permission, 200)}",
                names.permission(permission),
                stated,
                UNKNOWN,
                YES_REQUESTED,
                code,
                _used(voices, permission, names),
            )
        )
    for option in declared or ():
        if option not in matched:
            name = Text(visible(option, 80), visible(option, 80))
            asked = voices.silent(Kind.PERMISSION) if names.known(option) else UNKNOWN
            asked = YES_REQUESTED if option in ordinary else asked
            rows.append(
                Row("permission", f"option:{name.zh}", name, YES_DECLARED, UNKNOWN, asked, UNKNOWN, UNKNOWN)
            )
    return rows


def _functions(voices: Voices, findings: Sequence[Finding]) -> list[Row]:
    """The form's boxes. What the code says is what the matrix's rule about that function found."""
    chosen = voices.declaration.provider.app.functions if voices.declaration else None
    yes, no = Cell("yes", Text("勾选", "ticked")), Cell("no", Text("未勾选", "not ticked"))
    rows = []
    for box, (name, rule) in FUNCTIONS.items():
        said = voices.said((box,), chosen, yes, no)
        found = [finding for finding in findings if finding.rule == rule]
        hits = [finding for finding in found if finding.outcome in OPEN]
        code = UNKNOWN
        if hits:
            rung = max(finding.rung or Rung.PACKED for finding in hits)
            code = Cell("yes" if rung >= Rung.REACHABLE else "part", RUNGS[min(rung, Rung.REACHABLE)])
        elif found and all(finding.outcome is Outcome.SATISFIED for finding in found):
            code = NOT_FOUND
        keys = tuple(finding.key for finding in hits)
        subject = f"function:{box}"
        rows.append(Row("function", subject, name, said, UNKNOWN, NOT_ASKED, code, UNKNOWN, keys))
    return rows


def _used(voices: Voices, permission: str, names: Names) -> Cell:
    """What a device showed of a permission: asked for, or what it guards read."""
    calls = [item for item in voices.of(Kind.API_CALL) if item.detail.get("returned")]
    if any(permission in names.permissions_of(item.value) for item in calls):
        return Cell("yes", Text("实测读取", "read on a device"))
    if any(item.value == permission for item in voices.of(Kind.PERMISSION_PROMPT)):
        return Cell("part", Text("实测弹窗申请", "asked for on a device"))
    kinds = (Kind.API_CALL, Kind.PERMISSION_PROMPT)
    looked = names.watched(permission) and all(voices.facts.gap(kind) is None for kind in kinds)
    return Cell("no", Text("采集中未见", "not seen in the captures")) if looked else UNKNOWN


def _sdks(voices: Voices, names: Names) -> list[Row]:
    rungs: dict[str, Rung] = {}
    suspected = _suspected(voices.of(Kind.SDK))
    for item in voices.of(Kind.SDK):
        if suspected.get(item.value) == {"host"}:
            continue  # the address alone: it stands among the hosts
        text = str(item.detail.get("rung", "packed")).upper()
        rung = Rung[text] if text in Rung.__members__ else Rung.PACKED
        rungs[item.value] = max(rungs.get(item.value, Rung.PACKED), rung)
    rows = []
    for sdk, rung in sorted(rungs.items(), key=lambda pair: (-pair[1], pair[0])):
        state = "yes" if rung >= Rung.REACHABLE else "part"
        code = Cell(state, RUNGS[min(rung, Rung.REACHABLE)])
        seen = Cell("yes", RUNGS[rung]) if rung > Rung.REACHABLE else UNKNOWN
        present = _WEAK if sdk in suspected else Cell("yes", Text("包内存在", "packed"))
        rows.append(Row("sdk", f"sdk:{sdk}", names.sdk(sdk), NOT_ASKED, UNKNOWN, present, code, seen))
    return rows


def _suspected(items: Sequence[Evidence]) -> dict[str, set[str]]:
    """SDKs of which only weak marks were found, with the sorts of marks."""
    marks: dict[str, set[str]] = {}
    for item in items:
        if item.detail.get("strength") == "suspected":
            marks.setdefault(item.value, set()).add(str(item.detail.get("mark", "")))
    return marks


def owner(host: str) -> str:
    """The registrable domain of a host; an address stands for itself."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        labels = host.rstrip(".").split(".")
        size = 3 if ".".join(labels[-2:]) in _SECOND_LEVEL else 2
        return ".".join(labels[-size:])


def _hosts(voices: Voices, names: Names) -> list[Row]:
    owners: dict[str, Text] = {}
    for item in voices.of(Kind.HOST):
        sdk = names.host_owner(item.value)
        domain = visible(owner(item.value), 80)
        if not sdk and names.is_reference(domain):
            continue
        owners.setdefault(
            f"sdk:{sdk}" if sdk else f"host:{domain}", names.sdk(sdk) if sdk else Text(domain, domain)
        )
    contacted = _contacted(voices, names)
    for subject, name in contacted.items():
        owners.setdefault(subject, name)
    in_package = {subject for subject in owners if subject not in contacted} | {
        _subject(item.value, names) for item in voices.of(Kind.HOST)
    }
    systems = voices.declaration.provider.systems if voices.declaration else ()
    domains = {owner(domain) for system in systems for domain in (*system.domains, *system.ips)}
    present = Cell("part", Text("包内写有", "written in the package"))
    heard = voices.facts.gap(Kind.CONTACT) is None
    quiet = Cell("no", Text("采集中未见", "not seen in the captures")) if heard else UNKNOWN
    rows = []
    for subject, name in sorted(owners.items(), key=lambda pair: (pair[0].startswith("sdk:"), pair[0])):
        own = voices.said((name.zh,), domains, YES_DECLARED, NO_DECLARED)
        said = NOT_ASKED if subject.startswith("sdk:") else own
        written = present if subject in in_package else Cell("no", Text("包内未见", "not in the package"))
        seen = Cell("yes", RUNGS[Rung.CONTACTED]) if subject in contacted else quiet
        rows.append(Row("host", subject, name, said, UNKNOWN, written, UNKNOWN, seen))
    return rows


def _subject(host: str, names: Names) -> str:
    sdk = names.host_owner(host)
    return f"sdk:{sdk}" if sdk else f"host:{visible(owner(host), 80)}"


def _contacted(voices: Voices, names: Names) -> dict[str, Text]:
    """Who was talked to on a device."""
    found: dict[str, Text] = {}
    for item in voices.of(Kind.CONTACT):
        subject = _subject(item.value, names)
        sdk = subject.removeprefix("sdk:") if subject.startswith("sdk:") else ""
        name = visible(owner(item.value), 80)
        found.setdefault(subject, names.sdk(sdk) if sdk else Text(name, name))
    return found
