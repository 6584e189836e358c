from __future__ import annotations

from scanner.kinds import Kind
from scanner.model import Evidence, WatchedTerm
from scanner.policy.document import Fetched, Source
from scanner.policy.parse import parse
from scanner.policy.reading import EACH, evidence, read, stored

TERMS = (
    WatchedTerm("umeng", "sdk", ("友盟统计",)),
    WatchedTerm("phone", "data", ("手机号码",)),
    WatchedTerm("name", "data", ("姓名",)),
)
LONG = "本政策说明我们怎样处理您的信息。" * 20


def found(**documents: str) -> list[Evidence]:
    made = [parse(Fetched(Source(name), html.encode())) for name, html in documents.items()]
    return list(evidence(read(list(documents), made, TERMS)))


def of(items: list[Evidence], kind: Kind, value: str) -> list[Evidence]:
    return [item for item in items if item.kind is kind and item.value == value]


def test_evidence_points_to_document_and_paragraph() -> None:
    items = found(main=f"<h1>云帆隐私政策</h1><p>{LONG}</p><p>为了登录,我们收集手机号码和姓名。</p>")
    (phone,) = of(items, Kind.POLICY_MENTION, "phone")
    assert (phone.where.entry, phone.where.paragraph) == ("main", 3)
    assert phone.detail["quote"] == "为了登录,我们收集手机号码和姓名。"
    (purposes,) = of(items, Kind.POLICY_ELEMENT, "purposes")
    assert purposes.where == phone.where
    (document,) = of(items, Kind.POLICY_DOCUMENT, "main")
    assert (document.detail["app"], document.detail["state"]) == ("云帆", "read")
    assert all(item == item.checked() for item in items)


def test_one_kind_of_data_is_no_list_with_purposes() -> None:
    items = found(main=f"<h1>隐私政策</h1><p>{LONG}</p><p>为了登录,我们收集手机号码。</p>")
    assert of(items, Kind.POLICY_ELEMENT, "purposes") == []


def test_an_element_is_shown_a_few_times_only() -> None:
    items = found(main="<h1>隐私政策</h1>" + f"<p>{LONG}您可以随时撤回同意。</p>" * 40)
    assert len(of(items, Kind.POLICY_ELEMENT, "withdrawal")) == EACH


def test_a_document_that_says_nothing_gives_no_more_than_itself() -> None:
    items = found(main='<div id="app"></div><script src="a"></script>')
    assert [item.kind for item in items] == [Kind.POLICY_DOCUMENT]
    assert items[0].detail["state"] == "shell"


def test_documents_that_are_only_referred_to() -> None:
    main = f"<h1>隐私政策</h1><p>{LONG}</p><p>详见《第三方SDK清单》和《儿童个人信息保护规则》,并依据《儿童个人信息网络保护规定》。</p>"
    named = [item for item in found(main=main) if item.detail.get("state") == "named"]
    assert sorted(item.value for item in named) == ["children", "sdk-list"]
    given = f"<h1>第三方SDK清单</h1><p>{LONG}</p>"
    named = [item for item in found(main=main, sdks=given) if item.detail.get("state") == "named"]
    assert [item.value for item in named] == ["children"]


def test_a_chapter_about_children() -> None:
    chapter = (
        "<h2>六、儿童信息保护</h2>"
        + "<p>监护人应当阅读本章,并在同意后让孩子使用,我们会按监护人的要求处理孩子的信息。</p>" * 4
    )
    items = found(main=f"<h1>隐私政策</h1><p>{LONG}</p>{chapter}")
    assert len(of(items, Kind.POLICY_ELEMENT, "children-chapter")) == 1
    items = found(main=f"<h1>隐私政策</h1><p>{LONG}</p><h2>六、儿童</h2><p>儿童请在监护人陪同下使用。</p>")
    assert of(items, Kind.POLICY_ELEMENT, "children-chapter") == []


def test_what_is_stored_holds_every_paragraph_and_no_person() -> None:
    html = f"<h1>隐私政策</h1><p>{LONG}</p><p>联系人:王小明,电话 13800000000,邮箱 a@b.example</p>"
    (one,) = read(["a"], [parse(Fetched(Source("a.html"), html.encode()))], TERMS)
    kept = stored(one)
    assert kept.paragraphs[2] == "联系人:〔姓名〕,电话 〔电话〕,邮箱 〔邮箱〕"
    assert len(kept.paragraphs) == 3
    assert (kept.name, kept.role, kept.state, kept.size) == ("a", "main", "read", len(html.encode()))
