"""Meta-data of the application and its components: where SDKs are given their keys and switches."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.formats import ids
from scanner.formats.axml import Element
from scanner.formats.components import TAGS
from scanner.formats.manifest import Values, application_of, class_name
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where

if TYPE_CHECKING:
    from scanner.app import App

NAME = "meta_data"
VERSION = 1
PLATFORMS = (Platform.ANDROID,)
KINDS = (Kind.META_DATA,)

ENTRY = "AndroidManifest.xml"
LONGEST = 128
"""A longer value is kept as its hash only."""
_TOKEN = re.compile(r"[A-Za-z0-9+=_-]{32,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{32,}={0,2}")


def analyze(app: App) -> Iterator[Evidence]:
    """One piece of evidence per meta-data element of any part."""
    values = Values(app.resources)
    package = app.manifest.text_of("package")
    for part in app.parts:
        for path, element, cls in _all(part.manifest, values, package):
            key = values.text(element, ids.NAME)
            if key:
                where = Where(entry=part.prefix + ENTRY, element=path, offset=element.offset)
                detail = {"text": kept(_value(element, values)), "component": cls}
                detail = {name: text for name, text in detail.items() if text}
                yield Evidence(Kind.META_DATA, key, where, detail=detail)


def _all(root: Element, values: Values, package: str) -> Iterator[tuple[str, Element, str]]:
    """(path, meta-data element, class of its component or "")."""
    found = application_of(root)
    if found is None:
        return
    for path, element in found[1].below(found[0]):
        if element.tag == "meta-data":
            yield path, element, ""
        elif element.tag in TAGS:
            cls = class_name(package, values.text(element, ids.NAME) or "")
            for place, child in element.below(path):
                if child.tag == "meta-data":
                    yield place, child, cls


def _value(element: Element, values: Values) -> str:
    """What the app reads: the value with references followed, or the resource by its name."""
    if element.get(ids.RESOURCE) is not None:
        return values.named(element, ids.RESOURCE) or ""
    return values.text(element, ids.VALUE) or ""


def kept(text: str) -> str:
    """The text; of one that is long or looks like a key or secret, "sha256:" and 16 hex digits."""
    if len(text) <= LONGEST and not looks_secret(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest[:16]}"


def looks_secret(text: str) -> bool:
    """Whether 32 or more characters without a break mix letters and digits as chance would."""
    found = _TOKEN.findall(text)
    if _BASE64.fullmatch(text):
        found.append(text)
    return any(_random(token) for token in found)


def _random(token: str) -> bool:
    if not any(c.isdigit() for c in token) or not any(c.isalpha() for c in token):
        return False
    counts = Counter(token).values()
    entropy = -sum(count / len(token) * math.log2(count / len(token)) for count in counts)
    return entropy >= 3.0  # bits a character; 32 random hex digits have 3.2 to 3.9
