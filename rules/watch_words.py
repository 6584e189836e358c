"""What the scanner is to look for in policies: SDKs, kinds of data and permissions, with the words for each.

Made from the catalogue and from terms.yaml, so that a new entry there is looked for at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from rules.model import Signature
from scanner.model import WatchedTerm, WatchList

_BRANDS = frozenset({"social", "payment", "one-tap-login", "mini-game", "other", "ui", "web-kernel", "iot"})
"""SDKs of these categories bear the names of products that policies speak of for other reasons too."""
_PLAIN = re.compile("sdk|开放平台|互联|OpenSDK|组件|插件", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
# fmt: off
_GENERIC = frozenset((
    "应用升级", "移动推送", "移动直播", "白板", "增长分析", "游戏语音", "滑块验证", "行为验证",
    "智能语音交互", "转化SDK", "百度帐号", "阿里云", "腾讯云", "华为云", "Matrix", "Beacon", "Segment",
    "Branch", "Adjust", "Kepler", "Sentry", "Fabric", "Braze", "Singular", "LINE", "Zoom", "Amplitude",
    "Clarity", "Glide", "Facebook", "Twitter", "Google", "Firebase", "Dropbox", "企业微信", "小程序",
    "移动分析", "一键登录", "本机号码认证", "号码认证", "扫码", "运动健康", "开发者平台", "Construct",
    "蒲公英", "喜马拉雅", "人脸核身", "微众银行", "补充设备标识", "快应用", "个数", "Unity", "Flutter",
    "Cocos", "Atlas", "Amigo", "Speech", "数字天堂", "天地图",
))
# fmt: on
"""Words with a meaning of their own."""
# fmt: off
_NAMELESS = frozenset((
    "推送", "统计", "分享", "登录", "广告", "支付", "地图", "定位", "开源", "直播", "语音", "人脸",
    "风控", "SDK", "公共库", "短信", "客服", "播放器", "基础库", "网络库", "图片库", "浏览器",
))
# fmt: on
_SHORTEST = 2


def policy_terms(sdks: Sequence[Signature], terms: Mapping[str, Any]) -> tuple[WatchedTerm, ...]:
    """Everything to look for, in a fixed order."""
    kinds = {word.lower() for entry in terms.get("data", {}).values() for word in entry.get("words", ())}
    found = [WatchedTerm(sdk.id, "sdk", *_parted(sdk, kinds)) for sdk in sdks]
    for id_, entry in sorted(terms.get("data", {}).items()):
        english = re.split(r",| and |[()]", str(entry.get("en", "")))
        words = dict.fromkeys(
            (*_names(str(entry.get("zh", ""))), *entry.get("words", ()), *map(str.strip, english))
        )
        found.append(WatchedTerm(id_, "data", tuple(word for word in words if word)))
    for id_, entry in sorted(terms.get("permissions", {}).items()):
        words = dict.fromkeys(
            (id_, id_.rpartition(".")[2], str(entry.get("zh", "")), *entry.get("words", ()))
        )
        found.append(WatchedTerm(id_, "permission", tuple(word for word in words if word)))
    return tuple(found)


def _parted(sdk: Signature, kinds: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words for an SDK that are enough by themselves, and those that need a text about SDKs.

    A word for a kind of data (OAID) is none for an SDK, unless SDK is added to it.
    """
    named = dict.fromkeys((*sdk.words, *_names(sdk.zh), *_names(sdk.en)))
    words = dict.fromkeys(f"{word} SDK" if word.lower() in kinds else word for word in named)
    strong = tuple(word for word in words if _is_strong(word, sdk.category))
    return strong, tuple(word for word in words if word not in strong)


def _is_strong(word: str, category: str) -> bool:
    if word in _GENERIC:
        return False
    if _PLAIN.search(word) and len(word) > 4:
        return True
    if category in _BRANDS:
        return False
    letters = _CHINESE.findall(word)
    return len(letters) >= 3 or (bool(letters) and len(word) >= 4) or (not letters and len(word) >= 4)


def _names(name: str) -> Iterator[str]:
    """The name in a name: "腾讯云 TRTC/直播(LiteAV)" -> 腾讯云 TRTC; the rest says what it is."""
    outside = re.sub(r"[((][^))]*[))]", "", name)
    text = re.split(r"[/、|]", outside)[0].strip()
    if len(text) >= _SHORTEST and text not in _NAMELESS and not (text.isascii() and len(text) < 3):
        yield text


def policy_watch(sdks: Sequence[Signature], terms: Mapping[str, Any]) -> WatchList:
    """The watch list of the stage `policy`."""
    return WatchList(terms=policy_terms(sdks, terms))
