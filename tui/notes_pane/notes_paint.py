"""One row of the notes as a strip of the screen: names of looks become the theme's styles here, and only here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip
from textual.style import Style

from tui.notes_pane import Document, Piece, Row
from tui.notes_pane.wrap import cells

from ..widgets.glyphs import CURSOR, EARMARK, READ

if TYPE_CHECKING:
    from textual.widget import Widget


LOOKS = {
    "strong": "bold",
    "em": "italic",
    "strike": "$foreground 60% strike",
    "code": "$text-warning on $boost",
    "link": "$text-accent underline",
    "quote": "$foreground 80% italic",
    "quote-bar": "$secondary",
    "bullet": "$foreground 50%",
    "number": "$foreground 60%",
    "heading": "$text-primary bold",
    "title": "$text-primary bold",
    "subtitle": "$foreground bold",
    "label": "$foreground 65% not bold not italic not underline",
    "read": "$foreground 60%",
    "rule": "$primary 60%",
    "tag": "$foreground 60% italic",
    "here": "$accent",
    "read-sign": "$text-success",
    "bookmark-sign": "$text-warning bold",
    "eyebrow": "$text-secondary bold",
    "show-title": "$foreground bold",
    "byline": "$foreground 65%",
    "table-border": "$foreground 30%",
    "table-head": "bold",
    "annotation": "$foreground 50% italic",
    "code-block": "on $boost",
    "code-bar": "$foreground 30% on $boost",
    "code-keyword": "$text-primary bold",
    "code-name": "$text-secondary",
    "code-string": "$text-success",
    "code-number": "$text-warning",
    "code-comment": "$foreground 55% italic",
    "match": "on $warning 35%",
    "match-current": "auto 95% on $warning bold underline",
    "hover": "on $primary 40%",
    "hint": "auto 95% on $warning bold",
    "hint-typed": "auto 60% on $warning 60%",
}
"""Every look that a row can have, in the theme's colours.

These are no component classes of a style sheet: Textual works out the styles of each of those anew whenever the focus
moves, and at every start, whether it is on the screen or not.
"""
_ON_COLOUR = frozenset({"match", "match-current", "hover", "hint", "hint-typed"})
"""Looks on a colour that a theme of the terminal's own colours cannot mix: text on it is black there."""

SELECTION = "selection"
"""The look of selected text, which is the screen's own and no component class."""
LINK_META = "notes-link"
"""Under this name the text of a link has the link's index."""

Overlay = tuple[int, int, int, str]
"""Line, start, end and look of what is laid over the notes: a selection, matches, the link under the pointer."""


class Painter:
    """Makes strips of rows in the styles of a widget. `clear` when those change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._looks: dict[str, RichStyle] = {}
        self._links: dict[tuple[str, int], RichStyle] = {}
        self._document: Document | None = None

    def clear(self) -> None:
        """Forget all styles: the theme is another now."""
        self._looks.clear()
        self._links.clear()

    def style(self, look: str = "") -> RichStyle:
        """Return the style of a look."""
        style = self._looks.get(look)
        if style is None:
            widget = self._widget
            visual = widget.visual_style
            for name in look.split():
                if name == SELECTION:
                    visual += widget.screen.get_visual_style("screen--selection")
                else:
                    visual += Style.parse(LOOKS[name])
                if name in _ON_COLOUR and widget.app.current_theme.ansi:
                    visual += Style.parse("ansi_black")
            style = self._looks[look] = visual.rich_style
        return style

    def _link_style(self, look: str, link: int, document: Document) -> RichStyle:
        """Return the style of the text of a link, which says which link it is and is one of the terminal's own."""
        if document is not self._document:
            self._document = document
            self._links.clear()
        style = self._links.get((look, link))
        if style is None:
            target = document.links[link]
            url = target.link.url if target.opens else None
            style = self.style(look) + RichStyle(link=url, meta={LINK_META: link})
            self._links[look, link] = style
        return style

    def blank(self, width: int) -> Strip:
        """Return an empty row."""
        return Strip([Segment(" " * width, self.style())], width)

    def strip(
        self,
        row: Row,
        document: Document,
        columns: tuple[int, int, int],
        *,
        overlays: Sequence[Overlay] = (),
        signs: str = "",
        is_read: bool = False,
        here: bool = False,
    ) -> Strip:
        """Return a row of the screen.

        Args:
            row: what it shows.
            document: the notes that it is of.
            columns: cells of the whole row, those before the column of the text, and those of that column.
            overlays: what is laid over the text.
            signs: of marks, at the end of the column.
            is_read: whether it is of the heading of a segment that is read.
            here: whether it is the heading of the segment that the reader is in.
        """
        width, left, column = columns
        base = self.style()
        segments: list[Segment] = []
        add = segments.append
        if left:
            add(Segment(" " * (left - here), base))
        if here and left:
            add(Segment(CURSOR, self.style("here")))
        used = 0
        over = " read" if is_read else ""
        for piece in row.pieces:
            if piece.line < 0:
                add(Segment(piece.text, self.style(piece.look)))
                used += cells(piece.text)
            else:
                text = document.lines[piece.line].text
                used += cells(text[piece.start : piece.end])
                for start, end, look, link in _stretches(document, piece, overlays):
                    look += over
                    style = self.style(look) if link < 0 else self._link_style(look, link, document)
                    add(Segment(text[start:end], style))
        free = column - used
        if signs and free > len(signs):
            add(Segment(" " * (free - len(signs)), base))
            for sign in signs:
                add(Segment(sign, self.style(_SIGNS.get(sign, ""))))
        elif free > 0:
            add(Segment(" " * free, self.style(row.fill)))
        used = left + max(column, used)
        if used < width:
            add(Segment(" " * (width - used), base))
        strip = Strip(segments, max(used, width))
        return strip.crop(0, width) if used > width else strip


