"""Who uses whose code in one app: how far up the evidence ladder an SDK's packages are."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rules.model import Rung, Signature
from scanner.model import Scan

OWN = "app"
_GENERIC = ("com.example", "com.android", "org.example")


def own_prefix(app_id: str) -> str:
    """The name space of the app's own code, with the final dot: two segments, more where two say nothing."""
    own = ".".join(app_id.split(".")[:2])
    return f"{own}." if own.count(".") and own not in _GENERIC else f"{app_id}."


class Users:
    """Who uses whose code: per package the owners of the packages that name or call it.

    An owner is an SDK, OWN for code in the app's own name space, or "" for code of nobody known (the stub of
    a packer may have any name).
    """

    def __init__(self, scan: Scan, owner: Callable[[str], str], sdks: Mapping[str, Signature]) -> None:
        inventory, own = scan.inventory, own_prefix(scan.package.app_id)
        self._reach = inventory.reach
        self._owners = [owner(package) for package in inventory.packages]
        vendors = [sdks[sdk].vendor if sdk else "" for sdk in self._owners]
        users = [
            sdk or (OWN if f"{package}.".startswith(own) else "")
            for sdk, package in zip(self._owners, inventory.packages, strict=True)
        ]
        self._users: dict[int, set[str]] = {}
        for column in (inventory.refers, inventory.calls):
            for number, targets in enumerate(column):
                for target in targets:
                    if self._owners[target] and vendors[target] != vendors[number]:
                        self._users.setdefault(target, set()).add(users[number])

    def owner(self, package: int) -> str:
        """The SDK that has a package by its name, "" for none."""
        return self._owners[package] if package < len(self._owners) else ""

    def rung(self, package: int) -> Rung:
        """How far up the ladder a package is: an entry point leads to it, another vendor's code names it."""
        if package < len(self._reach) and self._reach[package]:
            return Rung.REACHABLE
        return Rung.REFERENCED if package in self._users else Rung.PACKED

    def of(self, sdk: str) -> set[str]:
        """The owners of the code that uses an SDK of another vendor."""
        return {
            user for package, users in self._users.items() if self._owners[package] == sdk for user in users
        }
