"""Which clauses a finding rests on: those in force on the day of the fact, and what they can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rules.model import Norm, Rule, RuleSet

LOCAL = "地方口径"
STANDARDS = ("国家标准", "团体标准")
DRAFT = "征求意见稿"
LEVELS = ("法律", "行政法规", "部门规章", "规范性文件", LOCAL, *STANDARDS)
Norms = Mapping[str, tuple[Norm, ...]]


@dataclass(frozen=True, slots=True)
class Basis:
    """The clauses in force. `cap` is the highest severity they carry; `verified`: one of them was checked."""

    refs: tuple[str, ...]
    cap: int = 4
    verified: bool = True


@lru_cache(maxsize=16)
def bases(rules: RuleSet, at: str) -> tuple[Basis, ...]:
    """The basis of every rule on a day, in the rules' order; found once for many scans of that day."""
    return tuple(basis_of(rule, rules.norms, at, rules.pack) for rule in rules.rules)


def basis_of(rule: Rule, norms: Norms, at: str, pack: Mapping[str, Any]) -> Basis:
    """The basis of a rule on a day. Local texts count only where the province's pack names them (`norms`).

    Clauses none of which was checked against the original carry a clue only; standards alone, or beside
    clauses that were not checked, carry S1.
    """
    local = pack.get("norms", ())
    refs, held = [], []
    for ref in rule.basis:
        norm = in_force(norms.get(ref, ()), at)
        if norm is not None and (norm.level != LOCAL or norm.id in local):
            refs.append(ref)
            held.append(norm)
    verified = any(norm.verified for norm in held)
    standards = all(norm.level in STANDARDS for norm in held if norm.verified)
    return Basis(tuple(refs), 0 if not verified else 1 if standards else 4, verified)


def in_force(versions: Sequence[Norm], at: str) -> Norm | None:
    """The version of a clause in force on a day (YYYY-MM-DD); None where there is none."""
    return next((norm for norm in reversed(versions) if valid(norm, at)), None)


def valid(norm: Norm, at: str) -> bool:
    """Whether a clause is in force on a day; a draft never is."""
    return norm.level != DRAFT and norm.since <= at and (not norm.until or at < norm.until)
