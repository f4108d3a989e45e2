"""Imports run one way: what a package may not know, it does not import, not even inside a function."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ABOVE = {
    "episodes": ["textual", "rich", "tui"],
    "episodes/notes": ["episodes.documents", "episodes.index", "episodes.library"],
    "episodes/documents": ["episodes.index", "episodes.importing", "episodes.library"],
    "episodes/index": ["episodes.search", "episodes.marks", "episodes.importing", "episodes.library"],
    "episodes/marks": ["episodes.search", "episodes.importing", "episodes.library"],
    "episodes/search": ["episodes.importing", "episodes.library"],
    "episodes/importing": ["episodes.search", "episodes.marks", "episodes.library"],
    "tui/widgets": ["tui.screens", "tui.app", "tui.commands"],
    "tui/notes_pane": ["tui.screens", "tui.app", "tui.commands"],
    "tui/screens": ["tui.app", "tui.commands"],
}
"""For each package what lies above it."""


@cache
def imported(path: Path) -> list[str]:
    """Return the full names of all modules that a file imports, and of what it imports from them."""
    package = path.relative_to(ROOT).parent.parts
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            names += [f"{module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("package", ABOVE)
def test_a_package_imports_nothing_that_lies_above_it(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        if any(name == above or name.startswith(f"{above}.") for above in ABOVE[package])
    ]
    assert wrong == []
