"""Show notes, parsed: from their Markdown to a tree of segments, losing nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from episodes.model import Kind, Link, Segment, Sponsor
from episodes.notes import labels, rest
from episodes.notes.blocks import Blocks
from episodes.notes.header import read_dates, read_title
from episodes.notes.lines import plain_lines
from episodes.notes.rules import Heading, Outline
from episodes.text import slug

_HEAD_LINES = 20
"""How far down the notes a date of publication or recording is the episode's."""
# A line with its end, as Markdown counts them: `str.splitlines` knows more ends.
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s")
_NAME = re.compile(rf"{labels.NAME}(?=\s*(?:$|[,(:–—@]|-\s))")
_LOGO = re.compile(r"\s+(?:logo|web ?site|home ?page)$", re.IGNORECASE)
"""What the words for a picture say besides the name."""


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
    hosts: tuple[str, ...] = ()
    """Who is named under a heading such as `Your hosts`."""


def parse_notes(
    text: str,
    *,
    chapters: Sequence[tuple[int, str]] = (),
    title: str | None = None,
    number: int | None = None,
    people: Sequence[str] = (),
) -> Notes:
    """Parse show notes.

    Args:
        text: Markdown without front matter, clean (`episodes.text.clean`).
        chapters: seconds and titles that are known from elsewhere; segments of the same title get their start, and
            chapters that the notes do not have become topics without text.
        title: what the front matter calls the episode.
        number: its number there.
        people: presenters and guests that it names.

    Returns:
        The notes. Text without any heading is one segment, empty text none. No text is an error. Of very long
        notes the rest is one plain section (see `rest`).
    """
    source = _LINE.findall(text)
    first = next((number for number, line in enumerate(source) if line.strip()), None)
    if first is None:
        return Notes(segments=_segments(_with_chapters([], chapters, 0), [], []))
    end = rest.parsed_lines(source)
    blocks = Blocks(source[:end])
    named = read_title(blocks.lines, first, title, number)
    outline = Outline(blocks.lines, named, people)
    head = next((heading.line for heading in outline.headings if heading.kind is Kind.TOPIC), end)
    published, recorded = read_dates("".join(source[: min(head, _HEAD_LINES)]))
    begin = first
    if named and named.line == first:  # a heading that names the episode is no part of it by itself
        begin = next((at for at in range(first + 1, len(source)) if source[at].strip()), first)
    nodes = _with_chapters(_nest(outline.headings, begin, end), chapters, end)
    if end < len(source):
        nodes.append(_Node(Heading(end, Kind.SECTION, rest.TITLE), len(source)))
    segments = _segments(nodes, source, [*blocks.links, *rest.rest_links(source, end)])
    return Notes(
        title=named.title if named else None,
        number=named.number if named else None,
        sponsors=_sponsors(outline.sponsors, segments, blocks.pictures),
        segments=segments,
        published=published,
        recorded=recorded,
        hosts=_hosts(segments),
    )


