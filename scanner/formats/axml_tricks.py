"""What is odd about a compiled manifest: the closed list of tricks, what each is, what Android makes of it.

Each is something that no build tool writes and that makes programs which go by names, or by what a file says
of its sizes, see another manifest than Android does. Android: see axml.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from scanner.formats import ids

if TYPE_CHECKING:
    from scanner.formats.axml import Element

HEADER_TYPE = "xml-header-type"
TRAILING_DATA = "xml-trailing-data"
SEVERAL_POOLS = "xml-several-pools"
EXTRA_CHUNK = "xml-extra-chunk"
AFTER_ROOT = "xml-after-root"
UNCLOSED = "xml-unclosed"
ATTRIBUTE_SIZE = "xml-attribute-size"
RENAMED = "xml-attribute-renamed"
NAMELESS = "xml-attribute-nameless"
WITHOUT_ID = "xml-attribute-without-id"
NAMESPACE = "xml-attribute-namespace"
HIDDEN = "xml-attribute-hidden"

TRICKS: Mapping[str, str] = {
    HEADER_TYPE: "the file does not say it is compiled XML; some Androids read it all the same, tools refuse",
    TRAILING_DATA: "bytes follow the stated end of the file; Android does not look at them",
    SEVERAL_POOLS: "there are several string pools; Android takes the last, other readers the first",
    EXTRA_CHUNK: "chunks of unknown types stand between the known ones; Android skips them, tools stumble",
    AFTER_ROOT: "elements follow the end of the root element; Android stops there, other readers go on",
    UNCLOSED: "elements are still open where the file ends; Android takes them as closed, tools refuse",
    ATTRIBUTE_SIZE: "attributes stand further apart or further in than they are long; tools misread them",
    RENAMED: "an attribute is called otherwise than its resource id says; Android goes by the id",
    NAMELESS: "an attribute has a resource id and no name; Android goes by the id, other readers lose it",
    WITHOUT_ID: (
        "an attribute is called like one of Android's and has another id or none; Android does not see it, "
        "readers that go by names do"
    ),
    NAMESPACE: "an attribute with an id of Android's is in another namespace; Android does not mind",
    HIDDEN: "an attribute stands behind one of the same or a greater id; Android does not find it there",
}
"""Every trick: what it is, what Android makes of it."""

PLACES = 200
"""At most this many places of one trick are kept."""
ANDROID = "http://schemas.android.com/apk/res/android"
_IDS = {name: number for number, name in ids.NAMES.items()}
_FRAMEWORK = 0x01010000
_USUAL = frozenset({(ids.RESOURCE, "value")})
"""bundletool names the attribute of the meta-data it adds for splits so."""


class Trick(NamedTuple):
    """One trick. `name` is one of TRICKS."""

    name: str
    offset: int  # bytes in the file
    note: str


def of_attributes(root: Element) -> Iterator[Trick]:
    """What is odd about how attributes of Android's are named and ordered; at most PLACES of each."""
    found: dict[str, int] = {}
    for element in _all(root):
        for name, note in _odd(element):
            found[name] = found.get(name, 0) + 1
            if found[name] <= PLACES:
                yield Trick(name, element.offset, f"{element.tag}: {note}")


def _all(root: Element) -> Iterator[Element]:
    stack = [root]
    while stack:
        element = stack.pop()
        yield element
        stack += reversed(element.children)


def _odd(element: Element) -> Iterator[tuple[str, str]]:
    highest = 0
    for item in element.attributes:
        known = ids.NAMES.get(item.id)
        if item.id & 0xFFFF0000 == _FRAMEWORK and not item.name:
            yield NAMELESS, f"{item.id:#010x} {known or ''}".rstrip()
        elif (item.id, item.name) in _USUAL:
            pass
        elif known is not None and item.name != known:
            yield RENAMED, f"{known} ({item.id:#010x}) is called {item.name!r}"
        elif item.namespace == ANDROID and _IDS.get(item.name, item.id) != item.id:
            yield WITHOUT_ID, f"{item.name} has the id {item.id:#010x}"
        if item.id & 0xFFFF0000 == _FRAMEWORK and item.namespace != ANDROID:
            yield NAMESPACE, f"{known or item.name}: {item.namespace!r}"
        if 0 < item.id <= highest:
            yield HIDDEN, f"{known or item.name} ({item.id:#010x})"
        highest = max(highest, item.id)
