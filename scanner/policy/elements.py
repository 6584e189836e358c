"""What a policy has to state (个人信息保护法 第十七条 and what refers to it): found by what its sentences say.

Each element has a pattern that the sentence must match, one that it must not, and where it may depend on the
heading above. Texts are plain (plain.py); Chinese and English stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.policy.plain import plain
from scanner.policy.sayings import Saying
from scanner.policy.sdk_entries import ABOUT

_WHO = "(?:您|你|用户|监护人|家长|父母|个人信息主体|学生|儿童|you|users?|parents?|guardians?)"
_MAY = "(?:可以|可|有权|能够|随时|自行|要求|请求|申请|通过|选择|向我们|如需|需要|希望|想要|点击|进入|may|can|right to|request|able to)"
_KEEP = "(?:保存|存储|储存|保留|留存|存留|存放)"
_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|[a-z]+)"
_DAYS = rf"{_NUMBER}\s*\(?\w{{0,4}}\)?\s*(?:个)?\s*(?:工作日|自然日|日|天|小时|(?:business |working |calendar )?days|hours)"
_REPLY = "(?:回复|答复|反馈|处理|响应|核实|解决|受理|答覆|reply|respond|answer|response)"
_CHILD = r"(?:儿童|未成年|(?:不满|未满|14|十四)\s*(?:14|十四|18|十八)?\s*周?岁|14周岁|孩子|under (?:the age of )?1\d|children|minors?|child)"
_GUARDIAN = "(?:监护人|父母|家长|parents?|guardians?|parental)"
_ABROAD = "(?:境外|出境|跨境|海外|国外|境外机构|overseas|abroad|outside (?:of )?(?:the )?(?:mainland|people|china|prc|country)|cross.border)"
_PLACE = (
    "(?:境内|中国大陆|中国内地|大陆地区|中华人民共和国|国内|境外|香港|澳门|台湾|新加坡|美国|本地(?:服务器|机房)|(?:学校|自建|自有|本校|教育局)[^。;]{0,10}(?:机房|"
    "服务器)|服务器位于|位于[^。;]{1,10}服务器|within (?:the territory of )?(?:mainland )?(?:china|the people|the prc)|in (?:mainland )?china|servers? (?:located )?in)"
)
_DELETE_ACCOUNT = "(?:注销|删除|close|delete|cancel|deactivate)"

Test = Callable[[Saying], bool]


@dataclass(frozen=True, slots=True)
class Statement:
    """One element stated in one sentence."""

    element: str
    saying: Saying
    negated: bool = False  # said of itself that it is not done: 不会出境
    days: int = 0  # of a time for an answer


def _says(must: str, never: str = "", section: str = "") -> Test:
    """A test: the sentence matches `must` and not `never`; if `section` is given, the heading matches it."""
    yes = re.compile(must)
    no = re.compile(never) if never else None
    under = re.compile(section) if section else None

    def test(saying: Saying) -> bool:
        if saying.paragraph.kind == "heading" or yes.search(saying.text) is None:
            return False
        if no is not None and no.search(saying.text):
            return False
        return (
            under is None or under.search(saying.section) is not None or under.search(saying.text) is not None
        )

    return test


_CHANNEL = r"[\w.+-]+(?:@|\[at\]|#)[\w-]+\.[\w.]+|\d{3,4}[-—\s]\d{7,8}|[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}|1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
_RULES: Mapping[str, tuple[Test, ...]] = {
    "contact": (
        _says(_CHANNEL, "sdk|合作方|征信"),
        _says(
            "(?:客服|在线客服|意见反馈|帮助与反馈|联系我们|反馈入口|人工服务|服务热线|热线)[^。;]{0,40}(?:联系|反馈|咨询|提交|沟通|功能|入口|页面)|"
            r"(?:联系|办公|通讯|通信|邮寄|公司|注册)地址\s*[:为是]\s*\S{6}",
            "sdk|第三方的",
            "联系|反馈|投诉|咨询|客服|contact",
        ),
    ),
    "retention": (
        _says(
            rf"{_KEEP}[^。;]{{0,40}}(?:期限|期间|时限|时长|时间|{_NUMBER}\s*(?:个)?(?:年|月|日|天|学年|学期))|"
            rf"(?:期限|期间|时间|时限)[^。;]{{0,24}}{_KEEP}|{_KEEP}[^。;]{{0,10}}(?:至|到)[^。;]{{0,20}}(?:注销|删除|终止|期满|毕业|学期|届满|停止|为止|结束)|"
            rf"超(?:出|过)[^。;]{{0,24}}(?:期限|期间|时间)[^。;]{{0,30}}(?:删除|匿名)|(?:最短|所必[需要]|必要)的?(?:时间|期限|期间)|"
            r"retain|retention|kept for|keep .{0,40}(?:as long as|for|until)|store .{0,40}(?:as long as|for no longer|until)",
            "存储权限|存储空间|权限[^。]{0,6}用于",
        ),
    ),
    "storage-place": (
        _says(
            rf"(?:{_KEEP}|存于|服务器|托管)[^。;]{{0,50}}{_PLACE}|{_PLACE}[^。;]{{0,40}}(?:{_KEEP}|存于|服务器|托管)|"
            r"(?:store|stored|storage|servers?|hosted|kept)[^.;]{0,60}(?:within|in|inside|located)[^.;]{0,30}(?:china|prc|territory|singapore|hong kong|servers)",
            "依(?:据|照)?中华人民共和国[^境]{0,20}法律[^存]{0,20}$",
        ),
    ),
    "access": (
        _says(
            "权利[^。;]{0,30}(?:查阅|查询|查看|访问)|"
            r"^[^,。;:]{0,8}(?:查询|查阅|查看|访问)[^,。;:]{0,8}:\s*\S|"
            rf"{_WHO}[^。;]{{0,24}}{_MAY}?[^。;]{{0,60}}(?:查询|查阅|查看|访问|复制|获取副本|浏览|access|view|obtain a copy|review)[^。;]{{0,40}}(?:信息|资料|账号|数据|"
            r"姓名|手机号|information|data|profile)|信息[^。;]{0,40}(?:可以|可|有权)[^。;]{0,20}(?:查询|查阅|查看)|(?:查询|查阅|访问|查看)(?:权|、|和|与|、复制|您的|个人信息)[^。;]{0,20}(?:信息|更正|修改|权|删除)",
            "我们(?:会|将|可能)?(?:访问|查看|获取)|第三方[^。;]{0,8}(?:访问|查看)|cookie|未经授权|授权我们|访问您的(?:相册|相机|麦克风|位置|通讯录)",
        ),
    ),
    "correction": (
        _says(
            "权利[^。;]{0,40}(?:修改|更正)|"
            r"^[^,。;:]{0,8}(?:更正|修改|更改)[^,。;:]{0,8}:\s*\S|"
            rf"{_WHO}[^。;]{{0,60}}(?:更正|修改|更改|补充|完善|纠正|编辑|变更|correct|update|edit|amend|rectify|change)[^。;]{{0,40}}(?:信息|资料|昵称|头像|密码|数据|账号|"
            r"姓名|手机号|删除|information|data|profile)|信息[^。;]{0,40}(?:可以|可|有权)[^。;]{0,24}(?:更正|修改|补充)|(?:更正|修改|补充)(?:权|、|和|与|您的|个人信息|或)[^。;]{0,20}(?:信息|删除|权)",
            "(?:修改|更新|修订|变更)[^。;]{0,10}(?:本政策|政策|条款|协议)|update[^.]{0,20}policy",
        ),
    ),
    "deletion": (
        _says(
            "(?:申请|可)删除(?:请|可|的|,)|"
            r"^[^,。;:]{0,8}(?:删除|清除)[^,。;:]{0,8}:\s*\S|"
            rf"{_WHO}[^。;]{{0,30}}{_MAY}[^。;]{{0,60}}(?:删除|清除|delete|erase|remove)|(?:要求|请求)(?:我们)?[^。;]{{0,12}}(?:删除|清除)|"
            r"(?:删除|清除)(?:权|、注销|您的(?:部分)?(?:个人)?信息)[^。;]{0,30}|delete[^.;]{0,30}(?:your|child)",
            "删除(?:本)?(?:应用|app|软件)|删除cookie|清除cookie",
        ),
    ),
    "account-deletion": (
        _says(
            rf"{_WHO}[^。;]{{0,30}}{_MAY}[^。;]{{0,60}}注销|(?:设置|我的|路径|入口|页面|客服|申请)[^。;]{{0,40}}注销(?!后|之后|时|为止|前)|"
            "注销(?:账号|账户)?[^。;]{0,24}(?:流程|方式|路径|步骤|方法|入口|申请|途径|功能|设置)|^[^,。]{0,4}注销(?:账号|账户)?\\s*[:|]|"
            rf"(?:delete|close|cancel|deactivate|deletion of)[^.;]{{0,24}}account|account deletion",
            "(?:暂)?(?:不支持|不提供|无法提供|未提供|没有|不存在)[^。;]{0,10}注销",
        ),
    ),
    "withdrawal": (
        _says(
            "^[^,。;:]{0,8}撤回(?:同意|授权)[^,。;:]{0,8}:|(?:撤回|撤销|收回|取消|改变|变更|更改|withdraw|revoke)[^。;,]{0,24}(?:同意|授权|许可|consent|authori[sz]ation|permission)|"
            "关闭[^。;,]{0,24}(?:授权|权限)|(?:同意|授权)[^。;,]{0,10}(?:撤回|撤销|收回)|withdraw[^.;]{0,20}consent",
            "不(?:可|能|得|允许)(?:再)?(?:撤回|撤销|取消)",
        ),
    ),
    "guardian": (
        _says(
            rf"{_CHILD}[^。]{{0,160}}{_GUARDIAN}[^。]{{0,60}}(?:同意|授权|许可|准许|consent|permission|approval)|"
            rf"{_GUARDIAN}[^。]{{0,60}}(?:同意|授权|许可|consent|permission)[^。]{{0,160}}{_CHILD}",
        ),
    ),
    "overseas": (
        _says(
            rf"{_ABROAD}[^。;]{{0,60}}(?:传输|提供|转移|存储|储存|接收|处理|同意|告知|共享|transfer|store|recipient|provide)|"
            rf"(?:传(?:输|到|至|送)|发送|提供|转移|存储|储存|共享|出境|transfer|store|provide|send)[^。;]{{0,60}}{_ABROAD}|不涉及[^。;]{{0,10}}{_ABROAD}|{_ABROAD}业务",
            "境外人士|境外用户注册",
        ),
    ),
    "complaints": (
        _says(
            "(?:投诉|举报|申诉|complain)[^。;]{0,60}(?:联系|邮箱|邮件|来信|来函|写信|拨打|致电|告知|电话|客服|渠道|入口|反馈|提交|方式|途径|平台|热线|我们|contact|email|us)|"
            "(?:联系|邮箱|电话|客服|渠道|反馈|contact)[^。;]{0,60}(?:投诉|举报|申诉|complain)|"
            "(?:疑问|意见|建议|问题|questions?|concerns?|comments?)[^。;]{0,60}(?:联系|邮箱|邮件|来信|来函|写信|拨打|致电|电话|客服|反馈|contact|email|reach)",
            "12377|互联网信息办公室|仲裁|起诉",
        ),
    ),
    "sensitive": (
        _says(
            "敏感(?:个人)?信息[^。]{0,120}(?:必要|必需|影响|危害|损害|受到|泄露|为了|用于)|sensitive (?:personal )?(?:information|data)"
        ),
    ),
    "recommendation": (
        _says(
            "个性化(?:推荐|推送|展示|内容|广告|服务)|定向推送|自动化决策|算法(?:推荐|模型)|用户画像|智能推荐|personali[sz]ed (?:recommend|content|ad)|automated decision"
        ),
    ),
    "changes": (
        _says(
            "(?:政策|规则|声明|条款|协议|指引)[^。;]{0,40}(?:更新|修订|修改|变更|调整|变化|变动)[^。]{0,80}(?:通知|公告|公布|提示|弹窗|推送|告知|发布|同意)|"
            "(?:更新|修订|修改|变更|变化|变动)[^。;]{0,20}(?:政策|规则|声明|指引)[^。]{0,80}(?:通知|公告|公布|提示|弹窗|推送|告知|发布|同意)|"
            r"(?:update|change|modif|revise)[^.]{0,40}(?:policy|notice)[^.]{0,80}(?:notif|post|inform|notice|prompt)|notify you[^.]{0,60}(?:change|update)"
        ),
    ),
    "officer": (
        _says(
            "个人信息保护(?:负责人|专员|专职|机构|小组|部|官|委员会|工作组|相关责任人)|信息保护负责人|数据(?:保护|安全)(?:官|负责人|专员|部)|data protection officer|\\bdpo\\b"
        ),
    ),
    "children-officer": (
        _says(
            "(?:儿童|未成年人?)(?:个人)?(?:信息|隐私)[^。;]{0,30}(?:专人|专员|负责人|专门(?:人员|机构|部门|负责)|专职|保护官|责任人)|"
            "(?:专人|专员|负责人|专门(?:人员|机构|部门)|专职|指定)[^。;]{0,30}(?:儿童|未成年人?)(?:个人)?(?:信息|隐私)"
        ),
    ),
    "safeguards": (
        _says(
            "加密|https|ssl|tls|访问控制|脱敏|去标识化|安全(?:保护)?措施|encrypt|security measures|safeguards?"
        ),
    ),
    "refusal": (
        _says(
            "(?:拒绝|不同意|不提供|不授权|拒不|未提供)[^。]{0,50}(?:无法|不能|影响|将导致|可能导致|仍可|不会)|"
            r"(?:refuse|decline|do not (?:agree|provide|consent))[^.]{0,60}(?:not|unable|cannot|may)"
        ),
    ),
    "third-parties": (
        _says(
            "(?:共享|委托|转让|公开披露|对外提供|提供给)[^。]{0,60}(?:第三方|合作|公司|机构|学校|他人|同意|个人信息|信息)|"
            r"(?:share|disclose)[^.]{0,60}(?:third|partner|part(?:y|ies)|compan|school)",
        ),
    ),
}
_REPLY_TIME = re.compile(
    rf"({_DAYS})\s*(?:之)?(?:内|within)?[^。;]{{0,36}}?{_REPLY}|{_REPLY}[^。;]{{0,30}}?({_DAYS})|within ({_DAYS})"
)
_NO_REPLY = re.compile("(?:保存|留存|存储|保留|公示|提前|公告|冷静期|后悔期|试用|退款|续费|发货)")
_ASKED = re.compile(
    "投诉|举报|申诉|反馈|请求|申请|疑问|意见|问题|来信|收到|联系|诉求|建议|request|complain|question|contact|email|enquir|inquir"
)
_AMOUNT = re.compile(r"(\d{1,3}|[一二两三四五六七八九十]{1,3}|[a-z]+)\s*\(?(\d{0,3})")
_WORDS = {
    word: at
    for at, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
} | {
    "fifteen": 15,
    "thirty": 30,
    "twenty": 20,
    "seven": 7,
    "fourteen": 14,
}
_CHINESE = {letter: at for at, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
_AT_HOME = re.compile(
    rf"(?:不会|不|未|没有|从未|无|not|never|n't)[^,。;]{{0,30}}{_ABROAD}|{_ABROAD}[^,。;]{{0,12}}(?:不会|不|未|没有)(?:向|被|存|传|提供|转移)"
)
_UNLESS = re.compile("除非|未经|未取得|unless|without")


def statements(said: Sequence[Saying]) -> Iterator[Statement]:
    """Every element that a sentence states, in order."""
    for saying in said:
        if saying.paragraph.kind == "heading":
            continue
        others = ABOUT.search(saying.section) is not None and saying.paragraph.kind == "row"
        for element, tests in _RULES.items():
            if others and element not in ("recommendation", "overseas"):
                continue
            if any(test(saying) for test in tests):
                yield Statement(element, saying, element == "overseas" and _kept_home(saying))
        days = reply_days(saying)
        if days:
            yield Statement("reply-time", saying, days=days)


def _kept_home(saying: Saying) -> bool:
    """Whether the sentence says that nothing goes abroad."""
    return _AT_HOME.search(saying.text) is not None and not _UNLESS.search(saying.text)


def reply_days(saying: Saying) -> int:
    """Within how many days an answer is promised; hours count as one day; 0 where nothing is promised."""
    hit = _REPLY_TIME.search(saying.text)
    if hit is None or _NO_REPLY.search(saying.text):
        return 0
    if not any(map(_ASKED.search, (saying.text, saying.section, plain(saying.paragraph.text)))):
        return 0
    text = hit[1] or hit[2] or hit[3]
    number = _amount(text)
    return 1 if "小时" in text or "hour" in text else number


def _amount(text: str) -> int:
    hit = _AMOUNT.match(text.strip())
    if hit is None:
        return 0
    if hit[2]:
        return int(hit[2])
    word = hit[1]
    if word.isdecimal():
        return int(word)
    if word in _WORDS:
        return _WORDS[word]
    if "十" in word:
        tens, _, ones = word.partition("十")
        return (_CHINESE.get(tens, 1) if tens else 1) * 10 + _CHINESE.get(ones, 0)
    return _CHINESE.get(word, 0)
