"""What a report says, with every text resolved. Frozen; goes to JSON and back through scanner/codec.py.

Renderings add layout and nothing else: whatever a reader sees in one of them is in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.model import Outcome, PackInUse, Use
from scanner.kinds import Kind, Stage
from scanner.model import PackageFile, Platform, Status

SCHEMA = 2
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
    observations: str = ""  # hash of what people looked up; empty: nothing was given
    packs: tuple[PackInUse, ...] = ()  # signed rule packs that the rules came from; none: those of the house
    province: str = ""  # title of the provincial settings in use


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
    local: str = ""  # title of the province's own rule pack that the rule is from (本省口径)
    measured: tuple[Text, ...] = ()  # thresholds without statutory value that the rule asks about (检测口径)

    @property
    def citable(self) -> bool:
        """Whether a notice may rest on it: at least one of its clauses was verified. Else it stays a clue."""
        return any(clause.verified for clause in self.basis)


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
class Span:
    """One phase of a capture session, ms after its beginning. `screen`: SHA-256 of a screenshot."""

    phase: str
    name: Text
    start: int
    end: int
    round: int = 1
    screen: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something at a moment of the session. `lane`: sent, contact, call, prompt, conduct."""

    at: int
    lane: str
    what: Text
    times: int = 1


@dataclass(frozen=True, slots=True)
class Sent:
    """One kind of data to one recipient, how often in each phase."""

    host: str
    owner: Text
    data: Text
    role: str
    times: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Capture:
    """What one capture session showed."""

    session: str
    end: int
    spans: tuple[Span, ...] = ()
    spots: tuple[Spot, ...] = ()
    sent: tuple[Sent, ...] = ()
    unseen: tuple[Text, ...] = ()


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
class Differing:
    """One finding that today's rules and clauses would give otherwise."""

    key: str
    rule: str
    title: Text
    subject: str
    name: str
    then: Text  # outcome and severity as judged by the day of the fact
    now: Text
    line: Text  # 按现行规定将为…
    basis_then: tuple[Clause, ...] = ()
    basis_now: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """What is said apart of a re-judgement: how it would be by the rules and clauses in force on `day`."""

    day: str  # YYYY-MM-DD
    rules: str  # hash of the rule set of that day
    line: Text
    packs: tuple[PackInUse, ...] = ()
    differing: tuple[Differing, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What makes a case heavier or lighter; a person weighs it and gives reasons, the machine only lists."""

    code: str
    heavier: bool
    seen: bool  # the findings or the filing speak for it; else only a person can tell
    text: Text


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
    observed: tuple[Fact, ...] = ()  # what people looked up (人工取证), whether or not a finding rests on it
    present: Present | None = None  # only of a re-judgement under other rules or on a later day
    circumstances: tuple[Circumstance, ...] = ()
    captures: tuple[Capture, ...] = ()


MATTERS = 5
"""How many matters page one shows."""

SHOWN = 20
"""How many places of a fact, and facts of a finding, a report shows."""
