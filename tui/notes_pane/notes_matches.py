"""The matches of a search in the notes that are shown, and which of them the reader is at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

from tui.notes_pane import Document, Match, Row, find_matches


class Matches:
    """Where the words of a search stand, in the order of the text."""

    def __init__(self) -> None:
        self.terms: tuple[str, ...] = ()
        self.found: tuple[Match, ...] = ()
        self.current = -1
        """Index of the match that the reader is at; -1 for none."""
        self._first: dict[int, int] = {}

    def search(self, document: Document | None, terms: Iterable[str], *, same_notes: bool = False) -> None:
        """Find terms in a document.

        Args:
            document: the notes.
            terms: what to find.
            same_notes: whether they are the notes from before, which only look otherwise: the reader stays where
                they are among the matches.
        """
        before, at = len(self.found), self.current
        self.terms = tuple(terms)
        self.found = find_matches(document, self.terms) if document is not None and self.terms else ()
        self.current = at if same_notes and len(self.found) == before else -1
        self._first = {}
        for at, match in enumerate(self.found):
            self._first.setdefault(match.line, at)

    def overlays(self, row: Row) -> Iterator[tuple[int, int, int, str]]:
        """Yield what is laid over the text of a row."""
        for piece in row.pieces:
            at = self._first.get(piece.line, -1) if piece.line >= 0 else -1
            while 0 <= at < len(self.found) and self.found[at].line == piece.line:
                _, start, end = self.found[at]
                yield piece.line, start, end, "match-current" if at == self.current else "match"
                at += 1

    def step(self, forward: bool, line: int, within: Callable[[Match], bool] | None = None) -> Match | None:
        """Go to the next or previous match; None, and nothing changes, where there is none.

        Args:
            forward: which way.
            line: the line of the document at the top of the screen: where to begin if there is no current match.
            within: tells whether a match counts; none is passed over for one that does.
        """
        if self.current >= 0:
            following = self.current + (1 if forward else -1)
        else:
            at = bisect_left(self.found, (line, -1, -1))
            following = at if forward else at - 1
        if not 0 <= following < len(self.found) or (within is not None and not within(self.found[following])):
            return None
        self.current = following
        return self.found[following]

    def enter(self, within: Callable[[Match], bool], *, last: bool = False) -> Match | None:
        """Go to the first match that counts, or to the last one; None, and no match is current, where none does."""
        places = [at for at, match in enumerate(self.found) if within(match)]
        self.current = places[-1 if last else 0] if places else -1
        return self.found[self.current] if places else None
