"""Search over the whole library: a query in, segments out, best first."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from sqlite3 import Connection, DatabaseError

from ..index.database import FILTERS, Database
from ..index.full_text import HAS_LINKS, FullText
from ..index.projects import address_hash
from ..marks.events import MarkKind
from ..marks.library_marks import LibraryMarks
from ..model import SegmentRow
from ..show_names import ShowNames
from .finder import Finder
from .highlight import Highlighter, extract
from .match import Matches, match, narrow
from .own_words import OwnWords
from .query import Query, parse
from .rank import Scale, ordered
from .segment_rows import Place, TextPlace, load_segments, read_text
from .values import Hit, Results

_Found = tuple[SegmentRow, TextPlace]

_WEIGHED = 64
"""Segments that are read and weighed: all of a narrow search, the likeliest of a wide one."""


class Search:
    """Finds segments. Safe to use from several threads.

    Args:
        database: the index.
        marks: the reader's marks.
        path: gives the full path of a file from its root's number and its path below it.
        show_names: gives what the shows are called.
    """

    def __init__(
        self,
        database: Database,
        marks: LibraryMarks,
        path: Callable[[int, str], str],
        show_names: Callable[[], ShowNames],
    ) -> None:
        self._database = database
        self._marks = marks
        self._path = path
        self._show_names = show_names
        self._full_text: FullText | None = None
        self._revision = -1
        self._states: dict[str, tuple[int, int]] = {}
        self._own_words: tuple[int, OwnWords] | None = None
        self._lock = threading.Lock()

    def find(self, text: str, *, limit: int, offset: int = 0, folded: bool = True) -> Results:
        """Return the segments that match a query.

        Args:
            text: the query as it was typed; a slip in it is told in the results' note.
            limit: how many hits at most.
            offset: how many of the best to leave out.
            folded: whether of boilerplate that is the same one segment stands for all.
        """
        query = parse(text)
        with self.reading() as full_text:
            own_words, usual = self.words_of_reader(full_text), full_text.boilerplate
            if query.is_empty:
                return Results(note=query.note)
            answer, repeated = self._match(full_text, query), 0
            if folded and answer.words:
                repeated = _repeated(usual, answer.full) | _repeated(usual, answer.near)
                answer = replace(answer, full=answer.full & ~repeated, near=answer.near & ~repeated)
            terms = tuple(dict.fromkeys(term for word in answer.words if not word.is_filler for term in word.terms))
            marker = Highlighter(terms)
            page = self._page(full_text, answer, own_words, limit, offset)
            hits = [self._hit(*found, marker, own_words) for found in page]
            full, near = answer.full.bit_count(), answer.near.bit_count()
            years = full_text.order.years(answer.full)
            note = answer.note or query.note
            return Results(tuple(hits), full, years, note, terms, near, repeated.bit_count())

    @contextlib.contextmanager
    def reading(self) -> Iterator[FullText]:
        """Hold one state of the index for one search at a time; what was learnt of an older state is forgotten."""
        with self._lock, self._database.reading() as connection:
            row = connection.execute("SELECT value FROM state WHERE name = 'revision'").fetchone()
            if row is None:
                raise DatabaseError("the index does not tell its revision")
            if self._full_text is None or self._revision != row[0]:
                self._revision = row[0]
                self._full_text = FullText(self._database)
                self._states = {}
                self._own_words = None
            yield self._full_text

    def matching(self, full_text: FullText, query: Query) -> tuple[int, str | None]:
        """Return the segments that match a query fully, and a note; where it asks for nothing, all match."""
        if query.is_empty:
            return full_text.order.all, query.note
        answer = self._match(full_text, query)
        return answer.full, query.note or (answer.note if answer.full else None)

    def _match(self, full_text: FullText, query: Query) -> Matches:
        return match(self._finder(full_text), query, lambda state: self._state(full_text, state))

    def episodes(self, text: str) -> tuple[frozenset[int], str | None]:
        """Return the numbers of the episodes with a segment that matches a query, and a note on the query."""
        query = parse(text)
        with self.reading() as full_text:
            found, note = self.matching(full_text, query)
            return frozenset(episode for episode, _ in full_text.order.youngest(found)), note

    def places_with_links(self, full_text: FullText, query: Query) -> tuple[Iterator[Place], int]:
        """Return the segments that could hold the links a query asks for, the youngest first, and how many they are.

        Only a segment with all the query's words can have a link that has them; which link does is not looked at.
        """
        words = tuple(word for word in query.words if not word.negated)
        filters = tuple(each for each in query.filters if not (each.negated and each.is_of_links))
        finder = self._finder(full_text)
        found = narrow(finder, Query(words, filters), lambda state: self._state(full_text, state))
        found &= full_text.find(FILTERS, f'"{HAS_LINKS}"')
        return full_text.order.youngest(found), found.bit_count()

    def _finder(self, full_text: FullText) -> Finder:
        return Finder(full_text, self.words_of_reader(full_text), self._show_names)

    def _state(self, full_text: FullText, name: str) -> int:
        """Return the segments that are unread, bookmarked, opened or done: found again only when a mark changed."""
        known = self._states.get(name)
        revision = self._marks.state.revision
        if known is not None and known[0] == revision:
            return known[1]
        order = full_text.order
        if name == "opened":
            found = order.of_places(_places_of(full_text.connection, self._marks.state.opened_urls()))
        elif name == "done":
            own_words = self.words_of_reader(full_text)
            done = (own_words.places.get(row.target) for row in own_words.rows if row.done)
            found = order.of_places(place for place in done if place is not None)
        elif name == "bookmarked":
            found = order.of_places(self._marks.places(MarkKind.BOOKMARK))
        else:
            found = order.all & ~order.of_places(self._marks.places(MarkKind.READ))
        self._states[name] = revision, found
        return found

    def words_of_reader(self, full_text: FullText) -> OwnWords:
        """Return the bookmarks with their notes and tags: read again only when a mark changed."""
        revision = self._marks.state.revision
        if self._own_words is None or self._own_words[0] != revision:
            found = OwnWords(full_text.connection, full_text.order, self._marks.bookmarks())
            self._own_words = revision, found
        return self._own_words[1]

    def _page(self, full_text: FullText, answer: Matches, own_words: OwnWords, limit: int, offset: int) -> list[_Found]:
        """Return the segments of a page: the first ones weighed, all others as their sets and their age put them."""
        connection = full_text.connection
        page: list[_Found] = []
        usual = full_text.boilerplate[0] if answer.words else 0
        full, near = answer.full, answer.near
        for found, is_near in (
            (full & ~usual, False),
            (full & usual, False),
            (near & ~usual, True),
            (near & usual, True),
        ):
            wanted, there = limit - len(page), found.bit_count()
            if wanted and offset < there:
                places = (
                    place for some in ordered(found, answer, near=is_near) for place in full_text.order.youngest(some)
                )
                first = load_segments(connection, list(islice(places, _WEIGHED)))
                weighed = self._weighed(Scale(answer, near=is_near), first, own_words)
                page += weighed[offset : offset + wanted]
                start = max(0, offset - len(weighed))
                rest = islice(places, start, start + limit - len(page))
                page += load_segments(connection, list(rest)) if len(page) < limit else []
            offset = max(0, offset - there)
        return page

    def _weighed(self, scale: Scale, found: list[_Found], own_words: OwnWords) -> list[_Found]:
        if scale.is_empty:
            return found

        def weight(each: _Found) -> float:
            row, place = each
            text = f"{self._read(place)} {own_words.of_targets.get(row.target, '')}"
            return scale.weigh(row.title or "", text, row.kind)

        return sorted(found, key=weight, reverse=True)

    def _read(self, place: TextPlace) -> str:
        root, path, *where = place
        return read_text(self._path(root, path), *where)

    def _hit(self, row: SegmentRow, place: TextPlace, marker: Highlighter, own_words: OwnWords) -> Hit:
        note = own_words.of_targets.get(row.target)
        shown = None if note is None else marker.mark(note)
        return Hit(row, marker.mark(row.name), extract(self._read(place), marker, row.title), shown)


def _repeated(boilerplate: tuple[int, int], found: int) -> int:
    """Return the segments of a set that are boilerplate, without one for all that are the same."""
    every, first = boilerplate
    usual = found & every
    shown = usual & first or (1 << usual.bit_length() >> 1)  # what stands for the others may not have been found
    return usual & ~shown


def _places_of(connection: Connection, urls: Iterable[str]) -> Iterator[Place]:
    """Yield the segments that have one of those links."""
    for url in urls:
        yield from connection.execute(
            "SELECT episode, place FROM links WHERE address = ? AND url = ?", (address_hash(url), url)
        )
