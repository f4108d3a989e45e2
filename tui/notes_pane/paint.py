"""Rows of the notes as strips of the screen: names of styles become the theme's colours here, and only here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.strip import Strip
from textual.style import Style

from ..widgets.glyphs import CURSOR, EARMARK, READ
from ..widgets.line_view import joined
from .document import NotesDocument, TextLine
from .layout import Layout
from .rows import Piece, Row

if TYPE_CHECKING:
    from textual.widget import Widget


STYLES = {
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
"""Every style that a row can have, in the theme's colours.

These are no component classes of a style sheet: Textual works out the styles of each of those anew whenever the focus
moves, and at every start, whether it is on the screen or not.
"""
_ON_COLOUR = frozenset({"match", "match-current", "hover", "hint", "hint-typed"})
"""Styles on a colour that a theme of the terminal's own colours cannot mix: text on it is black there."""

SELECTION = "selection"
"""The style of selected text, which is the screen's own and no component class."""
LINK_META = "notes-link"
"""Under this name the text of a link has the link's index."""


class HeadingMarks(NamedTuple):
    """What stands beside the heading of a segment."""

    is_read: bool = False
    is_bookmarked: bool = False
    here: bool = False
    """Whether it is the heading of the segment that the reader is in."""


class Overlay(NamedTuple):
    """A style that is laid over a part of a line: selected, a match, the link under the pointer."""

    line: int
    start: int
    end: int
    style: str


class RowPainter:
    """Makes strips of rows in the styles of a widget. `clear` when those change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, RichStyle] = {}
        self._links: dict[tuple[str, int], RichStyle] = {}
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1024)
        self._layout: Layout | None = None

    def clear(self) -> None:
        """Forget all styles: the theme is another now."""
        self._styles.clear()
        self._layout = None

    def style(self, names: str = "") -> RichStyle:
        """Return the style of these names."""
        style = self._styles.get(names)
        if style is None:
            widget = self._widget
            visual = widget.visual_style
            for name in names.split():
                if name == SELECTION:
                    visual += widget.screen.get_visual_style("screen--selection")
                else:
                    visual += Style.parse(STYLES[name])
                if name in _ON_COLOUR and widget.app.current_theme.ansi:
                    visual += Style.parse("ansi_black")
            style = self._styles[names] = visual.rich_style
        return style

    def _link_style(self, names: str, link: int, document: NotesDocument) -> RichStyle:
        """Return the style of the text of a link, which says which link it is and is one of the terminal's own."""
        style = self._links.get((names, link))
        if style is None:
            target = document.links[link]
            style = self.style(names) + RichStyle(
                link=target.link.url if target.opens else None, meta={LINK_META: link}
            )
            self._links[names, link] = style
        return style

    def blank(self, width: int) -> Strip:
        """Return an empty row."""
        return Strip([Segment(" " * width, self.style())], width)

    def painted(self, layout: Layout, at: int, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks) -> Strip:
        """Return what `strip` does in as few pieces as can be, drawn when it is first asked for."""
        if layout is not self._layout:
            self._layout = layout
            self._links.clear()
            self._strips.clear()
        key = (at, width, overlays, marks)
        strip = self._strips.get(key)
        if strip is None:
            drawn = self.strip(layout, at, width, overlays, marks)
            strip = self._strips[key] = Strip(joined(drawn), drawn.cell_length)
        return strip

    def strip(self, layout: Layout, at: int, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks) -> Strip:
        """Return a row of the screen.

        Args:
            layout: the rows, which stand in the middle of the screen's.
            at: index of the row.
            width: cells of the whole row.
            overlays: what is laid over the text.
            marks: what stands beside the row, if it is of a heading.
        """
        row = layout.rows[at]
        document, left, base = layout.document, margin(width, layout), self.style()
        segments = []
        if left:
            segments = [Segment(" " * (left - marks.here), base), Segment(CURSOR * marks.here, self.style("here"))]
        for piece in row.pieces:
            if piece.line < 0:
                segments.append(Segment(piece.text, self.style(piece.style)))
                continue
            line = document.lines[piece.line]
            for start, end, names, link in _stretches(line, piece, overlays):
                names += " read" if marks.is_read else ""
                style = self.style(names) if link < 0 else self._link_style(names, link, document)
                segments.append(Segment(line.text[start:end], style))
        used = sum([cell_len(segment.text) for segment in segments])
        free = left + layout.width - used
        if row.opens and free > 3:
            segments.append(Segment(" " * (free - 3), base))
            segments.append(Segment(EARMARK if marks.is_bookmarked else " ", self.style("bookmark-sign")))
            segments.append(Segment(" ", base))
            segments.append(Segment(READ if marks.is_read else " ", self.style("read-sign")))
        elif free > 0:
            segments.append(Segment(" " * free, self.style(row.fill)))
        used = max(used, left + layout.width)
        if used < width:
            segments.append(Segment(" " * (width - used), base))
        strip = Strip(segments, max(used, width))
        return strip if used <= width else strip.crop(0, width)


