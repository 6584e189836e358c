"""The index of a whole app: files joined, duplicates, lookups, and against androguard on a real app."""

from __future__ import annotations

import re
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.code import CONST_CLASS, Code, dotted
from scanner.formats.dex import mutf8
from scanner.model import WatchedApi, WatchList
from tests.apps.dexwriter import (
    ABSTRACT,
    INTERFACE,
    PUBLIC,
    STATIC,
    Class,
    Field,
    Method,
    constructor,
    container,
    dex,
)

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "dev"
LOG = "Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I"
GET_ID = "Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;"
SERVICE = "Landroid/app/Service;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;"
SERIAL = "Landroid/os/Build;->SERIAL:Ljava/lang/String;"


def code_of(*files: tuple[str, bytes], watch: WatchList | None = None) -> Code:
    code = Code(watch)
    for place, buf in files:
        code.add(buf, place, place.rpartition("/")[0] in ("", "base.apk!", "split_x.apk!"))
    code.finish()
    return code


def calls(code: Code) -> list[tuple[str, str]]:
    """(caller, callee) as Class.name, sorted."""
    rows = zip(code.calls.method.tolist(), code.calls.target.tolist(), strict=True)
    return sorted((".".join(code.method(one)[:2]), ".".join(code.method(two)[:2])) for one, two in rows)


def a_class(
    name: str, *lines: Any, method: str = "run()V", parent: str = "Ljava/lang/Object;", **more: Any
) -> Class:
    return Class(name, Method(method, *lines, ("return-void",), registers=4), parent=parent, **more)


def test_methods_are_one_over_all_files() -> None:
    one = a_class("La/One;", ("invoke-static", (), "Lb/Two;->go()V"))
    two = Class(
        "Lb/Two;", Method("go()V", ("invoke-virtual", (0,), GET_ID), ("return-void",), flags=PUBLIC | STATIC)
    )
    code = code_of(("classes.dex", dex(one)), ("classes2.dex", dex(two)))
    assert calls(code) == [
        ("a.One.run", "b.Two.go"), ("b.Two.go", "android.telephony.TelephonyManager.getDeviceId"),
    ]  # fmt: skip
    go = int(code.find_methods("b.Two.go")[0])
    assert code.places[code.method_file[go]] == "classes2.dex"
    assert code.method(go) == ("b.Two", "go", "()V")
    assert code.method_flags[go] == PUBLIC | STATIC
    assert [code.method(int(code.calls.method[row]))[0] for row in code.callers([go])] == ["a.One"]
    assert code.type_file[code.type_number("b.Two")] == 1
    assert code.type_file[code.type_number("android.telephony.TelephonyManager")] == -1


def test_rows_of_a_method_and_their_positions() -> None:
    lines = [("const-string", 0, "x"), ("invoke-static", (0, 0), LOG), ("invoke-static", (0, 0), LOG)]
    buf = dex(a_class("La/A;", *lines), a_class("La/B;", *lines[:2]))
    code = code_of(("classes.dex", buf))
    for name, count in (("a.A.run", 2), ("a.B.run", 1)):
        rows = code.calls.of(int(code.find_methods(name)[0]))
        assert rows.stop - rows.start == count
        assert all(buf[at] == 0x71 for at in code.calls.at[rows].tolist())
        assert sorted(code.calls.at[rows].tolist()) == code.calls.at[rows].tolist()


def test_the_first_definition_of_a_class_wins() -> None:
    first = dex(a_class("La/A;", ("const-string", 0, "first")))
    second = dex(a_class("La/A;", ("const-string", 0, "second")), a_class("La/B;", ("const-string", 0, "b")))
    code = code_of(("classes.dex", first), ("classes2.dex", second))
    assert sorted(code.strings) == [b"b", b"first"]
    assert [(code.type_name(cls), code.places[file]) for cls, file in code.duplicates] == [
        ("a.A", "classes2.dex")
    ]
    assert code.places[code.type_file[code.type_number("a.A")]] == "classes.dex"


def test_in_a_split_set_too() -> None:
    first, second = (dex(a_class("La/A;", ("const-string", 0, text))) for text in ("first", "second"))
    code = code_of(("base.apk!/classes.dex", first), ("split_x.apk!/classes.dex", second))
    assert list(code.strings) == [b"first"]


