"""From a query to sets of segments (see `index.frame`): which match, and which of them by their title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from sqlite3 import Connection

from ..index.database import ABOUTS, TEXTS, TITLES
from ..index.full_text import filter_word
from ..index.sets import Sets
from ..index.words import DOT
from .query import Filter, Query, Word, variants

_LETTERS_AND_NUMBER = re.compile(rf"([^\W\d_]{{2,}})(\d[\d{DOT}]*)")
_ENDING = re.compile(r"(?:isation|ization|ations?|ising|izing|ings?|ised|ized|ies|ied|ers?|ors?|ed|es|[esy])$")
_SHORTEST_STEM = 4
_RARE, _SMALL = 128, 20_000
"""A word is rare that no more than one of so many segments has; a library of so few is taken for as large."""
_FEW = 5
"""Fewer hits than these are filled up with what comes near."""

States = Callable[[Connection, Sets, str], int]
"""Gives the set of segments of which `is:` says something: unread, bookmarked or opened."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Segments that answer to some words."""

    found: int
    """The set of segments that match."""
    titles: tuple[int, ...] = ()
    """For each word that must match, the segments with it in their title, matching or not."""
    texts: tuple[int, ...] = ()
    """For each word that must match, the segments with it anywhere in their own words."""
    words: tuple[Word, ...] = ()
    """The words that were looked for."""
    phrases: int = 0
    """The segments in which the words stand one after another, as far as that is quickly told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers to a query."""

    exact: Matches
    """What has every word."""
    near: Matches = Matches(0)
    """What comes near, where few or none have every word."""
    note: str | None = None
    """A sentence on how near that is."""

    @property
    def found(self) -> int:
        """The set of all segments that answer."""
        return self.exact.found | self.near.found


def match(connection: Connection, sets: Sets, query: Query, states: States) -> Answer:
    """Return the segments that answer to a query; where few do, those that come near as well.

    Args:
        connection: within a reading transaction.
        sets: the sets of the index as it is in that transaction.
        query: what is asked for.
        states: gives the sets of the reader's marks.
    """
    finder = _Finder(connection, sets)
    allowed = finder.allowed(query, states)
    wanted = tuple(word for word in query.words if not word.negated)
    if not wanted:
        return Answer(Matches(allowed))
    exact = finder.all_of(wanted)
    exact = replace(exact, found=exact.found & allowed)
    count = exact.found.bit_count()
    if count >= _FEW:
        return Answer(replace(exact, phrases=finder.together(exact)))
    near = _nearest(finder, wanted, allowed & ~exact.found, broadly=not count)
    if not near.found:
        return Answer(exact)
    if not count:
        return Answer(exact, near, "Nothing has all of these words; these come near.")
    return Answer(exact, near, f"Only {count} {'has' if count == 1 else 'have'} all of these words; others come near.")


def narrow(connection: Connection, sets: Sets, query: Query, states: States) -> int:
    """Return the segments that have every word of a query in themselves and fulfil its conditions."""
    finder = _Finder(connection, sets)
    wanted = (finder.anywhere(word) for word in query.words if not word.negated)
    return reduce(and_, wanted, finder.allowed(query, states))


