"""`LinkList`: all links, or those of a query. Two lines each."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from textual.message import Message

from episodes.search.values import LinkRow
from episodes.text import shown_line
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, address_text, cut, line, place_of


class LinkList(ItemList[LinkRow]):
    """Links, with glyphs for those that are marked and those that were opened.

    Args:
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    row_height = 2
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

    def item_parts(self, item: LinkRow, width: int) -> Sequence[Iterable[Part]]:
        is_opened = item.opened or item.url in self.opened
        return link_lines(item, width, item in self._marked, is_opened, self._short_names)


def link_lines(
    row: LinkRow, width: int, is_marked: bool, is_opened: bool, short_names: Mapping[str, str]
) -> list[list[Part]]:
    """Return a link as two lines: glyphs, title and host; where it stands last, and in how many episodes.

    Args:
        row: the link.
        width: cells of the line.
        is_marked: whether it is marked.
        is_opened: whether it was opened.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    role = "muted" if is_opened else "strong"
    facts = [f"{row.episodes:,} episodes"] if row.episodes > 1 else []
    facts.append(place_of(row.segment, short_names))
    if row.segment.day_text and width >= 40:
        facts.append(row.segment.day_text)
    right, host = cut(" · ".join(facts), max(0, width - 6)), cut(row.host, width // 3)
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
