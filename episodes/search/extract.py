"""The text of a segment as a person reads it, and the place in it that says most about a search. Pure."""

from __future__ import annotations

import re

from ..index.words import fold
from ..text import clean_line
from .highlight import Highlighter
from .values import Marked

LENGTH = 200
"""Characters of an extract, at most."""
_LEAD = 50
"""Characters that are shown before the first match, if that many are there."""
_SHORT = 20
"""Characters up to which a line says little."""

_LINK = re.compile(r"!?\[([^\]\n]*)\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)|\[[^\]\n]*\])")
_TAG = re.compile(r"<(https?://[^>\s]*)>|</?[A-Za-z][^>\n]*>")
_SIGNS = re.compile(r"\\([^\w\s])|[*`]+|~~|(?<!\w)_+|_+(?!\w)")
_BLOCK = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]?|```\w*|~~~\w*|[-=*_]{3,}[ \t]*$)+")
_ENTITY = re.compile(r"&#?\w+;")


def plain_lines(markdown: str) -> list[str]:
    """Return the lines of a segment's Markdown without its signs, empty ones left out."""
    return [line for line in map(plain_line, markdown.split("\n")) if line]


def plain_line(line: str) -> str:
    """Return one line of Markdown without its glyphs."""
    if (block := _BLOCK.match(line)) is not None:
        line = line[block.end() :]
    if "[" in line:
        line = _LINK.sub(r"\1", _LINK.sub(r"\1", line) if "[![" in line else line)
    if "<" in line:
        line = _TAG.sub(r"\1", line)
    if "&" in line and _ENTITY.search(line):
        from html import unescape

        line = unescape(line)
    if "*" in line or "`" in line or "_" in line or "\\" in line or "~" in line:
        line = _SIGNS.sub(r"\1", line)
    return clean_line(line)


def extract(markdown: str, marker: Highlighter, title: str | None = None) -> Marked:
    """Return the stretch of a segment's text that matches best, on one line.

    Args:
        markdown: the segment's own text.
        marker: finds what was searched for.
        title: the segment's title; the line that says it is left out.
    """
    lines = markdown.strip().split("\n")
    if title is not None and len(lines) > 1 and (lines[0].startswith("#") or title in plain_line(lines[0])):
        del lines[0]
    best, most = 0, -1
    for at, line in enumerate(fold("\n".join(lines)).split("\n")):
        found = 4 * marker.count(line) + (len(line) > _SHORT)
        if found > most:
            best, most = at, found
    text = ""
    for line in lines[best:]:
        text = f"{text} {plain_line(line)}".strip()
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
