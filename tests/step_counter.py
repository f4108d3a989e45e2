"""Work counted for tests: what grows with the input is seen in steps, whatever the machine does beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def count_steps(work: Callable[[], object]) -> int:
    """Return how many lines of Python some work runs, in this thread; a line counts at each turn of its loop.

    What a function of C does is one step: a pattern or a copy that reads the whole text again at each place is seen
    by the benchmarks alone.
    """
    steps = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> TraceFunction:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


def in_proportion(work: Callable[[int], object], size: int) -> bool:
    """Return whether work on twice the size takes about twice the steps: a tenth more at the most."""
    work(size)  # what is made once is made before
    return count_steps(lambda: work(2 * size)) <= 2.2 * count_steps(lambda: work(size))
