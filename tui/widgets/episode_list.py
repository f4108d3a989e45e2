"""`EpisodeList`: the list of episodes, drawn from pages that it asks for as they come into sight.

    episodes = EpisodeList(library_view, empty="No episodes yet.", id="episodes")
    episodes.cursor_id                  # the highlighted episode's id, or None
    episodes.move_to(12)                # posts EpisodeHighlighted
    episodes.move_to_id(episode_id)     # True where it is in the list
    episodes.refresh_rows()             # after marks, an import, another view: the highlight keeps its place
    episodes.set_source(view, cursor_id=...)
    episodes.several_shows = True       # rows say which show they belong to
    episodes.two_lines = True           # title above; the rest below. None: where it is narrow and high

Messages: `EpisodeHighlighted(episode_id)` when the cursor came to another episode;
    `EpisodeChosen(episode_id)`. Its source may have `index_of(episode_id) -> int | None`; without it an
    episode is looked for page by page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len
from textual.cache import LRUCache
from textual.message import Message

from episodes.model import EpisodeRow
from episodes.text import clean_line
from tui.bindings import pane_bindings
from tui.keymap import Pane
from tui.widgets import glyphs
from tui.widgets.cells import fit, fit_right
from tui.widgets.row_list import Part, RowList

PAGE = 128
"""Rows that the source is asked for at once."""
DATE_WIDTH = 44
"""Cells of a line from which on it has room for the date."""
WORDY = 36
"""Cells of the second line from which on it says in words how much is read."""
HIGH = 30
"""Rows of the screen from which on there are enough of them for two a row."""


class EpisodeSource(Protocol):
    """Where the list's rows come from, in the order in which they are shown."""

    def count(self) -> int:
        """Return how many episodes there are."""

    def page(self, start: int, stop: int) -> Sequence[EpisodeRow]:
        """Return the rows from `start` up to `stop`, or as many of them as there are."""


