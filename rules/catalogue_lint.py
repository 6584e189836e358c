"""What is wrong with an SDK entry besides its shape: marks too wide, names it must or must not match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules.catalogue import Catalogue
from rules.model import Mark, Signature
from rules.values import pattern

_SEGMENTS = 3
_RESOURCE = 4
_COMMON = (
    *("android", "androidx", "java", "javax", "kotlin", "kotlinx"),
    *("io.flutter", "com.google.android.material"),
)
"""Roots that no mark may cover."""
_PUBLIC = (
    *("android.support", "android.arch", "androidx", "java", "javax", "kotlin", "kotlinx"),
    *("com.google.android.material", "com.google.gson", "okhttp3", "okio", "retrofit2"),
    *("io.reactivex", "org.greenrobot", "com.bumptech.glide", "com.squareup.picasso"),
)
"""Code that every app may carry: nothing below says whose app it is."""
_LIBRARIES = (
    *("libc++_shared.so", "libgnustl_shared.so", "libcrypto.so", "libssl.so", "libcurl.so", "libz.so"),
    *("libavcodec.so", "libffmpeg.so", "libjpeg.so", "libpng.so", "libwebp.so", "libsqlite3.so"),
    *("libopencv_java3.so", "libmain.so", "libnative-lib.so", "libyuv.so", "libopus.so", "libmmkv.so"),
)
"""Native libraries that many bring along."""
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
    if mark.type in ("code", "component"):
        for public in _PUBLIC:
            if f"{mark.value}.".startswith(f"{public}."):
                yield f"“{mark.value}”是公共代码 {public}", f"{mark.value!r} belongs to {public}"
    if mark.type == "library" and mark.strong:
        for library in filter(pattern(mark.value).fullmatch, _LIBRARIES):
            yield f"“{mark.value}”会认错 {library}", f"{mark.value!r} matches {library}, which many carry"
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


def crossing(signatures: Sequence[Signature]) -> Mapping[str, Sequence[Problem]]:
    """By SDK: code prefixes that an entry of another vendor has too, or that cover or lie under one of it.

    A mark that only suspects, or counts only where it is used, may lie under another's: paying by WeChat.
    """
    owners: dict[str, tuple[Signature, Mark]] = {}
    found: dict[str, list[Problem]] = {}
    for signature in signatures:
        for mark in signature.marks:
            if mark.type != "code":
                continue
            first, _ = owners.setdefault(mark.value, (signature, mark))
            if first.id != signature.id and mark.strong:
                found.setdefault(signature.id, []).append(
                    (
                        f"“{mark.value}”已是 {first.id} 的特征",
                        f"{mark.value!r} is a mark of {first.id} already",
                    )
                )
    for value, (inner, mark) in owners.items():
        above = value.rpartition(".")[0]
        while above:
            outer = owners.get(above, (inner, mark))[0]
            if outer.vendor != inner.vendor and mark.strong and not mark.used:
                for id_, other in ((outer.id, inner.id), (inner.id, outer.id)):
                    found.setdefault(id_, []).append(
                        (
                            f"“{above}”会覆盖另一厂商的“{value}”({other})",
                            f"{above!r} covers {value!r} of another vendor ({other})",
                        )
                    )
            above = above.rpartition(".")[0]
    return found
