"""The only unzipping in the house: reads what Android's loader reads, the way it reads it, within limits.

What the archive does to hide from other readers is in `Archive.tricks` (zip_tricks.py says what each is).
What Android does was read in its sources: system/libziparchive zip_archive.cc; frameworks/base
libs/androidfw/AssetsProvider.cpp, ZipAssetsProvider::OpenInternal, which inflates method 8 and maps anything
else as it is, `size` bytes long (since Android 9; before, AssetManager.cpp took anything but stored as
deflated). Nothing is ever written to disk.
"""

from __future__ import annotations

from scanner.formats import zip_end
from scanner.formats import zip_tricks as tricks
from scanner.formats.inflate import BadStream, TooMuch, crc32, inflate, inflate_by_zlib, inflate_head
from scanner.formats.zip_directory import Listing, LongName, TooMany, read
from scanner.formats.zip_end import Buffer, Directory
from scanner.formats.zip_entry import DEFLATED, STORED, Entry
from scanner.formats.zip_tricks import TRICKS, Trick, TrickBook
from scanner.model import BadPackage, Limits

__all__ = ["DEFLATED", "STORED", "TRICKS", "Archive", "BadEntry", "Buffer", "Entry", "Trick", "entry_at"]

_SMALL = 1 << 20
"""The ratio limit does not count below this size; bytes."""


class BadEntry(ValueError):
    """An entry that cannot be read. The message is a code:

    no-local-header, out-of-range, deflate-broken, deflate-cut-off, encrypted, memory.
    """


class Archive:
    """One archive. The bytes given to `open` must stay open as long as it is used."""

    def __init__(
        self, data: Buffer, where: Directory, listing: Listing, limits: Limits, book: TrickBook
    ) -> None:
        self.entries = listing.entries
        """In the directory's order, as Android sees them: of several with one name the first."""
        self.hidden = listing.hidden
        """What Android does not see: further entries of a name, and those beyond the stated number."""
        self.comment = where.comment
        self.directory_offset = where.start
        self.end_offset = where.end
        """Of the end record (the 32-bit one)."""
        self.end_size = zip_end.END.size + len(where.comment)
        self._view = memoryview(data)
        self._limits = limits
        self._book = book
        self._left = limits.unpacked
        self._counted: set[tuple[bytes, int]] = set()
        # of raw names that are shown alike the first
        self._by_name = {entry.name: entry for entry in reversed(listing.entries)}

    @classmethod
    def open(cls, data: Buffer, limits: Limits, name: str = "") -> Archive:
        """The archive in `data`; `name` only tells it apart in messages. Raises BadPackage."""
        _refuse_size(len(data), limits, name)
        book = TrickBook()
        where = zip_end.find(data, book)
        if where is None:
            raise _no_directory(data, name)
        try:
            listing = read(data, where, limits.entries, limits.path, book)
        except TooMany:
            raise _bad(
                "too-many-entries",
                name,
                f"压缩包里的文件超过 {limits.entries} 个,超出可检查的范围",
                f"more than {limits.entries} entries",
            ) from None
        except LongName as fault:
            raise _bad(
                "path-too-long",
                name,
                f"压缩包里有文件名长达 {fault} 字节,超过上限 {limits.path} 字节",
                f"an entry name of {fault} bytes, the limit is {limits.path}",
            ) from None
        return cls(data, where, listing, limits, book)

    @property
    def start(self) -> int:
        """Where the first entry begins: larger than 0 where the file begins with something else."""
        found = (entry.offset for entry in self.entries if entry.data_offset >= 0)
        return min(found, default=self.directory_offset)

    @property
    def tricks(self) -> tuple[Trick, ...]:
        """What is odd about it, in a fixed order. Reading entries can add to it."""
        return self._book.sorted()

    def find(self, name: str) -> Entry | None:
        """The entry that Android finds under this name."""
        return self._by_name.get(name)

    def raw(self, entry: Entry) -> memoryview:
        """The packed bytes. Raises BadEntry."""
        self._refuse_broken(entry)
        return self._view[entry.data_offset : entry.data_offset + entry.packed]

    def head(self, entry: Entry, size: int) -> bytes:
        """The first bytes of the content; fewer where there are no more or it cannot be read."""
        if entry.fault:
            return b""
        if entry.method == STORED:
            return bytes(self._view[entry.data_offset : entry.data_offset + min(size, entry.size)])
        return inflate_head(self.raw(entry), size)

    def read(self, entry: Entry) -> bytes:
        """The content. Needs memory for itself only.

        Raises BadEntry for what Android could not unpack either; BadPackage for what is over the limits,
        which hold for what really comes out, whatever the headers say.
        """
        self._refuse_broken(entry)
        bound = self._bound(entry)
        try:
            content = self._stored(entry, bound) if entry.method == STORED else self._inflated(entry, bound)
        except TooMuch:
            raise self._over(entry, bound) from None
        except MemoryError:
            raise BadEntry("memory") from None
        key = (entry.raw_name, entry.offset)
        if key not in self._counted:
            self._counted.add(key)
            self._left -= len(content)
        return content

    def _refuse_broken(self, entry: Entry) -> None:
        if entry.fault:
            raise BadEntry(entry.fault)

    def _bound(self, entry: Entry) -> int:
        by_ratio = max(_SMALL, entry.packed * self._limits.ratio)
        if (entry.raw_name, entry.offset) in self._counted:
            return min(self._limits.entry, by_ratio)
        return min(self._limits.entry, self._left, by_ratio)

    def _stored(self, entry: Entry, bound: int) -> bytes:
        if entry.size > bound:
            raise TooMuch
        content = bytes(self._view[entry.data_offset : entry.data_offset + entry.size])
        self._note_crc(entry, crc32(content))
        return content

    def _inflated(self, entry: Entry, bound: int) -> bytes:
        packed = self.raw(entry)
        try:
            content, rest = inflate(packed, bound)
            crc = crc32(content)
            if crc != entry.crc:
                del content
                # the faster library may be wrong; zlib is what Android uses
                content, rest = inflate_by_zlib(packed, bound)
                crc = crc32(content)
        except BadStream as fault:
            raise BadEntry("encrypted" if entry.flags & 1 else str(fault)) from fault
        self._note_crc(entry, crc)
        if len(content) != entry.size:
            self._book.add(tricks.SIZE_DIFFERS, entry.name, f"{len(content)}, stated {entry.size}")
        if rest:
            self._book.add(tricks.PACKED_REST, entry.name, f"{rest} bytes")
        return content

    def _note_crc(self, entry: Entry, found: int) -> None:
        if found != entry.crc:
            self._book.add(tricks.CRC_DIFFERS, entry.name, f"{found:08x}, stated {entry.crc:08x}")

    def _over(self, entry: Entry, bound: int) -> BadPackage:
        limits = self._limits
        if bound == limits.entry:
            return _bad(
                "entry-too-large",
                entry.name,
                f"解压后超过单个文件的上限 {_mib(limits.entry)}",
                f"unpacks to more than the {_mib(limits.entry)} allowed for one entry",
            )
        if bound == self._left:
            return _bad(
                "unpacked-too-large",
                "",
                f"压缩包全部解压后超过上限 {_mib(limits.unpacked)},疑为压缩炸弹",
                f"the archive unpacks to more than {_mib(limits.unpacked)}; it may be a zip bomb",
            )
        return _bad(
            "ratio",
            entry.name,
            f"压缩比超过 {limits.ratio} 倍,疑为压缩炸弹",
            f"packed more than {limits.ratio} times; it may be a zip bomb",
        )