class EpisodeList(RowList):
    """The episodes, one row each."""

    BINDINGS = pane_bindings(Pane.EPISODES)

    @dataclass
    class EpisodeHighlighted(Message, namespace="episode_list"):
        """The cursor came to another episode."""

        episode_list: EpisodeList
        episode_id: str

        def can_replace(self, message: Message) -> bool:
            """Only the last of a run of cursor keys matters."""
            return isinstance(message, EpisodeList.EpisodeHighlighted)

        @property
        def control(self) -> EpisodeList:
            """The list."""
            return self.episode_list

    @dataclass
    class EpisodeChosen(Message, namespace="episode_list"):
        """The reader wants to go into the highlighted episode."""

        episode_list: EpisodeList
        episode_id: str

        @property
        def control(self) -> EpisodeList:
            """The list."""
            return self.episode_list

    def __init__(
        self,
        source: EpisodeSource | None = None,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Make a list.

        Args:
            source: where its rows come from; it can be given later.
            empty: a sentence that is shown while there are no rows.
            id: the widget's id.
            classes: the widget's classes, with blanks between.
        """
        super().__init__(empty=empty, id=id, classes=classes)
        self._source = source
        self._pages: LRUCache[int, Sequence[EpisodeRow]] = LRUCache(16)
        self._several_shows = False
        self._two_lines: bool | None = None
        self._number_width = 3
        if source is not None:
            self.set_count(source.count())
        self._kept = self.cursor_id

    @property
    def several_shows(self) -> bool:
        """Whether rows say which show they belong to."""
        return self._several_shows

    @several_shows.setter
    def several_shows(self, several: bool) -> None:
        if several != self._several_shows:
            self._several_shows = several
            self.forget_drawn()

    @property
    def two_lines(self) -> bool | None:
        """Whether a row takes two lines: the title, and below it what goes with it.

        None, with which it begins, means two where one has no room for the date and the pane is high.
        """
        return self._two_lines

    @two_lines.setter
    def two_lines(self, two: bool | None) -> None:
        self._two_lines = two
        self._choose_height()

    def _choose_height(self) -> None:
        two, size = self._two_lines, self.scrollable_content_region
        if two is None:
            two = 0 < size.width <= DATE_WIDTH and size.height >= HIGH
        if two != (self.row_height == 2):
            self.row_height = 2 if two else 1
            self.set_count(self.count)

    def resized(self) -> None:
        """Fit the rows to the size."""
        self._choose_height()
        super().resized()

    @property
    def cursor_id(self) -> str | None:
        """The id of the highlighted episode, or None where there is none."""
        row = self.row_at(self.cursor)
        return row.id if row else None

    def row_at(self, index: int) -> EpisodeRow | None:
        """Return a row by its place, or None where there is none."""
        if self._source is None or not 0 <= index < self.count:
            return None
        number, place = divmod(index, PAGE)
        if (page := self._pages.get(number)) is None:
            page = self._pages[number] = self._source.page(number * PAGE, (number + 1) * PAGE)
        return page[place] if place < len(page) else None

    def set_source(self, source: EpisodeSource, *, cursor_id: str | None = None) -> None:
        """Show other rows, the cursor on an episode or at the top. Nobody is told.

        An episode that was highlighted before stays where it is on the screen.

        Args:
            source: where the rows come from.
            cursor_id: the episode to highlight, if it is there.
        """
        self._source = source
        stays = cursor_id is not None and cursor_id == self._kept
        screen_row = self.cursor_screen_row if stays else None
        self._pages.clear()
        self._count = source.count()
        index = self.index_of(cursor_id) if cursor_id else None
        self.set_count(self._count, cursor=index or 0, screen_row=screen_row)
        self._kept = self.cursor_id

    def move_to(self, index: int, *, announce: bool = True) -> None:
        """Put the cursor on a row, the nearest there is, and bring it into sight."""
        super().move_to(index, announce=announce)
        self._kept = self.cursor_id

    def move_to_id(self, episode_id: str, *, announce: bool = True) -> bool:
        """Put the cursor on an episode, and return whether it is in the list."""
        index = self.index_of(episode_id)
        if index is None:
            return False
        self.move_to(index, announce=announce)
        return True

    def refresh_rows(self) -> None:
        """Ask the source again: something was marked, or came in.

        The highlighted episode stays where it is on the screen. Where it is gone, the row that took its place
        is highlighted, and `EpisodeHighlighted` says so.
        """
        if self._source is None:
            return
        kept, screen_row = self._kept, self.cursor_screen_row
        self._pages.clear()
        self._count = self._source.count()
        index = self.index_of(kept, near=self.cursor) if kept else None
        self.set_count(self._count, cursor=index, screen_row=screen_row)
        self._kept = self.cursor_id
        if self._kept != kept:
            self.cursor_moved()

    def index_of(self, episode_id: str, near: int = 0) -> int | None:
        """Return the place of an episode in the list, or None.

        Args:
            episode_id: the episode.
            near: where it is likely to be: pages are searched from there outwards.
        """
        if self._source is None:
            return None
        ask = getattr(self._source, "index_of", None)
        if ask is not None:
            found: int | None = ask(episode_id)
            return found
        pages = range((self.count + PAGE - 1) // PAGE)
        for number in sorted(pages, key=lambda page: abs(page - near // PAGE)):
            for place in range(number * PAGE, min(self.count, (number + 1) * PAGE)):
                row = self.row_at(place)
                if row is not None and row.id == episode_id:
                    return place
        return None

    def cursor_moved(self) -> None:
        """Tell which episode is highlighted."""
        if (row := self.row_at(self.cursor)) is not None:
            self.post_message(self.EpisodeHighlighted(self, row.id))

    def row_chosen(self) -> None:
        """Tell which episode was chosen."""
        if (row := self.row_at(self.cursor)) is not None:
            self.post_message(self.EpisodeChosen(self, row.id))

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row."""
        row = self.row_at(index)
        if row is None:  # the source has fewer rows than it said: the next refresh puts it right
            return [[("", "")]] * self.row_height
        if row.number is not None and row.number >= 10**self._number_width:
            self._number_width = len(str(row.number))
            self.call_after_refresh(self.forget_drawn)
        draw = two_lines if self.row_height == 2 else one_line
        return draw(row, width, self._number_width, self._several_shows)


def initials(show: str) -> str:
    """Return a show's name in at most three letters: `Python Bytes` is `PB`."""
    words = [word for word in clean_line(show).split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in words[:3]) if len(words) > 1 else (words or [""])[0][:3]


def _number(row: EpisodeRow, width: int) -> str:
    return fit_right("" if row.number is None else str(row.number), width)


def _title_role(row: EpisodeRow) -> str:
    if row.read <= 0:
        return "strong"
    return "muted" if row.read >= row.segments else ""


def _earmark(row: EpisodeRow) -> str:
    if row.bookmarks <= 0:
        return ""
    return glyphs.EARMARK if row.bookmarks == 1 else f"{glyphs.EARMARK}{min(row.bookmarks, 99)}"


def _how_much(row: EpisodeRow) -> str:
    if row.read <= 0:
        return f"{row.segments} segment{'s' if row.segments != 1 else ''}"
    return "read" if row.read >= row.segments else f"{row.read} of {row.segments} read"


def one_line(row: EpisodeRow, width: int, number_width: int, several_shows: bool) -> list[list[Part]]:
    """Return an episode as one line.

    What falls away as the width shrinks, in this order: how many segments are read (the sign at the front
    still says how much), the show's full name, the date, how many are bookmarked. The number, the title and
    the signs stay.

    Args:
        row: the episode.
        width: cells of the line.
        number_width: cells of the number.
        several_shows: whether to say which show it is.
    """
    parts: list[Part] = [(f"{glyphs.fill(row.read, row.segments)} ", "accent")]
    if several_shows:
        if width >= 58:
            parts.append((fit(clean_line(row.show), 13) + " ", "muted"))
        elif width >= 28:
            parts.append((fit(initials(row.show), 3) + " ", "muted"))
    parts.append((_number(row, number_width) + " ", "accent"))
    tail: list[Part] = []
    if width >= DATE_WIDTH:  # columns that follow stay under each other
        tail += [(f" {glyphs.NEW if row.is_new else ' '}", "accent"), (fit(_earmark(row), 3), "earmark")]
    elif row.is_new or row.bookmarks:
        earmark = _earmark(row)[: None if width >= 34 else 1]
        tail += [(f" {glyphs.NEW}" if row.is_new else " ", "accent"), (earmark, "earmark")]
    if width >= 56:
        tail.append((fit_right(f"{row.read}/{row.segments}" if row.segments else "", 6), "muted"))
    if width >= DATE_WIDTH:
        tail.append((" " + fit(row.day.isoformat() if row.day else "", 10), "muted"))
    taken = sum(cell_len(text) for text, _ in parts) + sum(cell_len(text) for text, _ in tail)
    return [[*parts, (fit(clean_line(row.name), max(0, width - taken)), _title_role(row)), *tail]]


def two_lines(row: EpisodeRow, width: int, number_width: int, several_shows: bool) -> list[list[Part]]:
    """Return an episode as two lines: number and title; date, how much is read, bookmarks, the show.

    The arguments are those of `one_line`.
    """
    head: list[Part] = [
        (f"{glyphs.fill(row.read, row.segments)} ", "accent"),
        (_number(row, number_width) + " ", "accent"),
    ]
    indent = number_width + 3
    new = f" {glyphs.NEW}" if row.is_new else ""
    head += [(fit(clean_line(row.name), max(0, width - indent - len(new))), _title_role(row)), (new, "accent")]
    earmark = f" {_earmark(row)}" if row.bookmarks else ""
    left = max(0, width - indent - len(earmark))
    day = [row.day.isoformat()] if row.day else []
    show = [clean_line(row.show)] if several_shows else []
    if width >= WORDY:
        facts = " · ".join([*day, _how_much(row), *show])
    else:
        facts = " · ".join([*day, f"{row.read}/{row.segments}", *map(initials, show)])
    below: list[Part] = [(" " * indent, ""), (fit(facts, left), "muted"), (earmark, "earmark")]
    return [head, below]
