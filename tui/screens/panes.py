"""`Panes`: the three panes of the main screen, which of them has the keys, and what their borders say.

Knows where things stand and nothing of what the keys do there: that is the main screen's.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping

from textual import getters
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from episodes.listing import View
from tui.keymap import COMMANDS, Pane, keys_text
from tui.notes_pane.notes_view import NotesView
from tui.reader_state import ReaderState
from tui.widgets.episode_list import EpisodeList
from tui.widgets.key_bar import KeyBar
from tui.widgets.segment_tree import SegmentTree

PANES = (Pane.EPISODES, Pane.TREE, Pane.NOTES)
EMPTY = {
    View.ALL: "No episodes yet.",
    View.UNREAD: "Everything is read. v shows all episodes.",
    View.BOOKMARKED: "No episode has a bookmark. b makes one, v shows all episodes.",
}
"""What a view says that has no episodes."""


class Panes(Screen[None]):
    """Three panes side by side, or one at a time where there is no room for more."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-medium"), (106, "-broad"), (120, "-wide")]
    AUTO_FOCUS = None

    episode_list = getters.query_one(EpisodeList)
    """The episodes of the view."""
    outline = getters.query_one(SegmentTree)
    """The segments of the open episode."""
    notes = getters.query_one(NotesView)
    """The notes of the open episode."""
    key_bar = getters.query_one(KeyBar)
    """What the keys do, or what was just done."""

    def __init__(self, reader: ReaderState, keys: Mapping[str, tuple[str, ...]], pane: Pane) -> None:
        """Make the panes.

        Args:
            reader: what lies open.
            keys: the keys as they are, by command id.
            pane: which has the keys first.
        """
        # The layout's class from the beginning, where the width is known: to add it later styles everything twice.
        width = shutil.get_terminal_size().columns
        super().__init__(classes=next(name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if width >= least))
        self.reader = reader
        self._said: dict[Widget, str] = {}
        self._keys = keys
        self._pane = pane

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        current = {pane: "-current" if pane is self._pane else None for pane in PANES}
        empty = EMPTY[self.reader.view]
        yield Static(id="where", markup=False)
        yield KeyBar()
        yield EpisodeList(self.reader.listing, empty=empty, id="episodes", classes=current[Pane.EPISODES])
        yield SegmentTree(id="tree", classes=current[Pane.TREE])
        yield NotesView(id="notes", classes=current[Pane.NOTES])

    @property
    def stands(self) -> bool:
        """Whether the panes are there: not before they are composed, and at the end they go one after the other."""
        parts = (EpisodeList, SegmentTree, NotesView, KeyBar)
        return self.is_attached and all(len(self.query(part)) == 1 for part in parts)

    def title_panes(self) -> None:
        """Say on the borders what is shown."""
        listing, episode, segment = self.reader.listing, self.reader.episode, self.reader.segment
        view = "" if self.reader.view is View.ALL else f" · {self.reader.view}"
        titles: dict[Widget, str] = {self.episode_list: f"Episodes{view} · {listing.count():,}"}
        where = [self._pane.capitalize()]
        if episode is not None:
            number = "" if episode.number is None else f"{episode.number} · "
            read, segments = len(self.reader.read), sum(1 for _ in episode.walk())
            titles[self.outline] = f"{number}{read}/{segments} read"
            titles[self.notes] = f"{episode.show} {number}{episode.name}"
            where += [f"{number}{episode.name}", segment.name if segment else ""]
        for pane, title in titles.items():
            self._say(pane, title)
        self._say(self.query_one("#where", Static), " › ".join(part for part in where if part))

    def _say(self, widget: Widget, text: str) -> None:
        """Put a text on a border, or on the line above; only one that is another is worth a paint."""
        if self._said.get(widget) == text:
            return
        self._said[widget] = text
        if isinstance(widget, Static):
            widget.update(text, layout=False)
        else:
            widget.border_title = _plain(text)

    def focus_pane(self, pane: Pane) -> None:
        """Give a pane the keys; where one is shown at a time, show it."""
        self._pane = pane
        for other in PANES:  # where one is shown at a time; a class of the screen would style all anew
            self.query_one(f"#{other}").set_class(other is pane, "-current")
        self.query_one(f"#{pane}").focus(scroll_visible=False)
        self.title_panes()
        self.show_keys()

    def on_descendant_focus(self) -> None:
        """Follow the mouse to the pane that it chose."""
        if self.focused is not None and self.focused.id in PANES and self.focused.id != self._pane:
            self.focus_pane(Pane(self.focused.id))

    def show_keys(self) -> None:
        """Say which keys matter now."""
        self.key_bar.show_keys(self.keys_now())

    def keys_now(self) -> list[tuple[str, str]]:
        """Return the keys that matter now with their labels, the most useful first."""
        shown = sorted((command for command in COMMANDS if command.footer), key=lambda command: command.footer)
        return [(keys_text(self._keys[c.id][:1]), c.label) for c in shown if self._keys[c.id]]

    def action_next_pane(self) -> None:
        """To the pane on the right, and round."""
        self.focus_pane(PANES[(PANES.index(self._pane) + 1) % 3])

    def action_previous_pane(self) -> None:
        """To the pane on the left, and round."""
        self.focus_pane(PANES[(PANES.index(self._pane) - 1) % 3])

    def action_back(self) -> None:
        """One pane back: out of the zoom first, then from the notes to the tree, from the tree to the episodes."""
        if self.has_class("-zoomed"):
            self.remove_class("-zoomed")
        elif self._pane is not Pane.EPISODES:
            self.focus_pane(PANES[PANES.index(self._pane) - 1])

    def action_zoom(self) -> None:
        """Give the focused pane the whole screen, or all their room back."""
        self.toggle_class("-zoomed")


def _plain(text: str) -> str:
    """Return a text as a border title that shows what is written: titles are parsed for markup."""
    return text.replace("[", r"\[")
