"""The DEX index: against androguard on real apps, on written files, and on hostile ones."""

from __future__ import annotations

import functools
import struct
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats.dex import BadDex, Dex, containers, mutf8
from tests.apps.dexwriter import PUBLIC, STATIC, CallSite, Class, Field, Method, constructor, container, dex

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "dev"
APPS = (
    "jinwanlin-BaiduPushDemo__PushDemo.apk",
    "appium-appium__ApiDemos-debug.apk",
    "hsiafan-apk-parser__NetworkStack_210000000.apk",
)
METAFACTORY = "Ljava/lang/invoke/LambdaMetafactory;->metafactory(Ljava/lang/invoke/MethodHandles$Lookup;)V"


class Named:
    """A Dex with its rows as text, for comparison."""

    def __init__(self, buf: bytes | Dex) -> None:
        self.dex = buf if isinstance(buf, Dex) else Dex(buf)
        self.strings = [mutf8(text) for text in self.dex.strings(np.arange(len(self.dex.string_offsets)))]
        self.types = [self.strings[row] for row in self.dex.type_strings.tolist()]
        protos = self.dex.protos
        counts, listed = self.dex.type_lists(protos[:, 2].astype(np.int64))
        parts = np.split(listed, np.cumsum(counts)[:-1]) if len(protos) else []
        self.protos = [
            f"({''.join(self.types[row] for row in part.tolist())}){self.types[row]}"
            for part, row in zip(parts, protos[:, 1].tolist(), strict=True)
        ]
        self.methods = [
            (self.types[c], self.strings[n], self.protos[p]) for c, p, n in self.dex.methods.tolist()
        ]
        self.fields = [
            (self.types[c], self.strings[n], self.types[t]) for c, t, n in self.dex.fields.tolist()
        ]
        self.found = self.dex.instructions()

    def pairs(self, family: str) -> set[tuple[Any, Any]]:
        uses = getattr(self.found, family)
        names: list[Any] = {
            "calls": self.methods,
            "strings": self.strings,
            "fields": self.fields,
            "types": self.types,
        }[family]
        rows = set(zip(uses.method.tolist(), uses.target.tolist(), strict=True))
        return {(self.methods[method], names[target]) for method, target in rows}

    def listed(self, family: str, names: list[Any]) -> list[tuple[str, int, Any]]:
        """(method's name, opcode, target) in file order."""
        uses = getattr(self.found, family)
        rows = sorted(
            zip(*(column.tolist() for column in (uses.at, uses.method, uses.op, uses.target)), strict=True)
        )
        return [(self.methods[method][1], op, names[target]) for _at, method, op, target in rows]


@functools.cache
def androguard_pairs(app: str) -> tuple[set[Any], set[Any], set[Any], bytes]:
    """Calls, strings and fields of an app's classes.dex as androguard's analysis sees them."""
    if not (CORPUS / app).exists():
        pytest.skip("real packages are in ../shared/corpus/dev, which is not there")
    from androguard.core.analysis.analysis import Analysis
    from androguard.core.dex import DEX
    from loguru import logger

    logger.disable("androguard")
    buf = zipfile.ZipFile(CORPUS / app).read("classes.dex")
    analysis = Analysis(DEX(buf))
    analysis.create_xref()

    def name(method: Any) -> tuple[str, str, str]:
        return method.class_name, method.name, method.descriptor.replace(" ", "")

    calls = {
        (name(method), name(called))
        for method in analysis.get_methods()
        if not method.is_external()
        for _cls, called, _at in method.get_xref_to()
    }
    strings = {
        (name(method), text.get_orig_value())
        for text in analysis.get_strings()
        for _cls, method in text.get_xref_from(with_offset=False)
    }
    fields = set()
    for item in analysis.get_fields():
        field = item.get_field()
        key = field.get_class_name(), field.get_name(), field.get_descriptor()
        fields |= {(name(use[1]), key) for use in [*item.get_xref_read(), *item.get_xref_write()]}
    return calls, strings, fields, buf


