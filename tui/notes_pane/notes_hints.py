"""Letters laid over the links on the screen: which link gets which, and what is left of them while typing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.notes_pane import Document, Row
from tui.notes_pane.wrap import cells

from .link_hints import ALPHABET, hint_letters


class Hints:
    """The hints of one screenful of notes.

    Args:
        document: the notes.
        rows: the rows on the screen, by their index in the layout.
    """

    def __init__(self, document: Document, rows: Sequence[tuple[int, Row]]) -> None:
        self.typed = ""
        self._spots: dict[int, list[tuple[int, str]]] = {}  # row: cell and hint
        self._links: dict[str, int] = {}
        found = list(_visible(document, rows))
        for (row, cell, link), letters in zip(found, hint_letters(len(found)), strict=True):
            self._spots.setdefault(row, []).append((cell, letters))
            self._links[letters] = link

    def __bool__(self) -> bool:
        return bool(self._links)

    @property
    def rows(self) -> Iterator[int]:
        """The rows that show hints."""
        return iter(self._spots)

    def type(self, letter: str) -> int | None:
        """Take a letter; return the index of the link, if its hint is whole now. A wrong letter changes nothing."""
        typed = self.typed + letter
        if letter in ALPHABET and any(letters.startswith(typed) for letters in self._links):
            self.typed = typed
        return self._links.get(self.typed)

    def take_back(self) -> None:
        """Forget the last letter."""
        self.typed = self.typed[:-1]

    def over(self, row: int, strip: Strip, left: int, style: Style, typed_style: Style) -> Strip:
        """Return a row with its hints over it; those that the typed letters rule out are gone."""
        spots = [spot for spot in self._spots.get(row, ()) if spot[1].startswith(self.typed)]
        if not spots:
            return strip
        parts: list[Strip] = []
        at = 0
        for cell, letters in spots:
            # Never over the hint before it, never beyond the row.
            start = min(max(at, left + cell), max(at, strip.cell_length - len(letters)))
            done = len(self.typed)
            hint = [Segment(letters[:done], typed_style)] if done else []
            hint.append(Segment(letters[done:], style))
            parts += [strip.crop(at, start), Strip(hint, len(letters))]
            at = start + len(letters)
        parts.append(strip.crop(at, strip.cell_length))
        return Strip.join(parts).crop(0, strip.cell_length)


def _visible(document: Document, rows: Sequence[tuple[int, Row]]) -> Iterator[tuple[int, int, int]]:
    """Yield each link that is on the screen once: row, cell in the column, index."""
    seen: set[int] = set()
    before = -1
    for number, row in rows:
        cell = 0
        for piece in row.pieces:
            if piece.line < 0:
                cell += cells(piece.text)
                continue
            text = document.lines[piece.line].text
            start = piece.start
            for run in document.lines[piece.line].runs:
                if run.end <= start:
                    continue
                if start >= piece.end:
                    break
                if run.link >= 0 and run.link not in seen:
                    seen.add(run.link)
                    # Words that lead to the same place one after the other are one link to a reader.
                    same = before >= 0 and document.links[before].link.url == document.links[run.link].link.url
                    if not same or document.links[before].segment_id != document.links[run.link].segment_id:
                        yield number, cell + cells(text[piece.start : start]), run.link
                    before = run.link
                start = run.end
            cell += cells(text[piece.start : piece.end])
