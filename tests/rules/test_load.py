from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from rules import cache, load
from rules.data import BadRules

OWN = """
- id: OWN-001
  title: 本省的规则
  en: a rule of our own
  severity: S1
  automation: 全
  use: 提示
  basis: [BA3:12]
  plain: 本省要求另行说明的事项。
  remedy: 请说明。
  ask: 请说明。
  check: [看一看]
  when: {seen: {kind: manifest_flag, value: debuggable, on: true}}
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def own(folder: Path, text: str = OWN, name: str = "checks/own.yaml") -> Path:
    place = folder / "mine" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
    return folder / "mine"


def test_the_cache_gives_the_same_rule_base() -> None:
    first = load.load()
    assert len(list(cache.folder().iterdir())) == 1
    again = load.load()
    assert again == first
    assert load.load(cached=False) == first
    assert again.rules.version == first.rules.version


def test_a_damaged_cache_is_ignored_and_mended() -> None:
    first = load.load()
    (file,) = cache.folder().iterdir()
    content = b"[]"
    cache.write(load._key(load.sources_of(load.HOME)), content)  # its hash is right, its content is not
    assert load.load() == first
    file.write_bytes(b"garbage")
    assert load.load() == first


def test_the_version_follows_the_data_and_the_pack_not_the_files_age(tmp_path: Path) -> None:
    first = load.load(cached=False).rules.version
    assert load.load(cached=False).rules.version == first
    assert load.load(cached=False, extra=[own(tmp_path)]).rules.version != first
    own(tmp_path, OWN.replace("S1", "S0"))
    changed = load.load(extra=[tmp_path / "mine"]).rules
    assert next(rule for rule in changed.rules if rule.id == "OWN-001").severity == 0
    assert load.load("henan", cached=False).rules.version != first


def test_rules_of_ones_own_are_added(tmp_path: Path) -> None:
    assert "OWN-001" in {rule.id for rule in load.load(extra=[own(tmp_path)]).rules.rules}
    assert "OWN-001" not in {rule.id for rule in load.load().rules.rules}


def test_a_fault_of_ones_own_names_folder_file_and_line(tmp_path: Path) -> None:
    folder = own(tmp_path, OWN.replace("severity: S1", "severity: S9").replace("use: 提示", "use: 没收"))
    with pytest.raises(BadRules) as raised:
        load.load(extra=[folder])
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [
        ("mine/checks/own.yaml", 5),
        ("mine/checks/own.yaml", 7),
    ]
    assert "mine/checks/own.yaml:5:" in str(raised.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    folder = own(tmp_path)
    (folder / "checks" / "gbk.yaml").write_bytes("- id: 规则".encode("gbk"))
    with pytest.raises(BadRules, match=r"mine/checks/gbk.yaml:1: .*UTF-8"):
        load.load(extra=[folder])


def test_packs() -> None:
    assert load.load("henan").rules.pack["norms"]
    assert load.load("henan").rules.pack["review_days"] == load.load().rules.pack["review_days"]
    with pytest.raises(BadRules, match="没有省份规则包"):
        load.load("nowhere")


def test_what_the_scanner_is_told_to_look_for() -> None:
    base = load.load()
    assert {api.id for api in base.watch.apis} == set(base.rules.apis)
    assert base.watch.bytes
    assert base.watch.hash == load.load(cached=False).watch.hash


def test_it_is_loaded_in_milliseconds_from_the_cache() -> None:
    load.load()
    seconds = []
    for _ in range(5):
        started = time.process_time()
        load.load()
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.15


def test_loading_from_the_cache_reads_no_yaml() -> None:
    load.load()
    code = "import sys, rules.load as r; r.load(); sys.exit(bool({'yaml', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=load.HOME.parent, check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "没有这个文件夹"),
        ("readme.md", "里面没有规则文件"),
        ("checks/own.yml", "文件名要以 .yaml 结尾"),
        ("own.yaml", "规则放在 checks/"),
    ],
)
def test_a_folder_that_adds_nothing_is_not_passed_over(name: str, told: str, tmp_path: Path) -> None:
    folder = own(tmp_path, name=name) if name else tmp_path / "nowhere"
    with pytest.raises(BadRules, match=told):
        load.load(extra=[folder], cached=False)
