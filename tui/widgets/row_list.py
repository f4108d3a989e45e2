"""`RowList`: the base of every list. Rows of equal height, drawn line by line, with a cursor.

A subclass gives the items (`item`, `set_count`) and how one is drawn (`item_parts`); its owner gets `Highlighted` and
`Chosen`. Only rows on the screen are ever asked for, so that a cursor key costs the same for ten rows and for fifty
thousand. The text of a row is never parsed for markup. `ItemList` is the base of the lists whose items are in memory,
all of them or those near the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.actions import SkipAction
from textual.cache import LRUCache
from textual.geometry import Region, Size, Spacing, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.style import Style

from episodes.text import shown_line
from tui.widgets.line_view import LineView, joined
from tui.widgets.row_text import CURSOR, Part, cut, wrapped

Item = TypeVar("Item")

STYLES = {
    "": "",
    "strong": "bold",
    "muted": "$foreground 62%",
    "faint": "$foreground 45%",
    "accent": "$text-primary",
    "earmark": "$text-accent bold",
    "warning": "$text-warning",
    "match": "$text-warning bold underline",
}
"""The style of each role of text, in the theme's colours: `strong` for what is to be seen first, such as an unread
title, `muted` for what goes with it, `faint` for what is there for those who look for it.

They are no component classes of a style sheet: Textual works out the styles of each of those again for every list
whenever the focus moves, and at every start.
"""


class RowList(LineView, Generic[Item]):
    """A list of items, a row each, drawn by its subclass.

    Args:
        empty: the sentence that is shown while there are no rows.
        id: the widget's id.
        classes: the widget's classes, separated by blanks.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"rows--cursor", "rows--bar"}
    """
    | Class | Description |
    | :- | :- |
    | `rows--cursor` | The row under the cursor. |
    | `rows--bar` | The glyph at its left edge. |
    """

    count = 0
    """How many rows there are; `set_count` sets it."""
    cursor = 0
    """Index of the row under the cursor, 0 where there are no rows; `move_to` moves it."""
    row_height = 1
    """Screen rows that one row takes."""
    moved = False
    """Whether the cursor moved since the owner went there with it; the owner unsets it."""
    head_height = 0
    """How many of them, at its top, belong to more rows than one: the cursor does not cover them."""
    opening_row: int | None = None
    """Row of the screen on which the cursor's row is to begin once the list has its size."""
    context = 2
    """Rows that are kept in sight above and below the cursor where there is room."""
    tail = ""
    """A sentence below the last row."""
    short_names: Mapping[str, str] = MappingProxyType({})
    """Those of the shows by slug, where rows are to say which show they are of."""
    empty: reactive[str] = reactive("")
    """The sentence that is shown while there are no rows."""

    @dataclass
    class _OfRow(Message):
        listed: RowList[Any]

        @property
        def control(self) -> RowList[Any]:
            return self.listed

    class Highlighted(_OfRow):
        """The cursor came to another item."""

        def can_replace(self, message: Message) -> bool:
            """Keep only the last of a run of cursor keys."""
            return isinstance(message, RowList.Highlighted) and message.listed is self.listed

    class Chosen(_OfRow):
        """The item under the cursor was chosen, by a double click."""

    def __init__(self, *, empty: str = "", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(RowList.empty, empty)
        self._drawn: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(64)

    # What a subclass gives

    def item(self, index: int) -> Item | None:
        """Return the item of a row; None where there is none, or it is still to come."""
        raise NotImplementedError

    def item_parts(self, item: Item, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of an item, at most `row_height` of them, each as parts of at most `width` cells."""
        raise NotImplementedError

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row as `item_parts` does, or dots where its item is still to come."""
        item = self.item(index)
        return [[("…", "faint")]] if item is None else self.item_parts(item, width)

    def empty_parts(self, width: int) -> Sequence[Iterable[Part]]:
        """Return what is shown while there are no rows, as lines of parts of at most `width` cells."""
        text = shown_line(self.empty)
        return [[(text[start:end], "muted")] for start, end in wrapped(text, width)]

    def cursor_moved(self) -> None:
        """Post `Highlighted`: the reader, or `move_to`, put the cursor on another row."""
        if self.current is not None:
            self.moved = True
            self.post_message(self.Highlighted(self))

    # What an owner uses

    @property
    def current(self) -> Item | None:
        """The item under the cursor; None where there is none, or it is still to come."""
        return self.item(self.cursor) if self.count else None

    def move_to(self, index: int, *, announce: bool = True) -> None:
        """Put the cursor on a row, the nearest there is, and bring it into sight.

        Args:
            index: which row, from 0.
            announce: whether to post `Highlighted`.
        """
        index = clamp(index, 0, max(0, self.count - 1))
        old, self.cursor = self.cursor, index
        self.show_cursor()
        if index != old:
            for row in (old, index):
                self.refresh_lines(row * self.row_height, self.row_height)
            if announce:
                self.cursor_moved()

    def set_count(self, count: int, *, cursor: int | None = None, screen_row: int | None = None) -> None:
        """Set how many rows there are, and redraw them. Nothing is posted.

        Args:
            count: how many.
            cursor: where the cursor belongs now; where it was, if left out.
            screen_row: the row of the screen on which to keep the cursor's row, counted from the list's top.
        """
        self.count = count
        self.cursor = clamp(self.cursor if cursor is None else cursor, 0, max(0, count - 1))
        self.redraw()
        # Rows fill whatever width there is: a change of width then needs no new layout.
        self.set_virtual_size(Size(0, count * self.row_height + 2 * bool(self.tail)))
        if screen_row is not None:
            self.put_cursor_on(screen_row)
        self.show_cursor()

    @property
    def cursor_screen_row(self) -> int:
        """The row of the screen on which the cursor's row begins, counted from the list's top."""
        return self.cursor * self.row_height - self.scroll_offset.y

    def put_cursor_on(self, screen_row: int) -> None:
        """Scroll so that the cursor's row begins on a row of the screen, as `cursor_screen_row` has it."""
        self.scroll_to(y=self.cursor * self.row_height - screen_row, animate=False, force=True)

    def show_cursor(self) -> None:
        """Scroll no further than is needed for the cursor's row to be in sight, with some context."""
        if height := self.scrollable_content_region.height:
            room = self.row_height * min(self.context, max(0, (height // self.row_height - 1) // 3))
            row = Region(0, self.cursor * self.row_height, 1, self.row_height)
            self.scroll_to_region(row, spacing=Spacing(room, 0, room, 0), animate=False, force=True)

    def redraw(self) -> None:
        """Invalidate every drawn row: what rows say has changed."""
        self._drawn.clear()
        self.refresh()

    # Keys and mouse; the wheel scrolls without moving the cursor

    @property
    def page(self) -> int:
        """How many of its rows are in sight."""
        return max(1, super().page // self.row_height)

    def move_by(self, rows: int) -> None:
        self.move_to(self.cursor + rows)

    def action_cursor_up(self, times: int = 1) -> None:
        """Rows up; at the top the key is left to the screen."""
        if not self.cursor:
            raise SkipAction
        super().action_cursor_up(times)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click is; a double click chooses the row."""
        offset = event.get_content_offset(self)
        if offset is not None and (index := (offset.y + self.scroll_offset.y) // self.row_height) < self.count:
            self.move_to(index)
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    # Drawing

    def resized(self) -> None:
        """Fit the rows to the size."""
        self._drawn.clear()
        self._drawn.grow(self.size.height * 2)
        if self.opening_row is not None and self.size.height:
            self.put_cursor_on(self.opening_row)
            self.opening_row = None
        self.show_cursor()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn.clear()

    def paint_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if not self.count:
            lines = self.empty_parts(max(1, width - 2))
            return self._paint([(" ", ""), *lines[y - 1]] if 0 < y <= len(lines) else [], width)
        index, line = divmod(y + self.scroll_offset.y, self.row_height)
        if index >= self.count:
            after = y + self.scroll_offset.y - self.count * self.row_height
            return self._paint([("  ", ""), (cut(self.tail, width - 2), "muted")] if after == 1 else [], width)
        key = (index, index == self.cursor)
        if (strips := self._drawn.get(key)) is None:
            strips = self._drawn[key] = self._draw(index, index == self.cursor, width)
        # Lines that a row does not fill part it from the next one: the cursor does not cover them.
        return strips[line] if line < len(strips) else Strip.blank(width, self.visual_style.rich_style)

    def _draw(self, index: int, is_cursor: bool, width: int) -> list[Strip]:
        mark = (CURSOR, "bar") if is_cursor else (" ", "")
        lines = self.row_parts(index, max(0, width - 1))
        head = [self._paint([(" ", ""), *parts], width) for parts in lines[: self.head_height]]
        return head + [self._paint([mark, *parts], width, is_cursor) for parts in lines[self.head_height :]]

    def _paint(self, parts: Iterable[Part], width: int, is_cursor: bool = False) -> Strip:
        """Return parts as a strip of exactly `width` cells, in the colours of the theme."""
        base = self.get_visual_style("rows--cursor") if is_cursor else self.visual_style
        segments = [Segment(text, (base + self._style(role)).rich_style) for text, role in parts]
        free = width - sum(cell_len(segment.text) for segment in segments)
        return Strip(joined([*segments, Segment(" " * free, base.rich_style)])).crop(0, width)

    def _style(self, role: str) -> Style:
        if role == "bar":
            return self.get_visual_style("rows--bar", partial=True)
        return Style.parse(STYLES[role])


class ItemList(RowList[Item]):
    """A list of items that are all in memory, or of which only pages near the screen are.

        listed.show(items)                       # these rows, from the top
        listed.show(first_page, total)           # the others are asked for by `PageWanted`, and come by `put_page`

    How pages come, and in which thread, is its owner's decision: until one is there its rows are shown as dots, and the
    reader moves on freely.

    Args:
        items: its items.
        empty: the sentence that is shown while there are none.
        id: the widget's id.
    """

    page_size = 50
    """Rows of a page: as many are fetched at once."""

    @dataclass
    class PageWanted(Message):
        """Rows came into sight that are not in memory."""

        number: int
        """Which page, from 0."""

    def __init__(self, items: Sequence[Item] = (), *, empty: str = "", id: str | None = "rows") -> None:  # noqa: A002
        super().__init__(empty=empty, id=id)
        self.show(items)

    def show(self, items: Sequence[Item], total: int | None = None, *, cursor: int = 0) -> None:
        """Show other items.

        Args:
            items: all of them, or the first page.
            total: how many there are, if not all are given.
            cursor: the row to put the cursor on.
        """
        self.items = items
        """Its items, or the first of them."""
        self._known = dict(enumerate(items))
        self._asked: set[int] = set()  # the pages that are there, or are to come
        self.set_count(len(items) if total is None else total, cursor=cursor)

    def put_page(self, number: int, items: Sequence[Item]) -> None:
        """Set the items of a page that was asked for."""
        self._known = dict(enumerate(items, number * self.page_size)) | self._known
        self.redraw()
        if self.cursor // self.page_size == number:
            self.cursor_moved()

    def item(self, index: int) -> Item | None:
        """Return a row's item; None where it is not in memory, and then it is asked for."""
        number = index // self.page_size
        if index not in self._known and number not in self._asked:
            self._asked.add(number)
            self.post_message(self.PageWanted(number))
        return self._known.get(index)
