"""From headings to segments: what belongs to which, with ids, links and exact source text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from episodes.model import Kind, Link, Segment
from episodes.notes.outline import Heading
from episodes.text import slug


@dataclass(slots=True)
class _Node:
    heading: Heading
    end: int = 0
    children: list[_Node] = field(default_factory=list)
    links: dict[str, Link] = field(default_factory=dict)


def build(
    source: Sequence[str],
    headings: Sequence[Heading],
    links: Sequence[tuple[int, Link]],
    chapters: Sequence[tuple[int, str]] = (),
) -> tuple[Segment, ...]:
    """Return the segments of the notes.

    Args:
        source: the lines of the notes, with their ends; every one of them is in exactly one segment at the top.
        headings: in the order of the text.
        links: with their lines, in the order of the text.
        chapters: seconds and titles from elsewhere, which give a start to segments of the same title.
    """
    if not any(line.strip() for line in source):
        return ()
    nodes = _nodes(source, headings)
    order = list(_flat(nodes))
    lines = [node.heading.line for node in order]
    for number, link in links:
        order[max(bisect_right(lines, number) - 1, 0)].links.setdefault(link.url, link)
    starts = {_key(title): seconds for seconds, title in reversed(chapters)}
    taken: dict[str, int] = {}
    return tuple(_segment(node, source, starts, taken) for node in nodes)


def _nodes(source: Sequence[str], headings: Sequence[Heading]) -> list[_Node]:
    """Return the segments at the top, each with its children, and where each of them ends."""
    top: list[_Node] = []
    opened: list[_Node] = []  # from the top down to the last
    first = headings[0].line if headings else len(source)
    if any(line.strip() for line in source[:first]):
        top.append(_Node(Heading(0, Kind.INTRO)))
    elif headings and first:
        headings = [_at(headings[0], 0), *headings[1:]]
    for heading in headings:
        node = _Node(heading)
        _close(opened, heading)
        siblings = opened[-1].children if opened else top
        previous = siblings[-1].heading if siblings else None
        if heading.part and previous and previous.presenter == heading.presenter:
            continue  # one child a presenter: what follows is more of the same
        siblings.append(node)
        opened.append(node)
    _end(top, len(source))
    return top


def _close(opened: list[_Node], heading: Heading) -> None:
    """Close what does not hold the part that begins.

    Presenters nest in extras, sections in whatever has a greater heading, timed items of a list in a list in those of
    the list round it. All else stands at the top.
    """
    if heading.part:
        while opened and (opened[-1].heading.part or opened[-1].heading.kind is not Kind.EXTRAS):
            opened.pop()
    elif heading.depth:
        while opened and not 0 < opened[-1].heading.depth < heading.depth:
            opened.pop()
    elif heading.kind is not Kind.SECTION or not heading.level:
        opened.clear()
    else:
        while opened and not _holds(opened[-1].heading, heading):
            opened.pop()


def _holds(outer: Heading, inner: Heading) -> bool:
    if outer.level:
        return (inner.level or 0) > outer.level
    # A joke that a bold line announced goes on in a heading right below it.
    return outer.kind is Kind.JOKE and inner.line - outer.line <= 2


def _end(nodes: Sequence[_Node], end: int) -> None:
    for node in reversed(nodes):
        node.end, end = end, node.heading.line
        _end(node.children, node.end)


def _flat(nodes: Sequence[_Node]) -> list[_Node]:
    found: list[_Node] = []
    for node in nodes:
        found.append(node)
        found.extend(_flat(node.children))
    return found


def _segment(node: _Node, source: Sequence[str], starts: Mapping[str, int], taken: dict[str, int]) -> Segment:
    heading = node.heading
    segment_id = _id(heading, taken)
    start = heading.start
    if start is None and heading.title:
        start = starts.get(_key(heading.title))
    return Segment(
        id=segment_id,
        kind=heading.kind,
        title=heading.title,
        number=heading.number,
        presenter=heading.presenter,
        start=start,
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


def _at(heading: Heading, line: int) -> Heading:
    heading.line = line
    return heading
