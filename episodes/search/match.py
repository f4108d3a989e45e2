"""From a query to sets of segments (see `index.segment_order`): which match, and which of them by their title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from operator import and_, or_

from ..index.database import EPISODE_TERMS, FILTERS, TEXTS, TITLES
from ..index.full_text import FullText, filter_word
from ..index.words import DOT
from .query import Filter, Query, Word, variants

_LETTERS_AND_NUMBER = re.compile(rf"([^\W\d_]{{2,}})(\d[\d{DOT}]*)")
_ENDING = re.compile(r"(?:isation|ization|ations?|ising|izing|ings?|ised|ized|ies|ied|ers?|ors?|ed|es|[esy])$")
_SHORTEST_STEM = 4
_FEW = 5
"""Fewer hits than these are filled up with what comes near."""

States = Callable[[str], int]
"""Returns the set of the segments that are unread, bookmarked or opened."""


@dataclass(frozen=True, slots=True)
class WordMatches:
    """Segments that match some words."""

    found: int
    """The set of segments that match."""
    titles: tuple[int, ...] = ()
    """For each word that must match, the segments with it in their title, matching or not."""
    texts: tuple[int, ...] = ()
    """For each word that must match, the segments with it anywhere in their own words."""
    words: tuple[Word, ...] = ()
    """The words that were looked for."""
    phrases: int = 0
    """The segments in which the words stand one after another."""


@dataclass(frozen=True, slots=True)
class QueryMatches:
    """What matches a query."""

    exact: WordMatches
    """What has every word."""
    near: WordMatches = WordMatches(0)
    """What comes near, where few or none have every word."""
    note: str | None = None
    """A sentence on how near that is."""

    @property
    def found(self) -> int:
        """The set of all segments that match."""
        return self.exact.found | self.near.found


def match(full_text: FullText, query: Query, states: States) -> QueryMatches:
    """Return the segments that match a query; where few do, those that come near as well.

    Args:
        full_text: the words of all segments.
        query: what is asked for.
        states: returns the sets of the reader's marks.
    """
    finder = _Finder(full_text)
    allowed = finder.allowed(query, states)
    wanted = tuple(word for word in query.words if not word.negated)
    if not wanted:
        return QueryMatches(WordMatches(allowed))
    exact = finder.all_of(wanted, allowed)
    count = exact.found.bit_count()
    if count >= _FEW:
        return QueryMatches(replace(exact, phrases=finder.together(wanted)))
    near = _nearest(finder, wanted, allowed & ~exact.found, broadly=not count)
    if not near.found:
        return QueryMatches(exact)
    if not count:
        return QueryMatches(exact, near, "Nothing has all of these words; these come near.")
    have = "1 has" if count == 1 else f"{count} have"
    return QueryMatches(exact, near, f"Only {have} all of these words; others come near.")


def narrow(full_text: FullText, query: Query, states: States) -> int:
    """Return the segments that have every word of a query themselves and fulfil its conditions."""
    finder = _Finder(full_text)
    wanted = (finder.own(word) for word in query.words if not word.negated)
    return reduce(and_, wanted, finder.allowed(query, states))


def _nearest(finder: _Finder, wanted: Sequence[Word], allowed: int, *, broadly: bool) -> WordMatches:
    """Return what has words like the wanted ones, or most of them.

    Args:
        finder: looks words up.
        wanted: the words that were typed.
        allowed: what may be chosen from.
        broadly: half of the words are enough, if it must be.
    """
    words = tuple(loose for word in wanted for loose in _loosened(word))
    texts = tuple(finder.own(word) for word in words)
    titles = tuple(finder.title(word) for word in words)
    at_least = counted(texts, allowed)
    fewest = (len(words) + 1) // 2 if broadly else max(2, len(words) - 1)
    found = 0
    for number in range(len(words), fewest - 1, -1):
        found = at_least[number]
        if found.bit_count() >= _FEW:
            break
    return WordMatches(found, titles, texts, words)


def counted(sets: Sequence[int], allowed: int) -> list[int]:
    """Return for each number from 0 the set of what is in at least so many of some sets."""
    at_least = [allowed] + [0] * len(sets)
    for done, each in enumerate(sets, start=1):
        for number in range(done, 0, -1):
            at_least[number] |= at_least[number - 1] & each
    return at_least


def _loosened(word: Word) -> list[Word]:
    """Return words like this one: a phrase's in any order, others by their stem."""
    if len(word.parts) > 1:
        return [Word(part, (part,), beginning=len(part) >= _SHORTEST_STEM) for part in word.parts]
    part = word.parts[0]
    stem = _ENDING.sub("", part) if part.isascii() and part.isalpha() else part
    if len(stem) < _SHORTEST_STEM:
        return [word]
    return [replace(word, parts=(stem,), beginning=True)]


