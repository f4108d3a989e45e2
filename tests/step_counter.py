"""Work counted for tests: what grows with the input is seen in steps, whatever the machine does beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import TraceFunction

Made = TypeVar("Made")


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


def in_proportion(work: Callable[[Made], object], make: Callable[[int], Made], size: int = 1) -> bool:
    """Return whether work on what is made of a size grows with that size: twice as much more for twice as much more.

    Growth is compared, and not steps, so that it does not matter what all sizes have in common. Some work grows faster
    up to a bound that the program sets: there is another look at larger sizes. What grows without a bound fails there
    all the more.
    """

    def steps(size: int) -> int:
        made = make(size)
        return count_steps(lambda: work(made))

    work(make(size))  # what is prepared once is prepared before
    first, second = steps(size), steps(2 * size)
    for doublings in (2, 3, 4):
        third = steps(size << doublings)
        if third - second <= 2.05 * (second - first):
            return True
        first, second = second, third
    return False
