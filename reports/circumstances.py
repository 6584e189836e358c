"""加重与减轻情形 in words: what the examination shows, and what only a person can say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports import model
from reports.model import Text
from rules import circumstances as known
from rules.circumstances import Circumstance

_SEEN: Mapping[str, Text] = {
    known.CHILDREN: Text(
        "备案的服务对象含中小学或幼儿园学生(可能未满十四周岁)",
        "filed for pupils or pre-school children, who may be under fourteen",
    ),
    known.SENT: Text("检测到信息实际发出,请核对是否敏感个人信息", "data was seen leaving: is it sensitive?"),
    known.EVASIVE: Text("应用含有躲避检测的代码或表现", "the app has means to evade an examination"),
    known.DIFFERENT: Text("送检安装包与备案样本或正式版本不一致", "not the package that was filed"),
    known.MINOR: Text("待核实事项均属轻微,请查是否初次", "all that is open is minor: is it the first time?"),
    known.SDK: Text("主要事项都来自第三方组件,请查是否已停用", "all of weight is third parties' code"),
}
_ASKED: Mapping[str, Text] = {
    known.CHILDREN: Text(
        "使用者是否有未满十四周岁的学生,或学生达一万名以上",
        "are users under fourteen, or ten thousand students or more",
    ),
    known.SENT: Text("敏感个人信息是否实际外泄", "did sensitive personal data leave"),
    known.EVASIVE: Text("是否对抗检测", "does it resist examination"),
    known.DIFFERENT: Text("送检版本与在线版本是否一致", "is the package the one that is distributed"),
    known.AGAIN: Text("六个月内是否同类问题再次发生", "has the like happened within six months"),
    known.MENDED: Text("是否及时改正", "was it mended in time"),
    known.MINOR: Text("是否初次发生且轻微", "is it the first time and minor"),
    known.SDK: Text(
        "是否第三方组件单方行为且已停用", "was it a third party's doing alone, and is it off now"
    ),
}


def in_words(found: Iterable[Circumstance]) -> tuple[model.Circumstance, ...]:
    """Each with its sentence: a statement where something speaks for it, else a question."""
    return tuple(
        model.Circumstance(one.code, one.heavier, one.seen, (_SEEN if one.seen else _ASKED)[one.code])
        for one in found
    )
