"""Whose rule packs are accepted: public keys as local data (trust.yaml), signing and checking.

Ed25519 is built in. Any other scheme - SM2, a hardware token, a signing service - is a command: for signing
it is named when a pack is built, for checking it stands beside the key in trust.yaml. It is run as it is
written, without a shell.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules import located
from rules.data import BadPack, BadRules, Fault
from rules.model import Scope
from rules.shape import Checker, Shape
from rules.signed_pack import SignedPack
from scanner.formats import ed25519

FILE = "trust.yaml"
SECONDS = 60
"""A command that takes longer is ended."""
_CONTENT, _SIGNATURE = "{content}", "{signature}"
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")
_MAKER = Shape(
    {"maker": lambda value: _text(value), "key": lambda value: _text(value)},
    {
        "local": lambda value: isinstance(value, bool),
        "verify": lambda value: isinstance(value, list) and len(value) > 0 and all(map(_text, value)),
    },
)
_LONGEST = 16 << 10
"""Of a signature; bytes."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody whose packs are accepted."""

    name: str
    key: str  # public key, PEM
    fingerprint: str  # SHA-256 of the key's DER (SubjectPublicKeyInfo)
    local: bool = False  # packs of the kind 本省口径 only
    verify: tuple[str, ...] = ()  # a command in place of Ed25519


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def fingerprint(pem: str) -> str:
    """SHA-256 of a public key's DER, whatever its algorithm. Raises ValueError for what is no such PEM."""
    found = _PEM.fullmatch(pem.strip() + "\n")
    if found is None:
        raise ValueError("not a public key (PEM)")
    try:
        return hashlib.sha256(base64.b64decode("".join(found[1].split()), validate=True)).hexdigest()
    except binascii.Error as fault:
        raise ValueError("not a public key (PEM)") from fault


def makers(path: Path) -> tuple[Maker, ...]:
    """The makers in trust.yaml; none where there is no such file.

    Raises BadRules with every fault, OSError.
    """
    if not path.exists():
        return ()
    faults: list[Fault] = []
    try:
        data = located.read(path.name, path.read_text("utf-8"), faults)
    except UnicodeDecodeError:
        raise BadRules([Fault(path.name, 1, "文件不是 UTF-8 编码", "the file is not UTF-8")]) from None
    checker = Checker(path.name, faults)
    found: dict[str, Maker] = {}
    for entry in checker.entries(data) if data is not None else ():
        if not checker.shape(entry, _MAKER):
            continue
        try:
            print_ = fingerprint(entry["key"])
        except ValueError:
            checker.fault(entry.lines["key"], "key 应是一段 PEM 公钥", "key is a public key as PEM")
            continue
        if print_ in found:
            checker.fault(entry.line, "同一公钥写了两次", "the same key stands here twice")
        verify = tuple(entry.get("verify", ()))
        if verify and not (_names(verify, _CONTENT) and _names(verify, _SIGNATURE)):
            zh = f"verify 命令里要有 {_CONTENT} 和 {_SIGNATURE}"
            checker.fault(entry.lines["verify"], zh, "the command needs {content} and {signature}")
        found[print_] = Maker(entry["maker"], entry["key"], print_, entry.get("local", False), verify)
    if faults:
        raise BadRules(sorted(set(faults)))
    return tuple(found.values())


def trusted(pack: SignedPack, known: Sequence[Maker]) -> Maker:
    """Who signed a pack. Raises BadPack where nobody known did, or may not sign such a pack."""
    maker = next((maker for maker in known if maker.fingerprint == pack.key), None)
    if maker is None:
        raise BadPack(
            "unknown-key",
            f"签名者不在信任名单里(公钥指纹 {pack.key[:16]}…)",
            f"signed by a key that is not trusted ({pack.key[:16]}...)",
        )
    if not _verifies(maker, pack):
        raise BadPack("signature", "签名不对,文件可能被改动过", "the signature does not fit: altered")
    if maker.local and pack.manifest.scope is not Scope.LOCAL:
        zh = f"“{maker.name}”只能签发本省口径的规则包"
        raise BadPack("scope", zh, f"{maker.name!r} may sign local packs only")
    return maker


def _verifies(maker: Maker, pack: SignedPack) -> bool:
    content = pack.manifest.to_bytes()
    if not maker.verify:
        try:
            return ed25519.verifies(maker.key.encode(), pack.signature, content)
        except ed25519.BadKey as bad:
            zh = f"“{maker.name}”的公钥不是 Ed25519,须在 trust.yaml 里写明 verify 命令"
            raise BadPack("key", zh, "not an Ed25519 key: name a verify command") from bad
    with tempfile.TemporaryDirectory(prefix="heyan-verify-") as folder:
        paths = {_CONTENT: Path(folder, "content"), _SIGNATURE: Path(folder, "signature")}
        paths[_CONTENT].write_bytes(content)
        paths[_SIGNATURE].write_bytes(pack.signature)
        return _run(_filled(maker.verify, paths)).returncode == 0


def sign(content: bytes, key: bytes, command: str = "") -> bytes:
    """The signature over pack.json: by an Ed25519 key (PEM), or by a command in its place.

    The command gets the content's path for {content}, and writes to {signature} or to its standard output.
    Raises BadPack.
    """
    if not command:
        try:
            return ed25519.sign(key, content)
        except ed25519.BadKey as bad:
            zh = "签名用的私钥不是未加密的 Ed25519 私钥(PEM)"
            raise BadPack("key", zh, "the key is no plain Ed25519 private key (PEM)") from bad
    words = shlex.split(command)
    with tempfile.TemporaryDirectory(prefix="heyan-sign-") as folder:
        paths = {_CONTENT: Path(folder, "content"), _SIGNATURE: Path(folder, "signature")}
        paths[_CONTENT].write_bytes(content)
        done = _run(_filled(words, paths))
        into_file = _names(words, _SIGNATURE)
        signature = paths[_SIGNATURE].read_bytes() if paths[_SIGNATURE].is_file() else b""
        signature = signature if into_file else done.stdout
    if done.returncode or not 0 < len(signature) <= _LONGEST:
        said = done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise BadPack("sign-command", f"签名命令没有成功:{said}", f"the signing command failed: {said}")
    return signature


def _names(words: Sequence[str], place: str) -> bool:
    return any(place in word for word in words)


def _filled(words: Sequence[str], paths: dict[str, Path]) -> list[str]:
    filled = list(words)
    for place, path in paths.items():
        filled = [word.replace(place, str(path)) for word in filled]
    return filled


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  (named by the owner of the machine; no shell)
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        zh = f"命令 {command[0]} 没有成功:{fault}"
        raise BadPack("command", zh, f"the command failed: {fault}") from fault
