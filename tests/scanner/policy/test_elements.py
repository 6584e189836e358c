from __future__ import annotations

import pytest

from scanner.policy.document import Fetched, Source
from scanner.policy.elements import reply_days, statements
from scanner.policy.parse import parse
from scanner.policy.sayings import sayings


def stated(text: str, heading: str = "一、说明") -> set[str]:
    document = parse(Fetched(Source("a"), f"<h1>隐私政策</h1><h2>{heading}</h2><p>{text}</p>".encode()))
    return {one.element for one in statements(list(sayings(document)))}


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("contact", "请发邮件至 privacy@a.example。"),
        ("contact", "联系电话:010-55550101"),
        ("retention", "我们仅在实现目的所必需的最短时间内保存您的信息。"),
        ("retention", "订单信息保存三年。"),
        ("retention", "超出保存期限后,我们会删除或匿名化处理。"),
        ("retention", "账号信息保存至您注销账号。"),
        ("storage-place", "个人信息存储于中华人民共和国境内。"),
        ("storage-place", "服务器位于中国大陆。"),
        ("access", "您可以在“我的”页面查看您的个人信息。"),
        ("correction", "您有权更正、补充您的个人信息。"),
        ("deletion", "您可以要求我们删除您的个人信息。"),
        ("account-deletion", "您可以在“设置—账号”中注销账号。"),
        ("account-deletion", "注销账号:进入“我的—设置”。"),
        ("withdrawal", "您可以随时撤回同意。"),
        ("withdrawal", "您可以通过关闭设备权限等方式改变授权同意的范围。"),
        ("guardian", "未满14周岁的儿童,应取得监护人的同意。"),
        ("guardian", "若您是未成年人,请在父母同意后使用。"),
        ("complaints", "如有投诉,请联系客服。"),
        ("reply-time", "我们将在15个工作日内答复您的请求。"),
        ("reply-time", "收到您的反馈后,我们会在三十天内回复。"),
        ("reply-time", "一般情况下,我们将在十五天内回复您的投诉。"),
        ("overseas", "如需向境外传输,我们会单独征得您的同意。"),
        ("sensitive", "处理敏感个人信息是为了核验身份,泄露可能影响您的财产安全。"),
        ("recommendation", "我们会根据学习记录做个性化推荐,您可以关闭。"),
        ("changes", "本政策更新后,我们会以弹窗方式通知您。"),
        ("officer", "个人信息保护负责人联系方式见下。"),
        ("children-officer", "我们设立了儿童个人信息保护专员。"),
        ("refusal", "如您拒绝,将无法使用该功能。"),
        ("third-parties", "未经您同意,我们不会与第三方共享您的个人信息。"),
    ],
)
def test_each_element_is_heard(element: str, text: str) -> None:
    assert element in stated(text)


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("contact", "您可以在通讯录中查找联系人。"),
        ("retention", "存储权限:用于保存课件。"),
        ("storage-place", "本政策适用中华人民共和国法律。"),
        ("access", "我们可能会访问您的相册。"),
        ("correction", "我们可能会更新本政策。"),
        ("deletion", "期满后我们会删除这些信息。"),
        ("account-deletion", "账号信息保存至您注销账号为止。"),
        ("account-deletion", "本应用暂不支持注销账号。"),
        ("withdrawal", "您一旦点击同意,不得撤回。"),
        ("guardian", "未成年人请在监护人陪同下阅读。"),
        ("reply-time", "注销后,日志保留15个工作日。"),
        ("reply-time", "我们会提前15天公告。"),
        ("overseas", "我们有海外留学课程。"),
        ("complaints", "因本协议产生的争议,由法院管辖。"),
    ],
)
def test_what_only_sounds_like_it_is_not_it(element: str, text: str) -> None:
    assert element not in stated(text)


def test_nothing_goes_abroad() -> None:
    def negated(text: str) -> bool:
        document = parse(Fetched(Source("a"), f"<h1>隐私政策</h1><p>{text}</p>".encode()))
        return any(one.negated for one in statements(list(sayings(document))) if one.element == "overseas")

    assert negated("我们不会向境外提供您的信息。")
    assert negated("目前我们不涉及跨境传输。")
    assert not negated("未经您的同意,我们不会向境外传输。")
    assert not negated("您的信息会传输至境外。")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("我们将在15个工作日内答复您的投诉", 15),
        ("收到反馈后七日内回复", 7),
        ("24小时内响应您的请求", 1),
        ("三十日内处理您的申请", 30),
        ("今天回复", 0),
    ],
)
def test_how_long_an_answer_takes(text: str, days: int) -> None:
    document = parse(Fetched(Source("a"), f"<p>{text}</p>".encode()))
    assert max(map(reply_days, sayings(document))) == days


def test_a_heading_states_nothing() -> None:
    assert stated("正文", "六、您可以注销账号、撤回同意") == set()
