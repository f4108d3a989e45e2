"""When Python looks for garbage: while the reader reads, and not between a key and what it shows.

Textual's strips refer to themselves, so garbage comes with every paint and has to be looked for; looking through all
that lives takes several times as long as painting an episode does.
"""

from __future__ import annotations

import gc

_THRESHOLDS = (1_000, 10, 200)
"""Objects made until the youngest are looked at, and how often that is until the older, and then all, are."""
_WORTH_IT = 4
"""Looks at the older objects after which a rest is used for a look at all."""


def wait() -> None:
    """Look for none until `begin`: before the first paint nothing becomes garbage, and to look takes a tenth of it."""
    gc.disable()


def begin() -> None:
    """Begin to look for garbage, the first paint being done: what stands by now stays, and is never looked at again."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()


def collect_garbage() -> None:
    """Look at everything if there is reason to: for when the reader rests, and now and then where nobody can tell."""
    if gc.isenabled() and gc.get_count()[2] >= _WORTH_IT:
        gc.collect()
