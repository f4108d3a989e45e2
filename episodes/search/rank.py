"""Which of the matching segments come first.

Title before text, phrase before scattered words, recent before old among equals. The sets give a first order without
looking at any segment; those at its top are read and weighed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log

from ..index.words import DOT, as_typed, fold
from .match import WordMatches, counted
from .query import Word, variants

_FIRST_TITLES = 3.0
_SIGNS = {sign: " " for sign in range(128) if not chr(sign).isalnum() and chr(sign) not in "+#"}
_ASIDE = frozenset(("sponsor", "intro"))
_USUAL_LENGTH = 80
"""Words of a usual segment: in longer ones a word says less."""


def tiers(matches: WordMatches) -> Iterator[int]:
    """Yield the matching segments in sets: those first that have more of the words in their title, then in their text,
    and of these those in which the words stand together.
    """
    left = matches.found
    for having in (matches.titles, matches.texts):
        for some in reversed(counted(having, left)[1:]):
            for chosen in (some & left & matches.phrases, some & left & ~matches.phrases):
                if chosen:
                    yield chosen
            left &= ~some
    if left:
        yield left


class Scale:
    """Weighs segments by how well they match a query."""

    def __init__(self, matches: WordMatches) -> None:
        self._needles = [needles(word) for word in matches.words]
        counts = [found.bit_count() for found in matches.texts]
        weights = [log(2 + max(counts, default=0) / (1 + count)) for count in counts]
        whole = sum(weights) or 1.0
        self._weights = [weight / whole for weight in weights]
        parts = [part for word in matches.words for part in word.parts]
        self._phrase = ""
        if len(parts) > 1:
            self._phrase = _needle(parts, open_end=matches.words[-1].beginning)

    def weigh(self, title: str, text: str, kind: str) -> float:
        """Return how well a segment matches, rounded so that near ones are equal; more is better."""
        title, text = haystack(title), haystack(text)
        length = 0.4 + 0.6 * text.count(" ") / _USUAL_LENGTH
        in_title = in_text = 0.0
        hits = 0
        for weight, wanted in zip(self._weights, self._needles, strict=True):
            if found := sum(map(title.count, wanted)):
                in_title += weight
                hits += found
            often = sum(map(text.count, wanted))
            in_text += weight * often / (often + length)
        score = _FIRST_TITLES * in_title + in_text
        if hits:
            score += min(1.0, hits / (title.count(" ") - 1))
        if self._phrase:
            if self._phrase in title:
                score += 1.2
            elif self._phrase in text:
                score += 0.8
        if kind in _ASIDE:
            score -= 0.5
        return round(score, 1)


def haystack(text: str) -> str:
    """Return the words of a text in the order that they have, with one blank before and after each.

    It is less exact than the full text, and made in a tenth of the time: this is for what was found already.
    """
    return f" {' '.join(fold(text).translate(_SIGNS).split())} "


def needles(word: Word) -> Sequence[str]:
    """Return what to look for in a haystack: a word, its other number, a name with its parts apart and as one."""
    found = [_needle(word.parts, open_end=word.beginning)]
    if word.joined is not None:
        found.append(_needle([word.joined], open_end=word.beginning))
    if len(word.parts) == 1 and not word.phrase:
        part = word.parts[0]
        found += [f" {other} " for other in variants(part) if not (word.beginning and other.startswith(part))]
        if DOT in part:
            found.append(_needle([part + DOT], open_end=True))
    return found


def _needle(parts: Sequence[str], *, open_end: bool) -> str:
    words = as_typed(" ".join(parts)).translate(_SIGNS).split()
    return f" {' '.join(words)}" + ("" if open_end else " ")
