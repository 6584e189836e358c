"""What evidence from an IPA says, where that differs from Android or only iOS has it."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from reports.names import Names
from reports.sentences_parts import LONG, Sentence, detail_of, say
from reports.words import SETTINGS
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible


def is_ios(item: Evidence) -> bool:
    """Whether the place of a piece of evidence is in an IPA."""
    return item.where.entry.startswith("Payload/")


_WEAK = {
    "empty": Text(",用途说明是空的", "; its usage description is empty"),
    "placeholder": Text(",用途说明是模板文字", "; its usage description is a template's"),
    "no-purpose": Text(",用途说明没有写用来做什么", "; its usage description does not say what for"),
}


def _permission(item: Evidence, names: Names) -> Text:
    name, value = names.permission(item.value), visible(item.value, LONG)
    purpose, weak = detail_of(item, "purpose"), _WEAK.get(detail_of(item, "weak"), Text("", ""))
    said = Text(f":“{purpose}”", f": “{purpose}”") if purpose else Text("", "")
    owner = detail_of(item, "owner")
    who = Text(f"扩展程序 {owner} ", f"the extension {owner}") if owner else Text("应用", "the app")
    return Text(
        f"{who.zh}可以请求“{name.zh}”权限({value}){weak.zh}{said.zh}",
        f"{who.en} may ask for “{name.en}” ({value}){weak.en}{said.en}",
    )


_USED = {
    "objc": Text("程序引用", "the program refers to"),
    "import": Text("程序引用", "the program refers to"),
    "text": Text("程序中写有", "the program names"),
}


def _use(item: Evidence, names: Names) -> Text:
    api, form = names.api(item.value), _USED.get(detail_of(item, "form"), _USED["objc"])
    return Text(
        f"{form.zh}“{api.zh}”接口(是否调用、何时调用看不出)",
        f"{form.en} “{api.en}” (whether and when it is called cannot be seen)",
    )


_PROGRAMS = {
    "extension": Text("扩展程序", "extension"),
    "watch-app": Text("手表应用", "watch app"),
    "app-clip": Text("轻应用", "App Clip"),
}


def _component(item: Evidence, _names: Names) -> Text:
    kind = _PROGRAMS.get(detail_of(item, "type"), Text("组件", "component"))
    value, points = visible(item.value, LONG), detail_of(item, "actions")
    at = f"({points})" if points else ""
    return Text(f"包内有{kind.zh} {value}{at}", f"the package contains the {kind.en} {value}{at}")


def _flag(item: Evidence, _names: Names) -> Text:
    """Switches of Info.plist; whether others may look into the program is the signature's."""
    on, stated, value = item.detail.get("on"), item.detail.get("stated"), visible(item.value, LONG)
    signed = item.where.element == "get-task-allow"
    source = Text("代码签名", "the code signature") if signed else Text("应用信息", "Info.plist")
    state = Text("开启", "on") if on else Text("关闭", "off")
    how = Text("已写明", "stated") if stated else Text("未写,按系统默认", "by default")
    text = f" = {detail_of(item, 'text')}" if item.detail.get("text") else ""
    zh = f"“{SETTINGS[item.value]}”({value}{text})" if item.value in SETTINGS else f"{value}{text}"
    return Text(
        f"{source.zh}中{zh}:{state.zh},{how.zh}", f"{source.en}: {value}{text} is {state.en} ({how.en})"
    )


def _level(item: Evidence, _names: Names) -> Text:
    version = detail_of(item, "text") or detail_of(item, "level")
    which = Text("最低", "lowest") if item.value == "min" else Text("制作时所用", "SDK's")
    return Text(f"{which.zh}系统版本为 iOS {version}", f"the {which.en} version is iOS {version}")


def _signature(item: Evidence, _names: Names) -> Text:
    state, why = detail_of(item, "state"), detail_of(item, "reason")
    reason = f":{why}" if why else ""
    zh, en = {
        "verified": ("代码签名核验通过", "the code signature holds"),
        "broken": ("代码签名核验不通过", "the code signature is broken"),
        "absent": ("没有可核验的代码签名", "there is no code signature that can be verified"),
    }.get(state, (f"代码签名:{state}", f"code signature: {state}"))
    return Text(f"{zh}{reason}", f"{en}{reason}")


