"""Interfaces that programs refer to, by class, message, function and text."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.model import WatchedApi, WatchList
from scanner.static import imports
from tests.apps.inprocess import found, opened
from tests.apps.ios import ROOT, ipa
from tests.apps.program import program

WATCH = WatchList(
    (
        WatchedApi("camera", "objc", "AVCaptureSession"),
        WatchedApi("idfa", "objc", "ASIdentifierManager.advertisingIdentifier"),
        WatchedApi("wifi", "import", "CNCopyCurrentNetworkInfo"),
        WatchedApi("store", "import", "$s8StoreKit7Product*"),
        WatchedApi("apps", "text", "LSApplicationWorkspace"),
        WatchedApi("android", "call", "android.os.Build.getSerial"),
    )
)


def seen(main: bytes, files: dict[str, bytes] | None = None) -> list[tuple[str, str, str]]:
    items = found(imports, opened(ipa(files=files, main=main), WATCH))
    return [(i.value, i.where.element, i.where.entry) for i in items if i.kind is Kind.SENSITIVE_USE]


def test_each_form() -> None:
    main = program(
        imports=("CNCopyCurrentNetworkInfo", "$s8StoreKit7ProductV8purchaseyF"),
        uses=("AVCaptureSession", "ASIdentifierManager"),
        selectors=("advertisingIdentifier",),
        texts=("LSApplicationWorkspace",),
    )
    spot = f"{ROOT}/Homework"
    assert seen(main) == [
        ("camera", "AVCaptureSession", spot),
        ("idfa", "ASIdentifierManager.advertisingIdentifier", spot),
        ("wifi", "CNCopyCurrentNetworkInfo", spot),
        ("store", "$s8StoreKit7ProductV8purchaseyF", spot),
        ("apps", "LSApplicationWorkspace", spot),
    ]


def test_a_message_without_the_class_and_a_class_without_the_message_are_none() -> None:
    assert seen(program(selectors=("advertisingIdentifier",))) == []
    assert seen(program(uses=("ASIdentifierManager",))) == []
    assert seen(program(classes=("AVCaptureSession",))) == []  # a class of its own
    assert seen(program(texts=("ALSApplicationWorkspace",))) == []


def test_each_program_by_itself_and_not_the_systems_own_libraries() -> None:
    camera = program(uses=("AVCaptureSession",))
    files = {
        "PlugIns/S.appex/S": camera,
        "Frameworks/libswiftAVFoundation.dylib": program(uses=("AVCaptureSession",), library=True),
    }
    assert [entry for _, _, entry in seen(program(), files)] == [f"{ROOT}/PlugIns/S.appex/S"]


def test_what_leads_there_is_never_known() -> None:
    app = opened(ipa(main=program(uses=("AVCaptureSession",))), WATCH)
    (item,) = found(imports, app)
    assert (item.detail["reach"], item.detail["consent"]) == ("unknown", "unknown")
    assert app.partials == {}


def test_pages_that_may_call_the_app() -> None:
    main = program(uses=("WKUserContentController",), selectors=("addScriptMessageHandler:name:",))
    items = found(imports, opened(ipa(main=main)))
    assert [(item.kind, item.value) for item in items] == [(Kind.JS_BRIDGE, "?")]


def test_an_encrypted_program_still_shows_its_classes() -> None:
    main = program(
        uses=("AVCaptureSession", "ASIdentifierManager"), selectors=("advertisingIdentifier",), encrypted=True
    )
    app = opened(ipa(main=main), WATCH)
    assert [item.value for item in found(imports, app)] == ["camera"]
    assert [partial.reason for partial in app.partials["imports"]] == ["fairplay"]
