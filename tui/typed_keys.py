"""What a key means by the keys before it: how often it was asked for, and whether it is held down."""

import math

from textual import events

from tui.keymap import BY_ID
from tui.screens.panes import Panes

HELD = 0.15
"""Seconds at most between two keys of one that is held down: keyboards repeat it ten times a second, or more often."""
RUN = 1.0
"""Seconds at most between the keys of a run, whose marks are undone together: a keyboard waits so long to repeat."""
_DIGITS = 4


class TypedKeys:
    """The keys that were typed, one after the other.

    Args:
        panes: carry out what is counted.
    """

    is_held = False
    """Whether the last key is one that the keyboard repeats."""
    is_run = False
    """Whether it follows the same key closely."""

    def __init__(self, panes: Panes) -> None:
        self._panes = panes
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
        bound = self._panes.active_bindings.get(key.key)
        if is_digit and bound is None:
            self._count = (self._count + key.key)[:_DIGITS]
            self._panes.key_bar.say(f"{self._count} times")
            key.prevent_default()
        elif self._count:
            count, self._count = self._count, ""
            self._panes.key_bar.say("")
            command = None if bound is None else BY_ID.get(bound.binding.id or "")
            if bound is not None and command is not None and command.counts:
                key.prevent_default()
                await self._panes.app.run_action(f"{bound.binding.action}({count})", bound.node)
