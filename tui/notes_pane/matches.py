"""Where the terms of a search stand in the notes, and which of these places the reader is at. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from .notes_document import ANNOTATION, NotesDocument
from .paint import Overlay
from .rows import Row


class Match(NamedTuple):
    """A stretch of a line that a term matches."""

    line: int
    """Index of the line in the document."""
    start: int
    end: int
    segment_id: str | None
    """The segment that it stands in."""


class NotesMatches:
    """The matches of a search, in the order of the text, none inside another.

    Args:
        document: the notes.
        terms: words or phrases as `Results.terms` has them. What matches them is `Highlighter`'s to say, so that the
            same is marked here as in the hits.
    """

    def __init__(self, document: NotesDocument | None = None, terms: tuple[str, ...] = ()) -> None:
        self.terms = terms
        self.found = list(_find(document, terms)) if document is not None and terms else []
        self.current = -1
        """Index of the match that the reader is at; -1 for none."""

    def overlays(self, row: Row) -> Iterator[Overlay]:
        """Yield what is laid over the text of a row."""
        for piece in row.pieces:
            first = bisect_left(self.found, (piece.line, piece.start))
            for at in range(max(0, first - 1), len(self.found)):  # the one before may reach into the piece
                line, start, end, _ = self.found[at]
                if (line, start) >= (piece.line, piece.end):
                    break
                if line == piece.line and end > piece.start:
                    yield Overlay(line, start, end, "match-current" if at == self.current else "match")

    def step(self, forward: bool, line: int, segment_id: str | None = None) -> Match | None:
        """Go to the next or previous match; None, and nothing changes, where there is none.

        Args:
            forward: which way.
            line: the line of the document at the top of the screen: where to begin if there is no current match.
            segment_id: the segment in which it must stand, if given; no other is passed over for one that does.
        """
        if self.current >= 0:
            following = self.current + (1 if forward else -1)
        else:
            at = bisect_left(self.found, (line,))
            following = at if forward else at - 1
        if not 0 <= following < len(self.found) or segment_id not in (None, self.found[following].segment_id):
            return None
        self.current = following
        return self.found[following]

    def enter(self, segment_id: str, *, last: bool = False) -> Match | None:
        """Go to the first match in a segment, or to its last one; None, and no match is current, where it has none."""
        places = [at for at, match in enumerate(self.found) if match.segment_id == segment_id]
        self.current = places[-1 if last else 0] if places else -1
        return self.found[self.current] if places else None


def _find(document: NotesDocument, terms: tuple[str, ...]) -> Iterator[Match]:
    from episodes.search.highlight import Highlighter  # no search, no need of it: the first paint is there sooner

    highlighter = Highlighter(terms)
    for at, line in enumerate(document.lines):
        if line.source < 0:
            continue  # the header is not of the notes
        for start, end in highlighter.spans(line.text):
            _, run = next(line.runs_between(start, end))
            if run.style != ANNOTATION:
                yield Match(at, start, end, document.segment_at(line.place(start).line))
