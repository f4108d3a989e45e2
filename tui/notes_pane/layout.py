"""Lines and blocks at a width: the rows of the screen. Pure."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from .tables import table_rows
from .values import Block, Document, Line, Piece, Position, Prefix, Row
from .wrap import breaks, cells

MARKS = 5
"""Cells at the right end of a heading that stay free for the signs of marks."""
_RULE = 12
"""Cells of a rule between paragraphs."""
_LEAST_TEXT = 8
"""Cells that are left to the text, however deep it is nested, if the width has them."""


class Layout(NamedTuple):
    """The rows of a document at one width."""

    document: Document
    width: int
    rows: list[Row]
    first_rows: list[int]
    """The row in which each line of the document begins; -1 for lines that are not laid out."""
    whole: bool
    """False where only some of the blocks are laid out."""

    def row_at(self, place: Position) -> int:
        """Return the index of the row that shows a place of the notes, or stands nearest before it."""
        rows = self.rows
        at = bisect_left(rows, place, key=_place)
        if at < len(rows) and rows[at].place == place:
            return at
        return max(0, at - 1)

    def row_of(self, line: int, offset: int) -> int | None:
        """Return the index of the row that shows a character of a line; None where it is not laid out."""
        first = self.first_rows[line] if line < len(self.first_rows) else -1
        if first < 0:
            return None
        found = first
        for at in range(first, len(self.rows)):  # the rows of a line follow each other, in a table too
            mine = [piece for piece in self.rows[at].pieces if piece.line == line]
            if not mine or mine[0].start > offset:
                break
            found = at
        return found


def lay_out(document: Document, width: int, first: int = 0, stop: int | None = None) -> Layout:
    """Return the rows of a document.

    Args:
        document: the notes.
        width: cells, at least 1; no row is wider, but for a single character that is.
        first: the first block to lay out.
        stop: the block after the last; all if not given.
    """
    rows: list[Row] = []
    first_rows = [-1] * len(document.lines)
    lines = document.lines
    width = max(1, width)
    blocks = document.blocks[first:stop]
    for block in blocks:
        place = lines[block.start].place(0)
        if rows and block.gap:
            between = tuple(Piece(-1, text=text, look=look) for text, look in block.between)
            for blank in range(block.gap, 0, -1):
                rows.append(Row(Position(place.line, place.offset - blank - 1), between))
        if block.kind == "table":
            prefix = _pieces(block.rest, width)
            room = width - sum(cells(piece.text) for piece in prefix)
            for row in table_rows(block, lines, room, prefix):
                for piece in row.pieces:
                    if piece.line >= 0 and first_rows[piece.line] < 0:
                        first_rows[piece.line] = len(rows)
                rows.append(row)
        elif block.kind == "rule":
            prefix = _pieces(block.first, width)
            room = width - sum(cells(piece.text) for piece in prefix)
            first_rows[block.start] = len(rows)
            text = "─" * min(room, _RULE)
            rows.append(Row(place, (*prefix, Piece(-1, text=text, look="rule"))))
        else:
            _lay_lines(block, lines, width, rows, first_rows)
    return Layout(document, width, rows, first_rows, not first and len(blocks) == len(document.blocks))


def _lay_lines(block: Block, lines: tuple[Line, ...], width: int, rows: list[Row], first_rows: list[int]) -> None:
    first, rest = _pieces(block.first, width), _pieces(block.rest, width)
    next_lines = rest
    if block.kind == "code":  # each of its lines begins as the first does; only what is wrapped is marked as such
        next_lines = _pieces((*block.rest[:-1], block.first[-1]), width)
    fill = "code-block" if block.kind == "code" else ""
    heading = block.heading
    segment_id = heading.segment_id if heading else None
    room = width - sum(cells(piece.text) for piece in rest)
    if segment_id is not None and room - MARKS >= _LEAST_TEXT:
        room -= MARKS
    for at in range(block.start, block.stop):
        line = lines[at]
        text = line.text
        first_rows[at] = len(rows)
        starts = breaks(text, room)
        ends = [*starts[1:], len(text)]
        for start, end in zip(starts, ends, strict=True):
            opens = at == block.start and not start
            shown = start + len(text[start:end].rstrip(" "))
            prefix = first if opens else rest if start else next_lines
            pieces = (*prefix, Piece(at, start, shown))
            rows.append(Row(line.place(start), pieces, fill, segment_id, opens and segment_id is not None))
    if heading is not None and heading.rule:
        line = lines[block.stop - 1]
        after = line.place(len(line.text))
        room = width - sum(cells(piece.text) for piece in rest)
        rule = heading.rule * room
        tag = f" {heading.tag} " if heading.tag else ""
        drawn = [Piece(-1, text=rule, look="rule")]
        if tag and room >= len(tag) + 6:
            drawn = [
                Piece(-1, text=rule[: room - len(tag) - 2], look="rule"),
                Piece(-1, text=tag, look="tag"),
                Piece(-1, text=rule[:2], look="rule"),
            ]
        rows.append(Row(Position(after.line, after.offset + 1), (*rest, *drawn), heading=segment_id))


def _pieces(prefix: Prefix, width: int) -> tuple[Piece, ...]:
    """Return what stands before a row; where it would leave no room for text, the outermost of it is left out."""
    most = max(0, width - min(_LEAST_TEXT, width))
    kept: list[tuple[str, str]] = []
    used = 0
    for text, look in reversed(prefix):
        used += cells(text)
        if used > most:
            break
        kept.append((text, look))
    return tuple(Piece(-1, text=text, look=look) for text, look in reversed(kept))


def _place(row: Row) -> Position:
    return row.place
