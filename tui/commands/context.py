"""`Context`, which every command takes: the reader's folders and library. And the exit statuses."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from episodes.errors import UnknownTarget

from .output import warn

if TYPE_CHECKING:
    from episodes.folders import Folders
    from episodes.library import Library
    from episodes.model import Episode, Segment, Target

DONE, FAILED, MISUSED = 0, 1, 2
"""The exit statuses: done; could not, and a sentence said why; the words were not understood."""
STOPPED = 130
"""The exit status of a command that Ctrl-C stopped, as shells count it: 128 and the number of the signal."""


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
        self.unsynchronised.synchronise()
        self._is_synchronised = True
        return self.unsynchronised

    @cached_property
    def unsynchronised(self) -> Library:
        """The reader's library as the last command left its index."""
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
        library = self.unsynchronised
        if not self._is_synchronised:
            self._is_synchronised = not library.synchronise(target=text).alone
            self.library = library
        target = library.find(text)
        episode = library.episode(target.episode)
        segment = None if target.segment is None else episode.segment(target.segment)
        if segment is None and target.segment is not None:
            raise UnknownTarget(f"{target} is not in the episode's file any more; try again.")
        return target, episode, segment