class _Finder:
    def __init__(self, full_text: FullText) -> None:
        self._full_text = full_text

    def allowed(self, query: Query, states: States) -> int:
        """Return the segments for which a query's conditions hold and that have none of its unwanted words."""
        allowed = self._full_text.order.all
        for condition in query.filters:
            chosen = states(condition.values[0]) if condition.key == "is" else self._filter(condition)
            allowed &= ~chosen if condition.negated else chosen
        for word in query.words:
            if word.negated:
                allowed &= ~self.own(word)
        return allowed

    def all_of(self, wanted: tuple[Word, ...], allowed: int) -> WordMatches:
        """Return the segments with all words, if not each in themselves then in what their episode is called."""
        titles = tuple(self.title(word) for word in wanted)
        texts = self._with_neighbours(wanted, [self.own(word) for word in wanted])
        found = allowed & reduce(or_, texts)
        if len(wanted) > 1:
            found = reduce(and_, (own | self._around(word) for word, own in zip(wanted, texts, strict=True)), found)
        return WordMatches(found, titles, tuple(texts), wanted)

    def together(self, wanted: Sequence[Word]) -> int:
        """Return the segments with all words one after another, in the title or else in the text."""
        if len(wanted) < 2:
            return 0
        parts = [part for word in wanted for part in word.parts]
        return reduce(or_, (self._find(table, parts, wanted[-1].beginning) for table in (TITLES, TEXTS)))

    def own(self, word: Word) -> int:
        """Return the segments with a word in their title, their text or their links."""
        return self._word(TEXTS, word) | self.title(word)

    def title(self, word: Word) -> int:
        """Return the segments with a word in their title."""
        return self._word(TITLES, word)

    def _filter(self, condition: Filter) -> int:
        if condition.key == "days":
            return self._full_text.order.between(*condition.values)
        is_whole = condition.key == "kind"  # names are given by the beginnings of their words, of which all must be
        named = [self._find(FILTERS, [filter_word(condition.key, v)], not is_whole) for v in condition.values]
        return reduce(or_ if is_whole else and_, named)

    def _around(self, word: Word) -> int:
        """Return the segments of the episodes whose title, show, number or guests have a word."""
        return self._find(EPISODE_TERMS, word.parts, word.beginning) if len(word.parts) == 1 else 0

    def _word(self, table: str, word: Word) -> int:
        if word.joined is not None:
            found = self._find(table, [word.joined], word.beginning)
            # `.env` is found by its dot alone; of `scikit-learn` the words may stand apart as well.
            return found | self._find(table, word.parts) if len(word.parts) > 1 else found
        found = self._find(table, word.parts, word.beginning and (word.phrase or len(word.parts) == 1))
        if word.phrase or len(word.parts) > 1:
            return found
        part = word.parts[0]
        for other in variants(part):
            if not (word.beginning and other.startswith(part)):
                found |= self._find(table, [other])
        if DOT in part and not word.beginning:
            found |= self._find(table, [part + DOT], beginning=True)  # 3.11 is 3.11.2 as well
        if (split := _LETTERS_AND_NUMBER.fullmatch(part)) is not None:
            found |= self._find(table, split.groups())
        return found

    def _with_neighbours(self, wanted: Sequence[Word], texts: list[int]) -> list[int]:
        """Add what has two words as one: `jupyter lab` finds `jupyterlab`."""
        for at, (left, right) in enumerate(pairwise(wanted)):
            if left.phrase or right.phrase or left.joined or right.joined or len(left.parts) + len(right.parts) > 2:
                continue
            joined = self._find(TEXTS, [left.parts[0] + right.parts[0]], right.beginning)
            texts[at] |= joined
            texts[at + 1] |= joined
        return texts

    def _find(self, table: str, parts: Sequence[str], beginning: bool = False) -> int:
        """Return the segments with words one after another; the last stands for all that begin so where it is said."""
        return self._full_text.find(table, f'"{" ".join(parts)}"{"*" if beginning else ""}')
