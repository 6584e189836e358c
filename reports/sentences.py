"""What each kind of evidence says, in one Chinese and one English sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.model import Text
from reports.names import Names
from reports.words import SETTINGS
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible

LONG = 160
"""Longest value shown within a sentence or place, in characters; longer ones end in their hash."""

Sentence = Callable[[Evidence, Names], Text]


def sentence(item: Evidence, names: Names) -> Text:
    """What this one piece of evidence is, in one sentence."""
    return SENTENCES[item.kind](item, names)


def _say(zh: str, en: str) -> Sentence:
    def say(item: Evidence, _names: Names) -> Text:
        value = visible(item.value, LONG)
        return Text(zh.replace("{}", value), en.replace("{}", value))

    return say


def detail_of(item: Evidence, key: str) -> str:
    """One detail as text, "" where it is absent."""
    found = item.detail.get(key, "")
    return visible(", ".join(found) if isinstance(found, tuple) else str(found), LONG)


_GUARDED = ("service", "receiver", "activity", "provider")
"""Elements that only the system may use, guarded by the permission: nobody asks for it."""
_WEAK = {
    "empty": Text(",用途说明是空的", "; its usage description is empty"),
    "placeholder": Text(",用途说明是模板文字", "; its usage description is a template's"),
    "no-purpose": Text(",用途说明没有写用来做什么", "; its usage description does not say what for"),
}


def _permission(item: Evidence, names: Names) -> Text:
    if item.detail.get("element") == "usage-description":
        return _usage_description(item, names)
    zh, en, value = (
        names.permission(item.value).zh,
        names.permission(item.value).en,
        visible(item.value, LONG),
    )
    text = Text(
        f"安装包清单声明了“{zh}”权限({value})", f"the manifest requests the permission “{en}” ({value})"
    )
    if detail_of(item, "element") in _GUARDED:
        text = Text(
            f"安装包登记了“{zh}”组件({value})", f"the manifest declares a component for “{en}” ({value})"
        )
    if "max_sdk" in item.detail:
        level = item.detail["max_sdk"]
        return Text(
            f"{text.zh},仅用于接口级别 {level} 及以下的系统", f"{text.en}, up to API level {level} only"
        )
    return text


def _usage_description(item: Evidence, names: Names) -> Text:
    name, value = names.permission(item.value), visible(item.value, LONG)
    purpose, weak = detail_of(item, "purpose"), _WEAK.get(detail_of(item, "weak"), Text("", ""))
    said = Text(f":“{purpose}”", f": “{purpose}”") if purpose else Text("", "")
    owner = detail_of(item, "owner")
    who = Text(f"扩展程序 {owner} ", f"the extension {owner}") if owner else Text("应用", "the app")
    return Text(
        f"{who.zh}可以请求“{name.zh}”权限({value}){weak.zh}{said.zh}",
        f"{who.en} may ask for “{name.en}” ({value}){weak.en}{said.en}",
    )


_REACH = {
    "unconditional": Text("应用启动后必经", "always on the way"),
    "conditional": Text("满足条件时可达", "reachable on a condition"),
    "no": Text("未见从入口可达的路径", "no path from an entry point seen"),
    "unknown": Text("可达性未知", "reachability unknown"),
}
_FORMS = {
    "call": Text("代码调用", "code calls"),
    "field": Text("代码读取", "code reads"),
    "uri": Text("代码访问", "code accesses"),
    "reflection": Text("代码以名称间接引用", "code names for reflection"),
    "objc": Text("程序引用", "the program refers to"),
    "import": Text("程序引用", "the program refers to"),
    "text": Text("程序中写有", "the program names"),
}


def _use(item: Evidence, names: Names) -> Text:
    api = names.api(item.value)
    form = _FORMS.get(detail_of(item, "form"), _FORMS["call"])
    reach = _REACH.get(detail_of(item, "reach"), _REACH["unknown"])
    if detail_of(item, "form") in ("objc", "import", "text"):
        reach = Text("是否调用、何时调用看不出", "whether and when it is called cannot be seen")
    return Text(f"{form.zh}“{api.zh}”接口({reach.zh})", f"{form.en} “{api.en}” ({reach.en})")


def _sdk(item: Evidence, names: Names) -> Text:
    sdk, found = names.sdk(item.value), detail_of(item, "found") or detail_of(item, "mark")
    if item.detail.get("mark") == "shape":
        where, _, share = found.rpartition(" ")
        place = f"“{where}”里" if where else ""
        return Text(
            f"包内{place}改了名的代码与第三方组件“{sdk.zh}”形状相同(已知形状中 {share} 个)",
            f"renamed code {where} has the class shapes of the SDK “{sdk.en}” ({share} of those known)",
        )
    return Text(f"包内有第三方组件“{sdk.zh}”的特征:{found}", f"marks of the SDK “{sdk.en}”: {found}")


def _signature(item: Evidence, _names: Names) -> Text:
    value, state = visible(item.value, LONG), detail_of(item, "state")
    why = f":{reason}" if (reason := detail_of(item, "reason")) else ""
    if state == "verified" and item.detail.get("janus"):
        return Text(
            f"{value} 签名核验通过,但只有这一代签名而又支持安卓 7.0 以前的系统,改过的安装包也能通过核对",
            f"the {value} signature is verified, but alone, and Android before 7.0 is supported (Janus)",
        )
    if state == "verified":
        return Text(f"{value} 签名核验通过", f"the {value} signature is verified")
    if state == "broken":
        return Text(f"{value} 签名核验不通过{why}", f"the {value} signature is broken{why}")
    if state in ("absent", "unsigned"):
        return Text(f"没有 {value} 签名", f"there is no {value} signature")
    return Text(f"{value} 签名:{state}{why}", f"{value} signature: {state}{why}")


def _signer(item: Evidence, _names: Names) -> Text:
    """Twelve digits tell certificates apart; the whole hash is the fact's value."""
    value = visible(item.value, LONG)[:12]
    bits = f"{detail_of(item, 'bits')} 位" if item.detail.get("bits") else ""
    key = " ".join(text for text in (detail_of(item, "algorithm"), bits, detail_of(item, "hash")) if text)
    known = _KNOWN.get(detail_of(item, "known"), detail_of(item, "known"))
    zh = ",".join(text for text in (known, key) if text)
    en = ", ".join(text for text in (detail_of(item, "known"), key.replace(" 位", " bits")) if text)
    return Text(
        f"安装包由证书 {value}… 签名" + (f"({zh})" if zh else ""),
        f"signed by the certificate {value}…" + (f" ({en})" if en else ""),
    )


