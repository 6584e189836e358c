"""The packages the bench measures, from the corpus and from recipes: the same bytes on every machine."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.apps.apk import NAMESPACE
from tests.apps.arscwriter import Resources, ids, table
from tests.apps.axmlwriter import compiled
from tests.apps.signer import Signer, sign_block
from tests.apps.zipwriter import Zip
from tests.bench.key import fixed
from tests.bench.overlap import overlapping_dex

DEX_FILES, DEX_BYTES = 20, 64_000_000
NATIVE_BYTES = 60_000_000
STRINGS, LOCALES = 40_000, 20
COMPONENTS, SMALL = 400, 3_000
CLASSES = 24_000
"""Of the overlapping package."""
LEAST_DEX = 100_000
PACKED = "legu"
"""Part of the names of packages that hide their code: a packer's mark would hide the code of all others."""
_LOCALES = (
    "", "zh", "en", "fr", "de", "es", "it", "ja", "ko", "ru",
    "pt", "nl", "pl", "tr", "ar", "th", "vi", "id", "cs", "sv",
)  # fmt: skip
_WORDS = ("学习", "作业", "班级", "lesson", "teacher", "exercise", "课堂", "成绩", "parents", "homework")


@dataclass(frozen=True)
class Built:
    """One bench package and what it is made of."""

    path: Path
    makeup: str

    @cached_property
    def sha256(self) -> str:
        """Of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Taken:
    """An entry of a real package, still packed as it was there: deflating again would not give the same bytes
    on every machine."""

    name: str
    size: int
    crc: int
    packed: bytes
    digest: bytes  # of the packed bytes: orders entries of one size

    def into(self, archive: Zip, name: str) -> None:
        """Adds it under another name."""
        archive.add(name, packed_data=self.packed, size=self.size, crc=self.crc)


def large(corpus: Path, folder: Path) -> Built:
    """20 dex files of real apps, 60 MB of real libraries, a large table and manifest, many small entries."""
    taken = list(_taken(corpus))
    chosen, native = list(_dex_files(taken)), list(_libraries(taken))
    note = (
        f"{len(chosen)} dex, {sum(item.size for item in chosen) / 1e6:.1f} MB; "
        f"{len(native)} libraries, {sum(item.size for item in native) / 1e6:.1f} MB; "
        f"resources.arsc with {STRINGS} strings in {LOCALES} locales; {COMPONENTS} components; "
        f"{SMALL} small entries; v2+v3"
    )
    path = folder / f"large-{_recipe()}.apk"
    if not path.exists():
        _write(path, _large(corpus, chosen, native))
    return Built(path, note)


def overlapping(folder: Path) -> Built:
    """One dex whose class data overlaps: readers that take it as one row of numbers fall back."""
    path = folder / f"overlapping-{_recipe()}.apk"
    if not path.exists():
        _write(path, _overlapping(CLASSES))
    return Built(path, f"one dex of {CLASSES} classes, class data overlapping and out of order; v2+v3")


def _recipe() -> str:
    """Changes with the code that builds: an older file is not taken for the new one."""
    here = Path(__file__).parent
    sources = (here / "packages.py", here / "overlap.py", here / "key.py")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".part")
    temporary.write_bytes(data)
    temporary.replace(path)


def _taken(corpus: Path) -> Iterator[Taken]:
    """Dex files and libraries of the corpus."""
    for path in readable(corpus):
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            for info in archive.infolist():
                main_dex = info.filename.endswith(".dex") and "/" not in info.filename
                if info.compress_type == zipfile.ZIP_DEFLATED and (main_dex or info.filename.endswith(".so")):
                    file.seek(info.header_offset + 26)
                    skip = sum(struct.unpack("<HH", file.read(4)))
                    file.seek(info.header_offset + 30 + skip)
                    packed = file.read(info.compress_size)
                    digest = hashlib.sha256(packed).digest()
                    yield Taken(info.filename, info.file_size, info.CRC, packed, digest)


def readable(corpus: Path) -> list[Path]:
    """Packages of the corpus whose code can be read."""
    return [path for path in sorted(corpus.glob("dev/*.apk")) if PACKED not in path.name]


def _dex_files(taken: list[Taken]) -> Iterator[Taken]:
    """The largest dex files that fit: twenty of them, at most 64 MB together."""
    found = sorted(
        (item for item in taken if item.name.endswith(".dex")), key=lambda item: (-item.size, item.digest)
    )
    left, number = DEX_BYTES, 0
    for item in found:
        if number < DEX_FILES and item.size <= left - (DEX_FILES - number - 1) * LEAST_DEX:
            left -= item.size
            number += 1
            yield item


def _libraries(taken: list[Taken]) -> Iterator[Taken]:
    """All real libraries, again and again until there are 60 MB."""
    found = sorted(
        (item for item in taken if item.name.endswith(".so")), key=lambda item: (item.name, item.digest)
    )
    total = 0
    while total < NATIVE_BYTES:
        for item in found:
            if total < NATIVE_BYTES:
                total += item.size
                yield item


def _large(corpus: Path, chosen: list[Taken], native: list[Taken]) -> bytes:
    names = list(_component_names(corpus))[:COMPONENTS]
    archive = Zip().add("AndroidManifest.xml", compiled(_manifest(names), ids({"string/app_name": {}})), 0)
    for number, item in enumerate(chosen, 1):
        item.into(archive, f"classes{number if number > 1 else ''}.dex")
    archive.add("resources.arsc", table(_resources()), method=0, align=4)
    for number, item in enumerate(native):
        stem = item.name.rsplit("/", 1)[-1].removesuffix(".so")
        item.into(archive, f"lib/arm64-v8a/{stem}_{number}.so")
    noise = hashlib.shake_256(b"icons").digest(200 * SMALL)
    for number in range(SMALL):
        icon = b"\x89PNG\r\n\x1a\n" + noise[200 * number : 200 * number + 200]
        archive.add(f"res/drawable/icon_{number}.png", icon, method=0)
    return _signed(archive)


def _signed(archive: Zip) -> bytes:
    key = Signer(fixed(), (0x0201,))
    return sign_block(archive.bytes(), v2=[key], v3=[Signer(fixed(), (0x0201,), sdk=(24, 0x7FFFFFFF))])


def _component_names(corpus: Path) -> Iterator[str]:
    """Activities of the apps whose code is in the package, then made-up ones."""
    from scanner.formats import axml
    from scanner.formats import ids as attribute

    for path in readable(corpus):
        with zipfile.ZipFile(path) as archive:
            try:
                root = axml.parse(archive.read("AndroidManifest.xml"))
            except (KeyError, axml.BadXml):
                continue
        package = root.text_of("package")
        for _, element in root.walk():
            name = element.get(attribute.NAME)
            if element.tag == "activity" and name is not None and name.text:
                yield name.text if "." in name.text[1:] else f"{package}.{name.text.lstrip('.')}"
    yield from (f"com.example.bench.Screen{number}" for number in range(COMPONENTS))


def _manifest(names: list[str]) -> str:
    activities = "".join(
        f'<activity android:name="{name}" android:exported="false"><intent-filter>'
        f'<action android:name="com.example.bench.A{number}"/></intent-filter></activity>'
        for number, name in enumerate(names)
    )
    return f"""
