"""Small signed rule packs: a rule base of one rule, two test keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rules import signed_pack, trust
from rules.model import Scope
from rules.pack_store import Store
from rules.signed_pack import RULES, Manifest, SignedPack
from scanner.formats import ed25519
from tests.rules.test_build import NORMS, RULE
from tests.scanner.formats.test_ed25519 import PRIVATE_PEM, PUBLIC_PEM, pem

OTHER_PRIVATE = pem("PRIVATE KEY", bytes.fromhex("302e020100300506032b657004220420") + bytes(range(32)))
OTHER_PUBLIC = ed25519.public_of(OTHER_PRIVATE)
FILES = {"norms.yaml": NORMS, "packs/default.yaml": "title: 全国\nnorms: []\n", "checks/a.yaml": RULE}
LOCAL_RULE = RULE.replace("SEC-001", "LOC-001").replace("题目", "本省题目")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
MMDB = b"\x00" * 64 + b"\xab\xcd\xefMaxMind.com" + b"\xe0"


def signed(
    files: Mapping[str, str] = FILES,
    number: int = 1,
    previous: str = "",
    key: bytes = PRIVATE_PEM,
    others: Mapping[str, bytes] | None = None,
    **more: Any,
) -> SignedPack:
    """A pack of these rule files, and of other files by their whole path."""
    members = {RULES + path: text.encode() for path, text in files.items()} | dict(others or {})
    said: dict[str, Any] = {
        "name": "national",
        "title": "全国规则库",
        "scope": Scope.BASE,
        "maker": "测试单位",
    }
    said |= {"date": "2026-03-01", "changes": ("新增规则",), **more}
    listed = signed_pack.members_of(members)
    made = Manifest(signed_pack.SCHEMA, number=number, previous=previous, members=listed, **said)
    signature = trust.sign(made.to_bytes(), key)
    print_ = trust.fingerprint(ed25519.public_of(key).decode())
    return SignedPack(made, print_, signature, members)


def next_of(pack: SignedPack, rule: str = RULE, **more: Any) -> SignedPack:
    """The version after, with its rule changed."""
    number = pack.manifest.number + 1
    changed = rule.replace("title: 题目", f"title: 题目{number}")
    return signed({**FILES, "checks/a.yaml": changed}, number, pack.hash, **more)


def local(rule: str = LOCAL_RULE, number: int = 1, previous: str = "", **more: Any) -> SignedPack:
    """A province's own rule."""
    said = {"name": "henan", "title": "河南省口径", "scope": Scope.LOCAL, "maker": "河南", **more}
    return signed({"checks/b.yaml": rule}, number, previous, **said)


def entry(maker: str, public: bytes, *more: str) -> str:
    """One entry of trust.yaml."""
    lines = [f"- maker: {maker}", "  key: |", *(f"    {line}" for line in public.decode().splitlines())]
    return "\n".join([*lines, *(f"  {line}" for line in more), ""])


def store(folder: Path, *entries: str) -> Store:
    """A store that trusts the first test key, or what these entries say."""
    made = Store(folder / "rule-packs")
    made.folder.mkdir(parents=True, exist_ok=True)
    made.trust.write_text("".join(entries or (entry("测试单位", PUBLIC_PEM),)), "utf-8")
    return made


def installed(made: Store, packs: Sequence[SignedPack]) -> None:
    """Puts packs into a store."""
    for pack in packs:
        made.install(signed_pack.write(pack), NOW)