_KNOWN = {"android debug": "开发工具自带的调试证书"}


def _network(item: Evidence, _names: Names) -> Text:
    value, on, domain = visible(item.value, LONG), item.detail.get("on"), detail_of(item, "domain")
    state = Text("", "") if on is None else Text(":开启", ": on") if on else Text(":关闭", ": off")
    where = Text(f"({domain})", f" ({domain})") if domain else Text("", "")
    zh = f"“{SETTINGS[item.value]}”({value})" if item.value in SETTINGS else value
    return Text(f"网络配置{where.zh}{zh}{state.zh}", f"network configuration{where.en} {value}{state.en}")


def _component(item: Evidence, _names: Names) -> Text:
    kinds = {
        "activity": Text("页面", "activity"),
        "activity-alias": Text("页面别名", "activity alias"),
        "service": Text("后台服务", "service"),
        "receiver": Text("广播接收器", "receiver"),
        "provider": Text("内容提供器", "provider"),
        "application": Text("应用入口类", "application class"),
        "component-factory": Text("组件工厂类", "component factory"),
        "backup-agent": Text("备份代理类", "backup agent"),
        "extension": Text("扩展程序", "extension"),
        "watch-app": Text("手表应用", "watch app"),
        "app-clip": Text("轻应用", "App Clip"),
    }
    kind = kinds.get(detail_of(item, "type"), Text("组件", "component"))
    value, open_ = visible(item.value, LONG), item.detail.get("exported") is True
    zh, en = (",其他应用可以调用", ", open to other apps") if open_ else ("", "")
    return Text(f"清单声明了{kind.zh} {value}{zh}", f"the manifest declares the {kind.en} {value}{en}")


def _flag(item: Evidence, _names: Names) -> Text:
    on, stated, value = item.detail.get("on"), item.detail.get("stated"), visible(item.value, LONG)
    state = Text("开启", "on") if on else Text("关闭", "off")
    how = Text("清单写明", "stated") if stated else Text("清单未写,按系统默认", "by default")
    text = f" = {detail_of(item, 'text')}" if item.detail.get("text") else ""
    zh = f"“{SETTINGS[item.value]}”({value}{text})" if item.value in SETTINGS else f"{value}{text}"
    return Text(f"清单开关{zh}:{state.zh},{how.zh}", f"the switch {value}{text} is {state.en} ({how.en})")


def _level(item: Evidence, _names: Names) -> Text:
    which = {
        "min": Text("最低", "lowest"),
        "target": Text("目标", "targeted"),
        "max": Text("最高", "highest"),
    }.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    level = detail_of(item, "level")
    if version := detail_of(item, "text"):
        made = Text("制作时所用", "its SDK's") if item.value == "target" else which
        return Text(f"{made.zh}系统版本为 iOS {version}", f"the {made.en} version is iOS {version}")
    return Text(f"{which.zh}系统接口级别为 {level}", f"the {which.en} API level is {level}")


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


def _mark(item: Evidence, _names: Names) -> Text:
    title, value = detail_of(item, "title") or visible(item.value, LONG), visible(item.value, LONG)
    return Text(f"内容与特征“{title}”相符({value})", f"contents match the byte rule “{value}”")


