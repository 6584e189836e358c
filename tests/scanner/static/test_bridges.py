"""Objects given to pages: name, class, methods, and whether code leads there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.static import bridges
from tests.apps.apk import activity, apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Field, Method, constructor, dex
from tests.apps.inprocess import by_value, found, opened

MARK, WEB = "Landroid/webkit/JavascriptInterface;", "Landroid/webkit/WebView;"
ADD = "->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V"
END = ("return-void",)
BASE = Class("La/Base;", constructor(), Method("share()V", END, annotations=[MARK]))
BRIDGE = Class(
    "La/Bridge;",
    constructor("La/Base;"),
    Method("pay(Ljava/lang/String;I)Z", ("const/4", 0, 1), ("return", 0), annotations=[MARK]),
    Method("hidden()V", END),
    parent="La/Base;",
)
METHODS = ("pay(Ljava/lang/String;I)Z", "share()V")


def given(
    *code: Any, name: str = "open(Landroid/webkit/WebView;)V", view: str = WEB, **more: Any
) -> dict[str, dict[str, Any]]:
    method = Method(name, *code, END, flags=PUBLIC | STATIC, registers=5, **more)
    return by_value(found(bridges, opened(apk(manifest(), [Class("La/Page;", method), BRIDGE, BASE]))))


NEW = (("new-instance", 0, "La/Bridge;"), ("invoke-direct", (0,), "La/Bridge;-><init>()V"))
NAME = ("const-string", 1, "Pay")


def call(view: str = WEB) -> tuple[Any, ...]:
    return ("invoke-virtual", ("p0", 0, 1), view + ADD)


def test_name_class_and_methods() -> None:
    assert given(*NEW, NAME, call()) == {"Pay": {"reach": "no", "class": "a.Bridge", "methods": METHODS}}


def test_web_views_of_others() -> None:
    view = "Lcom/vendor/x5/WebView;"
    assert given(*NEW, NAME, call(view), name=f"open({view})V") == {
        "Pay": {"reach": "no", "class": "a.Bridge", "methods": METHODS}
    }


def test_a_method_of_another_shape_is_none() -> None:
    other = f"{WEB}->addJavascriptInterface(Ljava/lang/String;Ljava/lang/String;)V"
    assert given(*NEW, NAME, ("invoke-virtual", ("p0", 0, 1), other)) == {}
    assert given(*NEW, NAME, ("invoke-virtual", ("p0", 0, 1), WEB + ADD.replace("add", "remove"))) == {}


def test_a_computed_name() -> None:
    computed = (("invoke-static", (), "La/Names;->name()Ljava/lang/String;"), ("move-result-object", 1))
    assert given(*NEW, *computed, call()) == {"?": {"reach": "no", "class": "a.Bridge", "methods": METHODS}}


@pytest.mark.parametrize(
    "code",
    [
        (("sget-object", 0, "La/Page;->held:La/Bridge;"),),
        (("invoke-static", (), "La/Page;->make()La/Bridge;"), ("move-result-object", 0)),
        (*NEW[:1], ("move-object", 3, 0), ("move-object", 0, 3)),
    ],
)
def test_where_the_object_comes_from(code: tuple[Any, ...]) -> None:
    assert given(*code, NAME, call())["Pay"]["methods"] == METHODS


def test_an_object_of_open_class() -> None:
    assert given(("const/4", 0, 0), NAME, call()) == {"Pay": {"reach": "no"}}
    held = ("sget-object", 0, "La/Page;->held:Ljava/lang/Object;")
    assert given(held, NAME, call()) == {"Pay": {"reach": "no", "class": "java.lang.Object"}}


def test_this_and_parameters() -> None:
    page = Class(
        "La/Page;",
        Method(
            "own(Landroid/webkit/WebView;)V",
            NAME_THIS,
            ("invoke-virtual", ("p1", "p0", 0), WEB + ADD),
            END,
            registers=3,
        ),
        Method(
            "other(JLandroid/webkit/WebView;La/Bridge;)V",
            ("const-string", 0, "Other"),
            ("invoke-virtual", ("p3", "p4", 0), WEB + ADD),
            END,
            registers=6,
        ),
        Method("token()V", END, annotations=[MARK]),
    )
    values = by_value(found(bridges, opened(apk(manifest(), [page, BRIDGE, BASE]))))
    assert values == {
        "This": {"reach": "no", "class": "a.Page", "methods": ("token()V",)},
        "Other": {"reach": "no", "class": "a.Bridge", "methods": METHODS},
    }


NAME_THIS = ("const-string", 0, "This")


def test_a_web_view_that_hands_on_is_not_told() -> None:
    wrapper = Class(
        "La/View;",
        Method(
            "addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V",
            ("invoke-super", ("p0", "p1", "p2"), WEB + ADD),
            END,
        ),
        parent=WEB,
    )
    assert not found(bridges, opened(apk(manifest(), [wrapper])))


def test_reached_from_an_activity_and_in_another_file() -> None:
    start = Method(
        "onCreate(Landroid/os/Bundle;)V", *NEW, NAME,
        ("invoke-virtual", (2, 0, 1), WEB + ADD), END, registers=5,
    )  # fmt: skip
    classes = [
        Class(
            "Lcn/example/app/Main;",
            constructor("Landroid/app/Activity;"),
            start,
            parent="Landroid/app/Activity;",
        )
    ]
    app = opened(
        apk(
            manifest(components=activity("cn.example.app.Main")), classes, {"classes2.dex": dex(BRIDGE, BASE)}
        )
    )
    (item,) = found(bridges, app)
    assert dict(item.detail) == {"reach": "unconditional", "class": "a.Bridge", "methods": METHODS}
    assert (item.where.entry, item.where.cls) == ("classes.dex", "cn.example.app.Main")
    assert not app.partials


def test_fields_do_not_matter() -> None:
    holder = Class("La/Holder;", Field("addJavascriptInterface:I", flags=PUBLIC | STATIC, value=1))
    assert not found(bridges, opened(apk(manifest(), [holder, BRIDGE, BASE])))


def test_a_real_container(corpus: Path) -> None:
    data = (corpus / "dev" / "tjvantoll-ionic-grocery-list__grocerylist.apk").read_bytes()
    (item,) = found(bridges, opened(data))
    assert item.value == "_cordovaNative"
    assert item.detail["class"] == "org.apache.cordova.ExposedJsApi"
    assert len(item.detail["methods"]) == 3  # type: ignore[arg-type]
