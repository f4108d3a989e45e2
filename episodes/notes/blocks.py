"""From the Markdown blocks of the notes to the lines that may be headings (the candidates), and all links.

A quick pattern on the source picks the candidates; only their inline markup is parsed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from episodes.model import Link
from episodes.notes.block_reader import SourceBlock, read_blocks
from episodes.notes.inline import Run, links, runs, tag_runs, without_stray_marks
from episodes.notes.lines import LONGEST_HEADING, Line, Place
from episodes.text import clean

MOST_MENDED = 8
"""Code blocks without an end that are mended in one text; each costs another parse of what follows."""
STAMP = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
"""A time in a recording: minutes and seconds, or hours, minutes and seconds."""

# A line is a candidate if it begins in bold, with a bracket, a number or a time, with a label (a few words and a
# colon or a number), or has nothing but a few words. A name of a sponsor may stand further on.
_CANDIDATE = re.compile(
    r"""  [^\w\s\[]{0,3}(?:\*\*|__|\[)
        | [\[(*]{0,4}(?:\#\s*)?\d
        | [^\w\s]{1,3}\ \d{1,2}:\d\d
        | [“"'(]?(?:[\w.’'-]++[ ,/&]++){0,4}[\w.’'-]++[”"')!]*+\s*+(?:\([^()]{1,30}\)\s*+)?(?:[:\#*]|[-–—]\s|\[|$)
        | .{0,300}?(?:[Ss]ponsored|[Bb]rought\ to\ you)\ by
    """,
    re.VERBOSE,
)
_ITEM_CANDIDATE = re.compile(
    rf"[^\w\s]{{0,6}}{STAMP}|\*\*[^#]{{1,40}}#|[^\w\s]{{0,2}}[^\W\d_][\w.’'-]*(?: [\w.’'-]+)?\W{{0,4}}$"
)
_TIMED = re.compile(rf"[^\w\s]{{0,6}}{STAMP}")
_LAZY_CANDIDATE = re.compile(r"\*\*|[^\W\d_a-z][\w.’'-]*(?: [\w.’'-]+)?(?: \([^()\n]{1,30}\))?:\s*$")
"""A line right after a list that begins in bold, or is a name with a colon, may be a heading."""
_ASKS_FOR_MORE = re.compile(rf"[^\w]*(?:{STAMP}|.{{0,60}}\b[Ss]ponsor(?:s|ed by)?)\W*$")

_FORGOTTEN_FENCE = re.compile(r"(?:#{1,6} +)?\*\*[^\W\d_][\w.’'-]*[\s*]*#[\s*]*\d[\d*]*\s*:")
_SECTION_AFTER_CODE = re.compile(
    r"#{2,6} +\w|(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*$|(?:(?:our|the) )?(?:extras?|jokes?|links)\W*$", re.IGNORECASE
)
"""What in code that was left open begins the next part for certain, after a blank line."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(.*)")

_BLANKS = re.compile(r"\s+")
_MARKED_CODE = re.compile(r"\W*\[(?P<words>.*)\]\((?P<url>\S+)\)\W*")


class Blocks:
    """What is found in the Markdown blocks of some notes.

    Args:
        source: the notes, line by line.

    Attributes:
        lines: the candidates, in the order of the text.
        links: the links with their lines, in the order of the text.
        pictures: the addresses that pictures lead to.
    """

    def __init__(self, source: Sequence[str]) -> None:
        self.source = source
        self.lines: list[Line] = []
        self.links: list[tuple[int, Link]] = []
        self.pictures: set[str] = set()
        self._mended = 0
        self._read(0, len(source))
        self.links.sort(key=lambda pair: pair[0])

    def _read(self, first: int, end: int) -> None:
        """Add what is in a stretch of the source."""
        asking: Line | None = None
        rest_is_read = False
        for block in read_blocks(self.source, first, end):
            token, at = block.token, block.line
            if token.type == "inline":
                paragraph = _Paragraph(block)
                self._add_links(at, paragraph.linking_runs())
                if rest_is_read:
                    continue
                if asking and block.place is Place.ITEM:
                    asking.below.append(paragraph.line(0))
                elif token.level == 1:
                    asking = None
                lines = list(paragraph.candidates(self.source))
                self.lines += lines
                if token.level == 1 and lines and _ASKS_FOR_MORE.match(lines[-1].text):
                    asking = lines[-1]
            elif token.type == "html_block":
                self._add_links(at, [tag_runs(token.content)])
            elif token.map and self._mended < MOST_MENDED and not rest_is_read:
                code_end = at + token.map[1] - token.map[0]
                if text := _text_in_fence(self.source, at, code_end):
                    self._mended += 1
                    self._read(*text)
                    # Of what follows then only the links are still wanted as Markdown sees them.
                    rest_is_read = text[1] > code_end

    def _add_links(self, at: int, lines: Sequence[Sequence[Run]]) -> None:
        """Add the links of a paragraph that begins at a line."""
        # A link to a place in the same page leads nowhere here.
        self.links += [(at + line, link) for line, link in links(lines) if link.url[0] != "#"]
        self.pictures |= {run.url for line in lines for run in line if run.picture and run.url}


def _text_in_fence(source: Sequence[str], start: int, end: int) -> tuple[int, int] | None:
    """Return which lines are text after all, if the end of the code block between two lines was forgotten.

    A numbered heading in bold is no code, nor is the heading of a section where the block has no end at all. If the
    fences after it pair up, everything from there on is text; if one is left over, it is the end of this block, set
    too late.
    """
    is_open = end - 1 == start or not _FENCE.match(source[end - 1])
    for number in range(start + 1, end):
        if _FORGOTTEN_FENCE.match(source[number]):
            break
        if is_open and not source[number - 1].strip() and _SECTION_AFTER_CODE.match(source[number]):
            break
    else:
        return None
    opened = ""
    for fence in filter(None, map(_FENCE.match, source[number:])):
        if opened and fence[2].strip():  # it names a language, so it begins a block: nothing can be open here
            return number, end - 1
        opened = "" if opened else fence[1]
    return number, (end - 1 if opened else len(source))


class _Paragraph:
    """A block with inline markup, which is parsed once, when it is first needed."""

    def __init__(self, block: SourceBlock) -> None:
        self._at, self._token, self._place, self._level = block
        self._written = self._token.content.split("\n")

    @cached_property
    def _runs(self) -> list[list[Run]]:
        return runs(self._token)

    def linking_runs(self) -> list[list[Run]]:
        """Return the text by lines where it may hold a link, else nothing."""
        content = self._token.content
        return self._runs if "[" in content or "<" in content or "://" in content else []

    def candidates(self, source: Sequence[str]) -> Iterator[Line]:
        """Yield the lines that may be headings."""
        if self._place is Place.HEADING:
            yield self.line(0)
            return
        for index, written in enumerate(self._written):
            if self._place is Place.PARAGRAPH:
                is_candidate = bool(_CANDIDATE.match(written))
            elif index == 0:
                is_candidate = self._place is Place.ITEM and bool(_ITEM_CANDIDATE.match(written))
            else:
                is_candidate = bool(_LAZY_CANDIDATE.match(written)) and not source[self._at + index][:1].isspace()
            if is_candidate and len(written) <= LONGEST_HEADING:
                line = self.line(index)
                if index == 0 and self._place is Place.ITEM and _TIMED.match(written):
                    self._add_wrapped(line)
                yield line

    def _add_wrapped(self, line: Line) -> None:
        """Add to a timed item what of its paragraph follows: its title goes on there."""
        for index, written in enumerate(self._written[1:], 1):
            if _LAZY_CANDIDATE.match(written) or _TIMED.match(written):
                break
            _add(line, Run(" "))
            for run in self._runs_of(index):
                _add(line, run)
        line.text = line.text.rstrip()

    def line(self, index: int) -> Line:
        """Return a line of the paragraph as text."""
        written = self._written[index]
        place = Place.LAZY if self._place is None or (index and self._place is Place.ITEM) else self._place
        depth, alone, marked = self._token.level // 2, len(self._written) == 1, written.startswith(("**", "__"))
        line = Line(self._at + index, place, self._level, index == 0, alone, depth, marked)
        for run in self._runs_of(index):
            _add(line, run)
        line.text = line.text.rstrip()
        return line

    def _runs_of(self, index: int) -> list[Run]:
        if len(self._runs) == len(self._written):
            return self._runs[index]
        # A code span or a tag runs over a line's end: the line has to do by itself.
        return runs(self._token.copy(content=self._written[index]))[0]


def _add(line: Line, run: Run) -> None:
    """Add a run to the text of a line."""
    words, url = run.text, run.url
    if run.code:
        if link := _MARKED_CODE.fullmatch(words):  # a link that was put between backticks
            words, url = link["words"], url or link["url"]
        if words.startswith("**") and words.endswith("**"):
            words = words[2:-2]
    elif not run.picture:
        words = without_stray_marks(words)
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
