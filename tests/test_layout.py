"""The test tree mirrors the source: every module with code has its test file at the same place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("scanner", "rules", "reports", "registry")
SOURCES = [
    ROOT / "cli.py",
    ROOT / "worker.py",
    *(
        path
        for part in PARTS
        for path in sorted((ROOT / part).rglob("*.py"))
        if path.parent.name != "migrations"
    ),
]


def has_code(path: Path) -> bool:
    """Whether a module defines a function, or a class with a method: constants need no test of their own."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(node.name not in ("__str__", "shown") for node in functions)


def is_generated(path: Path) -> bool:
    return path.name.endswith("_html.py")


def places(path: Path) -> list[Path]:
    """Where its tests may be: test_dex_body.py or, with the head of its family, test_dex.py."""
    words = path.stem.split("_")
    names = ["test_" + "_".join(words[:count]) + ".py" for count in range(len(words), 0, -1)]
    if path == ROOT / "registry" / "guards.py":
        names.append("test_chain.py")  # what the triggers guard
    if path.parent == ROOT / "registry" / "web":
        names.append("test_pages.py")  # every page is asked the same questions, in one place
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
    known.add(Path("registry", "web", "test_pages.py"))
    known.add(Path("rules", "test_matrix.py"))  # all rules held against the matrix they come from
    found = {
        path.relative_to(ROOT / "tests")
        for part in PARTS
        for path in (ROOT / "tests" / part).rglob("test_*.py")
        if (ROOT / path.relative_to(ROOT / "tests").parent).is_dir()  # else a folder of a theme of its own
    }
    assert not found - known
