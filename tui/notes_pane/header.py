"""What stands above the notes: the show and number, the title, the date, the people and the web page."""

from __future__ import annotations

from episodes.errors import LinkRefused
from episodes.model import Episode, Link
from episodes.web_links import check_link, host

from .values import Block, Line, NotesLink, Position, Run

_ABOVE = -1
"""The line of the source that the notes_header counts as."""


def notes_header(episode: Episode, opening: str) -> tuple[list[Line], list[Block], list[NotesLink]]:
    """Return the lines, blocks and links that stand above the notes.

    Args:
        episode: whose values are shown.
        opening: the heading with which the notes themselves begin; what it says is not said twice.
    """
    issue = episode.show if episode.number is None else f"{episode.show} {episode.number}"
    title = episode.title or ""
    texts: list[list[tuple[str, str]]] = [[], [], []]
    if issue and issue.casefold() not in opening.casefold():
        texts[0].append((issue, "eyebrow"))
    if day := episode.published or episode.recorded:
        texts[0].append((f"{day.day} {day:%B %Y}", "byline"))
    if title and title.casefold() not in opening.casefold():
        texts[1].append((title, "show-title"))
    people = [name for name in (*episode.hosts, *(f"{guest} (guest)" for guest in episode.guests)) if name]
    if people:
        texts[2].append((", ".join(people), "byline"))
    links: list[NotesLink] = []
    if episode.page and (name := host(episode.page)):
        texts[2].append((name, "byline link"))
    lines: list[Line] = []
    blocks: list[Block] = []
    base = 0
    for parts in texts:
        if not parts:
            continue
        text, runs = "", []
        for words, look in parts:
            if text:
                text += " · "
                runs.append(Run(len(text), "byline"))
            start = len(text)
            text += words
            link = -1
            if "link" in look and episode.page:
                link = 0
                links.append(
                    NotesLink(
                        Link(episode.page, episode.page),
                        None,
                        Position(_ABOVE, base + start),
                        len(lines),
                        start,
                        _opens(episode.page),
                    )
                )
            runs.append(Run(len(text), look, link))
        blocks.append(Block("text", len(lines), len(lines) + 1))
        lines.append(Line(text, tuple(runs), _ABOVE, base))
        base += len(text) + 1
    return lines, blocks, links


def _opens(url: str) -> bool:
    try:
        check_link(url)
    except LinkRefused:
        return False
    return True
