"""`SegmentTree`: the segments of an episode, and under each its links.

    tree.show(episode)                          # the cursor goes to the first segment
    tree.show(episode, segment_id="joke")
    tree.set_marks(read, bookmarked)            # segment ids; redraws glyphs, moves nothing
    tree.select(segment_id)                     # follows the notes: posts nothing back
    tree.segment_id, tree.url                   # under the cursor; url is None on a segment's own row

Where the pane is high enough, or all fits, every segment shows its links. In a low pane only the segment under the
cursor does, and the others say how many they have: so that the outline stays an outline in twelve rows.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from episodes.model import Episode, Kind, Link, Segment
from episodes.text import clock_text, shown_line
from episodes.web_links import host
from tui.bindings import pane_bindings
from tui.keymap import Pane
from tui.widgets.row_list import RowList
from tui.widgets.row_text import EARMARK, FOLDED, LINK, READ, UNREAD, Part, address_text, cut, line

UNFOLD_HEIGHT = 20
"""Rows of the pane from which on all links are shown."""


class TreeRow(NamedTuple):
    """A row of the tree: a segment, or one of its links."""

    segment: Segment
    depth: int
    link: Link | None = None
    folded: int = 0
    """How many links are folded away under a segment."""

    @property
    def url(self) -> str | None:
        """The link's address; None on a segment's own row."""
        return None if self.link is None else self.link.url


class SegmentTree(RowList[TreeRow]):
    """The outline of one episode."""

    BINDINGS = pane_bindings(Pane.TREE)
    context = 1

    _segments: Sequence[tuple[Segment, int]] = ()
    _rows: Sequence[TreeRow] = ()
    _number_width = 0
    _read: frozenset[str] = frozenset()
    _bookmarked: frozenset[str] = frozenset()

    # What an owner uses

    @property
    def segment_id(self) -> str | None:
        """The id of the segment under the cursor, or of the segment whose link is there."""
        return self.current.segment.id if self.current else None

    @property
    def url(self) -> str | None:
        """The address under the cursor, or None on a segment's own row."""
        return self.current.url if self.current else None

    def show(self, episode: Episode, *, segment_id: str | None = None) -> None:
        """Show an episode. Nothing is posted.

        Args:
            episode: the episode.
            segment_id: where to put the cursor; at the top, if left out or not there.
        """
        self._segments = list(episode.outline())
        self._number_width = max((len(str(s.number)) for s, _ in self._segments if s.number is not None), default=0)
        self._fill(segment_id, None, screen_row=0)

    def set_marks(self, read: frozenset[str], bookmarked: frozenset[str]) -> None:
        """Show other marks; the rows and the cursor stay as they are."""
        self._read, self._bookmarked = read, bookmarked
        self.redraw()

    def select(self, segment_id: str, url: str | None = None) -> None:
        """Put the cursor on a segment, or on a link of it, where it is in the tree. Nothing is posted.

        The cursor stays where it is if it is on one of the segment's links, and no other is asked for.
        """
        is_there = segment_id == self.segment_id and url in (None, self.url)
        if not is_there and any(segment.id == segment_id for segment, _ in self._segments):
            self._fill(segment_id, url)

    # Rows

    def _fill(self, segment_id: str | None, url: str | None, screen_row: int | None = None) -> None:
        """Lay out the rows for a place of the cursor, and put it there: on the link, else on its segment."""
        before, self._rows = self._rows, self._laid_out(segment_id)
        places = [(row.segment.id, row.url) for row in self._rows]
        cursor = next((places.index(place) for place in ((segment_id, url), (segment_id, None)) if place in places), 0)
        if self._rows == before and screen_row is None:
            self.move_to(cursor, announce=False)
        else:
            self.set_count(len(self._rows), cursor=cursor, screen_row=screen_row)

    def _laid_out(self, open_id: str | None) -> list[TreeRow]:
        """Return the rows with the links of every segment, or in a low pane of one, the first if `open_id` is None."""
        height = self.scrollable_content_region.height
        every = height >= min(UNFOLD_HEIGHT, sum(1 + len(segment.links) for segment, _ in self._segments))
        if open_id is None and self._segments:
            open_id = self._segments[0][0].id
        rows: list[TreeRow] = []
        for segment, depth in self._segments:
            is_open = every or segment.id == open_id
            rows.append(TreeRow(segment, depth, folded=0 if is_open else len(segment.links)))
            if is_open:
                rows += [TreeRow(segment, depth, link) for link in segment.links]
        return rows

    def resized(self) -> None:
        """Fold or unfold the links to fit the height."""
        if self._rows:
            self._fill(self.segment_id, self.url)
        super().resized()

    def cursor_moved(self) -> None:
        """Unfold the segment under the cursor where the pane is low, and post where the cursor is."""
        row = self._rows[self.cursor]
        if self._laid_out(row.segment.id) != self._rows:
            self._fill(row.segment.id, row.url, self.cursor_screen_row)
        super().cursor_moved()

    def item(self, index: int) -> TreeRow:
        return self._rows[index]

    def item_parts(self, item: TreeRow, width: int) -> Sequence[Iterable[Part]]:
        if item.link is not None:
            return [link_line(item.link, item.depth, width)]
        marks = item.segment.id in self._read, item.segment.id in self._bookmarked
        return [segment_line(item, width, self._number_width, *marks)]