@pytest.mark.parametrize("app", APPS)
def test_same_as_androguard(app: str) -> None:
    calls, strings, fields, buf = androguard_pairs(app)
    mine = Named(buf)
    assert not mine.dex.unread
    # androguard names the element's class for methods of arrays, or leaves them out ([I.clone())
    own = {(user, (cls.lstrip("["), *rest)) for user, (cls, *rest) in mine.pairs("calls")}
    own = {pair for pair in own if pair[1][0][0] == "L"}
    assert calls - own == set()
    # androguard leaves out invoke-polymorphic (0xfa, 0xfb)
    assert {called[0] for _user, called in own - calls} <= {"Ljava/lang/invoke/MethodHandle;"}
    assert mine.pairs("strings") == strings
    # androguard leaves out every field that the file does not define: all of the framework's
    defined = {mine.types[row] for row in mine.dex.classes[:, 0].tolist()}
    own = mine.pairs("fields")
    assert fields - own == set()
    known = set(mine.dex.members[1].row.tolist())
    extra = {field for _user, field in own - fields}
    assert not {mine.fields.index(field) for field in extra} & known
    assert any(field[0] not in defined for field in extra)


BODY = (
    ("const-string", 0, "学习\0𠀀"),
    ("const-string/jumbo", 0, "b"),
    ("const-class", 0, "Lcom/x/Other;"),
    ("new-instance", 0, "Lcom/x/Other;"),
    ("check-cast", 0, "Ljava/lang/Runnable;"),
    ("instance-of", 1, 0, "Ljava/lang/String;"),
    ("invoke-direct", (0,), "Lcom/x/Other;-><init>()V"),
    ("packed-switch", 1, 5, ["end", "end"]),
    ("sparse-switch", 1, {-7: "end", 900: "end"}),
    ("new-array", 0, 1, "[I"),
    ("fill-array-data", 0, 4, [0x6E, 0x1A, 0x62]),  # opcodes as data must not be seen
    ("filled-new-array", (1, 1), "[I"),
    ("sget-object", 0, "Landroid/os/Build;->SERIAL:Ljava/lang/String;"),
    ("iput", 1, "p0", "Lcom/x/Main;->count:I"),
    ("const-wide", 2, 0x6E006E006E006E),
    ("nop",),
    "end:",
    ("invoke-static/range", (0, 3), "Lcom/x/Main;->four(IIII)V"),
    ("return-void",),
)
MAIN = (
    Class(
        "Lcom/x/Main;",
        constructor(),
        Method("body()V", *BODY),
        Method("four(IIII)V", ("return-void",), flags=PUBLIC | STATIC),
        Field("count:I"),
        interfaces=["Ljava/lang/Runnable;"],
    ),
    Class("Lcom/x/Other;", constructor(), parent="Lcom/x/Main;"),
)


def test_every_family() -> None:
    mine = Named(dex(*MAIN))
    assert not mine.dex.unread
    body = [("body", op, text) for op, text in ((0x1A, "学习\0𠀀"), (0x1B, "b"))]
    assert mine.listed("strings", mine.strings) == body
    ops = [(op, text) for _, op, text in mine.listed("types", mine.types)]
    assert ops == [
        (0x1C, "Lcom/x/Other;"), (0x22, "Lcom/x/Other;"), (0x1F, "Ljava/lang/Runnable;"),
        (0x20, "Ljava/lang/String;"), (0x23, "[I"), (0x24, "[I"),
    ]  # fmt: skip
    assert [(op, name[1]) for _, op, name in mine.listed("fields", mine.fields)] == [
        (0x62, "SERIAL"), (0x59, "count"),
    ]  # fmt: skip
    calls = [(op, name[:2]) for caller, op, name in mine.listed("calls", mine.methods) if caller == "body"]
    assert calls == [(0x70, ("Lcom/x/Other;", "<init>")), (0x77, ("Lcom/x/Main;", "four"))]


def test_positions_are_byte_offsets_of_instructions() -> None:
    buf = dex(*MAIN)
    mine = Named(buf)
    for uses in mine.found:
        for op, at in zip(uses.op.tolist(), uses.at.tolist(), strict=True):
            assert buf[at] == op
    methods = mine.dex.members[0]
    body = next(row for row in range(len(methods.row)) if mine.methods[methods.row[row]][1] == "body")
    item = mine.dex.code_item(int(methods.code[body]))
    assert item.at <= mine.found.strings.at.min() < item.at + 2 * len(item.units)


