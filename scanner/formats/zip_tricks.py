"""What is odd about an archive: the closed list of tricks, what each one is, and what Android makes of it.

"Android" is the platform's own reader, by its sources: system/libziparchive zip_archive.cc (opening, finding
and unpacking entries), frameworks/base libs/androidfw/AssetsProvider.cpp (manifest, resources, assets).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# --- the archive as a whole ---
SEVERAL_ENDS = "several-end-records"
TRAILING_DATA = "trailing-data"
PREFIX_DATA = "prefix-data"
SHIFTED_OFFSETS = "shifted-offsets"
ZIP64 = "zip64"
DISK_FIELDS = "disk-fields"
ENTRY_COUNT = "entry-count"
DIRECTORY_SIZE = "directory-size"
UNLISTED_ENTRY = "unlisted-entry"
UNLISTED_DATA = "unlisted-data"
# --- names ---
DUPLICATE_NAME = "duplicate-name"
CASE_TWIN = "case-twin"
FILE_AND_DIRECTORY = "file-and-directory"
NAME_ABSOLUTE = "name-absolute"
NAME_PARENT = "name-parent"
NAME_BACKSLASH = "name-backslash"
NAME_CONTROL = "name-control"
NAME_INVISIBLE = "name-invisible"
NAME_NOT_UTF8 = "name-not-utf8"
NAME_EMPTY = "name-empty"
# --- one entry's headers ---
ENCRYPTED_FLAG = "encrypted-flag"
UNKNOWN_METHOD = "unknown-method"
LOCAL_HEADER_MISSING = "local-header-missing"
LOCAL_NAME = "local-name-differs"
LOCAL_METHOD = "local-method-differs"
LOCAL_SIZES = "local-sizes-differ"
LOCAL_FLAGS = "local-flags-differ"
LOCAL_EXTRA = "local-extra-large"
DESCRIPTOR = "descriptor-differs"
OUT_OF_RANGE = "out-of-range"
OVERLAP = "overlap"
# --- one entry's content ---
SIZE_DIFFERS = "size-differs"
STORED_SIZE = "stored-size-differs"
CRC_DIFFERS = "crc-differs"
PACKED_REST = "packed-rest"

TRICKS: Mapping[str, str] = {
    SEVERAL_ENDS: (
        "the last end record is not a usable one and an earlier one was read; Android looks at the last "
        "signature only and refuses the file, other programs see the earlier directory"
    ),
    TRAILING_DATA: "bytes follow the archive, or its comment is cut off; Android refuses the file",
    PREFIX_DATA: (
        "the file does not begin with an entry; Android refuses it since the patches of December 2017 "
        "(CVE-2017-13156, Janus), earlier versions run a dex file put there"
    ),
    SHIFTED_OFFSETS: (
        "offsets count from a later place than the start of the file; Android does not correct them and "
        "refuses the file, most other programs do"
    ),
    ZIP64: ("the 64-bit directory is used; Android reads it since version 12, earlier ones refuse the file"),
    DISK_FIELDS: "the end record speaks of several disks; Android ignores these fields",
    ENTRY_COUNT: (
        "the directory does not hold as many entries as the end record says; Android reads the stated "
        "number and no more, and refuses the file if there are fewer"
    ),
    DIRECTORY_SIZE: (
        "the directory does not end where its stated size says, or not at the end record; Android "
        "allows bytes in between and refuses a directory that runs over"
    ),
    UNLISTED_ENTRY: "an entry lies in the file but not in the directory; Android does not see it",
    UNLISTED_DATA: "bytes lie between the entries that belong to none; Android does not look at them",
    DUPLICATE_NAME: (
        "two entries have the same name; Android 4.4 and later refuse the file, earlier ones run the "
        "first in the directory and verify the last (CVE-2013-4787, master key)"
    ),
    CASE_TWIN: (
        "two names differ in upper and lower case only; two entries for Android, one file for some tools"
    ),
    FILE_AND_DIRECTORY: (
        "a name is both a file and a directory; harmless to Android, unpacking tools stumble"
    ),
    NAME_ABSOLUTE: ("a name begins with a slash or a drive letter; Android never finds it by its usual path"),
    NAME_PARENT: (
        "a name climbs with '..'; Android takes it literally, careless tools write outside their folder"
    ),
    NAME_BACKSLASH: "a name has a backslash; a plain character for Android, a folder for some tools",
    NAME_CONTROL: (
        "a name has a control character; with NUL Android refuses the file, others are plain characters"
    ),
    NAME_INVISIBLE: (
        "a name has characters that do not show or change the reading direction; plain for Android"
    ),
    NAME_NOT_UTF8: (
        "a name is not UTF-8; Android 5 and later refuse the file (names in GBK are usual for IPA)"
    ),
    NAME_EMPTY: "an entry has no name; Android cannot be asked for it",
    ENCRYPTED_FLAG: "the entry says it is encrypted; Android ignores that and reads it as it is",
    UNKNOWN_METHOD: (
        "a packing method other than stored and deflated; Android 9 and later takes manifest, resources "
        "and assets as stored, `size` bytes long (8 and earlier: as deflated), and does not load dex "
        "files and libraries packed so"
    ),
    LOCAL_HEADER_MISSING: (
        "there is no local header where the directory points; Android does not find the entry"
    ),
    LOCAL_NAME: "the local header has another name; Android does not find the entry",
    LOCAL_METHOD: "the local header has another packing method; Android goes by the directory",
    LOCAL_SIZES: (
        "the local header has other sizes or another checksum; Android does not find the entry, unless "
        "the local header announces a data descriptor"
    ),
    LOCAL_FLAGS: (
        "the local header has other flags; Android goes by the directory, for the data descriptor by "
        "the local header"
    ),
    LOCAL_EXTRA: "the local header's extra field is larger than any alignment needs; Android skips it",
    DESCRIPTOR: (
        "the data descriptor after the entry says something else than the directory; Android reads "
        "manifest, resources and assets all the same and does not load dex files and libraries"
    ),
    OUT_OF_RANGE: (
        "the entry reaches into the directory or beyond the file; Android does not find the entry, or "
        "refuses the file if even its header lies there"
    ),
    OVERLAP: "entries share bytes, as in a zip bomb; Android does not mind",
    SIZE_DIFFERS: (
        "the content unpacks to another size than stated; Android refuses to read the entry whole"
    ),
    STORED_SIZE: "packed and unpacked size of a stored entry differ; Android takes the unpacked size",
    CRC_DIFFERS: "the checksum is wrong; Android does not check it",
    PACKED_REST: "bytes follow the packed content within the entry; Android ignores them",
}
"""Every trick: what it is, what Android makes of it."""

PLACES = 1_000
"""At most this many places of one trick are kept."""


class Trick(NamedTuple):
    """One trick at one entry ("" for the archive as a whole). `name` is one of TRICKS."""

    name: str
    entry: str
    note: str


class TrickBook:
    """Collects tricks; each is kept once per entry."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, str]] = {}

    def add(self, name: str, entry: str = "", note: str = "") -> None:
        """Notes a trick. The first note for an entry stays."""
        places = self._found.setdefault(name, {})
        if len(places) < PLACES:
            places.setdefault(entry, note)

    def sorted(self) -> tuple[Trick, ...]:
        """All of them in the order of TRICKS, then by entry."""
        return tuple(
            Trick(name, entry, note)
            for name in TRICKS
            if name in self._found
            for entry, note in sorted(self._found[name].items())
        )
