"""Importing in the background: in a thread, one piece of work at a time, with its progress, until it is cancelled.

`BackgroundImport` knows no widget; `Updating` says in the key bar what comes of it when every source is updated.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from episodes.library import Library
from episodes.model import Monitor, Step, Target
from episodes.text import counted
from tui.keymap import key_or_label

if TYPE_CHECKING:
    from episodes.importing.source_list import Report
    from tui.screens.main import MainScreen

Tell = Callable[[str], None]
"""Takes a sentence on the progress."""

TELL_EVERY = 0.1
"""Seconds between two messages on the progress: more of them would slow the work down."""
_NAMED = 3
"""Problems, and episodes that came in, that are named one by one."""
_LOOKED_UP = 200
"""Episodes among which the youngest is looked for: more of them come in only when a source is new."""


class BackgroundImport:
    """Adds and updates the sources of a library. Asked from one thread.

    Args:
        library: takes the episodes.
        library_changed: called when episodes were imported, with the ids of those whose notes changed.
    """

    def __init__(self, library: Library, library_changed: Callable[[Collection[str]], None]) -> None:
        self._library = library
        self._library_changed = library_changed
        self.cancelled = threading.Event()
        """Set it to cancel what is being imported: what was imported until then stays."""
        self.busy = False

    async def add(self, text: str, show: str | None, tell: Tell) -> Report:
        """Import what a path, an address or a known show holds, and return what came of it.

        Args:
            text: which.
            show: the show of its episodes, where they do not say.
            tell: takes a sentence on the progress.

        Raises:
            SourceFailed: nothing could be read there.
        """

        def add(monitor: Monitor) -> list[Report]:
            return [self._library.sources.add(text, show, monitor)]

        return (await self._work(add, lambda _: "Reading", tell))[0]

    async def update(self, tell: Tell) -> list[Report]:
        """Update every source, and return what came of each.

        Args:
            tell: takes a sentence on the progress.

        Raises:
            SourceFailed: the list of sources cannot be read.
        """
        sources = self._library.sources
        total = len(sources.sources())
        return await self._work(sources.update, lambda done: f"Updating {min(total, done + 1):,} of {total:,}", tell)

    async def _work(
        self, work: Callable[[Monitor], Iterable[Report]], what: Callable[[int], str], tell: Tell
    ) -> list[Report]:
        """Return the reports of some work.

        Args:
            work: does it.
            what: says what is done after so many reports.
            tell: takes a sentence on the progress, not too often.
        """
        if self.busy:
            raise RuntimeError("one piece of work at a time")
        self.busy = True
        self.cancelled.clear()
        loop = asyncio.get_running_loop()
        reports: list[Report] = []
        told = 0.0

        def progress(step: Step) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= TELL_EVERY or step.done == step.total:
                told = now
                loop.call_soon_threadsafe(tell, f"{what(len(reports))}: {step}")

        def run() -> None:
            for report in work(Monitor(progress, self.cancelled.is_set)):
                reports.append(report)

        try:
            await asyncio.to_thread(run)
        finally:
            self.busy = False
        if any(report.added or report.changed for report in reports):
            self._library_changed([episode for report in reports for episode in report.changed])
        return reports


def summary(reports: Sequence[Report], add_key: str, *, cancelled: bool) -> str:
    """Return the sentence that says what an update did, or which key adds a source where there is none."""
    if not reports:
        return "Stopped." if cancelled else f"There are no sources to update yet: {add_key} adds folders and feeds."
    counts = [(sum(len(getattr(each, what)) for each in reports), what) for what in ("added", "changed", "skipped")]
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing new"
    if failed := sum(report.failure is not None for report in reports):
        said += f"; {counted(failed, 'source')} could not be read"
    return f"{'Stopped' if cancelled else 'Updated'}: {said}."


def problems(reports: Sequence[Report]) -> list[str]:
    """Return what went wrong in an update, a sentence each."""
    return [str(report.failure) for report in reports if report.failure is not None] + [
        str(skipped) for report in reports for skipped in report.skipped
    ]


class Updating:
    """Updates the sources for the main screen, and offers to go to the youngest episode that came in.

    Args:
        main: shows what is going on.
        importing: does it in the background.
        key: the key of the command.
    """

    def __init__(self, main: MainScreen, importing: BackgroundImport, key: str) -> None:
        self._main = main
        self._importing = importing
        self._key = key
        self._came_in: str | None = None

    def begin(self) -> None:
        """Update every source; or stop that if it is under way; or go to what came in."""
        if self._importing.busy:
            self._importing.cancelled.set()
            self._main.key_bar.work = "Stopping …"
        elif self._came_in is not None:
            self._main.go_to(Target(self._came_in))
            self._came_in, self._main.key_bar.work = None, ""
        else:
            self._main.run_worker(self._update(), group="sources", exit_on_error=False)

    async def _update(self) -> None:
        main = self._main
        main.key_bar.work = "Updating …"
        try:
            with main.reporting_errors():
                reports = await self._importing.update(self._say_work)
                wrong = problems(reports)
                said = summary(reports, key_or_label("add", main.keys), cancelled=self._importing.cancelled.is_set())
                names = self._take_names(reports)
                main.key_bar.say(f"{said} {names}".rstrip(), warning=bool(wrong))
                if (more := len(wrong) - _NAMED) > 0:
                    wrong[_NAMED:] = [f"{more:,} more; `earmark update` in the shell lists them all."]
                for sentence in wrong:
                    main.app.notify(sentence, severity="warning", timeout=10, markup=False)
        finally:
            main.key_bar.work = f"{self._key} goes to what came in" if self._came_in is not None else ""

    def _say_work(self, sentence: str) -> None:
        if self._importing.busy and not self._importing.cancelled.is_set():
            self._main.key_bar.work = f"{sentence} · {self._key} stops"

    def _take_names(self, reports: Sequence[Report]) -> str:
        """Return what to call what came in, and remember the youngest of it."""
        added = [episode for report in reports for episode in report.added]
        found = filter(None, map(self._main.library.row, added[:_LOOKED_UP]))
        rows = sorted(found, key=lambda row: str(row.day or ""), reverse=True)
        self._came_in = rows[0].id if rows else None
        more = f" and {len(added) - _NAMED:,} more" if len(added) > _NAMED else ""
        return " · ".join(row.name for row in rows[:_NAMED]) + more
