"""Ctrl-C during long work: once asks it to stop where it is, twice stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Context

STOPPED = 130
"""The exit status of a command that Ctrl-C stopped, as shells count it: 128 and the number of the signal."""


def status_unless(stopped: Callable[[], bool], context: Context, status: int) -> int:
    """Return the exit status of work that is over, or say that it was stopped half-way and return that."""
    if not stopped():
        return status
    context.warn("stopped. What came in stays, and the same command brings in the rest.")
    return STOPPED


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Let Ctrl-C ask the work of the block to stop; give what tells whether it did."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set  # no other thread hears of signals
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
