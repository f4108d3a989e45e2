"""Questions that people ask weeks later find their segment."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from episodes.library import Library

from .library_builder import folders_in

DATA = Path(__file__).parent / "data"
QUESTIONS = tomllib.loads((DATA / "questions.toml").read_text(encoding="utf-8"))["question"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folders = folders_in(tmp_path_factory.mktemp("questions"))
    shutil.copytree(DATA / "questions", Path(str(folders.episodes)) / "lantern-talk")
    library = Library(folders)
    library.synchronise()
    yield library
    library.close()


def place_of(library: Library, question: dict[str, str]) -> int | None:
    """Return the place of the right segment among the hits, counted from 1; None if it is not among the first."""
    target = library.targets.find(question["target"])
    hits = library.search(question["query"], limit=20).rows
    return next((at for at, hit in enumerate(hits, start=1) if hit.segment.target == target), None)


def test_a_question_finds_its_segment_first_or_among_the_first_five(library: Library) -> None:
    places = {question["query"]: place_of(library, question) for question in QUESTIONS}
    assert len(places) >= 100
    not_first = {query: place for query, place in places.items() if place != 1}
    not_near = {query: place for query, place in places.items() if place is None or place > 5}
    assert len(not_first) <= len(places) * 0.10, not_first
    assert len(not_near) <= len(places) * 0.02, not_near
