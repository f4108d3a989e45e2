"""`KeyBar`: the last line of the screen. It tells the keys that matter now, or for a moment what was just done.

bar = KeyBar()
bar.show_keys([("space", "Read on"), ...])
bar.say("Bookmarked.", warning=False)
bar.status = "asgi · hit 3 of 41"       # stands at the right as long as it is true
bar.work = "Updating: 2 of 5"           # so does this, before it
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

SECONDS = 5.0
"""How long a sentence stands before the keys come back."""


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
    """What is said now; empty while the keys are shown."""
    warning: reactive[bool] = reactive(False)
    status: reactive[str] = reactive("")
    """What goes on, at the right: where the reader is in a search."""
    work: reactive[str] = reactive("")
    """How far work in the background is, at the right too."""

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
        """Draw the sentence, else the keys that fit; at the right what goes on."""
        width = self.content_size.width
        going_on = " · ".join(part for part in (self.work, self.status) if part)
        if not going_on:
            return self._left_part(width)
        style = self.get_visual_style("key-bar--status", partial=True)
        right = Content.styled(going_on, style).truncate(max(width // 2, width - 40), ellipsis=True)
        room = max(0, width - right.cell_length - 2)
        left = self._left_part(room).truncate(room, ellipsis=True)
        return left.pad_right(width - left.cell_length - right.cell_length) + right

    def _left_part(self, room: int) -> Content:
        if self.sentence:
            style = "key-bar--warning" if self.warning else "key-bar--sentence"
            sentence = Content.styled(self.sentence, self.get_visual_style(style, partial=True))
            return sentence.truncate(room, ellipsis=True)
        key_style = self.get_visual_style("key-bar--key", partial=True)
        label_style = self.get_visual_style("key-bar--label", partial=True)
        parts: list[Content] = []
        for key, label in self._keys:
            part = Content.assemble((key, key_style), " ", (label, label_style))
            if part.cell_length > room:
                break
            parts.append(part)
            room -= part.cell_length + 2
        return Content("  ").join(parts)

    def _fall_silent(self) -> None:
        self.sentence = ""
