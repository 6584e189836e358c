"""What each kind of evidence says, in one Chinese and one English sentence."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from reports.names import Names
from reports.sentences_device import ON_DEVICE
from reports.sentences_ios import ON_IOS, is_ios
from reports.sentences_parts import LONG, Sentence, detail_of, say
from reports.tricks import TRICKS
from reports.words import SETTINGS
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible


def sentence(item: Evidence, names: Names) -> Text:
    """What this one piece of evidence is, in one sentence."""
    if item.kind not in SENTENCES or (item.kind in ON_IOS and is_ios(item)):
        return ON_IOS[item.kind](item, names)
    return SENTENCES[item.kind](item, names)


_GUARDED = ("service", "receiver", "activity", "provider")
"""Elements that only the system may use, guarded by the permission: nobody asks for it."""


def _permission(item: Evidence, names: Names) -> Text:
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
}


def _use(item: Evidence, names: Names) -> Text:
    api = names.api(item.value)
    form = _FORMS.get(detail_of(item, "form"), _FORMS["call"])
    reach = _REACH.get(detail_of(item, "reach"), _REACH["unknown"])
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
    return Text(f"{which.zh}系统接口级别为 {level}", f"the {which.en} API level is {level}")


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


def _trick(item: Evidence, _names: Names) -> Text:
    value = visible(item.value, LONG)
    what = TRICKS.get(item.value, Text(value, value))
    note = detail_of(item, "note")
    zh, en = (f"({note})", f" ({note})") if note else ("", "")
    return Text(f"安装包结构异常:{what.zh}{zh}", f"unusual structure of the package: {what.en}{en}")


def _secret(item: Evidence, _names: Names) -> Text:
    title, value = detail_of(item, "title"), visible(item.value, LONG)
    zh, en = (f"(像是{title})", f" ({title})") if title else ("", "")
    return Text(
        f"包内疑有密钥或凭证{zh},只留摘要 {value.rpartition(':')[2]}",
        f"something of the form of a credential{en}, hash only: {value}",
    )


SENTENCES: Mapping[Kind, Sentence] = {
    Kind.LABEL: say("应用在设备上显示的名称是“{}”", "the device shows the app as “{}”"),
    Kind.SDK_LEVEL: _level,
    Kind.SIGNATURE: _signature,
    Kind.SIGNER: _signer,
    Kind.SIGNING_BLOCK: say("签名块中有标识为 {} 的数据", "the signing block holds data with the id {}"),
    Kind.CHANNEL: say("分发渠道标记:{}", "distribution channel mark: {}"),
    Kind.ARCHIVE_TRICK: _trick,
    Kind.PERMISSION: _permission,
    Kind.PERMISSION_DEFINED: say("应用自行定义了权限 {}", "the app defines the permission {}"),
    Kind.COMPONENT: _component,
    Kind.DEEP_LINK: say("网页或其他应用可以用 {} 打开本应用", "pages and other apps can open the app by {}"),
    Kind.PACKAGE_QUERY: say("应用可以查询是否安装了 {}", "the app may ask whether {} is installed"),
    Kind.META_DATA: say("清单附加信息中有 {}", "the manifest carries the meta-data key {}"),
    Kind.MANIFEST_FLAG: _flag,
    Kind.NETWORK_CONFIG: _network,
    Kind.CODE_FILE: say("可执行代码文件 {}", "executable code in {}"),
    Kind.MISSING_CODE: say("清单所列的类 {} 不在可读的代码中", "no readable code defines {}"),
    Kind.NATIVE_LIBRARY: say("包内有原生库 {}", "the package contains the native library {}"),
    Kind.CROSS_PLATFORM: say("应用使用跨平台框架 {}", "the app is built with the framework {}"),
    Kind.PLUGIN: say("已登记跨平台框架插件 {}", "the framework plug-in {} is registered"),
    Kind.HOST: say("包内写有网络地址 {}", "the package contains the host {}"),
    Kind.FILING_NUMBER: say("包内写有备案号 {}", "the package contains the filing number {}"),
    Kind.SECRET: _secret,
    Kind.BYTE_MARK: _mark,
    Kind.SENSITIVE_USE: _use,
    Kind.JS_BRIDGE: say("网页可以通过名为 {} 的接口调用应用代码", "pages can call app code by the name {}"),
    Kind.SDK: _sdk,
    **ON_DEVICE,
    Kind.OBSERVATION: _observation,
    Kind.DECLARED: _declared,
    Kind.FORM_FAULT: _fault,
}
