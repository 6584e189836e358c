"""Usage descriptions: what the app may ask the user for, and with which words.

Without the key iOS ends an app that asks, so a key that is missing means that the system never grants it.
Source: developer.apple.com, "Information Property List: Protected resources". A user in China is shown the
text of the Chinese localisation where there is one, else that of Info.plist itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.bundles import Bundle, chinese, table, text
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

NAME = "usage_descriptions"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.PERMISSION,)

_KEY = re.compile(r"(?:NS|NFC)\w+UsageDescription(?:Dictionary)?")
_SHOWN = 200
"""Characters of a text that are kept."""
_TEMPLATE = re.compile(
    r"(?i)\$\(|\$\{|%@|usage ?description|\b(?:todo|test|string|description|lorem|xxx+)\b"
    r"|your (?:text|message) here"
    r"|测试|描述文字|用途说明|此处填写|请填写"
)
"""What templates and tools leave behind."""
_SAYS_NOTHING = re.compile(
    r"(?i)should|would|like|i\b|want(?:s|ed)?|needs?|requires?|request(?:s|ed)?|please|allow(?:s|ed)?"
    r"|access(?:es)?|permission|use[sd]?|using|get|your|you|the|this|app(?:lication)?|to|is|are|for|of|on|in"
    r"|our|we|order|photos?|album|camera|microphone|location|contacts|calendars?|reminders"
    r"|bluetooth|siri|music|media|motion|health|speech|recognition|face|id|local|network|tracking"
    r"|library|device"
    r"|想要|希望|需要|需|要|请求|请|申请|获取|获得|得到|访问|使用|调用|打开|开启|允许|同意|授权|权限|许可"
    r"|您的|你的|您|你|我们|我|本应用|本软件|应用程序|应用|软件|本|该|是否|能否|可以|能|不能|才能|才|此|系统|手机|设备"
    r"|功能|服务|以便|的|吗|了|在|对|将|会|后|为了|为|用于"
    r"|照相机|相机|摄像头|摄像|相册|照片库|照片|图片库|麦克风|话筒|录音|位置信息|地理位置|位置|定位|通讯录|联系人"
    r"|日历|提醒事项|提醒|蓝牙|运动与健身|运动|健康|语音识别|语音|面容|本地网络|网络|媒体库|媒体|音乐|跟踪|追踪"
    r"|广告标识符?"
)
"""Politeness, the resource's own name and the verb of asking: what remains of a text is the purpose."""
_MARKS = re.compile(r"[\W_]+")


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence per key and program, with the text a user in China is shown."""
    for bundle in app.programs:
        stated = {key: value for key, value in bundle.info.items() if _KEY.fullmatch(key)}
        for key, value in stated.items():
            yield _asked(app, bundle, key, value)


def _asked(app: IosApp, bundle: Bundle, key: str, value: object) -> Evidence:
    localised = app.localised(bundle, key)
    locale = chinese(localised)
    if locale:
        shown, path = localised[locale]
        where = Where(entry=path, element=f"{locale}/{key}" if path.endswith(".loctable") else key)
    else:
        shown = text(value) or " / ".join(filter(None, map(text, table(value).values())))
        where = Where(entry=bundle.info_path, element=key)
    names = {app.package.label, bundle.text("CFBundleDisplayName"), bundle.text("CFBundleName")}
    detail = {
        "element": "usage-description",
        "purpose": shown[:_SHOWN],
        "weak": weakness(shown, names),
        "locale": locale,
        "owner": "" if bundle is app.main else bundle.text("CFBundleIdentifier") or bundle.path,
    }
    return Evidence(Kind.PERMISSION, key, where, detail={name: said for name, said in detail.items() if said})


def weakness(shown: str, names: set[str]) -> str:
    """ "empty", "placeholder" or "no-purpose"; "" for a text that says what for."""
    if not shown.strip():
        return "empty"
    rest = shown
    for name in sorted(filter(None, names), key=len, reverse=True):
        rest = rest.replace(name, " ")
    bare = _MARKS.sub("", rest)
    if _TEMPLATE.search(shown) or len(set(bare)) < 2:
        return "placeholder"
    words = _MARKS.sub("", _SAYS_NOTHING.sub(" ", " ".join(re.findall(r"[A-Za-z']+|[^A-Za-z']+", rest))))
    return "no-purpose" if len(words) < 2 else ""
