"""The shows: which of them the list of episodes has, and catching up with one.

    shows = await app.push_screen_wait(ShowsScreen(library.shows(), reader.shows))
    await catch_up(screen, episode)

`ShowsScreen` answers with the slugs of the shows that are to be listed, none for all of them; None where all stays as
it is. `catch_up` marks all of a show as read, or all that is older than an episode, in one action. A long range takes
its time: it is marked a few episodes at a time, and can be stopped.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from textual import work
from textual.binding import Binding

from episodes.errors import EarmarkError
from episodes.library import Library
from episodes.model import Episode, ShowRow
from episodes.text import counted, shown_line
from tui.screens.dialog import ListDialog
from tui.screens.reader_screen import ReaderScreen
from tui.widgets.row_list import ItemList
from tui.widgets.row_text import CHOSEN, Part, fit, fit_right, line

_HINT = "enter lists it, space marks, esc closes"
_ALL = ""
"""What stands for all shows, in place of a slug."""
_AT_ONCE = 16
"""Episodes that are read and marked before the screen is drawn again."""


class ShowList(ItemList[ShowRow]):
    """Shows, one a row, the first row for all of them together."""

    def __init__(self, shows: Sequence[ShowRow], chosen: Collection[str]) -> None:
        newest = max((row.newest for row in shows if row.newest is not None), default=None)
        total = ShowRow(_ALL, "All shows", "", sum(r.episodes for r in shows), sum(r.unread for r in shows), newest)
        super().__init__([total, *shows])
        self._short_width = max((len(row.short) for row in shows), default=0)
        self.chosen = set(chosen)

    def toggle(self) -> None:
        """Mark the show, or unmark it, and go on to the next; on all shows, unmark every one."""
        if self.current is not None and self.current.slug != _ALL:
            self.chosen ^= {self.current.slug}
            self.action_cursor_down()
        else:
            self.chosen.clear()
        self.redraw()

    def item_parts(self, item: ShowRow, width: int) -> Sequence[Iterable[Part]]:
        """Return a show as one line: chosen or not, its names, how many episodes, how many unread, the youngest."""
        chosen = f"{CHOSEN} " if item.slug in self.chosen else "  "
        head = [(chosen, "earmark"), (fit(item.short, self._short_width) + "  ", "accent")]
        unread = f"{item.unread:,} unread" if item.unread else "all read"
        tail: list[Part] = [(fit_right(unread, 14), "" if item.unread else "faint")]
        if width >= 66:
            tail.insert(0, (fit_right(counted(item.episodes, "episode"), 16), "muted"))
        if width >= 52:
            tail.append((fit_right("" if item.newest is None else item.newest.isoformat(), 13), "muted"))
        return [line(width, head, shown_line(item.name), "strong" if item.unread else "muted", tail)]


class ShowsScreen(ListDialog[frozenset[str]]):
    """The list of shows.

    Args:
        shows: the shows.
        listed: the slugs of those that are listed; none where all are.
    """

    BINDINGS = [Binding("space", "mark", "Mark", show=False), Binding("s", "close", "Close", show=False)]
    listed: ShowList

    def __init__(self, shows: Sequence[ShowRow], listed: Collection[str]) -> None:
        rows = ShowList(shows, listed if len(listed) > 1 else ())
        super().__init__(rows, "Shows", _HINT)
        rows.move_to(next((place for place, row in enumerate(rows.items) if row.slug in listed), 0))
        self._marked = False  # whether shows were marked here

    def action_mark(self) -> None:
        self._marked = True
        self.listed.toggle()
        chosen = len(self.listed.chosen)
        self.box.border_subtitle = f"enter lists the {chosen} marked, esc closes" if chosen else _HINT

    def choose(self, item: ShowRow) -> None:
        marked = self.listed.chosen if self._marked else ()
        self.dismiss(frozenset(marked or {item.slug} - {_ALL}))


class Range(NamedTuple):
    """Unread episodes that can be marked together."""

    what: str
    episodes: list[int]
    """Their numbers in the library."""


async def catch_up(screen: ReaderScreen[Any], episode: Episode) -> None:
    """Ask how far to catch up with the show of an episode, do it, and say so."""
    said: str | None = f"Everything of {shown_line(episode.show)} is read."
    if found := _ranges(screen.library, episode):
        said = await screen.app.push_screen_wait(CatchUpScreen(screen.library, found))
        screen.show_marks()
    if said is not None:
        screen.say_marked(said)


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
        super().__init__(RangeList(found), "Catch up: one undo takes it back", "enter marks as read, esc closes")
        self._library = library
        self._stopped: bool | None = None  # None while nothing is marked yet
        self._said: str | None = None  # what came of it

    def choose(self, item: Range) -> None:
        if self._stopped is None:
            self._stopped = False
            self._mark(item.episodes)

    @work(group="dialogs", exit_on_error=False)
    async def _mark(self, numbers: Sequence[int]) -> None:
        marks, action, done = self._library.marks, "", 0
        try:
            while done < len(numbers) and not self._stopped:
                self.box.border_subtitle = f"{done:,} of {counted(len(numbers), 'episode')}, esc stops"
                some = numbers[done : done + _AT_ONCE]
                action = marks.catch_up(await asyncio.to_thread(self._library.readable, some), action) or action
                done += len(some)
            self._said = f"Read: {counted(done, 'episode')}" + (", then stopped." if self._stopped else ".")
        except EarmarkError as error:
            self._said = str(error)
        self.on_screen_resume()

    def on_screen_resume(self) -> None:
        """Answer with what came of it, once no help lies over it: a screen below another cannot."""
        if self._said is not None:
            self.dismiss(self._said)

    def action_close(self) -> None:
        if self._stopped is None:
            self.dismiss(None)
        self._stopped = True
