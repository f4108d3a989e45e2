"""How headings are drawn: those of segments, whatever form the notes give them, and those within segments.

The text stays what the notes say. What the segment knows (its title, its kind) only decides which part of the text
is the label ("Brian #1:", "02:25"), which the title, and which follows.
"""

from __future__ import annotations

from episodes.model import Kind, Segment

from .values import Heading, Line, Run

_RULES = {Kind.TOPIC: "─", Kind.SPONSOR: "╌", Kind.EXTRAS: "─", Kind.JOKE: "┈", Kind.SECTION: "─"}
_LONGEST_LABEL = 60
_LONGEST_TITLE = 160


def plain_heading(level: int) -> Heading:
    """Return how a heading is drawn that begins no segment."""
    return Heading(None, {1: "━", 2: "─"}.get(level, ""))


def head_of(line: Line, segment: Segment, depth: int, inside: bool) -> tuple[Line, Heading | None]:
    """Return the first line of a segment in the looks of a heading, and how it is drawn.

    Args:
        line: as the notes have it.
        segment: the segment that begins with it.
        depth: how many segments it is in.
        inside: whether it is an item of a list, and so without a rule.
    """
    label, title = _parts(line.text, segment)
    ruled = not inside and (depth == 0 or segment.kind in (Kind.TOPIC, Kind.SPONSOR))
    rule = _RULES.get(segment.kind, "─") if ruled else ""
    said = segment.kind.value in line.text.lower() or segment.kind in (Kind.TOPIC, Kind.SECTION)
    looks = [(label, "label"), (title, "subtitle" if inside else "title"), (len(line.text), "")]
    return _with_looks(line, looks), Heading(segment.id, rule, "" if said else segment.kind.value)


def _parts(text: str, segment: Segment) -> tuple[int, int]:
    """Return the offsets in a heading's text where its label and where its title end."""
    if segment.title:
        at = text.find(segment.title)
        if at >= 0:
            return at, at + len(segment.title)
        if len(text) <= _LONGEST_TITLE:
            label = _label_end(text) if segment.presenter or segment.number is not None else 0
            return label, len(text)
        return 0, _label_end(text) or len(text)
    end = _label_end(text)
    return (0, end) if end and len(text) > _LONGEST_LABEL else (0, len(text) if len(text) <= _LONGEST_TITLE else 0)


def _label_end(text: str) -> int:
    """Return the offset after a label such as `Brian #1: `; 0 where there is none."""
    colon = text.find(":", 0, _LONGEST_LABEL)
    while 0 <= colon < len(text) - 1 and text[colon + 1] in ": ":
        colon += 1
    return colon + 1


def _with_looks(line: Line, looks: list[tuple[int, str]]) -> Line:
    """Return the line with a look laid over each of its parts, given by their ends; bold is the heading's own."""
    runs: list[Run] = []
    start = 0
    parts = iter(looks)
    end, look = next(parts)
    for run in line.runs:
        while start < run.end:
            while end <= start:
                end, look = next(parts)
            stop = min(end, run.end)
            names = run.look.split()
            if look:
                names = [name for name in names if name != "strong"] + [look]
            runs.append(Run(stop, " ".join(names), run.link))
            start = stop
    return line._replace(runs=tuple(runs))
