from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.kinds import Kind
from scanner.model import NO_PACKAGE, SCHEMA, Evidence, PolicyText, Scan, Where
from scanner.policy.compare import changes, matters


def scan(paragraphs: list[str], *evidence: Evidence) -> Scan:
    text = PolicyText("a", "", 1, "main", "", "read", paragraphs=tuple(paragraphs))
    return Scan(SCHEMA, "0", "2026-01-01", NO_PACKAGE, "", (), (), evidence, documents=(text,))


def mention(value: str, type_: str = "sdk", polarity: str = "stated", paragraph: int = 3) -> Evidence:
    return Evidence(
        Kind.POLICY_MENTION,
        value,
        Where(entry="a", paragraph=paragraph),
        "t",
        {"type": type_, "polarity": polarity},
    )


OLD = ["隐私政策", "我们收集手机号码,用于登录。", "六、儿童", "监护人同意后使用。", "联系我们"]


def test_paragraphs_are_told_as_changed_added_or_removed() -> None:
    new = ["隐私政策", "我们收集手机号码、姓名,用于登录。", "新增的一段话放在这里。", "联系我们"]
    made = [(one.old_number, one.new_number) for one in changes(scan(OLD), scan(new))]
    assert made == [(2, 2), (3, 0), (4, 0), (0, 3)]
    assert list(changes(scan(OLD), scan(OLD))) == []


def test_what_a_filing_cares_about() -> None:
    def main(provider: str, *more: Evidence) -> Scan:
        return scan(
            OLD,
            Evidence(
                Kind.POLICY_DOCUMENT, "main", Where(entry="a"), "t", {"state": "read", "provider": provider}
            ),
            *more,
        )

    child = Evidence(Kind.POLICY_ELEMENT, "guardian", Where(entry="a", paragraph=4), "t")
    old = main("甲公司", mention("umeng"), child, mention("face", "data", "negated"))
    new = main("乙公司", mention("umeng", paragraph=9), mention("jpush"), mention("face", "data"))
    found = [(one.kind, one.value, one.appeared) for one in matters(old, new)]
    assert found == [
        ("provider", "乙公司", True),
        ("sdk", "jpush", True),
        ("data", "face", True),
        ("element", "guardian", False),
    ]
    assert list(matters(old, old)) == []


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12),
    st.lists(st.sampled_from("甲乙丙丁戊己"), max_size=12),
)
def test_each_paragraph_that_differs_is_told_once(old: list[str], new: list[str]) -> None:
    found = list(changes(scan(old), scan(new)))
    gone = [one.old_number for one in found if one.old_number]
    come = [one.new_number for one in found if one.new_number]
    assert len(gone) == len(set(gone))
    assert len(come) == len(set(come))
    kept_old = [text for number, text in enumerate(old, 1) if number not in gone]
    kept_new = [text for number, text in enumerate(new, 1) if number not in come]
    assert kept_old == kept_new
