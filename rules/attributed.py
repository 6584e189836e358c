"""A stored scan as judging needs it: without the inventory, with the SDKs that were recognised from it.

A tenth of the bytes and of the time to read. Good for judging again as long as the signatures are the same;
when they change, SDKs are recognised anew from the scan itself. Data for a cache, never the record: that is
the scan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

import orjson

from rules.attribute import facts_of
from rules.catalogue import Catalogue
from rules.facts import Facts
from rules.model import RuleSet
from scanner import codec
from scanner.codec import Malformed
from scanner.declaration import Declaration
from scanner.model import Evidence, Inventory, Scan

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Attributed:
    """One scan without its inventory, and what was derived from that."""

    schema: int
    signatures: str  # hash of the SDK catalogue by which SDKs were recognised
    scan: Scan
    derived: tuple[Evidence, ...]


@lru_cache(maxsize=8)
def signatures_of(rules: RuleSet) -> str:
    """The hash of a rule set's SDK catalogue."""
    return hashlib.sha256(repr(rules.sdks).encode()).hexdigest()


def to_bytes(facts: Facts, rules: RuleSet) -> bytes:
    """What is to be kept of attributed evidence; `rules` are those it was attributed by."""
    scan = replace(facts.scan, inventory=Inventory())
    return orjson.dumps(codec.to_json(Attributed(SCHEMA, signatures_of(rules), scan, facts.derived)))


def from_bytes(
    content: bytes, declaration: Declaration | None, rules: RuleSet, catalogue: Catalogue | None = None
) -> Facts | None:
    """The facts again, as `attribute` gives them; None where other signatures or another Heyan made them.

    Raises Malformed for what `to_bytes` did not write.
    """
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as fault:
        raise Malformed(str(fault)) from fault
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        return None
    if data.get("signatures") != signatures_of(rules):
        return None
    kept = codec.from_json(Attributed, data)
    for item in (*kept.scan.evidence, *kept.derived):
        item.checked()
    return facts_of(kept.scan, kept.derived, declaration, rules, catalogue or Catalogue(rules.sdks))
