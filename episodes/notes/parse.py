"""Show notes, parsed: from their Markdown to a tree of segments, losing nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

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
    source = _LINE.findall(text) if text.strip() else []
    first = next((number for number, line in enumerate(source) if line.strip()), 0)
    end = rest.parsed_lines(source)
    blocks = Blocks(source[:end])
    named = read_title(blocks.lines, first, title, number)
    outline = Outline(blocks.lines, named, people)
    head = next((heading.line for heading in outline.headings if heading.kind is Kind.TOPIC), end)
    published, recorded = read_dates("".join(source[: min(head, _HEAD_LINES)]))
    # A heading that names the episode is no part of it by itself.
    title_line = named.line if named else -1
    begin = next((at for at in range(first, len(source)) if source[at].strip() and at != title_line), first)
    parts = _with_chapters(_nest(outline.headings, begin, end), chapters, end)
    if end < len(source):
        parts.append(Heading(end, Kind.SECTION, rest.TITLE, end=len(source)))
    segments = _segments(parts, source, [*blocks.links, *rest.rest_links(source, end)])
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


def _nest(headings: Sequence[Heading], first: int, end: int) -> list[Heading]:
    """Return the parts of the notes at the top, each with its children: every line is in exactly one at the top.

    Args:
        headings: in order.
        first: the first line that is not blank, and does not name the episode.
        end: how many lines there are.
    """
    if end and (not headings or headings[0].line > first):
        headings = [Heading(0, Kind.INTRO), *headings]
    top: list[Heading] = []
    opened: list[Heading] = []  # from the top down to the last
    for heading in headings:
        while opened and not _holds(opened[-1], heading):
            opened.pop().end = heading.line
        siblings = opened[-1].children if opened else top
        # One child a presenter: what follows is more of the same.
        if not (heading.part and siblings and siblings[-1].presenter == heading.presenter):
            siblings.append(heading)
        siblings[-1].end = end
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


def _with_chapters(parts: list[Heading], chapters: Sequence[tuple[int, str]], end: int) -> list[Heading]:
    """Return the parts with a start for each that a chapter names, and the other chapters as topics without lines.

    These stand among the parts that have a start, in the order of time, or behind all parts if none has.
    """
    starts = {_key(title): seconds for seconds, title in reversed(chapters)}
    order = [part for top in parts for part in top.walk()]
    for part in order:
        if part.title and part.start is None:
            part.start = starts.get(_key(part.title))
    taken = {_key(part.title) for part in order if part.title}
    taken_starts = {part.start for part in order}
    lists = [parts, *(part.children for part in order)]
    siblings = next((each for each in lists if any(part.start is not None for part in each)), parts)
    timed = [(part.start, at) for at, part in enumerate(siblings) if part.start is not None]
    latest = list(accumulate((start for start, _ in timed), max))
    places = [*(at for _, at in timed), timed[-1][1] + 1 if timed else len(siblings)]
    in_order = sorted(chapters, key=lambda chapter: chapter[0])
    # From the last on, so that those before keep their places.
    for seconds, title in reversed(in_order):
        if _key(title) in taken or seconds in taken_starts:
            continue
        kind = Kind.TOPIC if labels.timed_sponsor(title) is None else Kind.SPONSOR
        at = places[bisect_right(latest, seconds)]
        behind = siblings[-1].end if siblings else end
        line = siblings[at].line if at < len(siblings) else behind
        siblings.insert(at, Heading(line, kind, title, start=seconds, end=line))
    return parts


def _segments(
    parts: Sequence[Heading], source: Sequence[str], links: Sequence[tuple[int, Link]]
) -> tuple[Segment, ...]:
    """Return the parts as segments, with the links in them."""
    order = [part for top in parts for part in top.walk()]
    lines = [part.line for part in order]
    for number, link in links:
        order[max(bisect_right(lines, number) - 1, 0)].links.setdefault(link.url, link)
    taken: dict[str, int] = {}
    # What stands above the first heading and is no part by itself belongs to it.
    begins = [0, *(part.line for part in parts[1:])]
    return tuple(_segment(part, begin, source, taken) for part, begin in zip(parts, begins, strict=False))


def _segment(part: Heading, begin: int, source: Sequence[str], taken: dict[str, int]) -> Segment:
    return Segment(
        id=_id(part, taken),
        kind=part.kind,
        title=part.title,
        number=part.number,
        presenter=part.presenter,
        start=part.start,
        url=part.url,
        links=tuple(part.links.values()),
        first_line=part.line,
        end_line=part.end,
        markdown="".join(source[begin : part.end]),
        children=tuple(_segment(child, child.line, source, taken) for child in part.children),
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
