"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.env import BadSetting, Environment, database, refuse_network_folder


def test_a_value_or_the_file_that_holds_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("abc\n", "utf-8")
    assert Environment({"A": "1"}).text("A") == "1"
    assert Environment({"A_FILE": str(secret)}).text("A") == "abc"
    assert Environment({}).text("A", "default") == "default"


@pytest.mark.parametrize(
    ("values", "word"),
    [({"A": "1", "A_FILE": "/x"}, "A_FILE"), ({"A_FILE": "/nowhere/at/all"}, "读不了"), ({}, "缺少设置 A")],
)
def test_what_is_missing_or_contradicts_itself_is_said(values: dict[str, str], word: str) -> None:
    with pytest.raises(BadSetting, match=word):
        Environment(values).needed("A", "为什么")


def test_numbers_flags_and_lists() -> None:
    of = Environment({"N": "12", "F": "yes", "L": "a, b,,c"})
    assert (of.number("N", 1), of.number("X", 7)) == (12, 7)
    assert of.flag("F", False) is True
    assert of.names("L") == ("a", "b", "c")
    for wrong in ("-1", "1.5", "٣", "many"):
        with pytest.raises(BadSetting):
            Environment({"N": wrong}).number("N", 1)
    with pytest.raises(BadSetting):
        Environment({"F": "perhaps"}).flag("F", False)


def test_a_database_address() -> None:
    entry = database("postgres://me:p%40ss@db.local:5433/heyan")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "me",
        "p@ss",
        "db.local",
        "5433",
        "heyan",
    )
    assert database("sqlite:////var/lib/heyan/a.db")["NAME"] == "/var/lib/heyan/a.db"


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://host", "heyan.db"])
def test_any_other_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSetting) as told:
        database(url)
    assert url not in str(told.value)


MOUNTS = "/dev/vda / ext4 rw 0 0\nserver:/x /mnt/shared nfs4 rw 0 0\ntmpfs /mnt/shared/local tmpfs rw 0 0\n"


def test_sqlite_is_not_put_on_a_network_file_system() -> None:
    refuse_network_folder(Path("/srv/heyan"), MOUNTS)
    refuse_network_folder(Path("/mnt/shared/local/heyan"), MOUNTS)
    with pytest.raises(BadSetting, match="nfs4"):
        refuse_network_folder(Path("/mnt/shared/heyan"), MOUNTS)
