"""Show notes, parsed: from their Markdown to a tree of segments, losing nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from episodes.model import Kind, Link, Segment, Sponsor
from episodes.notes.blocks import Blocks
from episodes.notes.header import read_dates, read_title
from episodes.notes.rules import Heading, Outline
from episodes.text import slug

_HEAD_LINES = 20
"""How far down the notes a date of publication or recording is the episode's."""
# A line with its end, as Markdown counts them: `str.splitlines` knows more ends.
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
    """Parse show notes.

    Args:
        text: Markdown without front matter, clean (`episodes.text.clean`).
        chapters: seconds and titles that are known from elsewhere; segments of the same title get their start.

    Returns:
        The notes. Text without any heading is one segment, empty text none. No text is an error.
    """
    source = _LINE.findall(text)
    first = next((number for number, line in enumerate(source) if line.strip()), None)
    if first is None:
        return Notes()
    blocks = Blocks(source)
    title = read_title(blocks.lines, first)
    outline = Outline(blocks.lines, title)
    head = next((heading.line for heading in outline.headings if heading.kind is Kind.TOPIC), len(source))
    published, recorded = read_dates("".join(source[: min(head, _HEAD_LINES)]))
    nodes = _nest(outline.headings, first, len(source))
    segments = _segments(nodes, blocks, chapters)
    return Notes(
        title=title.title if title else None,
        number=title.number if title else None,
        sponsors=_sponsors(outline.sponsors, segments),
        segments=segments,
        published=published,
        recorded=recorded,
    )


def _sponsors(named: Sequence[Sponsor], segments: Sequence[Segment]) -> tuple[Sponsor, ...]:
    """Return who is named, each once, and where a whole segment is theirs, with its first link."""
    blocks = [segment for segment in segments if segment.kind is Kind.SPONSOR and segment.links]
    if not named:  # under a heading that says only "Sponsor", the first link tells whose it is
        named = [Sponsor(block.links[0].title, block.links[0].url) for block in blocks]
    found: dict[str, Sponsor] = {}
    for sponsor in named:
        url = sponsor.url or next((block.links[0].url for block in blocks if block.title == sponsor.name), None)
        if sponsor.name.casefold() not in found or not found[sponsor.name.casefold()].url:
            found[sponsor.name.casefold()] = Sponsor(sponsor.name, url)
    return tuple(found.values())


@dataclass(slots=True)
class _Node:
    heading: Heading
    end: int
    children: list[_Node] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)

    def walk(self) -> Iterator[_Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def _nest(headings: Sequence[Heading], first: int, end: int) -> list[_Node]:
    """Return the parts of the notes at the top, each with its children: every line is in exactly one at the top.

    Args:
        headings: in order.
        first: the first line that is not blank.
        end: how many lines there are.
    """
    if headings and headings[0].line <= first:
        headings = [replace(headings[0], line=0), *headings[1:]]
    else:
        headings = [Heading(0, Kind.INTRO), *headings]
    top: list[_Node] = []
    opened: list[_Node] = []  # from the top down to the last
    for heading in headings:
        while opened and not _holds(opened[-1].heading, heading):
            opened.pop().end = heading.line
        siblings = opened[-1].children if opened else top
        previous = siblings[-1].heading if siblings else None
        if heading.part and previous and previous.presenter == heading.presenter:
            siblings[-1].end = end  # one child a presenter: what follows is more of the same
        else:
            siblings.append(_Node(heading, end))
        opened.append(siblings[-1])
    return top


def _holds(outer: Heading, inner: Heading) -> bool:
    """Return whether a part that is open holds the one that begins.

    Presenters nest in extras, timed items of a list in a list in those of the list round it, sections in whatever has
    a greater heading. All else stands at the top.
    """
    if inner.part:
        return outer.kind is Kind.EXTRAS and not outer.part
    if inner.depth:
        return 0 < outer.depth < inner.depth
    if inner.kind is not Kind.SECTION or not inner.level:
        return False
    if outer.level:
        return inner.level > outer.level
    # A joke that a bold line announced goes on in a heading right below it.
    return outer.kind is Kind.JOKE and inner.line - outer.line <= 2


def _segments(nodes: Sequence[_Node], blocks: Blocks, chapters: Sequence[tuple[int, str]]) -> tuple[Segment, ...]:
    """Return the parts as segments, with the links in them, and the starts of chapters of the same title."""
    order = [node for top in nodes for node in top.walk()]
    lines = [node.heading.line for node in order]
    for number, link in blocks.links:
        order[bisect_right(lines, number) - 1].links.setdefault(link.url, link)
    starts = {_key(title): seconds for seconds, title in reversed(chapters)}
    taken: dict[str, int] = {}
    return tuple(_segment(node, blocks.source, starts, taken) for node in nodes)


def _segment(node: _Node, source: Sequence[str], starts: Mapping[str, int], taken: dict[str, int]) -> Segment:
    heading = node.heading
    return Segment(
        id=_id(heading, taken),
        kind=heading.kind,
        title=heading.title,
        number=heading.number,
        presenter=heading.presenter,
        start=starts.get(_key(heading.title)) if heading.title and heading.start is None else heading.start,
        url=heading.url,
        links=tuple(node.links.values()),
        first_line=heading.line,
        end_line=node.end,
        markdown="".join(source[heading.line : node.end]),
        children=tuple(_segment(child, source, starts, taken) for child in node.children),
    )


def _id(heading: Heading, taken: dict[str, int]) -> str:
    """Return the slug of the title, or of kind and presenter; repeats are numbered from 2."""
    name = slug(heading.title or "") or slug(f"{heading.kind} {heading.presenter or ''}")
    made = name
    while made in taken:
        taken[name] = taken.get(name, 1) + 1
        made = f"{name}-{taken[name]}"
    taken[made] = 1
    return made


def _key(title: str) -> str:
    return re.sub(r"\W+", " ", title).strip().casefold()
