"""The notes that were read last, saved for the next start: used only where nothing changed, and never trusted."""

from __future__ import annotations

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from episodes import __version__
from episodes.model import Episode
from episodes.notes import PARSER_VERSION
from tui.document_cache import DocumentCache
from tui.notes_pane import document_builder
from tui.notes_pane.notes_document import LARGE, NotesDocument

from .library_builder import LibraryBuilder


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The episodes whose documents were built, in order."""
    ids: list[str] = []
    build = document_builder.build_document

    def building(episode: Episode) -> NotesDocument:
        ids.append(episode.id)
        return build(episode)

    monkeypatch.setattr(document_builder, "build_document", building)
    return ids


def show(builder: LibraryBuilder, number: int = 1) -> NotesDocument | Episode:
    """Return what the first screen of a start shows of an episode, and save it as its end does."""
    library = builder.open()
    cache = DocumentCache(library)
    cache.load()
    episode = library.episode(f"tea-time:{number}")
    document = cache.of(episode)
    if isinstance(document, NotesDocument):
        cache.save(document)
    return document


def saved(builder: LibraryBuilder) -> Path:
    return Path(str(builder.folders.cache)) / "last-read"


def test_what_was_read_last_is_there_at_the_next_start_without_parsing(
    builder: LibraryBuilder, built: list[str]
) -> None:
    builder.write(1, "## Pots\n\n- of [tea](https://pots.example)\n")
    assert show(builder) == show(builder)
    assert built == ["tea-time:1"]


def test_notes_that_changed_since_are_parsed_again(builder: LibraryBuilder, built: list[str]) -> None:
    builder.write(1, "old\n")
    show(builder)
    builder.write(1, "new notes\n")
    document = show(builder)
    assert isinstance(document, NotesDocument)
    assert document.lines[-1].text == "new notes"
    assert len(built) == 2


def test_it_is_asked_from_several_threads_at_once(builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    builder.write(1, "text\n")
    episode = builder.open().episode("tea-time:1")
    episodes = [replace(episode, id=f"tea-time:{number}") for number in range(24)]
    cache = DocumentCache(builder.open())
    monkeypatch.setattr(document_builder, "build_document", lambda asked: NotesDocument(asked, (), (), ()))

    def ask(start: int) -> bool:
        asked = (episodes[start * at % len(episodes)] for at in range(20_000))
        return all(isinstance(cache.of(each), NotesDocument) for each in asked)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor() as threads:
            assert all(threads.map(ask, (5, 7, 11, 13, 17)))
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("made_by", [f"0.0.0 {PARSER_VERSION}", f"{__version__} {PARSER_VERSION + 1}"])
def test_what_another_version_or_its_parser_made_is_not_used(
    builder: LibraryBuilder, built: list[str], monkeypatch: pytest.MonkeyPatch, made_by: str
) -> None:
    builder.write(1, "text\n")
    show(builder)
    monkeypatch.setattr("tui.document_cache._MADE_BY", made_by)
    show(builder)
    show(builder)
    assert len(built) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80\x05", pickle.dumps(("1", "2")), pickle.dumps(print)],
    ids=["empty", "cut off", "another shape", "a function"],
)
def test_a_file_that_is_none_of_ours_is_passed_over_and_written_anew(
    builder: LibraryBuilder, built: list[str], content: bytes
) -> None:
    builder.write(1, "text\n")
    show(builder)
    saved(builder).write_bytes(content)
    show(builder)
    show(builder)
    assert len(built) == 2


def test_nothing_in_the_file_is_called(builder: LibraryBuilder, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[Path]]:
            return Path.touch, (tmp_path / "called",)

    builder.write(1, "text\n")
    show(builder)
    saved(builder).write_bytes(pickle.dumps(Trap()))
    show(builder)
    assert not (tmp_path / "called").exists()


def test_where_it_cannot_be_saved_the_next_start_parses_the_notes(builder: LibraryBuilder, built: list[str]) -> None:
    builder.write(1, "text\n")
    saved(builder).mkdir()
    show(builder)
    assert isinstance(show(builder), NotesDocument)
    assert len(built) == 2


def test_large_notes_are_left_to_the_view_which_reads_them_by_parts(builder: LibraryBuilder, built: list[str]) -> None:
    builder.write(1, "word " * (LARGE // 5))
    assert isinstance(show(builder), Episode)
    assert built == []
    assert not saved(builder).exists()
