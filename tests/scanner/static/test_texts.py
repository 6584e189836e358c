"""Hosts, filing numbers and credentials outside of code, and where they stand."""

from __future__ import annotations

from scanner.kinds import Kind
from scanner.model import ByteRules, WatchList
from scanner.static import texts
from tests.apps.apk import activity, apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method
from tests.apps.elfwriter import library
from tests.apps.inprocess import found, opened
from tests.apps.ios import ipa
from tests.apps.program import program
from tests.apps.zipwriter import Zip

SECRETS = WatchList(
    bytes=(
        ByteRules(
            "secrets",
            'rule key { meta: category = "secret" title = "示例密钥" entropy = "3.0"'
            " strings: $a = /KEY-[A-Za-z0-9]{16}/ condition: $a }",
        ),
    )
)


def test_hosts_by_the_kind_of_content() -> None:
    entries = {
        "assets/page.html": b"<html><a href='https://Page.example.cn/x?token=secret'>",
        "assets/inner.zip": Zip().add("a.js", b"get('http://inner.example.cn:8080/y')").bytes(),
        "lib/x86/libx.so": library((), ()) + b"\0https://native.example.cn/api\0",
        "assets/empty.txt": b"http://%s/ http://localhost/ https://",
    }
    resources = {"string/url": {"": "https://res.example.cn/a"}}
    link = (
        '<intent-filter><data android:scheme="https" android:host="linked.example.cn"/></intent-filter>'
        '<meta-data android:name="url" android:value="https://manifest.example.cn/"/>'
    )
    code = Class(
        "La/B;",
        Method(
            "a()V", ("const-string", 0, "https://code.example.cn/"), ("return-void",), flags=PUBLIC | STATIC
        ),
    )
    app = opened(apk(manifest(components=activity("a.B", link)), [code], entries, resources))
    hosts = {item.value: item for item in found(texts, app) if item.kind is Kind.HOST}
    assert {value: (item.where.entry, item.detail["source"]) for value, item in hosts.items()} == {
        "page.example.cn": ("assets/page.html", "asset"),
        "inner.example.cn": ("assets/inner.zip!/a.js", "asset"),
        "native.example.cn": ("lib/x86/libx.so", "native"),
        "res.example.cn": ("resources.arsc", "resource"),
        "manifest.example.cn": ("AndroidManifest.xml", "resource"),
    }  # what code names is told with its method by code_texts
    page = hosts["page.example.cn"]
    assert page.detail["url"] == "https://page.example.cn/x"  # nothing after the path: it may be a person's
    assert page.where.offset == entries["assets/page.html"].index(b"https")


def test_filing_numbers_by_type() -> None:
    text = "教APP备4100001号 豫ICP备00000001号-2A 豫ICP备00000001号-1 ICP备00号"
    app = opened(apk(manifest(), (), {"assets/about.html": text.encode()}))
    numbers = {item.value: item for item in found(texts, app) if item.kind is Kind.FILING_NUMBER}
    assert {value: item.detail["type"] for value, item in numbers.items()} == {
        "教APP备4100001号": "education",
        "豫ICP备00000001号-2A": "app",
        "豫ICP备00000001号-1": "site",
    }
    assert {item.where.entry for item in numbers.values()} == {"assets/about.html"}
    assert [item.where.offset for item in numbers.values()] == sorted(
        item.where.offset for item in numbers.values()
    )


def test_filing_numbers_in_code_and_in_resources_are_found_too() -> None:
    code = Class("La/B;", Method("a()V", ("const-string", 0, "京ICP备00000009号-3A"), ("return-void",)))
    app = opened(apk(manifest(), [code], None, {"string/about": {"": "教APP备1100001号"}}))
    numbers = {item.value: item.where.entry for item in found(texts, app) if item.kind is Kind.FILING_NUMBER}
    assert numbers == {"京ICP备00000009号-3A": "classes.dex", "教APP备1100001号": "resources.arsc"}


def test_credentials_never_leave_the_package() -> None:
    value = "KEY-" + "a8Xk29LmQz03TbWy"
    entries = {"assets/config.json": f'{{"k": "{value}"}}'.encode(), "assets/copy.txt": value.encode()}
    items = [
        item
        for item in found(texts, opened(apk(manifest(), (), entries), SECRETS))
        if item.kind is Kind.SECRET
    ]
    assert len(items) == 2
    assert len({item.value for item in items}) == 1  # the same credential is the same fact
    first = items[0]
    assert first.value.startswith("key:")
    assert dict(first.detail) == {"type": "key", "length": len(value), "title": "示例密钥"}
    assert value not in repr(items)


def test_placeholders_are_no_credentials() -> None:
    entries = {"assets/config.json": b"KEY-AAAAAAAAAAAAAAAA"}
    items = found(texts, opened(apk(manifest(), (), entries), SECRETS))
    assert not [item for item in items if item.kind is Kind.SECRET]


def test_addresses_in_signatures_say_nothing_of_the_app() -> None:
    main = program(
        texts=("https://api.example.cn/x",), signed={"entitlements": {"a": "https://signed.example.cn/"}}
    )
    files = {"embedded.mobileprovision": b"https://ocsp.example.cn/", "a.txt": b"https://page.example.cn/"}
    hosts = [item.value for item in found(texts, opened(ipa(files=files, main=main)))]
    assert sorted(set(hosts)) == ["api.example.cn", "page.example.cn"]


def test_texts_of_an_encrypted_program_are_a_gap() -> None:
    app = opened(ipa(main=program(encrypted=True)))
    found(texts, app)
    assert [partial.reason for partial in app.partials["texts"]] == ["fairplay"]
