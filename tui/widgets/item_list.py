"""`ItemList`: a list of items that are all in memory, or of which only pages near the screen are.

    listed.show(items)                       # these rows, from the top
    listed.show(first_page, total)           # the others are asked for by `PageWanted`, and come by `put_page`
    listed.current                           # the item under the cursor, or None

A subclass says how an item is drawn (`item_parts`). How pages come, and in which thread, is its owner's decision: until
one is there its rows are shown as dots, and the reader moves on freely.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from textual.cache import LRUCache
from textual.message import Message

from tui.bindings import list_bindings
from tui.widgets.row_list import Item, RowList

_PAGES_KEPT = 40


class ItemList(RowList[Item]):
    """A row for each item.

    Args:
        items: its items.
        empty: the sentence that is shown while there are none.
        id: the widget's id.
    """

    BINDINGS = list_bindings()
    short_names: Mapping[str, str] = MappingProxyType({})
    """Those of the shows by slug, where rows are to say which show they are of."""
    page_size = 50
    """Rows of a page: as many are fetched at once."""

    @dataclass
    class PageWanted(Message):
        """Rows came into sight that are not in memory."""

        number: int
        """Which page, from 0."""

    def __init__(self, items: Sequence[Item] = (), *, empty: str = "", id: str | None = "rows") -> None:  # noqa: A002
        super().__init__(empty=empty, id=id)
        self._pages: LRUCache[int, Sequence[Item]] = LRUCache(_PAGES_KEPT)
        self._asked: set[int] = set()
        self.items = items
        """Its items, or the first of them."""
        self.set_count(len(items))

    def show(self, items: Sequence[Item], total: int | None = None, *, cursor: int = 0) -> None:
        """Show other items.

        Args:
            items: all of them, or the first page.
            total: how many there are, if not all are given.
            cursor: the row to put the cursor on.
        """
        self.items = items
        self._pages.clear()
        self._asked.clear()
        self.set_count(len(items) if total is None else total, cursor=cursor, screen_row=None if cursor else 0)

    def put_page(self, number: int, items: Sequence[Item]) -> None:
        """Set the items of a page that was asked for."""
        self._pages[number] = items
        self._asked.discard(number)
        self.redraw()
        if self.cursor // self.page_size == number:
            self.cursor_moved()

    def item(self, index: int) -> Item | None:
        """Return a row's item; None where it is not in memory, and then it is asked for."""
        if index < len(self.items):
            return self.items[index]
        number, place = divmod(index, self.page_size)
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self.post_message(self.PageWanted(number))
            return None
        return page[place] if place < len(page) else None
