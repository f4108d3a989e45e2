"""How large what a pane scrolls over is, told without laying the whole screen out anew where that changes nothing."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


def set_virtual_size(view: ScrollView, size: Size) -> None:
    """Tell a view the size of what it shows.

    To set `virtual_size` lays out and paints every widget of the screen. As long as the scrollbar neither comes nor
    goes, only the view and its scrollbar are concerned.
    """
    height = view.container_size.height
    before = view.virtual_size
    if height and before.width == size.width and (before.height > height) == (size.height > height):
        view.set_reactive(ScrollView.virtual_size, size)
        view._scroll_update(size)
        view.refresh()
    else:
        view.virtual_size = size
