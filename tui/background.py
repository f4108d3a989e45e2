"""Importing in the background: in a thread, one piece of work at a time, with its progress, until it is cancelled.

Knows no widget.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from episodes.library import Library
from episodes.text import counted

if TYPE_CHECKING:
    from episodes.importing.report import Report, Step

Tell = Callable[[str], None]
Result = TypeVar("Result")

TELL_EVERY = 0.1
"""Seconds between two messages on the progress: more of them would slow the work down."""


class BackgroundImport:
    """Adds and updates the sources of a library. Asked from one thread.

    Args:
        library: takes the episodes.
        library_changed: called when episodes were imported, with the ids of those whose notes changed.
    """

    def __init__(self, library: Library, library_changed: Callable[[Collection[str]], None]) -> None:
        self._library = library
        self._library_changed = library_changed
        self._cancelled = threading.Event()
        self.busy = False

    @property
    def cancelled(self) -> bool:
        """Whether the last piece of work was cancelled."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Cancel what is being imported; what was imported until then stays."""
        self._cancelled.set()

    async def add(self, text: str, show: str | None, tell: Tell) -> Report:
        """Import what a path, an address or a known show holds, and return what came of it.

        Args:
            text: which.
            show: the show of its episodes, where they do not say.
            tell: takes a sentence on the progress.

        Raises:
            SourceFailed: nothing could be read there.
        """
        cancelled = self._cancelled.is_set
        report = await self._work(
            lambda progress: self._library.sources.add(text, show, progress=progress, cancelled=cancelled), tell
        )
        self._report_changes([report])
        return report

    async def update(self, tell: Tell) -> list[Report]:
        """Update every source, and return what came of each.

        Args:
            tell: takes a sentence on the progress.

        Raises:
            SourceFailed: the list of sources cannot be read.
        """

        def update(progress: _Progress) -> list[Report]:
            sources = self._library.sources
            total = len(sources.sources())
            reports: list[Report] = []
            progress.what = f"Updating 1 of {total:,}"
            for report in sources.update(progress=progress, cancelled=self._cancelled.is_set):
                reports.append(report)
                progress.what = f"Updating {min(total, len(reports) + 1):,} of {total:,}"
            return reports

        reports = await self._work(update, tell)
        self._report_changes(reports)
        return reports

    async def _work(self, work: Callable[[_Progress], Result], tell: Tell) -> Result:
        if self.busy:
            raise RuntimeError("one piece of work at a time")
        self.busy = True
        self._cancelled.clear()
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.to_thread(work, _Progress(lambda said: loop.call_soon_threadsafe(tell, said)))
        finally:
            self.busy = False

    def _report_changes(self, reports: Iterable[Report]) -> None:
        added = [episode for report in reports for episode in report.added]
        changed = [episode for report in reports for episode in report.changed]
        if added or changed:
            self._library_changed(changed)


class _Progress:
    """Reports the progress of work, not too often."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self._tell = tell
        self.what = "Reading"
        self._at = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._at >= TELL_EVERY or step.done == step.total:
            self._at = now
            self._tell(f"{self.what}: {how_far(step)}")


def how_far(step: Step) -> str:
    """Return a step in a few words: `120 of 300 files`, `1.2 MB`."""
    if step.what == "bytes":
        size = f"{step.done / 1e6:.1f}"
        return f"{size} MB" if not step.total else f"{size} of {step.total / 1e6:.1f} MB"
    return f"{step.done:,} {step.what}" if step.total is None else f"{step.done:,} of {step.total:,} {step.what}"


def summary(reports: Sequence[Report], *, cancelled: bool) -> str:
    """Return the sentence that says what an update did."""
    if not reports:
        return "Stopped." if cancelled else "There are no sources to update yet: a adds folders and feeds."
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
