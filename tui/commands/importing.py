"""What `add` and `update` have in common: a progress bar, cancelling by Ctrl-C, and the report."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from episodes.errors import FetchCancelled
from episodes.importing.report import Cancelled, Progress, Report, unheard

from .context import DONE, FAILED, STOPPED
from .output import flush, is_terminal, say, warn

_MOST_NAMED = 20


def run_import(what: str, work: Callable[[Progress, Cancelled], Iterable[Report]], *, dry_run: bool) -> int:
    """Import, print the report of each source, and return the exit status.

    The first Ctrl-C cancels the work at its next step, the second one stops the process.

    Args:
        what: the label of the progress bar.
        work: imports; takes a callback for its progress, and one that says whether it was cancelled.
        dry_run: whether nothing is written.
    """
    with _cancelled_by_ctrl_c() as cancelled:
        try:
            with _shown_progress(what) as progress:
                reports = list(work(progress, cancelled))
        except FetchCancelled:
            warn("stopped before anything came in.")
            return STOPPED
        statuses = [_print_report(report, dry_run=dry_run) for report in reports]
        if cancelled():
            warn("stopped. What came in stays, and the same command brings in the rest.")
            return STOPPED
    return max(statuses, default=DONE)


@contextmanager
def _cancelled_by_ctrl_c() -> Iterator[Cancelled]:
    """Yield a function that says whether Ctrl-C was pressed in the block; a second Ctrl-C interrupts as ever."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set  # no other thread gets signals
        return

    def handle(_signal: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _shown_progress(what: str) -> Iterator[Progress]:
    """Show how far a piece of work is, on standard error if that is a terminal."""
    if not is_terminal("stderr"):
        yield unheard
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    from tui.background import how_far

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[far]}"))
    with ProgressBar(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, far="")
        yield lambda step: bar.update(task, completed=step.done, total=step.total, far=how_far(step))


def _print_report(report: Report, *, dry_run: bool) -> int:
    """Print counts, then episodes, then what was left out or is wrong, with the reasons; return the exit status."""
    if report.failure is not None:
        warn(str(report.failure))
        return FAILED
    said = "nothing changed there since the last time" if report.not_modified else report.summary
    say(f"{report.source.shown}: {said}{' (dry run: nothing was written)' if dry_run else ''}")
    _print_ids("added", report.added)
    _print_ids("changed", report.changed)
    for line in report.lines():
        say(f"  {line}")
    flush()  # so that the two streams come in this order where they meet
    for skipped in report.skipped:
        warn(f"skipped {skipped}")
    for problem in report.problems:
        warn(str(problem))
    return DONE if report.is_clean else FAILED


def _print_ids(what: str, ids: Sequence[str]) -> None:
    for episode in ids[:_MOST_NAMED]:
        say(f"  {what} {episode}")
    if len(ids) > _MOST_NAMED:
        say(f"  {what} {len(ids) - _MOST_NAMED:,} more")
