"""Notes as rows at the width of a pane: laid out at once, large ones and the colours of code in a thread.

It knows where the reader is only as a place that is to stand at the top; `NotesScroll` moves it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.geometry import Size
from textual.message import Message
from textual.worker import get_current_worker

from episodes.model import Episode
from tui.notes_pane import LARGE, START, Document, Layout, Position, colour, is_quick, lay_out
from tui.notes_pane.annotate import annotate

from ..widgets.line_view import LineView

MEASURE = 92
"""Cells of a line of text at most: longer ones are hard to read back from."""
_PART = 400  # blocks of large notes that are laid out at once
_COLOURS_AFTER = 0.3  # seconds
_NOWHERE = Size(0, 0)


class NotesLayout(LineView, can_focus=True, inherit_bindings=False):
    """A pane with rows of notes."""

    DEFAULT_CSS = """
NotesLayout {
    scrollbar-background: $foreground 5%;
    scrollbar-background-hover: $foreground 5%;
    scrollbar-background-active: $foreground 5%;
    scrollbar-color: $foreground 25%;
    scrollbar-color-hover: $foreground 40%;
    scrollbar-color-active: $primary;
}
"""

    @dataclass
    class _Coloured(Message):
        """Code was coloured in a thread."""

        before: Document
        document: Document

    @dataclass
    class _Read(Message):
        """Large notes were read, or laid out, in a thread."""

        document: Document
        shown: Document
        layout: Layout

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self._document: Document | None = None  # as prepared
        self._shown: Document | None = None  # with annotations
        self._layout: Layout | None = None
        self._annotations: dict[str, str] = {}
        self._left = self._column = 0
        self._layout_width = 0  # of the pane when the rows were made
        self._top = START  # the place that is to stand at the top
        self._placed = _NOWHERE  # the size for which the rows were put in place

    # For who draws and who moves

    def document_changed(self, same_lines: bool) -> None:
        """Take note that other notes are shown, or the same lines in other looks."""

    def rows_changed(self) -> None:
        """Take note that the rows are others."""

    @property
    def hinting(self) -> bool:
        """Whether letters stand at the links."""
        return False

    def moved(self) -> None:
        """Take note that other rows, or rows elsewhere, are on the screen."""

    def put_at_top(self, row: int) -> None:
        """Put a row at the top of the screen, on behalf of the program."""

    # What is shown

    def set_annotations(self, texts: Mapping[str, str]) -> None:
        """Say what is written after links, by their addresses: no text of the notes, and never copied."""
        if dict(texts) == self._annotations:
            return
        self._annotations = dict(texts)
        if self._document is not None:
            self._take(self._document)
            self._lay_out()

    @property
    def document(self) -> Document | None:
        """What is shown, as it was prepared."""
        return self._document

    def take_document(self, document: Document) -> None:
        """Show a document; the colours of its code come later where they have to be loaded first."""
        slow = not is_quick(document)
        self._take(document if slow else colour(document))
        self._lay_out()
        if slow and document.whole:
            self._in_thread("colours", partial(self._read_colours, document), "Colouring code.")

    def _take_nothing(self) -> None:
        self.workers.cancel_group(self, "notes")
        self._document = self._shown = self._layout = None
        self._top = START
        self.document_changed(same_lines=False)
        self.rows_changed()
        self.set_virtual_size(Size(0, 0))
        self.refresh()

    # Rows

    def resized(self) -> None:
        """Make rows for another width, and keep the place at any size."""
        self.moved()
        if self._layout is None or self._layout_width != self.scrollable_content_region.width:
            self._lay_out()
        else:
            self._put(self._layout)

    @staticmethod
    def _read_now(episode: Episode, position: Position | None, segment_id: str | None) -> Document:
        """Return the document of an episode, of a large one only the part round the place where it opens."""
        from tui.notes_pane.prepare import prepare, prepare_part

        if len(episode.notes) < LARGE:
            return prepare(episode)
        segment = episode.segment(segment_id) if position is None and segment_id is not None else None
        line = segment.first_line if segment else position.line if position else 0
        return prepare_part(episode, max(0, line))

    def _take(self, document: Document, shown: Document | None = None) -> None:
        """Take a document as the one that is shown."""
        before, self._document = self._document, document
        self._shown = shown or (annotate(document, self._annotations) if self._annotations else document)
        same = before is not None and before.episode is document.episode and before.whole == document.whole
        self.document_changed(same_lines=same)

    def _lay_out(self) -> None:
        """Make rows for the width, keeping the place; of large notes those round the place, and the rest later."""
        width = self.scrollable_content_region.width
        document = self._shown
        if document is None or self._document is None:
            return
        self._layout_width = width
        if not width:  # hidden: rows are made once it has a size, and those of other notes are none
            self._layout = None
            self.set_virtual_size(Size(0, 0))
            return
        margin = 2 if width >= 48 else 1 if width >= 20 else 0
        self._column = max(1, min(MEASURE, width - 2 * margin))
        self._left = (width - self._column) // 2
        self.workers.cancel_group(self, "notes")
        if document.whole and len(document.episode.notes) < LARGE:
            self._put(lay_out(document, self._column))
            return
        at = bisect_right(document.blocks, self._top, key=lambda block: document.lines[block.start].place(0))
        at = max(0, at - 1)
        endless = any(len(document.lines[block.start].text) > LARGE for block in document.blocks[at : at + _PART])
        self._put(lay_out(document, self._column, at, at if endless else at + _PART))
        body = partial(self._read_whole, self._document, self._column, dict(self._annotations))
        self._in_thread("notes", body, "Laying out large notes.")

    def _in_thread(self, group: str, body: Callable[[], None], description: str) -> None:
        self.run_worker(body, thread=True, group=group, exclusive=True, exit_on_error=False, description=description)

    def _read_colours(self, document: Document) -> None:
        """Colour code while the notes are shown already: the body of a thread."""
        self.post_message(self._Coloured(document, colour(document)))

    @on(_Coloured)
    def _take_colours(self, message: _Coloured) -> None:
        message.stop()
        if self._document is not message.before:
            return
        if self.hinting:  # colours can wait; the letters would be taken away under the reader's fingers
            self.set_timer(_COLOURS_AFTER, partial(self.post_message, self._Coloured(message.before, message.document)))
            return
        self._take(message.document)
        self._lay_out()

    def _read_whole(self, document: Document, column: int, annotations: Mapping[str, str]) -> None:
        """Read and lay out large notes: the body of a thread."""
        from tui.notes_pane.prepare import prepare

        whole = document if document.whole else colour(prepare(document.episode))
        shown = annotate(whole, annotations) if annotations else whole
        layout = lay_out(shown, column)
        if not get_current_worker().is_cancelled:
            self.post_message(self._Read(whole, shown, layout))

    @on(_Read)
    def _take_whole(self, message: _Read) -> None:
        message.stop()
        here = self._document
        if here is None or message.document.episode is not here.episode or message.layout.width != self._column:
            return
        self.moved()
        self._take(message.document, message.shown)
        self._put(message.layout)

    def _put(self, layout: Layout) -> None:
        """Take rows as those of the screen, the place of the reader at its top."""
        if layout is not self._layout:
            self._layout = layout
            self.rows_changed()
        self._placed = _NOWHERE  # what other rows cut off the scroll moves nobody
        self.set_virtual_size(Size(0, len(layout.rows)))
        self.put_at_top(layout.row_at(self._top))
        self._placed = self.size
        self.refresh()
