"""What a norm, a rule and a finding are. Frozen; findings go to JSON through scanner/codec.py."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Outcome(StrEnum):
    """What the judge can say. In Chinese: 命中(待核实), 命中(待核实)·线索, 未发现, 无法判定, 不适用."""

    VIOLATED = "violated"  # a technical fact that is the thing itself; a person still confirms it
    SUSPECTED = "suspected"  # a clue
    SATISFIED = "satisfied"  # looked for everywhere the rule names, not found
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Rung(IntEnum):
    """The evidence ladder of an SDK or function."""

    PACKED = 1  # bytes are there
    REFERENCED = 2  # code names it
    REACHABLE = 3  # code that an entry point leads to
    CALLED = 4  # seen on a device
    CONTACTED = 5  # seen on the network


class Use(StrEnum):
    """What a finding is for; the report divides by it first."""

    SUPPLEMENT = "补正"  # filed information incomplete or inaccurate (备案办法 第十二至十四条)
    RECTIFY = "整改"  # a breach (第二十四条)
    SCHOOL = "学校"  # the institution's duty, never counted against the app
    REFER = "移送"  # another authority's
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Norm:
    """One clause of one text, with the days it is in force (YYYY-MM-DD, empty: open)."""

    id: str  # "BA3"
    clause: str  # "12", "74(3)", "六#明示同意"
    title: str
    number: str  # document number
    level: str  # 法律 行政法规 部门规章 规范性文件 地方口径 国家标准 团体标准
    text: str  # paraphrase
    since: str
    until: str = ""
    verified: bool = True

    @property
    def ref(self) -> str:
        return f"{self.id}:{self.clause}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the matrix. `given`, `each` and `when` are condition trees (rules/condition.py)."""

    id: str  # "PERM-001"
    title: str  # without 疑似; renderings add it until a person has confirmed
    en: str
    severity: int  # 0-4
    automation: str  # 全, 半, 人
    use: Use
    basis: tuple[str, ...]  # "BA3:12"
    plain: str  # what it is and why it matters, at most 60 characters, no jargon
    remedy: str  # a reviewer can send it verbatim
    ask: str  # what to request from the provider
    check: tuple[str, ...]  # how a person verifies it, at most 5 steps
    traps: tuple[str, ...] = ()  # known false positives, shown to the reviewer
    authority: str = "教育行政部门"
    platforms: tuple[str, ...] = ("android", "ios")
    given: Any = None
    each: Any = None
    when: Any = None
    cause: str = ""  # matters on page one are merged by cause; empty: the subject itself
    origin: str = ""  # whose it is, see rules/data.py, Source

    @property
    def family(self) -> str:
        return self.id.split("-")[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """The judge's answer to one rule about one subject."""

    rule: str
    subject: str  # "permission:android.permission.CAMERA", "sdk:umeng", "field:版本号", "app"
    name: str  # the subject in plain Chinese: "相机", "友盟统计"
    outcome: Outcome
    severity: int  # after the caps of the evidence ladder
    rung: Rung | None = None
    evidence: tuple[str, ...] = ()  # ids of the deciding evidence
    basis: tuple[str, ...] = ()  # refs of the clauses in force on the day of the fact
    reason: str = ""  # why unknown or not applicable: code ("packed", "no-filing", "stage-dynamic", ...)
    note: str = ""  # the same in a sentence for the reviewer, or what exactly differs

    @property
    def key(self) -> str:
        """Finds the same finding again in another version: no offsets, versions or obfuscated names."""
        return hashlib.sha256(f"{self.rule}\0{self.subject}".encode()).hexdigest()[:16]


MARK_TYPES = (
    "code",  # package or class prefix: "com.umeng.commonsdk"
    "component",
    "authority",
    "permission",
    "meta",  # key of meta-data
    "library",  # file name of a native library
    "export",  # function that a native library offers
    "host",  # also its subdomains
    "resource",  # prefix of a resource's name
    "asset",  # path of an entry
    "string",  # constant in code
    "byte",  # byte rule of the watch list
    "shape",  # hashes of class shapes that stay when everything is renamed (profiles.py; files under shapes/)
    "ios_framework",  # framework or library, embedded or linked, without its ending: "UMCommon"
    "ios_class",  # Objective-C class
    "swift_module",
    "ios_bundle",  # resource bundle, without its ending
    "plist_key",  # of Info.plist
    "url_scheme",
    "symbol",  # any other name that a binary defines
    "ios_import",  # class or function that a binary takes from the system, for what the system itself offers
)
IN_SDK_FILES = tuple(kind for kind in MARK_TYPES if kind != "shape")
"""The marks that stand in entries under sdks/."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing by which an SDK is recognised."""

    type: str  # one of MARK_TYPES
    value: str  # a prefix for code, class and resource; else a name, or a pattern with *
    strong: bool
    source: str  # where it was seen: document, coordinates, "corpus:<sha256 first 12>"
    used: bool = False  # of code: counts only where code of another vendor uses it


@dataclass(frozen=True, slots=True)
class Signature:
    """One SDK of the catalogue."""

    id: str
    zh: str
    en: str
    vendor: str
    category: str
    marks: tuple[Mark, ...]
    words: tuple[str, ...] = ()  # how policies name it
    data: tuple[str, ...] = ()  # personal-data kinds it typically takes
    data_source: str = ""
    foreign: bool = False  # operated from outside the mainland
    brings: tuple[str, ...] = ()  # SDKs that this one carries inside (a packer its own crash reporter)
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkYear:
    """One year's notice on days off. Days are YYYY-MM-DD."""

    year: int
    title: str
    number: str  # document number
    holidays: tuple[str, ...]  # weekend days may be among them
    workdays: tuple[str, ...] = ()  # weekend days that are worked


class Scope(StrEnum):
    """What a pack is."""

    BASE = "base"  # a whole rule base, in place of the one that came with Heyan
    LOCAL = "local"  # a province's own additions to it: 本省口径


@dataclass(frozen=True, slots=True)
class PackInUse:
    """A signed rule pack from which rules come, and by whose decision."""

    name: str
    title: str
    local: bool  # a province's own: 本省口径
    number: int
    maker: str
    date: str  # of the pack, YYYY-MM-DD
    hash: str
    key: str  # the signer's fingerprint
    since: str  # day from which it judges
    by: str  # who activated it

    @property
    def origin(self) -> str:
        """What its rules are marked with (`Rule.origin`); those of a whole rule base with nothing."""
        return f"pack:{self.name}" if self.local else ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything the judge knows. `version` is the hash of its data."""

    version: str
    norms: Mapping[str, tuple[Norm, ...]]  # ref -> the clause's versions by time in force
    rules: tuple[Rule, ...]
    sdks: tuple[Signature, ...]
    apis: Mapping[str, Mapping[str, Any]]  # watched API id -> data kind, permission, title, ...
    terms: Mapping[str, Any]  # terms.yaml, checked
    pack: Mapping[str, Any] = field(default_factory=dict)  # provincial settings in use
    calendar: tuple[WorkYear, ...] = ()  # counted by rules/workdays.py
    signed: tuple[PackInUse, ...] = ()  # the signed packs among its sources

    def __hash__(self) -> int:
        return hash(self.version)
