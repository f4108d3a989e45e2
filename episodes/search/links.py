"""Links: all of the library, or those that match a query."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from sqlite3 import Connection

from ..index.projects import hosts
from ..marks.library_marks import LibraryMarks
from .haystack import haystack, needles
from .query import Filter, Query, parse
from .search import Search
from .segment_rows import LinkPlace, Place, count_links, links_of, load_links, page_of_all
from .values import LinkResults

_PROBED = 1_000
"""Segments whose links are looked at, at most, once a page is full; how many links there are is told by these."""
_AT_ONCE = 100
"""Segments whose links are read in one go."""


class LinkSearch:
    """Lists links. Safe to use from several threads.

    Args:
        search: finds the segments that a query's conditions allow.
        marks: knows which links were opened.
    """

    def __init__(self, search: Search, marks: LibraryMarks) -> None:
        self._search = search
        self._marks = marks

    def find(self, text: str, *, limit: int, offset: int = 0) -> LinkResults:
        """Return the links that match a query, those of the youngest episode first.

        Words must stand in a link's title, its address or the title of its segment; `host:` and `is:opened` speak of
        the link itself, other conditions of its segment.

        Args:
            text: the query as it was typed; an empty one asks for all links.
            limit: how many rows at most.
            offset: how many to leave out.
        """
        query = parse(text)
        opened = self._marks.opened_urls()
        with self._search.reading() as full_text:
            connection = full_text.connection
            if query.is_empty:
                rows = load_links(connection, page_of_all(connection, limit, offset), opened)
                return LinkResults(tuple(rows), count_links(connection), query.note)
            places, segments = self._search.places_with_links(full_text, query)
            found, probed = _look(connection, _Test(query, opened), places, offset + limit)
            rows = load_links(connection, found[offset : offset + limit], opened)
        if probed == segments:
            return LinkResults(tuple(rows), len(found), query.note, query.terms)
        total = max(len(found), round(len(found) * segments / probed))
        note = query.note or "How many there are is an estimate."
        return LinkResults(tuple(rows), total, note, query.terms)


class _Test:
    """Tells whether a link matches a query whose other conditions its segment fulfils."""

    def __init__(self, query: Query, opened: frozenset[str]) -> None:
        self._words = [(needles(word), word.negated) for word in query.words]
        self._filters = [each for each in query.filters if each.is_of_links]
        self._opened = opened

    def allows(self, title: str, url: str, segment: str | None) -> bool:
        if any(self._holds(each, url) is each.negated for each in self._filters):
            return False
        if not self._words:
            return True
        text = f"{title} {url} {segment or ''}"
        if self._agrees(plain := haystack(text)):
            return True
        # A name of several parts may have been typed as one word.
        joined = text.replace("-", "").replace("_", "").replace(".", "")
        return joined != text and self._agrees(plain + haystack(joined))

    def _agrees(self, text: str) -> bool:
        return all(any(needle in text for needle in wanted) is not negated for wanted, negated in self._words)

    def _holds(self, condition: Filter, url: str) -> bool:
        if condition.key == "host":
            return any(name.startswith(condition.values[0]) for name in hosts(url))
        return url in self._opened


def _look(connection: Connection, test: _Test, places: Iterator[Place], wanted: int) -> tuple[list[LinkPlace], int]:
    """Return the links that match, and how many segments were looked at: all, or enough for the wanted links."""
    found: list[LinkPlace] = []
    probed = 0
    while some := list(islice(places, _AT_ONCE)):
        links = links_of(connection, some)
        found += [place for place, title, url, segment in links if test.allows(title, url, segment)]
        probed += len(some)
        if probed >= _PROBED and len(found) >= wanted:
            break
    return found, probed
