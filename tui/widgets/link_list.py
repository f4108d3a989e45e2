"""`LinkList`: the ledger's rows. One line where there is room for columns, else two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.message import Message

from episodes.search.values import LinkRow
from episodes.text import clean_line
from tui.bindings import list_bindings
from tui.widgets import glyphs
from tui.widgets.cells import fit, fit_right
from tui.widgets.episode_list import initials
from tui.widgets.paged_list import PagedList
from tui.widgets.row_list import Part

COLUMNS = 100
"""Cells of the list from which on a link takes one line."""


class LinkList(PagedList[LinkRow]):
    """Links, with signs for those that are marked and those that were opened."""

    BINDINGS = list_bindings()
    page_size = 200

    class MarksChanged(Message):
        """Rows were marked, or are not any more."""

    def __init__(self, *, several_shows: bool = False, id: str | None = None) -> None:  # noqa: A002
        """Make an empty list.

        Args:
            several_shows: whether to say which show a link is of.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._several_shows = several_shows
        self._marked: dict[LinkRow, None] = {}
        self.opened: set[str] = set()
        """Addresses that were opened since the rows were fetched."""

    @property
    def marked(self) -> list[LinkRow]:
        """The rows that are marked, in the order in which they were."""
        return list(self._marked)

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next row."""
        if (row := self.current) is None:
            return
        if row in self._marked:
            del self._marked[row]
        else:
            self._marked[row] = None
        self.forget_drawn()
        self.post_message(self.MarksChanged())
        self.action_cursor_down()

    def clear_marks(self) -> None:
        """Mark nothing any more."""
        self._marked.clear()
        self.forget_drawn()
        self.post_message(self.MarksChanged())

    def fitting_height(self) -> int:
        """Return one row where there is room for columns, else two."""
        return 1 if self.row_width >= COLUMNS else 2

    def item_parts(self, item: LinkRow, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a link."""
        draw = one_line if self.row_height == 1 else two_lines
        is_opened = item.opened or item.url in self.opened
        return draw(item, width, item in self._marked, is_opened, several_shows=self._several_shows)


def one_line(row: LinkRow, width: int, is_marked: bool, is_opened: bool, *, several_shows: bool) -> list[list[Part]]:
    """Return a link as one line: signs, words, host, segment, episode, date.

    Args:
        row: the link.
        width: cells of the line.
        is_marked: whether it is marked.
        is_opened: whether it was opened.
        several_shows: whether to say which show it is of.
    """
    episode = _episode(row, 18 if several_shows else 5, several_shows=several_shows)
    day = row.day.isoformat() if row.day else ""
    left = width - 4 - cell_len(episode) - 2 - 10 - 2
    host_width = min(28, left * 24 // 100)
    segment_width = left * 36 // 100
    title_width = left - host_width - segment_width - 4
    return [
        [
            *_signs(is_marked, is_opened),
            (fit(_title(row), title_width) + "  ", "muted" if is_opened else "strong"),
            (fit(clean_line(row.host), host_width) + "  ", "accent"),
            (fit(clean_line(row.segment_title or ""), segment_width) + "  ", "muted"),
            (episode + "  ", "muted"),
            (fit(day, 10), "muted"),
        ]
    ]


def two_lines(row: LinkRow, width: int, is_marked: bool, is_opened: bool, *, several_shows: bool) -> list[list[Part]]:
    """Return a link as two lines: signs, words and host; segment, episode and date. The arguments are `one_line`'s."""
    host = fit(clean_line(row.host), min(cell_len(clean_line(row.host)), width // 3))
    episode = _episode(row, 18 if several_shows and width >= 60 else 8, several_shows=several_shows)
    facts = [episode.strip()]
    if row.day and width >= 40:
        facts.append(row.day.isoformat())
    right = " · ".join(fact for fact in facts if fact)
    right = fit(right, min(cell_len(right), max(0, width - 6)))
    title_width = max(0, width - 4 - cell_len(host) - 2)
    segment_width = max(0, width - 4 - cell_len(right) - 2)
    return [
        [
            *_signs(is_marked, is_opened),
            (fit(_title(row), title_width) + "  ", "muted" if is_opened else "strong"),
            (host, "accent"),
        ],
        [("    ", ""), (fit(clean_line(row.segment_title or ""), segment_width) + "  ", "muted"), (right, "muted")],
    ]


def _signs(is_marked: bool, is_opened: bool) -> list[Part]:
    return [
        (f"{glyphs.CHOSEN} " if is_marked else "  ", "earmark"),
        (f"{glyphs.OPENED if is_opened else glyphs.LINK} ", "accent" if is_opened else "faint"),
    ]


def _title(row: LinkRow) -> str:
    title = clean_line(row.title)
    if title and title != row.url:
        return title
    return (clean_line(row.url).partition("://")[2] or clean_line(row.url)).removeprefix("www.")


def _episode(row: LinkRow, width: int, *, several_shows: bool) -> str:
    number = "" if row.number is None else str(row.number)
    if not several_shows:
        return fit_right(number, width)
    show = clean_line(row.show)
    if cell_len(show) + 1 + len(number) > width:
        show = initials(show)
    return fit(f"{show} {number}".strip(), width)