@pytest.mark.parametrize(
    "place", ["assets/classes.dex", "assets/p.jar!/classes.dex", "assets/p.apk!/classes.dex"]
)
def test_code_that_another_loader_may_load_is_kept_beside_the_first(place: str) -> None:
    first, second = (dex(a_class("La/A;", ("const-string", 0, text))) for text in ("first", "second"))
    code = code_of(("classes.dex", first), (place, second))
    assert sorted(code.strings) == [b"first", b"second"]
    rows = code.strings_used.of(int(code.find_methods("a.A.run")[0]))
    assert [code.places[file] for file in code.strings_used.file[rows]] == ["classes.dex", place]
    assert code.places[code.method_file[int(code.find_methods("a.A.run")[0])]] == "classes.dex"
    assert code.duplicates == [(code.type_number("a.A"), 1)]


def test_the_runtimes_dex_replaces_a_hidden_one_read_before_it() -> None:
    hidden, loaded = (dex(a_class("La/A;", ("const-string", 0, text))) for text in ("hidden", "loaded"))
    code = code_of(("assets/x.dex", hidden), ("classes.dex", loaded))
    assert sorted(code.strings) == [b"hidden", b"loaded"]


def test_twice_in_one_file_the_first_counts() -> None:
    buf = dex(a_class("La/A;", ("const-string", 0, "x")), Class("La/B;"), forge={"class_defs[1].cls": 1})
    number = next(n for n in range(9) if code_of(("c.dex", _again(buf, n))).duplicates)
    code = code_of(("classes.dex", _again(buf, number)))
    assert [code.type_name(cls) for cls, _ in code.duplicates] == ["a.A"]
    assert code.unread == {"classes.dex": "class defined twice (1)"}


def _again(buf: bytes, number: int) -> bytes:
    out = bytearray(buf)
    at = struct.unpack_from("<I", buf, 0x64)[0]
    struct.pack_into("<I", out, at + 32, number)
    return bytes(out)


# ---- lookups

INHERIT = dex(
    Class("La/Main;", constructor("La/Base;"), Method(
        "go()V",
        ("invoke-virtual", ("p0", 0), "La/Main;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;"),
        ("invoke-virtual", ("p0",), "La/Main;->own()V"),
        ("invoke-virtual", ("p0", 0), SERVICE),
        ("invoke-interface", (0,), "La/Task;->run()V"),
        ("return-void",), registers=3,
    ), parent="La/Base;"),
    Class("La/Base;", constructor("Landroid/app/Activity;"), Method("own()V", ("return-void",)),
          parent="Landroid/app/Activity;"),
    Class("La/Task;", flags=PUBLIC | INTERFACE | ABSTRACT, interfaces=["Ljava/lang/Runnable;"]),
)  # fmt: skip


def names(code: Code, target: str) -> list[tuple[str, str]]:
    return sorted(code.method(int(row))[:2] for row in code.find_methods(target))


def test_methods_called_on_a_class_that_inherits_them() -> None:
    code = code_of(("classes.dex", INHERIT))
    service = [("a.Main", "getSystemService"), ("android.app.Service", "getSystemService")]
    assert names(code, "android.content.Context.getSystemService") == service
    assert names(code, "android.app.Activity.getSystemService") == service[:1]
    assert names(code, "android.content.Context.getSystemService(Ljava/lang/Class;)V") == []
    assert names(code, "java.lang.Runnable.run") == [("a.Task", "run")]
    assert names(code, "a.Base.own") == [("a.Base", "own")]
    called = int(
        next(row for row in code.methods_of(code.type_number("a.Main")) if code.method(row)[1] == "own")
    )
    assert code.method(int(code.method_target[called])) == ("a.Base", "own", "()V")
    assert names(code, "a.Nothing.own") == names(code, "a.Base.nothing") == []


def test_a_circle_of_superclasses_ends() -> None:
    buf = dex(
        a_class("La/A;", ("invoke-virtual", ("p0",), "La/A;->gone()V"), parent="La/B;"),
        Class("La/B;", parent="La/A;", interfaces=["La/B;"]),
    )
    code = code_of(("classes.dex", buf))
    assert names(code, "x.Y.gone") == []
    assert len(code.ancestors(code.type_number("a.A"))) == 2
    assert code.inventory().externals == {}


