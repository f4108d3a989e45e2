"""A progress bar for work that takes long, on standard error and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from episodes.importing.report import Step


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

    from tui.supplying import how_far

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[far]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, far="")

        def advance(step: Step) -> None:
            bar.update(task, completed=step.done, total=step.total, far=how_far(step))

        yield advance
