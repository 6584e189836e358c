"""What each kind of evidence says, in one Chinese and one English sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.model import Text
from reports.names import Names
from reports.words import ELEMENTS, FAULTS, POLARITIES, ROLES, SETTINGS, STATES
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


def _permission(item: Evidence, names: Names) -> Text:
    zh, en, value = (
        names.permission(item.value).zh,
        names.permission(item.value).en,
        visible(item.value, LONG),
    )
    text = Text(
        f"安装包清单声明了“{zh}”权限({value})", f"the manifest requests the permission “{en}” ({value})"
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
    return Text(f"包内有第三方组件“{sdk.zh}”的特征:{found}", f"marks of the SDK “{sdk.en}”: {found}")


def _signature(item: Evidence, _names: Names) -> Text:
    value, state = visible(item.value, LONG), detail_of(item, "state")
    why = f":{reason}" if (reason := detail_of(item, "reason")) else ""
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
    known = f"({detail_of(item, 'known')})" if item.detail.get("known") else ""
    return Text(f"安装包由证书 {value}… 签名{known}", f"signed by the certificate {value}…{known}")


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


def _observation(item: Evidence, _names: Names) -> Text:
    day, source = detail_of(item, "at"), detail_of(item, "source")
    about = " ".join(text for text in (detail_of(item, "topic"), detail_of(item, "subject")) if text)
    seen = " ".join(text for text in (visible(item.value, LONG), detail_of(item, "text")) if text)
    return Text(
        f"人工查看({day},{source}){about}:{seen}", f"seen by a person ({day}, {source}) {about}: {seen}"
    )


def _declared(item: Evidence, _names: Names) -> Text:
    where, value = visible(item.where.field or detail_of(item, "field"), LONG), visible(item.value, LONG)
    return Text(f"备案表“{where}”栏填写:{value}", f"the form's field “{where}” says: {value}")


def _fault(item: Evidence, _names: Names) -> Text:
    where, note = visible(item.where.field or detail_of(item, "field"), LONG), detail_of(item, "note")
    note = note or visible(item.value, LONG)
    return Text(f"备案表“{where}”栏:{note}", f"the form's field “{where}”: {note}")


def _policy_document(item: Evidence, _names: Names) -> Text:
    role = ROLES.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    state = STATES.get(detail_of(item, "state"), STATES["unreadable"])
    title = detail_of(item, "title") or visible(item.where.entry, LONG)
    return Text(f"{role.zh}“{title}”:{state.zh}", f"{role.en} “{title}”: {state.en}")


def _policy_element(item: Evidence, _names: Names) -> Text:
    known = ELEMENTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    return _quoting(item, Text(f"政策写明“{known.zh}”", f"the policy states: {known.en}"))


def _policy_fault(item: Evidence, _names: Names) -> Text:
    known = FAULTS.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    return _quoting(item, Text(f"政策中{known.zh}", f"in the policy: {known.en}"))


def _policy_mention(item: Evidence, names: Names) -> Text:
    type_ = detail_of(item, "type")
    known = names.sdk(item.value) if type_ == "sdk" else names.data(item.value)
    known = names.permission(item.value) if type_ == "permission" else known
    how = POLARITIES.get(detail_of(item, "polarity"), POLARITIES["stated"])
    return _quoting(item, Text(f"政策提到“{known.zh}”({how.zh})", f"the policy names {known.en} ({how.en})"))


def _quoting(item: Evidence, said: Text) -> Text:
    """The sentence itself behind what is said of it."""
    quote = detail_of(item, "quote")
    return Text(f"{said.zh}:“{quote}”", f"{said.en}: “{quote}”") if quote else said


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
    Kind.CODE_FILE: _say("可执行代码文件 {}", "executable code in {}"),
    Kind.MISSING_CODE: _say("清单所列的类 {} 不在可读的代码中", "no readable code defines {}"),
    Kind.NATIVE_LIBRARY: _say("包内有原生库 {}", "the package contains the native library {}"),
    Kind.CROSS_PLATFORM: _say("应用使用跨平台框架 {}", "the app is built with the framework {}"),
    Kind.PLUGIN: _say("已登记跨平台框架插件 {}", "the framework plug-in {} is registered"),
    Kind.HOST: _say("包内写有网络地址 {}", "the package contains the host {}"),
    Kind.FILING_NUMBER: _say("包内写有备案号 {}", "the package contains the filing number {}"),
    Kind.SECRET: _say(
        "包内疑有密钥或凭证(只留摘要):{}", "something of the form of a credential (hash only): {}"
    ),
    Kind.BYTE_MARK: _mark,
    Kind.SENSITIVE_USE: _use,
    Kind.JS_BRIDGE: _say("网页可以通过名为 {} 的接口调用应用代码", "pages can call app code by the name {}"),
    Kind.SDK: _sdk,
    Kind.OBSERVATION: _observation,
    Kind.POLICY_LINK: _say("包内有隐私政策的线索:{}", "a trace of a policy in the package: {}"),
    Kind.POLICY_DOCUMENT: _policy_document,
    Kind.POLICY_ELEMENT: _policy_element,
    Kind.POLICY_MENTION: _policy_mention,
    Kind.POLICY_FAULT: _policy_fault,
    Kind.DECLARED: _declared,
    Kind.FORM_FAULT: _fault,
}
