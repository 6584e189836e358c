"""Takes one layer of encoding off at a time: what lies within a piece of a request, and within that.

Nothing here knows what is looked for. A layer keeps the span of the part it came from, so that a hit points
into the recorded bytes, and its way there, so that a report can say it.
"""

from __future__ import annotations

import binascii
import html
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from scanner.formats import messagepack, protobuf
from scanner.formats.archive import Archive, BadEntry
from scanner.formats.unpack import Unpacked, packed_as, unpack
from scanner.magic import magic
from scanner.model import BadPackage, Limits

_BINARY = bytes(set(range(32)) - set(b"\t\r\n\x0b\x0c\x1b") | {127})
_LETTERS = bytes(range(32, 127)) + b"\t\r\n"
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_WIDE = re.compile(r"%u([0-9A-Fa-f]{4})")
_ENTITY = re.compile(rb"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|quot|amp|lt|gt|apos);")
_HEX_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})")
_SEGMENT = re.compile(rb"[^/]{12,}")
_SHORT_RUN, _RUN, _LONG_RUN = 8, 16, 20
"""Characters: in a small piece even a short run is worth decoding; base64 takes more of them than hex."""
_SMALL = 256
_SPLIT = bytes(c if (chr(c).isalnum() and c < 128) or c in b"+/_-" else 32 for c in range(256))
_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}\r?\n){1,20000}[A-Za-z0-9+/]+={0,2}")
_HEX = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{16,}(?![0-9A-Fa-f])")
_QUOTED = re.compile(rb"[^&=;,/\s\"'<>]*%[0-9A-Fa-f]{2}[^&=;,/\s\"'<>]*")
_ESCAPES = ((b'\\"', b'"'), (b"\\/", b"/"), (b"\\n", b"\n"), (b"\\r", b"\r"), (b"\\t", b"\t"), (b"\\'", b"'"))
_HEX_DIGITS = b"0123456789abcdefABCDEF-"
_LONG = 128
_URLSAFE = bytes.maketrans(b"-_", b"+/")
MEDIA = frozenset(
    {"png", "jpeg", "gif", "webp", "mp4", "mp3", "ogg", "pdf", "font", "7z", "xz", "rar", "elf", "dex"}
)
"""Contents with a form of their own that no identifier is read from; they are no secret writing either."""


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


def inner(layer: Layer, budget: Budget) -> Iterator[Layer]:
    """What lies within a layer, one step further."""
    data = layer.data
    text = layer.text
    sort = "" if text else magic(data[:64])
    if sort in MEDIA:
        return
    if coding := packed_as(data):
        try:
            yield _child(layer, unpack(data, coding, budget.left), coding)
        except Unpacked as fault:
            budget.over = budget.over or ("ratio" if str(fault) == "too-much" else "")
    if sort == "zip":
        yield from _zipped(layer, budget)
        return
    if not text:
        yield from _binary(layer, budget)
        if data.count(b"\0") * 3 > len(data):
            yield from _wide(layer)
    if data.startswith(b"--"):
        yield from _multipart(layer)
    if layer.part == "path" and layer.parent is None:
        for found in _SEGMENT.finditer(data):
            yield _child(layer, found[0], "", found[0], found.start(), same=True)
    if text or _mostly_text(data):
        yield from _views(layer)
        if layer.runs:
            yield from _runs(layer, budget.seen)


def _mostly_text(data: bytes) -> bool:
    """Whether a text may be hidden among a few other bytes, or written in GBK."""
    head = data[:4096]
    return len(head.translate(None, _LETTERS)) * 3 < len(head)


def _child(
    layer: Layer, data: bytes, step: str, token: bytes = b"", at: int = -1, same: bool = False
) -> Layer:
    whole = at < 0 or layer.start < 0
    exact = layer.parent is None and not whole
    start = layer.start + at if exact else layer.start
    end = start + len(token) if exact else layer.end
    lead = layer.data[max(0, at - 64) : at] if at >= 0 else layer.lead
    return Layer(data, layer.part, start, end, step, layer, token, lead, layer.depth + 1, same=same)


