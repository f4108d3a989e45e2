"""Where a reader is in the notes: the place at the top of the pane, the segment, scrolling and jumps.

It draws nothing: `NotesView` does. The place is a `Position` in the source: rows come and go with the width, it stays.
The current segment is the one at the top of the screen, or the one that was last jumped to: near the end of the notes
a heading cannot rise to the top, and yet the reader is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.message import Message

from episodes.model import Episode
from tui.notes_pane import START, Document, Position

from .notes_layout import NotesLayout

_OVERLAP = 2
"""Rows that stay on the screen when it moves by a page."""


class NotesScroll(NotesLayout, can_focus=True, inherit_bindings=False):
    """A pane that scrolls over the rows of notes."""

    @dataclass
    class TopSegmentChanged(Message, namespace="notes_view"):
        """The reader scrolled into another segment."""

        view: NotesScroll
        segment_id: str | None

        @property
        def control(self) -> NotesScroll:
            """The view that was scrolled."""
            return self.view

        def can_replace(self, message: Message) -> bool:
            """Only the last of several counts."""
            return isinstance(message, NotesScroll.TopSegmentChanged)

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._current: str | None = None
        self._placing = False

    # What is shown

    def show(
        self,
        notes: Episode | Document,
        position: Position | None = None,
        segment_id: str | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        """Show notes, from their beginning or at a place.

        Args:
            notes: an episode, or what `tui.rows.prepare` made of it (in a thread, ahead of time). Hand over the
                episode itself where its notes are large (`tui.rows.LARGE`): it is then read in a thread, what is to
                be on the screen first.
            position: the place that stands at the top of the screen, as `place` gave it.
            segment_id: the segment that the reader is in; the one at `position` if not given. Without a position the
                view opens there.
            annotations: what is written after links, as `set_annotations` takes it; what was is kept if not given.
        """
        if annotations is not None:
            self._annotations = dict(annotations)
        document = notes if isinstance(notes, Document) else self._read_now(notes, position, segment_id)
        if position is None and segment_id is not None:
            position = document.place_of(segment_id)
        self._top = position or START
        known = segment_id in document.segment_ids
        self._current = segment_id if known else document.segment_at(self._top.line)
        self.take_document(document)

    def clear(self) -> None:
        """Show nothing."""
        self._current = None
        self._take_nothing()

    # Where the reader is

    @property
    def place(self) -> Position:
        """The place in the notes that stands at the top of the screen."""
        return self._top

    @property
    def current_segment(self) -> str | None:
        """The segment that the reader is in."""
        return self._current

    def go_to_segment(self, segment_id: str) -> bool:
        """Put the heading of a segment at the top of the screen, as far as the notes go; return whether there is one.

        The segment is the current one from now on, wherever on the screen its heading stands.
        """
        document = self._shown
        if document is None or segment_id not in document.segment_ids:
            return False
        self._go(document.place_of(segment_id))
        self._be_in(segment_id)
        return True

    def go_to_link(self, url: str, segment_id: str | None = None) -> bool:
        """Bring the first link to an address onto the screen (in a segment, if given); return whether there is one."""
        document = self._shown
        if document is None:
            return False
        for link in document.links:
            if link.link.url == url and segment_id in (None, link.segment_id):
                self._reveal(link.line, link.start)
                self._be_in(link.segment_id or self._current)
                return True
        return False

    def segment_end_visible(self) -> bool:
        """Return whether the end of the current segment, before the next begins, is on the screen or above it."""
        layout, document = self._layout, self._shown
        if layout is None or document is None:
            return True
        end = len(layout.rows)
        following = document.segment_after(self._current)
        if following in document.headings:
            block = document.blocks[document.headings[following]]
            end = layout.first_rows[block.start] - block.gap
        if end < 0 or (following is None and not layout.whole):
            return False  # not laid out yet, so it is far below
        return end <= self.scroll_offset.y + self._height

    # Scrolling

    def page_down(self) -> bool:
        """Go on by a page; return whether there was more."""
        return self._scroll_by(self._height - _OVERLAP)

    def page_up(self) -> bool:
        """Go back by a page; return whether there was more."""
        return self._scroll_by(-max(1, self._height - _OVERLAP))

    def action_cursor_down(self) -> None:
        """Go on by a row."""
        self._scroll_by(1)

    def action_cursor_up(self) -> None:
        """Go back by a row."""
        self._scroll_by(-1)

    def action_half_page_down(self) -> None:
        """Go on by half a page."""
        self._scroll_by(self._height // 2)

    def action_half_page_up(self) -> None:
        """Go back by half a page."""
        self._scroll_by(-max(1, self._height // 2))

    def action_page_down(self) -> None:
        """Go on by a page."""
        self.page_down()

    def action_page_up(self) -> None:
        """Go back by a page."""
        self.page_up()

    def action_first(self) -> None:
        """Go to the beginning."""
        self.scroll_to(y=0, animate=False, force=True)

    def action_last(self) -> None:
        """Go to the end."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    def _scroll_by(self, rows: int) -> bool:
        before = self.scroll_offset.y
        self.scroll_to(y=before + (rows or 1), animate=False, force=True)
        return self.scroll_offset.y != before

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Follow the reader."""
        super().watch_scroll_y(old, new)
        layout = self._layout
        if layout is None or not layout.rows or round(old) == round(new):
            return
        self.moved()
        if self._placing or self.size != self._placed:
            return  # it was not the reader who scrolled: a resize cuts the scroll off before `resized` is called
        self._top = layout.rows[min(self.scroll_offset.y, len(layout.rows) - 1)].place
        segment_id = layout.document.segment_at(self._top.line)
        if segment_id != self._current:
            self._be_in(segment_id)
            self.post_message(self.TopSegmentChanged(self, segment_id))

    def _be_in(self, segment_id: str | None) -> None:
        if segment_id != self._current:
            self._current = segment_id
            self.refresh()

    def put_at_top(self, row: int) -> None:
        """Put a row at the top of the screen, on behalf of the program."""
        self._placing = True
        self.scroll_to(y=row, animate=False, force=True)
        self._placing = False

    def _go(self, place: Position) -> None:
        """Put a place at the top of the screen."""
        self._top = place
        if self._layout is None or not self._layout.whole:
            self._lay_out()
            return
        self.put_at_top(self._layout.row_at(place))

    def _reveal(self, line: int, offset: int) -> None:
        """Bring a character onto the screen, a third down if it is not there; what is on the screen stays still."""
        layout, document = self._layout, self._shown
        if layout is None or document is None:
            return
        row = layout.row_of(line, offset)
        if row is None:
            self._go(document.lines[line].place(offset))
            return
        if not self.scroll_offset.y <= row < self.scroll_offset.y + self._height:
            self.put_at_top(max(0, row - self._height // 3))
            self._top = layout.rows[self.scroll_offset.y].place
