"""`PagedList`: a list of which only the pages near the screen are in memory; the others are asked for.

    listed.fill(total, first_page)           # other rows, from the top
    listed.put_page(number, items)           # what `PageWanted(number)` asked for
    listed.current                           # the item under the cursor, or None

A subclass says how an item looks (`item_parts`). How pages come, and in which thread, is its owner's business: until
one is there its rows are shown as dots, and the reader moves on freely.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from textual.cache import LRUCache
from textual.message import Message

from tui.widgets.row_list import Part, RowList

Item = TypeVar("Item")

_PAGES_KEPT = 40


class PagedList(RowList, Generic[Item]):
    """Rows that come in pages."""

    page_size = 50
    """Rows of a page: as many are fetched at once."""

    @dataclass
    class PageWanted(Message):
        """Rows came into sight that are not in memory."""

        listed: PagedList[Any]
        number: int
        """Which page, from 0."""

        @property
        def control(self) -> PagedList[Any]:
            """The list."""
            return self.listed

    @dataclass
    class Moved(Message):
        """The cursor came to another row."""

        listed: PagedList[Any]

        @property
        def control(self) -> PagedList[Any]:
            """The list."""
            return self.listed

        def can_replace(self, message: Message) -> bool:
            """Only the last of a run of cursor keys matters."""
            return isinstance(message, PagedList.Moved)

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:  # noqa: A002
        """Make an empty list; the arguments are those of `RowList`."""
        super().__init__(empty=empty, id=id)
        self._pages: LRUCache[int, Sequence[Item]] = LRUCache(_PAGES_KEPT)
        self._asked: set[int] = set()

    # What a subclass gives.

    def item_parts(self, item: Item, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of an item, as `RowList.row_parts` does."""
        raise NotImplementedError

    def fitting_height(self) -> int:
        """Return how many screen rows one row is to take in the size that the list has now."""
        return self.row_height

    # What an owner uses.

    def fill(self, total: int, first_page: Sequence[Item], *, cursor: int = 0) -> None:
        """Show other rows.

        Args:
            total: how many there are in all.
            first_page: the first of them, a whole page or as many as there are.
            cursor: the row to put the cursor on.
        """
        self._pages.clear()
        self._asked.clear()
        self._pages[0] = first_page
        self.set_count(total, cursor=cursor, screen_row=0 if not cursor else None)

    def put_page(self, number: int, items: Sequence[Item]) -> None:
        """Take the rows of a page that was asked for."""
        self._pages[number] = items
        self._asked.discard(number)
        self.forget_drawn()
        if self.cursor // self.page_size == number:
            self.cursor_moved()

    def item(self, index: int) -> Item | None:
        """Return a row's item; None where it is not in memory, and then it is asked for."""
        if not 0 <= index < self.count:
            return None
        number, place = divmod(index, self.page_size)
        page = self._pages.get(number)
        if page is None:
            if number not in self._asked:
                self._asked.add(number)
                self.post_message(self.PageWanted(self, number))
            return None
        return page[place] if place < len(page) else None

    @property
    def current(self) -> Item | None:
        """The item under the cursor, or None where there is none or it is still to come."""
        return self.item(self.cursor)

    # Rows.

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row, or dots where it is still to come."""
        item = self.item(index)
        if item is None:
            return [[("…", "faint")], *([[("", "")]] * (self.row_height - 1))]
        return self.item_parts(item, width)

    def resized(self) -> None:
        """Give the rows the height that fits."""
        height = self.fitting_height()
        if height != self.row_height:
            self.row_height = height
            self.set_count(self.count)
        super().resized()

    def cursor_moved(self) -> None:
        """Tell that the cursor is elsewhere."""
        self.post_message(self.Moved(self))
