"""`ReportList`: what came of bringing episodes in: what was skipped with the reasons, added, changed, unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from episodes.supply.intake import Report
from episodes.text import clean_line
from tui.keys import bind
from tui.widgets import signs
from tui.widgets.cells import fit
from tui.widgets.row_list import Part, RowList

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


class ReportList(RowList):
    """The rows of a report."""

    BINDINGS = bind(
        "cursor-down",
        "cursor-up",
        "first",
        "last",
        "page-down",
        "page-up",
        "half-page-down",
        "half-page-up",
    )

    def __init__(self, name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002
        """Make an empty list.

        Args:
            name: returns what an episode is called, by its id.
            id: the widget's id.
        """
        super().__init__(empty="Nothing was found there.", id=id)
        self._name_of = name
        self.rows: Sequence[ReportRow] = ()

    def show(self, report: Report) -> None:
        """Show a report from the top."""
        self.rows = report_rows(report)
        self.set_count(len(self.rows), cursor=0, screen_row=0)

    @property
    def row(self) -> ReportRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def row_parts(self, index: int, width: int) -> Sequence[Iterable[Part]]:
        """Return the one line of a row."""
        row = self.rows[index]
        left = max(0, width - _WORD)
        if row.episode is None:
            said = f"{clean_line(row.where)}: {clean_line(row.reason)}"
            return [[(fit(row.what, _WORD), "warning"), (fit(said, left), "")]]
        sign = f"{signs.NEW} " if row.what == "added" else "  "
        role = "strong" if row.what == "added" else "muted" if row.what == "unchanged" else ""
        name = fit(clean_line(self._name_of(row.episode)), max(0, left - 2))
        return [[(fit(row.what, _WORD), "muted"), (sign, "accent"), (name, role)]]
