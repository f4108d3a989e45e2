"""`ThemeChoice`: the themes, each shown on the whole screen while the cursor is on it.

    name = await app.push_screen_wait(ThemeChoice())

Answers with the theme's name, to be kept (`tui.config.save_theme`), or with None where it stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.getters import query_one

from tui.keys import bind
from tui.screens.dialog import Dialog
from tui.themes import offered
from tui.widgets.cells import fit
from tui.widgets.row_list import Part, RowList


class ThemeList(RowList):
    """Names of themes, and whether they are dark or light."""

    BINDINGS = bind(
        *(
            "cursor-down",
            "cursor-up",
            "first",
            "last",
            "page-down",
            "page-up",
            "half-page-down",
            "half-page-up",
        )
    )

    def __init__(self, names: Sequence[str], dark: Sequence[bool]) -> None:
        super().__init__(id="rows")
        self.names = names
        self._dark = dark
        self.set_count(len(names))

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return a theme's row."""
        return [[(fit(self.names[index], width - 6), ""), (" dark " if self._dark[index] else " light", "muted")]]

    def cursor_moved(self) -> None:
        """Show the theme."""
        self.app.theme = self.names[self.cursor]

    def row_chosen(self) -> None:
        """Keep the theme."""
        self.screen.dismiss(self.names[self.cursor])


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
            height: auto;
            #rows { height: auto; max-height: 24; }
        }
    }
    """

    listed = query_one(ThemeList)
    """The themes."""

    def compose(self) -> ComposeResult:
        """Lay out the themes."""
        self._before = self.app.theme
        known = self.app.available_themes
        names = offered(known)
        with Vertical(id="box") as box:
            box.border_title = "Theme"
            box.border_subtitle = "enter keeps it, esc does not"
            yield ThemeList(names, [known[name].dark for name in names])

    def on_mount(self) -> None:
        """Begin at the theme that is there."""
        names = list(self.listed.names)
        self.listed.move_to(names.index(self._before) if self._before in names else 0, announce=False)
        self.listed.focus()

    def action_choose(self) -> None:
        """Keep the theme."""
        self.listed.action_deeper()

    def action_close(self) -> None:
        """Bring back the theme as it was."""
        self.app.theme = self._before
        self.dismiss(None)
