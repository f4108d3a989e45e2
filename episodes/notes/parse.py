"""Show notes, read: from their Markdown to a tree of segments, losing nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from episodes.model import Kind, Segment, Sponsor
from episodes.notes.blocks import read_blocks
from episodes.notes.header import read_dates, read_title
from episodes.notes.outline import read_outline
from episodes.notes.segments import build

_HEAD_LINES = 20
"""How far down the notes a date of publication or recording is the episode's."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Notes:
    """What the notes say: their parts, and of the whole episode whatever their head gives."""

    title: str | None = None
    number: int | None = None
    sponsors: tuple[Sponsor, ...] = ()
    segments: tuple[Segment, ...] = ()
    """Their Markdown, joined in order, is the text again."""
    published: date | None = None
    recorded: date | None = None


def parse_notes(text: str, *, chapters: Sequence[tuple[int, str]] = ()) -> Notes:
    """Read show notes.

    Args:
        text: Markdown without front matter, clean (`episodes.text.clean`).
        chapters: seconds and titles that are known from elsewhere; segments of the same title get their start.

    Returns:
        The notes. Text without any heading is one segment, empty text none. No text is an error.
    """
    source = _lines(text)
    first = next((number for number, line in enumerate(source) if line.strip()), 0)
    reading = read_blocks(text, source)
    title = read_title(reading.lines, first)
    outline = read_outline(reading.lines, title)
    head = next((heading.line for heading in outline.headings if heading.kind is Kind.TOPIC), len(source))
    published, recorded = read_dates("".join(source[: min(head, _HEAD_LINES)]))
    segments = build(source, outline.headings, reading.links, chapters)
    return Notes(
        title=title.title if title else None,
        number=title.number if title else None,
        sponsors=tuple(_sponsors(outline.sponsors, segments)),
        segments=segments,
        published=published,
        recorded=recorded,
    )


def _sponsors(named: Sequence[Sponsor], segments: Sequence[Segment]) -> Iterator[Sponsor]:
    """Yield who is named, and where a whole segment is theirs, with its first link."""
    blocks = [segment for segment in segments if segment.kind is Kind.SPONSOR and segment.links]
    for sponsor in named:
        block = next((block for block in blocks if block.title == sponsor.name), None)
        yield Sponsor(sponsor.name, sponsor.url or (block.links[0].url if block else None))
    if not named:  # a heading that says only "Sponsor": the first link in it tells whose
        for block in blocks:
            yield Sponsor(block.links[0].title, block.links[0].url)


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their ends, as Markdown counts them: `str.splitlines` knows more ends."""
    if "\r" in text:
        return _LINE.findall(text)
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])