FIELDS = (
    Class("La/A;", Field("seen:I", PUBLIC | STATIC), Method(
        "go()V", ("sget-object", 0, SERIAL), ("sput-object", 0, "La/Config;->KEY:Ljava/lang/String;"),
        ("sget", 1, "La/A;->seen:I"), ("return-void",), registers=3,
    )),
    Class("La/Config;", Field("KEY:Ljava/lang/String;", PUBLIC | STATIC)),
)  # fmt: skip


def test_fields_of_the_framework_are_kept_and_told_from_writes() -> None:
    code = code_of(("classes.dex", dex(*FIELDS)))
    serial = code.find_fields("android.os.Build.SERIAL")
    assert [code.field(int(row)) for row in serial] == [("android.os.Build", "SERIAL", "Ljava/lang/String;")]
    rows = code.readers(serial)
    assert [code.method(int(code.fields_used.method[row]))[1] for row in rows] == ["go"]
    assert len(code.fields_used.at) == 1
    assert len(code.find_fields("a.Config.KEY")) == 0


def test_a_watched_field_of_the_app_is_kept() -> None:
    watch = WatchList(apis=(WatchedApi("x", "field", "a.Config.KEY"), WatchedApi("y", "field", "b.No.KEY")))
    code = code_of(("classes.dex", dex(*FIELDS)), watch=watch)
    key = code.find_fields("a.Config.KEY")
    assert len(code.fields_used.to(key)) == 1
    assert len(code.readers(key)) == 0


def test_strings_and_their_users() -> None:
    lines = [("const-string", 0, text) for text in ("https://h.cn/a", "内容 content://sms", "x")]
    code = code_of(("classes.dex", dex(a_class("La/A;", *lines))))
    found = [
        (mutf8(code.strings[number]), match[0])
        for number, match in code.find_strings(re.compile(rb"\w+://[^\0]+"), b"://")
    ]
    assert sorted(found) == [("https://h.cn/a", b"https://h.cn/a"), ("内容 content://sms", b"content://sms")]
    number = next(n for n in range(len(code.strings)) if code.strings[n] == b"x")
    rows = code.strings_used.to([number])
    assert [code.method(int(code.strings_used.method[row]))[0] for row in rows] == ["a.A"]


def test_class_constants() -> None:
    code = code_of(
        ("classes.dex", dex(a_class("La/A;", ("const-class", 0, "Lb/B;"), ("new-array", 0, 1, "[Lb/B;"))))
    )
    used = [
        (code.type_name(int(target)), int(op))
        for target, op in zip(code.types_used.target, code.types_used.op, strict=True)
    ]
    assert used == [("b.B", CONST_CLASS), ("b.B[]", 0x23)]


def test_names_of_types() -> None:
    assert [dotted(name) for name in (b"La/B$C;", b"I", b"[[J", b"[La/B;", b"", b"Lnope")] == [
        "a.B$C", "int", "long[][]", "a.B[]", "", "Lnope",
    ]  # fmt: skip


def test_an_app_without_code() -> None:
    code = code_of()
    assert len(code.calls.at) == 0
    assert len(code.find_methods("a.B.c")) == len(code.find_fields("a.B.c")) == 0
    assert list(code.find_strings(re.compile(b"x"), b"x")) == []
    assert code.inventory().fingerprint == ()
    assert code.inventory().packages == ()


# ---- what cannot be read


def test_what_cannot_be_read_is_told_and_the_rest_kept() -> None:
    good = dex(a_class("La/A;", ("const-string", 0, "x")))
    code = code_of(("classes.dex", b"dex\n035\0"), ("classes2.dex", good), ("classes3.dex", good[:-40]))
    assert code.unread["classes.dex"] == "shorter than its header (1)"
    assert "classes2.dex" not in code.unread
    assert list(code.strings)[:1] == [b"x"]


