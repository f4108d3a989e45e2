"""Reading files by their paths: regular files alone, and never more of one than a bound.

Whatever stands where a file is expected may be a pipe, which would be waited for for ever, a device, or a file that
is larger than memory.
"""

import errno
import os
import stat
from io import BufferedReader

LARGEST_NOTES = 8 * 1024 * 1024
"""Bytes that a file of notes may have: ten years of real notes stay below 20 kB each."""


def open_regular(path: str | os.PathLike[str], limit: int) -> BufferedReader:
    """Return a file, open for reading.

    Args:
        path: the file, or a symbolic link to it.
        limit: the most bytes that it may have.

    Raises:
        OSError: it cannot be opened, is no regular file, or is larger.
    """
    status = os.stat(path)
    check_regular(status, path)
    if status.st_size > limit:
        raise _too_large(path, limit)
    return open(path, "rb", opener=_open_without_waiting)


def read_regular(path: str | os.PathLike[str], limit: int) -> bytes:
    """Return all bytes of a file; arguments and errors are those of `open_regular`."""
    with open_regular(path, limit) as file:
        data = file.read(limit + 1)
    if len(data) > limit:  # it grew meanwhile
        raise _too_large(path, limit)
    return data


def check_regular(status: os.stat_result, path: str | os.PathLike[str]) -> None:
    """Raise `OSError` unless a status is that of a regular file."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", os.fspath(path))


def _open_without_waiting(path: str, flags: int) -> int:
    # For a pipe that took the file's place after the look at it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _too_large(path: str | os.PathLike[str], limit: int) -> OSError:
    most = f"{limit // 1024**2:,} MB" if limit >= 1024**2 else f"{limit // 1024:,} kB"
    return OSError(errno.EFBIG, f"it is larger than {most}", os.fspath(path))
