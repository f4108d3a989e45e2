"""The document that is saved for the next start: taken as it was, or not at all."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tui import document_cache
from tui.document_cache import Documents

from .shelf import Shelf

EPISODE = "tea-time:7"


@pytest.fixture
def saved(asgi: Shelf) -> Path:
    """Return the file in which the document of an episode was saved."""
    Documents(asgi.library).save(asgi.library.episode(EPISODE))
    return Path(str(asgi.folders.cache)) / "last-read"


def loaded(shelf: Shelf) -> list[str]:
    """Return the episodes whose documents the next start has before it made any."""
    documents = Documents(shelf.open())
    documents.load()
    return list(documents._made)


def test_a_saved_document_is_there_at_the_next_start(asgi: Shelf, saved: Path) -> None:
    assert loaded(asgi) == [EPISODE]


def test_one_of_another_version_of_the_parser_is_not_taken(
    asgi: Shelf, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_cache, "_MADE_BY", "0.2.0 77")
    assert loaded(asgi) == []


def test_one_of_a_file_that_changed_is_not_taken(asgi: Shelf, saved: Path) -> None:
    asgi.write(7, "- Shorter notes.")
    assert loaded(asgi) == []


@pytest.mark.parametrize("data", [b"", b"no pickle", pickle.dumps((document_cache._MADE_BY, "a stamp", Path))])
def test_what_is_damaged_or_holds_other_values_counts_for_nothing(asgi: Shelf, saved: Path, data: bytes) -> None:
    saved.write_bytes(data)
    assert loaded(asgi) == []
