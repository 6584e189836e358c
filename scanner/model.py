"""The ground floor: package, evidence, run, scan. Frozen; JSON both ways (codec.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from scanner import codec
from scanner.codec import Malformed
from scanner.kinds import KINDS, Kind, Stage

SCHEMA = 2
"""Number of the scan.json format. Every released number keeps a reader and a stored example in the tests."""

PLACES = 200
"""At most this many places are kept per fact (kind and value); Scan.counts holds the true number."""

TEXT = 512
"""Longest string in evidence; a longer one is cut and ends in its hash."""


class BadPackage(Exception):
    """The submitter's fault, told to the submitter: one clear sentence in Chinese and in English.

    `code` is stable and names the case for tests and programs, e.g. "not-a-package", "too-large".
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} ({en})")
        self.code, self.zh, self.en = code, zh, en


@dataclass(frozen=True, slots=True)
class Limits:
    """What intake accepts. Bytes and counts; every one is a setting."""

    total: int = 4 << 30  # the file itself
    unpacked: int = 8 << 30  # all entries of all levels together
    entry: int = 1 << 30  # one entry, unpacked
    entries: int = 200_000
    ratio: int = 1_100  # unpacked / packed of one entry above 1 MiB (deflate ends at 1,032)
    nesting: int = 2  # archives within the package that are opened
    path: int = 4_096  # bytes of an entry name


class Platform(StrEnum):
    """The form's 应用平台."""

    ANDROID = "android"
    IOS = "ios"


@dataclass(frozen=True, slots=True)
class PackageFile:
    """One file of the submission: the base package, a split, or the set that contains them."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """Who the app says it is, before any analysis."""

    platform: Platform
    app_id: str
    version: str
    version_code: str
    label: str  # in Chinese where the package has a Chinese name, else the default one
    sha256: str  # of the submitted file; of a folder of splits: over the sorted (name, sha256) lines
    code_digest: str  # over all entries that a signature or channel mark does not touch
    size: int
    signers: tuple[str, ...] = ()  # SHA-256 of the signing certificates that the newest system sees
    files: tuple[PackageFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """A spot, precise enough to find it by hand. Only the parts that apply are set."""

    entry: str = ""  # path in the package; "base.apk!/classes.dex", "assets/x.zip!/a.dex" for nested ones
    offset: int = -1  # byte in that entry
    cls: str = ""  # dotted class name
    method: str = ""  # name and descriptor: "onCreate(Landroid/os/Bundle;)V"
    field: str = ""  # form field, as the official form names it
    element: str = ""  # XML path in a manifest: "manifest/application/activity[3]"
    session: str = ""  # capture session
    flow: str = ""  # in it; `entry` then names the part: "body", "query", ...
    length: int = -1  # bytes from `offset` on


@lru_cache(1 << 16)  # asked several times of each fact
def _id(kind: Kind, value: str, where: Where) -> str:
    spot = codec.to_json(where)
    text = "\0".join([KINDS[kind].stage, kind, value, *(f"{key}={spot[key]}" for key in sorted(spot))])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


Detail = Mapping[str, str | int | bool | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact with its place. Identity = stage + kind + value + where."""

    kind: Kind
    value: str
    where: Where = field(default_factory=Where)
    by: str = ""  # analyzer, or "person"
    detail: Detail = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return KINDS[self.kind].stage

    @property
    def id(self) -> str:
        """Twelve hex digits that stay the same wherever the same fact is found at the same spot."""
        return _id(self.kind, self.value, self.where)

    def checked(self) -> Evidence:
        """Itself. Raises Malformed if the detail is not what this kind carries."""
        allowed = KINDS[self.kind].detail
        for key, item in self.detail.items():
            if key not in allowed:
                raise Malformed(f"{self.kind}: unknown detail {key!r}")
            if type(item) is not allowed[key]:
                raise Malformed(f"{self.kind}.{key}: {allowed[key].__name__} expected")
            if isinstance(item, tuple) and not all(type(part) is str for part in item):
                raise Malformed(f"{self.kind}.{key}: texts expected")
        return self


class Status(StrEnum):
    """How a run ended."""

    DONE = "done"
    PARTIAL = "partial"  # ran, but something could not be read; the reason says what
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Run:
    """One analyzer's run over one package: the kinds it answers for, and how it ended."""

    stage: Stage
    analyzer: str
    version: int
    kinds: tuple[Kind, ...]
    status: Status
    reason: str = ""  # code of docs/evidence.md ("packed", "budget", "memory", ...)
    note: str = ""  # what exactly, for the engineer
    session: str = ""


