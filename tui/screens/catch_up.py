"""`CatchUpScreen`: marks all of a show as read, or all that is older than an episode, in one action.

    await catch_up(screen, episode)

A long range takes its time: it is marked a few episodes at a time, and can be stopped.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from textual import work
from textual.binding import Binding

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.model import Episode
from episodes.text import counted, shown_line
from tui.screens.dialog import ListDialog
from tui.screens.reader_screen import ReaderScreen
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit_right, line

_AT_ONCE = 16
"""Episodes that are read and marked before the screen is drawn again."""


class Range(NamedTuple):
    """Unread episodes that can be marked together."""

    what: str
    episodes: list[int]
    """Their numbers in the library."""


async def catch_up(screen: ReaderScreen[Any], episode: Episode) -> None:
    """Ask how far to catch up with the show of an episode, do it, and say so."""
    owed = screen.library.marks.for_session
    said: str | None = f"Everything of {shown_line(episode.show)} is read."
    if found := _ranges(screen.library, episode):
        said = await screen.app.push_screen_wait(CatchUpScreen(screen.library, found))
        screen.show_marks()
    if said is not None:
        screen.say_marked(said, owed)


def _ranges(library: Library, episode: Episode) -> list[Range]:
    """Return what can be caught up with from an episode on: what is older, and all of its show."""
    show, _, _ = episode.id.partition(":")
    found = (
        Range(f"Older than {episode.numbered_name}", library.unread(show, episode.id)),
        Range(f"All of {episode.show}", library.unread(show)),
    )
    return [each for each in found if each.episodes]


class RangeList(ItemList[Range]):
    """Ranges, one a row."""

    def item_parts(self, item: Range, width: int) -> Sequence[Iterable[Part]]:
        unread = f"{len(item.episodes):,} unread"
        return [line(width, [], shown_line(item.what), "", [(fit_right(unread, 14), "muted")])]


class CatchUpScreen(ListDialog[str]):
    """Asks how far to catch up, and does it.

    Args:
        library: whose episodes they are.
        found: what can be marked.
    """

    BINDINGS = [Binding("C", "close", "Close", show=False)]

    def __init__(self, library: Library, found: Sequence[Range]) -> None:
        hint, below = "enter marks as read, esc closes", "One undo takes all of it back."
        super().__init__(RangeList(found), "Catch up", hint, below)
        self._library = library
        self._stopped: bool | None = None  # None while nothing is marked yet

    def choose(self, item: Range) -> None:
        if self._stopped is None:
            self._stopped = False
            self._mark(item.episodes)

    @work(group="dialogs", exit_on_error=False)
    async def _mark(self, numbers: Sequence[int]) -> None:
        self.box.border_subtitle = "esc stops"
        marks, action, done = self._library.marks, "", 0
        try:
            while done < len(numbers) and not self._stopped:
                self.below.update(f"{done:,} of {counted(len(numbers), 'episode')}", layout=False)
                some = numbers[done : done + _AT_ONCE]
                action = marks.catch_up(await asyncio.to_thread(self._library.readable, some), action) or action
                done += len(some)
            self.dismiss(f"Read: {counted(done, 'episode')}" + (", then stopped." if self._stopped else "."))
        except EarmarkError as error:
            self.dismiss(str(error))

    def action_close(self) -> None:
        if self._stopped is None:
            self.dismiss(None)
        self._stopped = True
