"""`heyan rules learn` on stored scans: an entry that the loader takes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from reports.rules_learn import learnt
from reports.rules_tools import Unnamed
from rules.build import build
from rules.data import Source
from rules.learn import TooFew
from rules.load import HOME, RuleBase, sources_of
from scanner import codec
from scanner.model import Inventory, Scan
from tests.rulings import AT, scan

SHAPES = tuple(range(1 << 38, (1 << 38) + 12))


def store(folder: Path, found: Scan) -> Path:
    folder.mkdir(parents=True)
    path = folder / "scan.json"
    path.write_bytes(orjson.dumps(codec.to_json(found)))
    return path


def app(*shapes: tuple[int, ...]) -> Scan:
    packages = ("cn.jpush.android", "cn.other")[: len(shapes)]
    return scan(inventory=Inventory(packages=packages, shapes=shapes))


def test_an_entry_that_the_loader_takes(base: RuleBase, tmp_path: Path) -> None:
    path = store(tmp_path / "a", app(SHAPES))
    other = app((), SHAPES[:2])
    store(tmp_path / "b", replace(other, package=replace(other.package, sha256="12" * 32)))
    text = "\n".join(learnt(base, path, "jpush", ["cn.jpush"], [tmp_path], AT).lines)
    assert "10 个类的形状" in text
    data = build([*sources_of(HOME), Source("own/shapes/x.yaml", "shapes/x.yaml", text)])
    (jpush,) = [s for s in data.sdks if s.id == "jpush"]
    assert jpush.marks[-1].type == "shape"
    assert jpush.marks[-1].source.startswith("sha256:")


def test_what_cannot_be_learnt_is_said(base: RuleBase, tmp_path: Path) -> None:
    path = store(tmp_path / "a", app(SHAPES[:2]))
    with pytest.raises(TooFew):
        learnt(base, path, "jpush", [], [], AT)
    with pytest.raises(Unnamed):
        learnt(base, path, "no-such-sdk", [], [], AT)
    older = store(tmp_path / "old", scan(inventory=Inventory(packages=("cn.jpush",))))
    with pytest.raises(ValueError, match="请重新检测"):
        learnt(base, older, "jpush", [], [], AT)
