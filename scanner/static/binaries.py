"""Programs and libraries in Apple's format: for which processors, encrypted or not, how protected."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.binaries import Binary
from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "binaries"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.CODE_FILE, Kind.NATIVE_LIBRARY, Kind.BINARY_FLAG)

_NEEDED = 200
"""At most this many libraries that one needs are named."""


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One piece of evidence per program or library, and per protection of each of the app's own programs."""
    app.say_unread(NAME)
    sizes = {content.path: (content.size, content.sha256) for content in app.contents}
    loaded = {name for binary in app.binaries.found.values() for name in binary.loads}
    for binary in app.binaries.found.values():
        by_system = binary.is_program or any(binary.path.endswith(f"/{name}") for name in loaded)
        yield _file(binary, *sizes[binary.path], "auto" if by_system else "hidden")
        if not binary.is_program:
            yield _library(binary, *sizes[binary.path])
    for path, why in app.binaries.unread.items():
        if path not in app.binaries.found:
            detail: Detail = {"format": "macho", "size": sizes[path][0], "unread": why}
            yield Evidence(Kind.CODE_FILE, path, Where(entry=path), detail=detail)
    for bundle in app.programs:
        if own := app.binary_of(bundle):
            for flag, on in own.protections.items():
                detail = {"on": on, "abi": " ".join(own.archs)}
                yield Evidence(Kind.BINARY_FLAG, flag, Where(entry=own.path), detail=detail)
        elif not app.binaries.unread:
            app.partial(NAME, "code-missing", f"{bundle.path}: no program")


def _file(binary: Binary, size: int, sha256: str, loading: str) -> Evidence:
    detail: dict[str, str | int] = {
        "format": "macho",
        "size": size,
        "sha256": sha256,
        "loading": loading,  # hidden: no program names it, so only code can load it
        "classes": len(binary.classes),
        "abi": " ".join(binary.archs),
    }
    if binary.encrypted:
        detail["unread"] = f"fairplay: {' '.join(binary.encrypted)}"
    return Evidence(Kind.CODE_FILE, binary.path, Where(entry=binary.path), detail=detail)


def _library(binary: Binary, size: int, sha256: str) -> Evidence:
    detail: dict[str, str | int | tuple[str, ...]] = {
        "abi": " ".join(binary.archs),
        "size": size,
        "sha256": sha256,
        "needed": binary.libraries[:_NEEDED],
        "exports": len(binary.exports),
    }
    return Evidence(Kind.NATIVE_LIBRARY, binary.name, Where(entry=binary.path), detail=detail)
