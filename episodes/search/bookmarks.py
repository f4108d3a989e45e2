"""Bookmarks: all of them, or those that match a query, in one of several orders."""

from dataclasses import replace

from ..index.words import fold
from ..listing import BookmarkOrder
from ..marks.tags import as_words
from ..model import BookmarkRow
from .haystack import haystack, needles
from .query import Filter, Query, parse
from .search import Search
from .values import BookmarkResults


def find_bookmarks(search: Search, text: str, order: BookmarkOrder, *, with_done: bool) -> BookmarkResults:
    """Return the bookmarks whose segments, or for an episode any of whose segments, match a query.

    Args:
        search: finds segments.
        text: the query as it was typed; an empty one asks for all.
        order: what they are sorted by.
        with_done: whether those that the reader is done with are among them though the query does not say `is:done`.
    """
    query = parse(text)
    with_done = with_done or any(each.values == ("done",) for each in query.filters)
    own = [each for each in query.filters if each.key == "tag" or each.values == ("done",)]
    elsewhere = replace(query, filters=tuple(each for each in query.filters if each not in own))
    with search.reading() as full_text:
        own_words, sequence = search.words_of_reader(full_text), full_text.order
        places = own_words.places
        full, note = search.matching(full_text, elsewhere)
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

    found = [row for row in own_words.rows if query.is_empty or holds(row)]
    rows = [row for row in found if with_done or not row.done]
    if order is not BookmarkOrder.MADE:
        rows.sort(key=lambda row: (rank.get(places.get(row.target, (0, -1)), len(rank)), row.target.episode))
    if order is BookmarkOrder.SHOW:
        rows.sort(key=lambda row: (row.show or row.target.episode).casefold())
    return BookmarkResults(tuple(rows), len(found) - len(rows), note, query.terms)


def _holds_of_gone(query: Query, row: BookmarkRow) -> bool:
    """Return whether a query holds of what a bookmark itself says, where its segment is not in the library."""
    told = (row.title, row.episode_title, row.show, row.link, as_words(row.note, row.tags))
    text = haystack(" ".join(filter(None, told)))
    words = all(any(each in text for each in needles(word)) is not word.negated for word in query.words)
    return words and all(_is_so(each, row) is not each.negated for each in query.filters)


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
