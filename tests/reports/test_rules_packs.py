"""`heyan rules pack`: making, checking, installing; what people read of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from reports import rules_packs
from reports.rules_packs import Draft, Signing
from rules import signed_pack
from rules.data import BadPack
from rules.pack_store import Store
from scanner.formats import ed25519
from tests.packs import FILES, LOCAL_RULE, MMDB, NOW, PRIVATE_PEM, entry, store
from tests.rules.test_build import RULE
from tests.scanner.formats.test_ed25519 import PUBLIC_PEM


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.write_bytes(PRIVATE_PEM)
    return path


def rules(folder: Path, **files: str) -> Path:
    for name, text in {**FILES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def made(tmp_path: Path, key: Path) -> Path:
    out = tmp_path / "one.heyanpack"
    draft = Draft(rules(tmp_path / "rules"), "2026-03-01", None, "national", "全国规则库", "测试单位")
    assert "已写入" in list(rules_packs.make(draft, Signing(key), out, ["第一版"]).lines)[-1]
    return out


def test_a_key_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    lines = list(rules_packs.new_key(path).lines)
    assert path.stat().st_mode & 0o777 == 0o600
    kept = store(tmp_path, "\n".join(lines[2:]) + "\n")
    (maker,) = rules_packs.trust.makers(kept.trust)
    assert maker.key.encode() == ed25519.public_of(path.read_bytes())
    assert maker.fingerprint in lines[0]
    with pytest.raises(FileExistsError):
        rules_packs.new_key(path)


def test_the_same_inputs_give_the_same_bytes(made: Path, tmp_path: Path, key: Path) -> None:
    draft = Draft(tmp_path / "rules", "2026-03-01", None, "national", "全国规则库", "测试单位")
    rules_packs.make(draft, Signing(key), tmp_path / "again", ["第一版"])
    assert (tmp_path / "again").read_bytes() == made.read_bytes()


def test_the_next_version_takes_over_who_and_what_and_lists_the_changes(
    made: Path, tmp_path: Path, key: Path
) -> None:
    changed = {"checks/a.yaml": RULE.replace("severity: S3", "severity: S2")}
    draft = Draft(rules(tmp_path / "rules", **changed), "2026-04-01", made)
    expected = ["修改规则 SEC-001 题目:级别由 S3 改为 S2"]
    assert list(rules_packs.draft_changes(draft).lines) == expected
    rules_packs.make(draft, Signing(key), tmp_path / "two")
    pack = signed_pack.read((tmp_path / "two").read_bytes())
    before = signed_pack.read(made.read_bytes())
    assert (pack.manifest.number, pack.manifest.previous) == (2, before.hash)
    assert (pack.manifest.name, pack.manifest.maker) == ("national", "测试单位")
    assert list(pack.manifest.changes) == expected
    rules_packs.make(draft, Signing(key), tmp_path / "two", ["降为一般", "", "  "])
    edited = signed_pack.read((tmp_path / "two").read_bytes())
    assert edited.manifest.changes == ("降为一般",)


def test_nothing_new_is_no_version(made: Path, tmp_path: Path, key: Path) -> None:
    with pytest.raises(BadPack, match="没有差别"):
        rules_packs.make(Draft(tmp_path / "rules", "2026-04-01", made), Signing(key), tmp_path / "two")
    with pytest.raises(BadPack, match="名称不同"):
        rules_packs.draft_changes(Draft(tmp_path / "rules", "2026-04-01", made, "other"))
    with pytest.raises(NotADirectoryError):
        rules_packs.draft_changes(Draft(tmp_path / "nowhere", "2026-04-01", made))


def test_norms_added_and_repealed_are_in_it(made: Path, tmp_path: Path, key: Path) -> None:
    ended = FILES["norms.yaml"].replace("since: 2020-01-01", "since: 2020-01-01\n  until: 2026-06-01")
    new = {"id": "NEW", "title": "新办法", "number": "新1号", "level": "部门规章", "since": "2026-06-01"}
    more = ended + yaml.safe_dump([new | {"clauses": [{"clause": "1", "text": "新"}]}], allow_unicode=True)
    draft = Draft(rules(tmp_path / "rules", **{"norms.yaml": more}), "2026-04-01", made)
    rules_packs.make(draft, Signing(key), tmp_path / "two")
    manifest = signed_pack.read((tmp_path / "two").read_bytes()).manifest
    assert (manifest.norms_added, manifest.norms_repealed) == (("NEW:1",), ("GB:5",))


def test_a_local_pack_stands_on_the_rules_in_force(tmp_path: Path, key: Path) -> None:
    folder = tmp_path / "own" / "checks"
    folder.mkdir(parents=True)
    (folder / "own.yaml").write_text(LOCAL_RULE.replace("[BA3:12]", "[BA3:12, YJ55:四]"), "utf-8")
    draft = Draft(folder.parent, "2026-03-01", None, "henan", "河南省口径", "河南", local=True)
    rules_packs.make(draft, Signing(key), tmp_path / "own.heyanpack")
    pack = signed_pack.read((tmp_path / "own.heyanpack").read_bytes())
    assert list(pack.manifest.changes) == ["新增规则 LOC-001 本省题目(S3,全,整改)"]
    assert pack.manifest.scope == "local"


def test_what_cannot_be_a_pack_is_not_written(tmp_path: Path, key: Path) -> None:
    out = tmp_path / "x"
    folder = rules(tmp_path / "rules")
    for draft, what in (
        (Draft(folder, "2026-03-01", None, "", "标题", "单位"), "name"),
        (Draft(folder, "2026-03-01", None, "national", "标题", ""), "title"),
        (Draft(folder, "2026-03-01", None, "national", "标题", "单位", ip=key), "MaxMind"),
    ):
        with pytest.raises(BadPack, match=what):
            rules_packs.make(draft, Signing(key), out, ["第一版"])
    with pytest.raises(BadPack, match="私钥"):
        rules_packs.make(Draft(folder, "2026-03-01", None, "a", "b", "c"), Signing(), out, ["第一版"])
    assert not out.exists()


def test_verify_install_list_activate_and_back(made: Path, tmp_path: Path) -> None:
    nobody = Store(tmp_path / "elsewhere")
    told = rules_packs.verified(made, nobody)
    assert told.amiss
    assert "不在信任名单" in list(told.lines)[-1]
    kept = store(tmp_path, entry("测试单位", PUBLIC_PEM))
    told = rules_packs.verified(made, kept)
    assert not told.amiss
    assert any("签名正确" in line for line in told.lines)
    assert "已安装,尚未启用。" in list(rules_packs.install(made, kept, NOW).lines)
    (line,) = rules_packs.activate(kept, "national:1", "2026-03-02", "值班员", NOW).lines
    assert line.startswith("2026-03-02 起启用“全国规则库”(national)第 1 版 — 值班员")
    (line,) = rules_packs.rollback(kept, "national", "", "2026-03-05", "审批员", "误报", NOW).lines
    assert "停用" in line
    assert line.endswith("理由:误报")
    said = rules_packs.listing(kept)
    assert not said.amiss
    assert len(list(said.lines)) == 5
    hash_ = signed_pack.read(made.read_bytes()).hash
    kept.path(hash_).write_bytes(b"x")
    told = rules_packs.listing(kept)
    assert told.amiss
    assert any("须重新安装" in line for line in told.lines)


def test_an_ip_database_goes_with_it(tmp_path: Path, key: Path) -> None:
    ip = tmp_path / "ip"
    ip.write_bytes(MMDB)
    draft = Draft(rules(tmp_path / "rules"), "2026-03-01", None, "national", "标题", "单位", ip=ip)
    told = list(rules_packs.make(draft, Signing(key), tmp_path / "x", ["第一版"]).lines)
    assert any(line.endswith("附 IP 归属库") for line in told)
