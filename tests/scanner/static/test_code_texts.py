"""Hosts in constants of code, with the class and method that hold them."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.static import code_texts
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, dex
from tests.apps.inprocess import found, opened

END = ("return-void",)


def static(name: str, *texts: str) -> Method:
    return Method(name, *(("const-string", 0, text) for text in texts), END, flags=PUBLIC | STATIC)


def test_hosts_with_their_method() -> None:
    classes = [
        Class(
            "Lcom/x/Api;",
            static("a()V", "https://api.example.cn/v1?id=7", "no address"),
            static("b()V", "x wss://Push.example.cn/s"),
        ),
        Class("Lcom/y/Other;", static("c(I)V", "https://api.example.cn/v1?id=7")),
    ]
    items = found(code_texts, opened(apk(manifest(), classes)))
    spots = [(item.value, f"{item.where.cls}.{item.where.method}", item.detail["url"]) for item in items]
    assert sorted(spots) == [
        ("api.example.cn", "com.x.Api.a()V", "https://api.example.cn/v1"),
        ("api.example.cn", "com.y.Other.c(I)V", "https://api.example.cn/v1"),
        ("push.example.cn", "com.x.Api.b()V", "wss://push.example.cn/s"),
    ]
    assert {(item.kind, item.where.entry, item.detail["source"]) for item in items} == {
        (Kind.HOST, "classes.dex", "code")
    }


def test_the_offset_is_that_of_the_instruction() -> None:
    app = opened(apk(manifest(), [Class("La/B;", static("a()V", "https://a.example.cn/"))]))
    (item,) = found(code_texts, app)
    assert app.read("classes.dex")[item.where.offset] == 0x1A  # const-string


def test_each_file_has_its_own_places() -> None:
    app = opened(
        apk(
            manifest(),
            [Class("La/B;", static("a()V", "https://a.example.cn/"))],
            {
                "assets/p.dex": dex(
                    Class("La/C;", static("c()V", "https://a.example.cn/", "https://c.example.cn/"))
                )
            },
        )
    )
    places = {(item.value, item.where.entry) for item in found(code_texts, app)}
    assert places == {
        ("a.example.cn", "classes.dex"),
        ("a.example.cn", "assets/p.dex"),
        ("c.example.cn", "assets/p.dex"),
    }


def test_methods_per_text_are_bounded() -> None:
    methods = [static(f"m{number}()V", "https://a.example.cn/") for number in range(50)]
    assert len(found(code_texts, opened(apk(manifest(), [Class("La/B;", *methods)])))) == 20


def test_what_is_no_address() -> None:
    texts = (
        "http://%s/x",
        "https://",
        "http://localhost/",
        "http://schemas.android.com/apk/res/android",
        "httpx://a.cn",
    )
    assert not found(code_texts, opened(apk(manifest(), [Class("La/B;", static("a()V", *texts))])))


def test_hidden_code_is_said() -> None:
    app = opened(apk(manifest(application='android:name="a.Gone"'), [Class("La/B;")]))
    found(code_texts, app)
    assert [partial.reason for partial in app.partials["code_texts"]] == ["code-missing"]
