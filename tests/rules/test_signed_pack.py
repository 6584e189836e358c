"""Rule packs: the same bytes for the same content; nothing that is not exactly a pack is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import signed_pack, trust
from rules.build import build
from rules.data import BadPack
from rules.model import Scope
from rules.signed_pack import IP_DATABASE, MANIFEST, SIGNATURE, SignedPack, read, write
from rules.trust import Maker
from scanner import codec
from tests.packs import FILES, LOCAL_RULE, MMDB, local, signed
from tests.scanner.formats.test_ed25519 import PUBLIC_PEM

PACK = signed(others={IP_DATABASE: MMDB})
DATA = write(PACK)
MAKER = Maker("测试单位", PUBLIC_PEM.decode(), PACK.key)


def accepted(data: bytes) -> SignedPack:
    """What a user would get to install. Raises BadPack."""
    pack = read(data)
    trust.trusted(pack, [MAKER])
    return pack


def code(data: bytes) -> str:
    with pytest.raises(BadPack) as refused:
        accepted(data)
    assert str(refused.value).startswith("规则包不能使用:")
    assert len(str(refused.value).splitlines()) == 1
    return refused.value.code


def entries(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def zipped(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for path, content in files:
            info = zipfile.ZipInfo(path)
            info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, method
            archive.writestr(info, content)
        archive.comment = comment
    return made.getvalue()


def test_there_and_back() -> None:
    assert accepted(DATA) == PACK
    assert write(read(DATA)) == DATA
    assert write(signed(others={IP_DATABASE: MMDB})) == DATA


def test_other_people_can_open_it() -> None:
    names = [name for name, _ in entries(DATA)]
    assert names[:2] == [MANIFEST, SIGNATURE]
    assert sorted(names[2:]) == names[2:]
    assert orjson.loads(dict(entries(DATA))[MANIFEST])["title"] == "全国规则库"


def test_its_rules_load() -> None:
    assert [rule.origin for rule in build(read(DATA).sources()).rules] == [""]
    both = [*PACK.sources(), *local().sources()]
    assert {rule.id: rule.origin for rule in build(both).rules} == {"SEC-001": "", "LOC-001": "pack:henan"}


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(at: int, by: int) -> None:
    changed = bytearray(DATA)
    changed[at] ^= by
    code(bytes(changed))


@given(st.integers(0, len(DATA) - 1))
def test_it_cannot_be_cut_off(size: int) -> None:
    code(DATA[:size])
    code(DATA[size:] if size else b"")


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    code(noise)
    code(b"PK\x03\x04" + noise)
    if noise:
        code(DATA + noise)
        code(noise + DATA)


FILED = entries(DATA)
SHUFFLES: dict[str, Callable[[], bytes]] = {
    "as it is, to show that the helper writes packs": lambda: zipped(FILED),
    "an extra file": lambda: zipped([*FILED, ("rules/checks/z.yaml", b"[]\n")]),
    "an extra file first": lambda: zipped([("rules/checks/z.yaml", b"[]\n"), *FILED]),
    "a file left out": lambda: zipped(FILED[:-1]),
    "a file twice": lambda: zipped([*FILED, FILED[-1]]),
    "the manifest twice": lambda: zipped([*FILED, (MANIFEST, b"{}")]),
    "another order": lambda: zipped([*FILED[:2], *reversed(FILED[2:])]),
    "packed": lambda: zipped(FILED, zipfile.ZIP_DEFLATED),
    "a comment": lambda: zipped(FILED, comment=b"hello"),
    "upwards": lambda: zipped([*FILED, ("../../etc/cron.d/x", b"")]),
    "a folder": lambda: zipped([*FILED, ("rules/checks/", b"")]),
    "no signature": lambda: zipped([one for one in FILED if one[0] != SIGNATURE]),
    "no manifest": lambda: zipped([one for one in FILED if one[0] != MANIFEST]),
    "a signature of nothing": lambda: zipped([(n, b"{}" if n == SIGNATURE else c) for n, c in FILED]),
    "other rules": lambda: zipped([(n, b"[]\n" if n.endswith("a.yaml") else c) for n, c in FILED]),
    "the manifest in other words": lambda: zipped(
        [(n, orjson.dumps(orjson.loads(c)) if n == MANIFEST else c) for n, c in FILED]
    ),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("what", SHUFFLES)
def test_tricks_are_refused(what: str) -> None:
    data = SHUFFLES[what]()
    if what.startswith("as it is"):
        assert data == DATA
        return
    wanted = {"no signature": "unsigned", "a signature of nothing": "unsigned", "no manifest": "archive"}
    wanted |= {"an extra file": "content", "other rules": "content", "a file left out": "content"}
    assert code(data) == wanted.get(what) or what not in wanted


def resigned(**more: Any) -> bytes:
    return write(signed(**more))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"others": {"rules/../x.yaml": b""}}, "form"),
        ({"others": {"/etc/passwd.yaml": b""}}, "form"),
        ({"others": {"rules/checks/a/b.yaml": b""}}, "path"),
        ({"others": {"rules/checks/本地.yaml": b""}}, "path"),
        ({"others": {"rules/checks/x.py": b""}}, "path"),
        ({"others": {"readme.txt": b""}}, "path"),
        ({"others": {IP_DATABASE: b"no database"}}, "ip-database"),
        ({"files": {"norms.yaml": FILES["norms.yaml"]}}, "not-whole"),
        ({"name": "National"}, "manifest"),
        ({"name": "../x"}, "manifest"),
        ({"number": 0}, "manifest"),
        ({"number": 2}, "manifest"),  # names no version before it
        ({"previous": "ab" * 32}, "manifest"),
        ({"date": "2026-3-1"}, "manifest"),
        ({"changes": ()}, "manifest"),
        ({"title": "a\nb"}, "manifest"),
        ({"maker": " "}, "manifest"),
    ],
)
def test_a_trusted_hand_cannot_sign_just_anything(more: dict[str, Any], expected: str) -> None:
    assert code(resigned(**more)) == expected


def test_what_is_signed_by_others_or_not_at_all() -> None:
    assert code(write(replace(PACK, key="ab" * 32))) == "unknown-key"
    assert code(write(replace(PACK, signature=bytes(64)))) == "signature"
    assert code(write(replace(PACK, signature=b""))) == "unsigned"
    other = signed(title="另一个")
    assert code(write(replace(PACK, signature=other.signature))) == "signature"


def test_a_newer_format_is_told_from_a_broken_one() -> None:
    made = replace(PACK.manifest, schema=signed_pack.SCHEMA + 1)
    assert code(write(replace(PACK, manifest=made))) == "newer"
    wild = codec.to_json(PACK.manifest) | {"colour": "red"}
    files = [(n, orjson.dumps(wild) if n == MANIFEST else c) for n, c in FILED]
    assert code(zipped(files)) == "manifest"


def test_sizes_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_pack, "LIMITS", replace(signed_pack.LIMITS, total=len(DATA) - 1))
    assert code(DATA) == "archive"
    (tmp_path / "x").write_bytes(DATA)
    with pytest.raises(BadPack, match="过大"):
        signed_pack.content(tmp_path / "x")
    monkeypatch.setattr(signed_pack, "LIMITS", replace(signed_pack.LIMITS, total=1 << 20, entries=2))
    assert code(DATA) == "archive"


def test_rules_that_are_not_utf8_are_named() -> None:
    pack = signed(others={"rules/checks/z.yaml": b"\xff"})
    with pytest.raises(BadPack, match=r"z\.yaml"):
        read(write(pack)).sources()


def test_the_hash_covers_the_rules_and_not_the_signature() -> None:
    assert signed().hash == signed().hash
    assert signed().hash != signed({**FILES, "checks/a.yaml": LOCAL_RULE}).hash
    assert local().manifest.scope is Scope.LOCAL
