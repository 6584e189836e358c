"""Installing, activating and rolling back: what is refused, and who judges on which day."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules import activation
from rules.data import BadPack, BadRules
from rules.load import load
from rules.model import Scope
from rules.pack_store import Store
from rules.signed_pack import IP_DATABASE, SignedPack, write
from tests.packs import (
    FILES,
    LOCAL_RULE,
    MMDB,
    NOW,
    OTHER_PRIVATE,
    OTHER_PUBLIC,
    entry,
    installed,
    local,
    next_of,
    signed,
    store,
)
from tests.rules.test_build import RULE
from tests.scanner.formats.test_ed25519 import PUBLIC_PEM

ONE = signed()
TWO = next_of(ONE)
THREE = next_of(TWO)


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    made = store(tmp_path)
    installed(made, [ONE, TWO])
    return made


def code(deed: object, *arguments: object) -> str:
    with pytest.raises(BadPack) as raised:
        deed(*arguments)  # type: ignore[operator]
    return raised.value.code


def titles(kept: Store, day: str) -> list[str]:
    return [rule.title for rule in load(cached=False, signed=kept.on(day)).rules.rules]


def test_installing_judges_nothing(kept: Store) -> None:
    assert [pack.hash for pack in kept.installed()] == [ONE.hash, TWO.hash]
    assert kept.on("2030-01-01") == ()
    assert len(load(signed=kept.on("2030-01-01")).rules.rules) > 100


def test_before_its_first_day_the_old_one_judges(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    kept.activate(TWO.hash[:12], "2026-04-01", "审批员", NOW)
    assert titles(kept, "2026-03-31") == ["题目"]
    assert titles(kept, "2026-04-01") == ["题目2"]
    assert len(load(signed=kept.on("2026-03-01")).rules.rules) > 100  # that came with Heyan
    (use,) = load(signed=kept.on("2026-04-01")).rules.signed
    assert (use.by, use.since, use.number, use.key, use.hash) == (
        "审批员",
        "2026-04-01",
        2,
        TWO.key,
        TWO.hash,
    )


def test_two_decisions_on_one_day(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    kept.activate("national:2", "2026-03-02", "审批员", NOW)
    assert titles(kept, "2026-03-02") == ["题目2"]
    assert len(activation.read(kept.log)) == 2


@pytest.mark.parametrize("since", ["2026-03-01", "2020-01-01"])
def test_nothing_is_judged_anew(kept: Store, since: str) -> None:
    assert code(kept.activate, "national:1", since, "值班员", NOW) == "past"
    assert activation.read(kept.log) == ()


def test_the_day_is_that_of_beijing(kept: Store) -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # 00:30 on the second in Beijing
    assert code(kept.activate, "national:1", "2026-03-01", "值班员", late) == "past"
    assert kept.activate("national:1", "2026-03-02", "值班员", late).since == "2026-03-02"


def test_a_decision_has_a_name_a_day_and_for_going_back_a_reason(kept: Store) -> None:
    assert code(kept.activate, "national:1", "2026-03-02", "  ", NOW) == "by"
    assert code(kept.activate, "national:1", "2026-02-30", "值班员", NOW) == "day"
    kept.activate("national:1", "2026-03-02", "值班员\n\u202e", NOW)
    assert activation.read(kept.log)[0].by.isprintable()
    assert code(kept.rollback, "national", "", "2026-03-02", "值班员", "", NOW) == "why"


def test_an_older_version_is_refused_and_the_way_back_is_explicit(kept: Store, tmp_path: Path) -> None:
    kept.activate("national:2", "2026-03-02", "值班员", NOW)
    assert code(kept.install, write(ONE), NOW) == "older"
    assert code(kept.activate, "national:1", "2026-03-02", "值班员", NOW) == "older"
    back = kept.rollback("national", "national:1", "2026-03-10", "审批员", "误报太多", NOW)
    assert (back.action, back.why, back.number) == ("rollback", "误报太多", 1)
    assert titles(kept, "2026-03-09") == ["题目2"]
    assert titles(kept, "2026-03-10") == ["题目"]
    kept.activate("national:2", "2026-05-01", "值班员", NOW)  # forward again
    assert titles(kept, "2026-05-01") == ["题目2"]


def test_a_replay_before_a_planned_version_is_refused(kept: Store) -> None:
    kept.activate("national:2", "2026-06-01", "值班员", NOW)
    assert code(kept.activate, "national:1", "2026-03-02", "值班员", NOW) == "older"


def test_back_to_what_came_with_heyan(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    kept.rollback("national", "", "2026-03-05", "审批员", "停用", NOW)
    assert titles(kept, "2026-03-04") == ["题目"]
    assert kept.on("2026-03-05") == ()
    assert code(kept.rollback, "national", "", "2026-03-05", "审批员", "再停", NOW) == "not-active"


def test_back_to_what_is_no_older_version(kept: Store) -> None:
    assert code(kept.rollback, "national", "national:1", "2026-03-05", "审批员", "x", NOW) == "not-active"
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    assert code(kept.rollback, "national", "national:2", "2026-03-05", "审批员", "x", NOW) == "not-older"
    assert code(kept.rollback, "national", "national:1", "2026-03-05", "审批员", "x", NOW) == "not-older"


def test_a_fork_is_refused(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    fork = signed({**FILES, "checks/a.yaml": RULE.replace("题目", "另一个题目")})
    assert code(kept.install, write(fork), NOW) == "fork"


def test_no_other_hand_takes_over_a_name(tmp_path: Path) -> None:
    kept = store(tmp_path, entry("测试单位", PUBLIC_PEM), entry("别人", OTHER_PUBLIC))
    installed(kept, [ONE])
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    theirs = next_of(ONE, key=OTHER_PRIVATE)
    assert code(kept.install, write(theirs), NOW) == "maker"
    mine_too = store(tmp_path, entry("测试单位", PUBLIC_PEM), entry("测试单位", OTHER_PUBLIC))  # a second key
    assert mine_too.install(write(theirs), NOW)[1].name == "测试单位"


def test_a_second_whole_rule_base_waits_for_the_first_to_go(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    installed(kept, [signed(name="other")])
    assert code(kept.activate, "other:1", "2026-03-02", "值班员", NOW) == "second"
    kept.rollback("national", "", "2026-03-02", "值班员", "换用", NOW)
    kept.activate("other:1", "2026-03-02", "值班员", NOW)
    assert [one.use.name for one in kept.on("2026-03-02")] == ["other"]


def test_trust_is_asked_again_on_activation(kept: Store) -> None:
    kept.trust.write_text(entry("别人", OTHER_PUBLIC), "utf-8")
    assert code(kept.activate, "national:1", "2026-03-02", "值班员", NOW) == "unknown-key"


def test_a_local_pack_adds_to_the_base_and_is_marked(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    installed(kept, [local()])
    kept.activate("henan:1", "2026-03-05", "审核员", NOW)
    assert titles(kept, "2026-03-04") == ["题目"]
    rules = load(cached=False, signed=kept.on("2026-03-05")).rules
    assert {rule.id: rule.origin for rule in rules.rules} == {"SEC-001": "", "LOC-001": "pack:henan"}
    assert [(use.name, use.local) for use in rules.signed] == [("national", False), ("henan", True)]


def test_rules_that_do_not_load_are_not_even_installed(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    for flaw in (LOCAL_RULE.replace("BA3:12", "BA3:99"), RULE):  # no such clause; the same id again
        with pytest.raises(BadRules, match=r"pack:henan/checks/b\.yaml"):
            kept.install(write(local(flaw)), NOW)
    assert [pack.manifest.scope for pack in kept.installed()] == [Scope.BASE, Scope.BASE]


def test_a_base_that_a_local_pack_cannot_stand_on_is_not_activated(kept: Store) -> None:
    installed(kept, [local()])
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    kept.activate("henan:1", "2026-03-02", "审核员", NOW)
    clash = signed({**FILES, "checks/a.yaml": LOCAL_RULE}, 2, ONE.hash)
    with pytest.raises(BadRules, match="LOC-001"):
        kept.install(write(clash), NOW)


def test_an_installed_pack_that_changed_or_went_is_noticed(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    path = kept.path(ONE.hash)
    path.write_bytes(write(TWO))
    assert kept.damaged() == (path.name,)
    with pytest.raises(BadPack, match="换过"):
        load(cached=False, signed=kept.on("2026-03-02"))
    path.write_bytes(b"x")
    with pytest.raises(BadPack):
        load(cached=False, signed=kept.on("2026-03-02"))
    path.unlink()
    with pytest.raises(BadPack, match="重新安装"):
        load(cached=False, signed=kept.on("2026-03-02"))


def test_the_cache_answers_for_the_very_version(kept: Store) -> None:
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    first = load(signed=kept.on("2026-03-02"))
    assert load(signed=kept.on("2026-03-02")) == first
    kept.activate("national:2", "2026-04-01", "值班员", NOW)
    assert load(signed=kept.on("2026-04-01")).rules.version != first.rules.version


def test_finding_by_hash_or_name(kept: Store) -> None:
    assert kept.find(ONE.hash[:8]).hash == ONE.hash
    assert kept.find("national:2").hash == TWO.hash
    for name in ("", "national", ONE.hash[:7], "national:3", "henan:1", "../../etc"):
        assert code(kept.find, name) == "not-installed"


def test_the_ip_database_travels_as_it_is(tmp_path: Path) -> None:
    kept = store(tmp_path)
    assert kept.ip_database("2026-03-02") is None
    installed(kept, [signed(others={IP_DATABASE: MMDB})])
    kept.activate("national:1", "2026-03-02", "值班员", NOW)
    assert kept.ip_database("2026-03-02") == MMDB
    assert kept.ip_database("2026-03-01") is None


@pytest.mark.parametrize("name", ["one", "two"])
def test_versions_may_be_skipped(kept: Store, name: str) -> None:
    first: SignedPack = ONE if name == "one" else TWO
    kept.activate(first.hash[:12], "2026-03-02", "值班员", NOW)
    installed(kept, [THREE])
    kept.activate("national:3", "2026-03-03", "值班员", NOW)
    assert titles(kept, "2026-03-03") == ["题目3"]
