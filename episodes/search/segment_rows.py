"""Segments as the index has them: rows of a list, and their text, which is read from the episode files.

The index keeps no text. A segment's place in its file is known with a checksum, so that a few hundred bytes are read
and no notes are parsed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from sqlite3 import Connection
from typing import Any, NamedTuple

from ..model import Kind, SegmentRow, Target
from ..regular_files import LARGEST_NOTES, open_regular

Place = tuple[int, int]
"""A segment as the index numbers it: its episode's number, and its place in the text."""

SEGMENT_COLUMNS = (
    "e.key, s.key, e.show, e.number, e.title, coalesce(e.published, e.recorded), s.kind, s.presenter, s.title, s.url, "
    "e.guess, s.start"
)
"""What `make_segment_row` takes, of the tables `episodes AS e` and `segments AS s`."""


class TextPlace(NamedTuple):
    """Where the text of a segment is."""

    root: int
    path: str
    """The path of its file below that root."""
    size: int
    """Bytes of the file, as it was when it was indexed."""
    tail: int
    """Bytes of the notes from the beginning of the segment's own text on."""
    length: int
    """Bytes of its own text."""
    checksum: int


def make_segment_row(values: Sequence[Any]) -> SegmentRow:
    """Return a row from the values of `SEGMENT_COLUMNS`."""
    episode, segment, show, number, title, day, kind, *others = values
    published = date.fromisoformat(day) if day else None
    return SegmentRow(Target(episode, segment), show, number, title, published, Kind(kind), *others)


def load_segments(connection: Connection, places: Sequence[Place]) -> list[tuple[SegmentRow, TextPlace]]:
    """Return the segments at those places, each of a listed episode, with where their text is."""
    if not places:
        return []
    rows = connection.execute(
        f"WITH wanted (nth, episode, place) AS (VALUES {numbered(places)}) "
        f"SELECT f.root, f.path, f.size, s.tail, s.length, s.checksum, {SEGMENT_COLUMNS} FROM wanted AS w "
        "CROSS JOIN segments AS s ON s.episode = w.episode AND s.place = w.place "
        "CROSS JOIN episodes AS e ON e.id = w.episode CROSS JOIN files AS f ON f.id = w.episode ORDER BY w.nth"
    )
    return [(make_segment_row(row[6:]), TextPlace(*row[:6])) for row in rows]


def numbered(keys: Sequence[tuple[int, ...]]) -> str:
    """Return keys as SQL values, each with its place among them before it."""
    return ",".join(f"({at},{','.join(map(str, key))})" for at, key in enumerate(keys))


@lru_cache(1_000)
def read_text(path: str, size: int, tail: int, length: int, checksum: int) -> str:
    """Return a segment's Markdown, or an empty text if its file is gone or changed.

    Takes the full path of the file, and the rest of a `TextPlace`.
    """
    try:
        with open_regular(path, LARGEST_NOTES) as file:
            # In a file that this program wrote the notes are its end, byte by byte.
            file.seek(max(0, size - tail))
            data = file.read(length)
            if zlib.crc32(data) != checksum:
                file.seek(0)
                notes = _notes(file.read(), path)
                data = notes[max(0, len(notes) - tail) :][:length]
    except OSError:
        return ""
    return data.decode("utf-8", "replace") if zlib.crc32(data) == checksum else ""


def _notes(data: bytes, path: str) -> bytes:
    """Return the notes of a file as they were read when it was indexed."""
    from ..documents.document import read_document
    from ..errors import BrokenEpisode

    try:
        return read_document(data, name=path).notes.encode("utf-8", "replace")
    except BrokenEpisode:
        return b""
