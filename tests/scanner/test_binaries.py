"""The sink for Mach-O files: names put together, faults named, anything else left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.binaries import Binaries
from scanner.model import WatchedApi, WatchList
from tests.apps.program import program

WATCH = WatchList((WatchedApi("a", "text", "LSApplicationWorkspace"),))
WHOLE = program(
    imports=("dlopen", "$s4Main3FooCMa"),
    uses=("UIPasteboard",),
    selectors=("a:b:",),
    classes={"RNThing": ("moduleName", "other"), "_TtC4Main3Foo": ()},
    texts=("LSApplicationWorkspace",),
)


def taken(data: bytes) -> Binaries:
    sink = Binaries(WATCH)
    sink.add(data, "x")
    sink.finish()
    return sink


def test_names() -> None:
    binary = taken(WHOLE).found["x"]
    assert binary.imports == ("$s4Main3FooCMa", "dlopen")
    assert binary.imported("dlopen") == "dlopen"
    assert binary.imported("dlo") == ""
    assert binary.imported("dlo*") == "dlopen"
    assert binary.classes == {"RNThing", "Main.Foo"}
    assert binary.class_refs == {"UIPasteboard"}
    assert binary.selectors == {"a:b:"}
    assert binary.native_modules == {"RNThing"}
    assert binary.swift_modules == {"Main"}
    assert binary.texts == {"LSApplicationWorkspace": WHOLE.index(b"LSApplicationWorkspace")}


def test_a_java_class_is_none() -> None:
    sink = taken(b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(100))
    assert sink.found == {}
    assert sink.unread == {}


def test_the_unsigned_hash_leaves_headers_and_link_edit_data_out() -> None:
    one, other = taken(program(uses=("A",))).found["x"], taken(program(uses=("B",), pie=False)).found["x"]
    assert one.unsigned_sha256 == other.unsigned_sha256
    assert one.unsigned_sha256 != taken(program(texts=("t",))).found["x"].unsigned_sha256


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40), st.booleans())
def test_mutated_files_never_raise(at: int, patch: bytes, cut: bool) -> None:
    data = WHOLE[:at] + patch + (b"" if cut else WHOLE[at + len(patch) :])
    sink = taken(data)
    assert set(sink.found) | set(sink.unread) <= {"x"}
