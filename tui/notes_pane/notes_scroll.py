"""How the pane of the notes scrolls: rows of a document, and the place of the reader among them.

The place is a `Position` in the source: rows come and go with the width, it stays. The current segment is the one at
the top of the screen, or the one that was last jumped to: near the end of the notes a heading cannot rise to the top,
and yet the reader is there. Jumps that the program asks for are not reported back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from textual.geometry import Size
from textual.message import Message

from tui.widgets.line_view import LineView

from .layout import Layout, lay_out
from .notes_document import START, NotesDocument

MEASURE = 92
"""Cells of a line of text at most: longer ones are hard to read back from."""
_NOWHERE = Size(0, 0)


class NotesScroll(LineView, can_focus=True, inherit_bindings=False):
    """A pane that scrolls over the rows of a document; a subclass draws them."""

    overlap = 2

    @dataclass
    class TopSegmentChanged(Message, namespace="notes_view"):
        """The reader scrolled into another segment."""

        segment_id: str | None

        def can_replace(self, message: Message) -> bool:
            """Only the last of several counts."""
            return isinstance(message, NotesScroll.TopSegmentChanged)

    place = START
    """The place in the notes that stands at the top of the screen, or is to stand there."""
    current_segment: str | None = None
    """The segment that the reader is in."""
    _document: NotesDocument | None = None
    _layout: Layout | None = None  # None while the pane has no width
    _width = 0  # cells of the pane, without the scrollbar
    _placed = _NOWHERE  # the size for which the rows were put in place
    _own_notes: Mapping[str, str] = MappingProxyType({})  # what stands below headings, by the ids of their segments

    # Rows

    def put_document(self, document: NotesDocument | None, layout: Layout | None = None) -> None:
        """Scroll over a document, the place of the reader at the top.

        Args:
            document: the notes.
            layout: its rows, if they are made already; those of another width are made again.
        """
        self._document, self._layout = document, layout
        self._make_rows()

    def resized(self) -> None:
        self._make_rows()

    def _make_rows(self) -> None:
        """Make rows if there are none of this width, and put the place of the reader at the top."""
        width = self._width = self.scrollable_content_region.width
        column = max(1, min(MEASURE, width - (4 if width >= 48 else 2 if width >= 20 else 0)))
        if self._document is None or not width:  # hidden: rows are made once it has a size
            self._layout = None
        elif not (self._layout and self._layout.width == column and self._layout.own_notes is self._own_notes):
            self._layout = lay_out(self._document, column, self._own_notes)
        self._placed = _NOWHERE  # a shorter document clamps the scroll: the reader did not move
        self.set_virtual_size(Size(0, len(self._layout.rows) if self._layout else 0))
        self._put_at_top()
        self.refresh()

    def _put_at_top(self) -> None:
        """Put the place of the reader at the top of the screen."""
        if self._layout is not None:
            self._placed = _NOWHERE  # a scroll by the program is no move of the reader either
            self.scroll_to(y=self._layout.row_at(self.place), animate=False, force=True)
            self._placed = self.size

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Follow the reader."""
        super().watch_scroll_y(old, new)
        layout = self._layout
        if layout is None or not layout.rows or round(old) == round(new) or self.size != self._placed:
            return  # it was not the reader who scrolled: a resize cuts the scroll off before `resized` is called
        self.place = layout.rows[min(self.scroll_offset.y, len(layout.rows) - 1)].place
        segment_id = layout.document.segment_at(self.place.line)
        if segment_id != self.current_segment:
            self._be_in(segment_id)
            self.post_message(self.TopSegmentChanged(segment_id))

    # Where the reader is

    def segment_end_visible(self) -> bool:
        """Return whether the end of the current segment, before the next begins, is on the screen or above it."""
        layout, document = self._layout, self._document
        if layout is None or document is None:
            return True
        end = len(layout.rows)
        following = document.segment_after(self.current_segment)
        if following is not None and following.block >= 0:
            block = document.blocks[following.block]
            end = layout.row_at(document.lines[block.start].place(0)) - block.gap
        elif not document.whole:
            return False  # not read yet, so it is far below
        return end <= self.scroll_offset.y + self.page

    def go_to_segment(self, segment_id: str) -> None:
        """Put the heading of a segment, if there is one, at the top of the screen, as far as the notes go.

        The segment is the current one from now on, wherever on the screen its heading stands.
        """
        if self._document is not None and self._document.has_segment(segment_id):
            self.place = self._document.place_of(segment_id)
            self._put_at_top()
            self._be_in(segment_id)

    def go_to_link(self, url: str, segment_id: str | None = None) -> None:
        """Bring the first link to an address, if there is one, onto the screen (in a segment, if given)."""
        if (document := self._document) is not None:
            for at, link in enumerate(document.links):
                if link.link.url == url and segment_id in (None, link.segment_id):
                    for line, span in document.places(at):
                        self._reveal(line, span.start, link.segment_id or self.current_segment)
                        return

    def _reveal(self, line: int, offset: int, segment_id: str | None) -> None:
        """Bring a character in a segment onto the screen, a third down; what is on the screen stays still."""
        if self._document is not None and self._layout is None:
            self.place = self._document.lines[line].place(offset)
        elif self._layout is not None:
            row = self._layout.row_of(line, offset)
            if not 0 <= row - self.scroll_offset.y < self.page:
                self.place = self._layout.rows[max(0, row - self.page // 3)].place
                self._put_at_top()
        self._be_in(segment_id)

    def _be_in(self, segment_id: str | None) -> None:
        if segment_id != self.current_segment:
            self.current_segment = segment_id
            self.refresh()

    def move_by(self, rows: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)
