"""Search over the whole library: a query in, segments out, best first."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from sqlite3 import DatabaseError

from ..index.database import Database
from ..index.full_text import FullText
from ..marks.library_marks import LibraryMarks
from ..show_names import ShowNames
from .bookmarks import MarkedSegments
from .finder import Finder
from .highlight import Highlighter, extract
from .match import Matches, match, matching
from .query import Query, parse
from .rank import Scale, ordered
from .segment_rows import FilePath, FoundSegment, load_segments
from .values import Hit, Results

_WEIGHED = 64
"""Segments that are read and weighed: all of a narrow search, the likeliest of a wide one."""


class Search:
    """Finds segments. Safe to use from several threads.

    Args:
        database: the index.
        marks: the reader's marks.
        path: gives the full path of a file.
        show_names: gives what the shows are called.
    """

    def __init__(
        self, database: Database, marks: LibraryMarks, path: FilePath, show_names: Callable[[], ShowNames]
    ) -> None:
        self._database = database
        self.marks = marks
        self._path = path
        self._show_names = show_names
        self._finder: Finder | None = None
        self._revisions = (-1, -1)
        """Those of the index and of the marks that it knows."""
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
        with self.reading() as finder:
            usual, repeated = finder.full_text.boilerplate, 0
            if query.is_empty:
                return Results(note=query.note)
            answer = match(finder, query)
            if folded and answer.words:
                repeated = _repeated(usual, answer.full) | _repeated(usual, answer.near)
                answer = replace(answer, full=answer.full & ~repeated, near=answer.near & ~repeated)
            levels = [level for word in answer.words if not word.is_filler for level in word.levels]
            terms = Query(tuple(word for level in levels for word in level.words)).terms
            marker = Highlighter(terms)
            hits = [_hit(found, marker, finder.marked) for found in self._page(finder, answer, limit, offset)]
            full, near = answer.full.bit_count(), answer.near.bit_count()
            years = finder.full_text.order.years(answer.full)
            return Results(tuple(hits), full, answer.note or query.note, terms, repeated.bit_count(), years, near)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Finder]:
        """Hold one state of the index for one search at a time; what was learnt of an older state is forgotten."""
        with self._lock, self._database.reading():
            if not (revision := self._database.state("revision")):
                raise DatabaseError("the index does not tell its revision")
            revisions = revision, self.marks.state.revision
            if (finder := self._finder) is None or revisions != self._revisions:
                is_same_index = revisions[0] == self._revisions[0]
                full_text = finder.full_text if finder is not None and is_same_index else FullText(self._database)
                finder = self._finder = Finder(full_text, MarkedSegments(full_text, self.marks), self._show_names)
                self._revisions = revisions
            yield finder

    def episodes(self, text: str) -> tuple[frozenset[int], str | None]:
        """Return the numbers of the episodes with a segment that matches a query, and a note on the query."""
        with self.reading() as finder:
            found, note = matching(finder, parse(text))
            return frozenset(episode for episode, _ in finder.full_text.order.youngest(found)), note

    def _page(self, finder: Finder, answer: Matches, limit: int, offset: int) -> list[FoundSegment]:
        """Return the segments of a page: the first ones weighed, all others as their sets and their age put them."""
        connection, order = finder.full_text.connection, finder.full_text.order
        page: list[FoundSegment] = []
        usual = finder.full_text.boilerplate[0] if answer.words else 0
        for matching_ones, is_near in ((answer.full, False), (answer.near, True)):
            scale = Scale(answer, near=is_near)
            for found in (matching_ones & ~usual, matching_ones & usual):
                there = found.bit_count()
                if len(page) < limit and offset < there:
                    sets = ordered(found, answer, near=is_near)
                    places = (place for some in sets for place in order.youngest(some))
                    first = load_segments(connection, list(islice(places, _WEIGHED)), self._path)
                    if answer.words:  # else all weigh the same
                        first.sort(key=lambda each: _weight(each, scale, finder.marked), reverse=True)
                    page += first[offset:][: limit - len(page)]
                    start = max(0, offset - len(first))
                    others = list(islice(places, start, start + limit - len(page)))
                    page += load_segments(connection, others, self._path)
                offset = max(0, offset - there)
        return page


def _weight(found: FoundSegment, scale: Scale, marked: MarkedSegments) -> float:
    row, text = found
    return scale.weigh(row.title or "", f"{text()} {marked.of_targets.get(row.target, '')}", row.kind)


def _hit(found: FoundSegment, marker: Highlighter, marked: MarkedSegments) -> Hit:
    row, text = found
    note = marked.of_targets.get(row.target)
    shown = None if note is None else marker.mark(note)
    return Hit(row, marker.mark(row.name), extract(text(), marker, row.title), shown)


def _repeated(boilerplate: tuple[int, int], found: int) -> int:
    """Return the segments of a set that are boilerplate, without one for all that are the same."""
    every, first = boilerplate
    usual = found & every
    shown = usual & first or (1 << usual.bit_length() >> 1)  # what stands for the others may not have been found
    return usual & ~shown
