"""The reader's own words: notes and tags of bookmarks, as something that segments are found by."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..index.segment_order import SegmentOrder
from ..index.words import fold
from ..marks.tags import as_words
from ..model import BookmarkRow, Target
from ..text import clean_line
from .haystack import haystack, needles
from .query import Word
from .segment_rows import Place


class OwnWords:
    """The bookmarks, and what the reader wrote at segments.

    Args:
        connection: to the index.
        order: of its segments.
        bookmarks: all that there are.
    """

    def __init__(self, connection: Connection, order: SegmentOrder, bookmarks: Iterable[BookmarkRow]) -> None:
        self._order = order
        self.rows = tuple(bookmarks)
        self.places: dict[Target, Place] = {}
        """Where the segment of each bookmark is, of one on an episode its first; those that are gone have none."""
        self.of_targets: dict[Target, str] = {}
        """Note and tags of the bookmarks that have any, by the segment that they are found by."""
        self._places: list[tuple[Place, str, set[str]]] = []
        for row in self.rows:
            for episode, place, segment in () if row.gone else _segments(connection, row.target):
                self.places[row.target] = episode, place
                if text := clean_line(as_words(row.note, row.tags)):
                    target = Target(row.target.episode, segment)
                    self.of_targets[target] = " ".join(filter(None, (self.of_targets.get(target), text)))
                    self._places.append(((episode, place), haystack(text), {fold(tag) for tag in row.tags}))

    def having(self, words: Iterable[Word]) -> int:
        """Return the segments with one of the words in what the reader wrote."""
        if not self._places:
            return 0
        wanted = [needle for word in words for needle in needles(word)]
        return self._set(place for place, text, _ in self._places if any(needle in text for needle in wanted))

    def tagged(self, tag: str) -> int:
        """Return the segments with a tag, folded, that begins so."""
        return self._set(place for place, _, tags in self._places if any(each.startswith(tag) for each in tags))

    def _set(self, places: Iterable[Place]) -> int:
        found = list(places)
        return self._order.of_places(found) if found else 0


def _segments(connection: Connection, target: Target) -> list[tuple[int, int, str]]:
    """Return the place and id of a segment, of an episode those of its first."""
    return connection.execute(
        "SELECT s.episode, s.place, s.key FROM episodes AS e JOIN segments AS s ON s.episode = e.id "
        "WHERE e.key = ? AND e.visible = 1 AND (s.key = ? OR ? IS NULL) ORDER BY s.place LIMIT 1",
        (target.episode, target.segment, target.segment),
    ).fetchall()
