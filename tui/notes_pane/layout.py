"""A document at a width: the rows of the screen, where lines and tables stand in them. Pure.

Every character belongs to exactly one row.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from rich.cells import cell_len

from episodes.text import clean
from tui.widgets.row_text import EARMARK, wrapped

from .notes_document import HEADER_LINE, Block, BlockHeading, NotesDocument, Position, Prefix, TextLine


class Piece(NamedTuple):
    """A part of a row: of a line, or decoration that is no text of the notes."""

    line: int
    """Index of the line; -1 for decoration."""
    start: int = 0
    end: int = 0
    text: str = ""
    """The decoration."""
    style: str = ""
    """The decoration's style."""


class Row(NamedTuple):
    """One row of the screen, without the margins."""

    place: Position
    """Where it begins in the notes; every row has a place of its own, and they rise."""
    pieces: tuple[Piece, ...]
    fill: str = ""
    """The style of the rest of the row; empty for none."""
    heading: str | None = None
    """The segment whose heading this row is part of."""
    opens: bool = False
    """Whether it is the heading's first row, on which the marks stand."""


_BORDER = "table-border"
_SIDE = Piece(-1, text="│", style=_BORDER)
_LEAST = 6
"""Cells that a column keeps, if its text needs as many."""
_LEAST_BOXED = 9
"""Cells a column below which a table whose cells must wrap is no longer drawn as a box."""


def table_rows(block: Block, lines: Sequence[TextLine], width: int) -> Iterator[Row]:
    """Yield the rows of a table; without a box where the width is too small for one."""
    columns = len(block.alignments)
    records = [range(at, at + columns) for at in range(block.start, block.stop, columns)]
    texts = [[lines[record[column]].text for record in records] for column in range(columns)]
    room = width - 3 * columns - 1
    widths = _widths(texts, room)
    is_cut = any(cell_len(text) > width for column, width in zip(texts, widths, strict=True) for text in column)
    if room < columns or (room < _LEAST_BOXED * columns and is_cut):
        yield from _stacked(records, lines, width)
        return

    def border(left: str, joint: str, right: str, place: Position) -> Row:
        text = left + joint.join("─" * (size + 2) for size in widths) + right
        return Row(place, (Piece(-1, text=text, style=_BORDER),))

    yield border("╭", "┬", "╮", Position(lines[block.start].source, -1))
    for record in records:
        source = lines[record[0]].source
        for height, pieces in enumerate(_record(record, lines, widths, block.alignments)):
            yield Row(Position(source, height), tuple(pieces))
        after = Position(source, height + 1)
        if record is records[-1]:
            yield border("╰", "┴", "╯", after)
        elif record is records[0]:
            yield border("├", "┼", "┤", after)


