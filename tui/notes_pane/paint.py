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

from tui.widgets.glyphs import CURSOR, EARMARK, READ
from tui.widgets.line_view import joined

from .layout import Layout, Piece, Row
from .notes_document import NotesDocument, TextLine

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
    "own-note": "$text-warning italic",
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

These are no component classes of a style sheet: Textual works out the styles of each of those again whenever the focus
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
            url = target.link.url if target.opens else None
            self._links[names, link] = style = self.style(names) + RichStyle(link=url, meta={LINK_META: link})
        return style

    def blank(self, width: int) -> Strip:
        """Return an empty row."""
        return Strip([Segment(" " * width, self.style())], width)

    def painted(self, layout: Layout, at: int, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks) -> Strip:
        """Return a row of the screen in as few pieces as can be, drawn when it is first asked for.

        Args:
            layout: the rows, which stand in the middle of the screen's.
            at: index of the row.
            width: cells of the whole row.
            overlays: what is laid over the text.
            marks: what stands beside the row, if it is of a heading.
        """
        self._keep_to(layout)
        key = (at, width, overlays, marks)
        strip = self._strips.get(key)
        if strip is None:
            segments, _ = self._segments(layout, layout.rows[at], width, overlays, marks)
            self._strips[key] = strip = Strip(joined(segments)).crop(0, width)
        return strip

    def placed(self, layout: Layout, at: int, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks) -> Strip:
        """Return what `painted` does with the place in the notes that each of its cells stands for, for the pointer.

        The cells before the text stand for where it begins, those after it for where it ends. `Strip.apply_offsets`
        would count on through bullets and borders, which are no text. Before a text means one character before: the
        screen takes the cell under the pointer into a selection that ends there.
        """
        self._keep_to(layout)
        row, lines = layout.rows[at], layout.document.lines
        segments, places = self._segments(layout, row, width, overlays, marks)
        placed: list[Segment] = []
        following: tuple[int, int] | None = None
        for index in range(len(segments) - 1, -1, -1):
            segment = segments[index]
            if index in places:
                following = places[index]
                placed.append(_at(segment, *following))
            elif following is not None:
                offset, line = following
                characters = reversed(segment.text)
                placed += [_at(Segment(character, segment.style), offset - 1, line) for character in characters]
            else:
                placed.append(segment)
        if not places:  # a blank row or a rule: whatever comes next begins here
            line = bisect_left(lines, row.place, key=lambda line: line.place(0))
            placed.append(_at(Segment(""), -1, min(line, len(lines) - 1)))
        return Strip(reversed(placed)).crop(0, width)

    def _keep_to(self, layout: Layout) -> None:
        """Forget what was drawn of other rows."""
        if layout is not self._layout:
            self._layout = layout
            self._links.clear()
            self._strips.clear()

    def _segments(
        self, layout: Layout, row: Row, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks
    ) -> tuple[list[Segment], dict[int, tuple[int, int]]]:
        """Return the segments of a row, and by the index of those that are text of the notes their offset and line."""
        document, left, base = layout.document, margin(width, layout), self.style()
        segments: list[Segment] = []
        places: dict[int, tuple[int, int]] = {}
        add = segments.append
        if left:
            add(Segment(" " * (left - marks.here), base))
        if left and marks.here:
            add(Segment(CURSOR, self.style("here")))
        for piece in row.pieces:
            if piece.line < 0:
                add(Segment(piece.text, self.style(piece.style)))
                continue
            line = document.lines[piece.line]
            for start, end, names, link in _stretches(line, piece, overlays):
                if marks.is_read:
                    names += " read"
                style = self.style(names) if link < 0 else self._link_style(names, link, document)
                places[len(segments)] = start, piece.line
                add(Segment(line.text[start:end], style))
        used = sum([cell_len(segment.text) for segment in segments])
        free = left + layout.width - used
        if row.opens and free > 3:
            add(Segment(" " * (free - 3), base))
            add(Segment(EARMARK if marks.is_bookmarked else " ", self.style("bookmark-sign")))
            add(Segment(" ", base))
            add(Segment(READ if marks.is_read else " ", self.style("read-sign")))
        elif free > 0:
            add(Segment(" " * free, self.style(row.fill)))
        add(Segment(" " * (width - max(used, left + layout.width)), base))
        return segments, places


def _at(segment: Segment, offset: int, line: int) -> Segment:
    """Return a segment that says which place in the notes it stands for."""
    return Segment(segment.text, (segment.style or RichStyle.null()) + RichStyle.from_meta({"offset": (offset, line)}))


def margin(width: int, layout: Layout) -> int:
    """Return how many cells stand before the column of the text in a row of the screen."""
    return max(0, width - layout.width) // 2


def _stretches(line: TextLine, piece: Piece, overlays: Sequence[Overlay]) -> Iterator[tuple[int, int, str, int]]:
    """Yield the parts of a piece that are alike: start, end, names of styles, and link."""
    over = [each for each in overlays if each.line == piece.line and each.start < piece.end and each.end > piece.start]
    for start, run in line.runs_between(piece.start, piece.end):
        end = min(run.end, piece.end)
        edges = {edge for each in over for edge in (each.start, each.end) if start < edge < end} if over else ()
        for edge in (*sorted(edges), end):
            names = [run.style, *(each.style for each in over if each.start <= start < each.end)]
            yield start, edge, " ".join(names), run.link
            start = edge
