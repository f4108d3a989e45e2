"""Blocks below each other: what lists and quotations write before their rows, and the room above each block.

The rhythm of blank rows is the author's own (blank lines in the source are one here, never more), but for headings,
which always stand apart from what is before them and close to what is after.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile

from .notes_document import HEADER_LINE, Block, BlockHeading, TextLine

BULLETS = "•◦▪"
"""Signs of nested bullets, the outermost first; the last for all deeper ones."""
_QUOTE = ("▎ ", "quote-bar")
_CODE = ("│ ", "code-bar")
_CODE_ON = ("┆ ", "code-bar")
"""Before what goes on with a line of code that is wider than the screen."""
_TEXT = Block()


@dataclass(slots=True)
class _Container:
    """A list item or quotation that is open: what its rows begin with."""

    first: tuple[str, str]
    rest: tuple[str, str]
    opening: str
    """What a copy puts before its text."""
    hang: str
    """What a copy puts before its other lines."""
    is_quote: bool = False
    used: bool = False


class BlockBuilder:
    """Collects the lines and blocks of a document.

    Args:
        source: the lines of the notes.
    """

    def __init__(self, source: Sequence[str]) -> None:
        self.lines: list[TextLine] = []
        self.blocks: list[Block] = []
        self._source = source
        self._containers: list[_Container] = []
        self._above: BlockHeading | None = None  # the heading directly above

    @property
    def in_list(self) -> bool:
        """Whether what is put next belongs to an item of a list."""
        return any(not container.is_quote for container in self._containers)

    @property
    def in_quote(self) -> bool:
        """Whether what is put next belongs to a quotation."""
        return any(container.is_quote for container in self._containers)

    @property
    def begins_item(self) -> bool:
        """Whether what is put next is the first in an item of a list."""
        return bool(self._containers) and not (self._containers[-1].used or self._containers[-1].is_quote)

    @contextmanager
    def quote(self) -> Iterator[None]:
        """Put blocks into a quotation."""
        self._containers.append(_Container(_QUOTE, _QUOTE, "> ", "> ", is_quote=True))
        yield
        self._containers.pop()

    @contextmanager
    def item(self, source: int, number: str = "", width: int = 0) -> Iterator[None]:
        """Put blocks into an item of a list; one without any is shown all the same.

        Args:
            source: its line in the source.
            number: such as `1.`; empty for a bullet.
            width: the least cells that the number takes, with the blank after it.
        """
        if number:
            opening = number + " "
            first = opening.rjust(width), "number"
        else:
            opening = "- "
            depth = sum(container.opening == "- " for container in self._containers)
            first = BULLETS[min(depth, len(BULLETS) - 1)] + " ", "bullet"
        container = _Container(first, (" " * len(first[0]), ""), opening, "  ")
        self._containers.append(container)
        yield
        if not container.used:
            self.put([TextLine("", (), source)], source)
        self._containers.pop()

    def put(self, lines: Sequence[TextLine], source: int, block: Block = _TEXT, *, follows: bool = False) -> None:
        """Add a block, with what its containers put before it and the room above it.

        Args:
            lines: its lines.
            source: the line of the notes where it begins.
            block: what it is; where it stands is filled in.
            follows: it goes on with what is above it: no room.
        """
        containers = self._containers
        going_on = list(takewhile(lambda container: container.used, containers))
        while going_on and not going_on[-1].is_quote:
            going_on.pop()
        heading = block.heading
        gap = self._gap(source, block.kind, follows, heading)
        between = tuple(container.rest for container in going_on) if gap else ()
        first = [container.rest if container.used else container.first for container in containers]
        rest = [container.rest for container in containers]
        opening = "".join(container.hang if container.used else container.opening for container in containers)
        hang = "".join(container.hang for container in containers)
        for container in containers:
            container.used = True
        if heading is not None and heading.time:
            first.append((f"{heading.time} ", "label"))
            rest.append((" " * (len(heading.time) + 1), ""))
        if block.kind == "code":
            first.append(_CODE)
            rest.append(_CODE_ON)
        block = block._replace(start=len(self.lines), stop=len(self.lines) + len(lines), gap=gap, between=between)
        self.blocks.append(block._replace(first=tuple(first), rest=tuple(rest)))
        for at, line in enumerate(lines):
            joint = line.joint if at else "\n\n" if gap else "\n"
            self.lines.append(line._replace(opening=(hang if at else opening) + line.opening, joint=joint))
        self._above = heading

    def _gap(self, source: int, kind: str, follows: bool, heading: BlockHeading | None) -> int:
        """Return how many blank rows stand above a block."""
        if follows or not self.lines:
            return 0
        if self.lines[-1].source == HEADER_LINE:
            return 1
        begins_item = any(not (container.used or container.is_quote) for container in self._containers)
        if heading is not None and not begins_item:
            return 0 if self._above is not None and self._above.rule else 1
        goes_on = self._above is not None or source == 0 or self._source[source - 1].strip(" \t>")
        return 1 if kind == "rule" or not goes_on else 0
