from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.policy import plain as module
from scanner.policy.plain import language_of, plain, script_of, sentences


@given(st.text())
def test_a_place_in_the_plain_text_is_a_place_in_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


def test_widths_forms_capitals_and_scripts_do_not_count() -> None:
    assert plain("監護⼈的帳號,SDK") == "监护人的账号,sdk"
    assert plain("蒐集個人資料並透過裝置儲存") == "收集个人信息并通过设备存储"
    assert all(len(old) == len(new) for old, new in module._PHRASES)


def test_simplified_text_stays_as_it_is() -> None:
    text = "我们会收集您的设备信息、后台日志,里面没有通讯录;您可以注销账号。"
    assert plain(text) == text.replace(",", ",")


def test_language_and_script() -> None:
    assert (language_of("我们会收集您的个人信息,用于创建账号和登录应用。"), script_of("隐私政策" * 10)) == (
        "zh",
        "simplified",
    )
    assert script_of("本公司重視您的隱私,特此說明蒐集個人資料的方式與目的。") == "traditional"
    assert (
        language_of(
            "We collect your e-mail address in order to create an account for you and your children, and nothing else."
        )
        == "en"
    )
    assert language_of("404") == ""
    assert script_of("privacy policy") == ""


def test_sentences() -> None:
    text = "我们收集姓名;用于登录。您同意吗?“好。”完"
    assert "".join(text[a:b] for a, b in sentences(text)) == text
    assert len(sentences(text)) == 5
    english = "We use e.g. names. You may ask us! Done"
    assert [english[a:b].strip() for a, b in sentences(english, "en")][-1] == "Done"
