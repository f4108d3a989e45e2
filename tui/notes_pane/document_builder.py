"""Notes become a document: the blocks of their Markdown as a page of text, before it has a width."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise, takewhile
from math import inf
from typing import TYPE_CHECKING

from episodes.model import Episode, Kind, Segment
from episodes.notes.lines import plain_lines
from episodes.notes.markdown import addresses, parse_blocks
from episodes.notes.rest import paragraphs, parsed_lines
from episodes.text import clean, measurable

from .annotations import CODE
from .block_builder import BlockBuilder
from .headings import notes_header, segment_heading
from .line_builder import LineBuilder, footnote_sign
from .notes_document import Block, BlockHeading, NotesDocument, NotesLink, SegmentStart, Span, TextLine

if TYPE_CHECKING:
    from markdown_it.token import Token

_TASK = re.compile(r"\[([ xX])\] +(?=\S)")
_TASK_SIGNS = ("☐ ", "☑ ")
"""Before a task of a list: to do, and done."""
_RULES = {1: "━", 2: "─"}
"""Beneath headings that begin no segment, by their level."""
_PART_LINES = 400
_PART_CHARACTERS = 40_000
_MOST_CUTS = 20
"""How often a listing that was left open is cut at a heading inside it."""


def build_document(episode: Episode) -> NotesDocument:
    """Return the notes of an episode as a document that can be laid out at any width, with a header above them.

    Pure, and safe to run in a thread: it takes a millisecond or two a kilobyte.

    Args:
        episode: with its notes and segments.
    """
    return _DocumentBuilder(episode).document()


def build_part(episode: Episode, line: int, end_line: int | None = None) -> NotesDocument:
    """Return some lines of the notes, as many as take no time to speak of.

    They are shown as in the whole document, but for links that are defined elsewhere.

    Args:
        episode: with its notes and segments.
        line: where to begin in the notes, counted from 0.
        end_line: the line after the last, of a part that stands alone, without a header; the end of the notes if not
            given.
    """
    sizes = accumulate(map(len, episode.notes.split("\n")[line:end_line][:_PART_LINES]))
    lines = max(1, bisect_right(list(sizes), _PART_CHARACTERS))
    return _DocumentBuilder(episode).document(line, line + lines, _PART_CHARACTERS, with_header=end_line is None)


class _DocumentBuilder:
    """Walks the block tokens once, in order."""

    def __init__(self, episode: Episode) -> None:
        self._segments = list(episode.outline())
        self._starts = [SegmentStart(segment.first_line, segment.id) for segment, _ in self._segments]
        self._outline = NotesDocument(episode, (), (), (), tuple(self._starts))
        # The lines of the source that are headings, and whether they have a title.
        self._heads = {s.first_line: bool(s.title) for s, _ in self._segments if s.kind is not Kind.INTRO}
        self._source = episode.notes.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._links: list[NotesLink] = []
        self._cuts = 0

    def document(
        self, first: int = 0, end: int | None = None, most: float = inf, *, with_header: bool = True
    ) -> NotesDocument:
        rest = parsed_lines(self._source)
        whole = first <= 0 and (end is None or end >= len(self._source))
        self._source = self._source[:end]
        self._page = BlockBuilder(self._source)
        # Index of the first segment that has not begun yet. One that began above has its heading there.
        self._next = bisect_left(self._starts, first, key=lambda start: start.line)
        again: int | None = first
        while again is not None:
            tokens = parse_blocks("\n".join(self._source[again:rest]))
            if again == 0 and with_header:
                opening = " ".join(plain_lines(tokens[1].content)) if tokens and tokens[0].tag == "h1" else ""
                for line in notes_header(self._outline.episode, opening, self._links):
                    self._page.put([line], line.source, follows=True)
            again = self._put_blocks(tokens, again)
        whole = self._put_rest(max(rest, first), most) and whole
        lines, blocks, links = tuple(self._page.lines), tuple(self._page.blocks), tuple(self._links)
        return NotesDocument(self._outline.episode, lines, blocks, links, tuple(self._starts), whole)

    def _put_blocks(self, tokens: Iterable[Token], offset: int, number_width: int = 0) -> int | None:
        """Put blocks; return a line of the source from which to parse again, if the rest of the tokens is wrong.

        Args:
            tokens: all that stand in a container.
            offset: the line of the source from which they count lines.
            number_width: of a list, the cells of its widest number with the blank after it.
        """
        page = self._page
        tokens = iter(tokens)
        for token in tokens:
            source = offset + token.map[0] if token.map else offset
            inside = _inside(token, tokens) if token.nesting else []
            match token.type:
                case "paragraph_open" | "heading_open":
                    [text] = inside
                    if page.begins_item and (task := _TASK.match(text.content)):
                        text = text.copy(content=_TASK_SIGNS[task[1] != " "] + text.content[task.end() :])
                    self._paragraph(text, source, int(token.tag[1:]) if token.tag != "p" else 0)
                case "bullet_list_open" | "ordered_list_open":
                    widths = [len(each.info) + 2 for each in inside if each.level == token.level + 1]
                    self._put_blocks(inside, offset, max(widths))
                case "list_item_open":
                    with page.item(source, token.info and token.info + token.markup, number_width):
                        self._put_blocks(inside, offset)
                case "footnote_reference_open":
                    with page.item(source, footnote_sign(token)):
                        self._put_blocks(inside, offset)
                case "blockquote_open":
                    with page.quote():
                        self._put_blocks(inside, offset)
                case "fence" | "code_block":
                    if (again := self._code(token, source)) is not None:
                        return again
                case "hr":
                    page.put([TextLine("", (), source, opening="---")], source, Block("rule"))
                case "html_block":
                    builder = self._line_builder(source)
                    builder.html(token.content.rstrip("\n"))
                    lines = builder.done()
                    if any(line.text for line in lines):
                        page.put(lines, source)
                case "table_open":
                    self._table(inside, source, offset)
        return None

    def _put_rest(self, first: int, most: float) -> bool:
        """Put lines that are not parsed, from one on, as far as so many characters; return whether to the end."""
        size = 0
        for source, offset, text in paragraphs(self._source, first):
            if size > most:
                return False
            size += len(text)
            self._begin_segment(source)
            builder = self._line_builder(source, base=offset)
            at = 0
            for start, end in addresses(text):
                builder.add(text[at:start])
                builder.open_link(text[start:end])
                builder.add(text[start:end])
                builder.close_link()
                at = end
            builder.add(text[at:])
            self._page.put(builder.done(), source)
        return True

    def _line_builder(self, source: int, style: str = "", base: int = 0) -> LineBuilder:
        style = style or ("quote" if self._page.in_quote else "")
        return LineBuilder(self._links, self._outline.segment_at, source, style, base)

    def _paragraph(self, token: Token, source: int, level: int) -> None:
        """Put a paragraph, or a heading of a level; a segment that begins in the midst of it begins a block."""
        begun = self._begin_segment(source)
        builder = self._line_builder(source, "heading" if level and begun is None else "")
        titled = None if begun is None else bool(begun[0].title)  # the heading whose end is not reached yet

        def cut(line: int) -> bool:
            nonlocal titled
            if line in self._heads:
                titled = self._heads[line]
                return True
            if titled is None or (titled and builder.text.rstrip().endswith(":")):
                return False  # text goes on; or a label stands alone, and its title is on the next line
            titled = None
            return True

        builder.inline(token, cut)
        for at, line in enumerate(builder.done()):
            if at:
                begun = self._begin_segment(line.source)
            heading = BlockHeading(None, _RULES.get(level, "")) if level else None
            if begun is not None:
                line, heading = segment_heading(line, *begun, self._page.in_list)
            self._page.put([line], line.source, Block(heading=heading), follows=at > 0 and heading is None)

    def _begin_segment(self, source: int) -> tuple[Segment, int] | None:
        """Note which segments begin with the next block; return the one that this line heads, with its depth."""
        begun = None
        while self._next < len(self._segments) and self._segments[self._next][0].first_line <= source:
            segment, depth = self._segments[self._next]
            self._starts[self._next] = self._starts[self._next]._replace(block=len(self._page.blocks))
            self._next += 1
            if segment.kind is not Kind.INTRO and source < segment.end_line:
                begun = segment, depth
        return begun

    def _code(self, token: Token, source: int) -> int | None:
        """Put a listing; return the line of a heading inside it, where a listing that was left open ends."""
        content = measurable(clean(token.content)).expandtabs(4).rstrip("\n")
        fenced = token.type == "fence"
        texts = content.split("\n")
        again = None
        inside = [line for line in range(source + 1, source + len(texts) + fenced) if line in self._heads]
        if inside and self._cuts < _MOST_CUTS and not (self._page.in_list or self._page.in_quote):
            self._cuts += 1
            again = inside[0]
            content = "\n".join(texts[: again - source - fenced]).rstrip("\n")
            texts = content.split("\n") if content else []
        self._begin_segment(source)
        words = token.info.split() if fenced else []
        first = source + fenced if content else source  # the line below may be no code any more
        lines = [TextLine(text, (Span(0, len(text), CODE),), first + at) for at, text in enumerate(texts)]
        if lines:
            self._page.put(lines, source, Block("code", language=words[0].lower().strip("{}.") if words else ""))
        return again

    def _table(self, tokens: Sequence[Token], begin: int, offset: int) -> None:
        self._begin_segment(begin)
        cells: list[TextLine] = []
        alignments: list[str] = []
        source, base = begin, 0
        for opening, text in pairwise(tokens):
            if opening.type == "tr_open":
                source, base = offset + (opening.map or [0])[0], 0
            elif opening.type in ("th_open", "td_open"):
                head = opening.type == "th_open"
                if head:
                    alignments.append(str(opening.attrs.get("style", "")).rpartition(":")[2] or "left")
                builder = self._line_builder(source, "table-head" if head else "", base)
                builder.is_cell = True
                builder.inline(text)
                [line] = builder.done()
                cells.append(line._replace(joint="\t" if base else "\n"))
                base += len(line.text) + 1
        self._page.put(cells, begin, Block("table", alignments=tuple(alignments)))


def _inside(opening: Token, tokens: Iterator[Token]) -> list[Token]:
    """Take the tokens up to the end of what one opens; return them without that end."""
    return list(takewhile(lambda token: token.level > opening.level, tokens))
