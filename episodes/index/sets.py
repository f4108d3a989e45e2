"""Which segments hold a word: sets (see `frame`) made from the full text, and kept while nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from sqlite3 import Connection

from .common import CommonWords
from .segment_order import SegmentOrder, load_segment_order

_MOST_BYTES = 2 * 1024 * 1024
"""What the kept sets take, at most."""


class Sets:
    """The sets of one state of the index.

    Args:
        connection: within a reading transaction, in which that state is found.
    """

    def __init__(self, connection: Connection) -> None:
        self.frame: SegmentOrder = load_segment_order(connection)
        """Which bit stands for which segment."""
        self._common = CommonWords(connection, self.frame)
        self._kept: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._most = max(64, _MOST_BYTES // (self.frame.size // 8 + 1))

    def word(self, connection: Connection, table: str, word: str) -> int:
        """Return the segments that have a word."""
        return self._find(connection, table, f'"{word}"', word, beginning=False)

    def beginning(self, connection: Connection, table: str, letters: str) -> int:
        """Return the segments that have a word which begins so."""
        return self._find(connection, table, f'"{letters}"*', letters, beginning=True)

    def phrase(self, connection: Connection, table: str, parts: Sequence[str]) -> int:
        """Return the segments that have those words one after another."""
        return self._find(connection, table, f'"{" ".join(parts)}"')

    def open_phrase(self, connection: Connection, table: str, parts: Sequence[str]) -> int:
        """Return the segments that have those words one after another, the last by its beginning."""
        return self._find(connection, table, f'"{" ".join(parts)}"*')

    def _find(
        self, connection: Connection, table: str, match: str, word: str | None = None, *, beginning: bool = False
    ) -> int:
        key = (table, match)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        if word is not None:
            found = self._common.find(connection, table, word, beginning=beginning)
        if found is None:
            found = self.frame.collect(connection, table, match)
        self._kept[key] = found
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found
