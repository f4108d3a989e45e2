"""`ItemList`: a list whose items are all in memory; `PagedList` is for those that are not.

    listed.show(items)                       # these rows, from the top
    listed.row                               # the item under the cursor, or None

A subclass says how an item looks (`item_parts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from tui.bindings import list_bindings
from tui.widgets.row_list import Part, RowList

Item = TypeVar("Item")


class ItemList(RowList, Generic[Item]):
    """A row for each item."""

    BINDINGS = list_bindings()

    def __init__(self, rows: Sequence[Item] = (), *, empty: str = "", id: str | None = "rows") -> None:  # noqa: A002
        """Make a list.

        Args:
            rows: its items.
            empty: a sentence that is shown while there are none.
            id: the widget's id.
        """
        super().__init__(empty=empty, id=id)
        self.rows = rows
        self.set_count(len(rows))

    def item_parts(self, item: Item, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of an item, as `RowList.row_parts` does."""
        raise NotImplementedError

    def show(self, rows: Sequence[Item]) -> None:
        """Show other items, from the top."""
        self.rows = rows
        self.set_count(len(rows), cursor=0, screen_row=0)

    @property
    def row(self) -> Item | None:
        """The item under the cursor; None where there is none."""
        return self.rows[self.cursor] if self.rows else None

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row."""
        return self.item_parts(self.rows[index], width)
