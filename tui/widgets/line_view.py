"""`LineView`: the base of the notes and of every list, a view drawn line by line that scrolls up and down.

Textual lays out all widgets of a screen again, and paints each of them twice, where a scrollbar comes or goes or a
virtual size changes. Here neither costs the rest of the screen anything: the scrollbar always has its column, and
shows nothing while all fits.
"""

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.css.styles import StylesBase
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from tui.bindings import pane_bindings
from tui.keymap import Pane


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A scroll view whose changes of content concern itself alone."""

    SCOPED_CSS = False
    BINDINGS = pane_bindings(Pane.ROWS)
    DEFAULT_CSS = Path(__file__).with_name("line_views.tcss").read_text(encoding="utf-8")

    # Textual's own links repaint the whole widget at each segment border that the pointer crosses.
    auto_links = Reactive(False)
    overlap = 1
    """Rows that stay in sight when it moves by a page."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._styles_cache = _Rows(self)
        self.set_reactive(ScrollView.show_vertical_scrollbar, True)

    def paint_line(self, y: int) -> Strip:
        """Return a row of the screen, counted from the top of the view."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Return a row for what Textual asks of its cells, such as which text a selection begins at."""
        return self.paint_line(y)

    def resized(self) -> None:
        """Fit what is shown to the size, before it is painted: Textual paints before it posts `Resize`."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        if changed := super()._size_updated(size, virtual_size, container_size, layout):
            self.resized()
        return changed

    def on_hide(self) -> None:
        self._size = Size(0, 0)  # what comes meanwhile finds no room: it is fitted when the view is shown again

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, one of ours. Textual makes it with the first layout."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = _Bar(name="vertical")
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters of lines without the one from ANSI colours to true ones: all of ours are true.

        Where the terminal's own colours are wanted, Textual leaves that filter out itself.
        """
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def set_virtual_size(self, size: Size) -> None:
        """Set the size of what there is to scroll over. To set `virtual_size` lays out the whole screen."""
        self.set_reactive(ScrollView.virtual_size, size)
        if self.container_size.height:
            self._scroll_update(size)
            self.refresh()

    # Keys, the same for the notes and every list (see `tui.keymap`)

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return self.scrollable_content_region.height

    def move_by(self, rows: int) -> None:
        """Move by rows, as far as there are any."""
        raise NotImplementedError

    def action_cursor_down(self, times: int = 1) -> None:
        self.move_by(times)

    def action_cursor_up(self, times: int = 1) -> None:
        self.move_by(-times)

    def action_page_down(self, times: int = 1) -> None:
        self.move_by(times * max(1, self.page - self.overlap))

    def action_page_up(self, times: int = 1) -> None:
        self.action_page_down(-times)

    def action_half_page_down(self, times: int = 1) -> None:
        self.move_by(times * max(1, self.page // 2))

    def action_half_page_up(self, times: int = 1) -> None:
        self.action_half_page_down(-times)

    def action_first(self) -> None:
        self.move_by(-sys.maxsize)

    def action_last(self) -> None:
        self.move_by(sys.maxsize)


class _Rows(StylesCache):
    """Takes the rows of a view as they are drawn: Textual makes each of them several times over, for borders."""

    def __init__(self, view: LineView) -> None:
        super().__init__()
        self._view = view

    def render_line(self, styles: StylesBase, y: int, *others: Any) -> Strip:
        top = styles.gutter.top
        return super().render_line(styles, y, *others) if y < top else self._view.paint_line(y - top)


class _Bar(ScrollBar):
    """A scrollbar without a track while there is nothing to scroll. Each kind of its cells is painted once."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar, height = self.render(), self.size.height
        assert isinstance(bar, ScrollBarRender)
        cells: Iterable[Segment] = [Segment(" ")] * height
        if bar.window_size:  # 0 where all fits
            colours: Any = bar.style
            sizes = height, bar.virtual_size, bar.window_size, bar.position
            cells = bar.render_bar(*sizes, back_color=colours.bgcolor, bar_color=colours.color).segments
        strips = {cell: self._strip(cell) for cell in set(cells)}
        return [strips[cell] for cell in cells][crop.y : crop.bottom]

    def _strip(self, cell: Segment) -> Strip:
        strip = Strip([cell], 1).apply_style(self.visual_style.rich_style)
        for each in self.get_line_filters():
            strip = strip.apply_filter(each, self.background_colors[1])
        return strip


_SEEN_ON_BLANKS = ("underline", "underline2", "overline", "strike", "reverse", "blink", "link", "meta")


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments of a row with neighbours joined that look the same: equal ones, and blanks with either side.

    Each segment is sent to the terminal with all of its colours, some forty bytes, and most of a row's are blanks.
    """
    found: list[Segment] = []
    for text, style, _ in segments:
        before, previous, _ = found[-1] if found else Segment("")
        if text and before and (style == previous or (text.isspace() and _is_blank_on(style, previous))):
            found[-1] = Segment(before + text, previous)
        elif text and before.isspace() and _is_blank_on(previous, style):
            found[-1] = Segment(before + text, style)
        elif text:
            found.append(Segment(text, style))
    return found


@lru_cache(4096)
def _is_blank_on(blank: Style | None, other: Style | None) -> bool:
    """Return whether a blank looks the same in either style, of which its background alone is seen then."""
    styles = [style or Style.null() for style in (blank, other)]
    is_more = any(getattr(style, name) for style in styles for name in _SEEN_ON_BLANKS)
    return not is_more and styles[0].bgcolor == styles[1].bgcolor
