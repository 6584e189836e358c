"""Archives opened and read: equal to Python's reader on good ones, defined ends on bad ones, limits."""

from __future__ import annotations

import gc
import io
import mmap
import random
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.formats import zip_tricks as tricks
from scanner.formats.archive import DEFLATED, STORED, Archive, BadEntry, Entry
from scanner.model import BadPackage, Limits
from tests.apps.zipwriter import Zip, deflate

DATA = b"content of an entry, repeated. " * 20
SMALL = replace(Limits(), total=1 << 20, unpacked=1 << 20, entry=1 << 19, entries=50, path=100)


def open_one(data: bytes, limits: Limits = Limits()) -> tuple[Archive, Entry]:  # noqa: B008  (frozen)
    archive = Archive.open(data, limits)
    return archive, archive.entries[0]


def names(archive: Archive) -> list[str]:
    return [trick.name for trick in archive.tricks]


# --- as Android reads ---


def test_entries_have_what_the_directory_says() -> None:
    data = (
        Zip().add("a/", method=0).add("课.txt", DATA, descriptor=True).add("b.so", DATA, 0, align=64).bytes()
    )
    archive = Archive.open(data, Limits())
    folder, text, library = archive.entries
    assert (folder.name, folder.is_dir, folder.size) == ("a/", True, 0)
    assert (text.name, text.raw_name, text.method) == ("课.txt", "课.txt".encode(), DEFLATED)
    assert (text.flags, text.packed, text.size, text.crc) == (
        0x808,
        len(deflate(DATA)),
        len(DATA),
        zlib.crc32(DATA),
    )
    assert (library.method, library.packed, library.data_offset % 64) == (STORED, len(DATA), 0)
    assert archive.find("b.so") is library
    assert archive.find("B.so") is None
    assert bytes(archive.raw(text)) == deflate(DATA)
    assert archive.read(text) == archive.read(library) == DATA
    assert (archive.start, archive.comment, archive.tricks, archive.hidden) == (0, b"", (), ())


def test_places_for_signing() -> None:
    data = Zip(before_directory=b"BLOCK", comment=b"channel", prefix=b"#!").add("a", DATA).bytes()
    archive = Archive.open(data, Limits())
    assert data[archive.directory_offset :].startswith(b"PK\1\2")
    assert data[: archive.directory_offset].endswith(b"BLOCK")
    assert data[archive.end_offset :].startswith(b"PK\5\6")
    assert archive.end_offset + archive.end_size == len(data)
    assert (archive.start, archive.comment) == (2, b"channel")


def test_false_encryption_flag_is_ignored() -> None:
    archive, entry = open_one(Zip().add("AndroidManifest.xml", DATA, flags=0x801).bytes())
    assert archive.read(entry) == DATA
    archive, entry = open_one(
        Zip().add("AndroidManifest.xml", DATA, packed_data=b"\xff" * 90, flags=1).bytes()
    )
    with pytest.raises(BadEntry, match="encrypted"):
        archive.read(entry)


@pytest.mark.parametrize("method", [1, 9, 12, 0x1234, 0xFFFF])
def test_unknown_method_is_stored(method: int) -> None:
    archive, entry = open_one(Zip().add("AndroidManifest.xml", DATA, method).bytes())
    assert (entry.method, archive.read(entry)) == (STORED, DATA)


def test_unknown_method_is_as_long_as_unpacked() -> None:
    """The packed size is a lie that only other readers believe."""
    data = Zip().add("AndroidManifest.xml", DATA, 0x77, packed=3).add("b", b"").bytes()
    archive, entry = open_one(data)
    assert archive.read(entry) == DATA
    assert tricks.STORED_SIZE in names(archive)


def test_directory_decides_about_the_method() -> None:
    archive, entry = open_one(Zip().add("a", DATA, local_method=0).bytes())
    assert archive.read(entry) == DATA


def test_local_lengths_decide_where_the_content_begins() -> None:
    data = Zip().add("a", DATA, local_extra=b"\7" * 40, central_extra=b"\xca\xfe\4\0abcd").bytes()
    archive, entry = open_one(data)
    assert archive.read(entry) == DATA
    archive, entry = open_one(Zip().add("classes.dex", DATA, local_name=b"x.dex").bytes())
    assert archive.read(entry) == DATA
    assert archive.tricks[0].note == "x.dex"


def test_sizes_only_in_the_local_header_are_not_believed() -> None:
    archive, entry = open_one(Zip().add("a", DATA, local_size=5, local_packed=7, local_crc=9).bytes())
    assert (entry.size, archive.read(entry)) == (len(DATA), DATA)
    assert names(archive) == [tricks.LOCAL_SIZES]