def _view(layer: Layer, data: bytes, step: str, runs: bool = True) -> Layer:
    """`runs` False: the stretches of base64 and hex in it are those of its parent."""
    view = Layer(
        data, layer.part, layer.start, layer.end, step, layer, b"", layer.lead, layer.depth + 1, True
    )
    view.runs = runs
    return view


def _views(layer: Layer) -> Iterator[Layer]:
    """The same text with percent signs, backslashes or entities resolved."""
    data = layer.data
    if b"%" in data:
        if _PERCENT.search(data):
            yield _view(layer, unquote_to_bytes(data), "percent")
            yield from _quoted(layer)
            if b"+" in data and len(data) < 1 << 16:
                yield _view(layer, unquote_to_bytes(data.replace(b"+", b" ")), "percent")
        elif b"%u" in data:
            text = data.decode("utf-8", "replace")
            yield _view(
                layer, _WIDE.sub(lambda m: chr(int(m[1], 16)), text).encode("utf-8", "replace"), "percent"
            )
    elif b"+" in data and b"=" in data and len(data) < 1 << 16 and layer.parent is None:
        yield _view(layer, data.replace(b"+", b" "), "percent")
    if b"\\" in data:
        yield _view(layer, unescaped(data), "escaped", b"\\/" in data or b"\\n" in data or b"\\u00" in data)
    if b"&" in data and _ENTITY.search(data):
        yield _view(
            layer, html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace"), "entities"
        )


def _quoted(layer: Layer) -> Iterator[Layer]:
    """Values with percent signs one by one, where the whole view would join them with what is around them."""
    for found in _QUOTED.finditer(layer.data):
        token = found[0]
        if len(token) == len(layer.data):
            continue
        for written in {token, token.replace(b"+", b" ")}:
            content = unquote_to_bytes(written)
            if len(content) >= 8 and (b"/" in content or not is_text(content)):
                yield _child(layer, content, "percent", token, found.start())


def unescaped(data: bytes) -> bytes:
    r"""One level of backslashes taken off: \" \/ \\ \n \uXXXX \xXX."""
    data = data.replace(b"\\\\", b"\x00")
    if b"\\u" in data:
        plain = data.decode("utf-8", "surrogateescape").encode("ascii", "backslashreplace")
        text = plain.decode("raw_unicode_escape", "replace")
        data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\\x" in data:
        data = _HEX_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)
    for escape, plain_ in (
        (b'\\"', b'"'),
        (b"\\/", b"/"),
        (b"\\n", b"\n"),
        (b"\\r", b"\r"),
        (b"\\t", b"\t"),
        (b"\\'", b"'"),
    ):
        data = data.replace(escape, plain_)
    return data.replace(b"\x00", b"\\")


def _runs(layer: Layer, seen: set[bytes]) -> Iterator[Layer]:
    """Stretches of base64 and of hex digits. Splitting is two to three times as fast as searching."""
    data = layer.data
    if b"\n" in data:
        for found in _LINES.finditer(data):
            yield from _decoded(layer, found[0], found.start())
    least, at = _SHORT_RUN if len(data) <= _SMALL else _RUN, 0
    for run in data.translate(_SPLIT).split():
        if len(run) < least or run in seen:
            continue
        seen.add(run)
        at = data.find(run, at)
        if (len(run) >= _LONG_RUN or least == _SHORT_RUN) and run.translate(None, _HEX_DIGITS):
            yield from _decoded(layer, run, at)
        if len(run) >= _RUN:
            yield from _unhexed(layer, run, at)


def _unhexed(layer: Layer, run: bytes, at: int) -> Iterator[Layer]:
    for found in _HEX.finditer(run):
        digits = found[0]
        if len(digits) % 2 == 0:
            content = binascii.unhexlify(digits)
            if is_text(content) or _plausible(content):
                yield _child(layer, content, "hex", digits, at + found.start())


def _decoded(layer: Layer, run: bytes, at: int) -> Iterator[Layer]:
    content = base64(run)
    if is_text(content) or packed_as(content):
        yield _child(layer, content, "base64", run, at)
        return
    found = False
    for separator in b"/", b"-", b"_", b"+":  # a path or a name may have run into it
        if separator in run:
            place = 0
            for piece in run.split(separator):
                if len(piece) >= 12:
                    inside = base64(piece)
                    if is_text(inside) or packed_as(inside):
                        found = True
                        yield _child(layer, inside, "base64", piece, at + place)
                place += len(piece) + 1
    if not found and _plausible(content):
        yield _child(layer, content, "base64", run, at)


