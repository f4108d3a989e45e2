"""`ReportList`: what came of bringing episodes in: what was skipped with the reasons, added, changed, unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from episodes.importing.report import Report
from tui.widgets import glyphs
from tui.widgets.item_list import ItemList
from tui.widgets.row_text import Part, fit, line

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
        what = fit(item.what, _WORD)
        if item.episode is None:
            return [line(width, [(what, "warning")], f"{item.where}: {item.reason}", "")]
        glyph = f"{glyphs.NEW} " if item.what == "added" else "  "
        role = {"added": "strong", "unchanged": "muted"}.get(item.what, "")
        return [line(width, [(what, "muted"), (glyph, "accent")], self._name_of(item.episode), role)]
