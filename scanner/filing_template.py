"""`heyan filing template`: an empty filing.yaml that explains every field in plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.declaration import Declaration, Extra
from scanner.form_fields import Field, Shape, spec

_HEAD = """\
# 教育移动应用备案表 / filing form of an education app
#
# 怎么填:
#   - 在冒号后面空一格填写;不清楚的栏目留空,不要编造。“必填”指备案表要求填写。
#   - 多项写成 [甲, 乙],或每项一行、以“- ”开头。版本号请加引号。
#   - 填完运行 heyan filing check 本文件,会逐行指出问题。
#   - 法人信息、联系人信息是个人信息:只留在本文件里,不进入证据、报告和日志。
# English: fill in after the colon, leave empty what you do not know; 必填: required by the official form.
"""
_BESIDE = """\
# ------------------------------------------------------------------------------
# 以下不属于备案表,由审核人员填写 / below: not on the official forms
# ------------------------------------------------------------------------------"""


def template() -> str:
    """The form with every field empty. Loading it names exactly the required fields as missing."""
    lines = [_HEAD]
    for item in spec(Declaration):
        if item.part is Extra:
            lines.append(_BESIDE)
        lines += [*_section(item, 0), ""]
    return "\n".join(lines)


def _section(item: Field, depth: int) -> Iterator[str]:
    """A section's comment, its name and its fields."""
    indent = "  " * depth
    yield f"{indent}# {_about(item)}"
    yield f"{indent}{item.zh}:"
    inner = list(_fields(item.part, depth + 1 + (item.shape is Shape.PARTS)))
    if item.shape is Shape.PARTS:
        first = next(number for number, line in enumerate(inner) if not line.lstrip().startswith("#"))
        comments = [line[2:] for line in inner[:first]]
        inner = [*comments, _dashed(inner[first], depth + 1), *inner[first + 1 :]]
    yield from inner


def _dashed(line: str, depth: int) -> str:
    return f"{'  ' * depth}- {line.lstrip()}"


def _fields(cls: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for item in spec(cls):
        if item.shape in (Shape.PART, Shape.PARTS):
            yield from _section(item, depth)
        else:
            yield f"{indent}# {_about(item)}"
            yield f"{indent}{item.zh}:"


def _about(item: Field) -> str:
    """What a field is, whether it is required, what may stand in it."""
    told = [f"{item.zh} ({item.en})", "必填" if item.required else "选填"]
    if item.choices:
        several = "可多选" if item.shape is Shape.CHOICES else "选一项"
        told.append(f"{several}:{' / '.join(item.choices)}")
    elif item.shape is Shape.FLAG:
        told.append("是 / 否")
    elif item.shape is Shape.TEXTS:
        told.append("可写多项")
    if item.help:
        told.append(item.help)
    return ";".join(told)
