"""Bookmarks: as something that segments are found by, and those that match a query in one of several orders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..index.full_text import FullText
from ..index.projects import address_hash
from ..index.words import fold
from ..listing import BookmarkOrder
from ..marks.events import MarkKind
from ..marks.library_marks import LibraryMarks
from ..marks.tags import as_words
from ..model import BookmarkRow, Target
from ..text import clean_line
from .match import matching
from .query import Filter, Query, Word, has_words, haystack, needles, parse
from .segment_rows import Place
from .values import Found

if TYPE_CHECKING:
    from .search import Search


class MarkedSegments:
    """The segments that the reader marked, and what is written there.

    Args:
        full_text: the segments.
        marks: the reader's marks, as they are now.
    """

    def __init__(self, full_text: FullText, marks: LibraryMarks) -> None:
        self._full_text = full_text
        self._set = full_text.order.of_places
        self._marks = marks
        self.rows = tuple(marks.bookmarks())
        self.places: dict[Target, Place] = {}
        """Where the segment of each bookmark is, of one on an episode its first; those that are gone have none."""
        self.of_targets: dict[Target, str] = {}
        """Note and tags of the bookmarks that have any, by the segment that they are found by."""
        self._texts: list[tuple[Place, str, set[str]]] = []
        for row in self.rows:
            for episode, place, segment in () if row.gone else self._segments(row.target):
                self.places[row.target] = episode, place
                if text := clean_line(as_words(row.note, row.tags)):
                    target = Target(row.target.episode, segment)
                    self.of_targets[target] = " ".join(filter(None, (self.of_targets.get(target), text)))
                    self._texts.append(((episode, place), haystack(text), {fold(tag) for tag in row.tags}))
        self._states: dict[str, int] = {}

    def having(self, words: Iterable[Word]) -> int:
        """Return the segments with one of the words in what the reader wrote."""
        wanted = [needle for word in words for needle in needles(word)] if self._texts else ()
        return self._set(place for place, text, _ in self._texts if any(needle in text for needle in wanted))

    def tagged(self, tag: str) -> int:
        """Return the segments with a tag, folded, that begins so."""
        return self._set(place for place, _, tags in self._texts if any(each.startswith(tag) for each in tags))

    def of_state(self, state: str) -> int:
        """Return the segments that are unread, bookmarked, opened or done."""
        if state not in self._states:
            self._states[state] = self._of_state(state)
        return self._states[state]

    def _of_state(self, state: str) -> int:
        if state == "unread":
            return self._full_text.order.all & ~self._set(self._marks.places(MarkKind.READ))
        if state == "bookmarked":
            return self._set(self._marks.places(MarkKind.BOOKMARK))
        if state == "done":
            return self._set(self.places[row.target] for row in self.rows if row.done and row.target in self.places)
        sql = "SELECT episode, place, url FROM links WHERE address IN (SELECT value FROM json_each(?))"
        opened = self._marks.state.opened_urls()
        links = self._full_text.connection.execute(sql, (json.dumps([*map(address_hash, opened)]),))
        return self._set((episode, place) for episode, place, url in links if url in opened)

    def _segments(self, target: Target) -> list[tuple[int, int, str]]:
        """Return the place and id of a segment, of an episode those of its first."""
        return self._full_text.connection.execute(
            "SELECT s.episode, s.place, s.key FROM episodes AS e JOIN segments AS s ON s.episode = e.id "
            "WHERE e.key = ? AND e.visible = 1 AND (s.key = ? OR ? IS NULL) ORDER BY s.place LIMIT 1",
            (target.episode, target.segment, target.segment),
        ).fetchall()


def find_bookmarks(search: Search, text: str, order: BookmarkOrder, *, with_done: bool) -> Found[BookmarkRow]:
    """Return the bookmarks whose segments, or for an episode any of whose segments, match a query.

    Args:
        search: finds segments.
        text: the query as it was typed; an empty one asks for all.
        order: what they are sorted by.
        with_done: whether those that the reader is done with are among them though the query does not say `is:done`.
    """
    query = parse(text)
    with_done = with_done or any(each.is_state("done") for each in query.filters)
    own = [each for each in query.filters if each.key == "tag" or each.is_state("done")]
    elsewhere = replace(query, filters=tuple(each for each in query.filters if each not in own))
    with search.reading() as finder:
        sequence, places, bookmarks = finder.full_text.order, finder.marked.places, finder.marked.rows
        full, note = matching(finder, elsewhere)
        marked = sequence.of_places(places.values())
        rank = {place: at for at, place in enumerate(sequence.youngest(marked))}
        segments = set(sequence.youngest(marked & full))
        whole = sequence.of_episodes(place[0] for target, place in places.items() if target.segment is None)
        episodes = {episode for episode, _ in sequence.youngest(whole & full)}

    def holds(row: BookmarkRow) -> bool:
        place = places.get(row.target)
        if place is None:
            return _holds_of_gone(query, row)
        is_found = place in segments if row.target.segment is not None else place[0] in episodes
        return is_found and all(_is_so(each, row) is not each.negated for each in own)

    found = [row for row in bookmarks if query.is_empty or holds(row)]
    rows = [row for row in found if with_done or not row.done]
    if order is not BookmarkOrder.MADE:
        rows.sort(key=lambda row: (rank.get(places.get(row.target, (0, -1)), len(rank)), row.target.episode))
    if order is BookmarkOrder.SHOW:
        rows.sort(key=lambda row: (row.show or row.target.episode).casefold())
    return Found(tuple(rows), len(rows), note, query.terms, len(found) - len(rows))


def _holds_of_gone(query: Query, row: BookmarkRow) -> bool:
    """Return whether a query holds of what a bookmark itself says, where its segment is not in the library."""
    told = (row.title, row.episode_title, row.show, row.link, as_words(row.note, row.tags))
    holds = all(_is_so(each, row) is not each.negated for each in query.filters)
    return holds and has_words(haystack(" ".join(filter(None, told))), query.words)


def _is_so(condition: Filter, row: BookmarkRow) -> bool:
    """Return whether a condition holds of a bookmark itself; one of its segment does not."""
    wanted = condition.values[0]
    place = haystack(f"{row.show or ''} {row.target.episode} {row.episode_title or ''}")
    known = {
        "tag": any(fold(tag).startswith(wanted) for tag in row.tags),
        "is": wanted == "bookmarked" or (wanted == "done" and row.done),
        "show": f" {' '.join(condition.values)}" in place,
        "episode": wanted == row.target.episode or all(f" {each} " in place for each in condition.values),
    }
    return known.get(condition.key, False)
