"""What a document names: SDKs, kinds of personal data, permissions, each with its sentence and what is said of it.

SDKs count where the text is about code of others: in entries of SDK lists, in sentences and sections about
SDKs; a word that means nothing else counts anywhere. Data and permissions count in sentences and rows that
speak of taking or giving them. The words are the watch list's; names of SDKs it does not know are given too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.hosts import host_of
from scanner.policy.document import Document, Paragraph
from scanner.policy.headings import numbered
from scanner.policy.lexicon import Hit, Lexicon
from scanner.policy.plain import plain
from scanner.policy.sayings import Saying, quoted
from scanner.policy.scope import NEGATED, STATED, polarity
from scanner.policy.sdk_entries import ABOUT, SdkEntry
from scanner.policy.vocabulary import POLARITIES

_CONTEXT = re.compile(
    "sdk|软件开发(?:工具)?包|工具包|插件|第三方(?:服务|合作|组件|代码|统计|推送|登录|支付|平台|应用|机构|公司|供应商)|合作(?:方|伙伴)|"
    "接入|集成|嵌入|内嵌|委托|服务商|third.part|integrat"
)
_OTHERWISE = re.compile(
    "公众号|服务号|客服|微信号|关注|搜索|联系我们|联系方式|应用市场|应用商店|下载(?:安装)?|浏览器设置|操作系统设置|手机设置"
)
_TAKEN = re.compile(
    "收集|采集|获取|取得|读取|提取|提供|填写|上传|记录|使用|访问|申请|调用|授权|输入|处理|共享|存储|保存|需要|生成|产生|录入|绑定|展示|包括|索取|要求|登录|注册|核实|核验|"
    "collect|provide|access|use|obtain|record|process|share|include"
)
_OF_DATA = re.compile("收集|信息|数据|字段|权限|隐私|共享|sdk|使用|清单|data|information|collect")
_OF_PERMISSION = re.compile(
    "(?:访问|使用|调用|开启|打开|申请|获取)(?:您|你)?的?(?:手机|设备|系统)?的?(?:摄像头|相机|麦克风|相册|通讯录|日历|蓝牙|存储|定位)|权限|授权|系统(?:功能|设置)|允许访问|permission"
)
_PURPOSE = re.compile(
    "用于|以供|,供|以便|为了|目的|用来|以(?:实现|完成|保障|提供|帮助|便|提升|确保|改善|核实|验证|支持|满足)|实现|便于|为您|为你|为用户|为(?:完成|保障|提供|"
    "确保|向|实现|保证|方便|改进|提高|帮助)|从而|帮助|进行|场景|功能|注册|登录|(?:在|当|使用|导入|查询)[^,。;]{1,30}时|in order to|so that|used? (?:to|for)|for the purpose|to (?:provide|"
    "create|improve|send|verify|help|let)"
)
_OF_CONTACT = re.compile("联系(?:我们|方式)|如何联系|与我们联系|contact")
_OURS = re.compile("(?:注册|办公|联系|公司|通讯|通信|经营|我们的|客服)(?:的)?$")
_BY_SMS = re.compile("短信(?:验证|通知|提醒|方式|登录|告知|平台|服务)")
_GOES_ON = re.compile(r"\s*(?:it|they|this sdk|其|该|它|此|并|将会?|会|用于|收集|获取)")
_BRACKETS = re.compile(r"\([^()]{2,}\)|[:-]\s*\S{2,}")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named at one place."""

    type: str  # sdk, data, permission
    value: str  # id, or the name as written of an SDK that is not known
    also: tuple[str, ...]  # further ids that the word may mean
    known: bool
    word: str
    paragraph: Paragraph
    quote: str
    polarity: str
    purpose: bool = False  # the sentence says what for
    sdk: str = ""  # of data: whose, id or name; "" for the app's own
    vendor: str = ""  # of an SDK, as the list says
    link: str = ""  # host of its policy
    listed: bool = False  # an entry of a list


