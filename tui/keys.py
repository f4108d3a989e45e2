"""What Textual needs of the table of commands: bindings, the user's keys, palette entries, rows of help.

- `bindings(Pane.TREE)`: what a pane's widget puts in `BINDINGS`; `bindings(Pane.ANY)` is for the main screen
- `bind("open", "bookmark")`: the same for chosen commands, for the screens that lie over the main one
- `list_bindings()`: what moves in a list, for the lists that are no pane
- `app_bindings()`: what the application itself carries out: `quit` and `command-palette`
- `keymap(config.keys)`: what `App.set_keymap` takes, so that the user's keys stand wherever a command is
  bound
- `Commands`: the palette's provider over the table, honouring `check_action`
- `help_rows(pane, keys)`: the rows of the help
- `run_command(screen, id)`: what a command's key would do

A command's action is its id with underscores: the owner of a binding has `action_next_episode`, and its
`check_action("next_episode", ())` says whether the command can be used now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from textual.binding import ActiveBinding, Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from tui.command_table import (
    BY_ID,
    COMMANDS,
    Command,
    Group,
    Pane,
    command_keys,
    readme_table,
    works_in,
)
from tui.key_names import key_text, keys_text

__all__ = [
    "COMMANDS",
    "Command",
    "Commands",
    "Group",
    "HelpRow",
    "Pane",
    "app_bindings",
    "bind",
    "bindings",
    "command_keys",
    "help_rows",
    "key_text",
    "keymap",
    "keys_now",
    "keys_text",
    "list_bindings",
    "readme_table",
    "run_command",
]

_NO_KEY = "no_key_"
"""With a command's id it stands for no key at all: Textual's keymap cannot take a key away. It tells bindings
apart by their keys, so that each command without one needs a name of its own, which no terminal sends."""


def _binding(command: Command) -> Binding:
    return Binding(
        ",".join(command.keys),
        command.action,
        command.label,
        show=command.footer > 0,
        tooltip=command.help,
        id=command.id,
    )


def bindings(pane: Pane) -> list[BindingType]:
    """Return the bindings of the widget that is a pane, or with `Pane.ANY` of the main screen."""
    return [_binding(command) for command in COMMANDS if pane in command.panes and not command.app]


def app_bindings() -> list[BindingType]:
    """Return the bindings of the application itself."""
    return [_binding(command) for command in COMMANDS if command.app]


def bind(*ids: str) -> list[BindingType]:
    """Return the bindings of some commands by their ids, wherever they are bound besides.

    Raises:
        KeyError: there is no command of that id.
    """
    return [_binding(BY_ID[name]) for name in ids]


def list_bindings() -> list[BindingType]:
    """Return the bindings that move in a list, for the lists that are no pane."""
    return bind(
        "cursor-down",
        "cursor-up",
        "first",
        "last",
        "page-down",
        "page-up",
        "half-page-down",
        "half-page-up",
    )


def keymap(changed: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return what `App.set_keymap` takes, for the commands whose keys are not the table's own.

    Args:
        changed: the user's own keys by command id, as `Config.keys` has them.
    """
    return {
        name: ",".join(keys) or _NO_KEY + name
        for name, keys in command_keys(changed).items()
        if keys != BY_ID[name].keys
    }


def keys_now(screen: Screen[Any]) -> dict[str, tuple[str, ...]]:
    """Return the keys under which the commands of a screen can be used at this moment, by command id.

    Commands that `check_action` hides are left out.
    """
    return {name: _typed(entries) for name, entries in _active(screen).items()}


def _typed(entries: Iterable[ActiveBinding]) -> tuple[str, ...]:
    return tuple(key for entry in entries if not (key := entry.binding.key).startswith(_NO_KEY))


def _active(screen: Screen[Any]) -> dict[str, list[ActiveBinding]]:
    found: dict[str, list[ActiveBinding]] = {}
    for entry in screen.active_bindings.values():
        if (name := entry.binding.id) is not None and name in BY_ID:
            found.setdefault(name, []).append(entry)
    return found


async def run_command(screen: Screen[Any], command_id: str) -> bool:
    """Run a command on a screen as its key would, and return whether it could be used."""
    entries = _active(screen).get(command_id, [])
    if not entries or not entries[0].enabled:
        return False
    return await screen.app.run_action(entries[0].binding.action, entries[0].node)


class Commands(Provider):
    """The palette's entries: every command of the table that can be used now, with its keys."""

    def _entries(self) -> Iterable[tuple[Command, str, partial[Any]]]:
        active = _active(self.screen)
        for command in COMMANDS:
            entries = [entry for entry in active.get(command.id, ()) if entry.enabled]
            if command.palette and entries:
                keys = keys_text(_typed(entries))
                run = partial(self.app.run_action, entries[0].binding.action, entries[0].node)
                yield command, f"{command.help}  ({keys})" if keys else command.help, run

    async def discover(self) -> Hits:
        """Offer every command, in the order of the table."""
        for command, help_line, run in self._entries():
            yield DiscoveryHit(Content(command.label), run, text=command.label, help=help_line)

    async def search(self, query: str) -> Hits:
        """Offer the commands whose label or help answers to the query, labels first."""
        matcher = self.matcher(query)
        for command, help_line, run in self._entries():
            score = matcher.match(command.label)
            shown = matcher.highlight(command.label)
            if score <= 0:
                score = matcher.match(command.help) / 2
                shown = Content(command.label)
            if score > 0:
                yield Hit(score, shown, run, text=command.label, help=help_line)


class HelpRow(NamedTuple):
    """A command as a row of the help."""

    group: str
    keys: str
    """As people write them, with blanks between; empty where the user took them all away."""
    help: str
    id: str


def help_rows(pane: Pane, keys: Mapping[str, tuple[str, ...]] | None = None) -> list[HelpRow]:
    """Return the rows of the help for a pane, in the order of the table; `Pane.ANY` gives every command.

    Args:
        pane: the pane that has the focus.
        keys: the keys as they are, by command id (see `command_keys`); the table's own where it is left out.
    """
    shown = command_keys() if keys is None else keys
    return [
        HelpRow(command.group.value, keys_text(shown.get(command.id, ())), command.help, command.id)
        for command in COMMANDS
        if works_in(command, pane)
    ]
