"""Tables as rows: boxes fitted to the width, with cells that wrap."""

from __future__ import annotations

from collections.abc import Iterator

from .values import Block, Line, Piece, Position, Row, Table
from .wrap import breaks, cells

_BORDER = "table-border"
_LEAST = 6
"""Cells that a column keeps, if its text needs as many."""
_LEAST_BOXED = 9
"""Cells a column below which a table whose cells must wrap is no longer drawn as a box."""


def table_rows(block: Block, lines: tuple[Line, ...], width: int, prefix: tuple[Piece, ...]) -> Iterator[Row]:
    """Yield the rows of a table; without a box where the width is too small for one."""
    table = block.table
    if table is None or not table.columns:
        return
    columns = table.columns
    records = [range(at, min(at + columns, block.stop)) for at in range(block.start, block.stop, columns)]
    room = width - 3 * columns - 1
    widths = _widths(table, records, lines, room)
    if min(widths) < 1 or (room < _LEAST_BOXED * columns and _is_cut(widths, records, lines)):
        yield from _stacked(records, lines, width, prefix)
        return

    def border(left: str, joint: str, right: str, place: Position) -> Row:
        text = left + joint.join("─" * (size + 2) for size in widths) + right
        return Row(place, (*prefix, Piece(-1, text=text, look=_BORDER)))

    yield border("╭", "┬", "╮", Position(lines[block.start].source, -1))
    for number, record in enumerate(records):
        source = lines[record[0]].source
        height = 0
        for height, pieces in enumerate(_record(record, lines, widths, table)):
            yield Row(Position(source, height), (*prefix, *pieces))
        after = Position(source, height + 1)
        if number == len(records) - 1:
            yield border("╰", "┴", "╯", after)
        elif number == 0:
            yield border("├", "┼", "┤", after)


def _record(record: range, lines: tuple[Line, ...], widths: list[int], table: Table) -> Iterator[list[Piece]]:
    """Yield the pieces of each row of one row of the table."""
    cut = [
        list(_cuts(lines[at].text, widths[column])) if at in record else []
        for column, at in enumerate(range(record.start, record.start + table.columns))
    ]
    for number in range(max(1, *map(len, cut))):
        pieces = [Piece(-1, text="│ ", look=_BORDER)]
        for column, spans in enumerate(cut):
            start, end = spans[number] if number < len(spans) else (0, 0)
            at = record.start + column
            shown = Piece(at, start, end) if end > start else None
            free = widths[column] - (cells(lines[at].text[start:end]) if shown else 0)
            before = {"right": free, "center": free // 2}.get(table.alignments[column], 0)
            if before:
                pieces.append(Piece(-1, text=" " * before))
            if shown is not None:
                pieces.append(shown)
            if free > before:
                pieces.append(Piece(-1, text=" " * (free - before)))
            last = column == table.columns - 1
            pieces.append(Piece(-1, text=" │" if last else " │ ", look=_BORDER))
        yield pieces


def _stacked(records: list[range], lines: tuple[Line, ...], width: int, prefix: tuple[Piece, ...]) -> Iterator[Row]:
    """Yield the cells one below the other, the rows of the table parted by rules."""
    for number, record in enumerate(records):
        source = lines[record[0]].source
        if number:
            yield Row(Position(source, -1), (*prefix, Piece(-1, text="─" * min(width, 6), look=_BORDER)))
        count = 0
        for at in record:
            for start, end in _cuts(lines[at].text, max(1, width)):
                yield Row(Position(source, count), (*prefix, Piece(at, start, end)))
                count += 1


def _is_cut(widths: list[int], records: list[range], lines: tuple[Line, ...]) -> bool:
    """Return whether any cell is wider than its column."""
    return any(cells(lines[at].text) > widths[column] for record in records for column, at in enumerate(record))


def _cuts(text: str, width: int) -> Iterator[tuple[int, int]]:
    starts = breaks(text, width)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield start, start + len(text[start:end].rstrip(" "))


def _widths(table: Table, records: list[range], lines: tuple[Line, ...], room: int) -> list[int]:
    """Return the widths of the columns: as their text needs, the widest cut first where it is too much."""
    if room < table.columns:
        return [0] * table.columns
    widths = [1] * table.columns
    for record in records:
        for column, at in enumerate(record):
            widths[column] = max(widths[column], cells(lines[at].text))
    least = min(_LEAST, room // table.columns)
    excess = sum(widths) - room
    while excess > 0:
        widest = max(widths)
        if widest <= least:
            break
        those = [column for column, size in enumerate(widths) if size == widest]
        following = max((size for size in widths if size < widest), default=least)
        step = max(1, min(widest - max(following, least), -(-excess // len(those))))
        for column in those:
            cut = min(step, excess)
            widths[column] -= cut
            excess -= cut
            if excess <= 0:
                break
    return [_needed(column, widths[column], records, lines) for column in range(table.columns)]


def _needed(column: int, width: int, records: list[range], lines: tuple[Line, ...]) -> int:
    """Return the cells that a column takes once its text is wrapped at a width."""
    texts = [lines[record[column]].text for record in records if column < len(record)]
    return max((cells(text[start:end]) for text in texts for start, end in _cuts(text, width)), default=1) or 1
