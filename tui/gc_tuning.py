"""Tunes Python's garbage collector for the screens: it runs while the reader reads, not between a key and its paint.

Textual's strips refer to themselves, so garbage comes with every paint and has to be collected; a full collection takes
several times as long as painting an episode does.
"""

from __future__ import annotations

import gc

_THRESHOLDS = (1_000, 10, 200)
"""Objects made until the youngest are collected, and how often that is until the older, and then all, are."""
_WORTH_IT = 4
"""Collections of the older objects after which a rest is used for a full one."""


def pause() -> None:
    """Collect nothing until `start`: before the first paint nothing becomes garbage, and it takes a tenth of it."""
    gc.disable()


def start() -> None:
    """Start to collect after the first paint: what there is by now stays, and is never looked at again."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()


def collect() -> None:
    """Run a full collection if it is worth it: for when the reader rests, and now and then where nobody can tell."""
    if gc.isenabled() and gc.get_count()[2] >= _WORTH_IT:
        gc.collect()
