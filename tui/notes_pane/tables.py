"""Tables as rows: boxes fitted to the width, with cells that wrap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from .notes_document import Block, Position, TableShape, TextLine
from .rows import Piece, Row, wrapped

_BORDER = "table-border"
_LEAST = 6
"""Cells that a column keeps, if its text needs as many."""
_LEAST_BOXED = 9
"""Cells a column below which a table whose cells must wrap is no longer drawn as a box."""


def table_rows(
    block: Block, table: TableShape, lines: Sequence[TextLine], width: int, prefix: tuple[Piece, ...]
) -> Iterator[Row]:
    """Yield the rows of a table; without a box where the width is too small for one."""
    columns = table.columns
    records = [range(at, at + columns) for at in range(block.start, block.stop, columns)]
    texts = [[lines[record[column]].text for record in records] for column in range(columns)]
    room = width - 3 * columns - 1
    widths = _widths(texts, room)
    if room < columns or (room < _LEAST_BOXED * columns and _is_cut(texts, widths)):
        yield from _stacked(records, lines, width, prefix)
        return

    def border(left: str, joint: str, right: str, place: Position) -> Row:
        text = left + joint.join("─" * (size + 2) for size in widths) + right
        return Row(place, (*prefix, Piece(-1, text=text, style=_BORDER)))

    yield border("╭", "┬", "╮", Position(lines[block.start].source, -1))
    for record in records:
        source = lines[record[0]].source
        height = 0
        for height, pieces in enumerate(_record(record, lines, widths, table.alignments)):
            yield Row(Position(source, height), (*prefix, *pieces))
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
        pieces = [Piece(-1, text="│", style=_BORDER)]
        for at, spans, width, alignment in zip(record, cut, widths, alignments, strict=True):
            start, end = spans[number] if number < len(spans) else (0, 0)
            free = width - cell_len(lines[at].text[start:end])
            before = {"right": free, "center": free // 2}.get(alignment, 0)
            pieces.append(Piece(-1, text=" " * (before + 1)))
            pieces.append(Piece(at, start, end))
            pieces.append(Piece(-1, text=" " * (free - before + 1)))
            pieces.append(Piece(-1, text="│", style=_BORDER))
        yield [piece for piece in pieces if piece.line < 0 or piece.end > piece.start]


def _stacked(
    records: Sequence[range], lines: Sequence[TextLine], width: int, prefix: tuple[Piece, ...]
) -> Iterator[Row]:
    """Yield the cells one below the other, the rows of the table parted by rules."""
    for record in records:
        source = lines[record[0]].source
        if record is not records[0]:
            yield Row(Position(source, -1), (*prefix, Piece(-1, text="─" * min(width, 6), style=_BORDER)))
        spans = [(at, *span) for at in record for span in wrapped(lines[at].text, max(1, width))]
        for count, span in enumerate(spans):
            yield Row(Position(source, count), (*prefix, Piece(*span)))


def _is_cut(texts: Sequence[Sequence[str]], widths: Sequence[int]) -> bool:
    """Return whether any cell is wider than its column."""
    return any(cell_len(text) > width for column, width in zip(texts, widths, strict=True) for text in column)


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