def test_first_of_a_name_is_used_and_the_other_kept() -> None:
    data = Zip().add("classes.dex", b"first").add("a", b"").add("classes.dex", b"second").bytes()
    archive = Archive.open(data, Limits())
    assert [entry.name for entry in archive.entries] == ["classes.dex", "a"]
    found = archive.find("classes.dex")
    assert found is not None
    assert archive.read(found) == b"first"
    assert [archive.read(entry) for entry in archive.hidden] == [b"second"]


def test_entries_beyond_the_stated_number_are_hidden() -> None:
    archive = Archive.open(Zip().add("a", b"1").add("b.dex", b"2").bytes(count=1), Limits())
    assert [entry.name for entry in archive.entries] == ["a"]
    assert [archive.read(entry) for entry in archive.hidden] == [b"2"]
    assert tricks.ENTRY_COUNT in names(archive)


def test_directory_name_with_content_is_a_file() -> None:
    archive, entry = open_one(Zip().add("assets/x/", DATA).bytes())
    assert not entry.is_dir
    assert archive.read(entry) == DATA


def test_content_under_the_wrong_checksum_or_size() -> None:
    archive, entry = open_one(Zip().add("a", DATA, crc=1, size=5).bytes())
    assert archive.read(entry) == DATA
    assert names(archive) == [tricks.SIZE_DIFFERS, tricks.CRC_DIFFERS]
    archive.read(entry)
    assert names(archive) == [tricks.SIZE_DIFFERS, tricks.CRC_DIFFERS]  # each once


def test_unreadable_entries_say_why() -> None:
    writer = (
        Zip().add("cut", DATA, packed_data=deflate(DATA)[:-20]).add("broken", DATA, packed_data=b"\xff" * 9)
    )
    writer.add("nowhere", shared=True, offset=1 << 20).add("long", b"1", 0, size=1 << 30, packed=1 << 30)
    archive = Archive.open(writer.bytes(), Limits())
    said = {}
    for entry in archive.entries:
        with pytest.raises(BadEntry) as fault:
            archive.read(entry)
        said[entry.name] = str(fault.value)
    assert said == {
        "cut": "deflate-cut-off",
        "broken": "deflate-broken",
        "nowhere": "no-local-header",
        "long": "out-of-range",
    }
    with pytest.raises(BadEntry, match="no-local-header"):
        archive.raw(archive.entries[2])


# --- kinds of input ---


def test_mapped_file_and_view_read_like_bytes() -> None:
    data = Zip().add("课.txt", DATA).add("b", DATA, 0, descriptor=True).bytes()
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            archives = [Archive.open(kind, Limits()) for kind in (data, mapped, memoryview(data))]
            assert len({archive.entries for archive in archives}) == 1
            assert all(archive.read(entry) == DATA for archive in archives for entry in archive.entries)
            del archives
            gc.collect()


# --- what is no archive ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"this is not an apk, honestly", "not-an-archive"),
        (b"<html>" * 20_000, "not-an-archive"),
        (Zip().add("a", DATA).bytes()[:-30], "archive-cut-off"),
        (Zip().add("a", DATA).bytes()[:20], "archive-cut-off"),
        (b"PK\5\6", "not-an-archive"),
        (Zip().add("a", DATA).bytes(offset=1 << 31, size=9), "archive-cut-off"),
    ],
)
def test_no_archive(data: bytes, code: str) -> None:
    with pytest.raises(BadPackage) as fault:
        Archive.open(data, Limits(), "school.apk")
    assert fault.value.code == code
    assert fault.value.zh.startswith("school.apk:")
    assert fault.value.en.startswith("school.apk: ")


def test_an_archive_of_nothing_is_empty() -> None:
    assert Archive.open(Zip().bytes(), Limits()).entries == ()


# --- limits ---


def _open_and_read(data: bytes, limits: Limits) -> Archive:
    archive = Archive.open(data, limits)
    for entry in (*archive.entries, *archive.hidden):
        archive.read(entry)
    return archive


def refused(data: bytes, limits: Limits) -> str:
    """The code of the limit that refuses this archive, on opening or on reading."""
    with pytest.raises(BadPackage) as fault:
        _open_and_read(data, limits)
    assert fault.value.zh
    assert fault.value.en
    return fault.value.code


