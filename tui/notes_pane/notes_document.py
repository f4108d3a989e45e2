"""The notes of an episode before they have a width: lines, blocks and links.

A *line* is text that reads as one, however many rows it takes: a paragraph, a bullet, a line of code, a cell of a
table. A *block* is lines that stand together, with what is written before their rows and how much room is above.
Styles are names (`"link title"`), separated by blanks, later ones on top; `paint` says what they look like.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from episodes.model import Episode, Link

LARGE = 60_000
"""Characters of notes from which on building their document takes longer than a reader should wait."""

ANNOTATION = "annotation"
"""The style of text that is not the notes' own: it is never copied and never matches a search."""

HEADER_LINE = -1
"""The line of the source that the header above the notes counts as."""


class Position(NamedTuple):
    """A place in the notes that no width changes: what a reader's place is kept as."""

    line: int
    """Line of the source, counted from 0; `HEADER_LINE` above the notes."""
    offset: int
    """How many shown characters of that line stand before it; below 0 for the blank rows above the line."""


START = Position(HEADER_LINE, -100)
"""The place before everything."""


class Span(NamedTuple):
    """A stretch of a line in one style."""

    start: int
    end: int
    style: str
    link: int = -1
    """Index into the document's links; -1 for none."""


Prefix = tuple[tuple[str, str], ...]
"""What stands before the text of a row: texts with their styles."""


class TextLine(NamedTuple):
    """Text that reads as one line."""

    text: str
    spans: tuple[Span, ...]
    """Its styles; later ones lie on top of those before."""
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
        """Return the place in the notes of a character of this line."""
        if self.breaks:
            at = bisect_right(self.breaks, offset, key=lambda entry: entry[0]) - 1
            if at >= 0:
                start, source = self.breaks[at]
                return Position(source, offset - start)
        return Position(self.source, self.base + offset)

    def stretches(self, start: int, end: int, over: Iterable[Span] = ()) -> Iterator[Span]:
        """Yield the parts between two offsets that are alike throughout, each with the names of all its styles.

        Args:
            start: the first offset.
            end: the offset after the last.
            over: more spans, which lie on top of the line's own.
        """
        spans = [span for span in (*self.spans, *over) if span.start < end and span.end > start]
        inner = {edge for span in spans for edge in (span.start, span.end) if start < edge < end}
        waiting = sorted(enumerate(spans), key=lambda pair: pair[1].start, reverse=True)
        opened: list[tuple[int, Span]] = []
        for begin, stop in pairwise((start, *sorted(inner), end)):
            while waiting and waiting[-1][1].start <= begin:
                insort(opened, waiting.pop())
            opened = [pair for pair in opened if pair[1].end > begin]
            here = [span for _, span in opened]
            link = max([span.link for span in here], default=-1)
            yield Span(begin, stop, " ".join([span.style for span in here]), link)


class NotesLink(NamedTuple):
    """A link in the notes. Where it stands, spans say."""

    link: Link
    segment_id: str | None
    opens: bool
    """Whether the address may be given to a browser."""


class BlockHeading(NamedTuple):
    """How a heading is drawn."""

    segment_id: str | None
    """The segment that begins with it; None for a heading within one."""
    rule: str
    """The character of the rule beneath it; empty for no rule."""
    tag: str = ""
    """A word at the end of the rule that says the kind where the heading's own text does not."""
    time: str = ""
    """Before the heading: where the segment begins in the recording, where the heading's own text does not say it."""


class Block(NamedTuple):
    """Lines that stand together, and how they stand on the page."""

    kind: str = "text"
    """`text`, `code`, `rule` or `table`."""
    start: int = 0
    """Index of its first line."""
    stop: int = 0
    """Index after its last line."""
    first: Prefix = ()
    """Before its first row: bullet and indent."""
    rest: Prefix = ()
    """Before its other rows; as wide as `first`."""
    gap: int = 0
    """How many blank rows stand above it."""
    between: Prefix = ()
    """What the blank rows above it show: the bar of a quotation that goes on."""
    heading: BlockHeading | None = None
    alignments: tuple[str, ...] = ()
    """Of the columns of a table, whose cells are its lines, row by row: `left`, `right` or `center`."""
    language: str = ""
    """Of code that has no colours yet, as the notes name it."""


class SegmentStart(NamedTuple):
    """Where a segment begins."""

    line: int
    """Line of the source."""
    id: str
    block: int = -1
    """Index of its first block; -1 where it has none."""


@dataclass(frozen=True, slots=True)
class NotesDocument:
    """The notes of an episode, ready to be laid out at any width."""

    episode: Episode
    lines: tuple[TextLine, ...]
    blocks: tuple[Block, ...]
    links: tuple[NotesLink, ...]
    segments: tuple[SegmentStart, ...] = ()
    """In the order of the text, those below others too."""
    whole: bool = True
    """False where it holds only the part around a place, while the rest is still being read."""

    def segment_at(self, line: int) -> str | None:
        """Return the id of the innermost segment that holds a line of the notes; None where there is none."""
        at = bisect_right(self.segments, max(line, 0), key=lambda segment: segment.line) - 1
        return self.segments[max(at, 0)].id if self.segments else None

    def _index(self, segment_id: str | None) -> int:
        return next((at for at, segment in enumerate(self.segments) if segment.id == segment_id), -1)

    def places(self, link: int) -> Iterator[tuple[int, Span]]:
        """Yield where a link stands: the index of the line, and the span in it."""
        return ((at, span) for at, line in enumerate(self.lines) for span in line.spans if span.link == link)

    def has_segment(self, segment_id: str | None) -> bool:
        """Return whether a segment of that id is in the notes."""
        return self._index(segment_id) >= 0

    def place_of(self, segment_id: str | None) -> Position:
        """Return the place that stands at the top when a reader goes to a segment: the first has all above it."""
        at = self._index(segment_id)
        if at <= 0:
            return START
        line, _, block = self.segments[at]
        return Position(line, 0) if block < 0 else self.lines[self.blocks[block].start].place(0)

    def segment_after(self, segment_id: str | None) -> SegmentStart | None:
        """Return where the next segment begins; None after the last."""
        at = self._index(segment_id)
        return self.segments[at + 1] if 0 <= at < len(self.segments) - 1 else None

    def text_between(self, start: tuple[int, int] | None, end: tuple[int, int] | None) -> str:
        """Return the text between two places, as it is copied: without the line ends of wraps.

        Paragraphs, bullets and lines of code keep their own line ends, bullets their marks if they are taken from
        their beginning, and cells of a table have tabs between.

        Args:
            start: index of a line and an offset in it; the beginning of the notes if None.
            end: likewise; the end of the notes if None.
        """
        first, begin = start or (0, 0)
        last, stop = end or (len(self.lines) - 1, 1 << 60)
        parts: list[str] = []
        for at, line in enumerate(self.lines[first : last + 1], first):
            low, high = max(0, begin) if at == first else 0, stop if at == last else len(line.text)
            if at == last > first and high <= 0 and line.text:
                break  # it ends before this line: neither its text nor its mark
            if parts:
                parts.append(line.joint)
            if not low and first != last:
                parts.append(line.opening)
            own = [span for span in line.stretches(low, high) if span.style != ANNOTATION]
            parts += [line.text[span.start : span.end] for span in own]
        return "".join(parts)


NOTHING = NotesDocument(Episode("", "", None), (), (), ())
"""What is shown while no episode is."""
