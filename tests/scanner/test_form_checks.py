from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import form_checks as checks

# Published codes of well-known bodies (the first is the example of the standard itself).
CREDIT = (
    "91350100M000100Y43",
    "91110000802100433B",
    "9144030071526726XG",
    "914403001922038216",
    "91330100799655058B",
)


@pytest.mark.parametrize("code", CREDIT)
def test_published_credit_codes_pass(code: str) -> None:
    assert checks.credit_code(code) is None


@given(st.sampled_from(CREDIT), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
@settings(deadline=None, max_examples=60)
def test_one_wrong_character_is_noticed(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    assert (checks.credit_code(wrong) is None) == (wrong == code)


@pytest.mark.parametrize(
    ("text", "code"),
    [("91350100M000100Y4", "format"), ("91350100M000100Y4O", "format"), ("9135O100M000100Y43", "format")],
)
def test_length_and_alphabet_of_a_credit_code(text: str, code: str) -> None:
    problem = checks.credit_code(text)
    assert problem
    assert problem.code == code


def test_organisation_codes_and_old_licences_are_proofs_too() -> None:
    assert checks.proof("D2143569-X") is None
    wrong = checks.proof("D2143569-1")
    assert wrong
    assert wrong.code == "checksum"
    assert checks.proof("110000000000001") is None


@pytest.mark.parametrize(
    ("nature", "number", "fits"),
    [
        ("企业", "91000000MA0EXAMP1M", True),
        ("事业单位", "91000000MA0EXAMP1M", False),
        ("政府机关", "11000000MB0EXAMP36", True),
        ("企业", "12000000MB0EXAMP20", False),
        ("学会", "12000000MB0EXAMP20", True),  # not a kind the form lists: nothing can be said
        ("企业", "12000000MB0EXAMP21", True),  # checksum wrong: told by itself
    ],
)
def test_kind_of_unit_against_the_codes_first_characters(nature: str, number: str, fits: bool) -> None:
    assert (checks.nature_fits(nature, number) is None) == fits


GOOD = {
    "icp": [
        "京ICP备12345678号",
        "京ICP备12345678号-1",
        "粤ICP备2021000001号-12A",
        "京ICP证030000号",
        "粤B2-20090059-5",
    ],
    "app_number": ["京ICP备12345678号-1A", "粤B2-20090059-1234A"],
    "education": ["教APP备110213号", "教APP备5100118号", "教APP备1100871号"],
    "mlps": ["11010813802-00001", "1101081380200001"],
    "ip": ["8.8.8.8", "203.0.113.7", "2400:3200::1", "8.8.8.0/24"],
    "domain": ["api.example.com", "示例.中国", "xn--fsqu00a.xn--0zwm56d"],
    "url": ["https://example.com/privacy", "http://example.com:8080/a?b=c", "https://8.8.8.8/x"],
    "sha256": ["0" * 64],
    "md5": ["f" * 32],
    "app_id": ["cn.example.app", "cn.example.my-app"],
    "version_code": ["110", "1.10.3"],
}
BAD = {
    "icp": ["", "ICP备12345678号", "京ICP备12345号", "京ICP备12345678号-1B", "京公网安备11000000000001号"],
    "app_number": ["京ICP备12345678号-1", "京ICP备12345678号-1X", "京ICP备12345678号"],
    "education": ["教APP备9900001号", "教备1100001号", "教APP备1100001"],
    "mlps": ["11010813802", "11010813802-0001", "A1010813802-00001"],
    "ip": ["8.8.8.8:80", "http://8.8.8.8", "10.0.0.1", "127.0.0.1", "256.1.1.1", "192.168.1.0/24"],
    "domain": ["http://example.com", "example", "a..com", "a b.com", "-a.com"],
    "url": [
        "example.com/privacy",
        "ftp://example.com",
        "https://",
        "javascript:alert(1)",
        "https://u:p@example.com/",
    ],
    "sha256": ["0" * 63, "g" * 64],
    "md5": ["f" * 31],
    "app_id": ["app", "cn..app", "示例"],
    "version_code": ["v1", "1.2.3.4.5", "-1"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_usual_forms_pass(name: str, text: str) -> None:
    assert checks.CHECKS[name](text) is None


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_other_forms_are_told(name: str, text: str) -> None:
    problem = checks.CHECKS[name](text)
    assert problem
    assert problem.zh
    assert problem.en
    assert not text or text not in problem.zh


@given(st.sampled_from(sorted(checks.CHECKS)), st.text(max_size=40))
@settings(deadline=None, max_examples=200)
def test_any_text_gets_an_answer(name: str, text: str) -> None:
    checks.CHECKS[name](text)


def test_what_each_platform_allows_as_a_name() -> None:
    assert checks.app_id_fits("安卓", "cn.example.my_app") is None
    assert checks.app_id_fits("IOS", "cn.example.my-app") is None
    assert checks.app_id_fits("安卓", "cn.example.my-app")
    assert checks.app_id_fits("IOS", "cn.example.my_app")
