"""Words after links that are not the notes' own: which other episodes mention the same address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .copying import ANNOTATION
from .values import Document, Line, Run


def annotate(document: Document, annotations: Mapping[str, str]) -> Document:
    """Return the document with a text after each link whose address has one.

    Args:
        document: the notes, without annotations.
        annotations: texts by address, without the blank before them.
    """
    texts = {at: annotations[link.link.url] for at, link in enumerate(document.links) if link.link.url in annotations}
    if not texts:
        return document
    last_runs: dict[int, tuple[int, int]] = {}  # link: the line and run where it ends
    for at, line in enumerate(document.lines):
        for number, run in enumerate(line.runs):
            if run.link in texts:
                last_runs[run.link] = at, number
    by_line: dict[int, dict[int, str]] = {}
    for index, (at, number) in last_runs.items():
        if text := " ".join(texts[index].split()):
            by_line.setdefault(at, {})[number] = " " + text
    lines = list(document.lines)
    links = list(document.links)
    for at, additions in by_line.items():
        lines[at], ends = _annotated(lines[at], additions)
        for number, link in enumerate(links):
            if link.line == at:
                links[number] = link._replace(start=link.start + _added(ends, link.start))
    return replace(document, lines=tuple(lines), links=tuple(links))


def _annotated(line: Line, additions: Mapping[int, str]) -> tuple[Line, list[tuple[int, int]]]:
    """Return the line with texts after some of its runs, and where how many characters came in."""
    parts: list[str] = []
    runs: list[Run] = []
    ends: list[tuple[int, int]] = []
    start = added = 0
    for number, run in enumerate(line.runs):
        parts.append(line.text[start : run.end])
        start = run.end
        runs.append(Run(run.end + added, run.look, run.link))
        if text := additions.get(number):
            parts.append(text)
            added += len(text)
            ends.append((run.end, len(text)))
            runs.append(Run(run.end + added, ANNOTATION))
    breaks = tuple((offset + _added(ends, offset), source) for offset, source in line.breaks)
    return line._replace(text="".join(parts), runs=tuple(runs), breaks=breaks), ends


def _added(ends: list[tuple[int, int]], offset: int) -> int:
    """Return how many characters came in before an offset."""
    return sum(size for end, size in ends if end <= offset)
