"""Takes persons out of what is kept of a policy: numbers, addresses and names; the rest stands as written."""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r"[\w.+-]{1,64}(?:@|\s?\[at\]\s?|#)[\w-]{1,63}(?:\.[\w-]{1,63})+"), "〔邮箱〕"),
    (re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![\dA-Za-z])"), "〔证件号码〕"),
    (re.compile(r"(?<!\d)1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)(?:\(?0\d{2,3}\)?[-—\s]?)\d{7,8}(?:[-转]\d{1,6})?(?!\d)"), "〔电话〕"),
    (re.compile(r"(?<!\d)[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}(?!\d)"), "〔电话〕"),
    (re.compile(r"(?i)(?<=qq)(?:群|号)?\s*[::]?\s*\d{5,12}"), "〔账号〕"),
)
_PERSON = re.compile(
    r"((?:联系人|负责人|责任人|专员|经办人|法定代表人|法人代表|姓名|专人)(?:姓名)?(?:为|是)?\s*[::]\s*)"
    r"([\u4e00-\u9fff·]{2,4})(?=[\s,,;;。、((〔|]|$)"
)
_CALLED = re.compile(r"([\u4e00-\u9fff])(?:[\u4e00-\u9fff]{0,2})(先生|女士|老师)(?=[\s,,;;。、((::〔]|$)")
_NO_PERSON = re.compile("部|组|办|中心|小组|客服|公司|专员|团队|官|学校|平台|人员|委员会|处|科|室|办公")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)


def masked(text: str) -> str:
    """The text without what tells who a person is or how to reach anybody: only the kind of it stays."""
    for pattern, shown in _RULES:
        text = pattern.sub(shown, text)
    text = _PERSON.sub(lambda hit: hit[0] if _NO_PERSON.search(hit[2]) else f"{hit[1]}〔姓名〕", text)
    return _CALLED.sub(lambda hit: f"{hit[1]}{hit[2]}" if hit[1] in _SURNAMES else hit[0], text)
