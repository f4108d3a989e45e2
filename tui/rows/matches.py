"""Where words stand in the notes, whatever their case and accents. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from .copying import ANNOTATION
from .values import Document, Line


class Match(NamedTuple):
    """A stretch of a line that answers to a term."""

    line: int
    """Index of the line in the document."""
    start: int
    end: int


def find_matches(document: Document, terms: Iterable[str]) -> tuple[Match, ...]:
    """Return where terms stand in a document, in the order of the text, none inside another.

    Args:
        document: the notes.
        terms: words or phrases. A term is found as a whole word; one that ends with `*` by its beginning. Between
            the words of a phrase anything but letters and digits may stand.
    """
    pattern = _pattern(terms)
    if pattern is None:
        return ()
    found = []
    for at, line in enumerate(document.lines):
        if line.source < 0:
            continue  # the masthead is not of the notes
        folded, offsets = fold(line.text)
        for match in pattern.finditer(folded):
            start, end = match.span()
            if offsets is not None:
                start, end = offsets[start], offsets[end - 1] + 1
            if not _is_annotation(line, start):
                found.append(Match(at, start, end))
    return tuple(found)


def _is_annotation(line: Line, offset: int) -> bool:
    """Tell whether a character is not the notes' own."""
    return next((run.look == ANNOTATION for run in line.runs if run.end > offset), False)


def fold(text: str) -> tuple[str, list[int] | None]:
    """Return text in lower case without accents, and for each of its characters the offset in the text that it
    comes from; None where that is its own.
    """
    if text.isascii():
        return text.lower(), None
    plain = [_plain(character) for character in text]
    folded = "".join(plain)
    if len(folded) == len(text) and all(plain):
        return folded, None
    return folded, [at for at, part in enumerate(plain) for _ in part]


@lru_cache(4096)
def _plain(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    patterns = []
    for term in terms:
        words = fold(term.removesuffix("*"))[0].split()
        if not words:
            continue
        before = r"(?<!\w)" if re.match(r"\w", words[0]) else ""
        after = "" if term.endswith("*") or not re.search(r"\w$", words[-1]) else r"(?!\w)"
        patterns.append(before + r"\W+".join(map(re.escape, words)) + after)
    patterns.sort(key=len, reverse=True)
    return re.compile("|".join(patterns)) if patterns else None
