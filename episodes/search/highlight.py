"""Where the words of a search stand in a text, whatever their case and accents, and its best part. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..index.words import UNSPACED, fold
from ..notes.plain import plain_lines
from .values import Marked

LENGTH = 200
"""Characters of an extract, at most."""
_LEAD = 50
"""Characters that are shown before the first match, if that many are there."""
_SHORT = 20
"""Characters up to which a line says little."""


class Highlighter:
    """Finds the terms of a search (see `Results.terms`) in text."""

    def __init__(self, terms: Iterable[str]) -> None:
        split = [(fold(term.removesuffix("*")).split(), term.endswith("*")) for term in terms]
        self._patterns = [(_pattern(words), open_end) for words, open_end in split if words]
        self._parts = list(dict.fromkeys(part for words, _ in split for part in words))

    def count(self, folded: str) -> int:
        """Return how many of the terms' words a folded text has, at a glance: also as parts of other words."""
        return sum([part in folded for part in self._parts])

    def mark(self, text: str) -> Marked:
        """Return a text with the stretches that match."""
        return Marked(text, self.spans(text))

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where terms stand in a text, in order, none inside another."""
        folded, offsets = (text.lower(), None) if text.isascii() else _fold(text)
        found = _apart([span for pattern, open_end in self._patterns for span in _found(pattern, folded, open_end)])
        return tuple(found if offsets is None else [(offsets[start], offsets[end - 1] + 1) for start, end in found])


def extract(markdown: str, marker: Highlighter, title: str | None = None) -> Marked:
    """Return the stretch of a segment's text that matches best, on one line.

    Args:
        markdown: the segment's own text.
        marker: finds what was searched for.
        title: the segment's title; the line that says it is left out.
    """
    lines = markdown.strip().split("\n")
    if title is not None and len(lines) > 1 and (lines[0].startswith("#") or title in " ".join(plain_lines(lines[0]))):
        del lines[0]
    folded = fold("\n".join(lines)).split("\n")
    best = max(range(len(folded)), key=lambda at: 4 * marker.count(folded[at]) + (len(folded[at]) > _SHORT))
    text = ""
    for line in lines[best:]:
        text = " ".join([text, *plain_lines(line)]).strip()
        if len(text) >= LENGTH:
            break
    return _cut(text, marker)


def _cut(text: str, marker: Highlighter) -> Marked:
    """Return a text, or as much of it as an extract may have, from a little before its first match on."""
    spans = marker.spans(text)
    start, end = 0, len(text)
    if end <= LENGTH:
        return Marked(text, spans)
    if spans and spans[0][0] > _LEAD:
        start = min(spans[0][0] - _LEAD, end - LENGTH)
        start = text.find(" ", start, spans[0][0]) + 1 or start
    if end - start > LENGTH:
        cut = text.rfind(" ", start + LENGTH // 2, start + LENGTH)
        end = cut if cut > 0 else start + LENGTH
    before = "… " if start else ""
    moved = len(before) - start
    shown = tuple((first + moved, last + moved) for first, last in spans if first >= start and last <= end)
    return Marked(before + text[start:end] + (" …" if end < len(text) else ""), shown)


def _found(pattern: re.Pattern[str], text: str, open_end: bool) -> Iterator[tuple[int, int]]:
    """Yield where a pattern matches whole words, or beginnings of words if its end is open."""
    at = 0
    while match := pattern.search(text, at):
        at = match.start() + 1  # the words may stand again within what was no match
        if not _is_within(text, match.start()) and (open_end or not _is_within(text, match.end())):
            at = match.end()
            yield match.span()


def _is_within(text: str, at: int) -> bool:
    """Return whether a place in a text is between two characters of one word."""
    return 0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at])


def _joins(character: str) -> bool:
    return (character.isalnum() or character == "_") and not UNSPACED.match(character)


def _apart(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order without those that lie in longer ones or reach into them."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Return text as it is compared, and for each of its characters the offset of the one that it comes from."""
    folded = [_folded(character) for character in text]
    return "".join(folded), [at for at, characters in enumerate(folded) for _ in characters]


_folded = lru_cache(2_048)(fold)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Return what finds words one after another; anything but letters may stand between them.

    Whether they are parts of longer words is looked at afterwards: that takes a tenth of the time to compile.
    """
    parts = [re.escape(words[0])]
    for word, following in pairwise(words):
        may_touch = UNSPACED.match(word[-1]) or UNSPACED.match(following[0])
        parts += [r"[\W_]*" if may_touch else r"[\W_]+", re.escape(following)]
    return re.compile("".join(parts))
