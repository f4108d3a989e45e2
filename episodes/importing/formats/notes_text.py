"""Notes as text: an episode file in Markdown or HTML, or the text of a web page as someone copied and pasted it.

Pasted text has bullets, but no links and no markup. It is made into Markdown.
"""

import re
from dataclasses import replace

from episodes.documents import facts
from episodes.documents.document import Document, decode, parse_document, stem, tidy_notes
from episodes.errors import BrokenEpisode
from episodes.importing.formats import Input, ReadResult
from episodes.importing.formats.escape import escape_lines, link_addresses
from episodes.importing.formats.titles import split_title
from episodes.model import Sponsor
from episodes.text import clean

_NAME = r"[^\W\d_][\w.'’-]*"
_BEGINS_HTML = re.compile(r"\s*<(?:!--|/?[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_HTML_BLOCK = re.compile(r"</(?:p|h[1-6]|ul|ol|div|table|blockquote|dl)>|<br\s*/?>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} |[-*+] |\d{1,3}[.)] |> |```)|\]\([^)\s]*\)|\*\*\S", re.MULTILINE)
_BULLET = re.compile(r"([ \t]*)(?:[•◦▪‣⁃●○■□·∙]|(\d{1,3}\.)) *\t*(?<=[ \t])(\S.*)")
_TOPIC = re.compile(rf"(?:{_NAME}(?: {_NAME}){{0,2}} ?#\d{{1,2}}|#\d{{1,2}} {_NAME}) ?:\s*\S.*")
_TITLE = re.compile(r"(?:[\w&' ]{1,40}\s)?#(\d{1,5})\s*[:–—-]\s*(\S.*)")
_HEADING = re.compile(r"extras?:?|jokes?(?: (?:for|of) the day)?:?|jokes?\s*:\s*\S.*", re.IGNORECASE)
_PRESENTER = re.compile(rf"({_NAME}):")
_DAY = r"(?:[A-Z][a-z]+\.?,? )?(?:[A-Z][a-z]+\.? \d{1,2},? \d{4}|\d{1,2}\.? [A-Z][a-z]+\.?,? \d{4}|\d{4}-\d\d-\d\d)"
_DATES = re.compile(rf"(published|recorded)(?: on)?:?\s+({_DAY})", re.IGNORECASE)
_SPONSOR = re.compile(r"(?:this episode (?:is|was) )?sponsored by:?\s+([^:.]{2,60}?)\s*[:.]?", re.IGNORECASE)


def read(source: Input) -> ReadResult:
    """Read an episode file or pasted text."""
    text = decode(source.data, name=source.name)
    if source.must_be_feed:
        raise BrokenEpisode(source.name, "it is plain text, not a feed")
    if is_pasted(text):
        page = _PastedPage(clean(text).splitlines(), Document(name=stem(source.name)))
        return ReadResult([replace(page.document, notes=tidy_notes("\n".join(page.lines)))])
    document = parse_document(text, name=source.name)
    if document.title:
        season, number, title = split_title(document.title, document.number, document.show)
        season = document.season if season is None else season
        document = replace(document, title=title or document.title, number=number, season=season)
    if is_html(document.notes):
        from episodes.importing.formats.html_to_markdown import notes_from_html

        document = replace(document, notes=tidy_notes(clean(notes_from_html(document.notes, base=document.page))))
    return ReadResult([document])


def is_html(notes: str) -> bool:
    """Return whether notes are all HTML: they begin with a tag, have blocks, and nothing that is Markdown's."""
    return bool(_BEGINS_HTML.match(notes) and _HTML_BLOCK.search(notes)) and not _MARKDOWN.search(notes)


def is_pasted(text: str) -> bool:
    """Return whether a text is pasted: it has bullets as pages draw them, or a title above topics, and no links."""
    if re.search(r"\]\((?:https?:|#|/)", text) or text.lstrip().startswith(("---", "+++", "{", "<")):
        return False
    lines = [line.rstrip() for line in text.splitlines()]
    bullets = sum(1 for line in lines if (found := _BULLET.fullmatch(line)) and not found[2])
    topics = sum(1 for line in lines if _TOPIC.fullmatch(line))
    titled = any(_TITLE.fullmatch(line) and not _TOPIC.fullmatch(line) for line in lines[:20])
    return bullets >= 3 or (bullets > 0 and topics > 0) or (titled and topics > 0)


class _PastedPage:
    """Makes Markdown of pasted text line by line: a heading for each topic, lists with their nesting, extras apart.

    Each line of the page is in the notes, but its title and dates, which go to the front matter, and what
    stands above the title: that is the site's and goes there too, under `above_title`. A list set
    apart by blank lines after the last topic is extras.
    """

    def __init__(self, text: list[str], document: Document) -> None:
        self.document = document
        self.lines: list[str] = []
        self._topics = self._topics_left = sum(1 for line in text if _TOPIC.fullmatch(line.rstrip()))
        self._levels: list[tuple[int, int]] = []
        """For each open list: where its bullets stand on the page, and where they stand in Markdown."""
        self._in_extras = False
        blanks = 0
        for line in text:
            if not line.strip():
                blanks += 1
                continue
            if bullet := _BULLET.fullmatch(line.rstrip()):
                self._add_bullet(bullet, blanks)
            else:
                self._add_line(line, blanks)
            blanks = 0

    def _add_bullet(self, bullet: re.Match[str], blanks: int) -> None:
        """Add an item of a list after so many blank lines."""
        after_topics = self._topics > 0 and self._topics_left == 0
        if blanks > 1 and after_topics and not self._in_extras:
            self._start("## Extras")
            self._in_extras = True
        if blanks > 1 or not self._levels:
            self._levels = []
            self._blank()
        indent = len(bullet[1].expandtabs(4))
        while self._levels and self._levels[-1][0] >= indent:
            self._levels.pop()
        column = self._levels[-1][1] if self._levels else 0
        marker = bullet[2] or "-"
        self._levels.append((indent, column + len(marker) + 1))
        self.lines.append(f"{' ' * column}{marker} {_words(bullet[3])}")

    def _add_line(self, line: str, blanks: int) -> None:
        """Add any other line after so many blank lines."""
        if self._levels and line[0] in " \t" and not blanks:
            self.lines.append(" " * self._levels[-1][1] + _words(line))
            return
        self._levels = []
        line = line.strip()
        if self._topics_left == self._topics and self._add_fact(line):
            return
        if _TOPIC.fullmatch(line):
            self._topics_left -= 1
            self._start(f"## {_words(line)}")
            self._in_extras = False
        elif _HEADING.fullmatch(line):
            self._start(f"## {_words(line.rstrip(':'))}")
            self._in_extras = line[:5].lower() == "extra"
        elif self._in_extras and (presenter := _PRESENTER.fullmatch(line)):
            self._start(f"### {_words(presenter[1])}")
        else:
            if blanks:
                self._blank()
            self.lines.append(_words(line))

    def _add_fact(self, line: str) -> bool:
        """Read what a line above the topics says of the whole episode; return whether it says nothing else."""
        known = self.document
        if known.title is None and not _TOPIC.fullmatch(line) and (found := _TITLE.fullmatch(line)):
            above = " ".join(line for line in self.lines if line)
            self.lines = []
            kept = {"above_title": above} if above else {}
            self.document = replace(known, number=int(found[1]), title=found[2], sponsors=(), kept=kept)
            return True
        dates = {kind.lower(): facts.read_date(day) for kind, day in _DATES.findall(line)}
        if any(dates.values()):
            self.document = replace(
                known,
                published=known.published or dates.get("published"),
                recorded=known.recorded or dates.get("recorded"),
            )
            return not _DATES.sub("", line).strip(" ,;|·-–—.")
        if found := _SPONSOR.fullmatch(line):
            self.document = replace(known, sponsors=(*known.sponsors, Sponsor(found[1])))
        return False

    def _start(self, heading: str) -> None:
        self._levels = []
        self._blank()
        self.lines += [heading, ""]

    def _blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")


def _words(line: str) -> str:
    return escape_lines(link_addresses(line.strip()))
