"""From the files of the SDK catalogue to signatures, each checked by itself and against all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules import catalogue_lint, shape
from rules.build_files import Files
from rules.catalogue import Catalogue
from rules.located import Table
from rules.model import Mark, Signature
from rules.profiles import parse
from rules.shape import Checker


def sdks_of(files: Files) -> tuple[Signature, ...]:
    """Every entry under sdks/, sorted by id."""
    found: dict[str, Signature] = {}
    places: dict[str, tuple[Checker, Table]] = {}
    for checker, entry, good in files.each("sdks/", shape.SDK):
        marks = [m for m in checker.entries(entry.get("marks") or []) if checker.shape(m, shape.MARK)]
        for mark in marks:
            for problem in catalogue_lint.of_mark(_mark(mark), mark.get("reason", "")):
                checker.fault(mark.line, *problem)
        if not good:
            continue
        if entry["id"] in found:
            checker.fault(entry.line, f"组件 {entry['id']} 写了两次", f"{entry['id']} stands here twice")
        found[entry["id"]] = Signature(
            entry["id"],
            entry["zh"],
            entry["en"],
            entry["vendor"],
            entry["category"],
            tuple(_mark(mark) for mark in marks),
            tuple(entry.get("words", ())),
            tuple(entry.get("data", ())),
            entry.get("data_source", ""),
            entry.get("foreign", False),
            tuple(entry.get("brings", ())),
            tuple(entry.get("must_match", ())),
            tuple(entry.get("must_not_match", ())),
        )
        places[entry["id"]] = (checker, entry)
    for id_, profiles in _profiles(files, found).items():
        found[id_] = replace(found[id_], marks=(*found[id_].marks, *profiles))
    sdks = tuple(found[id_] for id_ in sorted(found))
    _faults(places, sdks)
    return sdks


def _profiles(files: Files, sdks: Mapping[str, Signature]) -> dict[str, list[Mark]]:
    """The shape profiles under shapes/, by SDK. A shape says nothing if two SDKs have it."""
    found: dict[str, list[Mark]] = {}
    owners: dict[int, str] = {}
    for checker, entry, good in files.each("shapes/", shape.PROFILE):
        if not good:
            continue
        id_ = entry["sdk"]
        if id_ not in sdks:
            checker.fault(entry.lines["sdk"], f"没有组件 {id_}", f"no such SDK: {id_}")
            continue
        others = {owners.setdefault(number, id_) for number in parse(entry["shapes"])} - {id_}
        for other in sorted(others):
            line = entry.lines["shapes"]
            checker.fault(line, f"与 {other} 有相同的形状", f"shares shapes with {other}")
        found.setdefault(id_, []).append(Mark("shape", entry["shapes"], True, entry["source"]))
    return found


def _faults(entries: Mapping[str, tuple[Checker, Table]], sdks: Sequence[Signature]) -> None:
    """What only shows with the whole catalogue in hand."""
    known, crossing = Catalogue(sdks), catalogue_lint.crossing(sdks)
    for sdk in sdks:
        checker, entry = entries[sdk.id]
        for problem in (*catalogue_lint.of_signature(sdk, known), *crossing.get(sdk.id, ())):
            checker.fault(entry.line, *problem)
        for inner in sdk.brings:
            if inner == sdk.id:
                checker.fault(entry.lines["brings"], f"组件 {inner} 写成自带自己", f"{inner} brings itself")
            if inner not in known.by_id:
                checker.fault(entry.lines["brings"], f"没有组件 {inner}", f"no such SDK: {inner}")


def _mark(entry: Table) -> Mark:
    return Mark(
        entry["type"],
        entry["value"],
        not entry.get("weak", False),
        entry["source"],
        entry.get("used", False),
    )
