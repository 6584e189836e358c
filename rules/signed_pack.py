"""A signed rule pack: one file in which a rule base travels. Who may sign one is in trust.py.

A pack is a zip archive of stored entries: pack.json says what it is and names every other file with its
SHA-256, pack.sig holds the signature over pack.json, the rule files lie under rules/, an IP database (in
MaxMind's format, passed on as it is) may lie beside them. There is exactly one way to write a given pack: the
reader writes what it has read again and refuses the file unless both are the same byte for byte, so nothing
can be hidden between, before or behind the entries.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from rules.data import BadPack, Source
from rules.model import Scope
from scanner import codec
from scanner.codec import Malformed
from scanner.formats.archive import Archive, BadEntry
from scanner.model import BadPackage, Limits

SCHEMA = 1
"""Number of the format; a newer one is refused with a sentence."""
MANIFEST, SIGNATURE, RULES, IP_DATABASE = "pack.json", "pack.sig", "rules/", "ip.mmdb"
LIMITS = Limits(
    total=512 << 20, unpacked=512 << 20, entry=384 << 20, entries=2_000, ratio=1, nesting=0, path=160
)
_WHOLE = ("rules/norms.yaml", "rules/packs/default.yaml")
"""A pack that is a rule base of its own has these."""
_PATH = re.compile(r"rules/(?:[A-Za-z0-9_-]+/)?[A-Za-z0-9_][A-Za-z0-9._-]*\.(?:yaml|yar)")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_HASH = re.compile(r"[0-9a-f]{64}")
_MMDB = b"\xab\xcd\xefMaxMind.com"
"""Begins the metadata of a MaxMind database, in its last 128 KiB (MaxMind DB format 2.0)."""
_LINE = 500


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a pack."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """pack.json: what a pack is, and what is in it."""

    schema: int
    name: str  # the same for all versions: "national", "henan"
    title: str
    scope: Scope
    number: int  # of the version, from 1
    maker: str
    date: str  # YYYY-MM-DD
    previous: str  # hash of the version before this one; "" of the first
    changes: tuple[str, ...]  # for people, in Chinese
    members: tuple[Member, ...]  # by path
    norms_added: tuple[str, ...] = ()  # refs: "CSL:24"
    norms_repealed: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """pack.json: what is signed. The same manifest gives the same bytes."""
        return orjson.dumps(codec.to_json(self), option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"

    @property
    def hash(self) -> str:
        """By which a version is known: it covers every byte of the rules."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignedPack:
    """A pack with its signature, which nobody has checked yet. `key` is the signer's fingerprint."""

    manifest: Manifest
    key: str
    signature: bytes
    members: Mapping[str, bytes] = field(repr=False)

    @property
    def hash(self) -> str:
        return self.manifest.hash

    def sources(self) -> list[Source]:
        """Its rule files, as rules/load.py takes them. Raises BadPack."""
        origin = origin_of(self.manifest)
        found = []
        for path, content in sorted(self.members.items()):
            if path.startswith(RULES):
                inner = path.removeprefix(RULES)
                try:
                    text = content.decode()
                except UnicodeDecodeError:
                    raise _bad("not-utf8", f"{path} 不是 UTF-8 编码", f"{path} is not UTF-8") from None
                found.append(Source(f"{origin}/{inner}" if origin else inner, inner, text, origin))
        return found


def origin_of(manifest: Manifest) -> str:
    """What the rules of a pack are marked with: those of a whole rule base with nothing."""
    return f"pack:{manifest.name}" if manifest.scope is Scope.LOCAL else ""


def members_of(files: Mapping[str, bytes]) -> tuple[Member, ...]:
    """The entries of a manifest for these files."""
    return tuple(
        Member(path, len(content), hashlib.sha256(content).hexdigest())
        for path, content in sorted(files.items())
    )


def write(pack: SignedPack) -> bytes:
    """The file; the same bytes for the same pack on every machine: nothing is compressed, no time is kept."""
    signature = {"key": pack.key, "signature": base64.b64encode(pack.signature).decode()}
    files = {
        MANIFEST: pack.manifest.to_bytes(),
        SIGNATURE: orjson.dumps(signature, option=orjson.OPT_SORT_KEYS) + b"\n",
        **dict(sorted(pack.members.items())),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path)  # 1980-01-01
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


def content(path: Path) -> bytes:
    """A file's bytes, unless it is larger than any pack may be. Raises BadPack, OSError."""
    if path.stat().st_size > LIMITS.total:
        raise _bad("archive", "文件过大,不是规则包", "too large for a rule pack")
    return path.read_bytes()