def mentions(
    document: Document, said: Sequence[Saying], entries: Sequence[SdkEntry], lexicon: Lexicon
) -> list[Mention]:
    """Everything named, in order; of one thing in one paragraph what says most."""
    walk = _Walk(document, lexicon)
    for entry in entries:
        for mention in _of_entry(entry, lexicon):
            walk.keep(mention)
    inside = {paragraph.number for entry in entries for paragraph in entry.paragraphs}
    for saying in said:
        if saying.paragraph.number not in inside:
            walk.hear(saying)
    walk.neighbours()
    return sorted(walk.found.values(), key=lambda mention: mention.paragraph.number)


class _Walk:
    """Goes through the sentences, keeping what was found so far."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.listing = document.role == "sdk-list"
        self.lexicon = lexicon
        self.found: dict[tuple[str, str, int], Mention] = {}
        self.doubtful: list[Mention] = []
        self.owner = ("", 0)  # the SDK that a paragraph spoke of last

    def keep(self, mention: Mention) -> None:
        """Of one thing in one paragraph what says most is kept."""
        key = (mention.type, mention.value, mention.paragraph.number)
        old = self.found.get(key)
        if old is None or POLARITIES.index(mention.polarity) < POLARITIES.index(old.polarity):
            self.found[key] = mention

    def hear(self, saying: Saying) -> None:
        hits = list(self.lexicon.find(saying.text))
        owner = self._sdks(saying, [hit for hit in hits if hit.type == "sdk"])
        paragraph = saying.paragraph
        titles = plain(" ".join(paragraph.header))
        row = paragraph.kind == "row"
        about = _OF_DATA.search(titles or saying.section) is not None
        taken = _TAKEN.search(saying.text) is not None or (about and (row or paragraph.kind == "item"))
        permission = any(_OF_PERMISSION.search(text) for text in (saying.text, titles, saying.section))
        contact = _OF_CONTACT.search(saying.section.rpartition(" > ")[2]) is not None
        for hit in hits:
            says = polarity(saying.text, hit.start, hit.end)
            if hit.type == "data" and (contact or _OURS.search(saying.text[: hit.start])):
                continue  # how to reach us, not what is taken
            if _BY_SMS.match(saying.text, hit.start):
                continue  # a way to send something
            if hit.type == "data" and taken and paragraph.kind != "heading":
                self.keep(_made(saying, hit, says, owner))
            named = "_" in saying.text[hit.start : hit.end] or (
                hit.start < 4 and saying.text[hit.end : hit.end + 1] == ":"
            )
            if hit.type == "permission" and (permission or named):
                self.keep(_made(saying, hit, says))

    def _sdks(self, saying: Saying, hits: Sequence[Hit]) -> str:
        """Keeps the SDKs of a sentence; gives the one that takes the data it speaks of, or ""."""
        about_code = _CONTEXT.search(saying.text) is not None
        listed = self.listing or ABOUT.search(saying.section) is not None
        owner = ""
        for hit in hits:
            says = polarity(saying.text, hit.start, hit.end)
            mention = _made(saying, hit, says)
            if _OTHERWISE.search(saying.text) and (hit.weak or not (about_code or listed)):
                continue
            if hit.weak and not about_code and not (listed and _leads(saying, hit)):
                if _leads(saying, hit):
                    self.doubtful.append(mention)
                continue
            owner = owner or (hit.ids[0] if says != NEGATED else "")
            self.keep(mention)
        number = saying.paragraph.number
        if not owner and self.owner[1] == number and _GOES_ON.match(saying.text):
            owner = self.owner[0]
        self.owner = (owner, number)
        return owner

    def neighbours(self) -> None:
        """Keeps a doubtful word at the head of a line if the lines around it begin with SDKs too."""
        numbers = {
            mention.paragraph.number
            for mention in self.found.values()
            if mention.type == "sdk" and mention.paragraph.kind != "heading"
        }
        for mention in self.doubtful:
            near = {mention.paragraph.number + step for step in (-3, -2, -1, 1, 2, 3)}
            if mention.paragraph.kind == "item" and near & numbers:
                self.keep(mention)


# --- entries of lists ---


def _of_entry(entry: SdkEntry, lexicon: Lexicon) -> Iterator[Mention]:
    first = entry.paragraphs[0]
    written, hits = _named(entry, lexicon)
    gone = re.search("已移除|已下线|停用|不再使用|未接入", plain(first.text)) is not None
    said = NEGATED if gone else STATED
    host = host_of(entry.link) if entry.link else ""
    more = {
        "vendor": quoted(entry.vendor)[:200],
        "link": host,
        "listed": True,
        "purpose": bool(entry.purpose),
    }
    for hit in hits:
        word = written[hit.start : hit.end]
        yield Mention(
            "sdk",
            hit.ids[0],
            hit.ids[1:],
            True,
            word,
            first,
            quoted(first.text),
            said,
            **more,  # type: ignore[arg-type]
        )
    label = _label(entry)
    if not hits:
        if not label:
            return
        yield Mention("sdk", label, (), False, label, first, quoted(first.text), said, **more)  # type: ignore[arg-type]
    owner = hits[0].ids[0] if hits else label
    for paragraph in entry.paragraphs:
        text = plain(paragraph.text)
        for hit in lexicon.find(text):
            if hit.type == "data" and not (paragraph is first and _within(entry.name, paragraph.text, hit)):
                word = paragraph.text[hit.start : hit.end]
                says = polarity(text, hit.start, hit.end)
                yield Mention(
                    "data",
                    hit.ids[0],
                    hit.ids[1:],
                    True,
                    word,
                    paragraph,
                    quoted(paragraph.text),
                    says,
                    sdk=owner,
                )


def _named(entry: SdkEntry, lexicon: Lexicon) -> tuple[str, list[Hit]]:
    """The SDKs of an entry and the text they stand in: its name, else the first cell of its row that has any."""
    cells = entry.paragraphs[0].cells if entry.paragraphs[0].kind == "row" and not entry.firm else ()
    for text in (entry.name, *cells):
        if hits := [hit for hit in lexicon.find(plain(text)) if hit.type == "sdk"]:
            return text, hits
    return entry.name, []


def _label(entry: SdkEntry) -> str:
    """The name of an SDK that is not known; "" where the list does not say that it is one."""
    name = re.sub(r'^[\s::《》“”"]+|[\s::《》“”"]+$', "", entry.name)
    text = numbered(plain(name))
    named = entry.firm or "sdk" in text
    if (
        not named
        or not 2 <= len(text) <= 40
        or re.search("[。;?!]|我们|目录|列表|清单|如下|第三方sdk$|^sdk$|名称", text)
    ):
        return ""
    return name[len(name) - len(text) :] if len(text) <= len(name) else name


def _within(part: str, whole: str, hit: Hit) -> bool:
    """Whether a hit in `whole` lies in the entry's name."""
    at = whole.find(part)
    return at >= 0 and at <= hit.start and hit.end <= at + len(part)


# --- sentences ---


def _leads(saying: Saying, hit: Hit) -> bool:
    """Whether a word stands at the head of a line of a list, where its name is expected."""
    lead = len(saying.text) - len(numbered(saying.text))
    return saying.paragraph.kind == "row" or hit.start - lead <= 8


def _made(saying: Saying, hit: Hit, says: str, owner: str = "") -> Mention:
    written = saying.paragraph.text[saying.start + hit.start : saying.start + hit.end]
    purpose = _says_purpose(saying)
    if hit.type == "permission" and not purpose:  # 相机(拍照提问)
        purpose = _BRACKETS.match(saying.text[hit.end :].removeprefix("权限")) is not None
    return Mention(
        hit.type, hit.ids[0], hit.ids[1:], True, written, saying.paragraph, saying.quote, says, purpose, owner
    )


def _says_purpose(saying: Saying) -> bool:
    titles = plain(" ".join(saying.paragraph.header))
    return (
        _PURPOSE.search(saying.text) is not None
        or re.search("目的|用途|场景|功能|purpose", titles) is not None
    )