_DISTRIBUTION = {
    "app-store": Text("应用商店", "the App Store"),
    "ad-hoc": Text("指定设备安装(ad hoc)", "named devices only (ad hoc)"),
    "enterprise": Text("企业签名,任何设备都能安装", "in-house, on any device (enterprise)"),
    "development": Text("开发调试", "development"),
}


def _distribution(item: Evidence, _names: Names) -> Text:
    value = visible(item.value, LONG)
    how = _DISTRIBUTION.get(item.value, Text("未知", "unknown"))
    said = [part for part in (detail_of(item, "organisation"), detail_of(item, "team")) if part]
    team = Text(f"(开发团队 {' '.join(said)})", f" (team {' '.join(said)})") if said else Text("", "")
    return Text(f"分发方式:{how.zh}{team.zh}", f"distribution: {how.en} [{value}]{team.en}")


def _manifest(item: Evidence, _names: Names) -> Text:
    """What one privacy manifest declares, with whose it is."""
    value, bundle, what = visible(item.value, LONG), detail_of(item, "bundle"), detail_of(item, "type")
    whose = Text(f"{bundle} 的隐私清单", f"the privacy manifest of {bundle}")
    if what == "tracking":
        on = item.detail.get("tracking") is True
        zh, en = ("声明跟踪用户", "declares tracking") if on else ("声明不跟踪用户", "declares no tracking")
        return Text(f"{whose.zh}{zh}", f"{whose.en} {en}")
    zh, en = {
        "data": ("收集的信息", "collected data"),
        "api": ("须说明理由的接口", "interfaces with a reason"),
        "domain": ("跟踪域名", "a tracking domain"),
    }.get(what, ("内容", "something"))
    more = detail_of(item, "reasons") or detail_of(item, "purposes")
    more = f"({more})" if more else ""
    return Text(f"{whose.zh}声明了{zh}:{value}{more}", f"{whose.en} declares {en}: {value}{more}")


_FLAGS = {
    "pie": Text("地址随机化(PIE)", "random addresses (PIE)"),
    "canary": Text("栈保护", "stack canaries"),
    "arc": Text("自动内存管理(ARC)", "automatic reference counting"),
    "stripped": Text("去除调试符号", "debug symbols removed"),
}


def _binary_flag(item: Evidence, _names: Names) -> Text:
    value, on, where = (
        visible(item.value, LONG),
        item.detail.get("on") is True,
        visible(item.where.entry, LONG),
    )
    name = _FLAGS.get(item.value, Text(value, value))
    return Text(
        f"程序 {where} {'有' if on else '没有'}{name.zh}",
        f"{where} is built {'with' if on else 'without'} {name.en}",
    )


def _entitlement(item: Evidence, _names: Names) -> Text:
    value, text = visible(item.value, LONG), detail_of(item, "text")
    said = f" = {text}" if text else ""
    return Text(f"签名授予程序 {value}{said}", f"the signature grants {value}{said}")


ON_IOS: Mapping[Kind, Sentence] = {
    Kind.SDK_LEVEL: _level,
    Kind.SIGNATURE: _signature,
    Kind.PERMISSION: _permission,
    Kind.COMPONENT: _component,
    Kind.PACKAGE_QUERY: say(
        "应用可以查询、打开能处理 {} 的应用(不等于含有其组件)",
        "the app may ask for and open apps that handle {} (it need not contain their SDK)",
    ),
    Kind.META_DATA: say("应用信息(Info.plist)中有 {}", "Info.plist carries the key {}"),
    Kind.MANIFEST_FLAG: _flag,
    Kind.ENTITLEMENT: _entitlement,
    Kind.DISTRIBUTION: _distribution,
    Kind.PRIVACY_MANIFEST: _manifest,
    Kind.BINARY_FLAG: _binary_flag,
    Kind.SENSITIVE_USE: _use,
}
"""By kind; of kinds that both platforms have, for evidence from an IPA."""
