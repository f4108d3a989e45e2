"""From a query to the segments that match it, and those that come near.

What stands for a word that was typed: itself, its forms, what it begins, what it is when written together or apart,
and if nothing has it, the words that it may be a slip of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from math import log
from operator import and_, or_

from ..index.vocabulary import LONGEST, forms, known, one_edit_away, two_edits_away
from .finder import Finder
from .query import Query, Word, variants

_WORDS = """
a an the this that these those it its he him his she her they them their we us our you your i me my mine
what which who whom whose when where why how
is are was were be been being am do does did doing done has have had having can could will would shall should
may might must and or but nor so than then of to in on at by for from with without into onto about as if
there here some any one ones thing things something anything someone somebody somewhere
episode episodes podcast again ever just also really very called named talked talking said mentioned
"""
FILLERS = frozenset(_WORDS.split())
"""English function and question words, and what one says of any episode."""
EVERYWHERE = 0.5
"""The share of all segments from which on a word of any language tells as little."""


EXACT, FORM, APART, SLIP, BEGINNING = 1.0, 0.9, 0.9, 0.5, 0.4
"""What it is worth to have a word, one of its forms, its halves apart, one it may be a slip of, one that begins so."""
_RARE = 2
"""Segments that have a word that may be a slip all the same."""
_SPLIT_SHARE = 0.02
"""The share of all segments up to which a word is looked for in two halves."""
_SHORTEST_HALF = 3
_MOST_SLIPS = 4


@dataclass(frozen=True, slots=True)
class Level:
    """Words that stand for a typed one and are worth the same."""

    value: float
    words: tuple[Word, ...]
    own: int
    """The segments that have one of them."""
    title: int
    """Those that have one in their title."""
    is_full: bool = True
    """Whether a segment with one of them has what was typed, rather than something near it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word of a query with all that stands for it."""

    word: Word
    levels: tuple[Level, ...]
    """The best first."""
    weight: float
    """How much it tells: 0 for a filler, more for what fewer segments have."""
    instead: str | None = None
    """The word that is shown because nothing has this one."""
    is_filler: bool = False
    """Whether it tells nothing, and need not be there."""

    @property
    def full(self) -> int:
        """The segments that have it."""
        return _union(level.own for level in self.levels if level.is_full)

    @property
    def near(self) -> int:
        """The segments that have it or something near it."""
        return _union(level.own for level in self.levels)

    @property
    def finished(self) -> int:
        """The segments that have a word that may still be typed as it is by now; none of any other word."""
        return _union(level.own for level in self.levels if level.value > BEGINNING) if self.word.unfinished else 0


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


def match(finder: Finder, query: Query) -> Matches:
    """Return the segments that match a query, and those that come near.

    Args:
        finder: looks words up.
        query: what is asked for.
    """
    allowed = finder.allowed(query)
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


def matching(finder: Finder, query: Query) -> tuple[int, str | None]:
    """Return the segments that match a query fully, and a note; where it asks for nothing, all match."""
    answer = match(finder, query)
    return answer.full, query.note or (answer.note if answer.full else None)


def _full(finder: Finder, words: Sequence[Wanted]) -> int:
    """Return the segments that have every word, one of them at least in their own text."""
    own = reduce(or_, (word.full for word in words))
    return own if len(words) == 1 else reduce(and_, (word.full | finder.around(word.word) for word in words), own)


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


def wanted(finder: Finder, words: Sequence[Word]) -> list[Wanted]:
    """Return the words of a query with what stands for them."""
    size = finder.full_text.order.size
    joined = _joined(finder, words)
    some_tell = not all(map(_is_filler, words))
    found = [
        Wanted(word, (), 0.0, is_filler=True)
        if some_tell and _is_filler(word)
        else _spelt(finder, word, joined.get(at, ()))
        for at, word in enumerate(words)
    ]
    if all(one.is_filler or _is_everywhere(one, size) for one in found):
        return found
    return [replace(one, weight=0.0, is_filler=True) if _is_everywhere(one, size) else one for one in found]


def _is_filler(word: Word) -> bool:
    return word.text.lower() in FILLERS and not word.phrase and (word.unfinished or not word.beginning)


def _is_everywhere(one: Wanted, size: int) -> bool:
    word = one.word
    if word.phrase or len(word.parts) > 1 or (word.beginning and not word.unfinished):
        return False
    return bool(one.levels) and one.levels[0].own.bit_count() > EVERYWHERE * size


def _joined(finder: Finder, words: Sequence[Word]) -> dict[int, list[Word]]:
    """Return by their places the words that make one with a neighbour: `jupyter lab` is `jupyterlab` as well."""
    pairs = {
        at: left.parts[0] + right.parts[0]
        for at, (left, right) in enumerate(pairwise(words))
        if not (left.phrase or right.phrase or left.joined or right.joined or len(left.parts) + len(right.parts) > 2)
    }
    there = known(finder.full_text.connection, {each for pair in pairs.values() for each in (pair, *variants(pair))})
    found: dict[int, list[Word]] = {}
    for at, pair in pairs.items():
        beginning = words[at + 1].beginning
        if beginning or not there.isdisjoint((pair, *variants(pair))):
            for place in (at, at + 1):
                found.setdefault(place, []).append(Word(pair, (pair,), beginning=beginning))
    return found


def _spelt(finder: Finder, word: Word, joined: Sequence[Word]) -> Wanted:
    """Return a word with what stands for it; `joined` are those that it makes with a neighbour."""
    size, instead = finder.full_text.order.size, None
    if word.phrase or len(word.parts) > 1 or word.joined or (word.beginning and not word.unfinished):
        levels = [_level(finder, EXACT, [word, *joined])]
    else:
        whole = replace(word, beginning=False)
        levels = [_level(finder, EXACT, [whole, *joined]), _level(finder, FORM, _forms(finder, whole.parts[0]))]
        if (levels[0].own | levels[1].own).bit_count() <= _SPLIT_SHARE * size:
            levels.append(_level(finder, APART, list(_apart(finder, whole.parts[0]))))
        if word.beginning:
            levels.append(_level(finder, BEGINNING, [word]))
        if not levels[0].own and not (word.beginning and levels[-1].own):
            # `numpi` has the stem of `numpy`, and yet it is a slip.
            instead = next((form.text for form in levels[1].words if len(form.text) == len(whole.text)), None)
        if (count := _union(level.own for level in levels).bit_count()) <= _RARE:
            instead = _correct(finder, word, levels, bool(count)) or instead
    levels = [level for level in levels if level.own]
    strict = _union(level.own for level in levels if level.is_full and level.value > BEGINNING)
    count = (strict or _union(level.own for level in levels)).bit_count()
    return Wanted(word, tuple(levels), log(1 + size / count) if count else 0.0, instead)


def _level(finder: Finder, value: float, words: Sequence[Word], *, is_full: bool = True) -> Level:
    return Level(value, tuple(words), finder.own(*words), finder.title(*words), is_full)


def _forms(finder: Finder, part: str) -> list[Word]:
    others = variants(part)
    return [_plain(form) for form in forms(finder.full_text.connection, part) if form not in others]


def _apart(finder: Finder, part: str) -> Iterator[Word]:
    """Yield the two halves of a word side by side, where something has them so."""
    splits = [(part[:at], part[at:]) for at in range(_SHORTEST_HALF, min(len(part) - _SHORTEST_HALF, LONGEST) + 1)]
    pairs = [(left, other) for left, right in splits for other in (right, *variants(right))]
    halves = known(finder.full_text.connection, {half for pair in pairs for half in pair})
    for left, right in pairs:
        phrase = Word(f"{left} {right}", (left, right), phrase=True)
        if left in halves and right in halves and finder.own(phrase):
            yield phrase


def _correct(finder: Finder, word: Word, levels: list[Level], is_there: bool) -> str | None:
    """Add the words that a rare one may be a slip of; return what is shown in place of one that nothing has."""
    connection, part = finder.full_text.connection, word.parts[0]
    near = one_edit_away(connection, part) or (() if is_there else two_edits_away(connection, part))
    counted = sorted(((finder.own(_plain(term)).bit_count(), term) for term in near), reverse=True)
    slips = [_plain(term) for count, term in counted if count > (_RARE if is_there else 0)][: 1 + _MOST_SLIPS]
    instead = None
    if slips and not is_there:
        first, *slips = slips
        instead = first.text
        levels += [_level(finder, EXACT, [first]), _level(finder, FORM, _forms(finder, instead))]
        if word.beginning:
            levels.append(_level(finder, BEGINNING, [replace(first, beginning=True)]))
    levels.append(_level(finder, SLIP, slips, is_full=False))
    return instead


def _plain(part: str) -> Word:
    return Word(part, (part,))


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)
