"""Settings from the environment: NAME, or NAME_FILE naming a file that holds the value (a secret)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """A setting that is missing or malformed: which one, what is wrong and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables a service was started with. Every lookup that fails raises BadSetting."""

    values: Mapping[str, str]

    @classmethod
    def own(cls) -> Environment:
        """That of this process."""
        return cls(os.environ)

    def text(self, name: str, default: str = "") -> str:
        """The value, or that of the file NAME_FILE points to; a trailing line break is not part of it."""
        if path := self.values.get(f"{name}_FILE"):
            if name in self.values:
                raise BadSetting(f"{name} 与 {name}_FILE 只能设置一个 (set one of the two)")
            try:
                return Path(path).read_text("utf-8").rstrip("\r\n")
            except OSError as fault:
                raise BadSetting(f"{name}_FILE 指向的文件读不了:{fault} (cannot be read)") from fault
        return self.values.get(name, default)

    def needed(self, name: str, why: str) -> str:
        """A value without which the service must not start."""
        if value := self.text(name):
            return value
        raise BadSetting(f"缺少设置 {name} 或 {name}_FILE:{why} (must be set)")

    def number(self, name: str, default: int) -> int:
        """A whole number, not negative."""
        value = self.text(name)
        if not value:
            return default
        if not value.isascii() or not value.isdecimal():
            raise BadSetting(f"{name} 应为不小于 0 的整数,现在是 {value!r} (a whole number)")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        """1/true/yes/on or 0/false/no/off."""
        value = self.text(name).lower()
        if not value:
            return default
        if value not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
            raise BadSetting(f"{name} 应为 1 或 0,现在是 {value!r} (1 or 0)")
        return value in ("1", "true", "yes", "on")

    def names(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Values between commas."""
        value = self.text(name)
        return tuple(part.strip() for part in value.split(",") if part.strip()) if value else default


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for sqlite:///path or postgres://user:password@host:port/name.

    Raises BadSetting.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])))  # as SQLAlchemy writes it: four slashes
    if parts.scheme not in ("postgres", "postgresql") or parts.path in ("", "/"):
        # the URL itself may hold a password and is not repeated
        raise BadSetting(
            "HEYAN_DATABASE_URL 应写成 postgres://用户:密码@主机:端口/库名 或 sqlite:////路径"
            " (not a database URL)"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, object]:
    """SQLite as a service wants it: writers queue up instead of failing, readers never wait for them."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "TEST": {"NAME": f"{path}.test"},  # a file like the real one: in memory, locks are others
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=30000;",
        },
    }


_NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"}
)


def refuse_network_folder(folder: Path, mounts: str) -> None:
    """SQLite's locks do not hold on network file systems. `mounts`: the text of /proc/self/mounts.

    Raises BadSetting where `folder` lies on one.
    """
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = folder == Path(point) or Path(point) in folder.parents
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in _NETWORKED:
        raise BadSetting(
            f"{folder} 在网络文件系统({kind})上,SQLite 在那里会损坏数据;请换本机磁盘或改用 PostgreSQL"
            " (a network file system: use a local disk or PostgreSQL)"
        )
