"""The text that a selection takes with it. Pure."""

from __future__ import annotations

import re

from .values import Document, Line

ANNOTATION = "annotation"
"""The look of text that is not the notes' own: it is never copied."""

_WORD = re.compile(r"https?://\S+|[\w.@+-]*\w+")

Spot = tuple[int, int]
"""A line of the document and an offset in it."""


def copied(document: Document, start: Spot | None, end: Spot | None) -> str:
    """Return the text between two spots, without the line ends of wraps.

    Paragraphs, bullets and lines of code keep their own line ends, bullets their marks if they are taken from their
    beginning, and cells of a table have tabs between.

    Args:
        document: the notes.
        start: where it begins; the beginning of the notes if None.
        end: where it ends; the end of the notes if None.
    """
    first, begin = start or (0, 0)
    last, stop = end or (len(document.lines) - 1, 1 << 60)
    last = min(last, len(document.lines) - 1)
    parts: list[str] = []
    for at in range(max(0, first), last + 1):
        line = document.lines[at]
        low = max(0, begin) if at == first else 0
        high = min(stop, len(line.text)) if at == last else len(line.text)
        if at == last and at > first and high <= 0 and line.text:
            break  # it ends before this line: neither its text nor its mark
        if parts:
            parts.append(line.joint)
        if not low and first != last:
            parts.append(line.opening)
        parts.append(_own_text(line, low, high))
    return "".join(parts)


def _own_text(line: Line, low: int, high: int) -> str:
    if not any(ANNOTATION in run.look for run in line.runs):
        return line.text[low:high]
    parts = []
    start = 0
    for run in line.runs:
        if ANNOTATION not in run.look:
            parts.append(line.text[max(start, low) : max(start, min(run.end, high))])
        start = run.end
    return "".join(parts)


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Return where the word at an offset begins and ends; an address is one word."""
    offset = max(0, min(offset, len(text) - 1))
    for found in _WORD.finditer(text):
        if found.start() <= offset < found.end():
            return found.span()
    return offset, min(offset + 1, len(text))
