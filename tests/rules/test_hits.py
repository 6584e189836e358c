"""What marks amount to: two types name an SDK only if they are two facts."""

from __future__ import annotations

import pytest

from rules.hits import Hit, evidence, named
from rules.model import Mark, Rung
from scanner.model import Where
from tests.rulings import sdk


def hit(kind: str, found: str, entry: str = "", strong: bool = False, value: str = "") -> Hit:
    mark = Mark(kind, value or found, strong, "t")
    return Hit(sdk("x", mark), mark, found, Rung.PACKED, Where(entry=entry))


SHELL = "lib/arm64-v8a/libshell.so"


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        (hit("library", "libshell.so", SHELL), hit("export", "shell_init"), False),
        (hit("library", "libshell.so", SHELL), hit("byte", "packer_x", SHELL), False),
        (hit("library", "libshell.so", SHELL), hit("byte", "packer_x", "classes.dex"), True),
        (hit("byte", "packer_x", "lib/x86/libshell.so"), hit("export", "shell_init"), False),
        (hit("asset", "assets/libshell.so", "assets/libshell.so"), hit("library", "libshell.so"), False),
        (hit("asset", "assets/shell.dat", "assets/shell.dat"), hit("library", "libshell.so"), True),
        (hit("asset", "assets/shell.dat", "assets/shell.dat"), hit("byte", "s", "assets/shell.dat"), False),
        (hit("asset", "assets/shell.dat", "assets/shell.dat"), hit("export", "shell_init"), True),
        (hit("code", "com.v.sdk", value="com.v"), hit("component", "com.v.sdk.PushService"), False),
        (hit("code", "com.v.sdk", value="com.v"), hit("component", "com.vx.PushService"), True),
        (hit("ios_framework", "VSdk"), hit("swift_module", "VSdk"), False),
        (hit("ios_framework", "VSdk"), hit("ios_class", "VSManager"), True),
        (hit("meta", "V_KEY"), hit("host", "v.cn"), True),
        (hit("meta", "V_KEY"), hit("meta", "V_CHANNEL"), False),
    ],
)  # fmt: skip
def test_one_fact_seen_twice_is_one(one: Hit, other: Hit, enough: bool) -> None:
    assert named([one, other]) is enough
    assert named([other, one]) is enough
    assert not named([one])


def test_one_strong_mark_is_enough() -> None:
    assert named([hit("library", "libshell.so", strong=True)])
    assert not named([])


def test_two_marks_of_one_file_are_two_pieces_of_evidence() -> None:
    one, other = hit("byte", "a", "x.so"), hit("byte", "b", "x.so")
    assert evidence(one, one.sdk, "named").id != evidence(other, other.sdk, "named").id
