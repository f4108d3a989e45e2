"""Which of the matching segments come first.

Title before text, phrase before scattered words, rare words before common ones, recent before old among equals. The
sets give a first order without looking at any segment; those at its top are read and weighed.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from heapq import heappop, heappush
from operator import or_

from .match import BEGINNING, Matches, Wanted
from .query import haystack, needle, needles

_IN_TITLE = 3.0
_TOGETHER_IN_TITLE, _TOGETHER_IN_TEXT = 1.2, 0.8
_UNFINISHED = 4.0
"""What it is worth to have a last word rather than one that begins so."""
_RARITY_OF_NEAR = 2.0
_ASIDE = frozenset(("sponsor", "intro"))
_USUAL_LENGTH = 80
"""Words of a usual segment: in longer ones a word says less."""
_MOST_PARTS = 3_000
"""Parts that a set is taken into to order it; the rest stays together."""


def ordered(found: int, matches: Matches, *, near: bool) -> Iterator[int]:
    """Yield some of the matching segments in sets, those first whose words are worth most together.

    Args:
        found: which.
        matches: what matched.
        near: whether they only come near (see `_shares`).
    """
    shares = _shares(matches, near=near)
    features = [(matches.together[0], _TOGETHER_IN_TITLE), (matches.together[1], _TOGETHER_IN_TEXT)]
    for word, weight in shares:
        own, title, above = 0, 0, 0.0
        for level in reversed(word.levels):  # a segment with a better one counts as one with the others too
            own, title = own | level.own, title | level.title
            features += [(own, weight * (level.value - above)), (title, _IN_TITLE * weight * (level.value - above))]
            above = max(above, level.value)
        if not near:
            features.append((word.finished, _UNFINISHED))
    return _best_first(found, [(some, value) for some, value in features if value > 0 and some & found])


def _shares(matches: Matches, *, near: bool) -> list[tuple[Wanted, float]]:
    """Return the words that tell something, each with its share in all that they tell.

    Of what only comes near, one rare word tells more than any number of common ones.
    """
    power = _RARITY_OF_NEAR if near else 1.0
    weights = [(word, word.weight**power) for word in matches.words if word.weight]
    whole = sum(weight for _, weight in weights)
    return [(word, weight / whole) for word, weight in weights]


def _best_first(found: int, features: Sequence[tuple[int, float]]) -> Iterator[int]:
    """Yield a set in parts, those first whose features are worth most together.

    A part is taken into those with and without a feature as long as it may hold the best: its bound is what it is
    worth if it has every feature that was not looked at.
    """
    features = sorted(features, key=lambda feature: -feature[1])
    parts = [(-sum(value for _, value in features), 0, 0, found)]
    made = 0
    while parts:
        bound, depth, _, some = heappop(parts)
        if -depth == len(features):
            yield some
            continue
        if made > _MOST_PARTS:
            yield reduce(or_, (other for *_, other in parts), some)
            return
        having, value = features[-depth]
        for part, worth in ((some & having, bound), (some & ~having, bound + value)):
            if part:
                made += 1
                heappush(parts, (worth, depth - 1, made, part))


class Scale:
    """Weighs segments by how well they match a query."""

    def __init__(self, matches: Matches, *, near: bool) -> None:
        self._words = []
        for word, weight in _shares(matches, near=near):
            levels = [(level.value, [each for one in level.words for each in needles(one)]) for level in word.levels]
            self._words.append((weight, levels, not near and word.finished > 0))
        typed = [word.word for word in matches.words]
        parts = [part for word in typed for part in word.parts]
        self._phrase = needle(parts, open_end=typed[-1].beginning) if len(parts) > 1 else None

    def weigh(self, title: str, text: str, kind: str) -> float:
        """Return how well a segment matches, rounded so that near ones are equal; more is better."""
        title, text = haystack(title), haystack(text)
        length = 0.4 + 0.6 * text.count(" ") / _USUAL_LENGTH
        score = 0.0
        hits = 0
        for weight, levels, unfinished in self._words:
            in_title, found, best = 0.0, 0.0, 0.0
            for value, wanted in levels:
                titled, said = sum(map(title.count, wanted)), sum(map(text.count, wanted))
                hits += titled
                found += value * said
                in_title = max(in_title, value if titled else 0.0)
                best = max(best, value if titled or said else 0.0)
            score += weight * (_IN_TITLE * in_title + (best * found / (found + length)))
            if unfinished and best > BEGINNING:
                score += _UNFINISHED
        score += min(1.0, hits / (title.count(" ") - 1))
        if self._phrase is not None:
            score += _TOGETHER_IN_TITLE if self._phrase in title else _TOGETHER_IN_TEXT * (self._phrase in text)
        if kind in _ASIDE:
            score -= 0.5
        return round(score, 1)
