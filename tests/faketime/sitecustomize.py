"""Mends sleeping under libfaketime, for the processes of tests that are run on another day.

libfaketime moves the monotonic clock as well, and does not know `sem_clockwait`, by which Python's threads wait: they
would wait until that day. So it is told to leave that clock alone; but then it still takes the days from the deadlines
of `clock_nanosleep`, by which Python sleeps, and no sleep succeeds. `select` sleeps without a deadline.
"""

from __future__ import annotations

import select
import time
from typing import SupportsIndex


def _sleep(seconds: SupportsIndex | float) -> None:
    select.select((), (), (), float(seconds))


time.sleep = _sleep
