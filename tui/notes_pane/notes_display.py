"""What the pane of the notes shows: a document with annotations, marks and matches, painted row by row.

Notes are shown at once. Of large ones only the part round the place of the reader is read at first, and code is in one
colour until what is known of its language is loaded: what is missing comes from a thread, and nothing moves then.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from textual import work
from textual.strip import Strip

from episodes.model import Episode

from .annotations import annotate, colour_code, is_loaded, uncoloured
from .layout import Layout, Row, lay_out
from .notes_document import LARGE, START, NotesDocument, Position
from .notes_scroll import NotesScroll
from .overlays import Match, NotesMatches
from .paint import HeadingMarks, Overlay, RowPainter, places


class NotesDisplay(NotesScroll):
    """A pane with the notes of an episode."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.document: NotesDocument | None = None
        """What is shown, without annotations."""
        self._annotations: Mapping[str, str] = {}
        self._read: frozenset[str] = frozenset()
        self._bookmarked: frozenset[str] = frozenset()
        self.matches = NotesMatches()
        self._painter = RowPainter(self)

    # Documents

    def show(
        self,
        notes: Episode | NotesDocument,
        position: Position | None = None,
        segment_id: str | None = None,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        """Show notes, from their beginning or at a place.

        Args:
            notes: an episode, or the document that was built of it (in a thread, ahead of time). Hand over the
                episode itself where its notes are `LARGE`: they are then read in a thread, what is to be on the
                screen first.
            position: the place that stands at the top of the screen, as `place` gave it.
            segment_id: the segment that the reader is in; the one at `position` if not given. Without a position the
                view opens there.
            annotations: what is written after links, as `set_annotations` takes it; what was is kept if not given.
        """
        if annotations is not None:
            self._annotations = annotations
        document = notes if isinstance(notes, NotesDocument) else _first_part(notes, position, segment_id)
        if position is None:
            position = START if segment_id is None else document.place_of(segment_id)
        self.place = position
        self.current_segment = segment_id if document.has_segment(segment_id) else document.segment_at(position.line)
        self._take(document)

    def clear(self) -> None:
        """Show nothing."""
        self.document = self.current_segment = None
        self.place = START
        self.put_document(None)

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
        self.put_document(annotate(document, self._annotations))
        if not document.whole or uncoloured(document):
            self._complete(document, self._annotations, self._layout.width if self._layout else 1)

    @work(thread=True, exclusive=True, group="notes", exit_on_error=False, description="Reading the rest of the notes.")
    def _complete(self, before: NotesDocument, annotations: Mapping[str, str], width: int) -> None:
        """Read what is missing in a document, and show it unless something else is shown by then."""
        from .document_builder import build_document

        document = colour_code(before if before.whole else build_document(before.episode))
        layout = lay_out(annotate(document, annotations), width, self._own_notes)

        def show() -> None:
            if before is self.document and annotations is self._annotations:
                self.document = document
                self.put_document(layout.document, layout)

        self.call_later(show)

    def put_document(self, document: NotesDocument | None, layout: Layout | None = None) -> None:
        before, episode = self.matches, self._document and self._document.episode
        self.matches = NotesMatches(document, before.terms)
        if document is not None and document.episode is episode and len(self.matches.found) == len(before.found):
            self.matches.current = before.current
        super().put_document(document, layout)

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
        self.matches = NotesMatches(self._document, tuple(terms))
        self.refresh()

    def enter_matches(self, segment_id: str, *, last: bool) -> None:
        """Go to the first match in the text of a segment, or to its last one."""
        self._go_to_match(self.matches.enter(segment_id, last=last))

    def step_match(self, forward: bool, segment_id: str | None = None) -> bool:
        """Go to the next or previous match; return whether there was one, in the segment if one is given."""
        lines = () if self._document is None else self._document.lines
        top = bisect_left(lines, self.place, key=lambda line: line.place(0))
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
        if layout is None or at >= len(layout.rows):
            return self.paint_line(y)
        return places(layout, at, self._width)

    def paint_line(self, y: int) -> Strip:
        layout, width = self._layout, self._width
        at = y + self.scroll_offset.y
        if layout is None or at >= len(layout.rows):
            return Strip.blank(width, self._painter.style())
        row = layout.rows[at]
        here = row.opens and row.heading == self.current_segment
        marks = HeadingMarks(row.heading in self._read, row.heading in self._bookmarked, here)
        overlays = tuple(self.overlays(row))
        return self._painter.painted(layout, at, width, overlays, marks)

    def notify_style_update(self) -> None:
        """Invalidate the painted rows: the theme, or the focus, changed."""
        super().notify_style_update()
        self._painter.clear()


def _first_part(episode: Episode, position: Position | None, segment_id: str | None) -> NotesDocument:
    """Return the document of an episode, of a large one only the part round the place where it opens."""
    from .document_builder import build_document, build_part  # with a Markdown parser: not before it is needed

    if len(episode.notes) < LARGE:
        return build_document(episode)
    segment = episode.segment(segment_id) if position is None and segment_id is not None else None
    line = segment.first_line if segment else position.line if position else 0
    return build_part(episode, max(0, line))