def _nearest(finder: _Finder, wanted: Sequence[Word], allowed: int, *, broadly: bool) -> Matches:
    """Return what has words like the wanted ones, or most of them.

    Args:
        finder: looks words up.
        wanted: the words that were typed.
        allowed: what may be chosen from.
        broadly: half of the words are enough, if it must be.
    """
    words = tuple(loose for word in wanted for loose in _loosened(word))
    texts = tuple(finder.anywhere(word) for word in words)
    titles = tuple(finder.title(word) for word in words)
    at_least = counted(texts, allowed)
    fewest = (len(words) + 1) // 2 if broadly else max(2, len(words) - 1)
    found = 0
    for number in range(len(words), fewest - 1, -1):
        found = at_least[number]
        if found.bit_count() >= _FEW:
            break
    return Matches(found, titles, texts, words)


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
    def __init__(self, connection: Connection, sets: Sets) -> None:
        self._connection = connection
        self._sets = sets

    def allowed(self, query: Query, states: States) -> int:
        """Return the segments for which a query's conditions hold and that have none of its unwanted words."""
        allowed = self._sets.frame.all
        for condition in query.filters:
            if condition.key == "is":
                chosen = states(self._connection, self._sets, condition.values[0])
            else:
                chosen = self.filter(condition)
            allowed &= ~chosen if condition.negated else chosen
        for word in query.words:
            if word.negated:
                allowed &= ~self.anywhere(word)
        return allowed

    def all_of(self, wanted: Sequence[Word]) -> Matches:
        """Return the segments with all words, if not each in themselves then in what their episode is called."""
        titles = tuple(self.title(word) for word in wanted)
        texts = tuple(self._own(word) | title for word, title in zip(wanted, titles, strict=True))
        if len(wanted) == 1:
            return Matches(texts[0], titles, texts, tuple(wanted))
        texts = self._with_neighbours(wanted, texts)
        around = [own | self._about(word) for word, own in zip(wanted, texts, strict=True)]
        return Matches(reduce(and_, around) & reduce(or_, texts), titles, texts, tuple(wanted))

    def together(self, matches: Matches) -> int:
        """Return the segments with all words one after another, in the title or else in the text.

        A table is asked only if one of the words is rare in it: two common ones would take it too long.
        """
        if len(matches.words) < 2:
            return 0
        parts = [part for word in matches.words for part in word.parts]
        found = 0
        for table, having in ((TITLES, matches.titles), (TEXTS, matches.texts)):
            if any(map(self._is_rare, having)):
                found |= self._exact_phrase(table, parts)
                if matches.words[-1].beginning and self._is_rare(having[-1]):
                    found |= self._sets.open_phrase(self._connection, table, parts)
        return found

    def anywhere(self, word: Word) -> int:
        """Return the segments with a word in their title, their text or their links."""
        return self._own(word) | self.title(word)

    def title(self, word: Word) -> int:
        """Return the segments with a word in their title."""
        return self._look_up(TITLES, word)

    def filter(self, condition: Filter) -> int:
        """Return the segments for which a condition holds."""
        if condition.key == "days":
            return self._sets.frame.between(condition.values[0], condition.values[1])
        if condition.key == "kind":
            found = (self._sets.word(self._connection, TEXTS, filter_word("kind", kind)) for kind in condition.values)
            return reduce(or_, found)
        table = ABOUTS if condition.key == "show" else TEXTS
        names = (self._beginning(table, filter_word(condition.key, name)) for name in condition.values)
        return reduce(and_, names)

    def _own(self, word: Word) -> int:
        return self._look_up(TEXTS, word)

    def _about(self, word: Word) -> int:
        """Return the segments of the episodes whose title, show, number or guests have a word."""
        if len(word.parts) > 1:
            return 0
        part = word.parts[0]
        return self._beginning(ABOUTS, part) if word.beginning else self._word(ABOUTS, part)

    def _look_up(self, table: str, word: Word) -> int:
        if word.phrase and len(word.parts) > 1:
            return self._phrase(table, word)
        last = self._beginning if word.beginning else self._word
        if word.joined is not None:
            found = last(table, word.joined)
            # `.env` is found by its dot alone; of `scikit-learn` the words may stand apart as well.
            return found | self._exact_phrase(table, word.parts) if len(word.parts) > 1 else found
        if len(word.parts) > 1:
            return self._exact_phrase(table, word.parts)
        part = word.parts[0]
        found = last(table, part)
        if not word.phrase:
            for other in variants(part):
                if not (word.beginning and other.startswith(part)):
                    found |= self._word(table, other)
            if DOT in part and not word.beginning:
                found |= self._beginning(table, part + DOT)  # 3.11 is 3.11.2 as well
            if (split := _LETTERS_AND_NUMBER.fullmatch(part)) is not None:
                found |= self._exact_phrase(table, split.groups())
        return found

    def _with_neighbours(self, wanted: Sequence[Word], texts: tuple[int, ...]) -> tuple[int, ...]:
        """Add what has two words as one: `jupyter lab` finds `jupyterlab`."""
        found = list(texts)
        for at in range(len(wanted) - 1):
            left, right = wanted[at], wanted[at + 1]
            if left.phrase or right.phrase or left.joined or right.joined or len(left.parts) + len(right.parts) > 2:
                continue
            together = left.parts[0] + right.parts[0]
            joined = self._beginning(TEXTS, together) if right.beginning else self._word(TEXTS, together)
            found[at] |= joined
            found[at + 1] |= joined
        return tuple(found)

    def _phrase(self, table: str, word: Word) -> int:
        if not word.beginning:
            return self._exact_phrase(table, word.parts)
        last = self._beginning(table, word.parts[-1])
        if self._is_rare(last):
            return self._sets.open_phrase(self._connection, table, word.parts)
        # The phrase is still being typed: so many words begin so that it is enough that one of them is there.
        before = word.parts[:-1]
        return last & (self._exact_phrase(table, before) if len(before) > 1 else self._word(table, before[0]))

    def _is_rare(self, found: int) -> bool:
        return found.bit_count() * _RARE <= max(self._sets.frame.size, _SMALL)

    def _word(self, table: str, word: str) -> int:
        return self._sets.word(self._connection, table, word)

    def _beginning(self, table: str, letters: str) -> int:
        return self._sets.beginning(self._connection, table, letters)

    def _exact_phrase(self, table: str, parts: Sequence[str]) -> int:
        return self._sets.phrase(self._connection, table, parts)
