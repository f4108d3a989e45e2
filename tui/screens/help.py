"""`HelpScreen`: what can be done here and with which keys, searchable as one types.

    command_id = await app.push_screen_wait(HelpScreen("Keys in the tree", help_rows(Pane.TREE, keys)))
    command_id = await app.push_screen_wait(HelpScreen("Keys here", rows_here(screen)))

Answers with the id of the command that was chosen, to be run (`tui.bindings.run_command`), or None. Everything in
it comes from the table of commands.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.app import App
from textual.binding import Binding
from textual.containers import ScrollableContainer
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widgets import Input, Static

from tui.keymap import BY_ID, Group, HelpRow, key_text
from tui.screens.dialog import Dialog, FilterLine, matches
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import LEGEND, Part, fit, line

_KINDS = (App, Screen, Input, ScrollableContainer)
_TEXTUALS = {each.description for kind in _KINDS for each in kind.BINDINGS if isinstance(each, Binding)}
"""What Textual binds for itself."""
_SIGNS = [HelpRow("Signs", sign, meaning, "") for sign, meaning in LEGEND]


def rows_here(screen: Screen[Any]) -> list[HelpRow]:
    """Return what the keys do on a screen that lies over the main one."""
    found: dict[str, HelpRow] = {}
    for key, (_, binding, *_) in screen.active_bindings.items():
        if screen.focused is not None and screen.focused.check_consume_key(key, key_to_character(key)):
            continue  # it is typed
        command = BY_ID.get(binding.id or "")
        if command is not None:
            row = HelpRow(command.group, "", command.help, command.id)
        elif not binding.description or binding.description in _TEXTUALS:
            continue
        else:
            row = HelpRow("Here", "", binding.description, "")
        row = found.get(binding.action, row)
        found[binding.action] = row._replace(keys=f"{row.keys} {key_text(key)}".strip())
    groups = list(dict.fromkeys(row.group for row in found.values() if row.group != Group.MOVE))
    return sorted(found.values(), key=lambda row: [*groups, Group.MOVE].index(row.group))


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
    """Keys, and what the signs mean.

    Args:
        title: where they work.
        rows: the commands with their keys.
    """

    def __init__(self, title: str, rows: Sequence[HelpRow]) -> None:
        self._rows = [*rows, *_SIGNS]
        self.listed = HelpList(self._rows, empty="No key does that. The palette knows every command by its name.")
        self.line = FilterLine(self.listed, placeholder="type to search", id="query")
        more = Static(id="more", markup=False)
        super().__init__(self.line, self.listed, more, title=title, hint="enter does it, esc closes")

    def on_mount(self) -> None:
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
        said = "" if row is None else f"{row.help}." + (f" In config.toml: {row.id}" if row.id else "")
        self.query_one("#more", Static).update(said)
