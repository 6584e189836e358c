"""What a manifest says about the app itself, with Android's own defaults where it says nothing.

Source: AOSP frameworks/base, core/java/com/android/internal/pm/pkg/parsing/ParsingPackageUtils.java,
core/java/android/content/res/TypedArray.java and android/util/XmlUtils.java (how values are converted).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scanner.formats import ids, res_value
from scanner.formats.arsc import Resources, Value
from scanner.formats.axml import Attribute, Element

_CODENAMES = {
    "K": 19, "L": 21, "M": 23, "N": 24, "O": 26, "P": 28, "Q": 29, "R": 30, "S": 31, "Sv2": 32,
    "Tiramisu": 33, "UpsideDownCake": 34, "VanillaIceCream": 35, "Baklava": 36,
}  # fmt: skip
_PREVIEW = 10_000  # Build.VERSION_CODES.CUR_DEVELOPMENT
_CHINESE = ("zh-CN", "zh-Hans-CN", "zh-Hans", "zh")


class Identity(NamedTuple):
    """Who a package says it is; "" for what it does not say."""

    package: str
    version: str  # versionName
    version_code: str  # versionCodeMajor << 32 | versionCode
    label: str
    split: str


class Level(NamedTuple):
    """One of minSdkVersion, targetSdkVersion and maxSdkVersion."""

    level: int
    stated: bool
    path: str
    element: Element


class Values:
    """Attributes of elements as Android reads them: by id, references followed, converted."""

    def __init__(self, resources: Resources | None) -> None:
        self.resources = resources or Resources()

    def of(self, element: Element, attribute: int) -> Value | None:
        """The value, or None if the attribute is absent or null."""
        item = element.get(attribute)
        return self.resolve(item) if item else None

    def resolve(self, item: Attribute) -> Value | None:
        """The value of an attribute; of a reference that leads nowhere, the reference."""
        found = self.resources.value(item.data) if item.is_reference else None
        value = found or Value(item.type, item.data, item.text)
        return None if value.shown is None else value

    def text(self, element: Element, attribute: int) -> str | None:
        """As text."""
        value = self.of(element, attribute)
        return value.shown if value else None

    def texts(self, element: Element, attribute: int) -> dict[str, str]:
        """As text in every locale there is; the default is ""."""
        item = element.get(attribute)
        if item is None:
            return {}
        found = self.resources.string(item.data) if item.is_reference else {}
        text = None if found else self.text(element, attribute)
        return found if text is None else {"": text}

    def boolean(self, element: Element, attribute: int) -> bool | None:
        """As a truth value: a number is true unless 0, a text only if it says 1 or true."""
        value = self.of(element, attribute)
        if value is None:
            return None
        return value.data != 0 if res_value.is_int(value.type) else value.shown in ("1", "true", "TRUE")

    def integer(self, element: Element, attribute: int) -> int | None:
        """As a number; None also where it is none."""
        value = self.of(element, attribute)
        if value is None:
            return None
        if res_value.is_int(value.type):
            return res_value.signed(value.data)
        text = (value.shown or "").lower()
        base = 16 if text.lstrip("-").startswith("0x") else 10
        try:
            return int(text[:24], base) if text.isascii() else None
        except ValueError:
            return None

    def named(self, element: Element, attribute: int) -> str | None:
        """A reference as "@type/name", as the source said it; any other value as text."""
        item = element.get(attribute)
        name = self.resources.name(item.data) if item and item.is_reference else None
        return f"@{name}" if name else self.text(element, attribute)


def identity(root: Element, resources: Resources | None) -> Identity:
    """Package name, version, label and split name of one manifest; all "" where the root is none."""
    if root.tag != "manifest":
        return Identity("", "", "", "", "")
    values = Values(resources)
    code = values.integer(root, ids.VERSION_CODE)
    major = values.integer(root, ids.VERSION_CODE_MAJOR) or 0
    number = "" if code is None else str((major & 0xFFFFFFFF) << 32 | code & 0xFFFFFFFF)
    return Identity(
        root.text_of("package"),
        values.text(root, ids.VERSION_NAME) or "",
        number,
        best_label(labels(root, values)),
        root.text_of("split"),
    )


def labels(root: Element, values: Values) -> dict[str, str]:
    """The app's name by locale; where the application has none, that of its launcher activity."""
    application = root.child("application")
    if application is None:
        return {}
    found = values.texts(application, ids.LABEL)
    if found:
        return found
    for activity in application.children:
        if activity.tag in ("activity", "activity-alias") and is_launcher(activity, values):
            return values.texts(activity, ids.LABEL)
    return {}


def best_label(by_locale: dict[str, str]) -> str:
    """The name in simplified Chinese, else in any Chinese, else the default one, else the first."""
    chinese = [locale for locale in sorted(by_locale) if locale.split("-")[0] == "zh"]
    for locale in (*_CHINESE, *chinese, "", *by_locale):
        if by_locale.get(locale, "").strip():
            return by_locale[locale].strip()
    return ""


def is_launcher(activity: Element, values: Values) -> bool:
    """Whether the home screen shows it: one filter with both action MAIN and category LAUNCHER."""
    for one in activity.each("intent-filter"):
        actions = {values.text(action, ids.NAME) for action in one.each("action")}
        categories = {values.text(category, ids.NAME) for category in one.each("category")}
        if "android.intent.action.MAIN" in actions and "android.intent.category.LAUNCHER" in categories:
            return True
    return False


def sdk_levels(root: Element, values: Values) -> dict[str, Level]:
    """min, target and, if stated, max. Unstated, min is 1 and target is min. The last uses-sdk counts."""
    path, element = next(
        ((path, child) for path, child in reversed(root.below(root.tag)) if child.tag == "uses-sdk"),
        (root.tag, root),
    )
    lowest = _level(element, ids.MIN_SDK_VERSION, values) if element is not root else None
    target = _level(element, ids.TARGET_SDK_VERSION, values) if element is not root else None
    highest = _level(element, ids.MAX_SDK_VERSION, values) if element is not root else None
    least = 1 if lowest is None else lowest
    found = {
        "min": Level(least, lowest is not None, path, element),
        "target": Level(least if target is None else target, target is not None, path, element),
    }
    if highest is not None:
        found["max"] = Level(highest, True, path, element)
    return found


def _level(element: Element, attribute: int, values: Values) -> int | None:
    """An API level, or the level of a codename; a codename nobody knows is a preview."""
    number = values.integer(element, attribute)
    text = values.text(element, attribute)
    if number is not None or text is None:
        return number
    return _CODENAMES.get(text.split(".")[0], _PREVIEW)


def application_of(root: Element) -> tuple[str, Element] | None:
    """The application element and its path. Android reads the first and ignores others."""
    return next((found for found in root.below(root.tag) if found[1].tag == "application"), None)


def class_name(package: str, name: str) -> str:
    """A class as the manifest names it, in full: ".Main" and "Main" stand in the package."""
    if name.startswith("."):
        return package + name
    return name if "." in name or not name else f"{package}.{name}"


def spots(root: Element, *tags: str) -> Iterator[tuple[str, Element]]:
    """Children of the manifest element with one of these tags."""
    return ((path, child) for path, child in root.below(root.tag) if child.tag in tags)