def test_members_and_classes() -> None:
    mine = Named(dex(*MAIN))
    methods, fields = mine.dex.members
    rows = [(mine.methods[row][:2], owner) for owner, row in zip(methods.owner, methods.row, strict=True)]
    assert [name for (_cls, name), _ in rows] == ["<init>", "four", "body", "<init>"]
    assert [mine.fields[row][1] for row in fields.row] == ["count"]
    assert [mine.types[row] for row in mine.dex.classes[:, 0]] == ["Lcom/x/Main;", "Lcom/x/Other;"]
    assert [mine.types[row] for row in mine.dex.type_lists(mine.dex.classes[:, 3].astype(np.int64))[1]] == [
        "Ljava/lang/Runnable;"
    ]


def test_lambdas_of_undesugared_code_are_calls() -> None:
    site = CallSite(
        METAFACTORY, "run", "()Ljava/lang/Runnable;",
        (("proto", "()V"), ("method_handle", "Lcom/x/A;->lambda$0()V"), ("proto", "()V")),
    )  # fmt: skip
    mine = Named(
        dex(
            Class(
                "Lcom/x/A;",
                Method("go()V", ("invoke-custom", (), site), ("return-void",)),
                Method(
                    "poly()V",
                    ("invoke-polymorphic", ("p0",), "Ljava/lang/invoke/MethodHandle;->invoke()V", "()V"),
                    ("return-void",),
                ),
                Method("lambda$0()V", ("return-void",), flags=PUBLIC | STATIC),
            ),
            version=38,
        )
    )
    called = {(caller, op, name[1]) for caller, op, name in mine.listed("calls", mine.methods)}
    assert called == {("go", 0xFC, "metafactory"), ("go", 0xFC, "lambda$0"), ("poly", 0xFA, "invoke")}


def test_shared_code_counts_for_each_method() -> None:
    same = (("invoke-static", (), "Lcom/x/A;->c()V"), ("return-void",))
    methods = [Method(f"{name}()V", *same, flags=PUBLIC | STATIC) for name in "abd"]
    recipe = Class("Lcom/x/A;", *methods, Method("c()V", ("return-void",), flags=PUBLIC | STATIC))
    shared, apart = Named(dex(recipe, share_code=True)), Named(dex(recipe))
    assert len(set(shared.found.calls.at.tolist())) == 1
    assert {caller for caller, _, _ in shared.listed("calls", shared.methods)} == {"a", "b", "d"}
    assert shared.pairs("calls") == apart.pairs("calls")


@pytest.mark.parametrize("version", [35, 37, 38, 39, 40, 41, 99])
def test_versions(version: int) -> None:
    mine = next(containers(dex(*MAIN, version=version)))
    assert mine.version == f"{version:03}"
    assert Named(mine).pairs("calls") == Named(dex(*MAIN)).pairs("calls")


def test_container_holds_several_files() -> None:
    other = (Class("Lcom/y/B;", Method("b()V", ("const-string", 0, "second"), ("return-void",))),)
    parts = [Named(part) for part in containers(container(MAIN, other))]
    assert [part.types[row] for part in parts for row in part.dex.classes[:, 0]] == [
        "Lcom/x/Main;", "Lcom/x/Other;", "Lcom/y/B;",
    ]  # fmt: skip
    assert [text for part in parts for *_, text in part.listed("strings", part.strings)][-1] == "second"
    assert all(not part.dex.unread for part in parts)


def test_broken_second_file_of_a_container_is_counted() -> None:
    buf = bytearray(container(MAIN, MAIN))
    second = buf.index(b"dex\n041", 8)
    buf[second] = 0
    parts = list(containers(bytes(buf)))
    assert len(parts) == 1
    assert parts[0].unread == {"next file of the container: no DEX magic": 1}


# ---- layouts and hostile files


@pytest.mark.parametrize("gap", [b"\x80", b"\xff\xff\xff\xff\xff\xff\xff", b"\x00\x80\x81"])
def test_class_data_that_is_no_plain_stream(gap: bytes) -> None:
    assert Named(dex(*MAIN, gap=gap)).pairs("calls") == Named(dex(*MAIN)).pairs("calls")
    assert not Dex(dex(*MAIN, gap=gap)).unread


