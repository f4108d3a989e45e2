"""Common words: the sets of words, and of beginnings, that stand in very many segments, kept ready.

The full text answers for a rare word in no time. One that half of all segments have, or the first letter of one, it
takes a second to collect. So in a large library those sets are made ahead, when what came in was written, and lie in
the index as they are used. They are of the moment when they were made: what came in since is kept apart, as text that
is looked through, until it is much; then they are made again.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection, DatabaseError

from .database import TEXTS, TITLES
from .segment_order import LAST_PLACE, PLACE_BITS, SegmentOrder

MOST_RUNS = 500
"""Stretches of segments that stayed together: sets of more pieces than that are not worth putting together."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When the sets were made: what was there, and in which order."""

    last: int
    """The highest number that an episode had."""
    episodes: Sequence[int]
    counts: Sequence[int]
    """How many segments each of the episodes has."""

    @property
    def size(self) -> int:
        """How many segments there were."""
        return sum(self.counts)

    def runs(self, frame: SegmentOrder) -> list[tuple[int, int, int]]:
        """Return which stretches went where: old start, length and new start; what is gone is left out."""
        if (self.episodes, self.counts) == frame.episodes():
            return [(0, frame.size, 0)]
        runs: list[tuple[int, int, int]] = []
        start = old = new = length = 0
        for number, count in zip(self.episodes, self.counts, strict=True):
            to = frame.start_of(number)
            if to is not None and length and to == new + length and start == old + length:
                length += count
            elif to is not None:
                if length:
                    runs.append((old, length, new))
                old, new, length = start, to, count
            start += count
        if length:
            runs.append((old, length, new))
        return runs


def load_moment(connection: Connection) -> Moment | None:
    """Return when the sets were made that there are; None if there are none."""
    row = connection.execute("SELECT last, episodes, counts FROM common_frame").fetchone()
    return None if row is None else Moment(row[0], array("q", row[1]), array("q", row[2]))


class CommonWords:
    """The sets that were made ahead, as one state of the index has them.

    Args:
        connection: within a reading transaction.
        frame: which bit stands for which segment now.
    """

    def __init__(self, connection: Connection, frame: SegmentOrder) -> None:
        self._frame = frame
        self._size = 0
        self._runs: list[tuple[int, int, int]] = []
        self._fresh: list[tuple[int, str, str, str]] = []
        made = load_moment(connection)
        if made is None:
            return
        self._size = made.size
        runs = made.runs(frame)
        if len(runs) <= MOST_RUNS:
            self._runs = runs
            self._fresh = connection.execute(
                "SELECT document, titles, texts, abouts FROM fresh WHERE document > ?",
                (made.last << PLACE_BITS | LAST_PLACE,),
            ).fetchall()

    def find(self, connection: Connection, table: str, word: str, *, beginning: bool) -> int | None:
        """Return the segments with a word, or a word that begins so; None if that is not common."""
        if not self._runs:
            return None
        found = _load(connection, self._size, common_key(table, word, beginning))
        if found is None:
            return None
        return self._moved(found) | self._among_fresh(table, word, beginning)

    def _moved(self, found: int) -> int:
        """Return a set of then as one of now: what came in between moved the segments in runs."""
        if len(self._runs) == 1 and self._runs[0][0] == self._runs[0][2]:
            return found & ((1 << self._runs[0][1]) - 1)
        moved = 0
        for start, length, to in self._runs:
            moved |= ((found >> start) & ((1 << length) - 1)) << to
        return moved

    def _among_fresh(self, table: str, word: str, beginning: bool) -> int:
        wanted = f" {word}" if beginning else f" {word} "
        if table == TITLES:
            return self._frame.set_of([document for document, title, _, _ in self._fresh if wanted in title])
        if table == TEXTS:
            return self._frame.set_of([document for document, _, text, _ in self._fresh if wanted in text])
        return self._frame.set_of([document for document, _, _, about in self._fresh if wanted in about])


def is_kept(connection: Connection) -> bool:
    """Tell whether sets are made ahead, so that what comes in must be kept apart as text (`fresh`)."""
    return connection.execute("SELECT 1 FROM state WHERE name = 'common'").fetchone() is not None


def common_key(table: str, word: str, beginning: bool) -> str:
    """Return the name of a set."""
    return f"{table} {word}*" if beginning else f"{table} {word}"


def _load(connection: Connection, size: int, key: str) -> int | None:
    found = 0
    wanted: str | None = key
    while wanted is not None:
        row = connection.execute("SELECT base, bits FROM common WHERE word = ?", (wanted,)).fetchone()
        if row is None:
            if wanted == key:
                return None
            raise DatabaseError(f"the set of {wanted} is missing")
        wanted, bits = row
        if not bits:
            continue
        try:
            found |= int.from_bytes(bits if len(bits) == (size >> 3) + 1 else zlib.decompress(bits), "little")
        except zlib.error as error:
            raise DatabaseError(f"the set of {key} is damaged") from error
    return found
