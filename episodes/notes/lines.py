"""Lines of the notes as text without markup: one with what its markup says, or many as a person reads them.

Publishers make headings of anything: of Markdown headings, of bold lines, of plain lines with a colon, of a line in
the midst of a paragraph or right after the last item of a list. So the unit of all rules is the source line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from html import unescape

from episodes.text import clean_line

LONGEST_HEADING = 1_000
"""Characters in a line beyond which it is no heading; of a Markdown heading no more are kept."""

_NO_ADDRESS = re.compile(r"https?:/*$|(?![a-z]+:)", re.IGNORECASE)
_WORD = re.compile(r"\w")
_BLOCK = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]?|```\w*|~~~\w*|[-=*_]{3,}[ \t]*$)++", re.MULTILINE
)
_LINK = re.compile(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]*\])*+)\](?:\((?:[^()\s]|\([^()\s]*\))*+(?:\s+\"[^\"\n]*\")?\)|\[[^\[\]\n]*\])"
)
_TAG = re.compile(r"<(https?://[^<>\s]*)>|</?[A-Za-z][^<>\n]*>")
_SIGNS = re.compile(r"\\([^\w\s])|[*`]+|~~|(?<!\w)_+|(?<!_)_++(?!\w)")


class Place(Enum):
    """Where a line stands."""

    HEADING = "a Markdown heading"
    PARAGRAPH = "a paragraph of its own"
    ITEM = "the first line of an item of a list"
    LAZY = "a line right after a list or quote, without indent: a lazy continuation line"


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
    depth: int
    """How many lists it stands in."""
    marked: bool
    """Its source begins with the sign for bold, whether or not the bold was closed well."""
    text: str = ""
    links: list[tuple[int, int, str]] = field(default_factory=list)
    """Where in the text a link stands, and its address."""
    bold: list[tuple[int, int]] = field(default_factory=list)
    """Where the text is bold."""
    below: list[Line] = field(default_factory=list)
    """The items of the list right below, if the line alone says little without them (`Sponsored by:`, `3:52`)."""

    @property
    def stands_out(self) -> bool:
        """Whether it begins like a heading: by Markdown's or in bold."""
        if self.place is Place.HEADING or self.marked:
            return True
        return bool(self.bold) and not _WORD.search(self.text[: self.bold[0][0]])

    @property
    def begins_part(self) -> bool:
        """Whether a label at its beginning can be the heading of a part: it stands out or begins a paragraph."""
        return self.place is not Place.ITEM and (self.stands_out or self.first)

    @property
    def begins_with_link(self) -> bool:
        """Whether its first words are a link."""
        return bool(self.links) and not _WORD.search(self.text[: self.links[0][0]])

    @property
    def linked(self) -> int:
        """How many of its characters are links."""
        return sum(end - start for start, end, _ in self.links)

    def is_bold(self, start: int = 0, end: int | None = None) -> bool:
        """Return whether all letters and digits between two places of the text are bold, or in a Markdown heading."""
        if self.place is Place.HEADING:
            return True
        end = len(self.text) if end is None else end
        for bold_start, bold_end in [*self.bold, (end, end)]:
            if any(map(str.isalnum, self.text[start : min(bold_start, end)])):
                return False
            start = max(start, bold_end)
        return True

    def breaks_at(self, place: int) -> bool:
        """Return whether its markup parts what stands before a place of the text from what follows."""
        return any(start == place for start, _, _ in self.links) or any(abs(end - place) < 2 for _, end in self.bold)

    def title(self, start: int = 0, limit: int | None = None) -> str | None:
        """Return the text from a place on as a title, without a colon at its end; None if it has no words.

        Of a text longer than `limit`, the first sentence has to do, or all but the words in brackets at its end.
        """
        title = self.text[start:].strip().rstrip(":").strip()
        if limit and len(title) > limit:
            sentence = re.match(rf".{{10,{limit}}}?[.?!](?=\s)", title)
            short = sentence[0] if sentence else re.sub(r"\s+\([^()]*\)?$", "", title)
            title = short if len(short) <= limit else title[:limit].rsplit(" ", 1)[0] + "…"
        return title if _WORD.search(title) else None

    def url(self, start: int = 0) -> str | None:
        """Return where the words from a place of the text on lead: the first address that is one."""
        for first, end, url in self.links:
            if end > start and not _NO_ADDRESS.match(url) and _WORD.search(self.text[max(first, start) : end]):
                return url
        return None


def plain_lines(markdown: str) -> list[str]:
    """Return the lines of a Markdown text without its markup, each as one clean line; blank ones are left out.

    It needs no parser: what is left of some markup does no harm where only words are wanted.
    """
    text = _BLOCK.sub("", markdown)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
        if "](" in text:  # an image or a link within a link
            text = _LINK.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub(r"\1", text)
    text = _SIGNS.sub(r"\1", unescape(text))
    return [line for line in map(clean_line, text.split("\n")) if line]
