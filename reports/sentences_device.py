"""Sentences about what a capture session showed: what was sent, called, asked and kept."""

from __future__ import annotations

from collections.abc import Mapping

from reports.model import Text
from reports.names import Names
from reports.sentences_parts import LONG, Sentence, detail_of
from reports.words import CONDUCT, PARTS, PHASES, ROLES, VISIBLE, in_words
from scanner.kinds import Kind
from scanner.model import Evidence
from scanner.visible import visible


def _when(item: Evidence) -> Text:
    phase = PHASES.get(detail_of(item, "phase"), PHASES["uncertain"])
    times = item.detail.get("times", 1)
    number = Text(f",共 {times} 次", f", {times} times") if times != 1 else Text("", "")
    return Text(f"({phase.zh}{number.zh})", f" ({phase.en}{number.en})")


def _whose(item: Evidence, names: Names) -> Text:
    data, role = names.data(detail_of(item, "data")), ROLES.get(detail_of(item, "role"))
    form = in_words(detail_of(item, "form"))
    of_zh = f"植入的{role.zh}“{data.zh}”" if role else f"“{data.zh}”"
    of_en = f"the {role.en}'s planted {data.en}" if role else data.en
    return Text(of_zh + (f"({form.zh})" if form.zh else ""), of_en + (f" ({form.en})" if form.en else ""))


def _transmission(item: Evidence, names: Names) -> Text:
    host, what, when = detail_of(item, "host"), _whose(item, names), _when(item)
    part = PARTS.get(detail_of(item, "part"), PARTS["body"])
    if item.detail.get("direction") == "received":
        return Text(f"{host} 的应答中有{what.zh}{when.zh}", f"an answer of {host} holds {what.en}{when.en}")
    plain = item.detail.get("scheme") in ("http", "ws")
    how = Text("以明文", " in clear text") if plain else Text("", "")
    return Text(
        f"{how.zh}向 {host} 发送了{what.zh},位于{part.zh}{when.zh}",
        f"{what.en} was sent to {host}{how.en}, in the {part.en}{when.en}",
    )


def _contact(item: Evidence, _names: Names) -> Text:
    value, when = visible(item.value, LONG), _when(item)
    seen = VISIBLE.get(detail_of(item, "visible"), VISIBLE["unread"])
    code = detail_of(item, "country")
    country = Text(f",地址库:{code}", f", country {code}") if code else Text("", "")
    return Text(
        f"联系了 {value}{when.zh}:{seen.zh}{country.zh}", f"contacted {value}{when.en}: {seen.en}{country.en}"
    )


def _call(item: Evidence, names: Names) -> Text:
    when, value = _when(item), visible(item.value, LONG)
    api = names.api(item.value)
    if item.detail.get("source") != "runtime":
        data = names.data(detail_of(item, "data")) if item.detail.get("data") else Text(value, value)
        return Text(
            f"系统记录应用访问了“{data.zh}”{when.zh}", f"the system recorded access to {data.en}{when.en}"
        )
    got = Text("", "") if item.detail.get("returned") else Text(",没有取到内容", ", nothing came back")
    return Text(
        f"运行时调用了“{api.zh}”接口{when.zh}{got.zh}", f"called “{api.en}” at run time{when.en}{got.en}"
    )


def _prompt(item: Evidence, names: Names) -> Text:
    permission, when = names.permission(item.value), _when(item)
    again = Text("拒绝后再次", "again after a denial ") if item.detail.get("after_denial") else Text("", "")
    return Text(
        f"{again.zh}弹出“{permission.zh}”权限申请{when.zh}", f"asked {again.en}for “{permission.en}”{when.en}"
    )


def _conduct(item: Evidence, _names: Names) -> Text:
    value = visible(item.value, LONG)
    said, when = CONDUCT.get(item.value, Text(value, value)), _when(item)
    return Text(said.zh + when.zh, said.en + when.en)


def _at_rest(item: Evidence, names: Names) -> Text:
    what, name = _whose(item, names), detail_of(item, "name")
    place = {"log": Text("运行日志", "the log"), "public": Text("公共存储", "public storage")}.get(
        detail_of(item, "place"), Text("应用的文件", "a file of the app")
    )
    return Text(f"{place.zh}里有{what.zh}:{name}", f"{place.en} holds {what.en}: {name}")


def _phase(item: Evidence, _names: Names) -> Text:
    value = visible(item.value, LONG)
    phase = PHASES.get(item.value, Text(value, value))
    return Text(f"检测经过“{phase.zh}”阶段", f"the session went through “{phase.en}”")


ON_DEVICE: Mapping[Kind, Sentence] = {
    Kind.PHASE: _phase,
    Kind.TRANSMISSION: _transmission,
    Kind.CONTACT: _contact,
    Kind.API_CALL: _call,
    Kind.PERMISSION_PROMPT: _prompt,
    Kind.CONDUCT: _conduct,
    Kind.AT_REST: _at_rest,
}
"""By kind."""
