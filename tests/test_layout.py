"""The test tree mirrors the source: every module with code has its test file at the same place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = [
    ROOT / "cli.py",
    *(path for part in ("scanner", "rules", "reports") for path in sorted((ROOT / part).rglob("*.py"))),
]


def has_code(path: Path) -> bool:
    """Whether a module defines a function, or a class with a method: constants need no test of their own."""
    tree = ast.parse(path.read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def is_generated(path: Path) -> bool:
    return path.name.endswith("_html.py")


def places(path: Path) -> list[Path]:
    """Where its tests may be: test_dex_body.py or, with the head of its family, test_dex.py."""
    words = path.stem.split("_")
    names = ["test_" + "_".join(words[:count]) + ".py" for count in range(len(words), 0, -1)]
    return [ROOT / "tests" / path.relative_to(ROOT).with_name(name) for name in names]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_has_a_test_file_at_its_place(path: Path) -> None:
    if path.name == "__init__.py" or is_generated(path) or not has_code(path):
        return
    candidates = places(path)
    wanted = candidates[0].relative_to(ROOT)
    assert any(place.is_file() for place in candidates), f"{path.relative_to(ROOT)} has no {wanted}"


def test_tests_have_a_source() -> None:
    """A test file of a module that was renamed or removed is not left behind."""
    known = {path.relative_to(ROOT).with_name(f"test_{path.name}") for path in SOURCES}
    # the data of the rule base is a source too: norms.yaml, terms.yaml, the folder watch
    known |= {Path("rules", f"test_{path.stem}.py") for path in (ROOT / "rules").iterdir()}
    known.add(Path("rules", "test_matrix.py"))  # all rules held against the matrix they come from
    parts = ("scanner", "rules", "reports")
    found = {
        path.relative_to(ROOT / "tests")
        for part in parts
        for path in (ROOT / "tests" / part).rglob("test_*.py")
        if (ROOT / path.relative_to(ROOT / "tests").parent).is_dir()  # else a folder of a theme of its own
    }
    assert not found - known
