"""Search over the whole library: a query in, segments out, best first."""

from __future__ import annotations

import contextlib
import datetime
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from sqlite3 import Connection, DatabaseError

from ..index.database import FILTERS, Database
from ..index.full_text import HAS_LINKS, FullText
from ..index.projects import address_hash
from ..index.segment_order import SegmentOrder
from ..marks.events import MarkKind
from ..marks.library_marks import LibraryMarks
from .extract import extract
from .found import Found, load_found
from .highlight import Highlighter
from .match import Answer, Matches, match, narrow
from .query import Query, parse
from .rank import Scale, tiers
from .texts import Texts
from .values import Hit, Results

_WEIGHED = 64
"""Segments that are read and weighed: all of a narrow search, the likeliest of a wide one."""


class Search:
    """Finds segments. Safe to use from several threads.

    Args:
        database: the index.
        reading: the reader's marks.
        path: gives the full path of a file from its root's number and its path below it.
    """

    def __init__(self, database: Database, reading: LibraryMarks, path: Callable[[int, str], str]) -> None:
        self._database = database
        self._marks = reading
        self._path = path
        self._texts = Texts()
        self._full_text: FullText | None = None
        self._revision = -1
        self._states: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def find(self, text: str, *, limit: int, offset: int = 0) -> Results:
        """Return the segments that answer to a query.

        Args:
            text: the query as it was typed; a slip in it is told in the results' note.
            limit: how many hits at most.
            offset: how many of the best to leave out.
        """
        query = parse(text)
        if query.is_empty:
            return Results(note=query.note)
        with self.reading() as connection:
            full_text = self._current(connection)
            answer = match(full_text, query, self._state)
            terms = tuple(dict.fromkeys((*query.terms, *Query(answer.near.words if answer.near.found else ()).terms)))
            hits = self._hits(connection, full_text.order, answer, Highlighter(terms), offset, limit)
            years = full_text.order.years(answer.found)
            return Results(tuple(hits), answer.found.bit_count(), years, answer.note or query.note, terms)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold one state of the index, and what is known of it, for one search at a time."""
        with self._lock, self._database.reading() as connection:
            yield connection

    def places_with_links(self, connection: Connection, query: Query) -> tuple[Iterator[tuple[int, int]], int]:
        """Return the segments that could hold the links a query asks for, the youngest first, and how many they are.

        Only a segment with all the query's words can have a link that has them; which link does is not looked at.
        """
        words = tuple(word for word in query.words if not word.negated)
        filters = tuple(each for each in query.filters if not (each.negated and each.is_of_links))
        full_text = self._current(connection)
        found = narrow(full_text, Query(words, filters), self._state) & full_text.find(FILTERS, f'"{HAS_LINKS}"')
        return full_text.order.youngest(found), found.bit_count()

    def _current(self, connection: Connection) -> FullText:
        """Return the full text of the index as it is now; what was learnt of an older state is forgotten."""
        row = connection.execute("SELECT value FROM state WHERE name = 'revision'").fetchone()
        if row is None:
            raise DatabaseError("the index does not tell its state")
        if self._full_text is None or self._revision != row[0]:
            self._revision = row[0]
            self._full_text = FullText(self._database)
            self._states = {}
        return self._full_text

    def _state(self, name: str) -> int:
        known = self._states.get(name)
        revision = self._marks.revision
        if known is None or known[0] != revision:
            known = self._states[name] = revision, self._read_state(name)
        return known[1]

    def _read_state(self, name: str) -> int:
        assert self._full_text is not None
        order = self._full_text.order
        if name == "opened":
            return order.of_places(_places_of(self._database.connection, self._marks.opened_urls()))
        if name == "bookmarked":
            return order.of_places(self._marks.marked_places(MarkKind.BOOKMARK))
        return order.all & ~order.of_places(self._marks.marked_places(MarkKind.READ))

    def _hits(
        self, connection: Connection, order: SegmentOrder, answer: Answer, marker: Highlighter, offset: int, limit: int
    ) -> Iterator[Hit]:
        """Yield the hits of a page: the first ones weighed, all others as their sets and their age put them."""
        weighed: list[Found] = []
        others: list[Iterator[tuple[int, int]]] = []
        for matches in (answer.exact, answer.near):
            places = (place for some in tiers(matches) for place in order.youngest(some))
            weighed += self._weighed(matches, load_found(connection, list(islice(places, _WEIGHED - len(weighed)))))
            others.append(places)
        page = weighed[offset : offset + limit]
        start = max(0, offset - len(weighed))
        rest = islice(chain.from_iterable(others), start, start + limit - len(page))
        page += load_found(connection, list(rest))
        for found in page:
            yield self._hit(found, marker)

    def _weighed(self, matches: Matches, found: list[Found]) -> list[Found]:
        if not matches.words:
            return found
        scale = Scale(matches)
        weights = [scale.weigh(each.title or "", self._read(each), each.kind) for each in found]
        order = sorted(range(len(found)), key=lambda at: weights[at], reverse=True)
        return [found[at] for at in order]

    def _read(self, found: Found) -> str:
        return self._texts.read(found, self._path(found.root, found.path))

    def _hit(self, found: Found, marker: Highlighter) -> Hit:
        return Hit(
            found.episode,
            found.segment,
            found.number,
            found.show,
            found.episode_title,
            datetime.date.fromisoformat(found.day) if found.day else None,
            found.kind,
            found.presenter,
            marker.mark(found.title or found.presenter or found.kind.capitalize()),
            extract(self._read(found), marker, found.title),
            found.url,
        )


def _places_of(connection: Connection, urls: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the segments that have one of those links."""
    for url in urls:
        rows = connection.execute(
            "SELECT episode, place FROM links WHERE address = ? AND url = ?", (address_hash(url), url)
        )
        yield from rows
