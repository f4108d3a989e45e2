"""`ShowsScreen`: the shows with what is unread in them, to choose which of them the list of episodes has.

    shows = await app.push_screen_wait(ShowsScreen(library.shows(), reader.shows))

Answers with the slugs of the shows that are to be listed, none for all of them; None where all stays as it is.
"""

from collections.abc import Collection, Iterable, Sequence

from textual.binding import Binding

from episodes.model import ShowRow
from episodes.text import counted, shown_line
from tui.screens.dialog import ListDialog
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit, fit_right, line

_HINT = "enter lists it, space marks, esc closes"
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

    def toggle(self) -> None:
        """Mark the show, or unmark it, and go on to the next; on all shows, unmark every one."""
        if self.current is not None and self.current.slug != _ALL:
            self.chosen ^= {self.current.slug}
            self.action_cursor_down()
        else:
            self.chosen.clear()
        self.redraw()

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
    return line(width, head, shown_line(row.name), "strong" if row.unread else "muted", tail)


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
