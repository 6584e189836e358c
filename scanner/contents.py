"""What the analyzers of cross-platform contents share: finding, reading, and saying what they found.

Names and hosts that they find are also remembered for the inventory, so that signatures written later still
meet them in a stored scan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from scanner.app import App
from scanner.collect import Content
from scanner.formats.archive import BadEntry
from scanner.formats.scripts import State, state
from scanner.hosts import host_of, shown_url
from scanner.kinds import Kind
from scanner.model import BadPackage, Evidence, Where

LARGEST = 32 << 20
"""Bytes of a script or a bundle that is read."""
NAME_LENGTH = 200
SCRIPTS = 400
"""At most this many scripts of an app are read again to see whether they can be read."""
NAMED = 20
"""At most this many unreadable files are named; the rest is counted."""


def ending(app: App, *ends: str) -> Iterator[Content]:
    """The entries whose name ends so, as read; those that could not be read are left out."""
    return (content for content in app.contents if content.name.endswith(ends) and not content.unread)


def own(app: App, *paths: str) -> Iterator[Content]:
    """The entries that lie at these paths below the folder of the app's own files, as read."""
    return (content for content in app.contents if app.own_path(content) in paths and not content.unread)


def last(content: Content) -> str:
    """The file name."""
    return content.name.rsplit("/", 1)[-1]


def read(app: App, content: Content, analyzer: str, most: int = LARGEST) -> bytes:
    """The content again; b"" where it is too large or gone, which is said."""
    if content.size > most:
        app.partial(analyzer, "budget", f"{content.path}: larger than {most >> 20} MB")
        return b""
    try:
        return app.read(content.path)
    except (KeyError, BadEntry, BadPackage) as fault:
        app.partial(analyzer, "unread", f"{content.path}: {fault}")
        return b""


def plugin(
    app: App,
    framework: str,
    name: str,
    where: Where,
    title: str = "",
    vendors: Sequence[str] = (),
    note: str = "",
) -> Evidence:
    """Evidence of one plug-in; its value and its vendors are remembered."""
    value = f"{framework}:{name.strip()[:NAME_LENGTH]}"
    remember(app, [value, *(f"{value}.{vendor}" for vendor in vendors)])
    detail: dict[str, str | tuple[str, ...]] = {}
    if title and title != name:
        detail["title"] = title[:NAME_LENGTH]
    if vendors:
        detail["vendors"] = tuple(vendor[:NAME_LENGTH] for vendor in vendors)
    if note:
        detail["note"] = note
    return Evidence(Kind.PLUGIN, value, where, detail=detail)


def framework(name: str, where: Where, version: str = "", note: str = "", unread: str = "") -> Evidence:
    """Evidence of one framework."""
    stated = {"version": version[:NAME_LENGTH], "note": note, "unread": unread}
    return Evidence(
        Kind.CROSS_PLATFORM, name, where, detail={key: text for key, text in stated.items() if text}
    )


def host(app: App, url: str, where: Where) -> Iterator[Evidence]:
    """Evidence of the host in one URL, if it has one; the host is remembered."""
    name = host_of(url)
    if name:
        app.hosts_found.add(name)
        yield Evidence(Kind.HOST, name, where, detail={"url": shown_url(url), "source": "asset"})


def remember(app: App, names: Iterable[str]) -> None:
    """Puts names into the inventory's strings."""
    app.names_found.update(name for name in names if 0 < len(name) <= NAME_LENGTH)


def unreadable(app: App, scripts: Iterable[Content], analyzer: str) -> list[tuple[Content, State]]:
    """Those of the scripts that are compiled, packed, encrypted or unknown; what they are is said.

    Text is looked at once more only as far as `LARGEST` bytes of all scripts go (it may be base64).
    """
    found: list[tuple[Content, State]] = []
    looked = size = 0
    for content in scripts:
        size += content.size
        if not content.size or (content.magic in _READ and size > LARGEST):
            continue
        looked += 1
        if looked > SCRIPTS:
            app.partial(analyzer, "budget", f"more than {SCRIPTS} scripts")
            break
        data = read(app, content, analyzer)
        how = state(data) if data else State.UNKNOWN
        if how is not State.PLAIN:
            found.append((content, how))
    for how in (State.ENCRYPTED, State.COMPILED, State.PACKED, State.UNKNOWN):
        reason = "encrypted" if how is State.ENCRYPTED else "unread"
        _say(app, analyzer, reason, [f"{content.path}: {how}" for content, is_ in found if is_ is how])
    return found


_READ = frozenset({"text", "html", "xml", "empty"})


def _say(app: App, analyzer: str, reason: str, notes: list[str]) -> None:
    for note in notes[:NAMED]:
        app.partial(analyzer, reason, note)
    if len(notes) > NAMED:
        app.partial(analyzer, reason, f"and {len(notes) - NAMED} more")


def summary(found: Sequence[tuple[Content, State]], total: int) -> str:
    """ "3 of 7 scripts: encrypted a.js, compiled b.jsc, ..." for the detail `unread`; "" for none."""
    if not found:
        return ""
    named = ", ".join(f"{how} {content.path}" for content, how in found[:3])
    return f"{len(found)} of {total} scripts: {named}{', …' if len(found) > 3 else ''}"


def defined(app: App, *classes: str) -> str:
    """The first of these classes that the app's code defines; "" for none."""
    return next(filter(app.defines, classes), "")


def first(contents: Iterable[Content], wanted: Callable[[Content], bool]) -> Content | None:
    """The first content that is wanted."""
    return next((content for content in contents if wanted(content)), None)
