"""The packages the bench measures, built from the corpus and from recipes; the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.apps.apk import NAMESPACE
from tests.apps.arscwriter import Resources, ids, table
from tests.apps.axmlwriter import compiled
from tests.apps.dexwriter import PUBLIC, STATIC, Class, Method, constructor, dex
from tests.apps.keys import identity
from tests.apps.signer import Signer, sign_block
from tests.apps.zipwriter import Zip

DEX_FILES, DEX_BYTES = 20, 64_000_000
NATIVE_BYTES = 60_000_000
STRINGS, LOCALES = 40_000, 20
COMPONENTS, SMALL = 400, 3_000
_LOCALES = (
    "", "zh", "en", "fr", "de", "es", "it", "ja", "ko", "ru",
    "pt", "nl", "pl", "tr", "ar", "th", "vi", "id", "cs", "sv",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """One bench package and what it is made of."""

    path: Path
    sha256: str
    makeup: str


def large(corpus: Path, folder: Path) -> Built:
    """20 dex files of real apps, 60 MB of real libraries, a large table and manifest, many small entries."""
    path = folder / "large.apk"
    chosen = list(_dex_files(corpus))
    native = list(_libraries(corpus))
    note = (
        f"{len(chosen)} dex, {sum(map(len, chosen)) / 1e6:.1f} MB; "
        f"{len(native)} libraries, {sum(len(data) for _, data in native) / 1e6:.1f} MB"
    )
    if not path.exists():
        _write(path, _large(corpus, chosen, native))
    return Built(path, _digest(path), note)


def overlapping(folder: Path) -> Built:
    """A dex of about 12 MB in the manner of R8, whose classes share class data items."""
    path = folder / "overlapping.apk"
    if not path.exists():
        _write(path, _overlapping())
    return Built(path, _digest(path), "one dex of 12 MB, class data shared and out of order")


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".part")
    temporary.write_bytes(data)
    temporary.replace(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _archives(corpus: Path) -> Iterator[zipfile.ZipFile]:
    for path in sorted(corpus.glob("dev/*.apk")):
        with zipfile.ZipFile(path) as archive:
            yield archive


def _dex_files(corpus: Path) -> Iterator[bytes]:
    """The largest dex files that fit: twenty of them, at most 64 MB together."""
    found = [
        archive.read(name)
        for archive in _archives(corpus)
        for name in archive.namelist()
        if name.endswith(".dex") and "/" not in name
    ]
    found.sort(key=lambda data: (-len(data), hashlib.sha256(data).digest()))
    left, taken = DEX_BYTES, 0
    for data in found:
        if taken < DEX_FILES and len(data) <= left - (DEX_FILES - taken - 1) * 100_000:
            left -= len(data)
            taken += 1
            yield data


def _libraries(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Real libraries, again and again with another tail, until there are 60 MB."""
    found = [
        (name, archive.read(name))
        for archive in _archives(corpus)
        for name in archive.namelist()
        if name.endswith(".so")
    ]
    found.sort(key=lambda item: (item[0], hashlib.sha256(item[1]).digest()))
    total, copy = 0, 0
    while total < NATIVE_BYTES:
        for name, data in found:
            if total >= NATIVE_BYTES:
                return
            stem = name.rsplit("/", 1)[-1].removesuffix(".so")
            total += len(data)
            yield f"lib/arm64-v8a/{stem}_{copy}_{total}.so", data + copy.to_bytes(8, "little")
        copy += 1


def _large(corpus: Path, chosen: list[bytes], native: list[tuple[str, bytes]]) -> bytes:
    chance = random.Random(1)
    names = list(_component_names(corpus))[:COMPONENTS]
    archive = Zip().add("AndroidManifest.xml", compiled(_manifest(names), ids({"string/app_name": {}})))
    for number, data in enumerate(chosen, 1):
        archive.add(f"classes{number if number > 1 else ''}.dex", data)
    archive.add("resources.arsc", table(_resources(chance)), method=0, align=4)
    for name, data in native:
        archive.add(name, data)
    for number in range(SMALL):
        archive.add(f"res/drawable/icon_{number}.png", b"\x89PNG\r\n\x1a\n" + chance.randbytes(200), method=0)
    key = Signer(identity("bench", "ec", 256), (0x0201,))
    newest = Signer(key.identity, (0x0201,), sdk=(24, 0x7FFFFFFF))
    return sign_block(archive.bytes(), v2=[key], v3=[newest])


def _component_names(corpus: Path) -> Iterator[str]:
    """Activities of the apps whose code is in the package, then made-up ones."""
    from scanner.formats import axml, ids as attribute

    for archive in _archives(corpus):
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
    return f"""<manifest {NAMESPACE} package="com.example.bench" android:versionName="1.0" android:versionCode="1">
  <uses-sdk android:minSdkVersion="24" android:targetSdkVersion="34"/>
  <uses-permission android:name="android.permission.CAMERA"/>
  <application android:label="@string/app_name">{activities}</application></manifest>"""


def _resources(chance: random.Random) -> Resources:
    words = ["学习", "作业", "班级", "lesson", "teacher", "exercise", "课堂", "成绩", "parents", "homework"]
    found: dict[str, dict[str, str]] = {"string/app_name": {"": "Bench", "zh": "性能测试"}}
    for number in range(STRINGS // LOCALES):
        found[f"string/text_{number}"] = {
            locale: " ".join(chance.choice(words) for _ in range(14)) + f" {locale}{number}"
            for locale in _LOCALES
        }
    return found


def _overlapping() -> bytes:
    """Classes in pairs: the second has the class data of the first, which R8 never minds to write once."""
    count = 24_000
    body = [("const-string", 0, "text"), ("invoke-static", (), "Lr8/c0;->a()V")] * 24
    classes = [
        Class(
            f"Lr8/c{number};",
            constructor(),
            Method("a()V", *body, ("return-void",), flags=PUBLIC | STATIC),
        )
        for number in range(count)
    ]
    data = bytearray(dex(*classes))
    defs = int.from_bytes(data[100:104], "little")
    chance = random.Random(2)
    for number in range(0, count, 2):
        at, other = defs + 32 * number + 24, defs + 32 * chance.randrange(count) + 24
        data[at : at + 4] = data[other : other + 4]
    text = f"""<manifest {NAMESPACE} package="com.example.r8" android:versionName="1" android:versionCode="1">
  <application><activity android:name="r8.c1"/></application></manifest>"""
    return Zip().add("AndroidManifest.xml", compiled(text)).add("classes.dex", bytes(data)).bytes()


def cache_folder() -> Path:
    """Where built packages are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path.home() / ".cache") / "heyan" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