def entry_at(archive: Archive, path: str, limits: Limits) -> bytes:
    """The content at a path that may lead through archives within: "assets/x.zip!/a.html".

    Raises KeyError (no such path), BadEntry or BadPackage.
    """
    first, inner, rest = path.partition("!/")
    entry = archive.find(first)
    if entry is None:
        raise KeyError(path)
    data = archive.read(entry)
    return entry_at(Archive.open(data, limits, first), rest, limits) if inner else data


def _refuse_size(size: int, limits: Limits, name: str) -> None:
    if size == 0:
        raise _bad("empty", name, "文件是空的,请重新提交", "the file is empty")
    if size > limits.total:
        raise _bad(
            "too-large",
            name,
            f"文件大小 {_mib(size)},超过上限 {_mib(limits.total)}",
            f"the file has {_mib(size)}, the limit is {_mib(limits.total)}",
        )


def _no_directory(data: Buffer, name: str) -> BadPackage:
    if bytes(data[:4]) == b"PK\3\4":
        return _bad(
            "archive-cut-off",
            name,
            "压缩包不完整(缺少文件目录),可能没有传完,请重新提交",
            "the archive lacks its directory; the upload may be incomplete",
        )
    return _bad("not-an-archive", name, "文件不是压缩包,也不是安装包", "neither an archive nor a package")


def _bad(code: str, name: str, zh: str, en: str) -> BadPackage:
    return BadPackage(code, f"{name}:{zh}" if name else zh, f"{name}: {en}" if name else en)


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.0f} MB" if size >= 1 << 20 else f"{size} B"
