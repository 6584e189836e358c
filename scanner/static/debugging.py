"""Whether a program lets others look into it while it runs: get-task-allow, which the signature grants.

Source: developer.apple.com, "Resolving common notarization issues" (what get-task-allow permits).
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.ios import IosApp
from scanner.kinds import Kind
from scanner.model import Detail, Evidence, Platform, Where

NAME = "debugging"
VERSION = 1
PLATFORMS = (Platform.IOS,)
KINDS = (Kind.MANIFEST_FLAG,)


def analyze(app: IosApp) -> Iterator[Evidence]:
    """One switch for each program; one without a signature says nothing."""
    for bundle in app.programs:
        binary = app.binary_of(bundle)
        if binary is None or binary.signature is None:
            app.partial(NAME, "unread", f"{bundle.path}: no code signature")
            continue
        on = binary.entitlements.get("get-task-allow")
        where = Where(entry=binary.path, element="get-task-allow")
        detail: Detail = {"on": on is True, "stated": isinstance(on, bool)}
        yield Evidence(Kind.MANIFEST_FLAG, "debuggable", where, detail=detail)