def read(data: bytes) -> SignedPack:
    """A pack, whole and in order in itself; whether its signature is one to trust, trust.py says.

    Raises BadPack, nothing else.
    """
    files = _files(data)
    manifest = _manifest(files.pop(MANIFEST))
    key, signature = _signature(files.pop(SIGNATURE))
    if manifest.members != members_of(files):
        raise _bad("content", "内容与清单不一致,文件可能被改动过", "its files are not those it lists")
    problem = check(manifest, files)
    if problem:
        raise problem
    pack = SignedPack(manifest, key, signature, files)
    if write(pack) != data:
        raise _bad("form", "文件里夹带了别的内容或被改动过", "not written as packs are: altered or padded")
    return pack


def check(manifest: Manifest, files: Mapping[str, bytes]) -> BadPack | None:
    """What is wrong with a manifest or the files beside it, if anything."""
    wrong = _wrong_field(manifest)
    if wrong:
        return _bad("manifest", f"pack.json 的“{wrong}”不对", f"bad {wrong!r} in pack.json")
    for path, content in files.items():
        if path == IP_DATABASE:
            if _MMDB not in content[-(128 << 10) :]:
                return _bad("ip-database", f"{path} 不是 MaxMind 格式", f"{path} is no MaxMind database")
        elif not _PATH.fullmatch(path) or len(path) > LIMITS.path:
            return _bad("path", f"不认识的文件“{path[:80]}”", f"a file that no pack has: {path[:80]!r}")
    if manifest.scope is Scope.BASE and not files.keys() >= {*_WHOLE}:
        return _bad(
            "not-whole", "不是整套规则库,缺少条文或设置", "no whole rule base: norms or settings missing"
        )
    return None


def _wrong_field(manifest: Manifest) -> str:
    texts = (manifest.title, manifest.maker, *manifest.changes)
    tests = {
        "name": _NAME.fullmatch(manifest.name) and len(manifest.name) <= 40,
        "number": 1 <= manifest.number < 1 << 31,
        "date": _DAY.fullmatch(manifest.date),
        "previous": bool(manifest.previous) == (manifest.number > 1)
        and (not manifest.previous or _HASH.fullmatch(manifest.previous)),
        "changes": manifest.changes and len(manifest.changes) <= 10_000,
        "title": all(text.strip() and text.isprintable() and len(text) <= _LINE for text in texts),
    }
    return next((name for name, good in tests.items() if not good), "")


def _files(data: bytes) -> dict[str, bytes]:
    try:
        archive = Archive.open(data, LIMITS)
        found = {entry.name: archive.read(entry) for entry in archive.entries}
    except (BadPackage, BadEntry) as fault:
        raise _bad(
            "archive",
            f"文件不完整或不是规则包:{fault.zh if isinstance(fault, BadPackage) else fault}",
            f"no rule pack, or cut off: {fault.en if isinstance(fault, BadPackage) else fault}",
        ) from fault
    if archive.hidden or archive.tricks or len(found) != len(archive.entries):
        raise _bad("form", "文件里夹带了别的内容或被改动过", "not written as packs are: altered or padded")
    for name in (MANIFEST, SIGNATURE):
        if name not in found:
            unsigned = name == SIGNATURE and MANIFEST in found
            zh = "没有签名" if unsigned else f"不是规则包(没有 {name})"
            raise _bad("unsigned" if unsigned else "archive", zh, f"no {name} in it")
    return found


def _manifest(content: bytes) -> Manifest:
    try:
        data: Any = orjson.loads(content)
        schema = data.get("schema") if isinstance(data, dict) else None
        if type(schema) is int and schema > SCHEMA:
            raise _bad("newer", "由更新的版本制作,请先更新程序", "made for a newer Heyan: update Heyan")
        return codec.from_json(Manifest, data)
    except (orjson.JSONDecodeError, Malformed, RecursionError) as fault:
        raise _bad("manifest", f"pack.json 读不出:{fault}", f"pack.json cannot be read: {fault}") from fault


def _signature(content: bytes) -> tuple[str, bytes]:
    try:
        data = orjson.loads(content)
        key, text = data["key"], data["signature"]
        if not isinstance(key, str) or not isinstance(text, str) or not _HASH.fullmatch(key) or not text:
            raise ValueError("fingerprint and signature expected")
        return key, base64.b64decode(text, validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as fault:
        raise _bad("unsigned", "没有可读的签名", "no readable signature") from fault


def _bad(code: str, zh: str, en: str) -> BadPack:
    return BadPack(code, zh, en)
