"""`EpisodeList`: the episodes, drawn from pages that it asks for as they come into sight.

    episodes = EpisodeList(library.listing(), id="episodes")
    episodes.cursor_id                  # the highlighted episode's id, or None
    episodes.move_to_id(episode_id)     # posts nothing
    episodes.refresh_rows()             # after marks: the highlighted episode keeps its place
    episodes.set_source(listing, cursor_id=...)
    episodes.short_names = {"python-bytes": "pb"}     # rows say which show they are of

A row takes two lines, the title above the rest, where the pane is narrow and high.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from rich.cells import cell_len
from textual.cache import LRUCache
from textual.geometry import clamp

from episodes.listing import Listing
from episodes.model import EpisodeRow
from episodes.text import counted
from tui.bindings import pane_bindings
from tui.keymap import Pane
from tui.widgets.row_list import RowList
from tui.widgets.row_text import EARMARK, NEW, Part, fill_glyph, fit, fit_right, line

PAGE = 128
"""Rows that the source is asked for at once."""
DATE_WIDTH = 44
"""Cells of a line from which on it has room for the date."""
ONE_LINE = 58
"""Cells of a line up to which a title finds more room on a line of its own."""
HIGH = 30
"""Rows of the screen from which on there are enough of them for two a row."""


class EpisodeList(RowList[EpisodeRow]):
    """The episodes, one row each.

    Args:
        source: where its rows come from.
        id: the widget's id.
        classes: the widget's classes, separated by blanks.
    """

    BINDINGS = pane_bindings(Pane.EPISODES)
    _kept: str | None = None  # the episode that was highlighted

    def __init__(self, source: Listing, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._pages: LRUCache[int, Sequence[EpisodeRow]] = LRUCache(16)
        self._headings: dict[int, str] = {}  # by their rows
        self.set_source(source)

    def resized(self) -> None:
        """Give rows two lines where one cuts many titles and the pane is high, else one."""
        width, height = self.scrollable_content_region.size
        lines = 2 if 0 < width <= ONE_LINE and height >= HIGH else 1
        if lines != self.row_height:
            self.row_height = lines
            self.set_count(self.count)
        super().resized()

    @property
    def cursor_id(self) -> str | None:
        """The id of the highlighted episode, or None where there is none."""
        return self.current.id if self.current else None

    # Headings are rows that the cursor passes over.

    def _place(self, index: int) -> int:
        """Return the place of a row's episode in the source; of a heading, that of the episode below it."""
        return index - bisect_left(list(self._headings), index)

    def _row(self, place: int) -> int:
        """Return the row of an episode by its place in the source."""
        return place + bisect_right(self._source.years, place, key=itemgetter(0))

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a row: of a heading its text, above which a higher row is blank."""
        if (heading := self._headings.get(index)) is None:
            return super().row_parts(index, width)
        return [*[[("", "")]] * (self.row_height - 1), line(width, [], heading or "undated", "accent")]

    def item(self, index: int) -> EpisodeRow | None:
        """Return a row by its place; None where the source has fewer than it said: the next refresh corrects that."""
        number, place = divmod(self._place(index), PAGE)
        if (page := self._pages.get(number)) is None:
            page = self._pages[number] = self._source.page(number * PAGE, (number + 1) * PAGE)
        return page[place] if place < len(page) else None

    def set_source(self, source: Listing, *, cursor_id: str | None = None, row: int = 0) -> None:
        """Show other rows, the cursor on an episode. Nothing is posted.

        If it was highlighted before, it stays where it is on the screen, or the row that is to take its place does.

        Args:
            source: where the rows come from.
            cursor_id: the episode to highlight, if it is there.
            row: the row to highlight where it is not.
        """
        screen_row = self.cursor_screen_row if cursor_id is not None and cursor_id == self._kept else None
        self._source = source
        self._pages.clear()
        self._number_width = max(3, source.number_width())
        self._headings = {place + above: year for above, (place, year) in enumerate(source.years)}
        if cursor_id is not None and (place := source.index_of(cursor_id)) is not None:
            row = self._row(place)
        row += row in self._headings
        self.set_count(source.count() + len(source.years), cursor=row, screen_row=screen_row)
        self._kept = self.cursor_id

    def refresh_rows(self) -> None:
        """Read the source again, the cursor where it is: something was marked."""
        self.set_source(self._source, cursor_id=self._kept, row=self.cursor)

    def move_to(self, index: int, *, announce: bool = True) -> None:
        """Put the cursor on a row, the nearest there is, and bring it into sight."""
        if (index := clamp(index, 0, max(0, self.count - 1))) in self._headings:
            index += -1 if 0 < index < self.cursor else 1
        super().move_to(index, announce=announce)
        self._kept = self.cursor_id

    def move_to_id(self, episode_id: str) -> None:
        """Put the cursor on an episode, if it is in the list. Nothing is posted."""
        if (place := self._source.index_of(episode_id)) is not None:
            self.move_to(self._row(place), announce=False)

    def item_parts(self, item: EpisodeRow, width: int) -> Sequence[Iterable[Part]]:
        draw = two_lines if self.row_height == 2 else one_line
        return draw(item, width, self._number_width, self.short_names)


def _number(row: EpisodeRow, width: int) -> Part:
    return fit_right("" if row.number is None else str(row.number), width) + " ", "accent"


def _title(row: EpisodeRow) -> str:
    """Return the title, else the show, whose number stands before it."""
    return row.title or (row.name if row.number is None else row.show)


def _title_role(row: EpisodeRow) -> str:
    if row.read <= 0:
        return "strong"
    return "muted" if row.read >= row.segments else ""


def _earmark(row: EpisodeRow) -> str:
    if row.bookmarks <= 0:
        return ""
    return EARMARK if row.bookmarks == 1 else f"{EARMARK}{min(row.bookmarks, 99)}"


def _how_much(row: EpisodeRow) -> str:
    if row.read <= 0:
        return counted(row.segments, "segment")
    return "read" if row.read >= row.segments else f"{row.read} of {row.segments} read"


def one_line(row: EpisodeRow, width: int, number_width: int, short_names: Mapping[str, str]) -> list[list[Part]]:
    """Return an episode as one line.

    The title takes what the rest leaves, and what few rows have takes room in those alone. What falls away as the
    width shrinks, in this order: how many segments are read (the glyph at the front still says how much), the date, how
    many are bookmarked.

    Args:
        row: the episode.
        width: cells of the line.
        number_width: cells of the number.
        short_names: those of the shows by slug, where it is to be said which show it is.
    """
    head: list[Part] = [(f"{fill_glyph(row.read, row.segments)} ", "accent")]
    if short_names and width >= 28:
        head.append((fit(short_names.get(row.show_slug, ""), max(map(len, short_names.values()))) + " ", "muted"))
    head.append(_number(row, number_width))
    earmark = _earmark(row)[: None if width >= 34 else 1]
    tail = [(f" {NEW}" if row.is_new else "", "accent"), (f" {earmark}" if earmark else "", "earmark")]
    if width >= 56 and 0 < row.read < row.segments:
        tail.append((f" {row.read}/{row.segments}", "muted"))
    if width >= DATE_WIDTH and row.day_text:
        tail.append(("  " + fit(row.day_text, 10), "muted"))
    return [line(width, head, _title(row), _title_role(row), tail)]


def two_lines(row: EpisodeRow, width: int, number_width: int, short_names: Mapping[str, str]) -> list[list[Part]]:
    """Return an episode as two lines: number and title; date, how much is read, bookmarks, the show.

    The arguments are those of `one_line`.
    """
    head = [(f"{fill_glyph(row.read, row.segments)} ", "accent"), _number(row, number_width)]
    new = f" {NEW}" if row.is_new else ""
    day = [row.day_text] if row.day_text else []
    show = [short_names.get(row.show_slug, "")] if short_names else []
    earmark = f" {_earmark(row)}" if row.bookmarks else ""
    words, short = (" · ".join([*day, read, *show]) for read in (_how_much(row), f"{row.read}/{row.segments}"))
    below = words if cell_len(words) <= width - number_width - 3 - cell_len(earmark) else short
    return [
        line(width, head, _title(row), _title_role(row), [(new, "accent")]),
        line(width, [(" " * (number_width + 3), "")], below, "muted", [(earmark, "earmark")]),
    ]
