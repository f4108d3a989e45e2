"""Cut journals, kill Earmark while it marks, type anything at it, and count what of all that it called kept is lost.

    python -m tests.faults [--cuts 500] [--kills 300] [--keys 1500] [--resizes 300] [--seed N]

Half of the kills meet commands, half the screens on a pseudo-terminal. Exits 1 if a mark is lost, a start fails, a
terminal is left in disorder or a traceback is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from functools import partial
from pathlib import Path

from .cuts import cut_journals
from .keys import type_at_random
from .kills import kill_commands, kill_screens


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=500)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--keys", type=int, default=1500)
    parser.add_argument("--resizes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    chance = random.Random(options.seed)
    fallen = []
    for what, times, attempt in (
        ("cut journals", options.cuts, cut_journals),
        ("killed commands", options.kills // 2, kill_commands),
        ("killed screens", options.kills - options.kills // 2, kill_screens),
        ("random keys", options.keys, partial(type_at_random, resizes=options.resizes)),
    ):
        with tempfile.TemporaryDirectory(prefix="earmark-faults-") as folder:
            for kind in ("data", "state", "cache", "config"):
                os.environ[f"EARMARK_{kind.upper()}_DIR"] = str(Path(folder) / kind)
            found = attempt(chance, times)
        print(f"{what}: {times:,}, {found.told}; {len(found.lost):,} fell")
        fallen += found.lost
    for sentence in fallen:
        print(sentence)
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
