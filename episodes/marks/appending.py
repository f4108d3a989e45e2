"""Lines added to a file that several processes write: each addition is whole and on disk, or not there."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Appending:
    """A file, made if need be, open for adding lines while no other process does.

    Use it as a context manager. Every method raises `OSError` as the system does.

    Args:
        path: the file; its folder must be there.
        patience: how many seconds to wait for another process that is writing.
    """

    def __init__(self, path: str, patience: float = 10.0) -> None:
        self.path = path
        self.size = 0
        """How many bytes the file has."""
        self._patience = patience
        self._file = -1

    def __enter__(self) -> Appending:
        deadline = time.monotonic() + self._patience
        while True:
            self._file = os.open(self.path, _FLAGS, 0o644)
            try:
                _lock(self._file, deadline)
                there = os.fstat(self._file)
                self.size = there.st_size
                if self._is_in_place(there):
                    return self
            except BaseException:
                os.close(self._file)
                raise
            os.close(self._file)  # a sync program put another file in its place while we waited

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _unlock(self._file)
        os.close(self._file)

    def _is_in_place(self, there: os.stat_result) -> bool:
        try:
            named = os.stat(self.path)
        except FileNotFoundError:
            return False
        return (named.st_dev, named.st_ino) == (there.st_dev, there.st_ino)

    def last(self, limit: int) -> bytes:
        """Return the last bytes of the file, at most `limit`."""
        os.lseek(self._file, max(0, self.size - limit), os.SEEK_SET)
        parts = []
        while part := os.read(self._file, limit):
            parts.append(part)
        return b"".join(parts)

    def stat(self) -> os.stat_result:
        """Return the file's state."""
        return os.fstat(self._file)

    def add(self, lines: bytes) -> None:
        """Write whole lines and wait until they are on disk. When that fails, the file is as it was.

        A line that an earlier crash left without its end is ended first, so that it spoils none of these.
        """
        if self.size and self.last(1) != b"\n":
            lines = b"\n" + lines
        try:
            written = os.write(self._file, lines)
            while written < len(lines):  # a full disk takes a part, and says so only at the next call
                written += os.write(self._file, lines[written:])
            os.fsync(self._file)
        except BaseException:
            self._take_back()
            raise
        if not self.size:
            sync_folder(os.path.dirname(self.path))
        self.size += len(lines)

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._file, self.size)
            os.fsync(self._file)
        except OSError:
            pass  # the error that brought us here is the one to tell


def sync_folder(folder: str) -> None:
    """Wait until a folder's list of names is on disk, on systems that can say so."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network file systems refuse; the file itself is written
    finally:
        os.close(handle)


if sys.platform == "win32":
    _FAR = 0x7FFF_0000  # locks on Windows forbid reading: take a byte where no journal has one

    def _lock(file: int, deadline: float) -> None:
        import msvcrt

        os.lseek(file, _FAR, os.SEEK_SET)
        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.005)

    def _unlock(file: int) -> None:
        import msvcrt

        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    def _lock(file: int, deadline: float) -> None:
        import fcntl

        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError("another program has been writing it for too long") from None
            except OSError:
                return  # a file system without locks: appending alone keeps lines apart
            time.sleep(0.005)

    def _unlock(file: int) -> None:
        pass  # closing the file does it
