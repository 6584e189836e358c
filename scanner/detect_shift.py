"""Planted coordinates, also as Chinese maps shift them.

GCJ-02 and BD-09 are not published; the formulas below are the ones commonly used to approximate them (within
metres in China). A number counts when it is near the planted one in any of the three systems.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_A, _EE = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
_NUMBER = re.compile(rb"(?<![\d.])-?\d{1,3}\.\d{3,15}(?![\d.])")
NEAR = 0.0006
"""Degrees: about sixty metres, what rounding to three places and the approximations cost."""
APART = 200
"""A latitude and a longitude belong together within so many bytes."""


class Point(NamedTuple):
    """Degrees."""

    latitude: float
    longitude: float


def gcj(point: Point) -> Point:
    """WGS-84 as GCJ-02 shifts it."""
    x, y = point.longitude - 105.0, point.latitude - 35.0
    waves = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    latitude = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves * 2 / 3
    latitude += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    latitude += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    longitude = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves * 2 / 3
    longitude += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    longitude += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    radians = point.latitude / 180 * math.pi
    magic = 1 - _EE * math.sin(radians) ** 2
    latitude = latitude * 180 / ((_A * (1 - _EE)) / (magic * math.sqrt(magic)) * math.pi)
    longitude = longitude * 180 / (_A / math.sqrt(magic) * math.cos(radians) * math.pi)
    return Point(point.latitude + latitude, point.longitude + longitude)


def bd(point: Point) -> Point:
    """GCJ-02 as BD-09 shifts it."""
    x, y, turn = point.longitude, point.latitude, math.pi * 3000 / 180
    z = math.hypot(x, y) + 0.00002 * math.sin(y * turn)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * turn)
    return Point(z * math.sin(theta) + 0.006, z * math.cos(theta) + 0.0065)


class Found(NamedTuple):
    """A pair of numbers that is the planted place, and in which system."""

    system: str
    at: int
    end: int


class Places:
    """One planted place in the three systems, ready to be looked for."""

    def __init__(self, wgs: Point) -> None:
        self.systems = (("WGS-84", wgs), ("GCJ-02", gcj(wgs)), ("BD-09", bd(gcj(wgs))))
        whole = {
            str(int(number + step)).encode()
            for _, point in self.systems
            for number in point
            for step in (-0.01, 0.01)
        }
        self._whole = [number + b"." for number in sorted(whole)]
        micro = {b"%d" % int(part * 100) for _, point in self.systems for part in point}
        self._micro = sorted(micro)
        self._scaled = re.compile(rb"(?<![\d.])(?:" + b"|".join(sorted(micro)) + rb")\d{2,5}(?![\d.])")

    def find(self, data: bytes) -> Iterator[Found]:
        """Pairs in a text, decimal degrees or millionths and ten-millionths of one."""
        if sum(number in data for number in self._whole) >= 2:
            numbers = [(float(m[0]), m.start(), m.end()) for m in _NUMBER.finditer(data)]
            yield from self._pairs(numbers)
        if sum(number in data for number in self._micro) >= 2:
            scaled = [(m[0], m.start(), m.end()) for m in self._scaled.finditer(data)]
            for power in (1e4, 1e5, 1e6, 1e7):
                yield from self._pairs([(int(text) / power, at, end) for text, at, end in scaled])

    def _pairs(self, numbers: Sequence[tuple[float, int, int]]) -> Iterator[Found]:
        for system, point in self.systems:
            first = [one for one in numbers if abs(one[0] - point.latitude) < NEAR]
            second = [one for one in numbers if abs(one[0] - point.longitude) < NEAR]
            for _, at, end in first[:8]:
                if any(abs(at - other) <= APART for _, other, _ in second):
                    yield Found(system, at, end)
                    return
