"""Loads the rule base: every file checked, all faults of all files told at once, nothing half-loaded."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules import cache
from rules.data import BadRules, Data, Fault, Source
from rules.model import RuleSet
from rules.store import BadStore, from_bytes, to_bytes
from scanner.model import WatchList

HOME = Path(__file__).resolve().parent
_CODE = (HOME, HOME.parent / "scanner")
"""A change in the code that checks data makes older caches void."""


@dataclass(frozen=True, slots=True)
class RuleBase:
    """What the judge knows, and what the scanner is told to look for."""

    rules: RuleSet
    watch: WatchList


def load(pack: str = "default", extra: Iterable[Path] = (), cached: bool = True) -> RuleBase:
    """The rule base with one pack of provincial settings, and the user's own folders of rules added.

    Raises BadRules with every fault. Reads the user's cache unless told not to; a damaged one is ignored.
    """
    sources = [*sources_of(HOME), *(source for folder in extra for source in sources_of(folder, folder.name))]
    key = _key(sources)
    content = cache.read(key) if cached else None
    if content is not None:
        with contextlib.suppress(BadStore):
            return _base(from_bytes(content), content, pack)
    from rules.build import build  # reads YAML: not needed where the cache answers

    data = build(sources)
    content = to_bytes(data)
    if cached:
        cache.write(key, content)
    return _base(data, content, pack)


def base_of(data: Data, pack: str = "default") -> RuleBase:
    """The rule base of checked data with one pack in use. Raises BadRules if there is no such pack."""
    return _base(data, to_bytes(data), pack)


def _base(data: Data, content: bytes, pack: str) -> RuleBase:
    if pack not in data.packs and (pack != "default" or data.packs):
        zh, en = f"没有省份规则包“{pack}”", f"no pack named {pack!r}"
        raise BadRules([Fault(f"packs/{pack}.yaml", 1, zh, en)])
    version = hashlib.sha256(f"{pack}\0".encode() + content).hexdigest()
    settings = data.packs.get(pack, {})
    rules = RuleSet(version, data.norms, data.rules, data.sdks, data.apis, data.terms, settings)
    return RuleBase(rules, WatchList(data.watched, data.bytes))


def sources_of(folder: Path, prefix: str = "") -> list[Source]:
    """Every data file of a rule folder, in a fixed order.

    Raises BadRules for a folder that is none or holds no such file, and for a file that is not UTF-8.
    """
    found, faults = [], []
    if not folder.is_dir():
        raise BadRules([Fault(str(folder), 1, "没有这个文件夹", "no such folder")])
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".yml", ".YAML", ".txt") and path.is_file() and prefix:
            faults.append(Fault(f"{prefix}/{path.name}", 1, "文件名要以 .yaml 结尾", "a name ends in .yaml"))
        if path.suffix in (".yaml", ".yar") and path.is_file():
            inner = path.relative_to(folder).as_posix()
            name = f"{prefix}/{inner}" if prefix else inner
            try:
                found.append(Source(name, inner, path.read_text("utf-8")))
            except UnicodeDecodeError:
                faults.append(Fault(name, 1, "文件不是 UTF-8 编码", "the file is not UTF-8"))
    if not found and not faults:
        faults.append(Fault(str(folder), 1, "里面没有规则文件(.yaml)", "no rule file in it"))
    if faults:
        raise BadRules(faults)
    return found


def _key(sources: Sequence[Source]) -> str:
    digest = hashlib.sha256()
    for source in sources:
        text = source.text.encode()
        digest.update(f"\0{source.name}\0{source.path}\0{len(text)}\0".encode() + text)
    for folder in _CODE:
        for path in sorted(folder.glob("*.py")):
            if folder == HOME or path.name.startswith(("kinds", "model", "declaration", "form_")):
                digest.update(path.read_bytes())
    return digest.hexdigest()
