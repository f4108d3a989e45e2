"""The full text: the words that segments are found by, and the sets of segments that have them.

Four tables, each of words alone: the index keeps no copy of the notes. `titles` and `texts` are of segments, `filters`
holds for each segment the words that stand for filters such as `kind:joke`, and `episode_terms` holds for each episode
what all its segments are found by, together with a word of their own. The first letters of a word are in an index of
their own (`prefix`), since what begins so stands in most segments.

Every listed segment has a place in time, and a set of segments is a whole number. Bit 0 stands for the oldest segment,
the highest bit for the first segment of the youngest episode. Sets are joined with `&`, `|` and `& ~`, counted with
`bit_count`, and read from the youngest on from their highest bit: half a million segments take microseconds, and no
ranking has to touch them all.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import chain
from sqlite3 import Connection
from sys import intern

from .database import EPISODE_TERMS, Database
from .words import DOT

PLACE_BITS = 10
"""A segment's number in the full text is its episode's with this many bits for its place."""
LAST_PLACE = (1 << PLACE_BITS) - 1
"""Segments from this place on share one number: no episode is known to have a tenth of that."""
_KEPT = 16
"""Sets that are kept while nothing changes: one of half a million segments takes 70 kB."""
_NOT_IN_NAMES = re.compile(r"[\W_]+")


class SegmentOrder:
    """The listed episodes in order, the oldest first.

    Args:
        episodes: for each its number, how many segments it has, and the day by which it is ordered, as text that
            compares as dates do.
        undated: the numbers of those whose day is only a guess.
        last: the highest number that any episode ever had.
    """

    def __init__(
        self, episodes: Iterable[tuple[int, int, str]], undated: frozenset[int] = frozenset(), last: int = 0
    ) -> None:
        self._ids = array("I")
        self._days: list[str] = []
        self._starts = array("I", [0])
        end = 0
        for number, segments, day in episodes:
            self._ids.append(number)
            self._days.append(intern(day))  # fifty thousand episodes are of a few thousand days
            end += segments if segments <= LAST_PLACE else LAST_PLACE + 1
            self._starts.append(end)
        self.size = end
        """How many segments there are."""
        self.all = (1 << self.size) - 1
        """The set of all segments."""
        # For each number of an episode the place of its first segment, counted from the highest bit down; what is not
        # listed falls beyond the last one.
        self._tops = array("I", [self.size]) * (max(last, max(self._ids, default=0)) + 1)
        self._counts = array("H", bytes(2 * len(self._tops)))
        for number, start, end in zip(self._ids, self._starts, self._starts[1:], strict=False):
            self._tops[number] = self.size - end
            self._counts[number] = end - start
        self._dated = self.all & ~self.of_episodes(undated) if undated else self.all

    def set_of(self, rows: Iterable[tuple[int]]) -> int:
        """Return the set of the segments with those numbers in the full text; what is not listed is left out.

        Args:
            rows: a number each, as the database gives them. A listed episode must have segments of all its numbers.
        """
        rows = iter(rows)
        if (first := next(rows, None)) is None:  # the usual answer to a word form
            return 0
        tops, place = self._tops, LAST_PLACE
        digits = bytearray(b"0") * (self.size + place + 1)
        for (document,) in chain((first,), rows):
            digits[tops[document >> PLACE_BITS] + (document & place)] = 49
        del digits[self.size :]
        return int(digits or b"0", 2)

    def of_places(self, places: Iterable[tuple[int, int]]) -> int:
        """Return the set of the segments at those places, each an episode's number and a place in its text."""
        known = len(self._tops)  # what came in since the order was loaded is not in it
        return self.set_of((e << PLACE_BITS | min(place, LAST_PLACE),) for e, place in places if e < known)

    def of_episodes(self, episodes: Iterable[int]) -> int:
        """Return the set of all segments of those episodes."""
        tops, counts = self._tops, self._counts
        digits = bytearray(b"0") * self.size
        for number in episodes:
            if count := counts[number]:
                digits[tops[number] : tops[number] + count] = b"1" * count
        return int(digits or b"0", 2)

    def youngest(self, found: int) -> Iterator[tuple[int, int]]:
        """Yield a set as episodes and places, the youngest episode first, each in the order of its text."""
        starts, ids = self._starts, self._ids
        chunk = 1 << 12
        while found:
            # Taking bits off a long number costs its whole length: the top is taken off in one piece.
            low = max(0, found.bit_length() - chunk)
            top = found >> low
            found &= (1 << low) - 1
            while top:
                slot = top.bit_length() - 1
                top ^= 1 << slot
                slot += low
                at = bisect_right(starts, slot) - 1
                yield ids[at], starts[at + 1] - 1 - slot

    def between(self, first: str, end: str) -> int:
        """Return the segments of the days from `first` up to and without `end`; an empty text sets no limit."""
        low = bisect_left(self._days, first or "0")
        high = bisect_left(self._days, end) if end else len(self._days)
        if low >= high:
            return 0
        return self._dated & ((1 << self._starts[high]) - (1 << self._starts[low]))

    def years(self, found: int) -> tuple[tuple[int, int], ...]:
        """Return the years from the first to the last of a set, and how many of its segments are of each."""
        found &= self._dated
        if not found:
            return ()
        ends = (found & -found).bit_length() - 1, found.bit_length() - 1
        first, last = (self._days[bisect_right(self._starts, bit) - 1] for bit in ends)
        years = range(int(first[:4]), int(last[:4]) + 1)
        return tuple((year, (found & self.between(f"{year:04}", f"{year + 1:04}")).bit_count()) for year in years)


