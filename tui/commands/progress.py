"""A progress bar for work that takes long, on standard error and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from episodes.supply.gathering import Step


@contextmanager
def shown_progress(what: str) -> Iterator[Callable[[Step], None] | None]:
    """Show how far a piece of work is while the block runs; give None where there is nobody to see it.

    Args:
        what: the work, as the line begins with it.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[far]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, far="")

        def advance(step: Step) -> None:
            bar.update(task, completed=step.done, total=step.total, far=_how_far(step))

        yield advance


def _how_far(step: Step) -> str:
    """Return a step in a few words: `120 of 300 files`, `1.2 MB`."""
    if step.what == "bytes":
        return f"{step.done / 1e6:.1f}{f' of {step.total / 1e6:.1f}' if step.total else ''} MB"
    return f"{step.done:,}{f' of {step.total:,}' if step.total else ''} {step.what}"
