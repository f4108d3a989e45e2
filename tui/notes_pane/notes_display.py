"""The pane of the notes: a document with annotations, marks and matches, painted row by row, and the reader's place.

Notes are shown at once. Of large ones only the part round the place of the reader is read at first, and code is in one
colour until what is known of its language is loaded: what is missing comes from a thread, and nothing moves then.

The place is a `Position` in the source: rows come and go with the width, it stays. The current segment is the one at
the top of the screen, or the one that was last jumped to: near the end of the notes a heading cannot rise to the top,
and yet the reader is there. Jumps that the program asks for are not reported back.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from textual import work
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from episodes.model import Episode
from tui.widgets.line_view import LineView

from .annotations import annotate, colour_code, is_loaded, uncoloured
from .layout import Layout, Row, lay_out
from .notes_document import NOTHING, START, NotesDocument, Position
from .overlays import Match, NotesMatches
from .paint import HeadingMarks, Overlay, RowPainter, places

MEASURE = 92
"""Cells of a line of text at most: longer ones are hard to read back from."""
_NOWHERE = Size(0, 0)
_NONE: Mapping[str, str] = MappingProxyType({})


class NotesDisplay(LineView):
    """A pane with the notes of an episode."""

    overlap = 2

    class TopSegmentChanged(Message, namespace="notes_view"):
        """The reader scrolled into another segment, which is the current one now."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of several counts."""
            return isinstance(message, NotesDisplay.TopSegmentChanged)

    moved = False
    """Whether the reader scrolled into another segment since the owner went there too; the owner unsets it."""
    place = START
    """The place in the notes that stands at the top of the screen, or is to stand there."""
    current_segment: str | None = None
    """The segment that the reader is in."""
    document: NotesDocument | None = None
    """What is shown, without annotations."""
    _annotations = _NONE
    _own_notes = _NONE  # what stands below headings, by the ids of their segments
    _read: frozenset[str] = frozenset()
    _bookmarked: frozenset[str] = frozenset()
    _layout = Layout(NOTHING)  # without rows while the pane has no width
    _width = 0  # cells of the pane, without the scrollbar
    _placed = _NOWHERE  # the size for which the rows were put in place

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.matches = NotesMatches()
        self._painter = RowPainter(self)

    # Documents

    def show(
        self,
        notes: Episode | NotesDocument,
        position: Position | None = None,
        segment_id: str | None = None,
        annotations: Mapping[str, str] = _NONE,
    ) -> None:
        """Show notes, from their beginning or at a place.

        Args:
            notes: an episode, of which a thread then reads what is not to be on the screen first; or the document
                that was built of it.
            position: the place that stands at the top of the screen, as `place` gave it.
            segment_id: the segment that the reader is in; the one at `position` if not given. Without a position the
                view opens there.
            annotations: what is written after links, as `set_annotations` takes it.
        """
        document = notes if isinstance(notes, NotesDocument) else _first_part(notes, position, segment_id)
        self._annotations = annotations
        self.place = document.place_of(segment_id) if position is None else position
        self.current_segment = segment_id if document.has_segment(segment_id) else document.segment_at(self.place.line)
        self._take(document)

    def clear(self) -> None:
        """Show nothing."""
        self.document = self.current_segment = None
        self.place = START
        self.put(Layout(NOTHING))

    def set_annotations(self, texts: Mapping[str, str]) -> None:
        """Set the texts that are shown after links, by the links' addresses. They are not part of what is copied."""
        if texts != self._annotations:
            self._annotations = texts
            if self.document is not None:
                self._take(self.document)

    def _take(self, document: NotesDocument) -> None:
        """Show a document, and read what is missing in it."""
        if is_loaded(uncoloured(document)):
            document = colour_code(document)
        self.document = document
        self.put(Layout(annotate(document, self._annotations)))
        if not document.whole or uncoloured(document):
            self._complete(document, self._annotations, self._layout.width)

    @work(thread=True, exclusive=True, group="notes", exit_on_error=False, description="Reading the rest of the notes.")
    def _complete(self, before: NotesDocument, annotations: Mapping[str, str], width: int) -> None:
        """Read what is missing in a document, and show it unless something else is shown by then."""
        from .document_builder import build_document

        document = colour_code(before if before.whole else build_document(before.episode))
        layout = lay_out(annotate(document, annotations), width, self._own_notes)

        def show() -> None:
            if before is self.document and annotations is self._annotations:
                self.document = document
                self.put(layout)

        self.call_later(show)

    # Rows

    def put(self, layout: Layout) -> None:
        """Scroll over a document, the place of the reader at the top; rows of another width are made again."""
        before, document, matches = self._layout.document, layout.document, self.matches
        self.matches = NotesMatches(document, matches.terms)
        if document.episode is before.episode and len(self.matches.found) == len(matches.found):
            self.matches.current = matches.current
        self._layout = layout
        self._make_rows()

    def _make_rows(self) -> None:
        """Make rows if there are none of this width, and put the place of the reader at the top."""
        width = self._width = self.scrollable_content_region.width
        column = min(MEASURE, width - (4 if width >= 48 else 2 if width >= 20 else 0))
        if self._layout.width != column or self._layout.own_notes is not self._own_notes:
            self._layout = lay_out(self._layout.document, column, self._own_notes)  # no rows while it has no width
        self._placed = _NOWHERE  # a shorter document clamps the scroll: the reader did not move
        self.set_virtual_size(Size(0, len(self._layout.rows)))
        self._put_at_top()
        self.refresh()

    resized = _make_rows

    def _put_at_top(self) -> None:
        """Put the place of the reader at the top of the screen."""
        if self._layout.rows:
            self._placed = _NOWHERE  # a scroll by the program is no move of the reader either
            self.scroll_to(y=self._layout.row_at(self.place), animate=False, force=True)
            self._placed = self.size

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Follow the reader."""
        super().watch_scroll_y(old, new)
        rows = self._layout.rows
        if not rows or round(old) == round(new) or self.size != self._placed:
            return  # it was not the reader who scrolled: a resize cuts the scroll off before `resized` is called
        self.place = rows[min(self.scroll_offset.y, len(rows) - 1)].place
        segment_id = self._layout.document.segment_at(self.place.line)
        if segment_id != self.current_segment:
            self._be_in(segment_id)
            self.moved = True
            self.post_message(self.TopSegmentChanged())

    def move_by(self, rows: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + rows, animate=False, force=True)

    # Where the reader is

    def segment_end_visible(self) -> bool:
        """Return whether the end of the current segment, before the next begins, is on the screen or above it."""
        layout, document = self._layout, self._layout.document
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
        document = self._layout.document
        if document.has_segment(segment_id):
            self.place = document.place_of(segment_id)
            self._put_at_top()
            self._be_in(segment_id)

    def go_to_link(self, url: str, segment_id: str | None = None) -> None:
        """Bring the first link to an address, if there is one, onto the screen (in a segment, if given)."""
        document = self._layout.document
        for at, link in enumerate(document.links):
            if link.link.url == url and segment_id in (None, link.segment_id):
                for line, span in document.places(at):
                    self._reveal(line, span.start, link.segment_id or self.current_segment)
                    return

    def _reveal(self, line: int, offset: int, segment_id: str | None) -> None:
        """Bring a character in a segment onto the screen, a third down; what is on the screen stays still."""
        layout = self._layout
        if not layout.rows:
            self.place = layout.document.lines[line].place(offset)
        elif not 0 <= (row := layout.row_of(line, offset)) - self.scroll_offset.y < self.page:
            self.place = layout.rows[max(0, row - self.page // 3)].place
            self._put_at_top()
        self._be_in(segment_id)

    def _be_in(self, segment_id: str | None) -> None:
        if segment_id != self.current_segment:
            self.current_segment = segment_id
            self.refresh()

    # Marks

    def set_marks(self, read: frozenset[str], bookmarked: frozenset[str], own_notes: Mapping[str, str]) -> None:
        """Set the ids of the segments that are read and of those that are bookmarked, and the notes on these."""
        if own_notes != self._own_notes:
            self._own_notes = own_notes
            self._make_rows()
        if (read, bookmarked) != (self._read, self._bookmarked):
            self._read, self._bookmarked = read, bookmarked
            self.refresh()

    # Matches of a search

    def set_matches(self, terms: Iterable[str]) -> None:
        """Mark terms in the notes, now and in those shown later; none to mark nothing.

        A term is a word or a phrase, of any case and with or without accents; one that ends with `*` is found by its
        beginning. No match is current: a step forward goes to the first on the screen or after it.
        """
        self.matches = NotesMatches(self._layout.document, tuple(terms))
        self.refresh()

    def enter_matches(self, segment_id: str, *, last: bool) -> None:
        """Go to the first match in the text of a segment, or to its last one."""
        self._go_to_match(self.matches.enter(segment_id, last=last))

    def step_match(self, forward: bool, segment_id: str | None = None) -> bool:
        """Go to the next or previous match; return whether there was one, in the segment if one is given."""
        top = bisect_left(self._layout.document.lines, self.place, key=lambda line: line.place(0))
        return self._go_to_match(self.matches.step(forward, top, segment_id))

    def _go_to_match(self, match: Match | None) -> bool:
        if match is not None:
            self._reveal(match.line, match.start, match.segment_id)
            self.refresh()
        return match is not None

    # Paint

    def overlays(self, row: Row) -> list[Overlay]:
        """Return what lies over the text of a row."""
        return list(self.matches.overlays(row)) if self.matches.found else []

    def render_line(self, y: int) -> Strip:
        layout, at = self._layout, y + self.scroll_offset.y
        return places(layout, at, self._width) if at < len(layout.rows) else self.paint_line(y)

    def paint_line(self, y: int) -> Strip:
        layout, width, at = self._layout, self._width, y + self.scroll_offset.y
        if at >= len(layout.rows):
            return Strip.blank(width, self._painter.style())
        row = layout.rows[at]
        here = row.opens and row.heading == self.current_segment
        marks = HeadingMarks(row.heading in self._read, row.heading in self._bookmarked, here)
        return self._painter.painted(layout, at, width, tuple(self.overlays(row)), marks)

    def notify_style_update(self) -> None:
        """Invalidate the painted rows: the theme, or the focus, changed."""
        super().notify_style_update()
        self._painter.clear()


def _first_part(episode: Episode, position: Position | None, segment_id: str | None) -> NotesDocument:
    """Return the document of the part of an episode round the place where it opens."""
    from .document_builder import build_part  # with a Markdown parser: not before it is needed

    segment = episode.segment(segment_id) if position is None and segment_id is not None else None
    line = segment.first_line if segment else position.line if position else 0
    return build_part(episode, max(0, line))
