"""Tools for those who write rules: what the commands under `heyan rules` say, line by line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports import rules_text, rules_text_explain, rules_text_impact
from reports.discover import Filings
from reports.examine import read_scan, with_filing
from reports.names import Names
from reports.options import today
from rules import explain, in_force, proven
from rules.attribute import attribute
from rules.build import build
from rules.catalogue import Catalogue
from rules.data import Source
from rules.examples import examples, wrong
from rules.impact import Flip, changes, flips
from rules.judge import judge
from rules.load import RuleBase, base_of, load, sources_in_force, sources_of
from rules.located import BadRules
from rules.model import Finding, RuleSet
from rules.pack_store import Store
from rules.unnamed import unnamed as names_of_nobody
from scanner.declaration import Declaration
from scanner.filing_faults import BadFiling
from scanner.model import Scan
from scanner.visible import visible

HOUSE, NOW = "house", "now"
"""Stand for the rule base that came with Heyan and for the rules in force today."""
_WHOLE = ("norms.yaml", "packs/default.yaml")
"""A folder with these files is a rule base of its own; any other adds to the house's."""


class Unnamed(LookupError):
    """Nothing in the rule base has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"规则库里没有“{visible(name)}” (no such rule, SDK or clause)")


@dataclass(frozen=True, slots=True)
class Said:
    """What a tool prints, and whether it found something that is not in order."""

    lines: Iterable[str]
    amiss: bool = False


def listing(base: RuleBase, family: str = "", use: str = "", sdks: bool = False) -> Said:
    """Rules by family ("PERM") and use ("补正"), or SDKs by category (under `family`)."""
    if sdks:
        return Said(rules_text.sdk_list([s for s in base.rules.sdks if family in ("", s.category)]))
    chosen = [
        rule
        for rule in base.rules.rules
        if family.upper() in ("", rule.family) and use in ("", rule.use.value)
    ]
    return Said(rules_text.rule_list(chosen))


def show(base: RuleBase, name: str, extra: Sequence[Path] = ()) -> Said:
    """Everything about a rule ("PERM-001"), an SDK ("umeng-analytics") or a clause ("BA3:12", "BA3").

    Raises Unnamed, BadRules.
    """
    rules = base.rules
    for rule in rules.rules:
        if rule.id == name.upper():
            near = [source for source in sources(extra) if rule.id in source.text]
            own = [example for example in examples(near) if example.rule == rule.id]
            return Said(rules_text.rule_page(rule, own, rules))
    for sdk in rules.sdks:
        if sdk.id == name:
            return Said(rules_text.sdk_page(sdk))
    refs = [ref for ref in rules.norms if name in (ref, ref.partition(":")[0])]
    if not refs:
        raise Unnamed(name)
    return Said(
        line
        for ref in refs
        for line in (*rules_text.norm_page(rules.norms[ref]), *rules_text.norm_users(ref, rules))
    )


def sources(extra: Sequence[Path]) -> list[Source]:
    """The data files of the rules in force today and those of the user's own folders. Raises BadRules."""
    own = (source for folder in extra for source in sources_of(folder, folder.name))
    return [*sources_in_force(in_force.on(today())), *own]


def explained(base: RuleBase, name: str, found: Scan, declaration: Declaration | None) -> Said:
    """How one rule was judged on a stored scan. Raises Unnamed."""
    rule = next((rule for rule in base.rules.rules if rule.id == name.upper()), None)
    if rule is None:
        raise Unnamed(name)
    if declaration is not None:
        found = with_filing(found, declaration)
    facts = attribute(found, declaration, base.rules)
    told = explain.explain(rule, facts, base.rules, found.at)
    note = f" · {visible(found.package.label)}({visible(found.package.app_id)})"
    return Said(rules_text_explain.explained(told, Names(base.rules), note))


def unnamed(base: RuleBase, found: Scan) -> Said:
    """Names in a stored scan that no component, shared library or the app itself answers for."""
    left = names_of_nobody(found, base.rules, Catalogue(base.rules.sdks))
    return Said(rules_text.unnamed_page(left))


def lint(extra: Sequence[Path]) -> Said:
    """Every fault of the rule base with these folders added; amiss if there is one."""
    try:
        data = build(sources(extra))
    except BadRules as bad:
        return Said([*map(str, bad.faults), f"共 {len(bad.faults)} 个问题"], True)
    clauses = sum(len(versions) for versions in data.norms.values())
    count = f"{len(data.rules)} 条规则、{len(data.sdks)} 个组件、{clauses} 条条文"
    return Said([f"没有发现问题:{count}"])


