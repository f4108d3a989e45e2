"""What the head of the notes says of the whole episode: number, title, dates and sponsors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from episodes.model import Sponsor
from episodes.notes import labels
from episodes.notes.lines import Line, Place

_EPISODE = re.compile(
    r"(?P<show>[^\W\d_][^#\d:]*?)??[\s#\\]*(?P<number>\d{1,5})(?:\s*[:–—]\s*|\s+-\s+|$)(?P<title>.*)", re.DOTALL
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = (
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?:\w+day,? |\w{3}, )?(?P<month>[A-Z][a-z]{2})[a-z]*\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4}))"
)
_WHEN = re.compile(rf"\b(?P<what>[Rr]ecorded|[Pp]ublished|[Aa]ired|[Rr]eleased):?(?: on)?:? {_DATE}")

_NAME_ENDS = re.compile(r"\s*(?:[,;!?.…]+(?:\s|$)|\s[–—|-]+\s|[–—-]{2,}|\()")
_SLOGAN = re.compile(r":\s+(?:\S+\s+){2}\S")
_NOBODY = {"", "us", "me", "you", "you all", "listeners", "our listeners", "our supporters", "no one", "nobody"}

_FEW_LINES = 8
"""How far down a heading with a number can still name the episode."""


class Title(NamedTuple):
    """The heading that names the episode."""

    line: int
    number: int | None
    title: str | None


def read_title(lines: Sequence[Line], first_line: int) -> Title | None:
    """Return the heading that names the episode, if the notes begin with one.

    `# Python Bytes 148` and `# PB 454` give a number and no title, `# #469: Commands` both, `# Any words` a title.
    A few words may stand before it if it has a number, and bold may do for a heading if it has the show's name too.

    Args:
        lines: the candidates, in order.
        first_line: the first line of the notes that is not blank.
    """
    first = next((line for line in lines if line.place is Place.HEADING or line.marked), None)
    if not first or not first.text:
        return None
    match = _EPISODE.fullmatch(first.text)
    is_first = first.number == first_line
    if first.level == 1 and is_first:
        # `# Brian #1: …` is a topic, but `# Python Bytes #148` and `# #148: …` are not.
        names_it = not labels.numbered(first.text, True) or (match and not (match["show"] and match["title"]))
    elif first.level == 1:
        names_it = match and first.number < _FEW_LINES
    else:
        is_name = match and bool(match["show"]) and not match["title"] and "#" not in first.text
        names_it = is_name and is_first and (first.level == 2 or (not first.level and first.alone and first.is_bold()))
    if not names_it:
        return None
    if match:
        return Title(first.number, int(match["number"]), match["title"].strip() or None)
    return Title(first.number, None, first.text.strip(" #") or None)


def read_dates(text: str) -> tuple[date | None, date | None]:
    """Return when the episode was published and recorded, where the head of its notes says so."""
    found: dict[str, date] = {}
    for match in _WHEN.finditer(text.replace("*", "")):
        with suppress(ValueError):  # there is no such day
            day = match["iso"] or f"{match['year']}-{_MONTHS.index(match['month'].lower()) + 1:02}-{match['day']:0>2}"
            found.setdefault(
                "recorded" if match["what"].lower() == "recorded" else "published", date.fromisoformat(day)
            )
    return found.get("published"), found.get("recorded")


def sponsors_in(line: Line) -> Iterator[Sponsor]:
    """Yield who a line such as `Sponsored by …` or `This episode is brought to you by …` names, but for "us"."""
    start = labels.sponsored_by(line.text)
    if start is not None:
        yield from sponsors_from(line, start)
    elif (name := labels.sponsor_named_first(line.text)) and name.casefold() not in _NOBODY:
        yield Sponsor(name, line.url())


def sponsors_from(line: Line, start: int) -> Iterator[Sponsor]:
    """Yield the sponsors whose names begin at a place of a line."""
    text = line.text
    while True:
        start += len(text[start:]) - len(re.sub(r"^[\s:*–—-]*(?:(?:our|the) (?:friends at )?)?", "", text[start:]))
        end, linked = _extent(line, start)
        name = _name(text[start:end], linked)
        if name.casefold() in _NOBODY:
            return
        yield Sponsor(name, line.url(start))
        joined = re.match(r"\s*(?:,|&|and\b|\+|/)\s*(?:and\s+)?(?:the\s+)?", text[end:])
        start = end + joined.end() if joined else end
        if not joined or not any(abs(a - start) < 2 for a, _, _ in line.links):
            return


def _extent(line: Line, start: int) -> tuple[int, bool]:
    """Return where a name ends, by the markup: at the end of its own link or bold, or where a link begins."""
    for a, b, _ in line.links:
        if abs(a - start) < 2:
            while following := next((d for c, d, _ in line.links if c == b), None):  # one link in several pieces
                b = following
            return b, True
    for a, b in line.bold:
        if abs(a - start) < 2 and not any(a < c < b for c, _, _ in line.links):
            return b, False
    return min((a for a, _, _ in line.links if a > start), default=len(line.text)), False


def _name(text: str, linked: bool) -> str:
    """Return a sponsor's name without what it says of itself.

    In a link, `RedHat: Compiler Podcast` is a name and `Rollbar: they take the pain out of errors` a name with a
    slogan; elsewhere a colon ends the name.
    """
    text = text.strip()
    if linked and re.match(r"\S+\.\S+/\S*$|https?://", text):
        return text
    if ends := _NAME_ENDS.search(text):
        text = text[: ends.start()]
    if not linked or _SLOGAN.search(text):
        text = re.split(r":(?:\s|$)", text, maxsplit=1)[0]
    return text.strip(" :–—-")
