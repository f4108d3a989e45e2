"""The place in a segment's text that says most about a search. Pure."""

from __future__ import annotations

from ..index.words import fold
from ..notes.plain import plain_lines
from .highlight import Highlighter
from .values import Marked

LENGTH = 200
"""Characters of an extract, at most."""
_LEAD = 50
"""Characters that are shown before the first match, if that many are there."""
_SHORT = 20
"""Characters up to which a line says little."""


def extract(markdown: str, marker: Highlighter, title: str | None = None) -> Marked:
    """Return the stretch of a segment's text that matches best, on one line.

    Args:
        markdown: the segment's own text.
        marker: finds what was searched for.
        title: the segment's title; the line that says it is left out.
    """
    lines = markdown.strip().split("\n")
    if title is not None and len(lines) > 1 and (lines[0].startswith("#") or title in " ".join(plain_lines(lines[0]))):
        del lines[0]
    best, most = 0, -1
    for at, line in enumerate(fold("\n".join(lines)).split("\n")):
        found = 4 * marker.count(line) + (len(line) > _SHORT)
        if found > most:
            best, most = at, found
    text = ""
    for line in lines[best:]:
        text = " ".join([text, *plain_lines(line)]).strip()
        if len(text) >= LENGTH:
            break
    return _cut(text, marker)


def _cut(text: str, marker: Highlighter) -> Marked:
    """Return a text, or as much of it as an extract may have, from a little before its first match on."""
    spans = marker.spans(text)
    start, end = 0, len(text)
    if end <= LENGTH:
        return Marked(text, spans)
    if spans and spans[0][0] > _LEAD:
        start = min(spans[0][0] - _LEAD, end - LENGTH)
        start = text.find(" ", start, spans[0][0]) + 1 or start
    if end - start > LENGTH:
        cut = text.rfind(" ", start + LENGTH // 2, start + LENGTH)
        end = cut if cut > 0 else start + LENGTH
    before = "… " if start else ""
    moved = len(before) - start
    shown = tuple((first + moved, last + moved) for first, last in spans if first >= start and last <= end)
    return Marked(before + text[start:end] + (" …" if end < len(text) else ""), shown)