def test_limits_hold() -> None:
    assert refused(bytes((1 << 20) + 1), SMALL) == "too-large"
    many = Zip()
    for number in range(51):
        many.add(f"f{number}", b"")
    assert refused(many.bytes(), SMALL) == "too-many-entries"
    assert refused(many.bytes(count=5), SMALL) == "too-many-entries"
    assert refused(Zip().add("x" * 101, b"").bytes(), SMALL) == "path-too-long"
    assert refused(Zip().add("a", bytes((1 << 19) + 1)).bytes(), SMALL) == "entry-too-large"
    assert refused(Zip().add("a", bytes(range(256)) * 2100, 0).bytes(), SMALL) == "entry-too-large"
    three = Zip().add("a", bytes(500_000)).add("b", bytes(500_000)).add("c", bytes(500_000))
    assert refused(three.bytes(), SMALL) == "unpacked-too-large"
    assert refused(Zip().add("a", bytes(3 << 20)).bytes(), replace(Limits(), ratio=100)) == "ratio"


def test_limits_do_not_believe_headers() -> None:
    """A small size is stated, much comes out; and much is stated, little comes out."""
    assert refused(Zip().add("a", bytes(600_000), size=5, crc=0).bytes(), SMALL) == "entry-too-large"
    archive, entry = open_one(Zip().add("a", DATA, size=0xFFFFFFF0).bytes(), SMALL)
    assert archive.read(entry) == DATA
    assert names(archive) == [tricks.SIZE_DIFFERS]


def test_reading_the_same_again_is_free() -> None:
    archive, entry = open_one(Zip().add("a", bytes(500_000)).bytes(), SMALL)
    for _ in range(5):
        assert len(archive.read(entry)) == 500_000


def test_bomb_of_overlapping_entries() -> None:
    """Many names over one packed content, as in Fifield's zip bomb: the sum of what comes out is bounded."""
    kernel = deflate(bytes(400_000))
    writer = Zip().add("0", bytes(400_000), packed_data=kernel)
    for number in range(1, 40):
        writer.add(str(number), shared=True, offset=0, packed=len(kernel), size=400_000, crc=0)
    data = writer.bytes()
    assert len(data) < 10_000
    assert refused(data, SMALL) == "unpacked-too-large"
    assert names(Archive.open(data, SMALL)).count(tricks.OVERLAP) == 39


def test_bomb_in_one_entry_costs_little() -> None:
    data = Zip().add("a", bytes(400 << 20)).bytes()
    tracemalloc.start()
    assert refused(data, replace(Limits(), entry=1 << 20)) == "entry-too-large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_nested_bomb_is_only_bytes() -> None:
    """Nothing inside is opened unasked."""
    inner = Zip().add("0", bytes(5 << 20)).bytes()
    for _ in range(5):
        inner = Zip().add("x.zip", inner).add("y.zip", inner).bytes()
    archive, entry = open_one(inner)
    assert archive.read(entry)[:2] == b"PK"


def test_seventy_thousand_entries() -> None:
    writer = Zip(zip64=True)
    for number in range(70_000):
        writer.add(f"a/{number}", b"", 0)
    data = writer.bytes()
    began = time.process_time()
    archive = Archive.open(data, Limits())
    assert len(archive.entries) == 70_000
    assert time.process_time() - began < 8
    assert names(archive) == [tricks.ZIP64]


def test_directory_of_three_thousand_entries_is_quick() -> None:
    """10 ms on the reference machine; the bound here is loose, for slow and busy ones."""
    writer = Zip()
    for number in range(3000):
        writer.add(f"assets/folder{number % 50}/file{number}.json", DATA)
    data = writer.bytes()
    began = time.process_time()
    Archive.open(data, Limits())
    assert time.process_time() - began < 0.1


# --- against Python's reader, and hostile bytes ---


def read_all(data: bytes, limits: Limits) -> Archive | None:
    """Opens and reads all. None for BadPackage; any other exception than BadEntry is a fault of ours."""
    try:
        archive = Archive.open(data, limits)
        for entry in (*archive.entries, *archive.hidden):
            try:
                archive.read(entry)
            except BadEntry:
                continue
    except BadPackage:
        return None
    return archive


def test_dev_packages_read_like_python(corpus: Path) -> None:
    """Same names in the same order, same contents; nothing odd in packages that were built by tools."""
    for path in sorted((corpus / "dev").iterdir()):
        data = path.read_bytes()
        archive = Archive.open(data, Limits())
        with zipfile.ZipFile(io.BytesIO(data)) as known:
            infos = known.infolist()
            raw = [
                info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437") for info in infos
            ]
            assert [entry.raw_name for entry in archive.entries] == raw, path.name
            for entry, info in zip(archive.entries, infos, strict=True):
                assert archive.read(entry) == known.read(info), (path.name, entry.name)
        assert archive.tricks == (), path.name


