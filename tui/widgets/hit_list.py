"""`HitList`: the hits of a search, those of an episode below a line that says which, each with what matches best in it.

While nothing is searched for it shows what can be written, and what that finds.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from rich.cells import cell_len

from episodes.model import SegmentRow
from episodes.search.language import LANGUAGE
from episodes.search.values import Hit
from episodes.text import shown_line
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, cut, day_of, fit, line, marked_parts


class HitList(ItemList[Hit]):
    """The hits, best first.

    Args:
        short_names: those of the shows by slug, where rows are to say which show they are of.
    """

    row_height = 3
    head_height = 1
    context = 1
    first_near: int | None = None
    """The row from which on hits only come near."""

    def __init__(self, short_names: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__()
        self._short_names = short_names

    def empty_parts(self, width: int) -> Sequence[Iterable[Part]]:
        """Return that nothing was found, or while nothing is searched for, what can be."""
        if self.empty:
            return super().empty_parts(width)
        language = [line(width, [(fit(written, 17), "accent")], meaning, "muted") for written, meaning in LANGUAGE]
        return [*language, [], [(cut("↑ brings back what you searched for before.", width), "muted")]]

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the line of the episode, blank where it is that of the hit above, and the hit."""
        hit, above = self.item(index), self.item(index - 1) if index else None
        if hit is None:
            return [[], *super().row_parts(index, width)]
        head: list[Part] = []
        if index == self.first_near or above is None or above.segment.target.episode != hit.segment.target.episode:
            head = episode_line(hit.segment, width, self._short_names, is_near=index == self.first_near)
        return [head, *hit_lines(hit, width)]


def episode_line(row: SegmentRow, width: int, short_names: Mapping[str, str], *, is_near: bool) -> list[Part]:
    """Return the line above the hits of an episode: show and number, title, date.

    Args:
        row: one of them.
        width: cells of the line.
        short_names: those of the shows by slug, where it is to say which show it is.
        is_near: whether the hits from here on only come near.
    """
    show = short_names.get(row.target.show, row.show) if width < 60 else row.show
    place = show if row.number is None else f"{show} {row.number}"
    head = [("only near  ", "warning")] if is_near else []
    tail = [(f"  {day_of(row, width)}", "muted")] if width >= 30 else []
    return line(width, [*head, (cut(place, width // 3), "accent"), ("  ", "")], row.episode_title or "", "muted", tail)


def hit_lines(hit: Hit, width: int) -> list[list[Part]]:
    """Return a hit as two lines: its title and who presents it; the reader's note on it, and the extract."""
    presenter = hit.segment.presenter or ""
    right = "" if presenter in hit.title.text else "  " + cut(presenter, width // 3)
    note: list[Part] = []
    if hit.note is not None:
        shown = min(cell_len(shown_line(hit.note.text)), width // 2)
        note = [(f"{glyphs.EARMARK} ", "earmark"), *marked_parts(hit.note, shown, ""), ("  ", "")]
    taken = 2 + sum(cell_len(text) for text, _ in note)
    return [
        [("  ", ""), *marked_parts(hit.title, max(0, width - 2 - cell_len(right)), "strong"), (right, "muted")],
        [("  ", ""), *note, *marked_parts(hit.extract, max(0, width - taken), "muted")],
    ]
