"""Looks words and conditions up: each gives a set of segments (see `index.full_text`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from ..index.database import EPISODE_TERMS, FILTERS, TEXTS, TITLES
from ..index.full_text import FullText, filter_word
from ..show_names import ShowNames
from .query import Filter, Query, Word, readings

if TYPE_CHECKING:
    from .bookmarks import MarkedSegments


_MOST = 40_000
"""Segments, at most, that are found by the beginning of a word in their text: reading as many takes 10 ms."""


class Finder:
    """Gives the segments that have words.

    Args:
        full_text: the words of all segments.
        marked: what the reader marked and wrote.
        show_names: gives what the shows are called.
    """

    def __init__(self, full_text: FullText, marked: MarkedSegments, show_names: Callable[[], ShowNames]) -> None:
        self.full_text = full_text
        self.marked = marked
        self._show_names = show_names

    def allowed(self, query: Query) -> int:
        """Return the segments for which a query's conditions hold and that have none of its unwanted words."""
        allowed = self.full_text.order.all
        for condition in query.filters:
            chosen = self._filter(condition)
            allowed &= ~chosen if condition.negated else chosen
        for word in query.words:
            if word.negated:
                allowed &= ~self.own(word)
        return allowed

    def own(self, *words: Word) -> int:
        """Return the segments with one of the words in their title, their text, their links or the reader's note.

        What begins as very many words do is looked for in titles alone.
        """
        in_texts = [word for word in words if not word.beginning or self.is_open(word)]
        return self._any(TEXTS, in_texts) | self.title(*words) | self.marked.having(words)

    def title(self, *words: Word) -> int:
        """Return the segments with one of the words in their title."""
        return self._any(TITLES, words)

    def is_open(self, word: Word) -> bool:
        """Return whether a word stands for all that begin so in texts too: not while it is typed and very many do."""
        if not word.unfinished or len(word.parts) > 1:
            return word.beginning
        return self.full_text.count(TEXTS, _expression(word.parts, beginning=True), _MOST) < _MOST

    def around(self, word: Word) -> int:
        """Return the segments of the episodes whose title, show, number or guests have a word."""
        return self._find(EPISODE_TERMS, word.parts, self.is_open(word)) if len(word.parts) == 1 else 0

    def together(self, words: Sequence[Word]) -> tuple[int, int]:
        """Return the segments with all words one after another in the title, and those in the text."""
        if len(words) < 2:
            return 0, 0
        parts = [part for word in words for part in word.parts]
        beginning = self.is_open(words[-1])
        return self._find(TITLES, parts, beginning), self._find(TEXTS, parts, beginning)

    def _filter(self, condition: Filter) -> int:
        if condition.key == "is":
            return self.marked.of_state(condition.values[0])
        if condition.key == "days":
            return self.full_text.order.between(*condition.values)
        if condition.key == "tag":
            return self.marked.tagged(condition.values[0])
        if condition.key == "id":
            return self.full_text.of_episodes("key = ?", condition.values[0])
        if condition.key == "episode":
            return reduce(and_, (self._find(EPISODE_TERMS, [each]) for each in condition.values))
        if condition.key == "show" and (show := self._show_names().with_short("-".join(condition.values))) is not None:
            return self.full_text.of_episodes("slug = ?", show)
        is_whole = condition.key == "kind"  # names are given by the beginnings of their words, of which all must be
        named = [self._find(FILTERS, [filter_word(condition.key, each)], not is_whole) for each in condition.values]
        return reduce(or_ if is_whole else and_, named)

    def _any(self, table: str, words: Iterable[Word]) -> int:
        # One after the other: while the last word of several is typed, what the others find is known.
        wanted = (" OR ".join(_expression(*reading) for reading in readings(word)) for word in words)
        return reduce(or_, (self.full_text.find(table, each) for each in wanted), 0)

    def _find(self, table: str, parts: Sequence[str], beginning: bool = False) -> int:
        """Return the segments with words one after another; the last stands for all that begin so where it is said."""
        return self.full_text.find(table, _expression(parts, beginning))


def _expression(parts: Sequence[str], beginning: bool = False) -> str:
    return f'"{" ".join(parts)}"{"*" if beginning else ""}'
