"""Loads the rule base: every file checked, all faults of all files told at once, nothing half-loaded."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rules import cache, in_force
from rules.data import DEFAULT_PACK, BadRules, Data, Fault, Source
from rules.in_force import InForce
from rules.model import PackInUse, RuleSet
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


def load(
    pack: str = "default",
    extra: Iterable[Path] = (),
    cached: bool = True,
    signed: Sequence[InForce] = (),
) -> RuleBase:
    """The rule base with one pack of provincial settings, and the user's own folders of rules added.

    `signed` are the signed packs that judge (rules/in_force.py), in place of the house's rules or added to
    them. Raises BadRules with every fault. The user's cache is read unless told not to; a damaged one is
    ignored.
    """
    house = [] if _whole(signed) else sources_of(HOME)
    own = [source for folder in extra for source in sources_of(folder, folder.name)]
    key = _key([*house, *own], signed)
    uses = tuple(one.use for one in signed)
    content = cache.read(key) if cached else None
    if content is not None:
        with contextlib.suppress(BadStore):
            return _base(from_bytes(content), content, pack, uses)
    from rules.build import build  # reads YAML: not needed where the cache answers

    data = build([*house, *(source for one in signed for source in one.read().sources()), *own])
    content = to_bytes(data)
    if cached:
        cache.write(key, content)
    return _base(data, content, pack, uses)


class ByDay:
    """The rule base of each day that is asked about: that of the signed packs that judge on it."""

    def __init__(self, pack: str = "", extra: Iterable[Path] = ()) -> None:
        self._pack, self._extra = pack, tuple(extra)
        self._loaded: dict[tuple[str, tuple[InForce, ...]], RuleBase] = {}

    def on(self, day: str, filed: str = "") -> RuleBase:
        """The rule base of a day (YYYY-MM-DD).

        The provincial settings are those that were asked for, else those that the filing names (`filed`),
        else the default ones. Raises BadRules with every fault, OSError.
        """
        key = (self._pack or filed or DEFAULT_PACK, in_force.on(day))
        if key not in self._loaded:
            self._loaded[key] = load(key[0], self._extra, signed=key[1])
        return self._loaded[key]


def sources_in_force(signed: Sequence[InForce]) -> list[Source]:
    """The rule files of these packs, over the house's where none of them is a whole base. Raises BadRules."""
    house = [] if _whole(signed) else sources_of(HOME)
    return [*house, *(source for one in signed for source in one.read().sources())]


def _whole(signed: Sequence[InForce]) -> bool:
    return any(not one.use.local for one in signed)


def base_of(data: Data, pack: str = "default") -> RuleBase:
    """The rule base of checked data with one pack in use. Raises BadRules if there is no such pack."""
    return _base(data, to_bytes(data), pack)


def _base(data: Data, content: bytes, pack: str, signed: tuple[PackInUse, ...] = ()) -> RuleBase:
    if pack not in data.packs and (pack != "default" or data.packs):
        zh, en = f"没有省份规则包“{pack}”", f"no pack named {pack!r}"
        raise BadRules([Fault(f"packs/{pack}.yaml", 1, zh, en)])
    version = hashlib.sha256(f"{pack}\0".encode() + content).hexdigest()
    settings = data.packs.get(pack, {})
    rules = RuleSet(
        version, data.norms, data.rules, data.sdks, data.apis, data.terms, settings, data.calendar, signed
    )
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
                found.append(Source(name, inner, path.read_text("utf-8"), prefix))
            except UnicodeDecodeError:
                faults.append(Fault(name, 1, "文件不是 UTF-8 编码", "the file is not UTF-8"))
    if not found and not faults:
        faults.append(Fault(str(folder), 1, "里面没有规则文件(.yaml)", "no rule file in it"))
    if faults:
        raise BadRules(faults)
    return found


def _key(sources: Sequence[Source], signed: Sequence[InForce] = ()) -> str:
    digest = hashlib.sha256()
    for one in signed:
        digest.update(f"{one.use.origin}\0{one.use.hash}\0".encode())
    for source in sources:
        text = source.text.encode()
        digest.update(f"\0{source.name}\0{source.path}\0{len(text)}\0".encode() + text)
    for folder in _CODE:
        for path in sorted(folder.glob("*.py")):
            if folder == HOME or path.name.startswith(("kinds", "model", "declaration", "form_")):
                digest.update(path.read_bytes())
    return digest.hexdigest()
