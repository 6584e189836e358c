"""Finds personal data in what was sent, however it is wrapped. Gives kinds and places, never values.

Two sides: forms of every planted value computed beforehand (detect_forms.py) are looked for in one pass over
each layer of encoding (detect_decode.py); what was not planted must prove itself by checksum and field name
(detect_valid.py). What stays unreadable after all decoding is told as such, never passed over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from scanner.detect_decode import MEDIA, Budget, Layer, inner
from scanner.detect_forms import WRAPPED, forms
from scanner.detect_match import Match, Matcher
from scanner.detect_place import steps
from scanner.detect_shift import Places, Point
from scanner.detect_valid import valid
from scanner.formats.unpack import Unpacked, unpack
from scanner.magic import magic
from scanner.persona import Planted

_SHORT = 64
"""A field of a message this short is looked at by itself too: a value that fills it stands alone."""
_VIEW = 4096
"""Bytes. Numbers stand in a larger view as they stand in what it is a view of."""
SECONDS = 3.0
"""Process time that one flow may take."""
_OPAQUE = 128
"""Bytes: below this, what cannot be read may be a token or a signature."""
_NAMES = {
    "birthday": re.compile(
        rb"(?i)birth|\bdob\b|bday|csrq|shengri|\xe7\x94\x9f\xe6\x97\xa5|\xe5\x87\xba\xe7\x94\x9f"
    ),
    "school-class": re.compile("class|grade|banji|nianji|班|年级".encode(), re.I),
}
_ANY_NAME = re.compile(rb"(?i)name|user|nick|pwd|pass")


class Part(NamedTuple):
    """One part of a message: host, path, query, fragment, header, body, message (of a WebSocket)."""

    name: str
    data: bytes
    coding: str = ""  # Content-Encoding, where it has not been taken off


@dataclass(frozen=True, slots=True)
class Hit:
    """One piece of personal data at one place."""

    data: str  # kind, as rules/terms.yaml names it
    role: str  # whose planted value; "" for what was not planted
    how: str  # "" as it is, else "MD5", "GCJ-02", ...
    part: str
    start: int
    end: int
    path: tuple[str, ...]
    certain: bool = True  # False: shortened beyond recognition by others (masked)

    @property
    def planted(self) -> bool:
        return bool(self.role)


@dataclass(slots=True)
class Detected:
    """What one flow holds."""

    hits: list[Hit] = field(default_factory=list)
    opaque: list[str] = field(default_factory=list)  # parts that cannot be read
    over: str = ""  # why it was not looked at to its end


class Detector:
    """Everything that is looked for, ready for many flows."""

    def __init__(self, planted: Sequence[Planted], app_id: str) -> None:
        self.planted = tuple(planted)
        self._matcher = Matcher(forms(planted, app_id))
        self._places = [
            (number, Places(Point(*map(float, item.value.split(",")))))
            for number, item in enumerate(planted)
            if item.data == "location" and item.value.count(",") == 1
        ]

    def detect(self, parts: Iterable[Part], sent: bool = True) -> Detected:
        """What the parts of one message hold. `sent` False: an answer, where only the unplanted counts,
        and that only as it stands (content codings are taken off)."""
        found = Detected()
        budget = Budget().start(SECONDS)
        kept: dict[tuple[object, ...], Hit] = {}
        doubtful: list[Hit] = []
        for part in parts:
            for hit, sure in self._part(part, budget, found, sent):
                if sure:
                    kept.setdefault((hit.part, hit.data, hit.role, hit.how), hit)
                else:
                    doubtful.append(hit)
        roles = {hit.role for hit in kept.values() if hit.certain}
        for hit in doubtful:  # a common value counts beside one that is not
            if hit.role in roles or not hit.certain:
                kept.setdefault((hit.part, hit.data, hit.role, hit.how), hit)
        found.hits = _best(kept.values())
        found.over = budget.over
        return found

    def holds(self, text: bytes) -> bool:
        """Whether a planted value stands in a text in any form: for a last look at what leaves the house."""
        return next(self._matcher.find(text), None) is not None

    def spots(self, data: bytes) -> Iterator[tuple[int, int]]:
        """The spans of such values, in order of their beginnings."""
        for match in self._matcher.find(data):
            yield match.at, match.end

    def _part(self, part: Part, budget: Budget, found: Detected, sent: bool) -> Iterator[tuple[Hit, bool]]:
        root = Layer(part.data, part.name, 0, len(part.data))
        waiting = [_unpacked(root, part.coding, budget)]
        while waiting:
            layer = waiting.pop(0)
            if not budget.takes(layer):
                continue
            if not layer.same or len(layer.data) <= _SHORT:
                yield from self._look(layer, sent)
            before = len(waiting)
            if sent:
                waiting += inner(layer, budget)
            leaf = len(waiting) == before and sent and part.name in ("body", "message")
            if leaf and part.name not in found.opaque and _is_opaque(layer, root):
                found.opaque.append(part.name)

    def _look(self, layer: Layer, sent: bool) -> Iterator[tuple[Hit, bool]]:
        planted: list[tuple[int, int]] = []
        if sent:
            for match in self._matcher.find(layer.data):
                planted.append((match.at, match.end))
                yield self._hit(layer, match), _supported(layer, match, self.planted)
            for number, places in self._places:
                for place in places.find(layer.data):
                    planted.append((place.at, place.end))
                    item = self.planted[number]
                    how = "" if place.system == "WGS-84" else place.system
                    yield _at(layer, item.data, item.role, how, place.at, place.end), True
        if (layer.depth and not layer.text) or (layer.view and len(layer.data) > _VIEW):
            return
        for one in valid(layer.data):
            if not any(at < one.end and one.at < end for at, end in planted):
                yield _at(layer, one.data, "", "", one.at, one.end), True

    def _hit(self, layer: Layer, match: Match) -> Hit:
        item = self.planted[match.form.field]
        hit = _at(layer, item.data, item.role, match.form.how, match.at, match.end)
        return Hit(*_fields(hit), certain=match.form.how != "masked")


def _fields(hit: Hit) -> tuple[str, str, str, str, int, int, tuple[str, ...]]:
    return hit.data, hit.role, hit.how, hit.part, hit.start, hit.end, hit.path


def _unpacked(root: Layer, coding: str, budget: Budget) -> Layer:
    """The body without its content codings; as it is where they are not what the header says."""
    layer = root
    for name in reversed([word.strip().lower() for word in coding.split(",") if word.strip()][:4]):
        if name == "identity":
            continue
        try:
            content = unpack(layer.data, name, budget.left)
        except Unpacked as fault:
            if str(fault) == "too-much":
                budget.over = "ratio"
            return layer
        layer = Layer(content, root.part, 0, root.end, name, layer, b"", b"", layer.depth + 1)
    return layer


def _at(layer: Layer, data: str, role: str, how: str, at: int, end: int) -> Hit:
    start, stop = (at, end) if layer.parent is None else (layer.start, layer.end)
    return Hit(data, role, how, layer.part, start, stop, tuple(_way(layer, layer.data[at:end])))


def _way(layer: Layer, needle: bytes) -> list[str]:
    """The steps from the part to a spot. Of a view, the structure of what it is a view of says more."""
    way: list[str] = []
    step: Layer | None = layer
    while step is not None:
        base = step
        while base.view and base.parent is not None:
            base = base.parent
        structure = steps(base.data, needle, base.part if base.parent is None else "")
        if base is not step and not structure:
            structure = (*steps(step.data, needle), step.step)
        if base.parent is not None:
            way = [base.step, *structure, *way]
        else:
            way = [*structure, *way]
        needle, step = base.token, base.parent
    return [word for word in way if word]


def _supported(layer: Layer, match: Match, planted: Sequence[Planted]) -> bool:
    """Whether a form that is found elsewhere too stands where it belongs: under its name, or all by itself
    within an encoding."""
    if not match.form.weak:
        return True
    if match.form.how == "masked":
        return False
    data = planted[match.form.field].data
    before = layer.data[max(0, match.at - 40) : match.at]
    if match.at < 8:
        before = layer.lead + before
    if _NAMES.get(data, _ANY_NAME).search(before):
        return True
    if match.form.data[0] > 32 and _alone(layer.data, match.at, match.end):
        return True
    return layer.depth > 0 and not layer.view and match.end - match.at >= len(layer.data.strip()) - 2


def _alone(data: bytes, at: int, end: int) -> bool:
    """Whether a value fills its field: a day with a time behind it is no day of birth."""
    ends = b"\"'=&;<>\\|"
    before, after = data[at - 1 : at] or b"=", data[end : end + 1] or b"="
    return (before in ends or before < b" " or before > b"~") and (
        after in ends or after < b" " or after > b"~"
    )


def _best(hits: Iterable[Hit]) -> list[Hit]:
    """One value found plainly is not told again as the base64 of itself or within a larger view."""
    groups: dict[tuple[str, str, str], list[Hit]] = {}
    for hit in hits:
        groups.setdefault((hit.part, hit.data, hit.role), []).append(hit)
    best: list[Hit] = []
    for group in groups.values():
        hows = {hit.how for hit in group}
        for hit in group:
            plainer = hit.how.removesuffix(WRAPPED).removeprefix("short ")
            if hit.how in ("base64", "hex"):
                told = hows - {"base64", "hex", "masked"}
            else:
                told = hows & {plainer, hit.how.removesuffix(WRAPPED)} - {hit.how}
            if not told:
                best.append(hit)
    return best


def _is_opaque(layer: Layer, root: Layer) -> bool:
    """Whether what nothing could be made of is most of the body and as even as only cipher text is."""
    data = layer.data
    if len(data) < _OPAQUE or layer.view or layer.text or magic(data[:64]) in MEDIA:
        return False
    if (layer.end - layer.start) * 2 < root.end - root.start:
        return False
    return entropy(data) > expected(len(data))


def entropy(data: bytes) -> float:
    """Bits per byte."""
    counts = np.bincount(np.frombuffer(data[: 1 << 16], np.uint8), minlength=256)
    shares = counts[counts > 0] / min(len(data), 1 << 16)
    return float(-(shares * np.log2(shares)).sum())


def expected(size: int) -> float:
    """A little less than what random bytes of this number have on average (Miller and Madow)."""
    count = min(size, 1 << 16)
    return 8 - 255 / (2 * math.log(2) * count) - 0.3 if count >= 256 else math.log2(count) - 0.75