def test_containers_are_taken_in_whole() -> None:
    buf = container(
        [a_class("La/A;", ("const-string", 0, "x"))], [a_class("Lb/B;", ("const-string", 0, "y"))]
    )
    code = code_of(("classes.dex", buf))
    assert list(code.strings) == [b"x", b"y"]
    for row in range(2):
        assert buf[int(code.strings_used.at[row])] == 0x1A


def test_a_broken_second_file_of_a_container_is_told() -> None:
    buf = bytearray(container([a_class("La/A;")], [a_class("Lb/B;")]))
    buf[buf.index(b"dex\n041", 8)] = 0
    code = code_of(("classes.dex", bytes(buf)))
    assert code.unread == {"classes.dex": "next file of the container: no DEX magic (1)"}
    assert code.type_file[code.type_number("a.A")] == 0


GOOD = dex(*FIELDS, a_class("La/C;", ("invoke-static", (0, 0), LOG), ("const-string", 0, "x"))), INHERIT


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_mutated_files_end_in_a_partial_index(data: st.DataObject) -> None:
    buf = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.one_of(st.integers(0x20, 0x70), st.integers(0, len(buf) - 4)))
        value = data.draw(
            st.one_of(st.sampled_from([0, 1, 2, 0xFFFF, 0xFFFFFFFF]), st.integers(0, 2**32 - 1))
        )
        struct.pack_into("<I", buf, at & ~3, value)
    code = code_of(("classes.dex", bytes(buf)), ("classes2.dex", GOOD[0]), ("x.dex", bytes(buf)))
    code.inventory()
    for target in (
        "android.content.Context.getSystemService",
        "android.util.Log.d",
        "java.lang.Runnable.run",
    ):
        code.callers(code.find_methods(target))
    code.readers(code.find_fields("android.os.Build.SERIAL"))
    for number in range(len(code.method_class)):
        code.method(number)


def test_time_is_bounded_by_the_file() -> None:
    """Everything overlaps everything: 2 MB, as many rows as there can be, all pointing anywhere."""
    size = 2 << 20
    for fill in (b"\x01", b"\x00\x01\x00\x00", bytes(range(256)), b"\x70\0\0\0", b"\xff"):
        buf = bytearray((fill * (size // len(fill) + 1))[:size])
        buf[:0x70] = GOOD[0][:0x70]
        struct.pack_into("<12I", buf, 0x38, *[1 << 16, 0x70] * 6)
        start = time.process_time()
        code = code_of(("classes.dex", bytes(buf)))
        code.inventory()
        assert time.process_time() - start < 6


# ---- real apps


def _corpus(app: str) -> bytes:
    if not (CORPUS / app).exists():
        pytest.skip("real packages are in ../shared/corpus/dev, which is not there")
    return zipfile.ZipFile(CORPUS / app).read("classes.dex")


def test_same_calls_as_androguard_on_a_real_app() -> None:
    buf = _corpus("TANGKUO-AlipayDemo__alipay_demo.apk")
    from androguard.core.analysis.analysis import Analysis
    from androguard.core.dex import DEX
    from loguru import logger

    logger.disable("androguard")
    analysis = Analysis(DEX(buf))
    analysis.create_xref()

    def name(method: Any) -> tuple[str, str, str]:
        return dotted(method.class_name.encode()), method.name, method.descriptor.replace(" ", "")

    theirs = {
        (name(method), name(called))
        for method in analysis.get_methods()
        if not method.is_external()
        for _, called, _ in method.get_xref_to()
    }
    code = code_of(("classes.dex", buf))
    rows = set(zip(code.calls.method.tolist(), code.calls.target.tolist(), strict=True))
    mine = {(code.method(one), code.method(two)) for one, two in rows}
    mine = {pair for pair in mine if not pair[1][0].endswith("[]")}
    theirs = {pair for pair in theirs if pair in mine or pair[1][1] != "clone"}  # methods of arrays
    assert mine == theirs
    assert not code.unread


def test_the_same_bytes_give_the_same_columns() -> None:
    buf = _corpus("jinwanlin-BaiduPushDemo__PushDemo.apk")
    one, two = (code_of(("classes.dex", buf)) for _ in range(2))
    assert (one.calls.at == two.calls.at).all()
    assert (one.method_class == two.method_class).all()
    assert one.inventory() == two.inventory()
    assert np.array_equal(one.types.starts, two.types.starts)
