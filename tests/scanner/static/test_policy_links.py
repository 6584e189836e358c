from __future__ import annotations

from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.static import policy_links
from tests.apps import inprocess
from tests.apps.apk import apk, manifest
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method

SAID = "本政策说明我们怎样处理您的个人信息。隐私政策适用于本应用,个人信息保护是我们的责任。" * 8
PAGE = f"<html><head><title>晨星课堂隐私政策</title></head><h1>隐私政策</h1><p>{SAID}</p></html>".encode()


def links(**entries: bytes) -> dict[str, Evidence]:
    package = apk(manifest(), (), {name.replace("__", "/"): body for name, body in entries.items()})
    return found(package)


def found(package: bytes) -> dict[str, Evidence]:
    scan = inprocess.scan(package)
    assert any(run.analyzer == policy_links.NAME and run.status == "done" for run in scan.runs)
    return {item.value: item for item in scan.evidence if item.kind is Kind.POLICY_LINK}


def test_documents_that_the_package_carries() -> None:
    made = links(
        **{
            "assets__privacy.html": PAGE,
            "assets__child.txt": f"儿童个人信息保护规则\n{SAID}".encode(),
            "assets__www__index.html": b"<html><body>" + "首页 隐私政策".encode() + b"</body></html>",
            "assets__help.html": f"<h1>帮助</h1><p>{'怎样提交作业。' * 80}</p>".encode(),
            "assets__yinsi.pdf": b"%PDF-1.7 x",
            "assets__lesson.pdf": b"%PDF-1.7 x",
        }
    )
    roles = {value: item.detail["role"] for value, item in made.items() if item.detail["type"] == "asset"}
    assert roles == {
        "assets/privacy.html": "main",
        "assets/child.txt": "children",
        "assets/yinsi.pdf": "main",
    }
    assert made["assets/privacy.html"].detail["name"] == "晨星课堂隐私政策"


def test_addresses_near_words_about_privacy() -> None:
    page = '<a href="https://www.chenxing.example.cn/p/12?v=3">《隐私政策》</a> <a href="https://www.chenxing.example.cn/news">新闻</a>'
    made = links(assets__index__html=b"", **{"assets__login.html": f"<html>{page}</html>".encode()})
    assert [value for value, item in made.items() if item.detail["type"] == "url"] == [
        "https://www.chenxing.example.cn/p/12?v=3"
    ]


def test_addresses_in_code_and_resources() -> None:
    code = Class(
        "Lcn/example/A;",
        Method(
            "a()V",
            ("const-string", 0, "https://www.chenxing.example.cn/privacy.html"),
            ("const-string", 0, "https://www.chenxing.example.cn/lesson.html"),
            ("return-void",),
            flags=PUBLIC | STATIC,
        ),
    )
    resources = {
        "string/policy": {"": "https://www.chenxing.example.cn/h5/yinsi"},
        "string/home": {"": "https://www.chenxing.example.cn/"},
    }
    made = found(apk(manifest(), [code], {}, resources))
    assert {value: item.detail["source"] for value, item in made.items()} == {
        "https://www.chenxing.example.cn/privacy.html": "code",
        "https://www.chenxing.example.cn/h5/yinsi": "resource",
    }


def test_a_package_without_any_has_none() -> None:
    assert links(assets__a=b"x") == {}
