"""Builds the library of a test: episodes that it writes, a folder to bring in from, and what is then found."""

from __future__ import annotations

import atexit
import datetime
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from episodes.documents.own_files import read_all_own
from episodes.folders import Folders, find_folders
from episodes.importing.source_list import Report
from episodes.importing.sources import Sources
from episodes.library import Library
from episodes.model import Kind, SegmentRow, Target
from episodes.search.values import Results

NOW = datetime.datetime(2026, 5, 4, 12, 30, tzinfo=datetime.UTC)
ASGI = """\
Sponsored by **Acme**: [acme](https://acme.example/show)

## Ana #1: [Ready for ASGI](https://github.com/ready/asgi-server)

- A server that speaks HTTP and WebSockets; see [its docs](https://asgi-server.readthedocs.io/en/latest/).
- Comes with scikit-learn inside.

## Bo #2: Release cycles

- The annual release cycle was discussed, with C++ and .env files.
- Servers were mentioned as well.

## Extras

### Ana

- A talk about Pérez & PEP 602.

## Joke: The server said no

- It could not serve.
"""


class Clock:
    """Stands still unless told otherwise."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime.datetime:
        return self.now


def folders_in(folder: Path) -> Folders:
    """Return the folders of an Earmark that keeps everything below one."""
    return Folders(*(str(folder / kind) for kind in ("data", "state", "cache", "config")))


def write_episode(
    number: int,
    notes: str,
    published: str | None = None,
    *,
    show: str = "Tea Time",
    folders: Folders | None = None,
    **facts: str,
) -> Path:
    """Write an episode where an import would put it; into the test's own library, where no folders are named."""
    head = {"show": show, "number": str(number), "title": f"Episode {number}"}
    head |= ({"published": published} if published else {}) | facts
    folder = Path(str((folders or find_folders(os.environ)).episodes)) / show.lower().replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:03}.md"
    lines = "".join(f"{key}: {value}\n" for key, value in head.items())
    path.write_text(f"---\n{lines}---\n\n{notes}", encoding="utf-8")
    return path


class LibraryBuilder:
    """A library with no bundled episodes but those that a test puts there, and a folder to bring in from."""

    def __init__(self, folder: Path) -> None:
        self.folders = folders_in(folder)
        self.own = Path(str(self.folders.episodes))
        self.bundled = folder / "bundled"
        self.notes = folder / "fish-and-chips"
        for each in (self.bundled, self.notes):
            each.mkdir(exist_ok=True)
        self.clock = Clock()
        self.library = self.open()

    def open(self, last_visit: datetime.datetime | None = None) -> Library:
        library = Library(self.folders, bundled=str(self.bundled), clock=self.clock, last_visit=last_visit)
        library.synchronise()
        return library

    # Its own episodes, and what is found in them.

    def write(self, number: int, notes: str, published: str | None = None, **facts: str) -> Path:
        return write_episode(number, notes, published, folders=self.folders, **facts)

    def sync(self) -> None:
        self.library.synchronise()

    def search(self, query: str, **options: Any) -> Results:
        return self.library.search(query, **options)

    def rows(self, query: str, **options: Any) -> list[SegmentRow]:
        return [hit.segment for hit in self.search(query, **options).rows]

    def found(self, query: str, **options: Any) -> list[str]:
        """Return the hits of a query as `number#segment`."""
        return [f"{row.number}#{row.target.segment}" for row in self.rows(query, **options)]

    # What is brought in.

    @property
    def sources(self) -> Sources:
        return self.library.sources

    def put(self, name: str, text: str | bytes, folder: Path | None = None) -> Path:
        """Write a file into the folder to bring in from, or into another."""
        path = (folder or self.notes) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def add(self, path: Path | None = None, show: str | None = None) -> Report:
        return self.sources.add(str(path or self.notes), show)

    def update(self) -> Report:
        return update(self.library)

    def ids(self) -> list[str]:
        return ids(self.library)

    def file(self, episode: str) -> Path:
        """Return the file that an episode was brought into."""
        paths = [path.relative_to(self.own).as_posix() for path in self.own.rglob("*.md")]
        [found] = [each.path for each in read_all_own(str(self.own), paths) if each.id == episode]
        return self.own / found


def update(library: Library) -> Report:
    """Update the one source of a library."""
    [report] = library.sources.update()
    assert report.failure is None, report.failure
    return report


def ids(library: Library) -> list[str]:
    """Return what is listed."""
    return sorted(row.id for row in library.rows())


def segment_row(**facts: object) -> SegmentRow:
    """Return a row of a segment as a search finds it, with facts of a test's own."""
    values: dict[str, object] = {
        "target": Target("tea:1", "one"),
        "show": "Tea Time",
        "number": 1,
        "episode_title": "First",
        "day": datetime.date(2019, 5, 1),
        "kind": Kind.TOPIC,
        "presenter": "Ann",
        "title": None,
        "url": None,
    }
    return SegmentRow(**{**values, **facts})  # type: ignore[arg-type]


def counts(report: Report) -> tuple[int, int, int, int]:
    return len(report.added), len(report.changed), len(report.unchanged), len(report.skipped)


def reasons(report: Report) -> dict[str, str]:
    return {skipped.where: skipped.reason for skipped in report.skipped}


# The index of the bundled episodes: all that start Earmark need it, few are about it.


@cache
def _bundled_index() -> Path:
    """Make the index once a process, the way a first start does."""
    folder = tempfile.mkdtemp(prefix="earmark-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folders = folders_in(Path(folder))
    library = Library(folders)
    library.synchronise()
    library.close()
    return Path(str(folders.index))


def prepare_index(folders: Folders) -> None:
    """Put the index of the bundled episodes where there is none yet, as if Earmark had run before."""
    index = Path(str(folders.index))
    if not index.exists():
        index.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_bundled_index(), index)
