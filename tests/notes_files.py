"""The notes that come with the repository: the digests that ship, and those that tests are made of."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
BUNDLED = sorted((TESTS.parent / "episodes" / "bundled").glob("*.md"))
NOTES_FILES = [
    *BUNDLED,
    *(path for folder in ("data/questions", "corpus") for path in sorted((TESTS / folder).rglob("*.md"))),
]
