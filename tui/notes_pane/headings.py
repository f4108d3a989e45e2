"""How headings are drawn: the header above the notes, the headings of segments, and those within segments.

The text of a segment's heading stays what the notes say, in whatever form. What the segment knows (its title, its kind)
only decides which part of the text is the label ("Brian #1:", "02:25"), which the title, and which follows.
"""

import re

from episodes.model import Episode, Kind, Segment
from episodes.text import clock_text
from episodes.web_links import host

from .line_builder import LineBuilder
from .notes_document import HEADER_LINE, BlockHeading, NotesLink, Span, TextLine

_RULES = {Kind.SPONSOR: "╌", Kind.JOKE: "┈"}
_TIME = re.compile(r"\d:\d\d")
_LONGEST_LABEL = 60
_LONGEST_TITLE = 160


def notes_header(episode: Episode, opening: str, links: list[NotesLink]) -> list[TextLine]:
    """Return the lines above the notes: show, number, date and length; the title; the people, web page and audio.

    Args:
        episode: whose values are shown.
        opening: the heading with which the notes themselves begin; what it says is left out.
        links: receives the links to the web page and the audio.
    """

    def unsaid(text: str) -> str:
        return "" if text.casefold() in opening.casefold() else text

    def add(text: str, style: str = "byline", address: str = "") -> None:
        if text:
            builder.add(" · " if builder.text else "", "byline")
            builder.open(style)
            builder.open_link(address)
            builder.add(text)
            builder.close_link()
            builder.close(style)

    builder = LineBuilder(links, lambda _line: None, HEADER_LINE)
    day, page = episode.published or episode.recorded, episode.page or ""
    add(unsaid(episode.numbered_show), "eyebrow")
    add(f"{day.day} {day:%B %Y}" if day else "")
    add(clock_text(episode.duration) if episode.duration else "")
    builder.new_line()
    add(unsaid(episode.title or ""), "show-title")
    builder.new_line()
    add(", ".join((*episode.hosts, *(f"{guest} (guest)" for guest in episode.guests))))
    add(host(page), address=page)
    add("audio" if episode.audio else "", address=episode.audio or "")
    return [line for line in builder.done() if line.text]


def segment_heading(line: TextLine, segment: Segment, depth: int, inside: bool) -> tuple[TextLine, BlockHeading]:
    """Return the first line of a segment in the styles of a heading, and how it is drawn.

    Args:
        line: as the notes have it.
        segment: the segment that begins with it.
        depth: how many segments it is in.
        inside: whether it is an item of a list, and so without a rule.
    """
    label, title = _parts(line.text, segment)
    ruled = not inside and (depth == 0 or segment.kind in (Kind.TOPIC, Kind.SPONSOR))
    rule = _RULES.get(segment.kind, "─") if ruled else ""
    time = "" if segment.start is None or _TIME.search(line.text) else f"[{clock_text(segment.start)}]"
    said = segment.kind.value in line.text.lower() or segment.kind in (Kind.TOPIC, Kind.SECTION)
    over = Span(0, label, "label"), Span(label, title, "subtitle" if inside else "title")
    spans = tuple(
        # bold is the heading's own
        span._replace(style=span.style.replace("strong ", "") if span.start < title else span.style)
        for span in line.stretches(0, len(line.text), over)
        if span.style
    )
    return line._replace(spans=spans), BlockHeading(segment.id, rule, "" if said else segment.kind.value, time)


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
    label = _label_end(text) if len(text) > _LONGEST_LABEL else 0
    return 0, label or (len(text) if len(text) <= _LONGEST_TITLE else 0)


def _label_end(text: str) -> int:
    """Return the offset after a label such as `Brian #1: `; 0 where there is none."""
    colon = text.find(":", 0, _LONGEST_LABEL)
    while 0 <= colon < len(text) - 1 and text[colon + 1] in ": ":
        colon += 1
    return colon + 1
