"""Questions that people ask of real notes find their segment."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from episodes.folders import Folders
from episodes.library import Library

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "python-bytes"
QUESTIONS = tomllib.loads((Path(__file__).parent / "data" / "questions.toml").read_text())["question"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    if not CORPUS.is_dir():
        pytest.skip("the real notes are not on this machine")
    folder = tmp_path_factory.mktemp("questions")
    places = (str(folder / name) for name in ("data", "state", "cache", "config"))
    library = Library(Folders(*places), bundled=str(CORPUS))
    library.synchronise()
    return library


def place_of(library: Library, question: dict[str, str | int]) -> int | None:
    """Return the place of the right segment among the hits, counted from 1; None if it is not among the first."""
    target = library.find(f"python-bytes:{question['episode']}#{question['segment']}")
    hits = library.search(str(question["query"]), limit=20).hits
    return next((at for at, hit in enumerate(hits, start=1) if hit.target == str(target)), None)


def test_a_question_finds_its_segment_first_or_among_the_first_five(library: Library) -> None:
    places = {str(question["query"]): place_of(library, question) for question in QUESTIONS}
    assert len(places) >= 60
    not_first = {query: place for query, place in places.items() if place != 1}
    not_near = {query: place for query, place in places.items() if place is None or place > 5}
    assert len(not_first) <= len(places) * 0.20, not_first
    assert len(not_near) <= len(places) * 0.05, not_near
