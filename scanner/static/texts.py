"""What is written in the package outside of code: hosts, filing numbers, credentials (as hashes)."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.app import App
from scanner.hosts import host_of, shown_url
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "texts"
VERSION = 1
PLATFORMS = (Platform.ANDROID, Platform.IOS)
KINDS = (Kind.HOST, Kind.FILING_NUMBER, Kind.SECRET)

_SOURCES = {"elf": "native", "arsc": "resource", "axml": "resource", "dex": "code", "macho": "native"}


def analyze(app: App) -> Iterator[Evidence]:
    """Hosts and numbers by content; the hosts that dex code names are the analyzer `code_texts`'."""
    if app.hidden_code == "fairplay":  # on Android packed code is said by the analyzers of code
        app.say_unread(NAME)
    for content in app.contents:
        source = _SOURCES.get(content.magic, "asset")
        if source != "code":
            for offset, url in content.found.urls:
                host = host_of(url)
                if host and not app.in_signature(content, offset):
                    where = Where(entry=content.path, offset=offset)
                    yield Evidence(Kind.HOST, host, where, detail={"url": shown_url(url), "source": source})
        for offset, number in content.found.numbers:
            kind = "education" if number.startswith("教") else "app" if number[-1] in "AX" else "site"
            where = Where(entry=content.path, offset=offset)
            yield Evidence(Kind.FILING_NUMBER, number, where, detail={"type": kind})
        for secret in content.found.secrets:
            where = Where(entry=content.path, offset=secret.offset)
            detail: Detail = {"type": secret.rule, "length": secret.length, "title": secret.title}
            yield Evidence(Kind.SECRET, f"{secret.rule}:{secret.sha256[:16]}", where, detail=detail)
