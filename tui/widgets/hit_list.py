"""`HitList`: the hits of a search, two lines each: the title and where it is, and the part that matches best.

While nothing is searched for it shows what can be written, and what that finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from rich.cells import cell_len

from episodes.model import Kind, SegmentRow
from episodes.search.query import LANGUAGE
from episodes.search.values import Hit
from episodes.text import clean_line
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, cut, day_of, fit, line, marked_parts, place_of

ROOMY = 30
"""Rows of the list from which on a blank one separates hits."""
_NAMED_KINDS = (Kind.SPONSOR, Kind.JOKE, Kind.EXTRAS)


class HitList(ItemList[Hit]):
    """The hits, best first.

    Args:
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

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
    row_height = 2
    context = 1

    def __init__(self, short_names: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self._short_names = short_names

    def fitting_height(self) -> int:
        """Return two rows, or three where there is room for a blank one between the hits."""
        return 3 if self.size.height >= ROOMY else 2

    def empty_parts(self, width: int) -> Sequence[Iterable[Part]]:
        """Return that nothing was found, or while nothing is searched for, what can be."""
        if self.empty:
            return super().empty_parts(width)
        language = [line(width, [(fit(written, 20), "accent")], meaning, "muted") for written, meaning in LANGUAGE]
        return [*language, [], [(cut("↑ brings back what you searched for before.", width), "muted")]]

    def item_parts(self, item: Hit, width: int) -> Sequence[Iterable[Part]]:
        return hit_lines(item, width, self._short_names)


def hit_lines(hit: Hit, width: int, short_names: Mapping[str, str]) -> list[list[Part]]:
    """Return a hit as two lines: the title with the episode and its date, and the extract.

    Args:
        hit: the hit.
        width: cells of the lines.
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """
    facts = [cut(_aside(hit.segment), 16)] if width >= 70 else []
    facts.append(place_of(hit.segment, short_names, short=width < 90))
    if hit.segment.day_text and width >= 40:
        facts.append(day_of(hit.segment, width))
    right = cut(" · ".join(filter(None, facts)), width // 2)
    left = max(0, width - cell_len(right) - 2)
    return [
        [*marked_parts(hit.title, left, "strong"), ("  " + right, "muted")],
        [("  ", "muted"), *marked_parts(hit.extract, max(0, width - 4), "muted")],
    ]


def _aside(segment: SegmentRow) -> str:
    """Return who presents it, or what it is where the title says no more than that."""
    if segment.kind in _NAMED_KINDS and segment.kind not in segment.name.lower():
        return segment.kind
    presenter = clean_line(segment.presenter or "")
    return "" if presenter == segment.name else presenter
