"""Notes as tests look at them: the outline of all, or their one segment."""

from __future__ import annotations

from episodes.model import Segment
from episodes.notes.parse import Notes, parse_notes


def outline(notes: Notes) -> str:
    """Return the notes as the files `*.outline` write them: kind, number, presenter, start, title, main link."""
    lines = [f"number={notes.number} title={notes.title}"]
    lines += [f"sponsor={sponsor.name} {sponsor.url}" for sponsor in notes.sponsors]

    def add(segment: Segment, depth: int) -> None:
        values = (segment.number, segment.presenter, segment.start, segment.title, segment.url)
        shown = " | ".join("-" if value is None else str(value) for value in values)
        lines.append(f"{'  ' * depth}{segment.kind} | {shown} | {len(segment.links)} links | {segment.id}")
        for child in segment.children:
            add(child, depth + 1)

    for segment in notes.segments:
        add(segment, 0)
    return "\n".join(lines) + "\n"


def only(text: str) -> Segment:
    """Return the one segment of a text."""
    (segment,) = parse_notes(text).segments
    return segment
