"""Who the document is of: the unit that processes the data, the app's name, the dates of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from scanner.policy.document import Document
from scanner.policy.plain import plain
from scanner.policy.sayings import Saying
from scanner.policy.sdk_entries import ABOUT, SdkEntry

_UNIT = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9()()·&\-]{2,36}?(?:有限责任公司|股份有限公司|有限公司|集团公司|工作室|出版社|研究院|研究所|大学|学院|"
    r"教育局|教育厅|教育委员会|电教馆|教育中心|信息中心|服务中心|中学|小学|学校|幼儿园|协会|基金会|个体工商户)"
    r"|[A-Z][\w&.\- ]{2,60}?,?\s(?:Co\.,?\s?Ltd\.?|Inc\.?|LLC|Ltd\.?|Limited|GmbH|Corporation|Pte\.? Ltd\.?)"
)
_LEADS = re.compile(
    r"^.*?(?:系由|均由|是由|由|公司名称|单位名称|公司全称|名称|我们是指|我们指的是|我们是|我们即|是指|指的是|运营者为|运营方为|运营者|运营方|开发者|"
    r"提供者|提供方|处理者|主体为|主体|欢迎使用|感谢使用|使用|选择|访问|委托|以及|代表|归|即|为|是|系|(?:operated|provided|developed|published|owned|made|run) by |[\"“《(「])(?=.{4,})"
)
_CALLED = re.compile(
    r"^[^。;,]{0,24}?(?:\([^)]{0,120}?)?(?:及其(?:关联|子)[^,。]{0,12})?[,\s]{0,2}\(?(?:以下|下)?(?:简|统)?称|^[^。;]{0,6}[\"“(][^。]{0,6}我们|"
    r"^.{0,40}[\"“(](?:we|us|our)\b|^(?:深知|非常|一向|尊重|十分|高度|将|承诺|致力|注重|重视)"
)
_RUNS = re.compile(
    "(?:由|运营者|运营方|提供者|提供方|开发者|开发商|处理者|公司名称|单位名称|公司全称|名称|主体|我们(?:是|指|即)|版权所有|主办单位|operated by|"
    "provided by|developed by|published by|company(?: name)?)[^。;]{0,8}$"
)
_OWNS = re.compile("[^。;,]{0,4}(?:旗下|提供|运营|开发|推出|研发|自主|所有|打造)")
_NOT_US = re.compile("第三方|sdk|合作|委托|受托|接收方|服务商(?!为我们)|例如|客户端为|关联公司包括|仲裁|法院")
_NO_NAME = re.compile("^(?:本|该|我|贵|此|其|各|某|所在|您|你|的)|^(?:有限|股份)|[x×*_]{2,}|某某|公司名称")

_YEAR = r"(20\d\d|二[〇零○o0]二[〇零一二三四五六七八九])"
_DATE = re.compile(
    rf"{_YEAR}\s*[】\]]?\s*[年./\-]\s*[【\[]?\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*[】\]]?\s*[月./\-]\s*[【\[]?\s*"
    r"(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[】\]]?\s*日?"
)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ENGLISH_DATE = re.compile(
    rf"({'|'.join(month[:3] for month in _MONTHS)})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(20\d\d)"
    rf"|(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(month[:3] for month in _MONTHS)})[a-z]*\.?,?\s+(20\d\d)"
)
_EFFECTIVE = re.compile("生效|施行|实施|起执行|启用|effective|in force")
_UPDATED = re.compile("更新|修订|修改|发布|公布|版本|制定|updated|revised|modified|published")
_OF_A_LAW = re.compile("起?(?:正式)?(?:施行|实施|生效)的|(?:通过|公布|发布)的《")
_HEAD, _TAIL = 14, 8
"""Paragraphs at the beginning and the end where a date stands by itself."""


def provider_of(
    document: Document, said: Sequence[Saying], entries: Sequence[SdkEntry] = ()
) -> tuple[str, Saying | None]:
    """The unit that says "we", as written, and where; "" where none is named. Entries of SDK lists name others."""
    others = {paragraph.number for entry in entries for paragraph in entry.paragraphs}
    scores: Counter[str] = Counter()
    spots: dict[str, tuple[int, Saying]] = {}
    last = document.paragraphs[-1].number if document.paragraphs else 0
    for saying in said:
        if saying.paragraph.number in others:
            continue
        raw = saying.paragraph.text[saying.start : saying.start + len(saying.text)]
        for hit in _UNIT.finditer(raw):
            name = _trimmed(hit[0])
            if not name:
                continue
            before, after = plain(raw[: hit.end() - len(name)]), plain(raw[hit.end() : hit.end() + 140])
            score = _score(saying, before, after, name, last)
            scores[name] += score
            if name not in spots or score > spots[name][0]:
                spots[name] = (score, saying)
    best = max(scores, key=lambda name: (scores[name], -spots[name][1].paragraph.number), default="")
    return (best, spots[best][1]) if best and scores[best] >= 3 else ("", None)


def _trimmed(name: str) -> str:
    while (cut := _LEADS.match(name)) and len(name) - cut.end() >= 4:
        if name[cut.end() - 1] in "((" and re.search("[))]", name[cut.end() :]):
            break  # 某某(中国)有限公司
        name = name[cut.end() :]
    name = name.strip(" 、,-·")
    if name.startswith((")", ")")):
        name = name[1:]
    return "" if len(name) < 4 or _NO_NAME.search(plain(name)) else name


def _score(saying: Saying, before: str, after: str, name: str, last: int) -> int:
    if saying.paragraph.kind == "row" and not re.search("^(?:公司|单位|企业|运营|开发)", saying.text):
        return -2
    score = 0
    score += 6 if _CALLED.match(after) else 0
    score += 4 if _RUNS.search(before) or _OWNS.match(after) else 0
    alone = len(saying.text.strip()) - len(name) <= 6
    score += 4 if alone and (saying.paragraph.number <= 4 or saying.paragraph.number >= last - 3) else 0
    score += 1 if saying.paragraph.number <= 12 else 0
    score += 3 if "联系" in saying.section or "contact" in saying.section else 0
    score += 2 if re.search("注册地址|办公地址|办公地点|注册地|联系地址", after) else 0
    if ABOUT.search(saying.section) or _NOT_US.search(before[-24:]):
        score -= 8
    return score


_APP = re.compile(
    r"《?\s*[“\"【《]?(.{2,30}?)[”\"】》]?\s*(?:app|软件|客户端|平台|移动端|小程序)?\s*(?:产品|安卓版|android|ios)?\s*(?:用户|个人|儿童|未成年人|"
    r"的)*\s*(?:个人信息|隐私|privacy)"
)
_NO_APP = re.compile(
    "^(?:本|用户|我们|您|个人|app|应用|软件|平台|产品|儿童|未成年人?|关于|服务|我们的|the|our|your|更新|最新|如何|安全|法律|网络|版本|保护)+$|"
    "[,。:;]|协议|声明|政策"
)
_WELCOME = re.compile(
    r"(?:欢迎|感谢)(?:您|你)?(?:选择|使用|下载)(?:由[^,。]{2,40}?(?:提供|开发|运营)的)?\s*[“\"【《「]([^”\"】》」]{2,20})[”\"】》」]"
)


def app_of(document: Document, said: Sequence[Saying]) -> str:
    """The app that the document says it is of, as written; "" where it does not say."""
    title = document.title if document.role in ("main", "children", "agreement", "other") else ""
    if hit := _APP.search(plain(title)):
        name = title[hit.start(1) : hit.end(1)].strip(' 《》“”"【】「」')
        name = re.sub(r"(?i)\s*(?:app|客户端|移动端|用户|软件)$", "", name).strip()
        if len(name) >= 2 and not _NO_APP.search(plain(name)):
            return name
    for saying in said[:40]:
        raw = saying.paragraph.text[saying.start : saying.start + len(saying.text)]
        if hit := _WELCOME.search(raw):
            name = re.sub(r"(?i)\s*(?:app|客户端|移动端|软件)$", "", hit[1]).strip()
            if not _NO_APP.search(plain(name)):
                return name
    return ""


def dates_of(document: Document, said: Sequence[Saying]) -> dict[str, tuple[str, Saying]]:
    """effective and updated: (YYYY-MM-DD, where). A date alone at the head or the end counts as updated."""
    found: dict[str, tuple[str, Saying]] = {}
    last = document.paragraphs[-1].number if document.paragraphs else 0
    for saying in said:
        for start, end, day in _days(saying.text):
            before, after = saying.text[max(0, start - 24) : start], saying.text[end : end + 14]
            if _OF_A_LAW.match(after):
                continue
            words = re.split("[,;。]", before)[-1], re.split("[,;。]", after)[0]
            alone = len(saying.text.strip()) - (end - start) <= 4
            if alone and (before_ := _line_before(document, saying)):
                words = (before_, words[1])
            for key, pattern in (("effective", _EFFECTIVE), ("updated", _UPDATED)):
                if pattern.search(words[0]) or pattern.search(words[1]):
                    found.setdefault(key, (day, saying))
            if alone and (saying.paragraph.number <= _HEAD or saying.paragraph.number > last - _TAIL):
                found.setdefault("updated", (day, saying))
    return found


def _line_before(document: Document, saying: Saying) -> str:
    """A short label that stands on the line above: 更新日期 / 2026年3月1日."""
    number = saying.paragraph.number
    text = plain(document.paragraphs[number - 2].text) if number > 1 else ""
    return text if len(text) <= 12 else ""


def _days(text: str) -> list[tuple[int, int, str]]:
    found = []
    for hit in _DATE.finditer(text):
        if day := _day(_number(hit[1]), _number(hit[2]), _number(hit[3])):
            found.append((hit.start(), hit.end(), day))
    for hit in _ENGLISH_DATE.finditer(text):
        month, day_, year = (hit[1], hit[2], hit[3]) if hit[1] else (hit[5], hit[4], hit[6])
        number = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(month))
        if day := _day(int(year), number, int(day_)):
            found.append((hit.start(), hit.end(), day))
    return found


def _day(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


_DIGITS = {letter: at for at, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "o": 0}


def _number(text: str) -> int:
    """A number in digits or in Chinese: 二〇二六, 十二, 三十一."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_DIGITS.get(letter, letter)) for letter in text))
