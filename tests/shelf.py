"""A library of a test's own, and a folder to bring in from."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from episodes.documents.document import read_document
from episodes.folders import Folders, find_folders
from episodes.importing.importer import Report
from episodes.importing.own_files import OwnFile
from episodes.importing.sources import Sources, Visit
from episodes.library import Library

NOW = datetime.datetime(2026, 5, 4, 12, 30, tzinfo=datetime.UTC)


class Clock:
    """Stands still unless told otherwise."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime.datetime:
        return self.now


@contextmanager
def bare_library(folders: Folders) -> Iterator[Library]:
    """Open a library without bundled episodes while the block runs."""
    library = Library(folders, bundled=os.path.join(str(folders.data), "none"))
    library.synchronise()
    try:
        yield library
    finally:
        library.close()


class Shelf:
    """A library without bundled episodes, and a folder to bring in from."""

    def __init__(self, folder: Path) -> None:
        self.folders: Folders = find_folders(os.environ)
        self.none = str(folder / "none")
        self.clock = Clock()
        self.notes = folder / "fish-and-chips"
        self.notes.mkdir()
        self.library = self.open()

    def open(self, last_visit: datetime.datetime | None = None) -> Library:
        library = Library(self.folders, bundled=self.none, clock=self.clock, last_visit=last_visit)
        library.synchronise()
        return library

    @property
    def sources(self) -> Sources:
        return self.library.sources

    def put(self, name: str, text: str | bytes, folder: Path | None = None) -> Path:
        path = (folder or self.notes) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def add(self, path: Path | None = None, show: str | None = None) -> Report:
        return self.sources.add(str(path or self.notes), show).report

    def update(self) -> Report:
        [visit] = self.sources.update()
        assert visit.failure is None
        return visit.report

    def ids(self) -> list[str]:
        return sorted(row.id for row in self.library.rows())

    def file(self, episode: str) -> Path:
        [path] = [
            path
            for path in Path(str(self.folders.episodes)).rglob("*.md")
            if OwnFile("", read_document(path.read_bytes(), name=path.name)).id == episode
        ]
        return path


def counts(report: Report) -> tuple[int, int, int, int]:
    return len(report.added), len(report.changed), len(report.unchanged), len(report.skipped)


def reasons(report: Report) -> dict[str, str]:
    return {skipped.where: skipped.reason for skipped in report.skipped}


def mark(library: Library, episode: str, *names: str) -> None:
    """Read and bookmark the segments whose titles hold the names."""
    found = library.episode(episode)
    for name in names:
        [segment] = [segment for segment in found.walk() if segment.title and name in segment.title]
        library.marks.set_read(found, [segment], on=True)
        library.marks.set_bookmark(found, segment, on=True, note=f"for {name.strip()}")


def marked(library: Library, episode: str) -> dict[str, str]:
    """Return the titles of the segments that are both read and bookmarked, with their notes."""
    found = library.episode(episode)
    read = library.marks.read_segments(found)
    bookmarked = library.marks.bookmarked_segments(found)
    assert read == bookmarked
    notes = {}
    for segment in found.walk():
        if segment.id in read:
            bookmark = library.marks.bookmark(found, segment)
            assert bookmark is not None
            notes[segment.title or ""] = bookmark.note or ""
    return notes


def update(library: Library) -> Visit:
    """Update the one source of a library."""
    [visit] = library.sources.update()
    assert visit.failure is None, visit.failure
    return visit


def ids(library: Library) -> list[str]:
    """Return what is listed."""
    return sorted(row.id for row in library.rows())
