"""`ReportList`: what came of bringing episodes in: what was skipped with the reasons, added, changed, unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from episodes.importing.importer import Report
from episodes.text import clean_line
from tui.widgets import glyphs
from tui.widgets.cells import fit
from tui.widgets.item_list import ItemList
from tui.widgets.row_list import Part

_WORD = 10


class ReportRow(NamedTuple):
    """An episode, or something that was left out."""

    what: str
    """`added`, `changed`, `unchanged` or `skipped`."""
    episode: str | None
    """The episode's id; None where nothing came in."""
    where: str = ""
    """What was left out."""
    reason: str = ""
    """Why it was."""


def report_rows(report: Report) -> list[ReportRow]:
    """Return a report as rows, what needs a look first."""
    return [
        *(ReportRow("skipped", None, skipped.where, skipped.reason) for skipped in report.skipped),
        *(ReportRow("added", episode) for episode in report.added),
        *(ReportRow("changed", episode) for episode in report.changed),
        *(ReportRow("unchanged", episode) for episode in report.unchanged),
    ]


class ReportList(ItemList[ReportRow]):
    """The rows of a report.

    Args:
        name: returns what an episode is called, by its id.
        id: the widget's id.
    """

    def __init__(self, name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(empty="Nothing was found there.", id=id)
        self._name_of = name

    def item_parts(self, item: ReportRow, width: int) -> Sequence[Iterable[Part]]:
        """Return the one line of a row."""
        left = max(0, width - _WORD)
        if item.episode is None:
            said = f"{clean_line(item.where)}: {clean_line(item.reason)}"
            return [[(fit(item.what, _WORD), "warning"), (fit(said, left), "")]]
        sign = f"{glyphs.NEW} " if item.what == "added" else "  "
        role = "strong" if item.what == "added" else "muted" if item.what == "unchanged" else ""
        name = fit(clean_line(self._name_of(item.episode)), max(0, left - 2))
        return [[(fit(item.what, _WORD), "muted"), (sign, "accent"), (name, role)]]
