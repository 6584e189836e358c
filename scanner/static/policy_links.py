"""Traces of a privacy policy in the package: addresses near words about privacy, and documents it carries.

Told without reading the documents: their names, their beginnings, the words around an address. What they say
is the stage `policy`'s, which reads them in a child of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner import contents
from scanner.android import AndroidApp
from scanner.app import App
from scanner.collect import Content
from scanner.formats.dex import mutf8
from scanner.hosts import host_of
from scanner.kinds import Kind
from scanner.model import Evidence, Platform, Where
from scanner.policy.roles import role_of_title

NAME = "policy_links"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.POLICY_LINK,)

DOCUMENTS = 12
"""At most this many documents of one package."""
LINKS = 40
_SIZE = 1 << 20
_TOTAL = 12 << 20
_READABLE = frozenset({"text", "html", "xml"})
_ENDS = (".html", ".htm", ".txt", ".md", ".json", ".pdf", ".docx", ".js")
_NAMED = re.compile(
    r"(?i)priva|policy|yinsi|yszc|ysxy|agreement|protocol|xieyi|children|隐私|协议|政策|儿童|清单|sdk_?list"
)
_ABOUT = re.compile(
    "隐私(?:权)?(?:政策|协议|声明|条款|保护)|个人信息(?:保护|处理|收集)|privacy policy", re.IGNORECASE
)
_HEAD = re.compile(r"(?is)<(?:title|h1|h2)[^>]*>\s*(?:<[^>]{1,200}>\s*){0,4}([^<]{2,60})<")
_URL = re.compile(r"https?://[^\s\"'<>\\\x00,;)】》,。;]{4,400}")
_URL_BYTES = re.compile(rb"https?://[^\0\s\"'<>\\]{4,400}")
_PATH = re.compile(r"(?i)priva|yinsi|yszc|ysxy|policy|children.{0,12}(?:protect|info)|sdk.{0,4}list")
_NEAR = 120
_CUT = re.compile("\0|\n|</|https?://")
"""What words do not reach over to an address: the end of a text, a line, an element; another address."""
_MARK = "隐私".encode()


def analyze(app: App) -> Iterator[Evidence]:
    """Documents first, then addresses; each of a value once."""
    seen: set[str] = set()
    for item in (*_documents(app), *_addresses(app)):
        if item.value not in seen and len(seen) < LINKS + DOCUMENTS:
            seen.add(item.value)
            yield item


def _documents(app: App) -> Iterator[Evidence]:
    found = total = 0
    for content in sorted(_candidates(app), key=lambda one: not _NAMED.search(one.name)):
        total += content.size
        if found >= DOCUMENTS or total > _TOTAL:
            break
        role, title = _told(app, content)
        if role:
            found += 1
            detail = {"type": "asset", "role": role, "name": title, "source": content.magic}
            yield Evidence(Kind.POLICY_LINK, content.path, Where(entry=content.path), detail=detail)


def _candidates(app: App) -> Iterator[Content]:
    for content in contents.ending(app, *_ENDS):
        if content.size > _SIZE or not content.size or content.name.startswith(("META-INF/", "kotlin/")):
            continue
        if content.magic in ("pdf", "zip"):
            if _NAMED.search(content.name):
                yield content
        elif content.magic in _READABLE and not content.name.endswith(".js"):
            yield content


def _told(app: App, content: Content) -> tuple[str, str]:
    """(role, title) of what is a document about privacy; ("", "") of anything else."""
    name = contents.last(content)
    if content.magic in ("pdf", "zip"):
        role = role_of_title(name)
        return (role if role != "other" else "main", name[:80])
    data = contents.read(app, content, NAME)
    if _MARK not in data and b"rivacy" not in data:
        return "", ""
    text = data.decode("utf-8", "replace")
    bare = re.sub(r"<[^>]{0,400}>", "", text[:20_000])
    if len(_ABOUT.findall(text[:60_000])) < 2 or len(bare.strip()) < 200:
        return "", ""
    heads = [hit[1].strip() for hit in _HEAD.finditer(text[:20_000])]
    first = next((line.strip() for line in bare.splitlines() if line.strip()), "")[:60]
    for title in (*heads[:3], first, name):
        role = role_of_title(title)
        if role != "other":
            return role, title[:80]
    return ("main", name[:80]) if _NAMED.search(name) else ("", "")


def _addresses(app: App) -> Iterator[Evidence]:
    if isinstance(app, AndroidApp):
        for pool in app.resources.all_text():
            for url, where in _near(pool):
                yield _link(url, Where(entry="resources.arsc"), where, "resource")
    total = 0
    for content in _candidates(app):
        total += content.size
        if total > _TOTAL:
            break
        if content.magic in _READABLE and content.found.urls:
            data = contents.read(app, content, NAME)
            if _MARK in data:
                for url, where in _near(data.decode("utf-8", "replace")):
                    yield _link(url, Where(entry=content.path), where, "asset")
    for url, place in _in_code(app):
        if host_of(url) and _PATH.search(url.partition("://")[2].partition("/")[2]):
            yield _link(url, place, "", "code")


def _in_code(app: App) -> Iterator[tuple[str, Where]]:
    if isinstance(app, AndroidApp):
        for _, match in app.code.find_strings(_URL_BYTES, b"://"):
            yield mutf8(match[0]), Where()
        return
    for content in app.contents:
        if content.magic == "macho":
            yield from ((url, Where(entry=content.path, offset=at)) for at, url in content.found.urls)


def _near(text: str) -> Iterator[tuple[str, str]]:
    """(address, words before it) of each address that speaks of privacy itself or stands near such words."""
    for hit in _URL.finditer(text):
        if not host_of(hit[0]):
            continue
        before = _CUT.split(text[max(0, hit.start() - _NEAR) : hit.start()])[-1]
        after = _CUT.split(text[hit.end() : hit.end() + _NEAR])[0]
        if _PATH.search(hit[0].partition("://")[2].partition("/")[2]) or _ABOUT.search(before + after):
            title = _ABOUT.search(after) or _ABOUT.search(before)
            yield hit[0], title[0] if title else ""


def _link(url: str, where: Where, title: str, source: str) -> Evidence:
    role = role_of_title(title) if title else "main"
    detail = {"type": "url", "role": role if role != "other" else "main", "source": source}
    return Evidence(
        Kind.POLICY_LINK, url[:400], where, detail={**detail, **({"name": title} if title else {})}
    )
