"""Programs and libraries: processors, encryption, protections."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.static import binaries
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa
from tests.apps.program import program

MAIN = f"{ROOT}/Homework"


def flags(main: bytes) -> dict[str, object]:
    items = found(binaries, opened(ipa(main=main)))
    return {item.value: item.detail["on"] for item in items if item.kind is Kind.BINARY_FLAG}


def test_a_program_and_a_library() -> None:
    library = program(library=True, libraries=("/usr/lib/libz.1.dylib",))
    items = found(binaries, opened(ipa(files={"Frameworks/UM.framework/UM": library})))
    files = {item.value: dict(item.detail) for item in items if item.kind is Kind.CODE_FILE}
    assert files[MAIN]["abi"] == "arm64"
    assert files[MAIN]["loading"] == "auto"
    (told,) = (item for item in items if item.kind is Kind.NATIVE_LIBRARY)
    assert told.value == "UM"
    assert told.detail["needed"] == ("/usr/lib/libSystem.B.dylib", "/usr/lib/libz.1.dylib")


def test_a_library_that_only_code_can_load() -> None:
    main = program(libraries=("@rpath/UM.framework/UM", "@executable_path/libz.dylib"))
    library = program(library=True)
    names = ("Frameworks/UM.framework/UM", "Frameworks/XUM.framework/UM", "libz.dylib", "libhidden.dylib")
    items = found(binaries, opened(ipa(files=dict.fromkeys(names, library), main=main)))
    loading = {
        i.value.removeprefix(f"{ROOT}/"): i.detail["loading"] for i in items if i.kind is Kind.CODE_FILE
    }
    assert loading == {
        "Homework": "auto",
        "Frameworks/UM.framework/UM": "auto",
        "Frameworks/XUM.framework/UM": "hidden",
        "libz.dylib": "auto",
        "libhidden.dylib": "hidden",
    }


def test_an_encrypted_program_says_so() -> None:
    app = opened(ipa(main=program(encrypted=True)))
    (item,) = (item for item in found(binaries, app) if item.kind is Kind.CODE_FILE)
    assert item.detail["unread"] == "fairplay: arm64"
    assert [(partial.reason, partial.note) for partial in app.partials["binaries"]] == [
        ("fairplay", f"{MAIN} (arm64)")
    ]


def test_protections() -> None:
    assert flags(program())["pie"] is True
    assert flags(program(pie=False))["pie"] is False
    assert flags(program())["canary"] is False
    assert flags(program(imports=("__stack_chk_fail",)))["canary"] is True
    assert flags(program(imports=("objc_storeStrong",)))["arc"] is True


def test_swift_alone_needs_no_canary() -> None:
    assert set(flags(program(classes=("_TtC8Homework3App",)))) == {"pie", "stripped"}


def test_a_program_that_is_missing_or_broken() -> None:
    app = opened(ipa(main=b""))
    assert found(binaries, app) == []
    assert [partial.reason for partial in app.partials["binaries"]] == ["code-missing"]
    app = opened(ipa(main=program()[:64]))
    assert [item.value for item in found(binaries, app) if item.kind is Kind.CODE_FILE] == [MAIN]
    assert app.binaries.unread
