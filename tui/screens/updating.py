"""Looking for new episodes in every source, in the background.

    updating = Updating(main, importing, "ctrl+r")
    updating.begin()            # the command's key: begins, stops what is under way, or goes to what came in

What came in is named in the key bar, which offers to go to the youngest of it until that was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from episodes.model import Target
from tui.background import BackgroundImport, problems, summary

if TYPE_CHECKING:
    from episodes.importing.report import Report
    from tui.screens.main import MainScreen

_NAMED = 3
"""Problems, and episodes that came in, that are named one by one."""


_LOOKED_UP = 200
"""Episodes among which the youngest is looked for: more of them come in only when a source is new."""


class Updating:
    """Updates the sources for the main screen.

    Args:
        main: shows what is going on.
        importing: does it in the background.
        key: the key of the command; empty if it has none.
    """

    def __init__(self, main: MainScreen, importing: BackgroundImport, key: str) -> None:
        self._main = main
        self._importing = importing
        self._key = key or "the command"
        self._came_in: str | None = None

    def begin(self) -> None:
        """Update every source; or stop that if it is under way; or go to what came in."""
        if self._importing.busy:
            self._importing.cancel()
            self._main.key_bar.work = "Stopping …"
        elif self._came_in is not None:
            self._main.go_to(Target(self._came_in))
            self._came_in, self._main.key_bar.work = None, ""
        else:
            self._main.run_worker(self._update(), group="sources", exit_on_error=False)

    async def _update(self) -> None:
        key_bar = self._main.key_bar
        key_bar.work = "Updating …"
        try:
            with self._main.reporting_errors():
                await self._report()
        finally:
            key_bar.work = f"{self._key} goes to what came in" if self._came_in is not None else ""

    async def _report(self) -> None:
        reports = await self._importing.update(self._say_work)
        wrong = problems(reports)
        said = summary(reports, cancelled=self._importing.cancelled)
        self._main.key_bar.say(f"{said} {self._names(reports)}".rstrip(), warning=bool(wrong))
        if (more := len(wrong) - _NAMED) > 0:
            wrong[_NAMED:] = [f"{more:,} more; `earmark update` in the shell lists them all."]
        for sentence in wrong:
            self._main.app.notify(sentence, severity="warning", timeout=10, markup=False)

    def _say_work(self, sentence: str) -> None:
        if self._importing.busy and not self._importing.cancelled:
            self._main.key_bar.work = f"{sentence} · {self._key} stops"

    def _names(self, reports: Sequence[Report]) -> str:
        """Return what to call what came in, and remember the youngest of it."""
        added = [episode for report in reports for episode in report.added]
        found = filter(None, map(self._main.library.row, added[:_LOOKED_UP]))
        rows = sorted(found, key=lambda row: str(row.day or ""), reverse=True)
        self._came_in = rows[0].id if rows else None
        more = f" and {len(added) - _NAMED:,} more" if len(added) > _NAMED else ""
        return " · ".join(row.name for row in rows[:_NAMED]) + more