def patched(buf: bytes, at: int, form: str, *values: int) -> bytes:
    out = bytearray(buf)
    struct.pack_into("<" + form, out, at, *values)
    return bytes(out)


def test_two_classes_with_one_class_data() -> None:
    buf = dex(*MAIN)
    mine = Dex(buf)
    at = int(np.frombuffer(buf, "<u4", 1, 0x64)[0])
    forged = Dex(patched(buf, at + 32 + 24, "I", int(mine.classes[0, 6])))
    assert len(forged.members[0].row) == 3
    assert forged.unread == {"members that belong to no or another class": 4}


def test_forged_checks_and_sizes_do_not_matter() -> None:
    good = Named(dex(*MAIN))
    forge = {"header.checksum": 1, "header.signature0": 2, "header.file_size": 5, "header.data_size": 1 << 31}
    bad = Named(dex(*MAIN, forge={**forge, "header.link_size": 9, "header.header_size": 7}))
    assert bad.pairs("calls") == good.pairs("calls")
    assert not bad.dex.unread


def test_tables_outside_the_file_are_counted() -> None:
    mine = Dex(dex(*MAIN, forge={"header.method_ids_size": 0xFFFFFFFF}))
    assert mine.unread["method_ids outside the file"] > 0xFFFF0000
    mine.instructions()
    empty = Dex(dex(*MAIN, forge={"header.class_defs_off": 0xFFFFFFF0}))
    assert empty.unread == {"class_defs outside the file": 2}
    assert [len(uses.at) for uses in empty.instructions()] == [0, 0, 0, 0]


def test_code_that_is_too_long_stops_at_the_next_method() -> None:
    mine = Named(dex(*MAIN, forge={"code[0].size": 0x7FFFFFFF}))
    assert mine.dex.unread == {"code items cut off by the next one or the end of the file": 1}
    assert mine.pairs("strings") == Named(dex(*MAIN)).pairs("strings")


def test_not_a_dex() -> None:
    for buf, why in (
        (b"", "shorter"), (b"dex\n035\0", "shorter"), (b"cdex001\0" + bytes(200), "magic"),
        (dex(*MAIN, forge={"header.endian_tag": 0x78563412}), "endian"),
    ):  # fmt: skip
        with pytest.raises(BadDex, match=why):
            Dex(buf)


def everything(buf: bytes) -> None:
    """Asks for all there is."""
    try:
        for part in containers(buf):
            part.strings(np.arange(len(part.string_offsets) + 1))
            part.type_lists(part.protos[:, 2].astype(np.int64))
            methods = part.members[0]
            found = part.instructions()
            for offset in methods.code[:50].tolist():
                if 0 < offset <= len(buf) - 16:
                    assert part.code_item(offset).tries is not None
            for uses in found:
                assert (uses.at < len(buf)).all()
                assert (uses.method < len(part.methods)).all()
    except BadDex:
        pass


GOOD = dex(*MAIN, version=38), container(MAIN, MAIN)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_files_end_in_a_partial_index(data: st.DataObject) -> None:
    buf = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 6))):
        where = data.draw(st.one_of(st.integers(0x20, 0x77), st.integers(0, len(buf) - 4)))
        value = data.draw(
            st.one_of(
                st.sampled_from([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(buf) - 1]), st.integers(0, 2**32 - 1)
            )
        )
        struct.pack_into("<I", buf, where & ~3, value)
    end = data.draw(st.one_of(st.just(len(buf)), st.integers(0, len(buf))))
    everything(bytes(buf[:end]))


def test_time_and_memory_are_bounded_by_the_file() -> None:
    """Two megabytes in which everything overlaps everything."""
    size = 2 << 20
    head = bytearray(dex(*MAIN)[:0x70])
    for forged in (0x00, 0x01, 0x7F, 0x80, 0xFF):
        buf = bytes(head) + bytes([forged]) * (size - 0x70)
        for offset in (0x70, 0x71):
            tables = [size // 4, offset] * 6
            start = time.process_time()
            part = Dex(patched(buf, 0x38, "12I", *tables))
            part.strings(np.arange(1000))
            part.type_lists(part.protos[:, 2].astype(np.int64))
            part.instructions()
            assert time.process_time() - start < 3
