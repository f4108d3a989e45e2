"""Notes become lines and blocks: Markdown's structure as a page of text, before it has a width.

The rhythm of blank rows is the author's own (blank lines in the source are one here, never more), but for headings,
which always stand apart from what is before them and close to what is after.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from episodes.model import Episode, Kind, Segment
from episodes.notes.markdown import parse_blocks
from episodes.notes.plain import plain_lines
from episodes.text import clean

from .header import notes_header
from .headings import head_of, plain_heading
from .highlight import CODE
from .inline import InlineMaker, measurable
from .values import Block, Document, Heading, Line, NotesLink, Prefix, Run, Table

if TYPE_CHECKING:
    from markdown_it.token import Token

BULLETS = "•◦▪"
"""Signs of nested bullets, the outermost first; the last for all deeper ones."""
_QUOTE = ("▎ ", "quote-bar")
_CODE = ("│ ", "code-bar")
_CODE_ON = ("┆ ", "code-bar")
"""Before what goes on with a line of code that is wider than the screen."""
_TAB = 4
_PART = 400
_PART_CHARACTERS = 40_000
"""Lines and characters of a part of large notes."""
_MOST_CUTS = 20
"""How often a listing that was left open is cut at a heading inside it."""


@dataclass(slots=True)
class _Container:
    """A list item or quotation that is open: what its rows begin with."""

    first: tuple[str, str]
    rest: tuple[str, str]
    opening: str
    """What a copy puts before its text."""
    source: int
    used: bool = False


@dataclass(slots=True)
class _List:
    """A list that is open."""

    ordered: bool
    width: int
    """Cells of its widest marker."""


def prepare(
    episode: Episode, *, with_masthead: bool = True, first_line: int = 0, end_line: int | None = None
) -> Document:
    """Return the notes of an episode as a document that can be laid out at any width.

    Pure, and safe to run in a thread: it takes a millisecond or two a kilobyte.

    Args:
        episode: with its notes and segments.
        with_masthead: whether show, title, date and hosts stand above the notes.
        first_line: where to begin in the notes, counted from 0.
        end_line: the line after the last; the end of the notes if not given. A document of only some lines shows
            those as the whole does, but for links that are defined elsewhere.
    """
    return _Maker(episode).document(with_masthead, first_line, end_line)


def prepare_part(episode: Episode, line: int) -> Document:
    """Return the notes from a line on, as much of them as takes no time to speak of."""
    size = 0
    end = line
    for text in episode.notes.split("\n")[line : line + _PART]:
        size += len(text)
        if size > _PART_CHARACTERS and end > line:
            break
        end += 1
    return prepare(episode, first_line=line, end_line=end)


class _Maker:
    """Walks the block tokens once, in order."""

    def __init__(self, episode: Episode) -> None:
        self.episode = episode
        self.segments: list[tuple[Segment, int]] = list(_with_depth(episode.segments, 0))
        self.frame = Document(
            episode,
            (),
            (),
            (),
            tuple(segment.first_line for segment, _ in self.segments),
            tuple(segment.id for segment, _ in self.segments),
        )
        # The lines of the source that are headings, and whether they have a title.
        self.begun = {s.first_line: bool(s.title) for s, _ in self.segments if s.kind is not Kind.INTRO}
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self.links: list[NotesLink] = []
        self.headings: dict[str, int] = {}
        self.next = 0  # index of the first segment that has not begun yet
        self.containers: list[_Container] = []
        self.lists: list[_List] = []
        self.above: Heading | None = None  # the heading directly above
        self.opened = False  # whether anything of the notes themselves was put
        self.cuts = 0

    def document(self, with_masthead: bool, first_line: int, end_line: int | None) -> Document:
        self.source = self.episode.notes.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        whole = first_line <= 0 and (end_line is None or end_line >= len(self.source))
        self.source = self.source[:end_line]
        while self.next < len(self.segments) and self.segments[self.next][0].end_line <= first_line:
            self.next += 1
        again: int | None = first_line
        while again is not None:
            tokens = parse_blocks("\n".join(self.source[again:]))
            if not again and with_masthead:
                opening = " ".join(plain_lines(tokens[1].content)) if tokens and tokens[0].tag == "h1" else ""
                self.lines, self.blocks, self.links = notes_header(self.episode, opening)
            again = self.walk(tokens, again)
        return replace(
            self.frame,
            lines=tuple(self.lines),
            blocks=tuple(self.blocks),
            links=tuple(self.links),
            whole=whole,
            headings=self.headings,
        )

    def walk(self, tokens: Sequence[Token], offset: int) -> int | None:
        """Make blocks of tokens; return a line of the source from which to read anew, if the tokens are wrong."""
        self.containers, self.lists = [], []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            kind = token.type
            source = offset + token.map[0] if token.map else offset
            if kind == "inline":
                self.paragraph(token, source, tokens[at - 1])
            elif kind in ("bullet_list_open", "ordered_list_open"):
                self.open_list(tokens, at)
            elif kind in ("bullet_list_close", "ordered_list_close"):
                self.lists.pop()
            elif kind == "list_item_open":
                self.open_item(token, source)
            elif kind == "blockquote_open":
                self.containers.append(_Container(_QUOTE, _QUOTE, "> ", source))
            elif kind == "blockquote_close":
                self.containers.pop()
            elif kind == "list_item_close":
                if not self.containers[-1].used:
                    self.put([Line("", (), self.containers[-1].source)], self.containers[-1].source)
                self.containers.pop()
            elif kind in ("fence", "code_block"):
                again = self.code(token, source)
                if again is not None:
                    return again
            elif kind == "hr":
                self.put([Line("", (), source, opening="---")], source, "rule")
            elif kind == "html_block":
                maker = self.maker(source)
                maker.html(token.content.rstrip("\n"))
                lines = maker.done()
                if any(line.text for line in lines):
                    self.put(lines, source)
            elif kind == "table_open":
                at = self.table(tokens, at, offset)
            at += 1
        return None

    # Leaves

    def maker(self, source: int, look: str = "", base: int = 0, more: int = 0) -> InlineMaker:
        if not look and any(container.opening == "> " for container in self.containers):
            look = "quote"
        return InlineMaker(self.links, self.frame.segment_at, len(self.lines) + more, source, look, base)

    def paragraph(self, token: Token, source: int, opened: Token) -> None:
        level = int(opened.tag[1:]) if opened.type == "heading_open" else 0
        begun = self.begins(source)
        maker = self.maker(source, "heading" if level and begun is None else "")
        in_heading = begun is not None
        titled = begun is not None and bool(begun[0].title)

        def cut(line: int) -> bool:
            nonlocal in_heading, titled
            if line in self.begun:
                in_heading, titled = True, self.begun[line]
                return True
            if not in_heading or (titled and maker.text.rstrip().endswith(":")):
                return False  # text goes on; or a label stands alone, and its title is on the next line
            in_heading = False
            return True

        maker.inline(token, cut)
        for at, line in enumerate(maker.done()):
            if at:
                begun = self.begins(line.source)
            if begun is not None:
                self.put_head(line, *begun)
            elif level:
                self.put([line], line.source, heading=plain_heading(level))
            else:
                self.put([line], line.source, follows=at > 0)

    def begins(self, source: int) -> tuple[Segment, int] | None:
        """Return the segment, with its depth, whose heading is on this line of the source."""
        begun = None
        while self.next < len(self.segments) and self.segments[self.next][0].first_line <= source:
            segment, depth = self.segments[self.next]
            self.next += 1
            self.headings[segment.id] = len(self.blocks)
            if segment.kind is not Kind.INTRO and source < segment.end_line:
                begun = segment, depth
        return begun

    def put_head(self, line: Line, segment: Segment, depth: int) -> None:
        """Put the first line of a segment: its heading, if that is what it looks like."""
        inside = any(container.opening != "> " for container in self.containers)
        line, heading = head_of(line, segment, depth, inside)
        self.put([line], line.source, heading=heading)

    def code(self, token: Token, source: int) -> int | None:
        content = measurable(clean(token.content)).expandtabs(_TAB).rstrip("\n")
        fenced = token.type == "fence"
        texts = content.split("\n")
        again = None
        inside = [line for line in range(source + 1, source + len(texts) + fenced) if line in self.begun]
        if inside and self.cuts < _MOST_CUTS and not self.containers:
            self.cuts += 1
            again = inside[0]
            texts = texts[: again - source - fenced]
            content = "\n".join(texts).rstrip("\n")
            texts = content.split("\n") if content else []
        self.begins(source)
        words = token.info.split() if fenced else []
        lines = [
            Line(text, (Run(len(text), CODE),) if text else (), source + fenced + at) for at, text in enumerate(texts)
        ]
        if lines:
            self.put(lines, source, "code", language=words[0].lower().strip("{}.") if words else "")
        return again

    def table(self, tokens: Sequence[Token], at: int, offset: int) -> int:
        """Make a table of the tokens from `at`; return the index of its last token."""
        begin = source = offset + (tokens[at].map or [0])[0]
        self.begins(begin)
        cells: list[Line] = []
        alignments: list[str] = []
        rows = base = 0
        while tokens[at].type != "table_close":
            token = tokens[at]
            if token.type == "tr_open":
                source, base = offset + (token.map or [0])[0], 0
                rows += 1
            elif token.type in ("th_open", "td_open"):
                head = token.type == "th_open"
                if head:
                    alignments.append(str(token.attrs.get("style", "")).rpartition(":")[2] or "left")
                maker = self.maker(source, "table-head" if head else "", base, len(cells))
                maker.inline(tokens[at + 1])
                line = maker.done()[0]
                joint = "\t" if base else "\n"
                cells.append(line._replace(joint=joint))
                base += len(line.text) + 1
            at += 1
        self.put(cells, begin, "table", table=Table(len(alignments), tuple(alignments)))
        return at

    # Frames

    def open_list(self, tokens: Sequence[Token], at: int) -> None:
        token = tokens[at]
        width = 2
        if token.type == "ordered_list_open":
            level = token.level
            for other in tokens[at + 1 :]:
                if other.level == level:
                    break
                if other.type == "list_item_open" and other.level == level + 1:
                    width = max(width, len(other.info) + 2)
        self.lists.append(_List(token.type == "ordered_list_open", width))

    def open_item(self, token: Token, source: int) -> None:
        inner = self.lists[-1]
        if inner.ordered:
            marker = f"{token.info}{token.markup} ".rjust(inner.width)
            first, opening = (marker, "number"), f"{token.info}{token.markup} "
        else:
            depth = sum(not each.ordered for each in self.lists)
            first, opening = (BULLETS[min(depth, len(BULLETS)) - 1] + " ", "bullet"), "- "
        self.containers.append(_Container(first, (" " * len(first[0]), ""), opening, source))

    def put(
        self,
        lines: Sequence[Line],
        source: int,
        kind: str = "text",
        *,
        follows: bool = False,
        heading: Heading | None = None,
        table: Table | None = None,
        language: str = "",
    ) -> None:
        """Add a block, with what its containers put before it and the room above it.

        Args:
            lines: its lines.
            source: the line of the notes where it begins.
            kind: as `Block.kind`.
            follows: it goes on with what is above it: no room.
            heading: as `Block.heading`.
            table: as `Block.table`.
            language: as `Block.language`.
        """
        first: list[tuple[str, str]] = []
        rest: list[tuple[str, str]] = []
        opening = ""
        fresh = False
        bars = self.bars()
        for container in self.containers:
            new = not container.used
            first.append(container.first if new else container.rest)
            rest.append(container.rest)
            opening += container.opening if new or container.opening == "> " else "  "
            fresh = fresh or (new and container.opening != "> ")
            container.used = True
        above = self.source[source - 1].strip(" \t>") if 0 < source <= len(self.source) else "x"
        gap = 0
        if not self.opened:
            gap = 1 if self.blocks else 0
        elif follows:
            gap = 0
        elif heading is not None and not fresh:
            gap = 0 if self.above is not None and self.above.rule else 1
        elif kind == "rule" or not (above or self.above is not None):
            gap = 1
        if kind == "code":
            first.append(_CODE)
            rest.append(_CODE_ON)
        if opening or gap:
            joint = "\n\n" if gap else "\n"
            hang = "".join(c.opening if c.opening == "> " else "  " for c in self.containers)
            lines = [
                line._replace(opening=(hang if at else opening) + line.opening, joint=line.joint if at else joint)
                for at, line in enumerate(lines)
            ]
        start = len(self.lines)
        self.lines.extend(lines)
        self.blocks.append(
            Block(
                kind,
                start,
                len(self.lines),
                tuple(first),
                tuple(rest),
                gap,
                bars if gap else (),
                heading,
                table,
                language,
            )
        )
        self.above = heading
        self.opened = True

    def bars(self) -> Prefix:
        """Return what a blank row shows here: the bars of quotations that go on."""
        shown: list[tuple[str, str]] = []
        last = 0
        for container in self.containers:
            if not container.used:
                break
            shown.append(container.rest)
            if container.rest == _QUOTE:
                last = len(shown)
        return tuple(shown[:last])


def _with_depth(segments: Sequence[Segment], depth: int) -> Iterator[tuple[Segment, int]]:
    for segment in segments:
        yield segment, depth
        yield from _with_depth(segment.children, depth + 1)
