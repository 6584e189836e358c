"""Signed rule packs for people: making, checking, installing, activating, rolling back (docs/rules.md)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from reports import rules_text_packs
from reports.rules_tools import Said
from rules import activation, in_force, pack_changes, signed_pack, trust
from rules.build import build
from rules.data import BadPack, Data, Source
from rules.load import HOME, sources_in_force, sources_of
from rules.model import Scope
from rules.pack_store import Store
from rules.signed_pack import IP_DATABASE, RULES, Manifest, SignedPack
from scanner.formats import ed25519


@dataclass(frozen=True, slots=True)
class Draft:
    """What a maker says of a pack; name, title and maker are those of `previous` where empty."""

    folder: Path
    date: str  # YYYY-MM-DD
    previous: Path | None = None
    name: str = ""
    title: str = ""
    maker: str = ""
    local: bool = False
    ip: Path | None = None  # an IP database to go with it


@dataclass(frozen=True, slots=True)
class Signing:
    """How it is signed: by an Ed25519 key, or by a command whose public key is `public`. Both PEM files."""

    key: Path | None = None
    command: str = ""
    public: Path | None = None


def new_key(out: Path) -> Said:
    """Writes a new private key that only its owner can read, and says what to put into trust.yaml.

    Raises FileExistsError, OSError.
    """
    private = ed25519.generate()
    opened = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(private)
    public = ed25519.public_of(private).decode()
    entry = ["- maker: 单位名称", "  key: |", *(f"    {line}" for line in public.splitlines())]
    return Said(
        [
            f"私钥已写入 {out},请妥善保管,不要外传。公钥指纹 {trust.fingerprint(public)}",
            f"使用规则包的机器,把下面几行加进 {in_force.folder() / trust.FILE}:",
            *entry,
        ]
    )


def draft_changes(draft: Draft) -> Said:
    """The change list as it would be written, one line each, to be edited. Raises BadRules, OSError."""
    _, old, new, _ = _compared(draft)
    return Said(pack_changes.changes(old, new))


def make(draft: Draft, signing: Signing, out: Path, changes: Sequence[str] | None = None) -> Said:
    """Writes the signed pack; `changes` stand in place of the list made from the difference.

    Raises BadRules, OSError.
    """
    manifest, old, new, files = _compared(draft)
    lines = pack_changes.changes(old, new) if changes is None else [line for line in changes if line.strip()]
    if not lines:
        raise BadPack("no-changes", "与上一版没有差别", "nothing differs from the version before")
    made = replace(
        manifest,
        changes=tuple(lines),
        members=signed_pack.members_of(files),
        norms_added=pack_changes.norms_added(old, new),
        norms_repealed=pack_changes.norms_repealed(old, new),
    )
    if problem := signed_pack.check(made, files):
        raise problem
    private = signing.key.read_bytes() if signing.key else b""
    public = signing.public.read_text("utf-8") if signing.public else _public(private)
    signature = trust.sign(made.to_bytes(), private, signing.command)
    data = signed_pack.write(SignedPack(made, trust.fingerprint(public), signature, files))
    pack = signed_pack.read(data)  # what nobody could read is not handed out
    out.write_bytes(data)
    return Said([*rules_text_packs.pack_page(pack, None), f"已写入 {out}({len(data)} 字节)"])


def _public(private: bytes) -> str:
    try:
        return ed25519.public_of(private).decode()
    except ed25519.BadKey as bad:
        zh = "签名用的私钥不是未加密的 Ed25519 私钥(PEM)"
        raise BadPack("key", zh, "the key is no plain Ed25519 private key (PEM)") from bad


def _compared(draft: Draft) -> tuple[Manifest, Data, Data, dict[str, bytes]]:
    """What the pack will say of itself, the rules before and with it, and its files."""
    before = signed_pack.read(signed_pack.content(draft.previous)) if draft.previous else None
    known = before.manifest if before else None
    scope = known.scope if known else Scope.LOCAL if draft.local else Scope.BASE
    made = Manifest(
        signed_pack.SCHEMA,
        draft.name or (known.name if known else ""),
        draft.title or (known.title if known else ""),
        scope,
        known.number + 1 if known else 1,
        draft.maker or (known.maker if known else ""),
        draft.date,
        known.hash if known else "",
        (),
        (),
    )
    if known and made.name != known.name:
        raise BadPack("name", f"与上一版名称不同:{known.name}", f"the version before is {known.name!r}")
    files = _files(draft)
    around: list[Source] = []
    if scope is Scope.LOCAL:
        around = sources_in_force([one for one in in_force.on(draft.date) if not one.use.local])
    earlier = before.sources() if before else sources_of(HOME) if scope is Scope.BASE else []
    now = SignedPack(made, "", b"", files).sources()
    return made, build([*around, *earlier]), build([*around, *now]), files


def _files(draft: Draft) -> dict[str, bytes]:
    if not draft.folder.is_dir():
        raise NotADirectoryError(f"{draft.folder} 不是文件夹 (not a folder)")
    files = {RULES + source.path: source.text.encode() for source in sources_of(draft.folder)}
    if draft.ip:
        files[IP_DATABASE] = draft.ip.read_bytes()
    return files


def verified(path: Path, store: Store) -> Said:
    """What a pack says of itself and whether somebody trusted signed it; amiss where not. Raises BadRules."""
    pack = signed_pack.read(signed_pack.content(path))
    try:
        maker = trust.trusted(pack, trust.makers(store.trust))
    except BadPack as bad:
        return Said([*rules_text_packs.pack_page(pack, None), str(bad)], True)
    return Said(rules_text_packs.pack_page(pack, maker))


def install(path: Path, store: Store, now: datetime) -> Said:
    """Checks and keeps a pack; it judges nothing yet. Raises BadRules, OSError."""
    pack, maker = store.install(signed_pack.content(path), now)
    short = pack.hash[:16]
    return Said(
        [
            *rules_text_packs.pack_page(pack, maker),
            "已安装,尚未启用。",
            f"先看会改变哪些已存的结论:heyan rules impact --new {short} 检测结果文件夹",
            f"再决定启用:heyan rules pack activate {short} --since 日期 --by 启用人",
        ]
    )


def listing(store: Store) -> Said:
    """What is installed and every decision; amiss where an installed file is damaged.

    Raises BadRules.
    """
    damaged = store.damaged()
    log = activation.read(store.log)
    return Said(rules_text_packs.installed(store.installed(), damaged, log), bool(damaged))


def activate(store: Store, name: str, since: str, by: str, now: datetime) -> Said:
    """Lets an installed pack judge from a day on. Raises BadRules, OSError."""
    return Said([rules_text_packs.decision(store.activate(name, since, by, now))])


def rollback(store: Store, name: str, to: str, since: str, by: str, why: str, now: datetime) -> Said:
    """Goes back to an older version, or to the rules that came with Heyan. Raises BadRules, OSError."""
    return Said([rules_text_packs.decision(store.rollback(name, to, since, by, why, now))])
