"""What a file is, told by its first bytes, never by its name."""

from __future__ import annotations

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"dex\n0", "dex"),
    (b"cdex0", "cdex"),
    (b"\x7fELF", "elf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x03\x00\x08\x00", "axml"),
    (b"\x02\x00\x0c\x00", "arsc"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\xc6\x1f\xbc\x03", "hermes"),  # facebook/hermes BytecodeFileFormat.h, MAGIC little endian
    (b"bplist00", "bplist"),
    (b"\xcf\xfa\xed\xfe", "macho"),
    (b"\xce\xfa\xed\xfe", "macho"),
    (b"\xca\xfe\xba\xbe", "macho"),  # fat, or a Java class: told apart by its reader
    (b"SQLite format 3\0", "sqlite"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xfd7zXZ\0", "xz"),
    (b"%PDF", "pdf"),
    (b"UnityFS", "unity"),
    (b"\xaf\x1b\xb1\xfa", "il2cpp"),  # Unity's global-metadata.dat
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"OTTO", "font"),
    (b"wOFF", "font"),
)
_TEXT = bytes(range(32, 127)) + b"\t\r\n\f\x1b"


def magic(data: bytes) -> str:
    """A short word for the content: "dex", "elf", "zip", "png", "text", "html", "empty", "unknown", ..."""
    for start, word in _MAGIC:
        if data.startswith(start):
            return word
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return "mp4"
    if not data:
        return "empty"
    return _text(data)


def _text(data: bytes) -> str:
    head = data[:4096]
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    if b"\0" in head:
        return "unknown"
    odd = len(head.translate(None, _TEXT))
    if odd and odd > len(head) // 20:
        try:
            data[:4096].decode("utf-8")
        except UnicodeDecodeError as fault:
            if fault.start < len(data[:4096]) - 3:
                return "unknown"
    start = head.lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    return "text"
