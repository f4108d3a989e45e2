"""What Textual makes of the table of commands: bindings, the user's own keys, counts, and the palette's entries.

The action of a command is its id with underscores: the owner of a binding has `action_next_episode`, and its
`check_action("next_episode", ())` says whether the command can be used now.
"""

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual import events
from textual.binding import ActiveBinding, Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from tui.keymap import BY_ID, COMMANDS, Group, Keys, Pane, keys_text

_NO_KEY = "no_key_"
"""With a command's id it stands for no key: Textual's keymap cannot take a key away. It tells bindings apart by their
keys, so that each command without one needs a name of its own, which no terminal sends."""
HELD = 0.15
"""Seconds at most between two keys of one that is held down: keyboards repeat it ten times a second, or more often."""
RUN = 1.0
"""Seconds at most between the keys of a run, whose marks are undone together: a keyboard waits so long to repeat."""
_DIGITS = 4


def bind(*ids: str) -> list[BindingType]:
    """Return the bindings of some commands by their ids, for a widget or a screen that carries them out.

    Raises:
        KeyError: there is no command of that id.
    """
    return [
        Binding(",".join(it.keys), it.action, it.label, show=False, priority=it.always, tooltip=it.help, id=it.id)
        for it in map(BY_ID.__getitem__, ids)
    ]


def pane_bindings(pane: Pane) -> list[BindingType]:
    """Return the bindings of what binds the commands of a pane, such as the main screen for `Pane.ANY`."""
    return bind(*(command.id for command in COMMANDS if pane in command.panes))


def textual_keymap(keys: Keys) -> dict[str, str]:
    """Return what `App.set_keymap` takes: the keys of the commands that have others than the defaults.

    Args:
        keys: those of every command, by id (see `command_keys`).
    """
    return {name: ",".join(own) or _NO_KEY + name for name, own in keys.items() if own != BY_ID[name].keys}


def _active(screen: Screen[Any]) -> dict[str, list[ActiveBinding]]:
    """Return the bindings of a screen that can be used at this moment, by command id."""
    found: dict[str, list[ActiveBinding]] = {}
    for entry in screen.active_bindings.values():
        if entry.enabled and (name := entry.binding.id) is not None and name in BY_ID:
            found.setdefault(name, []).append(entry)
    return found


async def run_command(screen: Screen[Any], command_id: str) -> bool:
    """Run a command on a screen as its key would, and return whether it could be used."""
    if (entries := _active(screen).get(command_id)) is None:
        return False
    return await screen.app.run_action(entries[0].binding.action, entries[0].node)


class CommandProvider(Provider):
    """The palette's entries: every command of the table that can be used now, with its keys."""

    def _entries(self) -> Iterator[tuple[str, str, partial[Any]]]:
        """Yield the labels, what is said of them, and what runs them, in the order of the table; moves come last."""
        active = _active(self.screen)
        for command in sorted(COMMANDS, key=lambda command: command.group in (Group.MOVE, Group.PANES)):
            if entries := active.get(command.id):
                keys = keys_text(tuple(e.binding.key for e in entries if not e.binding.key.startswith(_NO_KEY)))
                run = partial(self.app.run_action, entries[0].binding.action, entries[0].node)
                yield command.label, f"{command.help}  ({keys})" if keys else command.help, run

    async def discover(self) -> Hits:
        for label, help_line, run in self._entries():
            yield DiscoveryHit(label, run, help=help_line)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for label, help_line, run in self._entries():
            if score := matcher.match(label) or matcher.match(help_line) / 2:
                yield Hit(score, matcher.highlight(label), run, label, help_line)


class TypedKeys:
    """What a key means by the keys before it: how often it was asked for, and whether it is held down.

    Args:
        screen: carries out what is counted.
        say: shows the count.
    """

    is_held = False
    """Whether the last key is one that the keyboard repeats."""
    is_run = False
    """Whether it follows the same key closely."""

    def __init__(self, screen: Screen[Any], say: Callable[[str], None]) -> None:
        self._screen = screen
        self._say = say
        self._count = ""
        self._key, self._time = "", -math.inf

    async def take(self, key: events.Key) -> None:
        """Take a digit of a count, or run the command after one so often; leave other keys to their bindings."""
        since = key.time - self._time if key.key == self._key else math.inf
        self.is_held, self.is_run = since < HELD, since < RUN
        self._key, self._time = key.key, key.time
        is_digit = key.key in "123456789" + "0" * bool(self._count)
        if not is_digit and not self._count:
            return
        bound = self._screen.active_bindings.get(key.key)
        if is_digit and bound is None:
            self._count = (self._count + key.key)[:_DIGITS]
            self._say(f"{self._count} times")
            key.prevent_default()
        elif self._count:
            count, self._count = self._count, ""
            self._say("")
            command = None if bound is None else BY_ID.get(bound.binding.id or "")
            if bound is not None and command is not None and command.counts:
                key.prevent_default()
                await self._screen.app.run_action(f"{bound.binding.action}({count})", bound.node)
