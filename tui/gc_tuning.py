"""Tunes memory for the screens: garbage is collected while the reader reads, not between a key and its paint.

Textual's strips refer to themselves, so garbage comes with every paint and has to be collected; a full collection takes
several times as long as painting an episode does.
"""

import contextlib
import gc
import sys

_THRESHOLDS = (1_000, 10, 200)
"""Objects made until the youngest are collected, and how often that is until the older, and then all, are."""
_M_ARENA_MAX = -8
"""From glibc's `malloc.h`."""
_WORTH_IT = 4
"""Collections of the older objects after which `collect` runs a full one."""


def prepare() -> None:
    """Disable collection up to `start`: it takes a tenth of the time and frees nothing.

    And let all threads share what was freed: glibc keeps it for each, with 50,000 episodes some megabytes.
    """
    gc.disable()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, ImportError):  # another C library, or a Python without ctypes
            import ctypes

            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def start() -> None:
    """Enable collection after the first paint, of what is allocated from now on."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()


def collect() -> None:
    """Run a full collection if enough was allocated; called while no key is waited for."""
    if gc.isenabled() and gc.get_count()[2] >= _WORTH_IT:
        gc.collect()
