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
from textual.scrollbar import ScrollBarRender


class SteadyScroll(ScrollView):
    """The base of the notes and of every list."""

    DEFAULT_CSS = """
    SteadyScroll {
        overflow: hidden scroll;
        scrollbar-size-vertical: 1;
    }
    """

    def on_mount(self) -> None:
        """Draw no track for nothing."""
        self.vertical_scrollbar.renderer = _QuietBar  # type: ignore[misc]  # Textual's documented way

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
        if self.container_size.height and self.virtual_size.width == size.width:
            self.set_reactive(ScrollView.virtual_size, size)
            self._scroll_update(size)
            self.refresh()
        else:
            self.virtual_size = size


class _QuietBar(ScrollBarRender):
    """A scrollbar without a track while there is nothing to scroll."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the bar; it has no window where all fits."""
        if self.window_size:
            yield from super().__rich_console__(console, options)
        else:
            yield Segments([Segment(" " * self.thickness, Style.null())] * (options.height or 0), new_lines=True)
