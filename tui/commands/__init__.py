"""The commands that need no screen, one module each, and what they share."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from episodes.folders import Folders
    from episodes.library import Library

DONE, FAILED, MISUSED = 0, 1, 2
"""The exit statuses: done; could not, and a sentence said why; the words were not understood."""


class Context:
    """What a command line gives to its command.

    Args:
        data_dir: another folder for episodes and marks.
    """

    def __init__(self, data_dir: str | None = None) -> None:
        self.data_dir = data_dir

    @cached_property
    def folders(self) -> Folders:
        """Where the reader's library lives."""
        from episodes.folders import find_folders

        return find_folders(os.environ, self.data_dir)

    @cached_property
    def library(self) -> Library:
        """The reader's library, in step with its files. Problems with keeping marks are said on standard error."""
        from episodes.library import Library
        from tui.session import load_session

        library = Library(self.folders, last_visit=load_session(self.folders.state).last_visit)
        library.synchronise()
        return library

    def say_where_marks_go(self) -> None:
        """Say so if marks are not kept on this machine."""
        if (reason := self.library.reading.not_kept) is not None:
            self.warn(reason)

    def warn(self, sentence: str) -> None:
        """Say something on standard error that stops nothing."""
        print(f"earmark: {sentence}", file=sys.stderr)
