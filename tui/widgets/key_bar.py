"""`KeyBar`: the last line of the screen. It shows the keys that matter now, or for a moment what was just done.

bar.show_keys([("space", "Read on"), ...])
bar.say("Bookmarked.")
bar.status = "asgi · hit 3 of 41"       # at the right for as long as it is true
bar.work = "Updating: 2 of 5"           # before it
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

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

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these keys, each with its label, the most useful first."""
        if keys != self._keys:
            self._keys = keys
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
        return Content.styled(text, self.get_visual_style(f"key-bar--{name}", partial=True))

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
