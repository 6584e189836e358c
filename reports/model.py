"""What a report says, with every text resolved. Frozen; goes to JSON and back through scanner/codec.py.

Renderings add layout and nothing else: whatever a reader sees in one of them is in here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.model import Outcome, Use
from scanner.kinds import Kind, Stage
from scanner.model import PackageFile, Platform, Status

SCHEMA = 1
"""Number of the report.json format; every released one keeps a reader and a stored example in tests."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence of the house's own, in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Examined:
    """Which app this is about."""

    label: str
    app_id: str
    version: str
    version_code: str
    platform: Platform
    sha256: str
    code_digest: str
    size: int  # bytes
    signers: tuple[str, ...] = ()
    files: tuple[PackageFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the same report can be computed from again."""

    house: str  # Heyan's version
    at: str  # day of the fact, YYYY-MM-DD
    scanned: str  # day of the scan
    rules: str  # hash of the rule set
    watch: str  # hash of the watch list
    filing: str = ""  # hash of the filing; empty: none was given


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause a finding rests on."""

    ref: str  # "BA3:12"
    title: str
    number: str  # document number
    clause: Text  # as people cite it
    level: str
    text: str  # paraphrase
    since: str
    until: str = ""
    verified: bool = True  # False: shown as 未核实条文


@dataclass(frozen=True, slots=True)
class Place:
    """One spot of a fact; `id` is what `heyan evidence show` takes."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence in words, with the places it was found at."""

    kind: Kind
    value: str
    what: Text
    total: int  # true number of places; `places` holds at most SHOWN of them
    places: tuple[Place, ...] = ()
    lines: tuple[Text, ...] = ()  # witness path, nearest condition, certificate's subject, ...
    by: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One finding, ready to read."""

    key: str
    rule: str
    subject: str
    name: str
    title: Text
    outcome: Outcome
    verdict: Text  # the outcome in words
    severity: int
    use: Use
    automation: str
    authority: str
    plain: str
    remedy: str
    ask: str
    check: tuple[str, ...]
    confirmed: bool = False
    clue: bool = False  # S0 or mere presence: folded, and not on page one
    child: bool = False  # about minors
    rung: int = 0  # of the evidence ladder; 0: no ladder applies
    traps: tuple[str, ...] = ()
    basis: tuple[Clause, ...] = ()
    note: str = ""
    facts: tuple[Fact, ...] = ()
    more: int = 0  # facts beyond those shown


@dataclass(frozen=True, slots=True)
class Closed:
    """A rule that found nothing or does not apply; one line."""

    rule: str
    title: Text
    subject: str
    name: str
    note: Text  # scope of the look, or why it does not apply


@dataclass(frozen=True, slots=True)
class Matter:
    """All open findings with one cause."""

    cause: str
    title: Text
    names: tuple[str, ...]
    also: tuple[Text, ...]  # titles of the other rules with the same cause
    plain: str
    severity: int
    use: Use
    verdict: Text
    keys: tuple[str, ...]  # of the findings, the leading one first
    rung: int = 0
    child: bool = False


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule that could not be judged, within its gap."""

    rule: str
    title: Text
    check: tuple[str, ...]
    names: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """One cause for which rules stay 无法判定."""

    reason: str
    line: Text  # "未做动态检测:31 条规则未核验"
    ask: Text  # what would close it
    rules: tuple[OpenRule, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """One analyzer's run in words."""

    stage: Stage
    analyzer: str
    version: int
    status: Status
    name: Text
    state: Text
    note: str = ""  # for the engineer
    session: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One voice about one thing. `state`: yes, part, no, unknown (未检测) or none (does not apply)."""

    state: str
    text: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One thing, as declared, stated, requested, reachable and observed."""

    group: str  # permission, function, sdk, host
    subject: str
    name: Text
    declared: Cell
    stated: Cell
    requested: Cell
    reachable: Cell
    observed: Cell
    keys: tuple[str, ...] = ()  # open findings about it


@dataclass(frozen=True, slots=True)
class Table:
    """The declared-vs-observed rows; `more` counts rows beyond those kept, by group."""

    rows: tuple[Row, ...] = ()
    more: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """One policy document: what it is, whether it was read, whose it says it is."""

    name: str
    role: Text
    state: Text
    read: bool
    title: str = ""
    source: Text = field(default_factory=lambda: Text("", ""))  # file, package or address
    provider: str = ""
    app: str = ""
    effective: str = ""
    updated: str = ""
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the things that a policy has to state: whether it does, and the sentence."""

    name: Text
    cell: Cell
    quote: str = ""
    at: str = ""
    id: str = ""  # of the evidence


@dataclass(frozen=True, slots=True)
class PolicyChapter:
    """What the policy says, by itself."""

    documents: tuple[PolicyDocument, ...] = ()
    statements: tuple[Statement, ...] = ()
    sdks: tuple[Text, ...] = ()  # named as used
    faults: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the human checklist."""

    step: str  # obtain, verify, look_up, examine
    what: Text
    how: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()  # findings it settles
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One of the two conclusions, which are never merged."""

    code: str
    line: Text
    detail: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskReport:
    """The whole report about one package against one filing on one day."""

    schema: int
    package: Examined
    inputs: Inputs
    filing: Conclusion  # 备案核验
    risk: Conclusion  # 风险等级
    action: Text  # suggested; a person decides
    matters: tuple[Matter, ...] = ()  # in order; page one shows the first MATTERS
    items: tuple[Item, ...] = ()  # open findings, by use, then severity
    clues: int = 0  # how many of `items` are clues
    not_found: tuple[Closed, ...] = ()
    not_applicable: tuple[Closed, ...] = ()
    gaps: tuple[Gap, ...] = ()
    examinations: tuple[Examination, ...] = ()
    table: Table = field(default_factory=Table)
    tasks: tuple[Task, ...] = ()
    policy: PolicyChapter = field(default_factory=PolicyChapter)


MATTERS = 5
"""How many matters page one shows."""

SHOWN = 20
"""How many places of a fact, and facts of a finding, a report shows."""
