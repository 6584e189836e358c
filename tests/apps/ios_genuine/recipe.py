"""Builds genuine iOS binaries from the sources beside it, with Debian's clang-14, lld-14 and llvm-14.

`python -m tests.apps.ios_genuine.recipe` writes binaries.zip anew; a test builds them again and compares.
No SDK is needed: what the sources use of the system is declared in them, and the .tbd files say where it is.
"""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import tempfile
import zipfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
BINARIES = HERE / "binaries.zip"
TOOLS = ("clang-14", "ld64.lld-14", "llvm-lipo-14")
_DEVICE = ("arm64", "arm64-apple-ios13.0", ("ios", "13.0", "15.0"))
_SIMULATOR = ("x86_64", "x86_64-apple-ios13.0-simulator", ("ios-simulator", "13.0", "15.0"))
_COMPILE = ("-Os", "-fobjc-arc", "-fstack-protector-all", "-fno-ident")
_SYSTEM = ("libSystem", "libobjc", "Foundation")
_APP = (*_SYSTEM, "UIKit", "AdSupport", "CoreLocation")


def missing() -> str:
    """The tools that are not there; "" if all are."""
    return ", ".join(tool for tool in TOOLS if shutil.which(tool) is None)


def build() -> dict[str, bytes]:
    """The committed binaries by name, the same bytes every time. Needs the tools."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        device = _link(folder, "EduApp", "app.m", _APP, "-encryptable", _DEVICE)
        simulator = _link(folder, "EduApp-simulator", "app.m", _APP, "", _SIMULATOR)
        fat = folder / "EduApp-fat"
        _run("llvm-lipo-14", "-create", device, simulator, "-output", fat)
        parts = {
            "EduApp": device,
            "EduApp-fat": fat,
            "QuietApp": _link(folder, "QuietApp", "swift.s", ("libSystem", "Combine"), "", _DEVICE),
            "Share": _link(folder, "Share", "extension.m", _SYSTEM, "-e _NSExtensionMain", _DEVICE),
            "Statistics": _link(
                folder,
                *("Statistics", "framework.m", _SYSTEM),
                "-dylib -x -install_name @rpath/Statistics.framework/Statistics",
                _DEVICE,
            ),
        }
        return {key: part.read_bytes() for key, part in sorted(parts.items())}


def encrypted(data: bytes) -> bytes:
    """As it comes from the App Store: cryptid 1, which was signed, and its range made unreadable."""
    out = bytearray(data)
    at = data.index(struct.pack("<II", 0x2C, 24))
    start, size = struct.unpack_from("<II", data, at + 8)
    struct.pack_into("<I", out, at + 16, 1)
    for place in range(start, start + size):
        out[place] = (data[place] ^ place * 151 ^ place >> 7) & 0xFF
    before, after = (hashlib.sha256(page[:4096]).digest() for page in (data, out))
    return bytes(out).replace(before, after)


@cache
def binaries() -> dict[str, bytes]:
    """The committed binaries by name, and "EduApp-encrypted"."""
    with zipfile.ZipFile(BINARIES) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return {**found, "EduApp-encrypted": encrypted(found["EduApp"])}


def _link(
    folder: Path,
    name: str,
    source: str,
    libraries: tuple[str, ...],
    options: str,
    machine: tuple[str, str, tuple[str, ...]],
) -> Path:
    arch, target, platform = machine
    object_, out = folder / f"{name}.o", folder / name
    _run("clang-14", "-target", target, *_COMPILE, "-c", HERE / source, "-o", object_)
    stubs = [HERE / f"{library}.tbd" for library in libraries]
    how = ("-arch", arch, "-platform_version", *platform, "-adhoc_codesign", *options.split())
    _run("ld64.lld-14", *how, "-o", out, object_, *stubs)
    return out


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    with zipfile.ZipFile(BINARIES, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in build().items():
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


if __name__ == "__main__":
    main()
