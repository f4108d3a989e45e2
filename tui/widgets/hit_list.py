"""`HitList`: the hits of a search, two lines each: the title and where it stands, and the part that answers best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len
from textual.strip import Strip

from episodes.search.values import Hit, Mention
from episodes.text import clean_line
from tui.search_session import PAGE
from tui.widgets.cells import fit
from tui.widgets.episode_list import initials
from tui.widgets.marked import marked_parts
from tui.widgets.paged_list import PagedList
from tui.widgets.row_list import Part

ROOMY = 30
"""Rows of the list from which on a blank one stands between hits."""
_NAMED_KINDS = ("sponsor", "joke", "extras")


class HitList(PagedList[Hit], can_focus=False):
    """The hits, best first. The search line keeps the focus; the cursor is the reader's all the same."""

    DEFAULT_CSS = """
    HitList {
        & > .rows--cursor { background: $primary 22%; }
        & > .rows--bar { color: $primary; }
        &:ansi > .rows--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: none;
        }
    }
    """
    page_size = PAGE
    row_height = 2
    context = 1

    def __init__(self, *, several_shows: bool = False, id: str | None = None) -> None:  # noqa: A002
        """Make an empty list.

        Args:
            several_shows: whether to say which show a hit is of.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._several_shows = several_shows

    def fitting_height(self) -> int:
        """Return two rows, or three where there is room for a blank one between the hits."""
        return 3 if self.size.height >= ROOMY else 2

    def item_parts(self, item: Hit, width: int) -> Sequence[Iterable[Part]]:
        """Return the lines of a hit."""
        lines = hit_lines(item, width, several_shows=self._several_shows)
        return [*lines, [("", "")]] if self.row_height == 3 else lines

    def _draw(self, index: int, is_cursor: bool, width: int) -> list[Strip]:
        strips = super()._draw(index, is_cursor, width)
        if self.row_height == 3:  # the blank row is no part of the hit, so the cursor does not cover it
            strips[2] = self.paint([], width)
        return strips


def hit_lines(hit: Hit, width: int, *, several_shows: bool) -> list[list[Part]]:
    """Return a hit as two lines: the title with the episode and its date, and the extract.

    Args:
        hit: the hit.
        width: cells of the lines.
        several_shows: whether to say which show it is of.
    """
    facts = []
    if width >= 70 and (aside := _aside(hit)):
        facts.append(fit(aside, min(16, cell_len(aside))))
    facts.append(place_of(hit, several_shows=several_shows, short=width < 90))
    if hit.day and width >= 40:
        facts.append(day_of(hit.day, width))
    right = " · ".join(fact for fact in facts if fact)
    right = fit(right, min(cell_len(right), width // 2))
    left = max(0, width - cell_len(right) - 2)
    return [
        [*marked_parts(hit.title, left, "strong"), ("  " + right, "muted")],
        [("  ", "muted"), *marked_parts(hit.extract, max(0, width - 4), "muted")],
    ]


def _aside(hit: Hit) -> str:
    """Return who presents it, or what it is where the title says no more than that."""
    if hit.kind in _NAMED_KINDS and hit.kind not in hit.title.text.lower():
        return hit.kind
    presenter = clean_line(hit.presenter or "")
    return "" if presenter == hit.title.text else presenter


def place_of(hit: Hit | Mention, *, several_shows: bool, short: bool) -> str:
    """Return which episode something stands in, in a word or two: its number, with the show where that is needed."""
    name = "" if hit.number is None else str(hit.number)
    if not name:
        name = fit(clean_line(hit.episode_title or hit.episode), 18).rstrip()
    if not several_shows:
        return name
    return f"{initials(hit.show) if short else clean_line(hit.show)} {name}"


def day_of(day: date, width: int) -> str:
    """Return a date as a row says it: whole where there is room, else the year."""
    return day.isoformat() if width >= 56 else str(day.year)