def _label(segment: Segment, number_width: int) -> str:
    """Return the number and the time of a segment, with a blank after each; nothing where it has none."""
    number = "" if segment.number is None else f"{segment.number:>{number_width}} "
    return number if segment.start is None else f"{number}[{clock_text(segment.start)}] "


def _aside(segment: Segment) -> str:
    """Return what stands at the right: who presents it, or what it is where the title does not say so."""
    if segment.presenter and segment.title:
        return segment.presenter
    if segment.kind in (Kind.SPONSOR, Kind.JOKE) and segment.kind not in segment.name.lower():
        return segment.kind.value
    return ""


def segment_line(row: TreeRow, width: int, number_width: int, is_read: bool, is_bookmarked: bool) -> list[Part]:
    """Return a segment as one line: read or not, number or time, title, folded links, presenter, bookmark.

    Args:
        row: the segment's row.
        width: cells of the line.
        number_width: cells of the numbers.
        is_read: whether it is read.
        is_bookmarked: whether it is bookmarked.
    """
    segment = row.segment
    head: list[Part] = [(f"{READ if is_read else UNREAD} ", "faint" if is_read else "accent")]
    head.append(("  " * row.depth, ""))
    if width >= 20:
        head.append((_label(segment, number_width), "accent"))
    tail: list[Part] = []
    if row.folded and width >= 34:
        tail.append((f" {FOLDED}{row.folded}", "faint"))
    if (aside := cut(_aside(segment), 8 if width < 40 else 16)) and width >= 24:
        tail.append((f" {aside}", "muted"))
    if is_bookmarked:
        tail.append((f" {EARMARK}", "earmark"))
    return line(width, head, segment.name, "muted" if is_read else "strong" if row.depth == 0 else "", tail)


def link_line(link: Link, depth: int, width: int) -> list[Part]:
    """Return a link as one line: its title, and at the right its host where the title leaves room.

    Args:
        link: the link.
        depth: of its segment in the tree.
        width: cells of the line.
    """
    head = [("  " * (depth + 2), ""), (f"{LINK} ", "faint")]
    title, where = shown_line(link.title), shown_line(host(link.url))
    if not title or title == link.url:
        return line(width, head, address_text(link.url), "muted")
    room = width - 2 * depth - 7 - cell_len(title)
    where = next((name for name in (where, _site(where)) if cell_len(name) <= room), "")
    return line(width, head, title, "muted", [(f" {where}" if where else "", "faint")])


def _site(name: str) -> str:
    """Return the part of a host's name by which people call the site: `docs.python.org` is `python`."""
    labels = name.split(".")
    return max(reversed(labels[:-1]), key=len, default=name)
