"""Where the words of a search stand in a text, whatever their case and accents, and its best part. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..index.words import fold
from ..notes.lines import plain_lines
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
        split = [(tuple(fold(term.removesuffix("*")).split()), term.endswith("*")) for term in terms]
        self._terms = [(words, open_end) for words, open_end in split if words]
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
        # Most terms are not in most texts: then no expression is made.
        there = [_pattern(words, open_end) for words, open_end in self._terms if words[0] in folded]
        found = _apart([match.span() for pattern in there for match in pattern.finditer(folded)])
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
    first = spans[0][0] if spans else 0
    start = max(0, min(first - _LEAD, len(text) - LENGTH))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = start + LENGTH
    if end < len(text):
        end = max(text.rfind(" ", start + LENGTH // 2, end), 0) or end
    before = "… " if start else ""
    moved = len(before) - start
    shown = tuple((left + moved, right + moved) for left, right in spans if left >= start and right <= end)
    return Marked(before + text[start:end] + (" …" if end < len(text) else ""), shown)


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


@lru_cache(256)
def _pattern(words: Sequence[str], open_end: bool) -> re.Pattern[str]:
    """Return what finds whole words one after another, of the last only its beginning if its end is open.

    Anything but letters may stand between them.
    """
    begin = r"\b" if words[0][0].isalnum() else ""
    end = r"\b" if words[-1][-1].isalnum() and not open_end else ""
    return re.compile(begin + r"[\W_]+".join(map(re.escape, words)) + end)
