"""`RowList`: the base of every list here. Rows of equal height, drawn line by line, with a cursor.

It knows no data: a subclass says how many rows there are (`set_count`) and how one looks (`row_parts`), and
hears where the cursor goes (`cursor_moved`) and what is chosen (`row_chosen`; its owner hears `Chosen`). Only rows on
the screen are ever asked for, so that a cursor key costs the same for ten rows and for fifty thousand.

A row is given as parts: pairs of text and role. A role is one of `LOOKS`: `strong` for what is to be seen first, such
as an unread title, `muted` for what goes with it, `faint` for what is there for those who look for it, or an empty
string for plain text. Text is never parsed for markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.cache import LRUCache
from textual.geometry import Size, clamp
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from tui.widgets.cells import broken
from tui.widgets.glyphs import CURSOR
from tui.widgets.joining import joined
from tui.widgets.steady_scroll import SteadyScroll

Part = tuple[str, str]
"""Text, and its role."""

LOOKS = {
    "": "",
    "strong": "bold",
    "muted": "$foreground 62%",
    "faint": "$foreground 45%",
    "accent": "$text-primary",
    "earmark": "$text-accent bold",
    "warning": "$text-warning",
    "match": "$text-warning bold underline",
}
"""Every role but those of the cursor, in the theme's colours.

They are no component classes of a style sheet: Textual works out the styles of each of those anew for every list
whenever the focus moves, and at every start.
"""
_ANSI_LOOKS = {"muted": "dim", "faint": "dim"}
"""Where the terminal's own colours are used, which cannot be mixed."""


