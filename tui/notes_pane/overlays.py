"""What is laid over the notes: the matches of a search, and letters at the links."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.line_view import joined

from .layout import Row
from .notes_document import ANNOTATION, NOTHING, NotesDocument, NotesLink, Span
from .paint import Overlay


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

    def __init__(self, document: NotesDocument = NOTHING, terms: tuple[str, ...] = ()) -> None:
        self.terms = terms
        self.found = list(_find(document, terms)) if terms else []
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
                    yield line, Span(start, end, "match-current" if at == self.current else "match")

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
            following = bisect_left(self.found, (line,)) - (0 if forward else 1)
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
        hidden = [span for span in line.spans if span.style == ANNOTATION]
        for start, end in highlighter.spans(line.text):
            before = bisect_right(hidden, start, key=lambda span: span.start) - 1
            if before < 0 or hidden[before].end <= start:
                yield Match(at, start, end, document.segment_at(line.place(start).line))


ALPHABET = "asdfghjklqweruioptyzxcvbnm"
"""The letters, those under resting fingers first."""


def hint_letters(count: int, alphabet: Sequence[str] = ALPHABET) -> list[str]:
    """Return hints that can be told apart while they are typed: none begins another, none is longer than it must be.

    >>> hint_letters(4, "ab")
    ['aa', 'ab', 'ba', 'bb']
    >>> hint_letters(3, "ab")
    ['b', 'aa', 'ab']

    Args:
        count: how many.
        alphabet: at least two letters.
    """
    # A tree whose leaves are the hints: the shortest leaf grows into as many as there are letters until all fit.
    hints = [""]
    grown = 0
    while len(hints) - grown < count or len(hints) == 1:
        hints.extend(hints[grown] + letter for letter in alphabet)
        grown += 1
    return hints[grown : grown + count]


class LinkHints:
    """The hints of one screenful of notes.

    Args:
        document: the notes.
        rows: the rows on the screen.
    """

    def __init__(self, document: NotesDocument, rows: Sequence[Row]) -> None:
        self._typed = ""
        found = list(_visible(document, rows))
        self._found = dict(zip(hint_letters(len(found)), found, strict=True))

    def __bool__(self) -> bool:
        return bool(self._found)

    def type(self, letter: str) -> NotesLink | None:
        """Take a letter; return the link, if its hint is whole now. A wrong letter changes nothing."""
        typed = self._typed + letter
        if letter in ALPHABET and any(letters.startswith(typed) for letters in self._found):
            self._typed = typed
        return self._found[self._typed][-1] if self._typed in self._found else None

    def take_back(self) -> None:
        """Forget the last letter."""
        self._typed = self._typed[:-1]

    def over(self, row: int, strip: Strip, left: int, style: Style, typed_style: Style) -> Strip:
        """Return a row with its hints over it; those that the typed letters rule out are gone.

        Args:
            row: its index among the rows on the screen.
            strip: the row.
            left: cells before the column of the text.
            style: of the letters.
            typed_style: of those that are typed already.
        """
        parts: list[Strip] = []
        at = 0
        for letters, (hint_row, cell, _) in self._found.items():
            if hint_row != row or not letters.startswith(self._typed):
                continue
            # Never over the hint before it, never beyond the row.
            start = min(max(at, left + cell), max(at, strip.cell_length - len(letters)))
            done = len(self._typed)
            hint = joined([Segment(letters[:done], typed_style), Segment(letters[done:], style)])
            parts += [strip.crop(at, start), Strip(hint, len(letters))]
            at = start + len(letters)
        return Strip.join([*parts, strip.crop(at)]).crop(0, strip.cell_length) if parts else strip


def _visible(document: NotesDocument, rows: Sequence[Row]) -> Iterator[tuple[int, int, NotesLink]]:
    """Yield each link that is on the screen once: row, cell in the column, link."""
    seen: set[int] = set()
    before: NotesLink | None = None
    for number, row in enumerate(rows):
        cell = 0
        for piece in row.pieces:
            if piece.line < 0:
                cell += cell_len(piece.text)
                continue
            line = document.lines[piece.line]
            for start, end, _, index in line.stretches(piece.start, piece.end):
                if index >= 0 and index not in seen:
                    seen.add(index)
                    link = document.links[index]
                    # Words that lead to the same place one after the other are one link to a reader.
                    if before is None or (before.link.url, before.segment_id) != (link.link.url, link.segment_id):
                        yield number, cell, link
                    before = link
                cell += cell_len(line.text[start:end])
