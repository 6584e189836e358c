"""Fields of the official forms by their names: where they are, what stands in them, whether they exist."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from scanner.declaration import Declaration, to_json
from scanner.form_fields import Field, Shape, spec
from scanner.model import Package, Platform

PROVIDER, INSTITUTIONS, EXTRA = "提供者备案信息表", "使用者备案信息表", "附加信息"
SAMPLES = "样本"
"""Besides the forms' own sections: the packages handed in for the platform of the package in hand."""
_PLATFORMS = {Platform.ANDROID: "安卓", Platform.IOS: "IOS"}


def form_of(declaration: Declaration, package: Package) -> Mapping[str, Any]:
    """The declaration under its official names, and the samples that concern this package.

    Of several samples for the platform those of the same version count, if there are any.
    """
    form = to_json(declaration)
    wanted = _PLATFORMS[package.platform]
    samples = [
        sample for sample in form.get(EXTRA, {}).get(SAMPLES, []) if sample.get("应用平台", wanted) == wanted
    ]
    same = [sample for sample in samples if sample.get("版本号") == package.version]
    return {**form, SAMPLES: same or samples} if samples else form


def path_of(name: str) -> str:
    """The full path of a field; the provider's form is meant unless another top section is named."""
    return name if name.split(".")[0] in (PROVIDER, INSTITUTIONS, EXTRA, SAMPLES) else f"{PROVIDER}.{name}"


def field_of(form: Mapping[str, Any], path: str) -> Any:
    """What stands in a field: "教育移动应用信息.获取的权限"; None where it was not filled.

    A section that may occur several times gives the list of what stands in each. An empty list is an
    answer: 无 was filled in.
    """
    at: list[Any] = [form]
    several = False
    for name in path.split("."):
        inner: list[Any] = []
        for item in at:
            value = item.get(name) if isinstance(item, Mapping) else None
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                several = True
                inner += value
            elif value is not None:
                inner.append(value)
        at = inner
    if several:
        flat = [one for item in at for one in (item if isinstance(item, list) else [item])]
        return flat or None
    return at[0] if at else None


def texts_of(form: Mapping[str, Any], path: str) -> tuple[str, ...]:
    """The texts of a field for people; a flag reads 是 or 否."""
    value = field_of(form, path)
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple("是" if item is True else "否" if item is False else str(item) for item in values)


def find(path: str, base: str = "") -> Field | None:
    """What the official forms say of a field; None where they have none of that name.

    `base` is the path of the section in which a path that begins with "$." starts.
    """
    if path.startswith("$."):
        path = f"{base}.{path[2:]}" if base else ""
    names = path_of(path).split(".")
    if names[0] == SAMPLES:
        names = [EXTRA, *names]
    fields, found = spec(Declaration), None
    for name in names:
        found = next((item for item in fields if item.zh == name), None)
        if found is None:
            return None
        fields = spec(found.part) if found.part else ()
    return found


def several(item: Field) -> bool:
    """Whether a section may occur several times."""
    return item.shape is Shape.PARTS


def comparable(text: object) -> str:
    """A text made comparable: widths, spaces, case, punctuation of names do not count (全角半角 are one)."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold()
    kept = "".join(letter for letter in plain if not letter.isspace() and letter not in "·•-—_()[]【】《》")
    return kept[1:] if kept[:1] == "v" and kept[1:2].isdigit() else kept  # "V1.10" is version 1.10


Words = Mapping[str, tuple[str, ...]]


def meant(texts: Sequence[str], words: Words) -> tuple[str, ...]:
    """The options of the picklist that these texts of a form mean. `words` are those of `words_of`.

    A text that is an option or one of its words means that option alone; otherwise every option of which
    a word stands in the text, unless that word is only part of a longer one that stands there too
    (通话 in 通话记录).
    """
    found: dict[str, None] = {}
    for text in map(comparable, texts):
        if text in words:
            found.update(dict.fromkeys(words[text]))
            continue
        inside = [word for word in words if word in text]
        for word in inside:
            if not any(word != other and word in other for other in inside):
                found.update(dict.fromkeys(words[word]))
    return tuple(found)


def words_of(options: Mapping[str, Mapping[str, Any]]) -> Words:
    """Every word, made comparable, with the options that it may mean."""
    found: dict[str, list[str]] = {}
    for option, term in options.items():
        for word in dict.fromkeys(map(comparable, (option, *term.get("words", ())))):
            found.setdefault(word, []).append(option)
    for option in options:  # an option's own name means nothing else
        found[comparable(option)] = [option]
    return {word: tuple(listed) for word, listed in found.items()}
