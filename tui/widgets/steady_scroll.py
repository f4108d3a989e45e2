"""A view that scrolls up and down, whose other contents cost the rest of the screen nothing.

Textual lays all widgets out anew, and paints every one of them twice, where a scrollbar comes or goes. Here it always
has its column, and nothing is to be seen in it while all fits.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment, Segments
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender


class SteadyScroll(ScrollView):
    """The base of the notes and of every list."""

    DEFAULT_CSS = """
    SteadyScroll {
        overflow: hidden scroll;
        scrollbar-size-vertical: 1;
    }
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(ScrollView.show_vertical_scrollbar, True)

    def resized(self) -> None:
        """Fit what is shown to the size, before it is painted: Textual paints before it says `Resize`."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        if changed:
            self.resized()
        return changed

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, which draws no track for nothing. Textual makes it with the first layout."""
        scrollbar = super().vertical_scrollbar
        scrollbar.renderer = _QuietBar  # type: ignore[misc]  # Textual's documented way
        scrollbar.thickness = 1  # it is made before the style sheet says so
        return scrollbar

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what Textual does to each line, but for turning ANSI colours into true ones: all of ours are true.

        Where the terminal's own colours are wanted, Textual leaves that out itself.
        """
        return [each for each in super().get_line_filters() if not isinstance(each, ANSIToTruecolor)]

    def set_virtual_size(self, size: Size) -> None:
        """Tell the size of what there is to scroll over.

        To set `virtual_size` lays out and paints every widget of the screen. As the scrollbar neither comes nor goes,
        only the view and its scrollbar are concerned.
        """
        self.set_reactive(ScrollView.virtual_size, size)
        if self.container_size.height:
            self._scroll_update(size)
            self.refresh()


class _QuietBar(ScrollBarRender):
    """A scrollbar without a track while there is nothing to scroll."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the bar; it has no window where all fits."""
        if self.window_size:
            yield from super().__rich_console__(console, options)
        else:
            yield Segments([Segment(" " * self.thickness, Style.null())] * (options.height or 0), new_lines=True)
