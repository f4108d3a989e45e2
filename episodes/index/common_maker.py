"""Making the sets of common words (see `common`) ahead, when a large library changed much."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from sqlite3 import Connection

from .common import MOST_RUNS, common_key, load_moment
from .database import ABOUTS, TEXTS, TITLES, Database
from .segment_order import LAST_PLACE, PLACE_BITS, SegmentOrder, load_segment_order

_SHARES = {TITLES: 128, TEXTS: 64, ABOUTS: 128}
"""A word is common that stands in one of so many segments: where there are few words to a segment, the sets are small,
and beginnings of many words take the full text longer than words."""
_MOST_FRESH, _FRESH_SHARE = 2_000, 50
"""Segments that came in since the sets were made: from so many on, or one of so many, they are made again."""
_WORDS_AT_ONCE = 1_000
_AT_ONCE = 60
"""Beginnings that the full text is asked for in one question."""


def keep_common(database: Database, cancelled: Callable[[], bool] | None = None) -> bool:
    """Make the sets of common words if they are missing or far behind; say whether that was done."""
    with database.reading() as connection:
        [size] = connection.execute("SELECT coalesce(sum(segments), 0) FROM episodes WHERE visible = 1").fetchone()
        if not size or not _is_behind(connection, size):
            return False
    with database.writing() as connection:
        # From here on whoever writes keeps what comes in apart.
        connection.execute("INSERT OR REPLACE INTO state VALUES ('common', 1)")
        [last] = connection.execute("SELECT max(id) FROM episodes").fetchone()
    with database.reading() as connection:
        frame = load_segment_order(connection, last)
        connection.execute("DROP TABLE IF EXISTS temp.made")
        connection.execute("CREATE TABLE temp.made (word TEXT NOT NULL, base TEXT, bits BLOB NOT NULL)")
        for table in _SHARES:
            if not _Maker(connection, table, frame, cancelled).make():
                return False
    with database.writing() as connection:
        known = load_moment(connection)
        if known is not None and known.last > last:
            return False  # another process was faster, and knows of more
        connection.execute("DELETE FROM common")
        connection.execute("INSERT INTO common (word, base, bits) SELECT word, base, bits FROM temp.made")
        connection.execute("DROP TABLE temp.made")
        connection.execute("DELETE FROM common_frame")
        ids, counts = frame.episodes()
        connection.execute("INSERT INTO common_frame VALUES (?, ?, ?)", (last, ids.tobytes(), counts.tobytes()))
        connection.execute("DELETE FROM fresh WHERE document <= ?", (last << PLACE_BITS | LAST_PLACE,))
        connection.execute("UPDATE state SET value = value + 1 WHERE name = 'generation'")
    return True


def _is_behind(connection: Connection, size: int) -> bool:
    made = load_moment(connection)
    if made is None:
        return True
    [fresh] = connection.execute("SELECT count(*) FROM fresh").fetchone()
    if fresh > max(_MOST_FRESH, size // _FRESH_SHARE):
        return True
    if not fresh and made.size == size:
        return False
    return len(made.runs(load_segment_order(connection))) > MOST_RUNS // 2


class _CalledOff(Exception):
    """The work is to end early."""


@dataclass(slots=True)
class _Branch:
    """A beginning from which words part ways, or a word."""

    beginning: str
    own: int = 0
    """Entries of just this word: segments, or episodes where the table is of episodes."""
    count: int = 0
    """Entries of its words, an upper bound of what has one."""
    common: list[_Branch] = field(default_factory=list)
    """Those that go on from here and may be common."""
    rare: list[str] = field(default_factory=list)
    """What to ask the full text for to find all others."""


class _Maker:
    """Collects the sets of one table.

    Words that begin alike are a tree. A beginning's set is what its common continuations have, which are collected
    first, and what all the others have together: so every entry of the full text is read once.
    """

    def __init__(
        self, connection: Connection, table: str, frame: SegmentOrder, cancelled: Callable[[], bool] | None
    ) -> None:
        self._connection = connection
        self._table = table
        self._frame = frame
        self._cancelled = cancelled
        self._least = max(1, frame.size // _SHARES[table])
        episodes = len(frame.episodes()[0]) if table == ABOUTS else frame.size
        self._least_entries = self._least * episodes / max(1, frame.size)

    def make(self) -> bool:
        """Put the sets into the table `made`; say whether that was done, or called off."""
        try:
            for branch in self._grow().common:
                self._make(branch, 0)
        except _CalledOff:
            return False
        return True

    def _go_on(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise _CalledOff

    def _grow(self) -> _Branch:
        """Return the tree of the words, without what can be told to be rare."""
        path = [_Branch("")]
        with _vocabulary(self._connection, self._table) as rows:
            for nth, (word, count) in enumerate(rows):
                if nth % _WORDS_AT_ONCE == 0:
                    self._go_on()
                before = path[-1].beginning
                shared = 0
                for one, other in zip(before, word, strict=False):
                    if one != other:
                        break
                    shared += 1
                while len(path[-1].beginning) > shared:
                    done = path.pop()
                    if len(path[-1].beginning) < shared:
                        path.append(_Branch(before[:shared]))
                    self._hang(path[-1], done)
                path.append(_Branch(word, count, count))
        while len(path) > 1:
            done = path.pop()
            self._hang(path[-1], done)
        return path[0]

    def _hang(self, parent: _Branch, branch: _Branch) -> None:
        parent.count += branch.count
        if branch.count >= self._least_entries:
            parent.common.append(branch)
        else:
            parent.rare.append(f'"{branch.beginning[: len(parent.beginning) + 1]}"*')

    def _make(self, branch: _Branch, above: int) -> tuple[int, str]:
        """Keep the sets of a beginning and of all that go on from it.

        Args:
            branch: the beginning.
            above: how many letters of it its parent has; all beginnings between have the same set.

        Returns:
            Its set, and the key under which it was kept, to which others can add; no key if it is not common.
        """
        self._go_on()
        everything = greatest = 0
        base = ""
        for longer in branch.common:
            found, key = self._make(longer, len(branch.beginning))
            everything |= found
            if key and found.bit_count() > greatest.bit_count():
                greatest, base = found, key
        word, others = f'"{branch.beginning}"', branch.rare
        if branch.own >= self._least_entries:
            found, key = self._collect([word]), common_key(self._table, branch.beginning, False)
            self._keep(key, None, self._packed(found))
            everything |= found
            if found.bit_count() > greatest.bit_count():
                greatest, base = found, key
        elif branch.own:
            others = [*others, word]
        everything |= self._collect(others)
        if everything.bit_count() < self._least:
            return everything, ""
        key = common_key(self._table, branch.beginning, True)
        self._keep(key, *self._added(everything, greatest, base))
        for end in range(len(branch.beginning) - 1, above, -1):
            self._keep(common_key(self._table, branch.beginning[:end], True), key, b"")
        return everything, key

    def _keep(self, key: str, base: str | None, bits: bytes) -> None:
        self._connection.execute("INSERT INTO temp.made VALUES (?, ?, ?)", (key, base, bits))

    def _added(self, found: int, greatest: int, base: str) -> tuple[str | None, bytes]:
        """Return a set as an addition to another one where that is shorter."""
        if not base:
            return None, self._packed(found)
        if found == greatest:
            return base, b""
        added = self._packed(found & ~greatest)
        if len(added) < self._frame.size >> 6:
            return base, added
        whole = self._packed(found)
        return (base, added) if len(added) < len(whole) // 2 else (None, whole)

    def _packed(self, found: int) -> bytes:
        plain = found.to_bytes((self._frame.size >> 3) + 1, "little")
        packed = zlib.compress(plain, 1)
        return packed if len(packed) < len(plain) * 0.9 else plain

    def _collect(self, matches: list[str]) -> int:
        found = 0
        for at in range(0, len(matches), _AT_ONCE):
            found |= self._frame.collect(self._connection, self._table, " OR ".join(matches[at : at + _AT_ONCE]))
        return found


@contextlib.contextmanager
def _vocabulary(connection: Connection, table: str) -> Iterator[Iterator[tuple[str, int]]]:
    """Give all words of a table in order, each with the number of segments that have it."""
    connection.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, {table}, row)")
    rows = connection.execute("SELECT term, doc FROM temp.vocabulary")
    try:
        yield rows
    finally:
        rows.close()
        connection.execute("DROP TABLE temp.vocabulary")
