"""`heyan rules learn`: from an app that carries an SDK to a profile that recognises it when renamed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from reports.examine import Asked, read_scan, scan
from reports.rules_tools import Said, Unnamed, stored
from rules.catalogue import Catalogue
from rules.learn import learn
from rules.load import RuleBase
from rules.profiles import parse
from scanner.model import Scan

_HEAD = 4
"""Bytes of a zip file's first record."""


def learnt(
    base: RuleBase, package: Path, sdk: str, prefixes: Sequence[str], against: Sequence[Path], at: str
) -> Said:
    """An entry for a file under shapes/. `package`: the app, or its stored scan; `against`: stored scans of
    other apps, or folders of them.

    Raises Unnamed, TooFew, BadPackage, ChildFault, OSError; ValueError for what is no scan or an older one.
    """
    known = Catalogue(base.rules.sdks)
    if sdk not in known.by_id:
        raise Unnamed(sdk)
    found = _with_shapes(package, base, at)
    others = (_with_shapes(path, base, at) for place in against for path in stored(place))
    text = learn(found, sdk, prefixes, known, (o for o in others if o.package.sha256 != found.package.sha256))
    return Said(_entry(sdk, found.package.sha256, text))


def _with_shapes(path: Path, base: RuleBase, at: str) -> Scan:
    """A stored scan, or a new one of a package."""
    with path.open("rb") as file:
        stored_scan = file.read(_HEAD).lstrip()[:1] == b"{"
    found = read_scan(path) if stored_scan else scan((path,), Asked(base, at))
    if found.inventory.packages and not found.inventory.shapes:
        raise ValueError(f"{path} 是旧版本的检测结果,没有类的形状,请重新检测 (no class shapes: scan again)")
    return found


def _entry(sdk: str, sha256: str, text: str) -> Iterator[str]:
    yield f"- sdk: {sdk}"
    yield f"  source: sha256:{sha256[:12]}  # {len(parse(text))} 个类的形状"
    yield "  shapes: >-"
    yield from (f"    {line}" for line in textwrap.wrap(text, 98))
