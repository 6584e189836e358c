"""Marks that tell which shop a copy of a package was made for, and that leave its code as it is.

Source: the tools that write them: Walle (Meituan), VasDolly (Tencent), packer-ng, and older scripts that add
an empty file to META-INF. None of these places is covered by the signature scheme it is used with.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.formats import signing_block
from scanner.formats.content_digest import Buffer
from scanner.formats.jar_signing import SIGNATURE_FILE
from scanner.formats.signing_block import BadBlock, Block

_FILE = re.compile(r"META-INF/[a-z]{0,12}channel[_-](?P<text>[^/]+)", re.IGNORECASE)
_COMMENT_MAGIC = {b"ltlovezh": "vasdolly-comment", b"!ZXK!": "packer-ng-comment"}
_PACKER_NG = re.compile("CHANNEL\u2218([^\u2219]+)")
LONGEST = 1024
"""Longest mark that is read, bytes; more is no mark."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One mark. `scheme` names the way it was written; `entry` or `offset` is where it stands."""

    text: str
    scheme: str
    entry: str = ""
    offset: int = -1


def is_signature_or_channel(name: str) -> bool:
    """Whether an entry belongs to the v1 signature or is a channel mark; code digests leave it out."""
    return bool(SIGNATURE_FILE.fullmatch(name) or _FILE.fullmatch(name))


def find(data: Buffer, names: Iterable[str], block: Block) -> tuple[Channel, ...]:
    """All marks of a package. `names` are its entries'. Never raises."""
    found = [*_in_block(data, block), *_in_comment(data)]
    for name in sorted(set(names)):
        if match := _FILE.fullmatch(name):
            found.append(Channel(match["text"], "meta-inf", entry=name))
    return tuple(found)


def _in_block(data: Buffer, block: Block) -> list[Channel]:
    found = []
    for id, scheme in (
        (signing_block.WALLE, "walle"),
        (signing_block.VASDOLLY, "vasdolly"),
        (signing_block.PACKER_NG, "packer-ng"),
    ):
        pair = block.find(id)
        if pair is None or not 0 < pair.size <= LONGEST:
            continue
        try:
            text = signing_block.value(data, pair).decode("utf-8", "replace").strip("\0 \r\n")
        except BadBlock:
            continue
        if scheme == "packer-ng" and (match := _PACKER_NG.search(text)):
            text = match[1]
        found.append(Channel(_walle(text) if scheme == "walle" else text, scheme, offset=pair.offset))
    return found


def _walle(text: str) -> str:
    """The channel of Walle's JSON object; the whole text where it is something else."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    channel = value.get("channel") if isinstance(value, dict) else None
    return channel if isinstance(channel, str) else text


def _in_comment(data: Buffer) -> list[Channel]:
    start = signing_block.comment_offset(data)
    with memoryview(data) as view:
        comment = bytes(view[start:]) if start >= 0 else b""
    if not comment:
        return []
    for magic, scheme in _COMMENT_MAGIC.items():
        if comment.endswith(magic) and len(comment) >= len(magic) + 2:
            end = len(comment) - len(magic) - 2
            (size,) = struct.unpack_from("<H", comment, end)
            if 0 < size <= min(end, LONGEST):
                text = comment[end - size : end].decode("utf-8", "replace").removeprefix("MARKET=")
                return [Channel(text, scheme, offset=start + end - size)]
    if len(comment) <= LONGEST:
        return [Channel(comment.decode("utf-8", "replace").strip("\0"), "zip-comment", offset=start)]
    return []
