"""What is wrong with a document as far as its own text shows it: placeholders, vague wording, hard conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scanner.policy.elements import reply_days
from scanner.policy.mentions import Mention
from scanner.policy.plain import plain
from scanner.policy.sayings import Saying
from scanner.policy.scope import NEGATED

_LONGEST_REPLY = 15
"""Working days (App违法违规收集使用个人信息行为认定方法 六)."""

_TEMPLATE = re.compile(
    r"[x×*]{2,}\s*(?:公司|有限|科技|教育|网络|信息|app|平台|软件|产品|省|市|路|号)|[\[【<(《{]\s*(?:公司|单位|企业|产品|应用|软件|app|开发者|运营者|"
    r"平台|您的|你的|填写|插入|联系|邮箱|电话|日期|地址|company|app|your|insert|product|email|date)[^\]】>)》}]{0,12}?(?:名称?|全称|地址|电话|邮箱|日期|方式|name|address|date|here|email)?\s*[\]】>)》}]"
    r"|【\s*】|\[\s*\]|\{\{[^}]*\}\}|\$\{[^}]*\}|_{3,}|某某(?:公司|科技|教育|app|有限)|20(?:xx|\*\*)\s*年|x+\s*年\s*x+\s*月|(?:此处|这里|请在此)(?:填写|插入|填入|补充)|"
    r"示例(?:公司名称|公司|邮箱|文本)(?:[^\u4e00-\u9fff]|$)|your company|lorem ipsum|\[insert|xxx@|@xxx|x{4,}"
)
_SQUARE = re.compile(
    r"名称?|全称|地址|电话|邮箱|日期|方式|name|address|date|here|email|填写|插入|insert|your|company|^[\[【<(《{]\s*(?:公司|单位|企业)\s*[\]】>)》}]"
)
_VAGUE = re.compile(
    r"等(?:相关|其他|必要的?|有关|各类|各种)?(?:个人)?(?:信息|资料|数据)|包括但不限于|例如|等等|such as|including but not limited"
)
_DELETE = re.compile("注销")
_REFUSED = re.compile("(?:暂)?(?:不支持|不提供|无法提供|未提供|不能|无法|不予)[^。;,]{0,10}注销(?!后)")
_HARD = re.compile(
    "手持[^。;]{0,10}(?:身份证|证件)|身份证[^。;]{0,8}(?:照片|复印件|正反面|扫描件)|户口[本簿]|公证|邮寄[^。;]{0,12}(?:材料|书面|申请)|(?:支付|缴纳|收取)[^。;]{0,8}"
    "(?:费用|手续费|违约金)|线下[^。;]{0,8}办理|书面申请[^。;]{0,12}(?:盖章|寄)"
)
_KEPT = re.compile(
    "不(?:可|能|得|允许)(?:再)?(?:撤回|撤销|收回)[^。;]{0,10}(?:同意|授权)?|(?:同意|授权)[^。;,]{0,12}不(?:可|能|得)(?:撤回|撤销|收回)"
)


def faults(said: Sequence[Saying], named: Sequence[Mention]) -> Iterator[tuple[str, Saying]]:
    """(fault, where), in order."""
    vague = {
        (mention.paragraph.number, mention.quote)
        for mention in named
        if mention.type == "data" and not mention.sdk and mention.polarity != NEGATED
    }
    for saying in said:
        text = saying.text
        if _is_template(text):
            yield "template", saying
        here = (saying.paragraph.number, saying.quote) in vague and saying.paragraph.kind != "row"
        if here and _VAGUE.search(text) and re.search("收集|获取|采集|collect", text):
            yield "vague", saying
        if _REFUSED.search(text) and re.search("账号|账户|account", text + saying.section):
            yield "no-deletion", saying
        elif (
            _HARD.search(text)
            and _DELETE.search(plain(saying.paragraph.text) + saying.section)
            and not _denied(text)
        ):
            yield "hard-deletion", saying
        if reply_days(saying) > _LONGEST_REPLY:
            yield "slow-reply", saying
        if _KEPT.search(text):
            yield "no-withdrawal", saying


def _is_template(text: str) -> bool:
    for hit in _TEMPLATE.finditer(text):
        if hit[0][0] in "[【<(《{" and hit[0].strip("[]【】<>()《》{} ") and not _SQUARE.search(hit[0]):
            continue
        return True
    return False


def _denied(text: str) -> bool:
    """Whether the sentence says that this is not asked for."""
    return re.search("(?:无需|不需要|不会要求|不要求|不强制|不收取|不必)", plain(text)) is not None
