"""What is wrong with an SDK entry besides its shape: marks too wide, names it must or must not match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules.catalogue import Catalogue
from rules.model import Mark, Signature

_SEGMENTS = 3
_RESOURCE = 4
_COMMON = (
    "android",
    "androidx",
    "java",
    "javax",
    "kotlin",
    "kotlinx",
    "io.flutter",
    "com.google.android.material",
)
Problem = tuple[str, str]  # Chinese, English


def of_mark(mark: Mark, reason: str) -> Iterator[Problem]:
    """Marks that would match what belongs to others. `reason`: why a short prefix is right here."""
    if mark.type == "code":
        if mark.value.count(".") + 1 < _SEGMENTS and not reason:
            yield (
                f"“{mark.value}”不足 {_SEGMENTS} 段,要写 reason 说明不会认错",
                f"{mark.value!r} has fewer than {_SEGMENTS} segments: give a reason",
            )
        for common in _COMMON:
            if mark.value == common or common.startswith(f"{mark.value}."):
                yield f"“{mark.value}”会覆盖公共代码 {common}", f"{mark.value!r} covers {common}"
    if mark.type == "resource" and len(mark.value.rstrip("*")) < _RESOURCE:
        yield f"资源名开头“{mark.value}”太短", f"the prefix {mark.value!r} is too short"
    if mark.value.strip("*.") == "":
        yield f"“{mark.value}”什么都能匹配", f"{mark.value!r} matches everything"


def of_signature(signature: Signature, known: Catalogue) -> Iterator[Problem]:
    """Names that must or must not match, judged with the whole catalogue."""
    for name in signature.must_match:
        if signature.id not in known.named(name):
            yield f"必须认出的“{name}”没有认出", f"{name!r} must match and does not"
    for name in signature.must_not_match:
        if signature.id in known.named(name):
            yield f"不得认作的“{name}”被认作了它", f"{name!r} must not match and does"


def shared(signatures: Sequence[Signature]) -> Mapping[str, Sequence[Problem]]:
    """By SDK: code prefixes that an entry of another vendor has too."""
    owners: dict[str, Signature] = {}
    found: dict[str, list[Problem]] = {}
    for signature in signatures:
        for mark in signature.marks:
            if mark.type != "code":
                continue
            first = owners.setdefault(mark.value, signature)
            if first.id != signature.id and mark.strong:
                found.setdefault(signature.id, []).append(
                    (
                        f"“{mark.value}”已是 {first.id} 的特征",
                        f"{mark.value!r} is a mark of {first.id} already",
                    )
                )
    return found
