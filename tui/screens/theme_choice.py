"""`ThemeChoice`: the themes, each shown on the whole screen while the cursor is on it.

    name = await app.push_screen_wait(ThemeChoice())

Answers with the theme's name, which is the application's by then, or with None where it stays as it was.
"""

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.theme import Theme

from tui.screens.dialog import ListDialog
from tui.themes import offered
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import Part, fit


class ThemeList(ItemList[Theme]):
    """Names of themes, and whether they are dark or light."""

    def item_parts(self, item: Theme, width: int) -> Sequence[Iterable[Part]]:
        return [[(fit(item.name, width - 6), ""), (" dark " if item.dark else " light", "muted")]]

    def cursor_moved(self) -> None:
        if self.current is not None:
            self.app.theme = self.current.name


class ThemeChoice(ListDialog[str]):
    """The choice stands at the side, so that the colours can be seen."""

    BINDINGS = [Binding("T", "close", "Close", show=False)]
    listed: ThemeList
    _before = ""

    def __init__(self) -> None:
        super().__init__(ThemeList(), "Theme", "enter keeps it, esc closes")

    def on_mount(self) -> None:
        """Begin at the theme that is there. Textual calls the base's own after this."""
        self._before, known = self.app.theme, self.app.available_themes
        names = offered(known)
        self.listed.show([known[name] for name in names])
        self.listed.move_to(names.index(self._before) if self._before in names else 0, announce=False)

    def choose(self, item: Theme) -> None:
        self.app.theme = item.name
        self.dismiss(item.name)

    def action_close(self) -> None:
        self.app.theme = self._before or self.app.theme
        self.dismiss(None)
