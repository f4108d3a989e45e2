"""`SegmentTree`: the segments of an episode, and under each its links.

    tree.show(episode, read, bookmarked)        # segment ids; the cursor goes to the first segment
    tree.show(episode, read, bookmarked, segment_id="joke")
    tree.set_marks(read, bookmarked)            # redraws signs, moves nothing
    tree.select_segment(segment_id)             # follows the notes: posts nothing back
    tree.segment_id, tree.url                   # under the cursor; url is None on a segment's own row
    tree.clear()

Messages: `SegmentHighlighted(segment_id)`, `LinkHighlighted(url, segment_id)` when the reader moved the
    cursor; `SegmentChosen`, `LinkChosen` for enter and double clicks, with the same fields.

Where the pane is high enough, or all fits, every segment shows its links. In a low pane only the segment
under the cursor does, and the others say how many they have: so that the outline stays an outline in twelve
rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual.message import Message

from episodes.model import Episode, Kind, Link, Segment
from episodes.text import clean_line
from episodes.web_links import host
from tui.bindings import pane_bindings
from tui.keymap import Pane
from tui.widgets import glyphs
from tui.widgets.cells import fit, fit_right
from tui.widgets.row_list import Part, RowList

UNFOLD_HEIGHT = 20
"""Rows of the pane from which on all links are shown."""


class TreeRow(NamedTuple):
    """A row of the tree: a segment, or one of its links."""

    segment: Segment
    depth: int
    link: Link | None = None
    folded: int = 0
    """How many links are folded away under a segment."""


class SegmentTree(RowList):
    """The outline of one episode."""

    BINDINGS = pane_bindings(Pane.TREE)
    context = 1

    @dataclass
    class _OfSegment(Message, namespace="segment_tree"):
        tree: SegmentTree
        segment_id: str

        @property
        def control(self) -> SegmentTree:
            """The tree."""
            return self.tree

    @dataclass
    class _OfLink(Message, namespace="segment_tree"):
        tree: SegmentTree
        url: str
        segment_id: str

        @property
        def control(self) -> SegmentTree:
            """The tree."""
            return self.tree

    class SegmentHighlighted(_OfSegment, namespace="segment_tree"):
        """The reader put the cursor on a segment."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of a run of cursor keys matters."""
            return isinstance(message, (SegmentTree.SegmentHighlighted, SegmentTree.LinkHighlighted))

    class LinkHighlighted(_OfLink, namespace="segment_tree"):
        """The reader put the cursor on a link."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of a run of cursor keys matters."""
            return isinstance(message, (SegmentTree.SegmentHighlighted, SegmentTree.LinkHighlighted))

    class SegmentChosen(_OfSegment, namespace="segment_tree"):
        """The reader wants to go into a segment."""

    class LinkChosen(_OfLink, namespace="segment_tree"):
        """The reader wants to go to a link."""

    def __init__(self, *, empty: str = "", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Make an empty tree.

        Args:
            empty: a sentence that is shown while there are no segments.
            id: the widget's id.
            classes: the widget's classes, with blanks between.
        """
        super().__init__(empty=empty, id=id, classes=classes)
        self._segments: list[tuple[Segment, int]] = []
        self._rows: list[TreeRow] = []
        self._label_width = 0
        self._read: frozenset[str] = frozenset()
        self._bookmarked: frozenset[str] = frozenset()
        self._opened: frozenset[str] = frozenset()

    # What an owner uses.

    @property
    def segment_id(self) -> str | None:
        """The id of the segment under the cursor, or of the segment whose link is there."""
        return self._rows[self.cursor].segment.id if self._rows else None

    @property
    def url(self) -> str | None:
        """The address under the cursor, or None on a segment's own row."""
        link = self._rows[self.cursor].link if self._rows else None
        return link.url if link else None

    def show(
        self,
        episode: Episode,
        read: frozenset[str] = frozenset(),
        bookmarked: frozenset[str] = frozenset(),
        *,
        opened: frozenset[str] = frozenset(),
        segment_id: str | None = None,
    ) -> None:
        """Show an episode. Nobody is told.

        Args:
            episode: the episode.
            read: ids of its segments that are read.
            bookmarked: ids of those that are bookmarked.
            opened: addresses that were opened.
            segment_id: where to put the cursor; at the top, if left out or not there.
        """
        self._segments = list(_flat(episode.segments))
        self._label_width = max((cell_len(_label(segment)) for segment, _ in self._segments), default=0)
        self._read, self._bookmarked, self._opened = read, bookmarked, opened
        self._fill(segment_id, None, screen_row=0)

    def clear(self) -> None:
        """Show nothing but the empty sentence."""
        self._segments = []
        self._fill(None, None)

    def set_marks(
        self, read: frozenset[str], bookmarked: frozenset[str], *, opened: frozenset[str] | None = None
    ) -> None:
        """Show other marks; the rows and the cursor stay as they are."""
        self._read, self._bookmarked = read, bookmarked
        if opened is not None:
            self._opened = opened
        self.forget_drawn()

    def select_segment(self, segment_id: str) -> bool:
        """Put the cursor on a segment without telling anybody, and return whether it is there.

        The cursor stays where it is if it is on that segment or on one of its links already.
        """
        if segment_id == self.segment_id:
            return True
        if all(segment.id != segment_id for segment, _ in self._segments):
            return False
        self._fill(segment_id, None)
        return True

    def select_link(self, segment_id: str, url: str) -> bool:
        """Put the cursor on a link without telling anybody, and return whether it is there."""
        self._fill(segment_id, url)
        return (self.segment_id, self.url) == (segment_id, url)

    # Rows.

    def _fill(self, segment_id: str | None, url: str | None, screen_row: int | None = None) -> None:
        """Lay out the rows for a place of the cursor, and put it there."""
        before = self._rows
        self._rows = self._laid_out(segment_id)
        cursor = next(
            (
                index
                for index, row in enumerate(self._rows)
                if row.segment.id == segment_id and (row.link.url if row.link else None) == url
            ),
            next((index for index, row in enumerate(self._rows) if row.segment.id == segment_id), 0),
        )
        if self._rows == before and screen_row is None:
            self.move_to(cursor, announce=False)
        else:
            self.set_count(len(self._rows), cursor=cursor, screen_row=screen_row)

    def _laid_out(self, open_id: str | None) -> list[TreeRow]:
        height = self.scrollable_content_region.height
        total = sum(1 + len(segment.links) for segment, _ in self._segments)
        if height >= UNFOLD_HEIGHT or total <= height:
            open_ids = None
        else:
            open_ids = {open_id if open_id is not None else self._segments[0][0].id if self._segments else None}
        rows: list[TreeRow] = []
        for segment, depth in self._segments:
            is_open = open_ids is None or segment.id in open_ids
            rows.append(TreeRow(segment, depth, folded=0 if is_open else len(segment.links)))
            if is_open:
                rows += [TreeRow(segment, depth, link) for link in segment.links]
        return rows

    def resized(self) -> None:
        """Fold or unfold the links to fit the height."""
        super().resized()
        if self._rows:
            self._fill(self.segment_id, self.url)

    def cursor_moved(self) -> None:
        """Unfold the segment under the cursor where the pane is low, and tell where the cursor is."""
        row = self._rows[self.cursor]
        url = row.link.url if row.link else None
        screen_row = self.cursor_screen_row
        laid_out = self._laid_out(row.segment.id)
        if laid_out != self._rows:
            self._rows = laid_out
            cursor = next(at for at, each in enumerate(laid_out) if each[:3] == row[:3])
            self.set_count(len(laid_out), cursor=cursor, screen_row=screen_row)
        if url is None:
            self.post_message(self.SegmentHighlighted(self, row.segment.id))
        else:
            self.post_message(self.LinkHighlighted(self, url, row.segment.id))

    def row_chosen(self) -> None:
        """Tell what was chosen."""
        row = self._rows[self.cursor]
        if row.link is None:
            self.post_message(self.SegmentChosen(self, row.segment.id))
        else:
            self.post_message(self.LinkChosen(self, row.link.url, row.segment.id))

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the one line of a row."""
        row = self._rows[index]
        if row.link is not None:
            return [link_line(row, width, self._label_width, row.link.url in self._opened)]
        marks = row.segment.id in self._read, row.segment.id in self._bookmarked
        return [segment_line(row, width, self._label_width, *marks)]


def _flat(segments: Iterable[Segment], depth: int = 0) -> Iterable[tuple[Segment, int]]:
    for segment in segments:
        yield segment, depth
        yield from _flat(segment.children, depth + 1)


def clock(seconds: int) -> str:
    """Return a time in the recording: `2:05`, `1:02:05`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _label(segment: Segment) -> str:
    if segment.number is not None:
        return str(segment.number)
    return "" if segment.start is None else clock(segment.start)


def _aside(segment: Segment) -> str:
    """What stands at the right: who presents it, or what it is where the title does not say so."""
    if segment.presenter and segment.title:
        return clean_line(segment.presenter)
    if segment.kind in (Kind.SPONSOR, Kind.JOKE) and segment.kind not in segment.name.lower():
        return segment.kind.value
    return ""


def segment_line(row: TreeRow, width: int, label_width: int, is_read: bool, is_bookmarked: bool) -> list[Part]:
    """Return a segment as one line: read sign, number or time, title, folded links, presenter, bookmark.

    Args:
        row: the segment's row.
        width: cells of the line.
        label_width: cells of the numbers and times.
        is_read: whether it is read.
        is_bookmarked: whether it is bookmarked.
    """
    segment = row.segment
    head: list[Part] = [(f"{glyphs.READ if is_read else glyphs.UNREAD} ", "faint" if is_read else "accent")]
    if row.depth:
        head.append(("  " * row.depth, ""))
    if label_width and width >= 20:
        head.append((fit_right(_label(segment), label_width) + " ", "accent"))
    tail: list[Part] = []
    if row.folded and width >= 34:
        tail.append((f" {glyphs.FOLDED}{row.folded}", "faint"))
    if (aside := _aside(segment)) and width >= 24:
        tail.append((" " + fit(aside, min(cell_len(aside), 8 if width < 40 else 16)), "muted"))
    if is_bookmarked:
        tail.append((f" {glyphs.EARMARK}", "earmark"))
    left = width - sum(cell_len(text) for text, _ in head) - sum(cell_len(text) for text, _ in tail)
    role = "muted" if is_read else "strong" if row.depth == 0 else ""
    return [*head, (fit(clean_line(segment.name), max(0, left)), role), *tail]


def link_line(row: TreeRow, width: int, label_width: int, is_opened: bool) -> list[Part]:
    """Return a link as one line: its words, and at the right its host.

    The first three arguments are those of `segment_line`; `is_opened` says whether it was opened.
    """
    link = row.link
    assert link is not None
    indent = 2 + 2 * row.depth + (label_width + 1 if label_width and width >= 20 else 0)
    sign = glyphs.OPENED if is_opened else glyphs.LINK
    left = width - indent - 2
    title, where = clean_line(link.title), clean_line(host(link.url))
    if not title or title == link.url:
        title, where = clean_line(link.url.partition("://")[2] or link.url).removeprefix("www."), ""
    parts: list[Part] = [(" " * indent, ""), (f"{sign} ", "faint")]
    room = max(left - cell_len(title), left * 45 // 100) - 1
    if cell_len(where) > room:
        where = fit(site, min(cell_len(site), room)) if (site := _site(where)) and room >= 6 else ""
    if not where:
        return [*parts, (fit(title, max(0, left)), "muted")]
    return [*parts, (fit(title, left - cell_len(where) - 1), "muted"), (f" {where}", "faint")]


def _site(name: str) -> str:
    """Return the part of a host's name by which people call the site: `docs.python.org` is `python`."""
    labels = name.split(".")
    return max(reversed(labels[:-1]), key=len, default=name)
