"""The rest of notes that are longer than any that a person writes: one plain section, in which nothing is parsed.

A megabyte of one-letter items takes a Markdown parser seven seconds and half a gigabyte. So it gets the first lines
alone, and what follows is a part of its own, with its text as it stands and the web addresses in it as links.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from episodes.model import Episode, Kind, Link
from episodes.notes.markdown import addresses
from episodes.text import clean_line

TITLE = "The rest of the notes"
"""What the part is called in lists."""
LONGEST = 200_000
"""Characters of notes that are parsed."""
MOST_BLOCKS = 10_000
"""Lines that are not blank, and so blocks at the most, that are parsed."""
LONG_NOTES = f"its notes are longer than {LONGEST // 1000} kB or {MOST_BLOCKS:,} blocks; the rest is one plain section"
_LONGEST_LABEL = 300
_PARAGRAPH = re.compile(r"\S(?:.{99,3999}?(?=\n[ \t]*\n)|.{0,3999}(?!\S)|.{3999})", re.DOTALL)
"""A blank line ends a paragraph of the rest from 100 characters on; beyond 4,000 it is cut, between words if it can."""


def parsed_lines(source: Sequence[str]) -> int:
    """Return how many of the lines of some notes are parsed; what follows is the rest."""
    size = blocks = 0
    for at, line in enumerate(source):
        size += len(line)
        blocks += not line.isspace()
        if size > LONGEST or blocks > MOST_BLOCKS:
            return at
    return len(source)


def has_rest(episode: Episode) -> bool:
    """Return whether an episode's notes are so long that their rest was not parsed."""
    return any(part.kind is Kind.SECTION and part.title == TITLE for part in episode.segments[-1:])


def rest_links(source: Sequence[str], first: int) -> Iterator[tuple[int, Link]]:
    """Yield the links of the rest, which begins at a line, with their lines."""
    for number in range(first, len(source)):
        line = source[number]
        for start, end in addresses(line):
            opening = line.rfind("[", max(start - _LONGEST_LABEL, 0), start) if line.startswith("](", start - 2) else -1
            title = line[opening + 1 : start - 2] if opening >= 0 else ""
            yield number, Link(clean_line(title) or line[start:end], line[start:end])


def paragraphs(source: Sequence[str], first: int) -> Iterator[tuple[int, int, str]]:
    """Yield the rest, which begins at one of some lines without ends, as paragraphs: line, offset in it, text.

    Lines flow together, and short paragraphs do: a megabyte of one-letter lines makes no more rows than other text.
    """
    starts = list(accumulate((len(line) + 1 for line in source[first:]), initial=0))
    for found in _PARAGRAPH.finditer("\n".join(source[first:])):
        line = bisect_right(starts, found.start()) - 1
        yield first + line, found.start() - starts[line], " ".join(filter(None, map(str.strip, found[0].split("\n"))))