def _record(
    record: range, lines: Sequence[TextLine], widths: Sequence[int], alignments: Sequence[str]
) -> Iterator[list[Piece]]:
    """Yield the pieces of each row of one row of the table."""
    cut = [wrapped(lines[at].text, width) for at, width in zip(record, widths, strict=True)]
    for number in range(max(map(len, cut))):
        row = [_SIDE]
        for at, spans, width, alignment in zip(record, cut, widths, alignments, strict=True):
            start, end = spans[number] if number < len(spans) else (0, 0)
            free = width - cell_len(lines[at].text[start:end])
            left = {"right": free, "center": free // 2}.get(alignment, 0) + 1
            row += [Piece(-1, text=" " * left), Piece(at, start, end), Piece(-1, text=" " * (free + 2 - left)), _SIDE]
        yield [piece for piece in row if piece.line < 0 or piece.end > piece.start]


def _stacked(records: Sequence[range], lines: Sequence[TextLine], width: int) -> Iterator[Row]:
    """Yield the cells one below the other, the rows of the table parted by rules."""
    for record in records:
        source = lines[record[0]].source
        if record is not records[0]:
            yield Row(Position(source, -1), (Piece(-1, text="─" * min(width, 6), style=_BORDER),))
        spans = [(at, *span) for at in record for span in wrapped(lines[at].text, max(1, width))]
        for count, span in enumerate(spans):
            yield Row(Position(source, count), (Piece(*span),))


def _widths(texts: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the widths of columns of texts: as their text needs, the widest cut first where it is too much."""
    least = max(1, min(_LEAST, room // len(texts)))
    widths = [min(max(1, room), max(1, *map(cell_len, column))) for column in texts]
    while sum(widths) > room and max(widths) > least:
        widths[widths.index(max(widths))] -= 1
    return [
        max(1, *(cell_len(text[start:end]) for text in column for start, end in wrapped(text, width)))
        for column, width in zip(texts, widths, strict=True)
    ]


MARKS = 5
"""Cells at the right end of a heading that stay free for the signs of marks."""
_RULE = 12
"""Cells of a rule between paragraphs."""
_LEAST_TEXT = 8
"""Cells that are left to the text, however deep it is nested, if the width has them."""


class Layout(NamedTuple):
    """The rows of a document at one width."""

    document: NotesDocument
    width: int = 0
    rows: Sequence[Row] = ()
    own_notes: Mapping[str, str] = MappingProxyType({})

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


def lay_out(document: NotesDocument, width: int, own_notes: Mapping[str, str] = MappingProxyType({})) -> Layout:
    """Return the rows of a document.

    Args:
        document: the notes.
        width: cells; no row is wider, but for a single character that is. Without any there are no rows.
        own_notes: what the reader wrote at segments, by their ids, and at the whole episode. It stands below
            their headings.
    """
    rows: list[Row] = []
    lines = document.lines
    told = {each.block: own_notes[each.id] for each in document.segments if each.id in own_notes}
    if "" in own_notes:
        header = bisect_right(document.blocks, HEADER_LINE, key=lambda block: lines[block.start].source)
        told[header - 1] = own_notes[""]
    for at, block in enumerate(document.blocks if width > 0 else ()):
        place = lines[block.start].place(0)
        if rows:
            between = tuple(Piece(-1, text=text, style=style) for text, style in block.between)
            rows += [Row(Position(place.line, place.offset - gap - 1), between) for gap in range(block.gap, 0, -1)]
        below = place.line == HEADER_LINE or bool(block.heading and block.heading.segment_id)
        if at in told and not below:
            rows += _note_rows(told[at], Position(place.line, place.offset - 1), (), width)
        if block.kind == "table":
            prefix = _pieces(block.rest, width)
            for row in table_rows(block, lines, width - _cells(prefix)):
                rows.append(row._replace(pieces=(*prefix, *row.pieces)))
        elif block.kind == "rule":
            prefix = _pieces(block.first, width)
            rule = "─" * min(_RULE, width - _cells(prefix))
            rows.append(Row(place, (*prefix, Piece(-1, text=rule, style="rule"))))
        else:
            _lay_lines(block, lines, width, rows)
            if at in told and below:
                rows += _note_rows(told[at], rows[-1].place, _pieces(block.rest, width), width)
    return Layout(document, width, rows, own_notes)


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


def _note_rows(words: str, place: Position, prefix: tuple[Piece, ...], width: int) -> Iterator[Row]:
    """Yield the rows of what the reader wrote at a segment."""
    sign = f"{EARMARK} "
    for text in clean(words).split("\n"):
        for start, end in wrapped(text, max(1, width - _cells(prefix) - len(sign))):
            note = Piece(-1, text=text[start:end], style="own-note")
            yield Row(place, (*prefix, Piece(-1, text=sign, style="bookmark-sign"), note))
            sign = "  "


def _rule(heading: BlockHeading, room: int) -> list[Piece]:
    """Return the rule beneath a heading, with its tag where there is room."""
    tag = f" {heading.tag} " if heading.tag and room >= len(heading.tag) + 8 else ""
    end = min(2, room)
    parts = (heading.rule * (room - len(tag) - end), "rule"), (tag, "tag"), (heading.rule * end, "rule")
    return [Piece(-1, text=text, style=style) for text, style in parts]


def _pieces(prefix: Prefix, width: int) -> tuple[Piece, ...]:
    """Return what stands before a row; where it would leave no room for text, the outermost of it is left out."""
    pieces = tuple(Piece(-1, text=text, style=style) for text, style in prefix)
    while _cells(pieces) > max(0, width - _LEAST_TEXT):
        pieces = pieces[1:]
    return pieces


def _cells(pieces: tuple[Piece, ...]) -> int:
    return sum(cell_len(piece.text) for piece in pieces)
