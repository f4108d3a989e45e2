"""From a query to the segments that match it, and those that come near."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_

from .finder import Finder, States
from .query import Query, Word
from .wanted import Wanted, wanted


@dataclass(frozen=True, slots=True)
class Matches:
    """What matches a query."""

    full: int
    """The set of the segments that have every word but fillers."""
    near: int = 0
    """The set of those that have some of the words, or something near them."""
    words: tuple[Wanted, ...] = ()
    """What was looked for."""
    together: tuple[int, int] = (0, 0)
    """The segments in which the words stand one after another: in their title, and in their text."""
    note: str | None = None
    """A sentence on how near that is."""


def match(finder: Finder, query: Query, states: States) -> Matches:
    """Return the segments that match a query, and those that come near.

    Args:
        finder: looks words up.
        query: what is asked for.
        states: returns the sets of the reader's marks.
    """
    allowed = finder.allowed(query, states)
    typed = [word for word in query.words if not word.negated]
    if not typed:
        return Matches(allowed)
    words = wanted(finder, typed)
    telling = [word for word in words if not word.is_filler]
    full = allowed & _full(finder, telling)
    if not full and len(telling) > 1 and telling[-1].word.beginning and not finder.is_open(telling[-1].word):
        full = allowed & _full(finder, telling[:-1])  # only titles were looked at, and it may become any word
    loose = [one for word in telling if len(word.word.parts) > 1 for one in _parts(finder, word.word)]
    near = allowed & ~full & reduce(or_, (word.near for word in (*telling, *loose)))
    return Matches(full, near, (*words, *loose), finder.together(typed), _note(words, full, near))


def _full(finder: Finder, words: Sequence[Wanted]) -> int:
    """Return the segments that have every word, one of them at least in their own text."""
    own = reduce(or_, (word.full for word in words))
    return own if len(words) == 1 else reduce(and_, (word.full | finder.around(word.word) for word in words), own)


def narrow(finder: Finder, query: Query, states: States) -> int:
    """Return the segments that have every word of a query themselves and fulfil its conditions."""
    own = (finder.own(word) for word in query.words if not word.negated)
    return reduce(and_, own, finder.allowed(query, states))


def _parts(finder: Finder, word: Word) -> list[Wanted]:
    """Return the words of a phrase or a name on their own; what has them comes near."""
    found = wanted(finder, [Word(part, (part,)) for part in word.parts])
    return [
        replace(one, levels=tuple(replace(level, is_full=False, value=level.value / 2) for level in one.levels))
        for one in found
    ]


def _note(words: Sequence[Wanted], full: int, near: int) -> str | None:
    """Return what is to be said of an answer."""
    if instead := [(word.word.text, word.instead) for word in words if word.instead]:
        missing = " or ".join(f"'{text}'" for text, _ in instead)
        shown = " and ".join(f"'{shown}'" for _, shown in instead)
        return f"Nothing has {missing}; showing {shown}."
    if near and not full:
        return "Nothing has all of these words; these come near."
    return None
