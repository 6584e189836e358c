"""Watched interfaces in code: calls, field reads, content URIs, names for reflection; what leads there."""

from __future__ import annotations

from typing import Any

import pytest

from scanner import reach_words
from scanner.model import PLACES, Evidence, WatchedApi, WatchList
from scanner.static import uses
from tests.apps.apk import LAUNCHER, activity, apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Field, Method, constructor, dex
from tests.apps.inprocess import found, opened

END = ("return-void",)
ACTIVITY, CREATE = "Landroid/app/Activity;", "onCreate(Landroid/os/Bundle;)V"
DEVICE_ID = ("invoke-virtual", (0,), "Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;")
SERIAL = ("sget-object", 0, "Landroid/os/Build;->SERIAL:Ljava/lang/String;")
TELEPHONY = "android.telephony.TelephonyManager"
WATCH = WatchList(
    (
        WatchedApi("device-id", "call", f"{TELEPHONY}.getDeviceId"),
        WatchedApi("device-id-slot", "call", f"{TELEPHONY}.getDeviceId(I)Ljava/lang/String;"),
        WatchedApi("serial", "field", "android.os.Build.SERIAL"),
        WatchedApi("contacts", "uri", "content://com.android.contacts"),
        WatchedApi("hidden-call", "reflection", "getImeiForSlot"),
        WatchedApi("quiet", "call", "a.b.Nobody.calls"),
    )
)


def static(name: str, *code: Any) -> Method:
    return Method(name, *code, END, flags=PUBLIC | STATIC)


def look(*classes: Class, components: str = "", **more: Any) -> list[Evidence]:
    return found(uses, opened(apk(manifest(components=components), list(classes), **more), WATCH))


def spots(items: list[Evidence]) -> set[tuple[str, str]]:
    return {(item.value, f"{item.where.cls}.{item.where.method}") for item in items}


def test_each_form_is_found_where_it_stands() -> None:
    items = look(
        Class(
            "La/B;",
            static("call()V", DEVICE_ID),
            static("field()V", SERIAL),
            static("uri()V", ("const-string", 0, "content://com.android.contacts/data/phones")),
            static("reflection()V", ("const-string", 0, "getImeiForSlot")),
            static("nothing()V", ("const-string", 0, "x getImeiForSlot"), ("const-string", 0, "content://com.android")),
        )
    )  # fmt: skip
    assert spots(items) == {
        ("device-id", "a.B.call()V"),
        ("serial", "a.B.field()V"),
        ("contacts", "a.B.uri()V"),
        ("hidden-call", "a.B.reflection()V"),
    }
    assert {item.value: item.detail["form"] for item in items} == {
        "device-id": "call",
        "serial": "field",
        "contacts": "uri",
        "hidden-call": "reflection",
    }
    assert {item.where.entry for item in items} == {"classes.dex"}


def test_a_descriptor_tells_overloads_apart() -> None:
    slot = (
        "invoke-virtual",
        (0, 1),
        "Landroid/telephony/TelephonyManager;->getDeviceId(I)Ljava/lang/String;",
    )
    items = look(Class("La/B;", static("plain()V", DEVICE_ID), static("slot()V", slot)))
    assert spots(items) == {
        ("device-id", "a.B.plain()V"),
        ("device-id", "a.B.slot()V"),
        ("device-id-slot", "a.B.slot()V"),
    }


def test_writing_a_field_is_no_use() -> None:
    write = ("sput-object", 0, "Landroid/os/Build;->SERIAL:Ljava/lang/String;")
    assert not look(Class("La/B;", static("write()V", write)))


def test_a_class_of_the_app_with_the_name_of_a_watched_one() -> None:
    """A class that brings android.os.Build along is still read where it is read."""
    own = Class("Landroid/os/Build;", Field("SERIAL:Ljava/lang/String;", PUBLIC | STATIC))
    assert spots(look(own, Class("La/B;", static("field()V", SERIAL)))) == {("serial", "a.B.field()V")}


def test_one_piece_of_evidence_for_each_method_at_its_first_use() -> None:
    app = opened(apk(manifest(), [Class("La/B;", static("call()V", ("nop",), DEVICE_ID, DEVICE_ID))]), WATCH)
    (item,) = found(uses, app)
    assert app.read("classes.dex")[item.where.offset] == 0x6E  # invoke-virtual
    assert app.read("classes.dex")[item.where.offset - 2] == 0  # nop before: it is the first of the two