@dataclass(frozen=True, slots=True)
class WatchedApi:
    """One thing the scanner looks for in code."""

    id: str
    form: str  # call, field, uri, reflection; on iOS objc, import, text
    target: str  # call/field: "android.os.Build.SERIAL"; uri: its prefix; reflection: the name;
    #              objc: "Class" or "Class.selector:"; import: a symbol, or its start and *; text: all of it


@dataclass(frozen=True, slots=True)
class ByteRules:
    """YARA source; the meta of each rule carries category, title and strength of its mark."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class WatchList:
    """What to look for, as data: built by rules/load.py, handed to the scanner as an argument."""

    apis: tuple[WatchedApi, ...] = ()
    bytes: tuple[ByteRules, ...] = ()
    words: tuple[str, ...] = ()  # texts to find in string pools and assets

    @property
    def hash(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the package contains, independent of any signature, so that new rules work on old scans.

    Packages are "com.vendor.sdk"; numbers in lists are positions in `packages`.
    """

    entries: tuple[tuple[Any, ...], ...] = ()  # [path, size, sha256, magic]
    packages: tuple[str, ...] = ()
    classes: tuple[tuple[str, ...], ...] = ()  # per package: simple names of the classes defined in it
    calls: tuple[tuple[int, ...], ...] = ()  # per package: packages whose methods it calls
    refers: tuple[tuple[int, ...], ...] = ()  # per package: packages whose types it names
    reach: tuple[int, ...] = ()  # per package, the best of its classes: 0 no, 1 conditional, 2 unconditional
    consent: tuple[int, ...] = ()  # the same, from the entry points before consent
    witness: tuple[tuple[str, ...], ...] = ()  # per package: one path from an entry point, or ()
    externals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # "a.b.C.method" -> callers;
    #                     on iOS the functions and classes that binaries take from elsewhere -> ()
    hosts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # manifest: components, permissions, authorities, actions, processes
    meta_data: tuple[str, ...] = ()  # keys
    exports: tuple[str, ...] = ()  # of native libraries (JNI and others that identify a library)
    libraries: tuple[str, ...] = ()  # file names of native libraries and of those they need
    resources: tuple[str, ...] = ()  # "type/name" of the resource table
    strings: tuple[str, ...] = ()  # constants that look like names: "com.vendor.action.X", "vendor_config"
    shapes: tuple[tuple[int, ...], ...] = ()  # per package: hashes of class shapes (code_shapes.py)
    fingerprint: tuple[int, ...] = ()  # MinHash over class shapes
    # iOS
    frameworks: tuple[str, ...] = ()  # embedded or linked, without .framework: "UMCommon", "AdSupport"
    objc_classes: tuple[str, ...] = ()  # Objective-C classes that the app's binaries define
    swift_modules: tuple[str, ...] = ()  # modules of the Swift types that they define
    symbols: tuple[str, ...] = ()  # other names they offer
    selectors: tuple[str, ...] = ()  # messages they send
    bundles: tuple[str, ...] = ()  # resource bundles and extensions: "AlipaySDK.bundle", "Share.appex"
    plist_keys: tuple[str, ...] = ()  # at the top of Info.plist
    schemes: tuple[str, ...] = ()  # URL schemes that open the app, lower case


@dataclass(frozen=True, slots=True)
class Scan:
    """All that one examination of one package found."""

    schema: int
    house: str  # Heyan's version
    at: str  # day of the examination in Asia/Shanghai, YYYY-MM-DD
    package: Package
    watch: str  # hash of the watch list
    watched: tuple[str, ...]  # ids of the APIs and names of the byte rules that were looked for
    runs: tuple[Run, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)  # "kind value" -> true number where > PLACES
    inventory: Inventory = field(default_factory=Inventory)

    def join(self, other: Scan) -> Scan:
        """Both stages or sessions of one package. Raises ValueError for different packages."""
        if self.package.sha256 != other.package.sha256:
            raise ValueError("scans of different packages never join")
        own = {(run.stage, run.analyzer, run.session) for run in self.runs}
        known = {item.id for item in self.evidence}
        return replace(
            self,
            runs=self.runs + tuple(r for r in other.runs if (r.stage, r.analyzer, r.session) not in own),
            evidence=self.evidence + tuple(e for e in other.evidence if e.id not in known),
            counts={**other.counts, **self.counts},
            inventory=self.inventory if self.inventory != Inventory() else other.inventory,
        )


def scan_from_json(data: Any) -> Scan:
    """A stored scan. Raises Malformed, also for a schema number newer than this house knows."""
    schema = data.get("schema") if isinstance(data, dict) else None
    if type(schema) is int and schema > SCHEMA:
        raise Malformed(f"scan schema {schema} is newer than this Heyan reads ({SCHEMA}): update Heyan")
    scan = codec.from_json(Scan, data)
    for item in scan.evidence:
        item.checked()
    return scan
