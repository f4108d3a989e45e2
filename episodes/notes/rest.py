"""The rest of notes that are longer than any that a person writes: one plain section, in which nothing is parsed.

A megabyte of one-letter items takes a Markdown parser seven seconds and half a gigabyte. So it gets the first lines
alone, and what follows is a part of its own, with its text as it stands and the web addresses in it as links.
"""

from collections.abc import Iterator, Sequence

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
_SHORT, _LONG = 100, 4_000
"""Characters from which on a blank line ends a paragraph of the rest, and beyond which it is cut."""


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
    last = episode.segments[-1] if episode.segments else None
    return last is not None and last.kind is Kind.SECTION and last.title == TITLE


def rest_links(source: Sequence[str], first: int) -> Iterator[tuple[int, Link]]:
    """Yield the links of the rest, which begins at a line, with their lines."""
    for number in range(first, len(source)):
        line = source[number]
        for start, end in addresses(line):
            opening = line.rfind("[", max(start - _LONGEST_LABEL, 0), start) if line.startswith("](", start - 2) else -1
            title = line[opening + 1 : start - 2] if opening >= 0 else ""
            yield number, Link(clean_line(title) or line[start:end], line[start:end])


def paragraphs(source: Sequence[str], first: int) -> Iterator[tuple[int, int, str]]:
    """Yield the rest, which begins at a line, as paragraphs of some length: line, offset in it, text.

    Lines flow together, and short paragraphs do: a megabyte of one-letter lines makes no more rows than other text.
    """
    words: list[str] = []
    size, begin = 0, (first, 0)
    for number in range(first, len(source)):
        line = source[number].strip()
        if words and (size + len(line) > _LONG if line else size > _SHORT):
            yield *begin, " ".join(words)
            words, size = [], 0
        start = 0
        while len(line) - start > _LONG:
            end = line.rfind(" ", start, start + _LONG) + 1 or start + _LONG
            yield number, start, line[start:end]
            start = end
        if line:
            begin = begin if words else (number, start)
            words.append(line[start:])
            size += len(words[-1]) + 1
    if words:
        yield *begin, " ".join(words)
