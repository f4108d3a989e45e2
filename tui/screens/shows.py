"""`ShowsScreen`: the shows with what is unread in them, to choose which of them the list of episodes has.

    shows = await app.push_screen_wait(ShowsScreen(library.shows(), reader.shows))

Answers with the slugs of the shows that are to be listed, none for all of them; None where all stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from episodes.model import ShowRow
from episodes.text import clean_line, counted
from tui.bindings import bind
from tui.screens.dialog import Dialog
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit, fit_right, line

_ALL = ""
"""What stands for all shows, in place of a slug."""


class ShowList(ItemList[ShowRow]):
    """Shows, one a row, the first row for all of them together."""

    def __init__(self, shows: Sequence[ShowRow], chosen: Collection[str]) -> None:
        newest = max((row.newest for row in shows if row.newest is not None), default=None)
        total = ShowRow(_ALL, "All shows", "", sum(r.episodes for r in shows), sum(r.unread for r in shows), newest)
        super().__init__([total, *shows])
        self._short_width = max((len(row.short) for row in shows), default=0)
        self.chosen = set(chosen)

    def item_parts(self, item: ShowRow, width: int) -> Sequence[Iterable[Part]]:
        return [show_line(item, width, self._short_width, item.slug in self.chosen)]


def show_line(row: ShowRow, width: int, short_width: int, is_chosen: bool) -> list[Part]:
    """Return a show as one line: chosen or not, short name, name, how many episodes, how many unread, the youngest.

    Args:
        row: the show.
        width: cells of the line.
        short_width: cells of the short names.
        is_chosen: whether it is one of several that are chosen.
    """
    head = [(f"{glyphs.CHOSEN} " if is_chosen else "  ", "earmark"), (fit(row.short, short_width) + "  ", "accent")]
    unread = f"{row.unread:,} unread" if row.unread else "all read"
    tail: list[Part] = [(fit_right(unread, 14), "" if row.unread else "faint")]
    if width >= 66:
        tail.insert(0, (fit_right(counted(row.episodes, "episode"), 16), "muted"))
    if width >= 52:
        tail.append((fit_right("" if row.newest is None else row.newest.isoformat(), 13), "muted"))
    return line(width, head, clean_line(row.name), "strong" if row.unread else "muted", tail)


class ShowsScreen(Dialog[frozenset[str]]):
    """The list of shows.

    Args:
        shows: the shows.
        listed: the slugs of those that are listed; none where all are.
    """

    BINDINGS = [
        *bind("deeper"),
        Binding("space", "mark", "Mark", show=False),
        Binding("q,h,left,s", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    ShowsScreen > #box {
        width: 90;
        #rows { height: auto; max-height: 1fr; }
    }
    """

    def __init__(self, shows: Sequence[ShowRow], listed: Collection[str]) -> None:
        super().__init__()
        self._listed = listed
        self._marked = False  # whether shows were marked here
        self.listed = ShowList(shows, listed if len(listed) > 1 else ())

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Shows"
            box.border_subtitle = "enter lists it, space marks several, esc closes"
            yield self.listed

    def on_mount(self) -> None:
        """Give the list the keys, as much height as it needs, and the cursor its show."""
        self.listed.styles.height = min(self.listed.count, max(1, self.app.size.height - 4))
        places = [place for place, row in enumerate(self.listed.items) if row.slug in self._listed]
        self.listed.move_to(places[0] if places else 0)
        self.listed.focus()

    def action_mark(self) -> None:
        """Mark the show, or unmark it, and go on to the next; on all shows, unmark every one."""
        row, chosen = self.listed.current, self.listed.chosen
        if row is None:
            return
        self._marked = True
        if row.slug == _ALL:
            chosen.clear()
        else:
            chosen ^= {row.slug}
            self.listed.action_cursor_down()
        self.listed.redraw()
        what = f"the {len(chosen)} marked" if chosen else "it"
        self.query_one("#box").border_subtitle = f"enter lists {what}, space marks several, esc closes"

    @on(ShowList.Chosen)
    def action_deeper(self) -> None:
        if self._marked and self.listed.chosen:
            self.dismiss(frozenset(self.listed.chosen))
        elif self.listed.current is not None:
            self.dismiss(frozenset({self.listed.current.slug} - {_ALL}))
