"""Filings as files: safe names, and never over what somebody may have edited."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scanner import filing_form
from scanner.declaration import Declaration
from scanner.filing_faults import Fault
from scanner.filing_yaml import SIZE

_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)),
}


def file_name(declaration: Declaration) -> str:
    """A name for the filing's file: app, platform, version. Safe on every system and in every folder."""
    app = declaration.provider.app
    parts = [app.name or "未命名", "+".join(app.platforms), app.version]
    text = "-".join(part for part in parts if part)
    text = "".join(letter if letter.isprintable() else "_" for letter in text)
    text = re.sub(r'[<>:"/\\|?*\s]+', "_", text).strip("._ ")[:60].rstrip("._ ") or "未命名"
    while len(text.encode("utf-8", "replace")) > 180:
        text = text[:-1]
    if text.split(".")[0].casefold() in _RESERVED:
        text = f"_{text}"
    return f"{text}.yaml"


def free(name: str, taken: set[str]) -> str:
    """The name, numbered if a filing before has it; case does not count."""
    stem, number, found = name.removesuffix(".yaml"), 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{stem}-{number}.yaml"
    taken.add(found.casefold())
    return found


def write(filings: Sequence[tuple[str, Declaration]], folder: Path) -> tuple[list[Path], list[Fault]]:
    """Writes the filings of an import. A file that stands there with other contents is kept and told.

    Each file is written under another name and then renamed, so none is ever half there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    faults: list[Fault] = []
    for name, declaration in filings:
        path, text = folder / name, filing_form.dump(declaration).encode("utf-8")
        if len(text) > SIZE:
            zh, en = (
                f"{name} 超过 1 MB(使用单位过多),没有写出",
                f"{name} would be larger than 1 MB: not written",
            )
            todo = "请按地区分批导出使用单位", "export the institutions in parts"
            faults.append(Fault("too-large", 1, name, zh, en, *todo))
            continue
        if path.is_symlink() or path.exists():
            if path.is_symlink() or not path.is_file() or path.read_bytes() != text:
                zh, en = f"{name} 已存在且内容不同,没有覆盖", f"{name} stands there with other contents: kept"
                todo = "请改用空文件夹,或先移走旧文件", "use an empty folder, or move the old file away"
                faults.append(Fault("exists", 1, name, zh, en, *todo))
                continue
        else:
            handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
            with os.fdopen(handle, "wb") as file:
                file.write(text)
            Path(draft).replace(path)
        written.append(path)
    return written, faults