_SIGNS = {READ: "read-sign", EARMARK: "bookmark-sign"}


def _stretches(document: Document, piece: Piece, overlays: Sequence[Overlay]) -> Iterator[tuple[int, int, str, int]]:
    """Yield the parts of a piece that are alike: start, end, look and link."""
    start, stop = piece.start, piece.end
    mine = [over for over in overlays if over[0] == piece.line and over[1] < stop and over[2] > start]
    for run in document.lines[piece.line].runs:
        if run.end <= start:
            continue
        end = min(run.end, stop)
        if not mine:
            yield start, end, run.look, run.link
        else:
            edges = {edge for over in mine for edge in over[1:3] if start < edge < end}
            at = start
            for edge in (*sorted(edges), end):
                looks = [run.look, *(over[3] for over in mine if over[1] <= at < over[2])]
                yield at, edge, " ".join(looks), run.link
                at = edge
        start = end
        if start >= stop:
            return


def with_offsets(row: Row, document: Document, strip: Strip, left: int) -> Strip:
    """Return the strip with the place in the notes that each of its cells stands for, for the pointer to find.

    The cells before the text stand for where it begins, those after it for where it ends. `Strip.apply_offsets`
    would count on through bullets and borders, which are no text. Before a text means one character before: the
    screen takes the cell under the pointer into a selection that ends there.
    """
    lines = [piece for piece in row.pieces if piece.line >= 0]
    if not lines:
        # A blank row or a rule: whatever comes next begins here.
        return Strip([Segment("", _offset(-1, _line_from(document, row))), *strip], strip.cell_length)
    marked: list[Segment] = []
    cells_left = left
    spots: list[tuple[int, int, int, int]] = []  # first cell, cell after, offset, line
    for piece in row.pieces:
        text = piece.text if piece.line < 0 else document.lines[piece.line].text[piece.start : piece.end]
        size = cells(text)
        if piece.line >= 0:
            spots.append((cells_left, cells_left + size, piece.start, piece.line))
        cells_left += size
    cell = 0
    spot = 0
    taken = 0  # characters of the spot's text so far
    for segment in strip:
        text, style, _ = segment
        size = cells(text)
        while spot < len(spots) and cell >= spots[spot][1]:
            spot, taken = spot + 1, 0
        if spot < len(spots) and cell >= spots[spot][0]:
            _, _, offset, line = spots[spot]
            marked.append(Segment(text, (style or RichStyle.null()) + _offset(offset + taken, line)))
            taken += len(text)
        elif spot < len(spots):
            _, _, offset, line = spots[spot]
            meta = _offset(offset - 1, line)
            marked.extend(Segment(character, (style or RichStyle.null()) + meta) for character in text)
        else:
            marked.append(segment)
        cell += size
    return Strip(marked, strip.cell_length)


def _offset(offset: int, line: int) -> RichStyle:
    return RichStyle.from_meta({"offset": (offset, line)})


def _line_from(document: Document, row: Row) -> int:
    """Return the index of the first line that is not above a row."""
    return min(
        bisect_left(document.lines, row.place, key=lambda line: line.place(0)),
        max(0, len(document.lines) - 1),
    )
