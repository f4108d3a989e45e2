"""A document at a width: the rows of the screen. Pure."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from rich.cells import cell_len

from .notes_document import Block, BlockHeading, NotesDocument, Position, Prefix, TextLine
from .rows import Piece, Row, wrapped
from .tables import table_rows

MARKS = 5
"""Cells at the right end of a heading that stay free for the signs of marks."""
_RULE = 12
"""Cells of a rule between paragraphs."""
_LEAST_TEXT = 8
"""Cells that are left to the text, however deep it is nested, if the width has them."""


class Layout(NamedTuple):
    """The rows of a document at one width."""

    document: NotesDocument
    width: int
    rows: list[Row]

    def row_at(self, place: Position) -> int:
        """Return the index of the row that shows a place of the notes, or stands nearest before it."""
        return max(0, bisect_right(self.rows, place, key=lambda row: row.place) - 1)

    def row_of(self, line: int, offset: int) -> int:
        """Return the index of the row that shows a character of a line."""
        last = self.row_at(self.document.lines[line].place(offset))
        # A table's rows have their places by their number: the character stands in the last or above it.
        for at in range(last, -1, -1):
            if any(piece.line == line and piece.start <= offset for piece in self.rows[at].pieces):
                return at
        return last


def lay_out(document: NotesDocument, width: int) -> Layout:
    """Return the rows of a document.

    Args:
        document: the notes.
        width: cells, at least 1; no row is wider, but for a single character that is.
    """
    rows: list[Row] = []
    lines = document.lines
    width = max(1, width)
    for block in document.blocks:
        place = lines[block.start].place(0)
        if rows:
            between = tuple(Piece(-1, text=text, style=style) for text, style in block.between)
            rows += [Row(Position(place.line, place.offset - gap - 1), between) for gap in range(block.gap, 0, -1)]
        if block.table is not None:
            prefix = _pieces(block.rest, width)
            rows += table_rows(block, block.table, lines, width - _cells(prefix), prefix)
        elif block.kind == "rule":
            prefix = _pieces(block.first, width)
            rule = "─" * min(_RULE, width - _cells(prefix))
            rows.append(Row(place, (*prefix, Piece(-1, text=rule, style="rule"))))
        else:
            _lay_lines(block, lines, width, rows)
    return Layout(document, width, rows)


def _lay_lines(block: Block, lines: tuple[TextLine, ...], width: int, rows: list[Row]) -> None:
    first, rest = _pieces(block.first, width), _pieces(block.rest, width)
    others, fill = rest, ""
    if block.kind == "code":  # each of its lines begins as the first does; only what is wrapped is marked as such
        others, fill = _pieces((*block.rest[:-1], block.first[-1]), width), "code-block"
    heading = block.heading
    segment_id = heading.segment_id if heading else None
    room = width - _cells(rest)
    if segment_id is not None and room - MARKS >= _LEAST_TEXT:
        room -= MARKS
    for at in range(block.start, block.stop):
        for start, end in wrapped(lines[at].text, room):
            opens = at == block.start and not start
            prefix = first if opens else rest if start else others
            pieces = (*prefix, Piece(at, start, end))
            rows.append(Row(lines[at].place(start), pieces, fill, segment_id, opens and segment_id is not None))
    if heading is not None and heading.rule:
        line, offset = lines[block.stop - 1].place(len(lines[block.stop - 1].text))
        rule = _rule(heading, width - _cells(rest))
        rows.append(Row(Position(line, offset + 1), (*rest, *rule), heading=segment_id))


def _rule(heading: BlockHeading, room: int) -> list[Piece]:
    """Return the rule beneath a heading, with its tag where there is room."""
    rule = heading.rule * room
    tag = f" {heading.tag} "
    if not heading.tag or room < len(tag) + 6:
        return [Piece(-1, text=rule, style="rule")]
    return [
        Piece(-1, text=rule[: room - len(tag) - 2], style="rule"),
        Piece(-1, text=tag, style="tag"),
        Piece(-1, text=rule[:2], style="rule"),
    ]


def _pieces(prefix: Prefix, width: int) -> tuple[Piece, ...]:
    """Return what stands before a row; where it would leave no room for text, the outermost of it is left out."""
    most = max(0, width - min(_LEAST_TEXT, width))
    kept: list[Piece] = []
    used = 0
    for text, style in reversed(prefix):
        used += cell_len(text)
        if used > most:
            break
        kept.append(Piece(-1, text=text, style=style))
    return tuple(reversed(kept))


def _cells(pieces: tuple[Piece, ...]) -> int:
    return sum(cell_len(piece.text) for piece in pieces)
