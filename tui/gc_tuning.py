"""Tunes Python's garbage collector for the screens: it runs while the reader reads, not between a key and its paint.

Textual's strips refer to themselves, so garbage comes with every paint and has to be collected; a full collection takes
several times as long as painting an episode does.
"""

import gc

_THRESHOLDS = (1_000, 10, 200)
"""Objects made until the youngest are collected, and how often that is until the older, and then all, are."""
_WORTH_IT = 4
"""Collections of the older objects after which `collect` runs a full one."""


def start() -> None:
    """Enable collection after the first paint, of what is allocated from now on. Until then it is off."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()


def collect() -> None:
    """Run a full collection if enough was allocated; called while no key is waited for."""
    if gc.isenabled() and gc.get_count()[2] >= _WORTH_IT:
        gc.collect()
