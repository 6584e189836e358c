"""What a sentence says of a thing it names: that it is taken, only if one agrees, if one likes, or never.

Only what is plain is told: a negation in the same clause before the verb (我们不会收集…), or right behind the
things named (通讯录等信息我们不收集). Whoever does not give something (如您不提供…) was asked for it.
"""

from __future__ import annotations

import re

from scanner.policy.vocabulary import POLARITIES

STATED, OPTIONAL, CONDITIONAL, NEGATED = POLARITIES

_TAKE = (
    "收集|采集|获取|读取|申请|索取|使用|调用|访问|共享|提供|接入|集成|嵌入|内嵌|要求|录制|上传|存储|记录|保存|涉及|"
    "包含|处理|调取|跟踪|追踪|出售|出租|传输|传[到至]|转移|引入|安装|查看|识别|分享|开启|提取"
)
_NOT = "不会|不再|从不|从未|并不|并未|均不|均未|绝不|决不|亦不|也不|未曾|没有|无需|无须|不必|不需要|不得|不予|未|不|无"
_NEGATION = re.compile(
    rf"(?:{_NOT})(?!仅|只|限于|同意|提供则|便|能|同的?|断|时|少|满|低于|超过|当|影响|可避免)[^,。;:]{{0,12}}?(?:{_TAKE})"
)
_NEEDLESS = re.compile("无需|无须|不必|不需要")
_BEHIND = re.compile(
    r"[^,。;:]{0,16}?(?:一概|一律|均|都|也|绝|我们)?(?:不会|不|未)(?:被|予|再|进行)?(?:收集|采集|获取|读取|申请|索取|接入|集成)"
)
_BEHIND_ALL = re.compile(
    "[^。;]{0,30}?(?:均|都|一概|一律|全部)(?:不会|不|未|不予)(?:被)?(?:收集|采集|获取|读取|申请|索取|接入|集成)"
)
_GONE = re.compile("(?:已|已经)?(?:移除|下线|停用|停止(?:使用|接入)|不再(?:使用|接入|集成))")
_GONE_BEHIND = re.compile(rf"[^,。;]{{0,12}}?(?:{_GONE.pattern})")
_WHO = re.compile(r"(?:您|你|用户|家长|学生|监护人|对方)[^我们本]{0,6}$")
_IF_NOT = re.compile(r"(?:如果?|若|假如|倘若|一旦|当)[^,。;]{0,16}$")
_UNLESS = re.compile(
    "除非|未经(?!营)|未取得|未获得?|未征得|在(?:征得|取得|获得)|经(?:您|过您|用户|监护人)[^,。;]{0,8}(?:同意|授权)|"
    "除[^。;]{0,24}(?:同意|授权|许可|法律|法规)[^。;]{0,24}(?:外|以外|之外)|without (?:your|the user|parental)|unless"
)
_OPTIONAL = re.compile(
    "可选|选填|非必[填要须]|自愿|可以选择|可选择|自主选择|选择性|选择是否|附加信息|optional|you may choose"
)
_CLAUSE = re.compile("[,:。;](?!\\s*(?:例如|比如|如(?!果)|包括|诸如))")
_ENGLISH = re.compile(
    r"\b(?:do(?:es)? not|don't|doesn't|will not|won't|never|no longer|not)\b[^.;]{0,24}?"
    r"\b(?:collect|access|use|share|request|obtain|sell|read|record|store|integrate|include|transfer)"
)


def polarity(sentence: str, start: int, end: int) -> str:
    """What the sentence (plain) says of what stands at start:end in it. One of POLARITIES."""
    if _negated(sentence, start, end):
        return CONDITIONAL if _UNLESS.search(sentence) else NEGATED
    if _OPTIONAL.search(sentence):
        return OPTIONAL
    return STATED


def _negated(sentence: str, start: int, end: int) -> bool:
    head = sentence[:start]
    breaks = [hit.end() for hit in _CLAUSE.finditer(head)]
    clause = head[breaks[-1] if breaks else 0 :]
    for hit in _NEGATION.finditer(clause):
        before = clause[: hit.start()]
        if _NEEDLESS.match(hit[0]):
            return True
        if not _WHO.search(before) and not _IF_NOT.search(before):
            return True
    if _ENGLISH.search(head[head.rfind(".") + 1 :]):
        return True
    rest = sentence[end : end + 40]
    behind = _BEHIND.match(rest)
    if behind is not None and not _WHO.search(re.split("不|未", behind[0])[0]):
        return True
    if _BEHIND_ALL.match(rest):
        return True
    return _GONE.search(clause) is not None or _GONE_BEHIND.match(rest) is not None
