"""What the head of the notes says of the whole episode: number, title, dates and sponsors."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from episodes.dates import read_day
from episodes.model import Sponsor
from episodes.notes import labels
from episodes.notes.lines import Line, Place

_EPISODE = re.compile(
    r"(?P<show>[^\W\d_][^#\d:]*?)??[\s#\\]*(?P<number>\d{1,5})(?:\s*[:–—]\s*|\s+-\s+|$)(?P<title>.*)", re.DOTALL
)
_EPISODE_BY_WORD = re.compile(
    r"(?P<show>(?:[^\d:#]*\s)?)(?:ep|eps|episode|épisode|episodio|episódio|folge)\.?[\s#]*(?P<number>\d{1,5})"
    r"(?:\s*[:–—.-]\s*|\s+|$)(?P<title>.*)",
    re.DOTALL | re.IGNORECASE,
)
_RECORDED = r"recorded|recording date|aufgenommen(?: am)?|aufnahmedatum|enregistré(?: le)?|gravado(?: em)?"
_PUBLISHED = (
    r"published|aired|released|(?:air|release|publication|publish)[ -]date"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|publié(?: le)?|publicado(?: em)?"
)
_WHEN = re.compile(
    rf"\b(?:(?P<recorded>{_RECORDED})|{_PUBLISHED}):?(?: on)?:?\s+"
    r"(?P<date>\d{4}-\d\d-\d\d\b|(?:[^\W\d]+,? )?(?:[^\W\d]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
    r"|\d{1,2}(?:er|st|nd|rd|th|º)?\.? (?:de )?[^\W\d]{3,9}\.?,? (?:de )?\d{4}\b))",
    re.IGNORECASE,
)

_NAME_ENDS = re.compile(r"\s*(?:[,;!?.…]+(?:\s|$)|\s[–—|-]+\s|[–—-]{2,}|\()")
_SLOGAN = re.compile(r":\s+(?:\S+\s+){2}\S")
_NOBODY = re.compile(r"|us|me|you|you all|(?:our )?listeners|our supporters|no one|nobody|none|n/a", re.IGNORECASE)

_FEW_LINES = 8
"""How far down a heading with a number can still name the episode."""


class Title(NamedTuple):
    """The heading that names the episode."""

    line: int
    number: int | None
    title: str | None


def read_title(
    lines: Sequence[Line], first_line: int, known: str | None = None, number: int | None = None
) -> Title | None:
    """Return the heading that names the episode, if the notes begin with one.

    `# Python Bytes 148` and `# PB 454` give a number and no title, `# #469: Commands` and `# ep7 Commands` both,
    `# Any words` a title. Where the title is known, a heading that says another one begins a section. A few words may
    stand before it if it has a number, and bold may do for a heading if it has the show's name too.

    Args:
        lines: the candidates, in order.
        first_line: the first line of the notes that is not blank.
        known: the title that the episode has by its front matter.
        number: the number that it has there.
    """
    first = next((line for line in lines if line.place is Place.HEADING or line.marked), None)
    if not first or not first.text:
        return None
    match = _EPISODE.fullmatch(first.text) or (_EPISODE_BY_WORD.fullmatch(first.text) if first.level == 1 else None)
    is_first = first.number == first_line
    if first.level == 1 and is_first:
        # `# Brian #1: …` is a topic, but `# Python Bytes #148` and `# #148: …` are not.
        names_it = not labels.numbered(first.text, True) or (match and not (match["show"] and match["title"]))
    elif first.level == 1:
        names_it = match and first.number < _FEW_LINES
    else:
        is_name = match and bool(match["show"]) and not match["title"] and "#" not in first.text
        names_it = is_name and is_first and (first.level == 2 or (not first.level and first.alone and first.is_bold()))
    stated = int(match["number"]) if match else None
    said = match["title"].strip() if match else first.text.strip(" #")
    is_other = known and said and (stated is None or stated != number) and not _are_alike(said, known)
    return Title(first.number, stated, said or None) if names_it and not is_other else None


def _are_alike(title: str, known: str) -> bool:
    """Return whether two titles say the same, or one what the other ends with: `#7: Commands`, `Commands`."""
    one, other = (re.sub(r"\W+", " ", text).strip().casefold() for text in (title, known))
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def read_dates(text: str) -> tuple[date | None, date | None]:
    """Return when the episode was published and recorded, where the head of its notes says so."""
    found: dict[str, date] = {}
    for match in _WHEN.finditer(text.replace("*", "")):
        if day := read_day(match["date"]):
            found.setdefault("recorded" if match["recorded"] else "published", day)
    return found.get("published"), found.get("recorded")


def sponsors_in(line: Line) -> Iterator[Sponsor]:
    """Yield who a line such as `Sponsored by …` or `This episode is brought to you by …` names, but for "us"."""
    if (start := labels.sponsored_by(line.text)) is not None:
        yield from sponsors_from(line, start)
    elif (name := labels.sponsor_named_first(line.text)) and not _NOBODY.fullmatch(name):
        yield Sponsor(name, line.url())


def sponsors_from(line: Line, start: int) -> Iterator[Sponsor]:
    """Yield the sponsors whose names begin at a place of a line."""
    text = line.text
    while True:
        start += len(text[start:]) - len(re.sub(r"^[\s:*–—-]*(?:(?:our|the) (?:friends at )?)?", "", text[start:]))
        end, linked = _extent(line, start)
        # A link before a colon is all name, whatever signs are in it.
        name = text[start:end].strip() if linked and text[end : end + 1] == ":" else _name(text[start:end], linked)
        if _NOBODY.fullmatch(name):
            return
        yield Sponsor(name, line.url(start))
        joined = re.match(r"\s*(?:,|&|and\b|\+|/)\s*(?:and\s+)?(?:the\s+)?", text[end:])
        start = end + joined.end() if joined else end
        if not joined or not any(abs(at - start) < 2 for at, _, _ in line.links):
            return


def _extent(line: Line, start: int) -> tuple[int, bool]:
    """Return where a name ends, by the markup: at the end of its own link or bold, or where a link begins."""
    for first, end, _ in line.links:
        if abs(first - start) < 2:
            while following := next((last for at, last, _ in line.links if at == end), None):  # one in several pieces
                end = following
            return end, True
    for first, end in line.bold:
        if abs(first - start) < 2 and not any(first < at < end for at, _, _ in line.links):
            return end, False
    return min((at for at, _, _ in line.links if at > start), default=len(line.text)), False


def _name(text: str, linked: bool) -> str:
    """Return a sponsor's name without what it says of itself.

    In a link, `RedHat: Compiler Podcast` is a name and `Rollbar: they take the pain out of errors` a name with a
    slogan; elsewhere a colon ends the name.
    """
    text = text.strip()
    if not text.startswith(("http://", "https://")):
        text = _NAME_ENDS.split(text, maxsplit=1)[0]
    if not linked or _SLOGAN.search(text):
        text = re.split(r":(?:\s|$)", text, maxsplit=1)[0]
    return text.strip(" :–—-")
