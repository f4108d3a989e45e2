"""`HelpScreen`: what can be done here and with which keys, searchable as one types.

    command_id = await app.push_screen_wait(HelpScreen(Pane.TREE, keys))

Answers with the id of the command that was chosen, to be run (`tui.bindings.run_command`), or None. Everything in
it comes from the table of commands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.keymap import HelpRow, Pane, help_rows
from tui.screens.dialog import Dialog, FilterLine, matches
from tui.widgets.glyphs import LEGEND
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit, line

_SIGNS = [HelpRow("Signs", sign, meaning, "") for sign, meaning in LEGEND]


class HelpList(ItemList[HelpRow], can_focus=False):
    """Commands, one a row: group, keys, what they do."""

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return a row; its group is named where it begins, and there is room."""
        row = self.items[index]
        begins = index == 0 or self.items[index - 1].group != row.group
        group: list[Part] = [(fit(row.group if begins else "", 9) + " ", "muted")] if width >= 52 else []
        keys = min(16, (width - 10 * len(group)) // 3)
        return [line(width, [*group, (fit(row.keys, keys) + " ", "accent")], row.help, "")]


class HelpScreen(Dialog[str]):
    """The keys of a pane.

    Args:
        pane: the pane that has the focus.
        keys: the keys as they are, by command id.
    """

    DEFAULT_CSS = """
    HelpScreen > #box {
        width: 84;
        height: 100%;
        max-height: 40;
        #rows { height: 1fr; margin-top: 1; }
        #more { height: auto; max-height: 3; color: $text-muted; margin-top: 1; }
    }
    """

    def __init__(self, pane: Pane, keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._pane = pane
        self._rows = [*help_rows(pane, keys), *_SIGNS]
        self.listed = HelpList(self._rows, empty="No key does that. The palette knows every command by its name.")
        self.line = FilterLine(self.listed, placeholder="type to search", id="query")

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Keys" if self._pane is Pane.ANY else f"Keys in the {self._pane}"
            box.border_subtitle = "enter does it, esc closes"
            yield self.line
            yield self.listed
            yield Static(id="more", markup=False)

    def on_mount(self) -> None:
        self.line.focus()
        self._say_more()

    @on(Input.Changed)
    def _search(self, event: Input.Changed) -> None:
        self.listed.show([row for row in self._rows if matches(event.value, row.help, row.keys, row.id, row.group)])
        self._say_more()

    @on(Input.Submitted)
    @on(HelpList.Chosen)
    def _choose(self) -> None:
        if self.listed.current is not None and self.listed.current.id:
            self.dismiss(self.listed.current.id)

    @on(HelpList.Highlighted)
    def _say_more(self) -> None:
        row = self.listed.current
        said = "" if row is None else f"{row.help}. In config.toml: {row.id}" if row.id else f"{row.help}."
        self.query_one("#more", Static).update(Content(said))