def margin(width: int, layout: Layout) -> int:
    """Return how many cells stand before the column of the text in a row of the screen."""
    return max(0, width - layout.width) // 2


def _stretches(line: TextLine, piece: Piece, overlays: Sequence[Overlay]) -> Iterator[tuple[int, int, str, int]]:
    """Yield the parts of a piece that are alike: start, end, names of styles, and link."""
    over = [each for each in overlays if each.line == piece.line and each.start < piece.end and each.end > piece.start]
    for start, run in line.runs_between(piece.start, piece.end):
        end = min(run.end, piece.end)
        if not over:
            yield start, end, run.style, run.link
            continue
        edges = {edge for each in over for edge in (each.start, each.end) if start < edge < end}
        for edge in (*sorted(edges), end):
            names = [run.style, *(each.style for each in over if each.start <= start < each.end)]
            yield start, edge, " ".join(names), run.link
            start = edge


def with_offsets(row: Row, layout: Layout, strip: Strip) -> Strip:
    """Return the strip with the place in the notes that each of its cells stands for, for the pointer to find.

    The cells before the text stand for where it begins, those after it for where it ends. `Strip.apply_offsets`
    would count on through bullets and borders, which are no text. Before a text means one character before: the
    screen takes the cell under the pointer into a selection that ends there.
    """
    document = layout.document
    if all(piece.line < 0 for piece in row.pieces):
        # A blank row or a rule: whatever comes next begins here.
        following = bisect_left(document.lines, row.place, key=lambda line: line.place(0))
        return Strip([Segment("", _offset(-1, min(following, len(document.lines) - 1))), *strip], strip.cell_length)
    cell = margin(strip.cell_length, layout)
    spots: list[tuple[int, int, int, int]] = []  # first cell, cell after, offset, line
    for piece in row.pieces:
        text = piece.text if piece.line < 0 else document.lines[piece.line].text[piece.start : piece.end]
        size = cell_len(text)
        if piece.line >= 0:
            spots.append((cell, cell + size, piece.start, piece.line))
        cell += size
    marked: list[Segment] = []
    cell = spot = 0
    taken = 0  # characters of the spot's text so far
    for segment in strip:
        text, style, _ = segment
        while spot < len(spots) and cell >= spots[spot][1]:
            spot, taken = spot + 1, 0
        if spot == len(spots):
            marked.append(segment)
            continue
        first, _, offset, line = spots[spot]
        if cell >= first:
            marked.append(Segment(text, (style or RichStyle.null()) + _offset(offset + taken, line)))
            taken += len(text)
        else:
            meta = _offset(offset - 1, line)
            marked += [Segment(character, (style or RichStyle.null()) + meta) for character in text]
        cell += cell_len(text)
    return Strip(marked, strip.cell_length)


def _offset(offset: int, line: int) -> RichStyle:
    return RichStyle.from_meta({"offset": (offset, line)})