def _plausible(content: bytes) -> bool:
    """Whether bytes that are no text are worth a closer look: long, packed, or a message of fields."""
    if len(content) >= _LONG or packed_as(content):
        return True
    first = content[0] if content else 0
    if not (8 <= first < 0x80 and first & 7 in (0, 1, 2, 5)):
        return messagepack.is_pack(content)
    try:
        for _ in protobuf.fields(content):
            pass
        return len(content) > 8
    except protobuf.BadMessage:
        return False


def base64(run: bytes) -> bytes:
    """What a run of base64 (either alphabet, padded or not) stands for; a last odd character is dropped."""
    plain = run.rstrip(b"=").translate(_URLSAFE, b"\r\n")
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4))


def _multipart(layer: Layer) -> Iterator[Layer]:
    """The contents of the parts."""
    data = layer.data
    line = data.find(b"\n")
    if not 3 < line < 256:
        return
    boundary = data[:line].rstrip(b"\r")
    at = 0
    for piece in data.split(boundary)[1:200]:
        at = data.find(piece, at)
        head, gap, content = piece.partition(b"\r\n\r\n")
        if gap and content:
            content = content.removesuffix(b"\r\n")
            yield _child(layer, content, "multipart", content[:64], at + len(head) + 4, same=True)


def _zipped(layer: Layer, budget: Budget) -> Iterator[Layer]:
    try:
        archive = Archive.open(layer.data, Limits(entry=16 << 20, unpacked=budget.left, entries=2_000))
        for entry in archive.entries[:200]:
            try:
                yield _child(layer, archive.read(entry), "zip")
            except BadEntry:
                continue
    except BadPackage:
        budget.over = budget.over or "ratio"


def _wide(layer: Layer) -> Iterator[Layer]:
    for name in ("utf-16-le", "utf-16-be"):
        text = layer.data.decode(name, "replace")
        if text and sum(letter.isprintable() for letter in text[:200]) > 0.8 * len(text[:200]):
            yield _view(layer, text.encode("utf-8", "replace"), "UTF-16")


def _binary(layer: Layer, budget: Budget) -> Iterator[Layer]:
    """Wire formats without a schema, and compressed streams behind a header of a few bytes."""
    data = layer.data
    if len(data) > 5 and data[0] in (0, 1) and int.from_bytes(data[1:5], "big") == len(data) - 5:
        yield _child(layer, data[5:], "gRPC", data[:64], 5, same=True)
        return
    try:
        yield from _packed_values(layer)
        return
    except messagepack.BadPack:
        pass
    yield from _message(layer)
    for mark in (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        at = data.find(mark, 1, 256)
        if at > 0:
            try:
                content = unpack(data[at:], packed_as(data[at:]), budget.left)
            except Unpacked:
                continue
            if content:
                yield _child(layer, content, packed_as(data[at:]), data[at : at + 64], at)
                return


def _packed_values(layer: Layer) -> Iterator[Layer]:
    texts = []
    for path, value in messagepack.values(layer.data):
        if isinstance(value, str):
            value = value.encode("utf-8", "surrogateescape")
        elif len(value) >= 8:
            yield _child(
                layer, value, f"MessagePack {path}".strip(), value[:64], layer.data.find(value), same=True
            )
        texts.append(path.rpartition(".")[2].encode("utf-8", "replace") + b"=" + value)
    yield _child(layer, b"\n".join(texts), "MessagePack")


def _message(layer: Layer) -> Iterator[Layer]:
    numbers: list[str] = []
    pieces: list[protobuf.Field] = []
    try:
        for field in protobuf.fields(layer.data):
            numbers += field.numbers
            if field.end - field.start >= 4 and not field.numbers:
                pieces.append(field)
    except protobuf.BadMessage:
        return
    for field in pieces:
        content = layer.data[field.start : field.end]
        yield _child(layer, content, f"protobuf {field.number}", content[:64], field.start, same=True)
    if numbers:
        yield _child(layer, "\n".join(numbers).encode(), "protobuf")
