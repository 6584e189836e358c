"""Hosts and URLs as evidence shows them: no query, no fragment, no user name or password."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(
    r"(?i)(https?|wss?)://(?:[^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^/:?#\s\\\"'<>]+)(:\d{1,5})?([^?#\s\"'<>]*)"
)
_NAME = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9\-_]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9\-]{2,59})"
)
_NAMESPACE = "schemas.android.com"
"""Stands in every manifest and layout; it is a name, nothing answers there."""
_DTDS = ("http://www.apple.com/DTDs/", "https://www.apple.com/DTDs/")
"""Stands at the head of every property list in XML."""
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")


@lru_cache(maxsize=65_536)
def host_of(url: str) -> str:
    """The host of a URL, lower case; "" where there is none: a placeholder, a fragment, an XML namespace."""
    found = _PARTS.match(url)
    if not found or url.startswith(_DTDS):
        return ""
    host = found[2].rstrip(".").lower()
    if host.startswith("["):
        return host if host.count(":") >= 2 else ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if host != _NAMESPACE and (_IPV4.fullmatch(host) or _NAME.fullmatch(host)):
        return host
    return ""


def shown_url(url: str, longest: int = 200) -> str:
    """Scheme, host, port and path: what follows may carry a person's data or a key, and is cut."""
    found = _PARTS.match(url)
    if not found:
        return ""
    text = f"{found[1].lower()}://{found[2].lower()}{found[3] or ''}{found[4]}"
    return text[:longest]
