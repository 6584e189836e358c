from __future__ import annotations

import pytest

from scanner.model import WatchedTerm
from scanner.policy.document import Fetched, Source
from scanner.policy.lexicon import Lexicon
from scanner.policy.mentions import Mention, mentions
from scanner.policy.parse import parse
from scanner.policy.sayings import sayings
from scanner.policy.sdk_entries import sdk_entries

TERMS = (
    WatchedTerm("umeng", "sdk", ("友盟统计", "Umeng"), ("友盟",)),
    WatchedTerm("jpush", "sdk", ("极光推送",), ("极光",)),
    WatchedTerm("getui", "sdk", (), ("个推",)),
    WatchedTerm("wechat", "sdk", ("微信开放平台",), ("微信",)),
    WatchedTerm("oaid", "data", ("OAID",)),
    WatchedTerm("phone", "data", ("手机号码",)),
    WatchedTerm("location", "data", ("位置信息",)),
    WatchedTerm("android.permission.CAMERA", "permission", ("相机", "CAMERA")),
)


def found(html: str) -> list[Mention]:
    document = parse(Fetched(Source("a"), f"<h1>隐私政策</h1>{html}".encode()))
    said = list(sayings(document))
    return mentions(document, said, sdk_entries(document), Lexicon(TERMS))


def named(html: str, type_: str = "sdk") -> dict[str, str]:
    return {mention.value: mention.polarity for mention in found(html) if mention.type == type_}


@pytest.mark.parametrize(
    ("html", "sdks"),
    [
        ("<p>我们接入了友盟统计SDK。</p>", {"umeng": "stated"}),
        ("<p>我们使用友盟统计了解使用情况。</p>", {"umeng": "stated"}),
        ("<p>应用集成了友盟和个推。</p>", {"umeng": "stated", "getui": "stated"}),
        ("<p>我们没有接入友盟统计SDK。</p>", {"umeng": "negated"}),
        ("<p>请关注我们的微信公众号。</p>", {}),
        ("<p>您可以用微信联系客服。</p>", {}),
        ("<p>北极光推送了新闻。</p>", {"jpush": "stated"}),  # a word is a word: nothing tells 北极光 apart
        (
            "<h2>共享</h2><ul><li>极光推送:推送</li><li>个推:推送</li></ul>",
            {"jpush": "stated", "getui": "stated"},
        ),
        ("<h2>第三方SDK</h2><p>极光:推送消息</p>", {"jpush": "stated"}),
    ],
)
def test_sdks_count_where_the_text_is_about_them(html: str, sdks: dict[str, str]) -> None:
    assert named(html) == sdks


def test_entries_of_lists_give_name_vendor_and_data() -> None:
    html = (
        "<h2>三、第三方SDK</h2><table><tr><th>SDK名称<th>公司<th>目的<th>信息<th>链接"
        "<tr><td>友盟<td>友盟同欣<td>统计<td>OAID<td>https://a.example.cn/p"
        "<tr><td>小船日历SDK<td>小船公司<td>课表<td>无<td>无<tr><td>服务支持<td>某公司<td>运维<td>无<td>无</table>"
    )
    made = found(html)
    sdk = next(mention for mention in made if mention.value == "umeng")
    assert (sdk.vendor, sdk.link, sdk.listed, sdk.known) == ("友盟同欣", "a.example.cn", True, True)
    unknown = next(mention for mention in made if mention.value == "小船日历SDK")
    assert not unknown.known
    oaid = next(mention for mention in made if mention.type == "data")
    assert (oaid.value, oaid.sdk) == ("oaid", "umeng")


def test_data_in_a_sentence_about_an_sdk_is_the_sdks() -> None:
    made = {
        mention.value: mention.sdk
        for mention in found("<p>友盟统计SDK会收集OAID。</p><p>我们收集手机号码。</p>")
    }
    assert made == {"umeng": "", "oaid": "umeng", "phone": ""}
    made = {m.value: m.sdk for m in found("<p>我们接入友盟统计SDK;它会收集OAID。我们收集手机号码。</p>")}
    assert made["oaid"] == "umeng"
    assert made["phone"] == ""


def test_data_count_where_they_are_taken_or_given() -> None:
    assert named("<p>我们会收集手机号码,用于登录。</p>", "data") == {"phone": "stated"}
    assert named("<p>手机号码很重要。</p>", "data") == {}
    assert named("<p>我们不会收集位置信息。</p>", "data") == {"location": "negated"}
    assert named("<p>我们不会收集位置信息。打开定位时,我们收集位置信息。</p>", "data") == {
        "location": "stated"
    }


def test_permissions_need_the_word_or_their_own_name() -> None:
    assert named("<p>相机权限:用于拍照。</p>", "permission") == {"android.permission.CAMERA": "stated"}
    assert named("<p>拿起相机去春游。</p>", "permission") == {}
    (mention,) = [m for m in found("<p>本应用申请以下权限:相机(拍照提问)。</p>") if m.type == "permission"]
    assert mention.purpose
