"""Reading the journals of a folder, and reading on where they grew.

What was read of a journal is known again by its checksum: a file sync puts a longer file in its place.
"""

import os
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from ..files import open_regular
from ..model import Problem
from .events import Event, decode

ENDING = ".jsonl"
LARGEST_JOURNAL = 512 * 1024 * 1024
"""Bytes that a journal may have: over a million marks."""
_PIECE = 1024 * 1024
"""Bytes that are read at once. A line that is longer is no mark."""
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
    lines: int = 0
    """How many stand before the offset."""
    broken: int = 0
    """How many of them could not be read."""
    problems: Sequence[tuple[int, str]] = ()
    """The first of those: number, from 1, and reason."""
    torn: bool = False
    """What follows the offset is a part of a line."""
    unknown: int = 0
    """How many lines hold marks of kinds that are not known here."""

    def is_of(self, status: os.stat_result) -> bool:
        return (self.inode, self.size, self.changed) == (status.st_ino, status.st_size, status.st_mtime_ns)

    def continues_in(self, file: int) -> bool:
        """Return whether an open file still begins with what was read."""
        status = os.fstat(file)
        if self.is_of(status):
            return True
        return status.st_size >= self.offset and self.checksum == _checksum(file, self.offset)


_NEW = JournalState()


class JournalReader:
    """Reads every journal of a folder, whoever put it there: the files whose names end in `.jsonl`.

    Args:
        folder: where they are; None where there is no place for them.
    """

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        self.states: dict[str, JournalState] = {}
        """How far each journal was read, by its name."""
        self.lost: dict[str, int] = {}
        """Journals that do not hold any more what was read of them, with the bytes of that; the caller empties it."""
        self._unchecked: set[str] = set()
        self._failures: dict[str, str] = {}

    def begin(self, states: Mapping[str, JournalState]) -> None:
        """Go on where another reader was; the next reading looks whether the files are still what they were."""
        self.states = dict(states)
        self._unchecked = set(states)

    def read(self) -> Iterator[list[Event]]:
        """Yield the events that came in since the last reading, in parts; known ones may be among them.

        Looks at no more than the files' status unless one changed. One that is not what it was is read as a whole.
        """
        self._failures = {}
        found = self._journals()
        if found is None:  # the folder is out of reach, which says nothing of what is in it
            return
        for name in self.states.keys() - found.keys():
            self._lose(name)
            del self.states[name]
        for name, status in found.items():
            if name in self._unchecked or not self.states.get(name, _NEW).is_of(status):
                try:
                    yield from self._read(name)
                except OSError as error:
                    self._failures[self._path(name)] = error.strerror or str(error)
        self._unchecked.clear()

    @property
    def problems(self) -> list[Problem]:
        """The files and lines that could not be read."""
        found = [Problem(path, reason) for path, reason in self._failures.items()]
        for name, state in self.states.items():
            path = self._path(name)
            found += [Problem(path, reason, line) for line, reason in state.problems]
            if (more := state.broken - len(state.problems)) > 0:
                found.append(Problem(path, f"{more:,} more of its lines are no marks"))
            if state.torn:
                found.append(Problem(path, "the last line is not all there", state.lines + 1))
        return sorted(found, key=lambda problem: problem.where)

    def strangers(self) -> list[str]:
        """Return the paths of what lies in the folder and is no journal; hidden files are none of ours."""
        journals = self._journals()
        if self.folder is None or journals is None:
            return []
        names = sorted(set(os.listdir(self.folder)) - journals.keys())
        return [self._path(name) for name in names if not name.startswith(".")]

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of all journals as they stand there; a file that cannot be read yields none."""
        for name in self.states:
            try:
                with open_regular(self._path(name), LARGEST_JOURNAL) as file:
                    yield from iter(partial(file.readline, _PIECE), b"")
            except OSError:
                continue

    def _path(self, name: str) -> str:
        return os.path.join(self.folder or "", name)

    def _journals(self) -> dict[str, os.stat_result] | None:
        """Return the status of every journal by its name; None if the folder cannot be looked into."""
        if self.folder is None:
            return None
        found = {}
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(ENDING) and not entry.name.startswith("."):
                        try:
                            status = os.stat(entry.path)  # the entry's own lacks the inode on Windows
                        except OSError:
                            continue
                        if stat.S_ISREG(status.st_mode):
                            found[entry.name] = status
        except FileNotFoundError:
            return None
        except OSError as error:
            self._failures[self.folder] = error.strerror or str(error)
            return None
        return dict(sorted(found.items()))

    def _lose(self, name: str) -> None:
        if offset := self.states[name].offset:
            self.lost[name] = offset

    def _read(self, name: str) -> Iterator[list[Event]]:
        with open_regular(self._path(name), LARGEST_JOURNAL) as file:
            status = os.fstat(file.fileno())
            state = self.states.get(name, _NEW)
            if not state.continues_in(file.fileno()):
                self._lose(name)
                state = _NEW
            file.seek(state.offset)
            lines: list[bytes] = []
            size = 0
            while line := file.readline(_PIECE):
                lines.append(line)
                size += len(line)
                if size >= _PIECE:
                    state, events = _take(state, b"".join(lines))
                    yield events
                    lines, size = [], 0
            state, events = _take(state, b"".join(lines))
        self.states[name] = state._replace(inode=status.st_ino, size=status.st_size, changed=status.st_mtime_ns)
        yield events


def _take(state: JournalState, data: bytes) -> tuple[JournalState, list[Event]]:
    """Return the state after the next bytes of a journal, and their events."""
    end = data.rfind(b"\n") + 1
    found = decode(data[:end])
    # What follows is either a line that is being written, or one whose writer was killed: it is read again when the
    # file grows. No part of an object is an object, so a line that lacks only its newline counts.
    last = decode(data[end:])
    if len(data) - end >= _PIECE:
        end = len(data)  # a part of a line that is too long: where it ends it is told
    state = state._replace(
        offset=state.offset + end,
        checksum=zlib.crc32(data[:end], state.checksum),
        lines=state.lines + data.count(b"\n"),
        broken=state.broken + len(found.problems),
        problems=(*state.problems, *((state.lines + at + 1, reason) for at, reason in found.problems))[:_TOLD],
        torn=bool(last.problems),
        unknown=state.unknown + found.unknown,
    )
    return state, found.events + last.events


def _checksum(file: int, length: int) -> int:
    """Return the CRC-32 of the beginning of an open file."""
    os.lseek(file, 0, os.SEEK_SET)
    checksum = 0
    while length > 0 and (data := os.read(file, min(length, _PIECE))):
        checksum = zlib.crc32(data, checksum)
        length -= len(data)
    return checksum
