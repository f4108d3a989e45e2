"""Reading the journals of a folder, and reading on where they grew.

What was read of a journal is known again by its checksum: a file sync puts a longer file in its place.
"""

import contextlib
import os
import re
import stat
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from io import BufferedReader
from typing import NamedTuple

from ..files import open_regular
from ..model import Problem
from .events import Event, decode

ENDING = ".jsonl"
LARGEST_JOURNAL = 512 * 1024 * 1024
"""Bytes that a journal may have: over a million marks."""
_PIECE = 1024 * 1024
"""Bytes that are read at once. A line that is longer is no mark."""
_EPISODE = re.compile(rb'"episode"\s*:\s*"([^"\\]*)"')
_TOLD = 100
"""Broken lines of a journal that are told one by one."""


class JournalState(NamedTuple):
    """How far a journal was read, and what the file was then."""

    inode: int = 0
    size: int = 0
    changed: int = 0
    """When, in nanoseconds."""
    offset: int = 0
    """The end of the last whole line that was read."""
    checksum: int = 0
    """CRC-32 of all before the offset."""

    def is_of(self, status: os.stat_result) -> bool:
        return (self.inode, self.size, self.changed) == (status.st_ino, status.st_size, status.st_mtime_ns)

    def continues_in(self, file: int) -> bool:
        """Return whether an open file still begins with what was read."""
        status = os.fstat(file)
        if self.is_of(status):
            return True
        return status.st_size >= self.offset and self.checksum == _checksum(file, self.offset)


NOTHING_READ = JournalState()


class JournalReader:
    """Reads every journal of a folder, whoever put it there: the files whose names end in `.jsonl`.

    Args:
        folder: where they are; None where there is no place for them.
    """

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.states: dict[str, JournalState] = {}
        """How far each journal was read, by its name. Given those of another reader, it goes on where that was."""
        self.lost: dict[str, int] = {}
        """Journals that do not hold any more what was read of them, with the bytes of that; the caller empties it."""

    def read(self) -> Iterator[list[Event]]:
        """Yield the events that came in since the last reading, in parts; known ones may be among them.

        Looks at no more than the files' status unless one changed. One that is not what it was is read as a whole.
        """
        try:
            found = self._journals()
        except OSError:  # the folder is out of reach, which says nothing of what is in it
            return
        for name in self.states.keys() - found.keys():
            self._lose(name)
            del self.states[name]
        for name, status in found.items():
            if not self.states.get(name, NOTHING_READ).is_of(status):
                with contextlib.suppress(OSError):
                    yield from self._read(name)

    def problems(self) -> list[Problem]:
        """Read all journals from their beginnings, and return the files and lines that cannot be read.

        Named too is what lies in the folder and is no journal; hidden files are none of ours.
        """
        try:
            journals, names = self._journals(), os.listdir(self.folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            return [Problem(self.folder or "", error.strerror or str(error))]
        found = [problem for name in journals for problem in _problems(self.path(name))]
        strangers = sorted(name for name in names if name not in journals and not name.startswith("."))
        return found + [Problem(self.path(name), "it is no journal, and is not read") for name in strangers]

    def events_of(self, episodes: Iterable[str]) -> list[Event]:
        """Return all events of some episodes, whatever became of their marks since, as far as files can be read."""
        wanted = {episode.encode() for episode in episodes}
        found: list[bytes] = []
        for name in self.states:
            with contextlib.suppress(OSError), open_regular(self.path(name), LARGEST_JOURNAL) as file:
                lines = iter(partial(file.readline, _PIECE), b"")
                # What is escaped is not compared.
                found += (line for line in lines if b"\\" in line or not wanted.isdisjoint(_EPISODE.findall(line)))
        return decode(b"\n".join(found)).events

    def path(self, name: str) -> str:
        """Return the path of a journal by its name."""
        return os.path.join(self.folder or "", name)

    def _journals(self) -> dict[str, os.stat_result]:
        """Return the status of every journal by its name. Raises OSError where the folder cannot be looked into."""
        if self.folder is None:
            raise FileNotFoundError
        found = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(ENDING) and not entry.name.startswith("."):
                    with contextlib.suppress(OSError):
                        status = os.stat(entry.path)  # the entry's own lacks the inode on Windows
                        if stat.S_ISREG(status.st_mode):
                            found[entry.name] = status
        return dict(sorted(found.items()))

    def _lose(self, name: str) -> None:
        if offset := self.states[name].offset:
            self.lost[name] = offset

    def _read(self, name: str) -> Iterator[list[Event]]:
        with open_regular(self.path(name), LARGEST_JOURNAL) as file:
            status = os.fstat(file.fileno())
            state = self.states.get(name, NOTHING_READ)
            if not state.continues_in(file.fileno()):
                self._lose(name)
                state = NOTHING_READ
            file.seek(state.offset)
            for data in _pieces(file):
                # What ends without a newline is being written, or its writer was killed: it is read again when the
                # file grows. No part of an object is an object, so a line that lacks only its newline counts.
                if data.endswith(b"\n") or len(data) >= _PIECE:
                    checksum = zlib.crc32(data, state.checksum)
                    state = state._replace(offset=state.offset + len(data), checksum=checksum)
                yield decode(data).events
        self.states[name] = state._replace(inode=status.st_ino, size=status.st_size, changed=status.st_mtime_ns)


def _pieces(file: BufferedReader) -> Iterator[bytes]:
    """Yield the rest of an open journal in pieces of whole lines, last what ends without a newline.

    A line that is longer than a piece comes in parts.
    """
    rest = b""
    while data := file.read(_PIECE):
        data = rest + data
        end = data.rfind(b"\n") + 1 or len(data)
        yield data[:end]
        rest = data[end:]
    yield rest


def _problems(path: str) -> Iterator[Problem]:
    """Yield why a journal cannot be read, or which of its lines are no marks."""
    broken: dict[int, str] = {}
    lines = last = more = 0
    try:
        with open_regular(path, LARGEST_JOURNAL) as file:
            for data in _pieces(file):
                for at, reason in decode(data).problems:
                    line = lines + at + 1
                    if line in broken or len(broken) < _TOLD:
                        broken[line] = reason
                    elif line != last:  # a long line comes in parts
                        more += 1
                    last = line
                lines += data.count(b"\n")
    except OSError as error:
        yield Problem(path, error.strerror or str(error))
    if lines + 1 in broken:
        broken[lines + 1] = "the last line is not all there"
    yield from (Problem(path, reason, line) for line, reason in broken.items())
    if more:
        yield Problem(path, f"{more:,} more of its lines are no marks")


def _checksum(file: int, length: int) -> int:
    """Return the CRC-32 of the beginning of an open file."""
    os.lseek(file, 0, os.SEEK_SET)
    checksum = 0
    while length > 0 and (data := os.read(file, min(length, _PIECE))):
        checksum = zlib.crc32(data, checksum)
        length -= len(data)
    return checksum
