"""Evidence in words: per kind one sentence that says what it is, and where a person finds the spot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from reports.model import SHOWN, Fact, Place, Text
from reports.names import Names
from scanner.kinds import Kind
from scanner.model import Evidence, Where
from scanner.visible import visible

LONG = 160
"""Longest value shown within a sentence or place, in characters; longer ones end in their hash."""

Sentence = Callable[[Evidence, Names], Text]


def facts(items: Iterable[Evidence], counts: Mapping[str, int], names: Names) -> tuple[Fact, ...]:
    """The evidence grouped by fact (kind and value), in order of appearance, places bounded by SHOWN."""
    groups: dict[tuple[Kind, str], list[Evidence]] = {}
    for item in items:
        groups.setdefault((item.kind, item.value), []).append(item)
    return tuple(_fact(group, counts, names) for group in groups.values())


def _fact(group: Sequence[Evidence], counts: Mapping[str, int], names: Names) -> Fact:
    first = group[0]
    spots = [Place(item.id, place(item.where)) for item in group[:SHOWN]]
    lines: dict[Text, None] = {}
    for item in group[:SHOWN]:
        lines.update(dict.fromkeys(_lines(item)))
    return Fact(
        kind=first.kind,
        value=visible(first.value, LONG),
        what=sentence(first, names),
        total=max(len(group), counts.get(f"{first.kind.value} {first.value}", 0)),
        places=tuple(spots),
        lines=tuple(lines)[:6],
        by="person" if first.by == "person" else "",
    )


def sentence(item: Evidence, names: Names) -> Text:
    """What this one piece of evidence is, in one sentence."""
    return SENTENCES[item.kind](item, names)


def place(where: Where) -> str:
    """A spot as one line: entry, class and method, byte offset, form field, manifest element."""
    parts = [where.entry, where.element, where.field and f"【{where.field}】"]
    if where.cls:
        parts.append(f"{where.cls}.{readable(where.method)}" if where.method else where.cls)
    if where.offset >= 0:
        parts.append(f"+0x{where.offset:x}")
    parts.append(where.session)
    return visible(" · ".join(part for part in parts if part), 2 * LONG)


_TYPES = {
    "V": "void",
    "Z": "boolean",
    "B": "byte",
    "S": "short",
    "C": "char",
    "I": "int",
    "J": "long",
    "F": "float",
    "D": "double",
}
_TYPE = re.compile(r"(\[*)(?:L([^;]+);|([VZBSCIJFD]))")


def readable(method: str) -> str:
    """A dex method as people write it: "onCreate(Landroid/os/Bundle;)V" -> "onCreate(Bundle)"."""
    name, paren, rest = method.partition("(")
    inside = rest.partition(")")[0]
    if not paren or _TYPE.sub("", inside):
        return method
    shown = [
        (cls.rpartition("/")[2] if cls else _TYPES[simple]) + "[]" * len(array)
        for array, cls, simple in _TYPE.findall(inside)
    ]
    return f"{name}({', '.join(shown)})"


def _say(zh: str, en: str) -> Sentence:
    def say(item: Evidence, _names: Names) -> Text:
        value = visible(item.value, LONG)
        return Text(zh.replace("{}", value), en.replace("{}", value))

    return say


def _detail(item: Evidence, key: str) -> str:
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
    form = _FORMS.get(_detail(item, "form"), _FORMS["call"])
    reach = _REACH.get(_detail(item, "reach"), _REACH["unknown"])
    return Text(f"{form.zh}“{api.zh}”接口({reach.zh})", f"{form.en} “{api.en}” ({reach.en})")


def _sdk(item: Evidence, names: Names) -> Text:
    sdk, found = names.sdk(item.value), _detail(item, "found") or _detail(item, "mark")
    return Text(f"包内有第三方组件“{sdk.zh}”的特征:{found}", f"marks of the SDK “{sdk.en}”: {found}")


_SCHEME_STATES = {
    "verified": Text("核验通过", "verified"),
    "broken": Text("核验不通过", "broken"),
    "unsigned": Text("没有签名", "absent"),
    "absent": Text("没有签名", "absent"),
}


def _signature(item: Evidence, _names: Names) -> Text:
    state = _SCHEME_STATES.get(_detail(item, "state"), Text(_detail(item, "state"), _detail(item, "state")))
    why = f":{reason}" if (reason := _detail(item, "reason")) else ""
    value = visible(item.value, LONG)
    return Text(f"{value} 签名{state.zh}{why}", f"{value} signature {state.en}{why}")


def _component(item: Evidence, _names: Names) -> Text:
    kinds = {
        "activity": Text("页面", "activity"),
        "activity-alias": Text("页面别名", "activity alias"),
        "service": Text("后台服务", "service"),
        "receiver": Text("广播接收器", "receiver"),
        "provider": Text("内容提供器", "provider"),
    }
    kind = kinds.get(_detail(item, "type"), Text("组件", "component"))
    value, open_ = visible(item.value, LONG), item.detail.get("exported") is True
    zh, en = (",其他应用可以调用", ", open to other apps") if open_ else ("", "")
    return Text(f"清单声明了{kind.zh} {value}{zh}", f"the manifest declares the {kind.en} {value}{en}")


def _flag(item: Evidence, _names: Names) -> Text:
    on, stated, value = item.detail.get("on"), item.detail.get("stated"), visible(item.value, LONG)
    state = Text("开启", "on") if on else Text("关闭", "off")
    how = Text("清单写明", "stated") if stated else Text("系统默认", "by default")
    text = f" = {_detail(item, 'text')}" if item.detail.get("text") else ""
    return Text(
        f"清单开关 {value}{text} {state.zh}({how.zh})", f"the switch {value}{text} is {state.en} ({how.en})"
    )


def _level(item: Evidence, _names: Names) -> Text:
    which = {
        "min": Text("最低", "lowest"),
        "target": Text("目标", "targeted"),
        "max": Text("最高", "highest"),
    }.get(item.value, Text(visible(item.value, LONG), visible(item.value, LONG)))
    level = _detail(item, "level")
    return Text(f"{which.zh}系统接口级别为 {level}", f"the {which.en} API level is {level}")


def _mark(item: Evidence, _names: Names) -> Text:
    title, value = _detail(item, "title") or visible(item.value, LONG), visible(item.value, LONG)
    return Text(f"内容与特征“{title}”相符({value})", f"contents match the byte rule “{value}”")


def _declared(item: Evidence, _names: Names) -> Text:
    where, value = visible(item.where.field or _detail(item, "field"), LONG), visible(item.value, LONG)
    return Text(f"备案表“{where}”栏填写:{value}", f"the form's field “{where}” says: {value}")


def _fault(item: Evidence, _names: Names) -> Text:
    where, note = visible(item.where.field or _detail(item, "field"), LONG), _detail(item, "note")
    note = note or visible(item.value, LONG)
    return Text(f"备案表“{where}”栏:{note}", f"the form's field “{where}”: {note}")


SENTENCES: Mapping[Kind, Sentence] = {
    Kind.LABEL: _say("应用在设备上显示的名称是“{}”", "the device shows the app as “{}”"),
    Kind.SDK_LEVEL: _level,
    Kind.SIGNATURE: _signature,
    Kind.SIGNER: _say("安装包由证书 {} 签名", "the package is signed by the certificate {}"),
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
    Kind.NETWORK_CONFIG: _say("网络配置:{}", "network configuration: {}"),
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
    Kind.DECLARED: _declared,
    Kind.FORM_FAULT: _fault,
}


def _lines(item: Evidence) -> list[Text]:
    """What else a reader needs at hand: the witness path, its condition, who signed until when."""
    found = []
    for key, zh, en in (
        ("path", "调用路径", "path"),
        ("consent_path", "同意之前的路径", "path before consent"),
    ):
        steps = item.detail.get(key)
        if isinstance(steps, tuple) and steps:
            shown = visible(" → ".join(_step(step) for step in _ends(steps)), 4 * LONG)
            found.append(Text(f"{zh}:{shown}", f"{en}: {shown}"))
    for key, zh, en in _EXTRA:
        if text := _detail(item, key):
            found.append(Text(f"{zh}:{text}", f"{en}: {text}"))
    return found


_EXTRA = (
    ("condition", "最近的条件", "nearest condition"),
    ("subject", "证书主体", "certificate subject"),
    ("not_after", "证书有效期至", "certificate valid until"),
    ("url", "完整地址", "address"),
    ("needed", "依赖的库", "needs"),
    ("unread", "未能读出", "unread"),
    ("note", "说明", "note"),
)


def _ends(steps: tuple[str, ...], most: int = 8) -> tuple[str, ...]:
    """A long path keeps its first and last steps."""
    return steps if len(steps) <= most else (*steps[: most // 2], "…", *steps[-most // 2 :])


def _step(step: str) -> str:
    """ "com.a.B.run()V" -> "com.a.B.run()"."""
    owner, dot, method = step.partition("(")
    if not dot:
        return step
    cls, point, name = owner.rpartition(".")
    return f"{cls}{point}{readable(f'{name}({method}')}"
