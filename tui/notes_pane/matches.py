"""Where the terms of a search stand in the notes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
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
        terms: words or phrases as `Results.terms` has them. What answers to them is `Highlighter`'s to say, so that the
            same is marked here as in the hits.
    """
    from episodes.search.highlight import Highlighter  # no search, no need of it: the first paint is there sooner

    marker = Highlighter(terms)
    return tuple(
        Match(at, start, end)
        for at, line in enumerate(document.lines)
        if line.source >= 0  # the notes_header is not of the notes
        for start, end in marker.spans(line.text)
        if not _is_annotation(line, start)
    )


def _is_annotation(line: Line, offset: int) -> bool:
    """Tell whether a character is not the notes' own."""
    return next((run.look == ANNOTATION for run in line.runs if run.end > offset), False)
