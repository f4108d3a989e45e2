"""`KeyBar`: the last line of the screen. It shows the keys that matter now, or for a moment what was just done.

bar.show_keys([("space", "Read on"), ...])
bar.say("Bookmarked.")
bar.status = "asgi · hit 3 of 41"       # at the right for as long as it is true
bar.work = "Updating: 2 of 5"           # before it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from episodes.text import shown_line
from tui.keymap import key_text

SECONDS = 5.0
"""How long a sentence is shown before the keys come back."""


class KeyBar(Widget):
    """Keys with their labels, as many as the line holds, or a sentence."""

    COMPONENT_CLASSES = {"key-bar--key", "key-bar--label", "key-bar--sentence", "key-bar--warning", "key-bar--status"}
    DEFAULT_CSS = """
    KeyBar {
        height: 1; padding: 0 1; background: $panel; color: $foreground;
        & > .key-bar--key { color: $text-accent; text-style: bold; }
        & > .key-bar--label { color: $foreground 65%; }
        & > .key-bar--sentence { color: $foreground; }
        & > .key-bar--warning { color: $text-warning; text-style: bold; }
        & > .key-bar--status { color: $text-warning; }
    }
    """
    ALLOW_SELECT = False

    sentence: reactive[str] = reactive("")
    """What is shown now; empty while the keys are."""
    warning: reactive[bool] = reactive(False)
    status: reactive[str] = reactive("")
    """Where the reader is in a search, at the right."""
    work: reactive[str] = reactive("")
    """How far work in the background is, before the status."""

    _keys: Sequence[tuple[str, str]] = ()
    _timer: Timer | None = None

    def show_keys(
        self, labels: Sequence[tuple[str, str]], keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    ) -> None:
        """Show keys with their labels, the most useful first.

        Args:
            labels: keys as people write them, or ids of commands, with the labels. A command without a key is left
                out; of `deeper` the last key is shown, enter, which everybody knows.
            keys: the keys of the commands, by id.
        """
        own = {name: key_text(all_[-1 if name == "deeper" else 0]) if all_ else "" for name, all_ in keys.items()}
        shown = [(key, label) for name, label in labels if (key := own.get(name, name))]
        if shown != self._keys:
            self._keys = shown
            self.refresh()

    def say(self, sentence: str, *, warning: bool = False, seconds: float = SECONDS) -> None:
        """Show a sentence for some seconds; a warning stands out."""
        self.warning = warning
        self.sentence = sentence
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(seconds * (2 if warning else 1), self._fall_silent)

    def render(self) -> Content:
        """Return the sentence, else the keys that fit; at the right work and status."""
        width = self.content_size.width
        right = self._styled(" · ".join(filter(None, (self.work, self.status))), "status")
        if not right:
            return self._left(width)
        right = right.truncate(max(width // 2, width - 40), ellipsis=True)
        room = max(0, width - right.cell_length - 2)
        return self._left(room).truncate(room, ellipsis=True, pad=True) + "  " + right

    def _styled(self, text: str, name: str) -> Content:
        return Content.styled(shown_line(text), self.get_visual_style(f"key-bar--{name}", partial=True))

    def _left(self, room: int) -> Content:
        if self.sentence:
            return self._styled(self.sentence, "warning" if self.warning else "sentence").truncate(room, ellipsis=True)
        shown: list[Content] = []
        for key, label in self._keys:
            part = Content.assemble(self._styled(key, "key"), " ", self._styled(label, "label"))
            if part.cell_length > room:
                break
            shown.append(part)
            room -= part.cell_length + 2
        return Content("  ").join(shown)

    def _fall_silent(self) -> None:
        self.sentence = ""
