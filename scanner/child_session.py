"""The child's work where it was given a session instead of a package."""

from __future__ import annotations

import io
from collections.abc import Sequence
from mmap import mmap
from typing import Any

from scanner import codec, scan_session, session_spot
from scanner.formats.regions import BadRegions, Regions
from scanner.model import BadPackage, Evidence, Package
from scanner.scan import Say
from scanner.session_app import Session


def run(order: dict[str, Any], mapped: Sequence[tuple[str, mmap | bytes]], say: Say) -> None:
    """Examines the session, or shows one spot of it. Raises BadPackage."""
    package = codec.from_json(Package, order["package"])
    say("package", package)
    session = Session.open(mapped[0][1], package, _regions(mapped[1][1]) if len(mapped) > 1 else None)
    if order["spot"] is None:
        scan_session.run(session, say)
        return
    for line in session_spot.lines(session, codec.from_json(Evidence, order["spot"])):
        say("line", line)


def _regions(data: mmap | bytes) -> Regions:
    """The user's own database of addresses."""
    try:
        return Regions(io.BytesIO(data))
    except BadRegions as bad:
        raise BadPackage("bad-regions", *str(bad).rstrip(")").split(" (", 1)) from None