def _hosts(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return the names that the items under a heading for presenters begin with."""
    parts = [part for segment in segments for part in segment.walk() if labels.is_hosts(part.title)]
    items = [line.strip() for part in parts for line in part.markdown.split("\n") if _ITEM.match(line)]
    names = (_NAME.match(line) for item in items for line in plain_lines(item))
    return tuple(dict.fromkeys(name[0] for name in names if name))


def _sponsors(named: Sequence[Sponsor], segments: Sequence[Segment], pictures: Set[str]) -> tuple[Sponsor, ...]:
    """Return who is named, perhaps repeatedly, and where a whole segment is theirs, with its first link."""
    parts = [part for segment in segments for part in segment.walk()]
    blocks = [part for part in parts if part.kind is Kind.SPONSOR and part.links]
    if not named:  # under a heading that says only "Sponsor", the pictures tell whose it is, or the first link
        linked = [[link for link in block.links if link.url in pictures] or block.links[:1] for block in blocks]
        named = [Sponsor(_LOGO.sub("", link.title), link.url) for links in linked for link in links]
    found: list[Sponsor] = []
    for sponsor in named:
        theirs = (block.links[0].url for block in blocks if f": {block.title}".endswith(f": {sponsor.name}"))
        found.append(Sponsor(sponsor.name, sponsor.url or next(theirs, None)))
    return tuple(found)


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
        first: the first line that is not blank, and does not name the episode.
        end: how many lines there are.
    """
    if end and (not headings or headings[0].line > first):
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

    Presenters nest in extras, timed items of a list in a list in those of the list round it. Sections, and whatever
    has a time, nest in what has a greater heading; without a heading of Markdown's, in the section whose heading
    stands above them, as do lesser bold lines. All else stands at the top.
    """
    if inner.part:
        return outer.kind is Kind.EXTRAS and not outer.part
    if inner.level:
        if inner.kind is Kind.SPONSOR and outer.kind is not Kind.SECTION:  # it ends a topic
            return False
        if inner.kind not in (Kind.SECTION, Kind.SPONSOR) and inner.start is None:
            return False
        # A joke that a bold line announced goes on in a heading right below it.
        is_more_of_joke = outer.kind is Kind.JOKE and inner.line - outer.line <= 2
        return inner.level > outer.level if outer.level else is_more_of_joke
    if not outer.level:
        return inner.start is not None and 0 < outer.depth < inner.depth
    return (outer.kind is Kind.SECTION or outer.start is not None) and (inner.start is not None or inner.lesser)


def _with_chapters(nodes: list[_Node], chapters: Sequence[tuple[int, str]], end: int) -> list[_Node]:
    """Return the parts with a start for each that a chapter names, and the other chapters as topics without lines.

    These stand among the parts that have a start, in the order of time, or behind all parts if none has.
    """
    starts = {_key(title): seconds for seconds, title in reversed(chapters)}
    order = [node for top in nodes for node in top.walk()]
    for node in order:
        if node.heading.title and node.heading.start is None:
            node.heading = replace(node.heading, start=starts.get(_key(node.heading.title)))
    taken = {_key(node.heading.title) for node in order if node.heading.title}
    taken_starts = {node.heading.start for node in order}
    lists = [nodes, *(node.children for node in order)]
    siblings = next((each for each in lists if any(node.heading.start is not None for node in each)), nodes)
    timed = [(node.heading.start, at) for at, node in enumerate(siblings) if node.heading.start is not None]
    behind = (timed[-1][1] + 1, siblings[timed[-1][1]].end) if timed else (len(siblings), end)
    passed = added = 0
    for seconds, title in sorted(chapters, key=lambda chapter: chapter[0]):
        if _key(title) in taken or seconds in taken_starts:
            continue
        kind = Kind.TOPIC if labels.timed_sponsor(title) is None else Kind.SPONSOR
        while passed < len(timed) and timed[passed][0] <= seconds:
            passed += 1
        place, line = behind
        if passed < len(timed):
            place, line = timed[passed][1], siblings[timed[passed][1] + added].heading.line
        siblings.insert(place + added, _Node(Heading(line, kind, title, start=seconds), line))
        added += 1
    return nodes


def _segments(nodes: Sequence[_Node], source: Sequence[str], links: Sequence[tuple[int, Link]]) -> tuple[Segment, ...]:
    """Return the parts as segments, with the links in them."""
    order = [node for top in nodes for node in top.walk()]
    lines = [node.heading.line for node in order]
    for number, link in links:
        order[max(bisect_right(lines, number) - 1, 0)].links.setdefault(link.url, link)
    taken: dict[str, int] = {}
    # What stands above the first heading and is no part by itself belongs to it.
    begins = [0, *(node.heading.line for node in nodes[1:])]
    return tuple(_segment(node, begin, source, taken) for node, begin in zip(nodes, begins, strict=False))


def _segment(node: _Node, begin: int, source: Sequence[str], taken: dict[str, int]) -> Segment:
    heading = node.heading
    return Segment(
        id=_id(heading, taken),
        kind=heading.kind,
        title=heading.title,
        number=heading.number,
        presenter=heading.presenter,
        start=heading.start,
        url=heading.url,
        links=tuple(node.links.values()),
        first_line=heading.line,
        end_line=node.end,
        markdown="".join(source[begin : node.end]),
        children=tuple(_segment(child, child.heading.line, source, taken) for child in node.children),
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
