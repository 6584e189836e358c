"""One layer of encoding: bytes, where they stood and how they were taken out; and what looking may cost."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

_BINARY = bytes(set(range(32)) - set(b"\t\r\n\x0b\x0c\x1b") | {127})


@dataclass(slots=True)
class Layer:
    """Bytes, whence they came, and how."""

    data: bytes
    part: str
    start: int  # span of the part
    end: int
    step: str = ""  # how it was taken out of its parent: "gzip", "base64", "JSON"
    parent: Layer | None = None
    token: bytes = b""  # what stood for it in its parent
    lead: bytes = b""  # what stood before that: a field's name, usually
    depth: int = 0
    view: bool = False  # the whole of its parent, written differently
    same: bool = False  # bytes that stand in its parent as they are: already looked through
    runs: bool = True  # whether stretches of base64 and hex are to be looked for
    _text: bool | None = None

    @property
    def text(self) -> bool:
        """Whether it is a text."""
        if self._text is None:
            self._text = is_text(self.data)
        return self._text


@dataclass(slots=True)
class Budget:
    """What one flow may cost. `over` names what was not looked at to its end."""

    left: int = 48 << 20  # bytes of all layers together
    layers: int = 4_000
    depth: int = 12
    deadline: float = 0.0  # process time, s
    over: str = ""
    seen: set[bytes] = field(default_factory=set)  # runs that were decoded already: views repeat them

    def start(self, seconds: float) -> Budget:
        """Itself, with the clock running."""
        self.deadline = time.process_time() + seconds
        return self

    def takes(self, layer: Layer) -> bool:
        """Whether this layer may still be looked at; counts it."""
        if layer.depth > self.depth:
            self.over = self.over or "depth"
        elif self.layers <= 0 or len(layer.data) > self.left:
            self.over = "size"
        elif time.process_time() > self.deadline:
            self.over = "time"
        else:
            self.layers -= 1
            self.left -= len(layer.data)
            return True
        return False


def is_text(data: bytes) -> bool:
    """Whether bytes are a text in ASCII or UTF-8; a character cut off at the end is let pass."""
    if data.translate(None, _BINARY) != data:
        return False
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError as fault:
        return fault.start >= len(data) - 3 and fault.reason == "unexpected end of data"
    return True
