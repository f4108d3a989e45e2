"""Marks for tests: a noon, a segment to mark, the events of somebody who marks it, and what a library then says."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from episodes.library import Library
from episodes.marks.events import Event, MarkKind
from episodes.marks.journal import Journal
from episodes.marks.journal_reader import JournalReader
from episodes.model import Episode, Kind, Problem, Segment

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
ASGI = Episode("python-bytes:148", "Python Bytes", "The ASGI revolution is upon us!", 148)
RELEASES = Segment(
    "annual-release-cycle",
    Kind.TOPIC,
    "Annual Release Cycle",
    1,
    "Brian",
    None,
    "https://peps.python.org/pep-0602/",
    (),
    0,
    3,
    "## Brian #1: [Annual Release Cycle](https://peps.python.org/pep-0602/)\n\n"
    "- **One** [release](https://x.org) a year\n",
)


def at(minute: int, device: str = "desk-00000001", **fields: object) -> Event:
    """Return an event of some minutes after noon: a segment read, where the fields do not say otherwise."""
    made: dict[str, object] = {"mark": MarkKind.READ, "episode": "a:1", "segment": "s"} | fields
    time = f"2024-05-06T12:{minute:02d}:00.000000Z"
    return Event(time=time, device=device, **made)  # type: ignore[arg-type]


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX alone has it")


def read(segment: str, **fields: object) -> Event:
    """Return the event of a segment that was read, which no journal has stamped yet."""
    return Event(MarkKind.READ, "a:1", segment, **fields)  # type: ignore[arg-type]


def segments(events: list[Event]) -> list[str | None]:
    """Return of which segments the events are."""
    return [event.segment for event in events]


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


class ReadJournal(Journal):
    """A device's journal, and what is read of all that lie beside it."""

    def __init__(self, folder: Path, device: str, clock: Callable[[], datetime]) -> None:
        super().__init__(folder, device, clock)
        self.reader = JournalReader(str(folder))

    def poll(self) -> list[Event]:
        """Return the events that came since the last time, all at the first."""
        return [event for part in self.reader.read() for event in part]

    @property
    def problems(self) -> list[Problem]:
        return self.reader.problems()


def read_all(journal: ReadJournal) -> tuple[list[Event], list[Problem]]:
    """Return all events that a journal newly made finds, and what it could not read."""
    return journal.poll(), journal.problems