<manifest {NAMESPACE} package="com.example.bench" android:versionName="1.0" android:versionCode="1">
  <uses-sdk android:minSdkVersion="24" android:targetSdkVersion="34"/>
  <uses-permission android:name="android.permission.CAMERA"/>
  <application android:label="@string/app_name">{activities}</application></manifest>"""


def _resources() -> Resources:
    found: dict[str, dict[str, str]] = {"string/app_name": {"": "Bench", "zh": "性能测试"}}
    for number in range(STRINGS // LOCALES):
        chosen = hashlib.shake_256(number.to_bytes(4, "little")).digest(16 * LOCALES)
        found[f"string/text_{number}"] = {
            locale: " ".join(_WORDS[byte % 10] for byte in chosen[16 * at : 16 * at + 16])
            + f" {locale}{number}"
            for at, locale in enumerate(_LOCALES)
        }
    return found


def _overlapping(count: int) -> bytes:
    text = f"""<manifest {NAMESPACE} package="com.example.r8" android:versionName="1" android:versionCode="1">
  <uses-sdk android:minSdkVersion="24" android:targetSdkVersion="34"/>
  <application><activity android:name="r8.c1"/></application></manifest>"""
    archive = Zip().add("AndroidManifest.xml", compiled(text), 0)
    return _signed(archive.add("classes.dex", overlapping_dex(count), method=0, align=4))


def cache_folder() -> Path:
    """Where built packages are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "heyan" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
