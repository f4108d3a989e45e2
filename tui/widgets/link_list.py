"""`LinkList`: all links, or those of a query. One line each where there is room for columns, else two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from rich.cells import cell_len
from textual.message import Message

from episodes.search.values import LinkRow
from episodes.text import shown_line
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, address_text, cut, fit, fit_right, line

COLUMNS = 100
"""Cells of the list from which on a link takes one line."""


class LinkList(ItemList[LinkRow]):
    """Links, with glyphs for those that are marked and those that were opened.

    Args:
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    page_size = 200

    class MarksChanged(Message):
        """Rows were marked, or are not any more."""

    def __init__(self, short_names: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self._short_names = short_names
        self._marked: dict[LinkRow, None] = {}
        self.opened: set[str] = set()
        """Addresses that were opened since the rows were fetched."""

    @property
    def marked(self) -> list[LinkRow]:
        """The rows that are marked, in the order in which they were."""
        return list(self._marked)

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go on to the next row."""
        if (row := self.current) is None:
            return
        if row in self._marked:
            del self._marked[row]
        else:
            self._marked[row] = None
        self._marks_changed()
        self.action_cursor_down()

    def clear_marks(self) -> None:
        """Unmark all rows."""
        self._marked.clear()
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.redraw()
        self.post_message(self.MarksChanged())

    def fitting_height(self) -> int:
        """Return one row where there is room for columns, else two."""
        return 1 if self.row_width >= COLUMNS else 2

    def item_parts(self, item: LinkRow, width: int) -> Sequence[Iterable[Part]]:
        draw = one_line if self.row_height == 1 else two_lines
        is_opened = item.opened or item.url in self.opened
        return draw(item, width, item in self._marked, is_opened, self._short_names)


def one_line(
    row: LinkRow, width: int, is_marked: bool, is_opened: bool, short_names: Mapping[str, str]
) -> list[list[Part]]:
    """Return a link as one line: glyphs, title, host, segment, episode, date.

    Args:
        row: the link.
        width: cells of the line.
        is_marked: whether it is marked.
        is_opened: whether it was opened.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    episode = _episode(row, 18 if short_names else 5, short_names)
    left = width - 4 - cell_len(episode) - 2 - 10 - 2
    host_width = min(28, left * 24 // 100)
    segment_width = left * 36 // 100
    return [
        [
            *_glyphs(is_marked, is_opened),
            (fit(_title(row), left - host_width - segment_width - 4) + "  ", "muted" if is_opened else "strong"),
            (fit(row.host, host_width) + "  ", "accent"),
            (fit(row.segment.name, segment_width) + "  ", "muted"),
            (episode + "  ", "muted"),
            (fit(row.segment.day_text, 10), "muted"),
        ]
    ]


def two_lines(
    row: LinkRow, width: int, is_marked: bool, is_opened: bool, short_names: Mapping[str, str]
) -> list[list[Part]]:
    """Return a link as two lines: glyphs, title and host; segment, episode and date. The arguments are `one_line`'s."""
    role = "muted" if is_opened else "strong"
    host = cut(row.host, width // 3)
    facts = [_episode(row, 18 if short_names and width >= 60 else 8, short_names).strip()]
    if row.segment.day_text and width >= 40:
        facts.append(row.segment.day_text)
    right = cut(" · ".join(filter(None, facts)), max(0, width - 6))
    return [
        line(width, _glyphs(is_marked, is_opened), _title(row), role, [("  ", role), (host, "accent")]),
        line(width, [("    ", "")], row.segment.name, "muted", [("  " + right, "muted")]),
    ]


def _glyphs(is_marked: bool, is_opened: bool) -> list[Part]:
    return [
        (f"{glyphs.CHOSEN} " if is_marked else "  ", "earmark"),
        (f"{glyphs.OPENED if is_opened else glyphs.LINK} ", "accent" if is_opened else "faint"),
    ]


def _title(row: LinkRow) -> str:
    title = shown_line(row.title)
    return title if title and title != row.url else address_text(row.url)


def _episode(row: LinkRow, width: int, short_names: Mapping[str, str]) -> str:
    number = "" if row.segment.number is None else str(row.segment.number)
    if not short_names:
        return fit_right(number, width)
    show = shown_line(row.segment.show)
    if cell_len(show) + 1 + len(number) > width:
        show = short_names.get(row.segment.target.show, "")
    return fit(f"{show} {number}", width)
