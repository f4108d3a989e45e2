"""`YearStrip`: how the hits of a search spread over the years, as bars with the years below them.

    strip = YearStrip()
    strip.show(results.years)          # (year, how many), ascending
    strip.year = 2019                  # this bar stands out: the hit under the cursor is of that year

A click on a bar runs the action `choose_years(first, last)` of its screen. What is drawn is made by pure functions:
`columns_for` says which years share a column and where it stands, `bars` and `labels` draw them at any width.
"""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.reactive import Reactive, reactive
from textual.style import Style
from textual.widget import Widget

LEVELS = " ▁▂▃▄▅▆▇█"
"""A cell filled from nothing to whole, in eighths."""
WIDEST = 10
"""Cells that a year takes at most."""
_YEAR = 5
"""Cells of a year with a blank after it."""


class Column(NamedTuple):
    """Years that share a bar: one of them, but where there are more years than cells."""

    first: int
    last: int
    hits: int
    start: int
    """The cell where it begins."""
    width: int
    """Cells of its bar; a blank follows where there is room for one."""


def columns_for(years: Sequence[tuple[int, int]], width: int) -> list[Column]:
    """Return the columns of a strip that is `width` cells wide; none where there is nothing to show.

    Args:
        years: years with their counts, in ascending order without gaps.
        width: cells of the strip.
    """
    if not years or width <= 0:
        return []
    together = -(-len(years) // width)
    groups = [years[at : at + together] for at in range(0, len(years), together)]
    slot = min(WIDEST, width // len(groups))
    bar = slot - 1 if slot > 1 else 1
    return [
        Column(group[0][0], group[-1][0], sum(count for _, count in group), at * slot, bar)
        for at, group in enumerate(groups)
    ]


def level(count: int, most: int, height: int) -> int:
    """Return how high a bar is, in eighths of a row: none only for nothing, all of it only for the most."""
    if count <= 0 or most <= 0:
        return 0
    full = height * 8
    return full if count >= most else max(1, min(full - 1, round(count * full / most)))


def bars(columns: Sequence[Column], height: int) -> list[str]:
    """Return the rows of the bars, from the top."""
    most = max((column.hits for column in columns), default=0)
    levels = [level(column.hits, most, height) for column in columns]
    rows = []
    for below in range(height * 8 - 8, -1, -8):
        row = ""
        for column, filled in zip(columns, levels, strict=True):
            row = row.ljust(column.start) + LEVELS[min(8, max(0, filled - below))] * column.width
        rows.append(row)
    return rows


def labels(columns: Sequence[Column]) -> str:
    """Return the line below the bars: years, each with its count where there is room, or every few columns."""
    if not columns:
        return ""
    end = columns[-1].start + columns[-1].width
    slot = columns[1].start if len(columns) > 1 else end
    every = -(-_YEAR // slot)
    row = ""
    for column in columns[::every]:
        room = min(column.start + every * slot, end) - column.start
        text = f"{column.first} {column.hits:,}"
        if not column.hits or len(text) >= column.width:
            text = str(column.first) if room >= _YEAR - 1 else ""
        row += text.ljust(room)
    return row


def spread(years: Sequence[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    """Return years with their counts from `first` to `last` at least, those that are missing with none."""
    counts = dict(years)
    return [(year, counts.get(year, 0)) for year in range(min([first, *counts]), max([last, *counts]) + 1)]


class YearStrip(Widget):
    """Bars of the years. Its range only grows while it is shown, so that bars stay in their places as one types."""

    ALLOW_SELECT = False
    auto_links = Reactive(False)
    COMPONENT_CLASSES = {"years--bar", "years--here", "years--label", "years--label-here"}

    year: reactive[int | None] = reactive(None)
    """The year whose bar stands out."""
    _years: Sequence[tuple[int, int]] = ()

    def show(self, years: Sequence[tuple[int, int]]) -> None:
        """Show how many there are of each year."""
        known = [year for year, _ in self._years] or [year for year, _ in years]
        shown = spread(years, known[0], known[-1]) if known else []
        if shown != self._years:
            self._years = shown
            self.refresh()

    def render(self) -> Content:
        """Return the bars, as high as there is room, and the years below them."""
        width, height = self.content_size.width, max(1, self.content_size.height - 1)
        columns = columns_for(self._years, width)
        rows = [self._styled(row, columns, "bar", "here") for row in bars(columns, height)]
        return Content("\n").join([*rows, self._styled(labels(columns), columns, "label", "label-here")])

    def _styled(self, row: str, columns: Sequence[Column], name: str, name_here: str) -> Content:
        """Return a row in the style of its kind, and in another where the year that stands out is."""
        style, here = (self.get_visual_style(f"years--{each}", partial=True) for each in (name, name_here))
        shown = Content.styled(row, style)
        ends = [*(column.start for column in columns[1:]), len(row)]
        for (first, last, hits, start, width), end in zip(columns, ends, strict=False):
            if first <= (self.year or 0) <= last:
                shown = shown.stylize(here, start, end)  # a label may be wider than its bar
            if hits:
                click = Style.from_meta({"@click": f"screen.choose_years({first}, {last})"})
                shown = shown.stylize(click, start, start + width)
        return shown