@pytest.mark.parametrize(
    ("where", "reach", "consent"),
    [
        ("start", "unconditional", "unconditional"),
        ("agreed", "conditional", "conditional"),
        ("button", "conditional", "no"),
        ("nowhere", "no", "no"),
    ],
)
def test_what_leads_there(where: str, reach: str, consent: str) -> None:
    call = ("invoke-static", (), "Lcom/sdk/Sdk;->init()V")
    flag = (
        ("const-string", 0, "agreed"),
        ("const/4", 1, 0),
        ("const/4", 2, 0),
        (
            "invoke-interface",
            (2, 0, 1),
            "Landroid/content/SharedPreferences;->getBoolean(Ljava/lang/String;Z)Z",
        ),
        ("move-result", 0),
        ("if-eqz", 0, "later"),
        call,
        "later:",
    )
    button = (
        ("new-instance", 0, "Lcn/example/app/Click;"),
        ("invoke-direct", (0,), "Lcn/example/app/Click;-><init>()V"),
        ("const/4", 1, 0),
        (
            "invoke-virtual",
            (1, 0),
            "Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V",
        ),
    )
    code: dict[str, tuple[Any, ...]] = {"start": (call,), "agreed": flag, "button": button, "nowhere": ()}
    items = look(
        Class(
            "Lcn/example/app/Main;",
            constructor(ACTIVITY),
            Method(CREATE, ("invoke-super", ("p0", "p1"), f"{ACTIVITY}->{CREATE}"), *code[where], END),
            parent=ACTIVITY,
        ),
        Class(
            "Lcn/example/app/Click;",
            constructor(),
            Method("onClick(Landroid/view/View;)V", *([call] if where == "button" else []), END),
            interfaces=("Landroid/view/View$OnClickListener;",),
        ),
        Class("Lcom/sdk/Sdk;", static("init()V", DEVICE_ID)),
        components=activity("cn.example.app.Main", LAUNCHER),
    )
    (item,) = items
    assert (item.detail["reach"], item.detail["consent"]) == (reach, consent)
    if reach == "no":
        assert not {"path", "consent_path", "condition"} & set(item.detail)
    else:
        path = item.detail["path"]
        assert isinstance(path, tuple)
        assert path[-1].startswith("com.sdk.Sdk.init")
    assert ("condition" in item.detail) == (where in ("agreed", "button"))
    if where == "agreed":
        assert "agreed" in str(item.detail["condition"])


def test_the_telling_ones_come_first_and_only_those_kept_carry_a_path() -> None:
    many = [static(f"m{number:04}()V", DEVICE_ID) for number in range(PLACES + 30)]
    main = Class(
        "Lz/Main;",
        constructor(ACTIVITY),
        Method(CREATE, ("const/4", 0, 0), DEVICE_ID, END),
        parent=ACTIVITY,
    )
    items = look(Class("La/B;", *many), main, components=activity("z.Main", LAUNCHER))
    assert len(items) == PLACES + 31
    assert items[0].where.cls == "z.Main"
    assert all("reach" in item.detail for item in items[:PLACES])
    assert not any("reach" in item.detail for item in items[PLACES:])


def test_code_in_other_files_counts() -> None:
    hidden = dex(Class("Lh/H;", static("field()V", SERIAL)))
    items = look(Class("La/B;", static("call()V", DEVICE_ID)), entries={"assets/h.bin": hidden})
    assert {(item.value, item.where.entry) for item in items} == {
        ("device-id", "classes.dex"),
        ("serial", "assets/h.bin"),
    }


def test_nothing_to_look_for_and_nothing_to_look_at() -> None:
    assert not found(uses, opened(apk(manifest(), [Class("La/B;", static("call()V", DEVICE_ID))])))
    assert not found(uses, opened(apk(manifest()), WATCH))


def test_hidden_code_is_said() -> None:
    app = opened(apk(manifest(application='android:name="a.Gone"'), [Class("La/B;")]), WATCH)
    found(uses, app)
    assert [partial.reason for partial in app.partials["uses"]] == ["code-missing"]


def test_a_call_graph_that_was_cut_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(apk(manifest(), [Class("La/B;")]), WATCH)
    monkeypatch.setattr(type(app.reach), "complete", False)
    found(uses, app)
    assert [partial.reason for partial in app.partials["uses"]] == ["budget"]


def test_ways_that_cost_too_much_leave_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of methods full of branches on the way to a use are read exactly up to a bound."""
    branches = [line for n in range(30) for line in (("if-eqz", 0, f"l{n}"), ("nop",), f"l{n}:")]
    steps = [
        static(
            f"m{n}()V",
            *branches,
            ("if-eqz", 0, "x"),
            DEVICE_ID,
            ("invoke-static", (), f"La/B;->m{n + 1}()V"),
            "x:",
        )
        for n in range(20)
    ]
    main = Class("La/Main;", Method(CREATE, ("invoke-static", (), "La/B;->m0()V"), END), parent=ACTIVITY)
    app = opened(apk(manifest(components=activity("a.Main")), [main, Class("La/B;", *steps)]), WATCH)
    before = found(uses, app)
    assert app.partials == {}
    monkeypatch.setattr(reach_words, "UNITS", 500)
    app = opened(apk(manifest(components=activity("a.Main")), [main, Class("La/B;", *steps)]), WATCH)
    after = found(uses, app)
    assert [partial.reason for partial in app.partials["uses"]] == ["budget"]
    assert spots(after) == spots(before)
    assert (
        {item.detail["reach"] for item in after}
        == {item.detail["reach"] for item in before}
        == {"conditional"}
    )
