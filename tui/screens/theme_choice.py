"""`ThemeChoice`: the themes, each shown on the whole screen while the cursor is on it.

    name = await app.push_screen_wait(ThemeChoice())

Answers with the theme's name, which is the application's by then, or with None where it stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.getters import query_one
from textual.theme import Theme

from tui.screens.dialog import Dialog
from tui.themes import offered
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit


class ThemeList(ItemList[Theme]):
    """Names of themes, and whether they are dark or light."""

    @property
    def names(self) -> list[str]:
        """Their names, as the rows have them."""
        return [theme.name for theme in self.items]

    def item_parts(self, item: Theme, width: int) -> Sequence[Iterable[Part]]:
        return [[(fit(item.name, width - 6), ""), (" dark " if item.dark else " light", "muted")]]

    def cursor_moved(self) -> None:
        if self.current is not None:
            self.app.theme = self.current.name


class ThemeChoice(Dialog[str]):
    """The choice stands at the side, so that the colours can be seen."""

    BINDINGS = [
        Binding("enter", "choose", "Choose", show=False),
        Binding("q,T", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    ThemeChoice {
        align: right bottom;
        background: transparent;
        & > #box {
            width: 34;
            #rows { height: auto; max-height: 24; }
        }
    }
    """

    listed = query_one(ThemeList)

    def compose(self) -> ComposeResult:
        self._before = self.app.theme
        known = self.app.available_themes
        with Vertical(id="box") as box:
            box.border_title = "Theme"
            box.border_subtitle = "enter keeps it, esc does not"
            yield ThemeList([known[name] for name in offered(known)])

    def on_mount(self) -> None:
        """Begin at the theme that is there."""
        names = self.listed.names
        self.listed.move_to(names.index(self._before) if self._before in names else 0, announce=False)
        self.listed.focus()

    @on(ThemeList.Chosen)
    def action_choose(self) -> None:
        if self.listed.current is not None:
            self.app.theme = self.listed.current.name
            self.dismiss(self.app.theme)

    def action_close(self) -> None:
        self.app.theme = self._before
        self.dismiss(None)
