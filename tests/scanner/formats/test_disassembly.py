"""The instructions of one method, told by class, name and descriptor."""

from __future__ import annotations

import pytest

from scanner.formats import disassembly
from scanner.formats.disassembly import NoMethod
from tests.apps.dexwriter import NATIVE, PUBLIC, STATIC, Class, Method, dex

CALL = "Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;"
END = ("return-void",)
CLASSES = [
    Class(
        "Lcom/x/Reader$Inner;",
        Method("read(Landroid/content/Context;I)V", ("const/4", 0, 5), ("invoke-virtual", (0,), CALL), END),
        Method("read()V", ("nop",), END),
        Method("call()V", flags=PUBLIC | NATIVE),
    ),
    Class("Lcom/x/Other;", Method("read()V", ("const-string", 0, "other"), END, flags=PUBLIC | STATIC)),
]
DEX = dex(*CLASSES)


def test_instructions_with_their_places() -> None:
    found = disassembly.method(DEX, "com.x.Reader$Inner", "read(Landroid/content/Context;I)V")
    assert [text.split(" ")[0] for _, text in found] == ["const/4", "invoke-virtual", "return-void"]
    assert "getDeviceId" in found[1][1]
    first = found[0][0]
    assert [at - first for at, _ in found] == [0, 2, 8]
    assert DEX[first : first + 2] == bytes([0x12, 0x50])  # const/4 v0, #5 stands there


def test_methods_of_one_name_are_told_apart() -> None:
    assert [text.split(" ")[0] for _, text in disassembly.method(DEX, "com.x.Reader$Inner", "read()V")] == [
        "nop",
        "return-void",
    ]
    assert "other" in disassembly.method(DEX, "com.x.Other", "read()V")[0][1]


def test_a_forged_checksum_keeps_nobody_out() -> None:
    forged = DEX[:8] + bytes(4) + DEX[12:]
    assert disassembly.method(forged, "com.x.Other", "read()V")


def test_a_method_without_code_has_no_instructions() -> None:
    assert disassembly.method(DEX, "com.x.Reader$Inner", "call()V") == []


@pytest.mark.parametrize(
    ("data", "cls", "name"),
    [
        (DEX, "com.x.Nobody", "read()V"),
        (DEX, "com.x.Other", "write()V"),
        (DEX, "com.x.Other", "read(I)V"),
        (b"", "com.x.Other", "read()V"),
        (b"dex\n035\0" + bytes(200), "com.x.Other", "read()V"),
        (DEX[: len(DEX) // 2], "com.x.Other", "read()V"),
    ],
)
def test_what_is_not_there_is_told(
    data: bytes, cls: str, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoMethod):
        disassembly.method(data, cls, name)
    assert capfd.readouterr() == ("", "")
