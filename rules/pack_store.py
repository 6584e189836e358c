"""The rule packs of one user or server: installed ones, the trust settings, the log of what was activated.

All of it lies in the user's data folder: trust.yaml, installed/<hash>.heyanpack, activations.jsonl. Nothing
here looks at a clock: the moment of a decision is an argument.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from rules import activation, in_force, signed_pack, trust
from rules.activation import ACTIVATE, ROLLBACK, Activation
from rules.build import build
from rules.data import BadPack, Source
from rules.in_force import SUFFIX, InForce
from rules.load import sources_in_force
from rules.model import Scope
from rules.signed_pack import IP_DATABASE, SignedPack
from rules.trust import Maker
from scanner.visible import visible

_BEIJING = timezone(timedelta(hours=8))
_LONGEST = 200
_SHORTEST = 8
"""Digits of a hash by which a pack may be named."""


@dataclass(frozen=True, slots=True)
class Store:
    """One folder of rule packs; by default the user's own."""

    folder: Path = field(default_factory=in_force.folder)

    @property
    def log(self) -> Path:
        return self.folder / activation.FILE

    @property
    def trust(self) -> Path:
        return self.folder / trust.FILE

    def path(self, hash_: str) -> Path:
        """Where an installed pack lies."""
        return in_force.place(self.folder, hash_)

    def on(self, day: str) -> tuple[InForce, ...]:
        """The packs that judge on a day (YYYY-MM-DD). Raises BadPack, OSError."""
        return in_force.on(day, self.folder)

    def ip_database(self, day: str) -> bytes | None:
        """The IP database of the packs that judge on a day, as it was put in. Raises BadPack, OSError."""
        for pack in reversed(self.on(day)):
            if content := pack.read().members.get(IP_DATABASE):
                return content
        return None

    def installed(self) -> tuple[SignedPack, ...]:
        """Every pack that was installed and is whole, by name and number. Raises OSError."""
        found = [pack for _, pack in self._files() if pack is not None]
        return tuple(sorted(found, key=lambda pack: (pack.manifest.name, pack.manifest.number)))

    def damaged(self) -> tuple[str, ...]:
        """The names of installed files that are no longer what was installed. Raises OSError."""
        return tuple(path.name for path, pack in self._files() if pack is None)

    def _files(self) -> Iterator[tuple[Path, SignedPack | None]]:
        for path in sorted(self.path("").parent.glob(f"*{SUFFIX}")):
            try:
                pack = signed_pack.read(path.read_bytes())
            except BadPack:
                yield path, None
            else:
                yield path, pack if path == self.path(pack.hash) else None

    def find(self, name: str) -> SignedPack:
        """An installed pack by (the beginning of) its hash, or as "name:number". Raises BadPack."""
        start, _, number = name.partition(":")
        found = [
            pack
            for pack in self.installed()
            if (len(name) >= _SHORTEST and pack.hash.startswith(name))
            or (start, number) == (pack.manifest.name, str(pack.manifest.number))
        ]
        if len(found) != 1:
            zh = f"{'没有安装' if not found else '有几个'}规则包“{visible(name)}”,可用 rules pack list 查看"
            raise BadPack("not-installed", zh, "no such pack, or several: see rules pack list")
        return found[0]

    def install(self, data: bytes, now: datetime) -> tuple[SignedPack, Maker]:
        """Checks a pack - form, signature, version, and that its rules load - and keeps it. Judges nothing.

        Raises BadPack, BadRules with the faults of its rules, OSError.
        """
        pack = signed_pack.read(data)
        maker = trust.trusted(pack, trust.makers(self.trust))
        self._refuse_older(pack, maker)
        self._refuse_faulty(pack, _day(now))
        target = self.path(pack.hash)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _put(target, data)
        return pack, maker

    def activate(self, name: str, since: str, by: str, now: datetime) -> Activation:
        """From the day `since` on (not before today) this installed pack judges; who decided so is kept.

        Raises BadPack, BadRules, OSError.
        """
        pack = self.find(name)
        maker = trust.trusted(pack, trust.makers(self.trust))
        with self._decision(since, by, now):
            self._refuse_older(pack, maker)
            self._refuse_second(pack)
            self._refuse_faulty(pack, since)
            entry = _entry(ACTIVATE, pack, maker.name, since, by, now)
            activation.append(self.log, entry)
        return entry

    def rollback(self, name: str, to: str, since: str, by: str, why: str, now: datetime) -> Activation:
        """The explicit way back: from `since` on an older installed version judges, or none (`to` empty).

        Raises BadPack, BadRules, OSError.
        """
        if not why.strip():
            raise BadPack("why", "退回旧版须写明理由", "a rollback needs a reason")
        with self._decision(since, by, now):
            last = activation.latest(activation.read(self.log), name)
            if last is None or not last.pack:
                zh = f"没有启用过规则包“{visible(name)}”"
                raise BadPack("not-active", zh, f"{name!r} is not active")
            entry = replace(last, number=0, pack="", date="", key="", maker="")
            if to:
                pack = self.find(to)
                maker = trust.trusted(pack, trust.makers(self.trust))
                if pack.manifest.name != name or pack.manifest.number >= last.number:
                    zh = f"“{visible(to)}”不是“{visible(name)}”的更早版本"
                    raise BadPack("not-older", zh, f"{to!r} is no older version of {name!r}")
                self._refuse_faulty(pack, since)
                entry = _entry(ROLLBACK, pack, maker.name, since, by, now)
            entry = replace(
                entry, action=ROLLBACK, time=_time(now), since=since, by=_said(by), why=_said(why)
            )
            activation.append(self.log, entry)
        return entry

    def _decision(self, since: str, by: str, now: datetime) -> AbstractContextManager[None]:
        today = _day(now)
        try:
            date.fromisoformat(since)
        except ValueError:
            raise BadPack("day", f"日期应写成 2026-01-31:{since}", f"not a day: {since}") from None
        if since < today:
            zh = f"开始日期 {since} 已过:不能改变以前的判定,最早可从今天({today})起"
            raise BadPack("past", zh, f"{since} is past: nothing is judged anew, {today} is the earliest")
        if not by.strip():
            raise BadPack("by", "请写明由谁启用", "say who activates it")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return activation.locked(self.log)

    def _refuse_older(self, pack: SignedPack, maker: Maker) -> None:
        """A replay of an older version, a fork of this one, or the same name from another hand."""
        made = pack.manifest
        last = activation.latest(activation.read(self.log), made.name)
        if last is None or not last.pack:
            return
        if made.number < last.number:
            zh = f"第 {made.number} 版早于已启用的第 {last.number} 版;要退回旧版,请用 rules pack rollback"
            raise BadPack("older", zh, f"version {made.number} is older than the active {last.number}")
        if made.number == last.number and pack.hash != last.pack:
            zh = f"与已启用的第 {last.number} 版编号相同、内容不同"
            raise BadPack("fork", zh, f"another version {last.number} is active")
        if maker.name != last.maker or (made.scope is not last.scope):
            zh = f"“{made.name}”一直由“{last.maker}”签发,不能换成“{maker.name}”签发的"
            raise BadPack("maker", zh, f"{made.name!r} is signed by {last.maker!r}")

    def _refuse_second(self, pack: SignedPack) -> None:
        """There is one whole rule base at a time."""
        log = activation.read(self.log)
        names = {entry.name for entry in log if entry.scope is Scope.BASE} - {pack.manifest.name}
        for last in (activation.latest(log, name) for name in sorted(names)):
            if pack.manifest.scope is Scope.BASE and last is not None and last.pack:
                zh = f"已启用整套规则库“{last.name}”;要换用“{pack.manifest.name}”,先退回前者"
                raise BadPack("second", zh, f"{last.name!r} is the active rule base: roll it back first")

    def _refuse_faulty(self, pack: SignedPack, day: str) -> None:
        """Raises BadRules with every fault if the rules of that day do not load with this pack."""
        build(self.sources_with(pack, day))

    def sources_of(self, name: str, day: str) -> list[Source]:
        """The rule files of a day as they would be with a pack: a file, or one that is installed.

        Raises BadPack, BadRules, OSError.
        """
        path = Path(name)
        found = signed_pack.read(signed_pack.content(path)) if path.is_file() else self.find(name)
        return self.sources_with(found, day)

    def sources_with(self, pack: SignedPack, day: str) -> list[Source]:
        """The rule files of a day with this pack among them, in place of its other versions."""
        others = [other for other in self.on(day) if other.use.name != pack.manifest.name]
        if pack.manifest.scope is Scope.BASE:
            others = [other for other in others if other.use.local]
            return [*pack.sources(), *(source for other in others for source in other.read().sources())]
        return [*sources_in_force(others), *pack.sources()]


def _entry(action: str, pack: SignedPack, maker: str, since: str, by: str, now: datetime) -> Activation:
    made = pack.manifest
    return Activation(
        action, _time(now), made.name, made.title, made.scope, made.number, pack.hash, maker, made.date,
        pack.key, since, _said(by),
    )  # fmt: skip


def _said(text: str) -> str:
    return visible(text.strip(), _LONGEST)


def _time(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(now: datetime) -> str:
    return now.astimezone(_BEIJING).date().isoformat()


def _put(target: Path, data: bytes) -> None:
    """Writes the file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".pack-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