class RowList(SteadyScroll, can_focus=True, inherit_bindings=False):
    """A list of rows drawn by its subclass."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"rows--cursor", "rows--bar"}
    """
    | Class | Description |
    | :- | :- |
    | `rows--cursor` | The row under the cursor. |
    | `rows--bar` | The sign at its left edge. |
    """
    DEFAULT_CSS = """
    RowList {
        & > .rows--cursor { background: $foreground 8%; }
        & > .rows--bar { color: $foreground 35%; }
        &:focus {
            & > .rows--cursor { background: $primary 28%; }
            & > .rows--bar { color: $primary; }
        }
        &:ansi > .rows--cursor { text-style: underline; }
        &:ansi:focus > .rows--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: none;
        }
    }
    """

    row_height = 1
    """Screen rows that one row takes."""
    context = 2
    """Rows that are kept in sight above and below the cursor where there is room."""

    class Chosen(Message):
        """The row under the cursor was chosen."""

        def __init__(self, listed: RowList) -> None:
            super().__init__()
            self.listed = listed

        @property
        def control(self) -> RowList:
            """The list."""
            return self.listed

    def __init__(self, *, empty: str = "", id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        """Make an empty list.

        Args:
            empty: a sentence that is shown while there are no rows.
            id: the widget's id.
            classes: the widget's classes, with blanks between.
        """
        super().__init__(id=id, classes=classes)
        # Our strips carry no links: following them would repaint the whole list at every mouse move.
        self.auto_links = False
        self._empty = empty
        self._count = 0
        self._cursor = 0
        self._drawn: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(64)

    # What a subclass gives.

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row, `row_height` of them, each as parts of at most `width` cells."""
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """Hear that the reader, or `move_to`, put the cursor on another row."""

    def row_chosen(self) -> None:
        """Hear that the row under the cursor was chosen, by enter or a double click: tell the owner."""
        self.post_message(self.Chosen(self))

    # What an owner uses.

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    @property
    def cursor(self) -> int:
        """Index of the row under the cursor; 0 where there are no rows."""
        return self._cursor

    @property
    def empty(self) -> str:
        """The sentence that is shown while there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        self._empty = sentence
        if not self._count:
            self.refresh()

    @property
    def row_width(self) -> int:
        """Cells that a row can fill, the cursor's sign excluded; 0 before the first layout."""
        return max(0, self.scrollable_content_region.width - 1)

    def move_to(self, index: int, *, announce: bool = True) -> None:
        """Put the cursor on a row, the nearest there is, and bring it into sight.

        Args:
            index: which row, from 0.
            announce: whether `cursor_moved` hears of it.
        """
        index = clamp(index, 0, max(0, self._count - 1))
        old, self._cursor = self._cursor, index
        self.show_cursor()
        if index != old:
            self.refresh_row(old)
            self.refresh_row(index)
            if announce:
                self.cursor_moved()

    def set_count(self, count: int, *, cursor: int | None = None, screen_row: int | None = None) -> None:
        """Say how many rows there are now, and draw them anew.

        Args:
            count: how many.
            cursor: where the cursor belongs now; where it was, if left out. Nobody is told.
            screen_row: the row of the screen on which to keep the cursor's row, counted from the list's top.
        """
        self._count = count
        self._cursor = clamp(self._cursor if cursor is None else cursor, 0, max(0, count - 1))
        self.forget_drawn()
        # Rows fill whatever width there is: a change of width then lays nothing out anew.
        self.set_virtual_size(Size(0, count * self.row_height))
        if screen_row is not None:
            self.scroll_to(y=self._cursor * self.row_height - screen_row, animate=False, force=True)
        self.show_cursor()

    @property
    def cursor_screen_row(self) -> int:
        """The row of the screen on which the cursor's row begins, counted from the list's top."""
        return self._cursor * self.row_height - self.scroll_offset.y

    def put_cursor_on(self, screen_row: int) -> None:
        """Scroll so that the cursor's row begins on a row of the screen, as `cursor_screen_row` said it once."""
        self.scroll_to(y=self._cursor * self.row_height - screen_row, animate=False, force=True)

    def show_cursor(self) -> None:
        """Scroll no further than is needed for the cursor's row to be in sight, with some context."""
        height = self.scrollable_content_region.height
        if not height:
            return
        room = self.row_height * min(self.context, max(0, (height // self.row_height - 1) // 3))
        top = self._cursor * self.row_height
        lowest = top + self.row_height + room - height
        target = clamp(self.scroll_offset.y, min(lowest, top - room), top - room)
        if target != self.scroll_offset.y:
            self.scroll_to(y=target, animate=False, force=True)

    def refresh_row(self, index: int) -> None:
        """Paint one row again."""
        self.refresh_lines(index * self.row_height, self.row_height)

    def forget_drawn(self) -> None:
        """Draw every row anew: what rows say has changed."""
        self._drawn.clear()
        self.refresh()

    # Keys. Every list has the same ones, see `tui.keymap`.

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self._cursor + 1)

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self._cursor - 1)

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(self._count - 1)

    def _page(self) -> int:
        return max(1, self.scrollable_content_region.height // self.row_height)

    def action_page_down(self) -> None:
        """A page down, one row of it kept in sight."""
        self.move_to(self._cursor + max(1, self._page() - 1))

    def action_page_up(self) -> None:
        """A page up, one row of it kept in sight."""
        self.move_to(self._cursor - max(1, self._page() - 1))

    def action_half_page_down(self) -> None:
        """Half a page down."""
        self.move_to(self._cursor + max(1, self._page() // 2))

    def action_half_page_up(self) -> None:
        """Half a page up."""
        self.move_to(self._cursor - max(1, self._page() // 2))

    def action_deeper(self) -> None:
        """Choose the row under the cursor."""
        if self._count:
            self.row_chosen()

    # Mouse. The wheel scrolls without moving the cursor, as everywhere in Textual.

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the click is; a double click chooses the row."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = (offset.y + self.scroll_offset.y) // self.row_height
        if index >= self._count:
            return
        self.move_to(index)
        if event.chain == 2:
            self.row_chosen()

    # Drawing.

    def resized(self) -> None:
        """Fit the rows to the size; there is none before this."""
        self._drawn.clear()
        self._drawn.grow(self.size.height * 2)
        self.show_cursor()

    def on_focus(self) -> None:
        """Show the cursor as active."""
        self.forget_drawn()

    def on_blur(self) -> None:
        """Show the cursor as resting."""
        self.forget_drawn()

    def notify_style_update(self) -> None:
        """Draw anew in other colours."""
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        width = self.scrollable_content_region.width
        if not self._count:
            return self._empty_line(y, width)
        index, line = divmod(y + self.scroll_offset.y, self.row_height)
        if index >= self._count:
            return Strip.blank(width, self.visual_style.rich_style)
        key = (index, index == self._cursor)
        if (strips := self._drawn.get(key)) is None:
            strips = self._drawn[key] = self._draw(index, index == self._cursor, width)
        return strips[line]

    def _draw(self, index: int, is_cursor: bool, width: int) -> list[Strip]:
        lines = list(self.row_parts(index, max(0, width - 1)))
        mark = (CURSOR, "bar") if is_cursor else (" ", "")
        return [self.paint([mark, *parts], width, is_cursor) for parts in lines]

    def paint(self, parts: Iterable[Part], width: int, is_cursor: bool = False) -> Strip:
        """Return parts as a strip of exactly `width` cells, in the colours of the theme."""
        base = self.get_visual_style("rows--cursor") if is_cursor else self.visual_style
        looks: dict[str, RichStyle] = {"": base.rich_style}
        ansi = self.app.current_theme.ansi
        # Colours of the terminal's own cannot be mixed: on the cursor's they may not be told from its background.
        plain = is_cursor and ansi and self.has_focus
        segments: list[Segment] = []
        cells = 0
        for text, role in parts:
            if plain:
                role = ""
            elif role not in looks:
                looks[role] = (base + self._look(role, ansi)).rich_style
            segments.append(Segment(text, looks[role]))
            cells += cell_len(text)
        if cells < width:
            segments.append(Segment(" " * (width - cells), looks[""]))
        strip = Strip(joined(segments), max(cells, width))
        return strip.crop(0, width) if cells > width else strip

    def _look(self, role: str, ansi: bool) -> Style:
        if role == "bar":
            return self.get_visual_style("rows--bar", partial=True)
        return Style.parse(_ANSI_LOOKS.get(role, LOOKS[role]) if ansi else LOOKS[role])

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = broken(self._empty, max(1, width - 2))
        if not 0 < y <= len(lines):
            return Strip.blank(width, self.visual_style.rich_style)
        return self.paint([(" ", ""), (lines[y - 1], "muted")], width)
