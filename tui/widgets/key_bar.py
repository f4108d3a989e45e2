"""`KeyBar`: the last line of the screen. It shows the keys that matter now, or for a moment what was just done.

bar.show_keys([("read-on", "Read on"), ...], keys, kept=2)
bar.say("Bookmarked.")
bar.status = "asgi · hit 3 of 41"       # at the right for as long as it is true
bar.work = "Updating: 2 of 5"           # before it
"""

from collections.abc import Sequence
from functools import partial

from textual.content import Content
from textual.reactive import Reactive, reactive
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from episodes.text import shown_line
from tui.keymap import Keys, key_name, key_text

SECONDS = 5.0
"""How long a sentence is shown before the keys come back."""


class KeyBar(Widget):
    """Keys with their labels, as many as the line holds, or a sentence. A click on a key presses it."""

    COMPONENT_CLASSES = {"key-bar--key", "key-bar--label", "key-bar--sentence", "key-bar--warning", "key-bar--status"}
    ALLOW_SELECT = False
    auto_links = Reactive(False)

    sentence: reactive[str] = reactive("")
    """What is shown now; empty while the keys are."""
    warning: reactive[bool] = reactive(False)
    status: reactive[str] = reactive("")
    """Where the reader is in a search, at the right."""
    work: reactive[str] = reactive("")
    """How far work in the background is, before the status."""

    _keys: Sequence[tuple[str, str, str]] = ()
    """Keys by Textual's names (empty for what is no single key), as people write them, with their labels."""
    _kept = 0
    _timer: Timer | None = None

    def show_keys(self, labels: Sequence[tuple[str, str]], keys: Keys, *, kept: int) -> None:
        """Show keys with their labels, the most useful first.

        Args:
            labels: keys as people write them, or ids of commands, with the labels. A command without a key is left
                out; of `deeper` the last key is shown, enter, which everybody knows.
            keys: the keys of the commands, by id.
            kept: how many of the last labels keep their place, however little room there is.
        """
        shown: list[tuple[str, str, str]] = []
        for name, label in labels:
            own = keys.get(name, (key_name(name) or "",))
            if own:
                key = own[-1] if name == "deeper" else own[0]
                shown.append((key, key_text(key) if key else name, label))
        if (shown, kept) != (self._keys, self._kept):
            self._keys, self._kept = shown, kept
            self.refresh()

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence for some seconds; a warning stands out."""
        self.warning = warning
        self.sentence = sentence
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SECONDS * (2 if warning else 1), partial(setattr, self, "sentence", ""))

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
        parts = [self._part(*key) for key in self._keys]
        droppable = len(parts) - self._kept
        while droppable > 0 and sum(part.cell_length + 2 for part in parts) - 2 > room:
            droppable -= 1
            del parts[droppable]
        return Content("  ").join(parts)

    def _part(self, key: str, written: str, label: str) -> Content:
        shown = Content.assemble(self._styled(written, "key"), " ", self._styled(label, "label"))
        return shown.stylize(Style.from_meta({"@click": f"app.simulate_key({key!r})"})) if key else shown

    def on_click(self) -> None:
        """Where a sentence stands, bring the keys back."""
        self.sentence = ""
