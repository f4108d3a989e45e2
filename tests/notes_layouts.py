"""Notes laid out for tests: made of a text, read back as the rows that a person sees."""

from __future__ import annotations

from episodes.model import Episode, Kind, Segment
from tui.notes_pane.document_builder import build_document
from tui.notes_pane.layout import Layout, Row, lay_out
from tui.notes_pane.notes_document import NotesDocument


def episode(notes: str, *segments: Segment) -> Episode:
    """Return an episode of some notes."""
    return Episode("show:1", "", None, notes=notes, segments=segments)


def segment(
    name: str,
    first: int,
    end: int,
    kind: Kind = Kind.TOPIC,
    title: str | None = None,
    presenter: str | None = None,
    children: tuple[Segment, ...] = (),
) -> Segment:
    """Return a segment of the lines from `first` on, up to `end`."""
    return Segment(name, kind, title, None, presenter, None, None, (), first, end, "", children)


def document(notes: str, *segments: Segment) -> NotesDocument:
    """Return notes prepared to be laid out, without a header."""
    return build_document(episode(notes, *segments))


def row_text(made: NotesDocument, row: Row) -> str:
    """Return what a row says."""
    return "".join(
        piece.text if piece.line < 0 else made.lines[piece.line].text[piece.start : piece.end] for piece in row.pieces
    )


def shown(layout: Layout) -> list[str]:
    """Return what all rows say."""
    return [row_text(layout.document, row).rstrip() for row in layout.rows]


def rows(notes: str, width: int = 40, *segments: Segment) -> list[str]:
    """Return what notes say at a width, row by row."""
    return shown(lay_out(document(notes, *segments), width))


def style_of(made: NotesDocument, words: str) -> str:
    """Return the style of the first of some words."""
    for line in made.lines:
        at = line.text.find(words)
        if at >= 0:
            return next(line.stretches(at, len(line.text))).style
    raise AssertionError(words)
