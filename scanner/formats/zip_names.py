"""Names of zip entries: decoded, made harmless, and what is odd about them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.formats import zip_tricks as tricks
from scanner.formats.zip_tricks import TrickBook
from scanner.visible import visible

LONGEST_NAME = 4_096
"""A name that is longer when shown is cut and ends in its hash; characters."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Does not show, or changes the reading direction."""
_SUSPECT = ("\\", "..", ":/", "\n/", "\n\n")
"""What odd names hold, looked for in all names at once, joined by line ends: most archives have none."""
_SHORTENED = ("res/", "r/")
"""Where build tools shorten resource paths ("res/aB.xml"): case twins are normal there."""


def decode(raw: bytes) -> tuple[str, bool]:
    """The name as text, and whether it was UTF-8.

    UTF-8 where valid (encoded surrogates stay lone ones), else GB 18030 (of which GBK, usual in Chinese
    zip programs, is a part), else code page 437, the format's own.
    """
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        pass
    for codec, errors in (("utf-8", "surrogatepass"), ("gb18030", "strict")):
        try:
            return raw.decode(codec, errors), False
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437"), False


def harmless(name: str) -> str:
    r"""The name with all that does not print (NUL, control, direction, lone surrogates) written as \u{…}."""
    return visible(name, LONGEST_NAME)


def note_oddities(shown: Sequence[str], names: Sequence[str], book: TrickBook) -> None:
    """Tricks of names, each by itself and against one another. `shown`: the harmless form of `names`."""
    joined = "\n" + "\n".join(names) + "\n"
    if not "".join(names).isprintable() or any(part in joined for part in _SUSPECT):
        for one, name in zip(shown, names, strict=True):
            _note_one(one, name, book)
    if len(set(joined.lower().split("\n"))) <= len(names):  # the empty one before and behind counts as one
        _note_twins(shown, book)
    _note_folders(shown, book)


def _note_one(shown: str, name: str, book: TrickBook) -> None:
    if not name:
        book.add(tricks.NAME_EMPTY, shown)
    if name.startswith("/") or re.match(r"[A-Za-z]:[/\\]", name):
        book.add(tricks.NAME_ABSOLUTE, shown)
    if ".." in name and ".." in re.split(r"[/\\]", name):
        book.add(tricks.NAME_PARENT, shown)
    if "\\" in name:
        book.add(tricks.NAME_BACKSLASH, shown)
    if _CONTROL.search(name):
        book.add(tricks.NAME_CONTROL, shown)
    if _INVISIBLE.search(name):
        book.add(tricks.NAME_INVISIBLE, shown)


def _note_twins(names: Sequence[str], book: TrickBook) -> None:
    folded: dict[str, str] = {}
    for name in names:
        if name.startswith(_SHORTENED):
            continue
        other = folded.setdefault(name.lower(), name)
        if other != name:
            book.add(tricks.CASE_TWIN, name, f"beside {other}")


def _note_folders(names: Sequence[str], book: TrickBook) -> None:
    known = set(names)
    folders = {name.rpartition("/")[0] for name in names} - {""}
    while folders:
        for name in folders & known:
            book.add(tricks.FILE_AND_DIRECTORY, name)
        folders = {name.rpartition("/")[0] for name in folders} - {""}