def run_examples(extra: Sequence[Path], pack: str = "default") -> Said:
    """The examples that the judge answers otherwise; amiss if there is one. Raises BadRules."""
    files = sources(extra)
    base = base_of(build(files), pack)
    catalogue = Catalogue(base.rules.sdks)
    told, count = [], 0
    for count, example in enumerate(examples(files), 1):  # noqa: B007  counted, also after the loop
        if problem := wrong(example, base.rules, catalogue):
            told.append(f"{example.file}:{example.line}: {example.name}: {problem}")
    return Said([*told, f"共 {count} 个例子,{len(told)} 个不符"], bool(told))


def coverage(base: RuleBase, extra: Sequence[Path] = ()) -> Said:
    """What each rule is proven by. Raises BadRules."""
    shown = {example.rule for example in examples(sources(extra))}
    return Said(rules_text_impact.coverage(proven.proven(base.rules, shown)))


def rules_at(place: str, pack: str = "default") -> RuleSet:
    """The rules of "house", of "now", of a folder that is a whole rule base, of the rules in force today with
    a folder added, or with a signed pack among them: a file, or the hash of an installed one.

    Raises BadRules, OSError.
    """
    folder = Path(place)
    if place == HOUSE and not folder.exists():
        return load(pack).rules
    signed = in_force.on(today())
    if place == NOW and not folder.exists():
        return load(pack, signed=signed).rules
    if not folder.is_dir():
        if os.sep in place and not folder.exists():
            raise NotADirectoryError(f"{place} 不是文件夹,也不是规则包 (neither a folder nor a pack)")
        return base_of(build(Store().sources_of(place, today())), pack).rules
    if all((folder / name).is_file() for name in _WHOLE):
        return base_of(build(sources_of(folder)), pack).rules
    return load(pack, [folder], signed=signed).rules


def impact(old: RuleSet, new: RuleSet, scans: Path, filings: Filings | None = None) -> Said:
    """The verdicts on stored scans that differ between two rule bases; amiss if a scan cannot be read.

    A scan is judged with the filing of its package where `filings` has exactly one, or with the
    filing.yaml beside it. Raises FileNotFoundError where there is no scan.
    """
    found: list[tuple[str, Flip]] = []
    unread: list[str] = []
    judges = [_Judging(old), _Judging(new)]
    paths = sorted(stored(scans))
    if not paths:
        raise FileNotFoundError(f"{scans} 里没有 scan.json (no stored scan found)")
    for path in paths:
        name = visible(path.relative_to(scans).as_posix() if path != scans else path.name)
        try:
            scan = read_scan(path)
            declaration = _filing(path, scan, filings)
        except (BadFiling, ValueError, OSError) as bad:  # also no JSON, or a newer schema
            unread.append(f"未能读取 {name}:{visible(str(bad))}")
            continue
        before, after = (judging.findings(scan, declaration) for judging in judges)
        found += [(name, flip) for flip in flips(before, after)]
    titles = {rule.id: rule for rules in (old, new) for rule in rules.rules}
    lines = rules_text_impact.impact(changes(found, old, new), len(paths) - len(unread), titles)
    return Said([*unread, *lines], bool(unread))


class _Judging:
    """One rule base, its catalogue built once for many scans."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules, self.catalogue = rules, Catalogue(rules.sdks)

    def findings(self, found: Scan, declaration: Declaration | None) -> tuple[Finding, ...]:
        whole = found if declaration is None else with_filing(found, declaration)
        return judge(attribute(whole, declaration, self.rules, self.catalogue), self.rules, whole.at)


def stored(place: Path) -> Iterator[Path]:
    """The scan itself, or every scan.json below a folder."""
    if place.is_file():
        yield place
    for folder, below, names in os.walk(place):
        below.sort()
        if "scan.json" in names:
            yield Path(folder) / "scan.json"


def _filing(path: Path, scan: Scan, filings: Filings | None) -> Declaration | None:
    from scanner.filing_form import load as read

    if filings is not None:
        matching = filings.match(scan.package)
        return filings.usable[matching[0]] if len(matching) == 1 else None
    beside = path.with_name("filing.yaml")
    return read(beside) if beside.is_file() else None