def _load_order(connection: Connection) -> SegmentOrder:
    """Return the order of the episodes that are listed.

    Args:
        connection: within a reading transaction.
    """
    highest = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'files'").fetchone()
    episodes = connection.execute(
        "SELECT id, segments, position FROM episodes WHERE visible = 1 ORDER BY position, rank, id"
    )
    undated = connection.execute(  # and no year of theirs is guessed either
        "SELECT id FROM episodes INDEXED BY episodes_undated WHERE published IS NULL AND recorded IS NULL "
        "AND guess IS NULL AND visible = 1"
    )
    return SegmentOrder(episodes, frozenset(row[0] for row in undated), highest[0] if highest else 0)


class FullText:
    """What the full text has, as sets of segments.

    Args:
        database: within a reading transaction, in whose state of the index all is found.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.order: SegmentOrder = _load_order(database.connection)
        """Which bit of a set stands for which segment."""
        # Not of methods: caches and self would hold each other, and the sets of an older index stay.
        self.find = lru_cache(_KEPT)(partial(_find, database, self.order))
        """Returns the set of the segments that match. Takes a table and what to match in the language of FTS5."""
        self.count = lru_cache(_KEPT)(partial(_count, database))
        """Returns how many those are, at most as many as it takes: in a tenth of the time."""

    def of_episodes(self, condition: str, value: str) -> int:
        """Return the segments of the episodes for which an SQL condition with one value holds."""
        rows = self.connection.execute(f"SELECT id FROM episodes WHERE {condition} AND visible = 1", (value,))
        return self.order.of_episodes(row[0] for row in rows)

    @cached_property
    def boilerplate(self) -> tuple[int, int]:
        """The segments that say what their show says in many episodes, and the youngest of those that say the same."""
        every = f"SELECT episode << {PLACE_BITS} | min(place, {LAST_PLACE}) FROM boilerplate"
        first = self.connection.execute(f"{every} WHERE is_first")
        return self.order.set_of(self.connection.execute(every)), self.order.set_of(first)

    @property
    def connection(self) -> Connection:
        """This thread's connection to the index."""
        return self._database.connection


def _count(database: Database, table: str, match: str, most: int) -> int:
    some = f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?"
    return int(database.connection.execute(f"SELECT count(*) FROM ({some})", (match, most)).fetchone()[0])


def _find(database: Database, order: SegmentOrder, table: str, match: str) -> int:
    rows = database.connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (match,))
    return order.of_episodes(row[0] for row in rows) if table == EPISODE_TERMS else order.set_of(rows)


@lru_cache(1024)
def filter_word(key: str, value: str) -> str:
    """Return the word that stands for a filter; the beginning of a value gives the beginning of its word."""
    return f"{key}{DOT}{_NOT_IN_NAMES.sub(DOT, value)}"


HAS_LINKS = filter_word("has", "links")
"""The word of all segments with links of their own."""
