"""The frame: every listed segment has a place in time, and a set of segments is a whole number.

Bit 0 stands for the oldest segment, the highest bit for the first segment of the youngest episode. Sets are joined
with `&`, `|` and `& ~`, counted with `bit_count`, and read from the youngest on from their highest bit: half a million
segments take microseconds, and no ranking has to touch them all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import sub
from sqlite3 import Connection

from .database import ABOUTS

PLACE_BITS = 10
"""A segment's number in the full text is its episode's with this many bits for its place."""
LAST_PLACE = (1 << PLACE_BITS) - 1
"""Segments from this place on share one number: no episode is known to have a tenth of that."""
_DENSE = 64
"""A set with one of so many segments is made as digits, a sparser one bit by bit."""


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
        self._ids = array("q")
        self._days: list[str] = []
        self._starts = array("q", [0])
        days: dict[str, str] = {}  # of one text for each day: fifty thousand episodes are of a few thousand days
        for number, segments, day in episodes:
            self._ids.append(number)
            self._days.append(days.setdefault(day, day))
            self._starts.append(self._starts[-1] + min(segments, LAST_PLACE + 1))
        self.size = self._starts[-1]
        """How many segments there are."""
        self.all = (1 << self.size) - 1
        """The set of all segments."""
        # For each number of an episode the place of its first segment, counted from the highest bit down; what is not
        # listed falls beyond the last one.
        self._tops = array("q", [self.size]) * (max(last, max(self._ids, default=0)) + 1)
        self._counts = array("H", bytes(2 * len(self._tops)))
        for number, start, end in zip(self._ids, self._starts, self._starts[1:], strict=False):
            self._tops[number] = self.size - end
            self._counts[number] = end - start
        self._dated = self.all & ~self.of_episodes(undated) if undated else self.all

    def set_of(self, documents: Sequence[int]) -> int:
        """Return the set of the segments with those numbers in the full text; what is not listed is left out.

        A listed episode must have segments of all its numbers.
        """
        tops, place = self._tops, LAST_PLACE
        if len(documents) * _DENSE > self.size:
            digits = bytearray(b"0") * (self.size + place + 1)
            for document in documents:
                digits[tops[document >> PLACE_BITS] + (document & place)] = 49
            return int(digits[: self.size] or b"0", 2)
        bits = bytearray((self.size + place >> 3) + 1)
        top = self.size - 1
        for document in documents:
            slot = top - tops[document >> PLACE_BITS] - (document & place)
            if slot >= 0:
                bits[slot >> 3] |= 1 << (slot & 7)
        return int.from_bytes(bits, "little")

    def collect(self, connection: Connection, table: str, match: str) -> int:
        """Return the set of the segments that answer to a question in the language of the full text.

        Args:
            connection: within the reading transaction of the frame.
            table: one of the tables of words; what one of episodes answers stands for all their segments.
            match: the question.
        """
        import json

        # As one text the numbers come in half the time that they take as rows.
        [found] = connection.execute(f"SELECT json_group_array(rowid) FROM {table} WHERE {table} MATCH ?", (match,))
        numbers = json.loads(found[0])
        return self.of_episodes(numbers) if table == ABOUTS else self.set_of(numbers)

    def start_of(self, episode: int) -> int | None:
        """Return the lowest bit of an episode; None if it is not listed."""
        down = self._tops[episode] if episode < len(self._tops) else self.size
        return None if down == self.size else self._starts[bisect_right(self._starts, self.size - 1 - down) - 1]

    def episodes(self) -> tuple[array[int], array[int]]:
        """Return the numbers of the episodes in order, and how many segments each has."""
        return self._ids, array("q", map(sub, self._starts[1:], self._starts))

    def of_places(self, places: Iterable[tuple[int, int]]) -> int:
        """Return the set of the segments at those places, each an episode's number and a place in its text."""
        known = len(self._tops)  # what came in since the frame was made is not in it
        return self.set_of([e << PLACE_BITS | min(place, LAST_PLACE) for e, place in places if e < known])

    def of_episodes(self, episodes: Collection[int]) -> int:
        """Return the set of all segments of those episodes."""
        tops, counts = self._tops, self._counts
        if len(episodes) * _DENSE * 8 < self.size:
            return self.set_of([number << PLACE_BITS | at for number in episodes for at in range(counts[number])])
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
        counts: list[tuple[int, int]] = []
        low = bisect_left(self._days, "0")
        while low < len(self._days):
            year = self._days[low][:4]
            high = bisect_left(self._days, f"{year}~")
            start, end = self._starts[low], self._starts[high]
            counts.append((int(year), ((found >> start) & ((1 << (end - start)) - 1)).bit_count()))
            low = high
        while counts and not counts[-1][1]:
            counts.pop()
        first = next((at for at, (_, count) in enumerate(counts) if count), 0)
        return _without_gaps(counts[first:])


def _without_gaps(counts: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    if not counts:
        return ()
    known = dict(counts)
    return tuple((year, known.get(year, 0)) for year in range(counts[0][0], counts[-1][0] + 1))


def load_segment_order(connection: Connection, last: int | None = None) -> SegmentOrder:
    """Return the frame of the episodes that are listed.

    Args:
        connection: within a reading transaction.
        last: leave out the episodes whose numbers are higher.
    """
    limit = "" if last is None else f" AND id <= {last}"
    highest = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'files'").fetchone()
    episodes = connection.execute(
        f"SELECT id, segments, position FROM episodes WHERE visible = 1{limit} ORDER BY position, rank, id"
    )
    return SegmentOrder(episodes, frozenset(_undated(connection)), highest[0] if highest else 0)


def _undated(connection: Connection) -> Iterator[int]:
    """Yield the episodes without a date, but for those whose dated neighbours in their show are of one year."""
    shows = connection.execute(
        "SELECT DISTINCT show FROM episodes INDEXED BY episodes_undated WHERE published IS NULL AND recorded IS NULL"
    ).fetchall()
    for show in shows:
        waiting: list[int] = []
        year = ""
        rows = connection.execute(
            "SELECT id, substr(coalesce(published, recorded), 1, 4) FROM episodes WHERE show = ? AND visible = 1 "
            "ORDER BY rank, id",
            show,
        )
        for number, own in rows:
            if own is None:
                waiting.append(number)
            else:
                if own != year:
                    yield from waiting
                waiting, year = [], own
        yield from waiting
