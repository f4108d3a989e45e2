"""What every command takes, a `Context`, with the exit statuses; and what those with TARGETs have in common.

There may be several targets, `-` stands for standard input, and after an error the next one follows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from episodes.errors import EarmarkError, LinkStaysClosed, UnknownTarget

from .output import say, warn

if TYPE_CHECKING:
    import argparse

    from episodes.folders import Folders
    from episodes.library import Library
    from episodes.model import Episode, Segment, Target


DONE, FAILED, MISUSED = 0, 1, 2
"""The exit statuses: done; could not, and a sentence said why; the words were not understood."""
STOPPED = 130
"""The exit status of a command that Ctrl-C stopped, as shells count it: 128 and the number of the signal."""
_INPUT = "-"


class Context:
    """Where a command works.

    Args:
        data_dir: another folder for episodes and marks.
    """

    def __init__(self, data_dir: str | None = None) -> None:
        self._data_dir = data_dir
        self._is_synchronised = False

    @cached_property
    def folders(self) -> Folders:
        """Where the reader's library lives."""
        from episodes.folders import find_folders

        return find_folders(os.environ, self._data_dir)

    @cached_property
    def library(self) -> Library:
        """The reader's library, its index synchronised with the files."""
        self.opened.synchronise()
        self._is_synchronised = True
        return self.opened

    @cached_property
    def opened(self) -> Library:
        """The reader's library, its index as it is: as the last command left it, or as `find` or `library` did."""
        from episodes.library import Library
        from tui.session import load_session

        last_visit = load_session(self.folders.state).last_visit
        return Library(self.folders, short_names=self._short_names, last_visit=last_visit)

    def _short_names(self) -> Mapping[str, str]:
        from tui.config import read_config  # only where a command names a show

        return read_config(self.folders.settings).shows

    def say_trouble(self) -> None:
        """Say on standard error why the index is not where it should be, if one was needed."""
        if self._is_synchronised and self.library.trouble is not None:
            warn(self.library.trouble)

    def find(self, text: str) -> tuple[Target, Episode, Segment | None]:
        """Return what a text such as `148#2` names: its target, the episode, and the segment where it names one.

        Raises:
            UnknownTarget: nothing, or more than one thing, has that name.
            BrokenEpisode: the episode's file cannot be read any more.
        """
        library = self.opened
        if not (self._is_synchronised or library.read_alone(text)):
            library = self.library
        target = library.targets.find(text)
        episode = library.episode(target.episode)
        segment = None if target.segment is None else episode.segment(target.segment)
        if segment is None and target.segment is not None:
            raise UnknownTarget(f"{target} is not in the episode's file any more; try again.")
        return target, episode, segment


def add_targets(parser: argparse.ArgumentParser, what: str) -> None:
    """Define the argument TARGET, which may be given several times; `what` says what it can be."""
    parser.add_argument("targets", metavar="TARGET", nargs="+", help=f"{what}; - reads them from standard input")


def are_several(targets: Sequence[str]) -> bool:
    """Return whether more than one target is meant, or may be."""
    return len(targets) > 1 or _INPUT in targets


def each_target(targets: Sequence[str], work: Callable[[str], None]) -> int:
    """Work on one target after the other and return the exit status.

    An error is said, the address of a link that stays closed is printed, and the next target follows.
    """
    status = DONE
    for target in _expanded(targets):
        try:
            work(target)
        except EarmarkError as error:
            warn(str(error))
            if isinstance(error, LinkStaysClosed):
                say(error.url)
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
        for line in sys.stdin or ():  # Python has none where it was closed
            if line.strip() and not line[0].isspace():
                yield line.split()[0]
