"""The DEX writer, read back by tools that are not ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from tests.apps.dexwriter import (
    ABSTRACT,
    INTERFACE,
    NATIVE,
    PRIVATE,
    PUBLIC,
    STATIC,
    CallSite,
    Class,
    Field,
    Method,
    constructor,
    container,
    dex,
)

STRING = "Ljava/lang/String;"
FACTORY = "Ljava/lang/invoke/LambdaMetafactory;->metafactory(Ljava/lang/invoke/MethodHandles$Lookup;)V"
BODY = (
    ("const/4", 0, -1),
    ("const/16", 1, 300),
    ("const", 1, 70000),
    ("const/high16", 1, 0x7F0B),
    ("const-wide", 2, 1 << 40),
    ("const-string", 0, "学习\0𠀀 agreed"),
    ("const-string/jumbo", 0, "b"),
    ("const-class", 0, "Lcom/x/Other;"),
    ("new-instance", 0, "Lcom/x/Other;"),
    ("invoke-direct", (0,), "Lcom/x/Other;-><init>()V"),
    ("check-cast", 0, "Ljava/lang/Runnable;"),
    ("invoke-interface", (0,), "Ljava/lang/Runnable;->run()V"),
    ("invoke-virtual", ("p0", 2, 3), "Lcom/x/Main;->wide(J)I"),
    ("move-result", 1),
    ("invoke-static/range", (0, 3), "Lcom/x/Main;->four(IIII)V"),
    ("invoke-super", ("p0",), "Ljava/lang/Object;->hashCode()I"),
    ("new-array", 0, 1, "[I"),
    ("fill-array-data", 0, 4, [1, -2, 3]),
    ("aget", 1, 0, 1),
    ("filled-new-array", (1, 1), "[I"),
    ("move-result-object", 0),
    ("array-length", 1, 0),
    ("sput-object", 0, "Lcom/x/Main;->ARRAY:[I"),
    ("sget-object", 0, "Landroid/os/Build;->SERIAL:Ljava/lang/String;"),
    ("iput", 1, "p0", "Lcom/x/Main;->count:I"),
    ("iget", 1, "p0", "Lcom/x/Main;->count:I"),
    "again:",
    ("packed-switch", 1, 5, ["five", "six"]),
    ("sparse-switch", 1, {-7: "five", 900: "six"}),
    ("goto", "start"),
    "five:",
    ("add-int/lit8", 1, 1, -1),
    ("if-lt", 1, 1, "again"),
    ("goto/16", "six"),
    "start:",
    ("instance-of", 1, 0, STRING),
    ("if-eqz", 1, "stop"),
    ("throw", 0),
    "stop:",
    ("goto/32", "six"),
    "handler:",
    ("move-exception", 0),
    "six:",
    ("monitor-enter", 0),
    ("monitor-exit", 0),
    ("add-int", 1, 1, 1),
    ("ushr-long", 2, 2, 1),
    ("rem-double/2addr", 2, 2),
    ("cmp-long", 1, 2, 2),
    ("int-to-float", 1, 1),
    ("nop",),
    ("return-void",),
    (".catch", "Ljava/io/IOException;", "start", "stop", "handler"),
    (".catch", None, "start", "stop", "six"),
)
CLASSES = (
    Class(
        "Lcom/x/Main;",
        constructor("Lcom/x/Base;"),
        Method("body()V", *BODY, annotations=["Landroid/webkit/JavascriptInterface;"]),
        Method("wide(J)I", ("const/4", 0, 0), ("return", 0)),
        Method("four(IIII)V", ("return-void",), flags=PRIVATE | STATIC),
        Method("<clinit>()V", ("return-void",)),
        Method("sys([Lcom/x/Other;D)[[I", flags=PUBLIC | NATIVE),
        Field("count:I"),
        Field("ARRAY:[I", PUBLIC | STATIC),
        Field("KEY:Ljava/lang/String;", PUBLIC | STATIC, "wx0123"),
        Field("N:I", PUBLIC | STATIC, 7),
        parent="Lcom/x/Base;",
        interfaces=["Lcom/x/Seen;"],
        source="Main.java",
    ),
    Class(
        "Lcom/x/Other;",
        constructor(),
        Method("run()V", ("return-void",)),
        interfaces=["Ljava/lang/Runnable;"],
    ),
    Class("Lcom/x/Base;", constructor()),
    Class("Lcom/x/Seen;", Method("seen()V", flags=PUBLIC | ABSTRACT), flags=PUBLIC | INTERFACE | ABSTRACT),
)
SITE = CallSite(
    FACTORY, "run", "()Ljava/lang/Runnable;", (("proto", "()V"), ("method_handle", FACTORY), "x", 5)
)
MODERN = Class(
    "Lcom/x/Modern;",
    Method(
        "go()V",
        ("invoke-custom", (), SITE),
        ("move-result-object", 0),
        (
            "invoke-polymorphic",
            (0,),
            "Ljava/lang/invoke/MethodHandle;->invoke([Ljava/lang/Object;)Ljava/lang/Object;",
            "()V",
        ),
        ("return-void",),
        flags=PUBLIC | STATIC,
    ),
)


@pytest.mark.parametrize("version", [35, 37, 38, 39])
def test_androguard_reads_back_what_the_recipe_says(version: int) -> None:
    dex_module = pytest.importorskip("androguard.core.dex")
    read = dex_module.DEX(dex(*CLASSES, version=version))
    by_name = {cls.get_name(): cls for cls in read.get_classes()}
    assert set(by_name) == {cls.name for cls in CLASSES}
    main = by_name["Lcom/x/Main;"]
    assert (main.get_superclassname(), main.get_interfaces()) == ("Lcom/x/Base;", ["Lcom/x/Seen;"])
    assert {m.get_name() for m in main.get_methods()} == {"<init>", "<clinit>", "body", "wide", "four", "sys"}
    assert {f.get_name() for f in main.get_fields()} == {"count", "ARRAY", "KEY", "N"}
    (body,) = [m for m in main.get_methods() if m.get_name() == "body"]
    told = [(i.get_name(), i.get_output()) for i in body.get_instructions()]
    wanted = [line[0] for line in BODY if not isinstance(line, str) and line[0] != ".catch"]
    payloads = {"fill-array-data-payload", "packed-switch-payload", "sparse-switch-payload"}
    code = [name for name, _text in told[: len(wanted)]]
    assert code == wanted
    assert payloads <= {name for name, _text in told}
    text = " ".join(out for _name, out in told)
    for part in (
        "Lcom/x/Main;->four(I I I I)V",
        "Build;->SERIAL",
        "agreed",
        "v2, v3, Lcom/x/Main;->wide(J)I",
    ):
        assert part in text


def test_tables_are_sorted_and_the_file_is_deterministic() -> None:
    one = dex(*CLASSES, MODERN, version=39)
    assert one == dex(*CLASSES, MODERN, version=39)
    assert one[12:32] == hashlib.sha1(one[32:]).digest()
    assert int.from_bytes(one[8:12], "little") == zlib.adler32(one[12:])


def test_forging_changes_the_named_field_only() -> None:
    plain = dex(*CLASSES)
    forged = dex(*CLASSES, forge={"class_defs[1].superclass": 0xABCD, "header.checksum": 1})
    assert int.from_bytes(forged[8:12], "little") == 1
    changed = [n for n in range(32, len(plain)) if plain[n] != forged[n]]
    first = int.from_bytes(plain[100:104], "little")
    assert changed
    assert all(first + 32 + 8 <= n < first + 32 + 12 for n in changed)


def test_a_container_holds_two_files_whose_offsets_count_from_its_start() -> None:
    both = container([CLASSES[2]], [CLASSES[1]])
    size = int.from_bytes(both[32:36], "little")
    assert both[size : size + 8] == both[:8] == b"dex\n041\0"
    for base in (0, size):
        assert int.from_bytes(both[base + 0x70 : base + 0x74], "little") == len(both)
        assert int.from_bytes(both[base + 0x74 : base + 0x78], "little") == base
        strings = int.from_bytes(both[base + 60 : base + 64], "little")
        assert strings == base + 0x78


def test_shared_code_and_gaps() -> None:
    twins = [Class(f"Lcom/x/T{n};", Method("m()V", ("return-void",))) for n in range(3)]
    assert len(dex(*twins, share_code=True)) < len(dex(*twins))
    assert dex(*twins, gap=b"\x80").count(b"\x80") > dex(*twins).count(b"\x80")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (apt-get install {name})")
    return found


@pytest.mark.parametrize("version", [35, 37, 38, 39])
def test_dexdump_verifies_the_file(tmp_path: Path, version: int) -> None:
    tool = _tool("dexdump")
    path = tmp_path / "a.dex"
    path.write_bytes(dex(*CLASSES, *([MODERN] if version >= 38 else []), version=version))
    listing = subprocess.run([tool, "-d", "-a", str(path)], capture_output=True, check=True).stdout
    assert b"invoke-static/range {v0, v1, v2, v3}" in listing
    assert (b"invoke-polymorphic" in listing) == (version >= 38)
    assert b"Landroid/webkit/JavascriptInterface;" in listing


def test_smali_assembles_the_same_listing(tmp_path: Path) -> None:
    """baksmali's text of our file, assembled by smali, has the same text again."""
    baksmali, smali = _tool("baksmali"), _tool("smali")
    ours, theirs = tmp_path / "ours.dex", tmp_path / "theirs.dex"
    ours.write_bytes(dex(*CLASSES, version=35))
    subprocess.run([baksmali, "d", str(ours), "-o", str(tmp_path / "a")], check=True)
    subprocess.run([smali, "a", str(tmp_path / "a"), "-o", str(theirs)], check=True)
    subprocess.run([baksmali, "d", str(theirs), "-o", str(tmp_path / "b")], check=True)
    texts = [{p.name: p.read_text() for p in (tmp_path / side).rglob("*.smali")} for side in ("a", "b")]
    assert texts[0] == texts[1]
    assert len(texts[0]) == len(CLASSES)
