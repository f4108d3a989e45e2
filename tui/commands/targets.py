"""What the commands with TARGETs have in common: several of them, `-` for standard input, and going on after errors."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from episodes.errors import EarmarkError

from .context import DONE, FAILED
from .output import warn

_INPUT = "-"


def add_targets(parser: argparse.ArgumentParser, what: str) -> None:
    """Define the argument TARGET, which may be given several times; `what` says what it can be."""
    parser.add_argument("targets", metavar="TARGET", nargs="+", help=f"{what}; - reads them from standard input")


def are_several(targets: Sequence[str]) -> bool:
    """Return whether more than one target is meant, or may be."""
    return len(targets) > 1 or _INPUT in targets


def each_target(targets: Sequence[str], work: Callable[[str], int | None]) -> int:
    """Work on one target after the other and return the exit status; an error is said, and the next one follows.

    Args:
        targets: as they were typed.
        work: returns an exit status, or None if it is done.
    """
    status = DONE
    for target in _expanded(targets):
        try:
            status = max(status, work(target) or DONE)
        except EarmarkError as error:
            warn(str(error))
            status = FAILED
    return status


def _expanded(targets: Sequence[str]) -> Iterator[str]:
    """Yield the targets; for `-` the first word of each line of standard input, as commands print them.

    Lines that begin with white space belong to the one before, and are passed over.
    """
    for target in targets:
        if target != _INPUT:
            yield target
            continue
        for line in sys.stdin:
            if line.strip() and not line[0].isspace():
                yield line.split()[0]
