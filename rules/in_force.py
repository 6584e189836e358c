"""The signed rule packs that judge on a day, and where they lie. Light: every command asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rules import activation, folders
from rules.data import BadPack
from rules.model import PackInUse

if TYPE_CHECKING:
    from rules.signed_pack import SignedPack

SUFFIX = ".heyanpack"


@dataclass(frozen=True, slots=True)
class InForce:
    """A signed pack that judges, and where it lies. Its hash was fixed when it was activated."""

    use: PackInUse
    path: Path

    def read(self) -> SignedPack:
        """The pack itself. Raises BadPack where it is gone or another one, OSError."""
        from rules import signed_pack

        try:
            pack = signed_pack.read(self.path.read_bytes())
        except FileNotFoundError:
            zh = f"已启用的规则包“{self.use.name}”第 {self.use.number} 版不见了,请重新安装"
            raise BadPack(
                "gone", zh, f"the active pack {self.use.name!r} is gone: install it again"
            ) from None
        if pack.hash != self.use.hash:
            raise BadPack("content", "已启用的规则包被换过", "the active pack was exchanged")
        return pack


def folder() -> Path:
    """Where a user's rule packs lie. Raises RuntimeError where there is no home."""
    return folders.data() / "rule-packs"


def place(inside: Path, hash_: str) -> Path:
    """Where an installed pack lies in such a folder."""
    return inside / "installed" / f"{hash_}{SUFFIX}"


def on(day: str, inside: Path | None = None) -> tuple[InForce, ...]:
    """The packs that judge on a day (YYYY-MM-DD), of the user's own folder or another.

    Raises BadPack, OSError.
    """
    if inside is None:
        try:
            inside = folder()
        except RuntimeError:  # nobody's home: nothing was ever activated
            return ()
    log = activation.read(inside / activation.FILE)
    return tuple(InForce(entry.use, place(inside, entry.pack)) for entry in activation.on(log, day))
