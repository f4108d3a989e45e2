"""The full text: the words that segments are found by, and the sets of segments that have them.

Four tables, each of words alone: the index keeps no copy of the notes. `titles` and `texts` are of segments, `filters`
holds for each segment the words that stand for filters such as `kind:joke`, and `episode_terms` holds for each episode
what all its segments are found by, together with a word of their own. The first letters of a word are in an index of
their own (`prefix`), since what begins so stands in most segments.
"""

import re
from functools import cached_property, lru_cache, partial
from sqlite3 import Connection

from .database import EPISODE_TERMS, Database
from .segment_order import LAST_PLACE, PLACE_BITS, SegmentOrder, load_segment_order
from .words import DOT

_KEPT = 32
"""Sets that are kept while nothing changes: one of half a million segments takes 70 kB."""
_NOT_IN_NAMES = re.compile(r"[\W_]+")


class FullText:
    """What the full text has, as sets of segments.

    Args:
        database: within a reading transaction, in whose state of the index all is found.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.order: SegmentOrder = load_segment_order(database.connection)
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
    found: int = database.connection.execute(f"SELECT count(*) FROM ({some})", (match, most)).fetchone()[0]
    return found


def _find(database: Database, order: SegmentOrder, table: str, match: str) -> int:
    rows = database.connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (match,))
    return order.of_episodes(row[0] for row in rows) if table == EPISODE_TERMS else order.set_of(rows)


@lru_cache(1024)
def filter_word(key: str, value: str) -> str:
    """Return the word that stands for a filter; the beginning of a value gives the beginning of its word."""
    return f"{key}{DOT}{_NOT_IN_NAMES.sub(DOT, value)}"


HAS_LINKS = filter_word("has", "links")
"""The word of all segments with links of their own."""