def test_names_in_an_app_for_ios(corpus: Path) -> None:
    """UTF-8 without the flag that says so: Python shows these names as code page 437."""
    data = (corpus / "dev" / "vampirekiss-douban-fm__app.ipa").read_bytes()
    assert Archive.open(data, Limits()).find("Payload/建筑项目平台.app/Info.plist") is not None


def test_bad_packages_end_in_a_defined_way(corpus: Path) -> None:
    refused = [path.name for path in sorted((corpus / "badinput").iterdir()) if not _read(path)]
    assert refused == ["appium-appium__FakeAndroidApp.apk"]


def _read(path: Path) -> bool:
    return read_all(path.read_bytes(), Limits()) is not None


def test_tricks_of_the_bad_packages(corpus: Path) -> None:
    def of(name: str) -> set[tuple[str, str]]:
        archive = read_all((corpus / "badinput" / name).read_bytes(), Limits())
        assert archive is not None
        return {(trick.name, trick.entry) for trick in archive.tricks}

    prefix = "androguard-androguard__"
    assert (tricks.UNKNOWN_METHOD, "META-INF/CERT.RSA") in of(prefix + "weird-compression-method.apk")
    assert of(prefix + "mismatched-compression-method.apk") == {(tricks.LOCAL_METHOD, "META-INF/CERT.RSA")}
    assert of(prefix + "v1-only-with-nul-in-entry-name.apk") == {(tricks.NAME_CONTROL, "test.txt\\u{0}")}
    assert of(prefix + "v1-only-with-cr-in-entry-name.apk") == {(tricks.NAME_CONTROL, "test.txt\\u{d}")}
    assert of(prefix + "v2-only-garbage-between-cd-and-eocd.apk") == {(tricks.DIRECTORY_SIZE, "")}
    assert (tricks.ENTRY_COUNT, "") in of(prefix + "v2-only-truncated-cd.apk")
    assert (tricks.NAME_PARENT, "../../../../assets") in of("iBotPeaches-Apktool__issue1589.apk")
    assert of(prefix + "v1-only-max-sized-eocd-comment.apk") == set()


def test_damaged_packages_end_in_a_defined_way(corpus: Path) -> None:
    """Cut off, and with bits turned, mostly in the directory."""
    chance = random.Random(20)
    limits = replace(Limits(), unpacked=64 << 20)
    for path in sorted((corpus / "dev").iterdir())[::6]:
        whole = path.read_bytes()
        for _ in range(3):
            read_all(whole[: chance.randrange(len(whole))], limits)
        start = Archive.open(whole, Limits()).directory_offset
        for _ in range(3):
            data = bytearray(whole)
            for _ in range(20):
                data[chance.randrange(start, len(data))] ^= 1 << chance.randrange(8)
            read_all(bytes(data), limits)


SAMPLE = (
    Zip(comment=b"note", before_directory=b"BLOCK")
    .add("AndroidManifest.xml", DATA)
    .add("lib/a.so", DATA[:90], 0, align=16)
    .add("课.txt", DATA, descriptor=True)
    .bytes()
)
WIDE = Zip(zip64=True).add("a", DATA).add("b/", method=0).bytes()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([SAMPLE, WIDE]),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(0, 255)), max_size=6),
    st.integers(0, 1200),
    st.booleans(),
)
def test_any_bytes_end_in_a_defined_way(
    sample: bytes, changes: list[tuple[int, int]], cut: int, cut_it: bool
) -> None:
    data = bytearray(sample[:cut] if cut_it else sample)
    for at, value in changes:
        if data:
            data[at % len(data)] = value
    read_all(bytes(data), SMALL)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_rubbish_around_an_end_record(before: bytes, after: bytes) -> None:
    end = SAMPLE[-26:]
    read_all(before + end + after, SMALL)
    read_all(SAMPLE + before + end + after, SMALL)
    read_all(before + SAMPLE + after, SMALL)


def test_head_of_an_entry() -> None:
    writer = Zip().add("a", DATA).add("b", DATA, 0).add("c", b"x", 0).add("d", shared=True, offset=1 << 20)
    archive = Archive.open(writer.bytes(), Limits())
    assert [archive.head(entry, 7) for entry in archive.entries] == [DATA[:7], DATA[:7], b"x", b""]