def _observation(item: Evidence, names: Names) -> Text:
    topic, word = names.observation(detail_of(item, "topic"), visible(item.value, LONG))
    subject, text = detail_of(item, "subject"), detail_of(item, "text")
    about, about_en = (f"({subject})", f" ({subject})") if subject else ("", "")
    read, read_en = (f",{text}", f", {text}") if text else ("", "")
    day, source = detail_of(item, "at"), detail_of(item, "source")
    return Text(
        f"{topic.zh}{about}:{word.zh}{read}({day},来源:{source})",
        f"{topic.en}{about_en}: {word.en}{read_en} ({day}, source: {source})",
    )


def _field(item: Evidence) -> Text:
    """The field as a person finds it: form, number of the system, institution or sample, name."""
    name, row = detail_of(item, "field") or visible(item.where.field, LONG), item.detail.get("row")
    zh, en, rows, rows_en = _FORMS_OF.get(detail_of(item, "form"), ("备案表", "the form", "行", "row"))
    number, number_en = (f"第 {row} {rows}", f", {rows_en} {row},") if row else ("", "")
    return Text(f"{zh}{number}“{name}”", f"{en}{number_en} field “{name}”")


_FORMS_OF = {
    "provider": ("备案表", "the form", "个业务系统", "system"),
    "institution": ("使用者备案表", "the institution's form", "份", "form"),
    "extra": ("附加信息", "the extra data", "个样本", "sample"),
}


def _declared(item: Evidence, _names: Names) -> Text:
    where, value = _field(item), visible(item.value, LONG)
    return Text(f"{where.zh}栏填写:{value}", f"{where.en} says: {value}")


def _fault(item: Evidence, _names: Names) -> Text:
    where, note = _field(item), detail_of(item, "note") or visible(item.value, LONG)
    return Text(f"{where.zh}栏:{note}", f"{where.en}: {detail_of(item, 'en') or note}")


def _secret(item: Evidence, _names: Names) -> Text:
    title, value = detail_of(item, "title"), visible(item.value, LONG)
    zh, en = (f"(像是{title})", f" ({title})") if title else ("", "")
    return Text(
        f"包内疑有密钥或凭证{zh},只留摘要 {value.rpartition(':')[2]}",
        f"something of the form of a credential{en}, hash only: {value}",
    )


SENTENCES: Mapping[Kind, Sentence] = {
    Kind.LABEL: _say("应用在设备上显示的名称是“{}”", "the device shows the app as “{}”"),
    Kind.SDK_LEVEL: _level,
    Kind.SIGNATURE: _signature,
    Kind.SIGNER: _signer,
    Kind.SIGNING_BLOCK: _say("签名块中有标识为 {} 的数据", "the signing block holds data with the id {}"),
    Kind.CHANNEL: _say("分发渠道标记:{}", "distribution channel mark: {}"),
    Kind.ARCHIVE_TRICK: _say("安装包结构异常:{}", "unusual archive structure: {}"),
    Kind.PERMISSION: _permission,
    Kind.PERMISSION_DEFINED: _say("应用自行定义了权限 {}", "the app defines the permission {}"),
    Kind.COMPONENT: _component,
    Kind.DEEP_LINK: _say("网页或其他应用可以用 {} 打开本应用", "pages and other apps can open the app by {}"),
    Kind.PACKAGE_QUERY: _say("应用可以查询是否安装了 {}", "the app may ask whether {} is installed"),
    Kind.META_DATA: _say("清单附加信息中有 {}", "the manifest carries the meta-data key {}"),
    Kind.MANIFEST_FLAG: _flag,
    Kind.NETWORK_CONFIG: _network,
    Kind.ENTITLEMENT: _entitlement,
    Kind.DISTRIBUTION: _distribution,
    Kind.PRIVACY_MANIFEST: _manifest,
    Kind.BINARY_FLAG: _binary_flag,
    Kind.CODE_FILE: _say("可执行代码文件 {}", "executable code in {}"),
    Kind.MISSING_CODE: _say("清单所列的类 {} 不在可读的代码中", "no readable code defines {}"),
    Kind.NATIVE_LIBRARY: _say("包内有原生库 {}", "the package contains the native library {}"),
    Kind.CROSS_PLATFORM: _say("应用使用跨平台框架 {}", "the app is built with the framework {}"),
    Kind.PLUGIN: _say("已登记跨平台框架插件 {}", "the framework plug-in {} is registered"),
    Kind.HOST: _say("包内写有网络地址 {}", "the package contains the host {}"),
    Kind.FILING_NUMBER: _say("包内写有备案号 {}", "the package contains the filing number {}"),
    Kind.SECRET: _secret,
    Kind.BYTE_MARK: _mark,
    Kind.SENSITIVE_USE: _use,
    Kind.JS_BRIDGE: _say("网页可以通过名为 {} 的接口调用应用代码", "pages can call app code by the name {}"),
    Kind.SDK: _sdk,
    Kind.OBSERVATION: _observation,
    Kind.DECLARED: _declared,
    Kind.FORM_FAULT: _fault,
}
