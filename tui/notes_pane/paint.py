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

from tui.widgets.line_view import joined
from tui.widgets.row_text import CURSOR, EARMARK, READ

from .layout import Layout, Piece, Row
from .notes_document import NotesDocument, Span

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


Overlay = tuple[int, Span]
"""A style that is laid over a part of a line, given by its index: selected, a match, the link under the pointer."""


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
        if (style := self._styles.get(names)) is None:
            visual, selected = self._widget.visual_style, self._widget.screen.get_visual_style("screen--selection")
            for name in names.split():
                visual += selected if name == SELECTION else Style.parse(STYLES[name])
            style = self._styles[names] = visual.rich_style
        return style

    def _link_style(self, names: str, link: int, document: NotesDocument) -> RichStyle:
        """Return the style of the text of a link, which says which link it is and is one of the terminal's own."""
        if (style := self._links.get((names, link))) is None:
            target = document.links[link]
            url = target.link.url if target.opens else None
            self._links[names, link] = style = self.style(names) + RichStyle(link=url, meta={LINK_META: link})
        return style

    def painted(self, layout: Layout, at: int, width: int, overlays: tuple[Overlay, ...], marks: HeadingMarks) -> Strip:
        """Return a row of the screen in as few pieces as can be, drawn when it is first asked for.

        Args:
            layout: the rows, which stand in the middle of the screen's.
            at: index of the row.
            width: cells of the whole row.
            overlays: what is laid over the text.
            marks: what stands beside the row, if it is of a heading.
        """
        if layout is not self._layout:  # what was drawn of other rows is of no use
            self._layout = layout
            self._links.clear()
            self._strips.clear()
        key = (at, width, overlays, marks)
        if (strip := self._strips.get(key)) is None:
            segments = self._segments(layout, layout.rows[at], width, overlays, marks)
            self._strips[key] = strip = Strip(joined(segments)).crop(0, width)
        return strip

    def _segments(
        self, layout: Layout, row: Row, width: int, overlays: Sequence[Overlay], marks: HeadingMarks
    ) -> Iterator[Segment]:
        document, left, base = layout.document, margin(width, layout), self.style()
        used = left
        if left:
            yield Segment(" " * (left - marks.here), base)
            yield Segment(CURSOR * marks.here, self.style("here"))
        for piece in row.pieces:
            if piece.line < 0:
                used += cell_len(piece.text)
                yield Segment(piece.text, self.style(piece.style))
                continue
            text = document.lines[piece.line].text
            used += cell_len(text[piece.start : piece.end])
            over = [span for line, span in overlays if line == piece.line]
            for start, end, names, link in document.lines[piece.line].stretches(piece.start, piece.end, over):
                if marks.is_read:
                    names += " read"
                style = self.style(names) if link < 0 else self._link_style(names, link, document)
                yield Segment(text[start:end], style)
        free = left + layout.width - used
        if row.opens and free > 3:
            yield Segment(" " * (free - 3), base)
            yield Segment(EARMARK if marks.is_bookmarked else " ", self.style("bookmark-sign"))
            yield Segment(" ", base)
            yield Segment(READ if marks.is_read else " ", self.style("read-sign"))
        else:
            yield Segment(" " * free, self.style(row.fill))
        yield Segment(" " * (width - max(used, left + layout.width)), base)


def places(layout: Layout, at: int, width: int) -> Strip:
    """Return a row of the screen that says of its cells which place in the notes they stand for, for the pointer.

    The cells before the text stand for where it begins, those after it for where it ends. `Strip.apply_offsets`
    would count on through bullets and borders, which are no text. Before a text means one character before: the
    screen takes the cell under the pointer into a selection that ends there.
    """
    row, lines = layout.rows[at], layout.document.lines
    placed: list[Segment] = []
    following: tuple[int, int] | None = None
    for line, start, end, text, _ in (*reversed(row.pieces), Piece(-1, text=" " * margin(width, layout))):
        if end > start:
            following = start, line
            placed.append(_at(lines[line].text[start:end], *following))
        elif following is not None:
            placed += [_at(character, following[0] - 1, following[1]) for character in reversed(text)]
        else:
            placed.append(Segment(text))
    if following is None:  # a blank row or a rule: whatever comes next begins here
        line = bisect_left(lines, row.place, key=lambda line: line.place(0))
        placed.append(_at("", -1, min(line, len(lines) - 1)))
    return Strip(reversed(placed)).crop(0, width)


def _at(text: str, offset: int, line: int) -> Segment:
    return Segment(text, RichStyle.from_meta({"offset": (offset, line)}))


def margin(width: int, layout: Layout) -> int:
    """Return how many cells stand before the column of the text in a row of the screen."""
    return max(0, width - layout.width) // 2
