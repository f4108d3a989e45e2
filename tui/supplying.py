"""Bringing episodes in beside the screens: one piece of work at a time, told how far it is, and stopped when asked.

    supplying = Supplying(lambda: library.sources)
    report = supplying.add("~/notes", None, told)     # in a thread; told(sentence) now and then
    reports = supplying.update(told)                  # in a thread
    supplying.stop()                                  # from anywhere

Says in sentences what came of it. Knows no widget.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from episodes.errors import EarmarkError
from episodes.importing.report import Report, Step
from episodes.text import counted

if TYPE_CHECKING:
    from episodes.importing.sources import Sources

Told = Callable[[str], None]

TELL_EVERY = 0.1
"""Seconds between two words on how far it is: more of them would hold up the work."""


class Busy(EarmarkError):
    """Something is brought in already."""


class Supplying:
    """The work of bringing episodes in.

    Args:
        sources: gives where they come from. It may raise `SourceFailed`.
    """

    def __init__(self, sources: Callable[[], Sources]) -> None:
        self._supply = sources
        self._working = threading.Lock()
        self._stopped = threading.Event()

    @property
    def busy(self) -> bool:
        """Whether something is being brought in."""
        return self._working.locked()

    @property
    def stopped(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Ask the work to stop; what came in until then stays."""
        self._stopped.set()

    def add(self, text: str, show: str | None, told: Told) -> Report:
        """Bring in what a path, an address or a known show holds.

        Args:
            text: which.
            show: the show of its episodes, where they do not say.
            told: hears how far it is.

        Raises:
            Busy: something is brought in already.
            SourceFailed: nothing could be read there.
        """
        with _Work(self._working, self._stopped):
            steps = _Steps(told, "Reading")
            return self._supply().add(text, show, progress=steps, cancelled=self._stopped.is_set)

    def update(self, told: Told) -> list[Report]:
        """Go to every remembered source again, and return a report for each.

        Args:
            told: hears how far it is.

        Raises:
            Busy: something is brought in already.
            SourceFailed: the list of sources cannot be read.
        """
        with _Work(self._working, self._stopped):
            sources = self._supply()
            total = len(sources.sources())
            steps = _Steps(told, f"Updating 1 of {total:,}")
            reports = []
            for report in sources.update(progress=steps, cancelled=self._stopped.is_set):
                reports.append(report)
                steps.what = f"Updating {min(total, len(reports) + 1):,} of {total:,}"
            return reports


class _Work:
    """Holds the one place for work."""

    def __init__(self, working: threading.Lock, stopped: threading.Event) -> None:
        self._working = working
        self._stopped = stopped

    def __enter__(self) -> None:
        if not self._working.acquire(blocking=False):
            raise Busy("Episodes are being brought in already.")
        self._stopped.clear()

    def __exit__(self, *_: object) -> None:
        self._working.release()


class _Steps:
    """Tells how far work is, not too often."""

    def __init__(self, told: Told, what: str) -> None:
        self._told = told
        self.what = what
        self._at = 0.0

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._at >= TELL_EVERY or step.done == step.total:
            self._at = now
            self._told(f"{self.what}: {how_far(step)}")


def how_far(step: Step) -> str:
    """Return a step in a few words: `120 of 300 files`, `1.2 MB`."""
    if step.what == "bytes":
        size = f"{step.done / 1e6:.1f}"
        return f"{size} MB" if not step.total else f"{size} of {step.total / 1e6:.1f} MB"
    return f"{step.done:,} {step.what}" if step.total is None else f"{step.done:,} of {step.total:,} {step.what}"


def summary(reports: Sequence[Report], *, stopped: bool) -> str:
    """Return the sentence that says what an update did."""
    failed = sum(report.failure is not None for report in reports)
    if not reports:
        return "Stopped." if stopped else "There are no sources to update yet: a adds folders and feeds."
    counts = [(sum(len(getattr(each, what)) for each in reports), what) for what in ("added", "changed", "skipped")]
    said = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing new"
    if failed:
        said += f"; {counted(failed, 'source')} could not be read"
    return f"{'Stopped' if stopped else 'Updated'}: {said}."


def problems(reports: Sequence[Report]) -> list[str]:
    """Return what went wrong in an update, a sentence each."""
    return [str(report.failure) for report in reports if report.failure is not None] + [
        str(skipped) for report in reports for skipped in report.skipped
    ]
