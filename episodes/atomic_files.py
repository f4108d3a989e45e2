"""Files that are there as a whole or not at all, whatever stops the program while it writes them."""

from __future__ import annotations

import contextlib
import os
import re

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNFINISHED = re.compile(r"\..+\.\d+")
_STALE = 60.0
"""Seconds after which an unfinished file is nobody's any more: writing one takes a few milliseconds."""


def write_whole(path: str, text: str, *, keep: bool = True) -> None:
    """Write a text file in one step: a stop at any point leaves what was there, or what should be.

    Args:
        path: the file; its folder must be there.
        text: what it should hold.
        keep: whether to wait until it is on the disk itself, so that a power cut cannot take it away.

    Raises:
        OSError: it cannot be written; what was there stays.
        UnicodeEncodeError: the text cannot be written in UTF-8; what was there stays.
    """
    data = text.encode()
    folder, name = os.path.split(path)
    # Hidden, so that nothing takes it for an episode; of this process, so that two writers do not meet.
    beside = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        file = os.open(beside, _FLAGS, 0o644)
        try:
            written = os.write(file, data)
            while written < len(data):  # a disk that is almost full takes a part
                written += os.write(file, data[written:])
            if keep:
                os.fsync(file)
        finally:
            os.close(file)
        os.replace(beside, path)
    except BaseException:  # Ctrl-C too
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def remove_unfinished(folder: str, now: float) -> None:
    """Delete what writers left in a folder when they were killed.

    Args:
        folder: where they wrote.
        now: the time, in seconds since the epoch.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _UNFINISHED.fullmatch(entry.name) and now - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                os.unlink(entry.path)
