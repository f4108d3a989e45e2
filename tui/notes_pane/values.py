"""What notes look like before they have a width, and after: lines, blocks, links; rows and their pieces.

A *line* is a run of text that a reader sees as one: a paragraph, a bullet, a line of code, a cell of a table. It has
no width yet. A *block* says how lines stand on the page: what is written before them, how much room is above. A *row*
is what one row of the screen shows, as pieces of lines and of decoration. Nothing here knows a colour: looks are
names (`"link title"`), separated by blanks, later ones on top, which the view turns into styles of the theme.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from episodes.model import Episode, Link


class Position(NamedTuple):
    """A place in the notes that no width changes: what a reader's place is kept as."""

    line: int
    """Line of the source, counted from 0; -1 is the notes_header above the notes."""
    offset: int
    """How many shown characters of that line stand before it; below 0 for the blank rows above the line."""


START = Position(-1, -100)
"""The place before everything."""


class Run(NamedTuple):
    """A stretch of a line in one look. It begins where the run before it ends."""

    end: int
    look: str
    link: int = -1
    """Index into the document's links; -1 for none."""


LARGE = 60_000
"""Characters of notes from which on preparing them takes longer than a reader should wait."""


Prefix = tuple[tuple[str, str], ...]
"""What stands before the text of a row: texts with their looks."""


class Line(NamedTuple):
    """Text that reads as one line, however many rows it takes."""

    text: str
    runs: tuple[Run, ...]
    """They cover the text without gaps."""
    source: int
    """Line of the notes on which it begins."""
    base: int = 0
    """Offset of its first character in that line of the notes."""
    breaks: tuple[tuple[int, int], ...] = ()
    """Where the text goes on to another line of the source: offset in the text, line of the source."""
    opening: str = ""
    """What a copy puts before the line when it takes it from its beginning: `- `, `> `."""
    joint: str = "\n"
    """What a copy puts between the line before and this one."""

    def place(self, offset: int) -> Position:
        """Return the place of a character of this line in the notes."""
        if self.breaks:
            at = bisect_right(self.breaks, offset, key=lambda entry: entry[0]) - 1
            if at >= 0:
                start, source = self.breaks[at]
                return Position(source, offset - start)
        return Position(self.source, self.base + offset)


class NotesLink(NamedTuple):
    """A link where it stands in the notes."""

    link: Link
    segment_id: str | None
    place: Position
    line: int
    """Index of the line in which it begins."""
    start: int
    """Offset in that line."""
    opens: bool
    """Whether the address may be given to a browser."""


class Heading(NamedTuple):
    """How the heading of a segment, or a heading within one, is drawn."""

    segment_id: str | None
    rule: str
    """The character of the rule beneath it; empty for no rule."""
    tag: str = ""
    """A word at the end of the rule that says the kind where the heading's own text does not."""


class Table(NamedTuple):
    """The shape of a table: its cells are the lines of the block, row by row."""

    columns: int
    alignments: tuple[str, ...]
    """`left`, `right` or `center`, one a column."""


class Block(NamedTuple):
    """Lines that stand together, and how they stand on the page."""

    kind: str
    """`text`, `code`, `rule` or `table`."""
    start: int
    """Index of its first line."""
    stop: int
    """Index after its last line."""
    first: Prefix = ()
    """Before its first row: bullet and indent."""
    rest: Prefix = ()
    """Before its other rows; as wide as `first`."""
    gap: int = 0
    """How many blank rows stand above it."""
    between: Prefix = ()
    """What the blank rows above it show: the bar of a quotation that goes on."""
    heading: Heading | None = None
    table: Table | None = None
    language: str = ""
    """Of code, as the notes name it."""


@dataclass(frozen=True, slots=True)
class Document:
    """The notes of an episode, ready to be laid out at any width."""

    episode: Episode
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    links: tuple[NotesLink, ...]
    segment_lines: tuple[int, ...] = ()
    """The first line of each segment in the order of the text."""
    segment_ids: tuple[str, ...] = ()
    """The segments to which `segment_lines` belong."""
    whole: bool = True
    """False where it holds only the part around a place, while the rest is still being read."""
    headings: dict[str, int] = field(default_factory=dict)
    """The index of each segment's first block."""

    def segment_at(self, line: int) -> str | None:
        """Return the id of the innermost segment that holds a line of the notes; None where there is none."""
        at = bisect_right(self.segment_lines, max(line, 0)) - 1
        if at < 0:
            return self.segment_ids[0] if self.segment_ids else None
        return self.segment_ids[at]

    def place_of(self, segment_id: str) -> Position:
        """Return the place that stands at the top when a reader goes to a segment: the first has all above it."""
        at = self.segment_ids.index(segment_id) if segment_id in self.segment_ids else 0
        if not at:
            return START
        block = self.headings.get(segment_id)
        if block is None:
            return Position(self.segment_lines[at], 0)
        return self.lines[self.blocks[block].start].place(0)

    def segment_after(self, segment_id: str | None) -> str | None:
        """Return the id of the segment that begins after the given one; None at the last."""
        if segment_id is None or segment_id not in self.segment_ids:
            return None
        at = self.segment_ids.index(segment_id) + 1
        return self.segment_ids[at] if at < len(self.segment_ids) else None


class Piece(NamedTuple):
    """A part of a row: of a line, or decoration that is no text of the notes."""

    line: int
    """Index of the line; -1 for decoration."""
    start: int = 0
    end: int = 0
    text: str = ""
    """The decoration."""
    look: str = ""
    """The decoration's look."""


class Row(NamedTuple):
    """One row of the screen, without the margins."""

    place: Position
    """Where it begins in the notes; every row has a place of its own, and they rise."""
    pieces: tuple[Piece, ...]
    fill: str = ""
    """The look of the rest of the row; empty for none."""
    heading: str | None = None
    """The segment whose heading this row is part of."""
    opens: bool = False
    """Whether it is the heading's first row, on which the marks stand."""
