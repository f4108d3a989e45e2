"""A line of the notes as text without markup, with what its markup says: where it is bold, and where it leads.

Publishers make headings of anything: of Markdown headings, of bold lines, of plain lines with a colon, of a line in
the midst of a paragraph or hung on to the end of a list. So the unit of all reading here is the source line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from markdown_it.token import Token

from episodes.model import Link
from episodes.notes.inline import Run, links, runs, without_stray_bold
from episodes.text import clean

LONGEST_HEADING = 1_000
"""Characters in a line beyond which it is no heading; of a Markdown heading no more are read."""

_BLANKS = re.compile(r"\s+")
_MARKED_CODE = re.compile(r"\W*\[(?P<words>.*)\]\((?P<url>\S+)\)\W*")
_NO_ADDRESS = re.compile(r"https?:/*$|(?![a-z]+:)", re.IGNORECASE)


class Place(Enum):
    """Where a line stands."""

    HEADING = "a Markdown heading"
    PARAGRAPH = "a paragraph of its own"
    ITEM = "the first line of an item of a list"
    TAIL = "hung on to a list or quote, without indent"


@dataclass(slots=True)
class Line:
    """A line that may be a heading, without its markup."""

    number: int
    """Counted from 0 in the notes."""
    place: Place
    level: int | None
    """Of a Markdown heading: 1 to 6."""
    first: bool
    """It begins its paragraph."""
    alone: bool
    """It is all of its paragraph."""
    depth: int = 0
    """How many lists it stands in."""
    marked: bool = False
    """Its source begins with the sign for bold, whether or not the bold was closed well."""
    text: str = ""
    links: list[tuple[int, int, str]] = field(default_factory=list)
    """Where in the text a link stands, and its address."""
    bold: list[tuple[int, int]] = field(default_factory=list)
    """Where the text is bold."""
    below: list[Line] = field(default_factory=list)
    """The items of the list right below, if the line alone says little without them (`Sponsored by:`, `3:52`)."""

    def is_bold(self, start: int = 0, end: int | None = None) -> bool:
        """Tell whether all letters and digits between two places of the text are bold."""
        end = len(self.text) if end is None else end
        for a, b in [*self.bold, (end, end)]:
            if any(map(str.isalnum, self.text[start : min(a, end)])):
                return False
            start = max(start, b)
        return True

    def breaks_at(self, place: int) -> bool:
        """Tell whether its markup parts what stands before a place of the text from what follows."""
        return any(a == place for a, _, _ in self.links) or any(abs(b - place) < 2 for _, b in self.bold)

    @property
    def stands_out(self) -> bool:
        """Whether it begins like a heading: by Markdown's or in bold."""
        if self.place is Place.HEADING or self.marked:
            return True
        return bool(self.bold) and not re.search(r"\w", self.text[: self.bold[0][0]])

    @property
    def begins_with_link(self) -> bool:
        """Whether its first words are a link."""
        return bool(self.links) and not re.search(r"\w", self.text[: self.links[0][0]])

    def url(self, start: int = 0) -> str | None:
        """Return where the words from a place of the text on lead: the first address that is one."""
        for a, b, url in self.links:
            if b > start and not _NO_ADDRESS.match(url) and re.search(r"\w", self.text[max(a, start) : b]):
                return url
        return None


class Paragraph:
    """The lines of an inline token; its markup is read once, when it is first asked for."""

    def __init__(self, token: Token) -> None:
        self._token = token
        self.written = token.content.split("\n")
        """The lines as they stand in the source."""

    @cached_property
    def _runs(self) -> list[list[Run]]:
        return runs(self._token)

    def links(self) -> list[tuple[int, Link]]:
        """Return the links, each with the line, from 0, where it begins."""
        content = self._token.content
        return links(self._runs) if "[" in content or "<" in content or "://" in content else []

    def line(self, index: int, number: int, place: Place, level: int | None = None) -> Line:
        """Return the line at an index as a line of the notes."""
        written = self.written[index]
        marked = written.startswith(("**", "__"))
        alone = len(self.written) == 1
        line = Line(number, place, level, index == 0, alone, self._token.level // 2, marked)
        if len(self._runs) == len(self.written):
            found = self._runs[index]
        else:  # a code span or a tag runs over a line's end: the line has to do by itself
            found = runs(self._token.copy(content=written))[0]
        for run in found:
            _add(line, run)
        line.text = line.text.rstrip()
        return line


def _add(line: Line, run: Run) -> None:
    """Add a run to the text of a line."""
    words, url = run.text, run.url
    if run.code:
        if link := _MARKED_CODE.fullmatch(words):  # a link that was put between backticks
            words, url = link["words"], url or link["url"]
        if words.startswith("**") and words.endswith("**"):
            words = words[2:-2]
    else:
        words = without_stray_bold(words)
    start = len(line.text)
    words = _BLANKS.sub(" ", clean(words))[: LONGEST_HEADING - start]
    if not start or line.text.endswith(" "):
        words = words.lstrip(" ")
    line.text += words
    if words.strip():
        if url:
            line.links.append((start, len(line.text), url))
        if run.strong:
            line.bold.append((start, len(line.text)))
