"""Learns the shape profile of an SDK from a stored scan of an app that carries it under its own names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules.catalogue import Catalogue
from rules.profiles import LEAST, MOST, text_of
from scanner.model import Scan


class TooFew(ValueError):
    """Too little of the code is unlike other code to recognise it by."""


def learn(
    scan: Scan, sdk: str, prefixes: Sequence[str], known: Catalogue, others: Iterable[Scan] = ()
) -> str:
    """The profile, as a rule file holds it.

    `prefixes`: packages whose code is the SDK's; none: those that the catalogue gives it. Shapes that other
    code has too, in this app or in one of `others`, are left out, and so are those of other SDKs' profiles;
    of the rest the lowest hashes are kept, so that two versions are likely to keep the same. Raises TooFew.
    """
    own, common = set[int](), set[int]()
    for shapes, mine in _shapes(scan, sdk, prefixes, known):
        (own if mine else common).update(shapes)
    for other in others:
        for shapes, mine in _shapes(other, sdk, prefixes, known):
            if not mine:
                common.update(shapes)
    rare = own - common - known.shapes_of_others(sdk)
    if len(rare) < LEAST:
        raise TooFew(
            f"{len(own)} 个类的形状里只有 {len(rare)} 个是别处没有的,至少要 {LEAST} 个 "
            f"(only {len(rare)} of {len(own)} class shapes are found nowhere else)"
        )
    return text_of(sorted(rare)[:MOST])


def _shapes(
    scan: Scan, sdk: str, prefixes: Sequence[str], known: Catalogue
) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Per package its shapes, and whether it is the SDK's own; not of those that carry the SDK inside.

    Code that says nothing by its mere presence (marks that count only where they are used) is not learnt.
    """
    signature = known.by_id[sdk]
    own = {f"{mark.value}.": not mark.used for mark in signature.marks if mark.type == "code"}
    own.update({f"{prefix}.": True for prefix in prefixes})
    starts = tuple(f"{prefix}." for prefix in prefixes) or tuple(own)
    carriers = {outer.id for outer in known.by_id.values() if sdk in outer.brings}
    for package, shapes in zip(scan.inventory.packages, scan.inventory.shapes, strict=False):
        owner, name = known.owner(package), f"{package}."
        if owner in carriers:
            continue
        longest = max((start for start in own if name.startswith(start)), key=len, default="")
        yield shapes, name.startswith(starts) and owner in ("", sdk) and own[longest]
