"""From the Markdown blocks of the notes to the lines that may be headings, and the links of every line.

Which lines are worth a look is told by a quick pattern on the source; only those have their markup read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from episodes.model import Link
from episodes.notes.lines import LONGEST_HEADING, Line, Paragraph, Place
from episodes.notes.markdown import parse_blocks

MOST_CUTS = 8
"""Code blocks without an end that are mended in one text; each costs a new reading of what follows."""
STAMP = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
"""A time in a recording: minutes and seconds, or hours, minutes and seconds."""

# A line is worth a look if it begins in bold, with a bracket, a number or a time, with a label (a few words and a
# colon or a number), or has nothing but a few words. A name of a sponsor may stand further on.
_WORTH_A_LOOK = re.compile(
    r"""  [^\w\s\[]{0,3}(?:\*\*|__|\[)
        | [\[(*]{0,4}(?:\#\s*)?\d
        | [“"'(]?(?:[\w.’'-]++[ ,/&]++){0,4}[\w.’'-]++[”"')!]*+\s*+(?:[:\#*]|[-–—]\s|\[|$)
        | .{0,300}?(?:[Ss]ponsored|[Bb]rought\ to\ you)\ by
    """,
    re.VERBOSE,
)
_ITEM_WORTH_A_LOOK = re.compile(
    rf"[^\w\s]{{0,6}}{STAMP}|\*\*[^#]{{1,40}}#|[^\w\s]{{0,2}}[^\W\d_][\w.’'-]*(?: [\w.’'-]+)?\W{{0,4}}$"
)
_ASKS_FOR_MORE = re.compile(rf"[^\w]*(?:{STAMP}|.{{0,60}}\b[Ss]ponsor(?:s|ed by)?)\W*$")

_FORGOTTEN_FENCE = re.compile(r"(?:#{1,6} +)?\*\*[^\W\d_][\w.’'-]*[\s*]*#[\s*]*\d[\d*]*\s*:")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*)")


@dataclass(slots=True)
class BlockLines:
    """What a reading of the blocks gives."""

    lines: list[Line] = field(default_factory=list)
    """Those worth a look, in the order of the text."""
    links: list[tuple[int, Link]] = field(default_factory=list)
    """The links with their lines, in the order of the text."""
    cuts: int = 0
    """Code blocks without an end that were mended."""


def read_blocks(text: str, source: Sequence[str]) -> BlockLines:
    """Return the lines worth a look, and all links.

    Args:
        text: the notes.
        source: the same as lines.
    """
    reading = BlockLines()
    _read(text, source, 0, reading)
    return reading


def _read(text: str, source: Sequence[str], offset: int, reading: BlockLines) -> None:
    """Read a stretch of the notes that begins at line `offset` of the source."""
    tokens = parse_blocks(text)
    place: Place | None = None
    level: int | None = None
    asking: Line | None = None
    before = ""
    at = offset
    for index, token in enumerate(tokens):
        kind = token.type
        if token.map:
            at = token.map[0] + offset
        if kind == "inline":
            paragraph = Paragraph(token)
            _add_links(paragraph, at, reading)
            if asking and place is Place.ITEM:
                asking.below.append(paragraph.line(0, at, place))
            elif token.level == 1:
                asking = None
            lines = list(_worth_a_look(paragraph, at, place, level, source))
            reading.lines.extend(lines)
            if token.level == 1 and lines and _ASKS_FOR_MORE.match(lines[-1].text):
                asking = lines[-1]
        elif kind == "paragraph_open":
            place = Place.PARAGRAPH if token.level == 0 else Place.ITEM if before == "list_item_open" else None
        elif kind == "heading_open":
            place, level = (Place.HEADING, int(token.tag[1])) if token.level == 0 else (None, None)
        elif kind == "fence" and token.map and reading.cuts < MOST_CUTS:
            end = token.map[1] + offset
            cut = _cut_fence(source, at, end)
            if cut:
                reading.cuts += 1
                _read("".join(source[cut[0] : cut[1]]), source, cut[0], reading)
                if cut[1] > end:  # all the rest was read anew: only its links are still wanted as Markdown sees them
                    for other in tokens[index + 1 :]:
                        if other.type == "inline" and other.map:
                            _add_links(Paragraph(other), other.map[0] + offset, reading)
                    reading.links.sort(key=lambda pair: pair[0])
                    return
        elif kind in ("th_open", "td_open"):
            place = None
        before = kind


def _add_links(paragraph: Paragraph, at: int, reading: BlockLines) -> None:
    """Add the links of a paragraph; those to a place in the same page lead nowhere here."""
    reading.links.extend((at + line, link) for line, link in paragraph.links() if link.url[0] != "#")


def _worth_a_look(
    paragraph: Paragraph, at: int, place: Place | None, level: int | None, source: Sequence[str]
) -> Iterator[Line]:
    if place is Place.HEADING:
        yield paragraph.line(0, at, place, level)
        return
    for index, written in enumerate(paragraph.written):
        if len(written) > LONGEST_HEADING:
            continue
        if place is Place.PARAGRAPH:
            if _WORTH_A_LOOK.match(written):
                yield paragraph.line(index, at + index, place)
        elif index == 0:
            if place is Place.ITEM and _ITEM_WORTH_A_LOOK.match(written):
                yield paragraph.line(index, at, place)
        elif written.startswith("**") and at + index < len(source) and source[at + index].startswith("**"):
            yield paragraph.line(index, at + index, Place.TAIL)


def _cut_fence(source: Sequence[str], start: int, end: int) -> tuple[int, int] | None:
    """Return which lines of a fenced code block are not code, if its author forgot to end it.

    A numbered heading in bold is no code. If the fences after it pair up, everything from there on is text and has
    to be read anew; if one is left over, it is the end of this block, set too late.
    """
    for number in range(start + 1, end):
        if _FORGOTTEN_FENCE.match(source[number]):
            break
    else:
        return None
    opened = ""
    for line in source[number:]:
        fence = _FENCE.match(line)
        if fence and not opened:
            opened = fence[1]
        elif fence and fence[2].strip():  # it names a language, so it begins a block: nothing can be open here
            return number, end - 1
        elif fence:
            opened = ""
    return number, (end - 1 if opened else len(source))
