"""The one way to open files, and the one way to write them.

Whatever stands where a file is expected may be a pipe, which would be waited for for ever, a device, or a file that
is larger than memory: regular files alone are opened, and never more of one is read than a bound. A file that is
written holds whole content whatever stops the program: it is replaced in one step, or added to by whole lines.

The first picture waits for this module: it imports nothing that takes time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from io import BufferedReader, FileIO

from .errors import FailedAt

LARGEST_NOTES = 8 * 1024 * 1024
"""Bytes that a file of notes may have: ten years of real notes stay below 20 kB each."""
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_UNFINISHED = ".earmark-unfinished"
"""What names end with of files that are being written: a folder may hold other hidden files, which are not ours."""
_STALE = 60.0
"""Seconds after which an unfinished file is nobody's any more: writing one takes a few milliseconds."""


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


def read_or_fail(path: str, limit: int, failure: type[FailedAt]) -> bytes:
    """Return all bytes of a file; raises `failure` with the path and the reason where it cannot be read."""
    try:
        return read_regular(path, limit)
    except OSError as error:
        raise failure(path, error.strerror or str(error)) from error


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


def write_whole(path: str, content: str | bytes, *, sync: bool = True, mode: int = 0o644) -> None:
    """Write a file in one step: a stop at any point leaves what was there, or what should be.

    Args:
        path: the file; its folder is made if need be. If there is one, its permissions stay.
        content: what it should hold; text is written in UTF-8.
        sync: whether to wait until it is on the disk itself, so that a power cut cannot take it away.
        mode: the permissions of a file that was not there.

    Raises:
        OSError: it cannot be written; what was there stays.
        UnicodeEncodeError: the text cannot be written in UTF-8; what was there stays.
    """
    data = content.encode() if isinstance(content, str) else content
    folder, name = os.path.split(path)
    os.makedirs(folder, exist_ok=True)
    # Hidden, so that nothing takes it for an episode; of this process, so that two writers do not meet.
    beside = os.path.join(folder, f".{name}.{os.getpid()}{_UNFINISHED}")
    try:
        with FileIO(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode), "w") as file:
            _write_all(file, data)
            if sync:
                os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(beside, path)
    except BaseException:  # Ctrl-C too
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    if sync:
        sync_folder(folder)


def remove_unfinished(folder: str, now: float) -> None:
    """Delete what writers left in a folder when they were killed.

    Args:
        folder: where they wrote.
        now: the time, in seconds since the epoch.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_unfinished = entry.name.startswith(".") and entry.name[1:].endswith(_UNFINISHED)
            if is_unfinished and now - entry.stat(follow_symlinks=False).st_mtime > _STALE:
                os.unlink(entry.path)


class LockedFile:
    """A file, made if need be, open for adding lines while no other process does; a context manager.

    Every method raises `OSError` as the system does.

    Args:
        path: the file; its folder must be there.
        patience: seconds to wait for another process that is writing.
    """

    def __init__(self, path: str, patience: float = 10.0) -> None:
        self.path = path
        self.size = 0
        """Bytes in the file."""
        self._patience = patience

    def __enter__(self) -> LockedFile:
        deadline = time.monotonic() + self._patience
        while True:
            self._file = FileIO(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY, 0o644), "r+")
            try:
                check_regular(os.fstat(self.fileno()), self.path)
                _lock(self.fileno(), deadline)
                status = os.fstat(self.fileno())
                self.size = status.st_size
                with contextlib.suppress(FileNotFoundError):
                    if os.path.samestat(status, os.stat(self.path)):
                        return self
            except BaseException:
                self._file.close()
                raise
            self._file.close()  # a sync program put another file in its place while we waited

    def __exit__(self, *_: object) -> None:
        self._file.close()  # unlocks it

    def fileno(self) -> int:
        """Return the open file's descriptor."""
        return self._file.fileno()

    def tail(self, limit: int) -> bytes:
        """Return the last bytes of the file, at most `limit`."""
        self._file.seek(max(0, self.size - limit))
        return self._file.readall()

    def add(self, lines: bytes) -> None:
        """Write whole lines and wait until they are on disk. When that fails, the file is as it was.

        A line that an earlier crash left without its end is ended first, so that it spoils none of these.
        """
        if self.size and self.tail(1) != b"\n":
            lines = b"\n" + lines
        try:
            _write_all(self._file, lines)
            os.fsync(self.fileno())
        except BaseException:
            with contextlib.suppress(OSError):  # the error that brought us here is the one to tell
                self._file.truncate(self.size)
                os.fsync(self.fileno())
            raise
        if not self.size:
            sync_folder(os.path.dirname(self.path))
        self.size += len(lines)


def sync_folder(folder: str) -> None:
    """Wait until a folder's list of names is on disk, on systems that can say so."""
    with contextlib.suppress(OSError):  # Windows opens no folder; some network file systems refuse
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_all(file: FileIO, data: bytes) -> None:
    written = os.write(file.fileno(), data)
    while written < len(data):  # a disk that is almost full takes a part, and says so only at the next call
        written += os.write(file.fileno(), data[written:])


def _lock(file: int, deadline: float) -> None:
    while True:
        try:
            _try_lock(file)
            return
        except (BlockingIOError, PermissionError):
            if time.monotonic() > deadline:
                raise TimeoutError("another program has been writing it for too long") from None
        except OSError:
            return  # a file system without locks: appending alone keeps lines apart
        time.sleep(0.005)


def _try_lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, 0x7FFF_0000, os.SEEK_SET)  # a locked byte cannot be read: take one where no journal has any
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
