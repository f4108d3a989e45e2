"""Marks on disk: one append-only journal a device, `<device>.jsonl`, all in one folder.

No file has two devices that write it, so any file sync brings several machines together; the copies that such
programs leave of a file that two sides changed are further journals. `episodes.marks.lines` tells the lines.
"""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ..errors import MarksNotKept
from .appending import Appending, sync_folder
from .events import Event
from .lines import decode, encode
from .stamps import stamp

_REMEMBERED = 64
"""Bytes before the place up to which a file was read, by which it is known to be still the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line, or a whole file, that could not be read."""

    path: str
    line: int | None
    """Counted from 1; None for the whole file."""
    reason: str

    def __str__(self) -> str:
        place = "" if self.line is None else f", line {self.line}"
        return f"{self.path}{place}: {self.reason}"


@dataclass(slots=True)
class _Known:
    """How far a file was read."""

    inode: int = 0
    size: int = 0
    changed: int = 0
    offset: int = 0
    """The end of the last whole line that was read."""
    lines: int = 0
    before: bytes = b""
    problems: list[Problem] | None = None
    torn: Problem | None = None

    def is_as(self, there: os.stat_result) -> bool:
        return (self.inode, self.size, self.changed) == (there.st_ino, there.st_size, there.st_mtime_ns)

    def note(self, there: os.stat_result) -> None:
        self.inode, self.size, self.changed = there.st_ino, there.st_size, there.st_mtime_ns


class Journal:
    """The journals of a folder, and this device's own among them to write.

    Args:
        folder: where the journals are; made when it is needed.
        device: this device's id, from `episodes.marks.device`; it names the file.
        clock: gives the time.
        patience: how many seconds to wait for another process that is writing.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        device: str,
        clock: Callable[[], datetime],
        patience: float = 10.0,
    ) -> None:
        self.folder = os.fspath(folder)
        self.device = device
        self.path = os.path.join(self.folder, f"{device}.jsonl")
        self._clock = clock
        self._patience = patience
        self._files: dict[str, _Known] = {}
        self._unlisted: Problem | None = None
        self._last = ("", -1)
        """The time of our last line, and the size of the file when it was that."""

    def prepare(self) -> None:
        """Make the folder, and see that marks can be kept there.

        Raises:
            MarksNotKept: they cannot, with the reason.
        """
        try:
            self._make_folder()
            place = self.path if os.path.exists(self.path) else self.folder
            if not os.access(place, os.W_OK):
                raise PermissionError(None, "it is read-only for you", place)
        except OSError as error:
            raise self._not_kept(error) from error

    def append(self, events: Iterable[Event]) -> list[Event]:
        """Keep the events of one action: stamped with time, device and, if they are several, their batch.

        They are on disk when this returns. Their times are later than every one that this device has written
        and than those that the events came with.

        Raises:
            MarksNotKept: they could not be written; the journal is as it was.
        """
        events = list(events)
        if not events:
            return []
        try:
            self._make_folder()
            with Appending(self.path, self._patience) as file:
                kept = stamp(events, self.device, self._clock(), self._last_time(file))
                start, lines = file.size, b"".join(map(encode, kept))
                file.add(lines)
                self._last = (kept[-1].time, file.size)
                self._skip_own(start, lines, len(kept), file)
        except OSError as error:
            raise self._not_kept(error) from error
        return kept

    def read(self) -> tuple[list[Event], list[Problem]]:
        """Return all events of all journals, and the lines and files that could not be read."""
        self._files = {}
        events = self.poll()
        return events, self.problems

    def poll(self) -> list[Event]:
        """Return the events that others wrote since the last `read` or `poll`, perhaps known ones among them.

        Looks at the files' states alone unless one changed. One that was replaced or cut is read as a whole.
        """
        events: list[Event] = []
        names = set()
        # None of these objects can be garbage while they are made, and looking for some takes time.
        collects = gc.isenabled()
        gc.disable()
        try:
            for name, there in self._journals():
                names.add(name)
                known = self._files.get(name)
                if known is None or not known.is_as(there):
                    events += self._read_file(name)
        finally:
            if collects:
                gc.enable()
        for name in self._files.keys() - names:
            del self._files[name]
        return events

    @property
    def problems(self) -> list[Problem]:
        """What could not be read, file by file."""
        found = [self._unlisted] if self._unlisted else []
        for _, known in sorted(self._files.items()):
            found += known.problems or []
            found += [known.torn] if known.torn else []
        return found

    def _journals(self) -> list[tuple[str, os.stat_result]]:
        """Return every journal of the folder with its state."""
        self._unlisted = None
        found = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".jsonl") and not entry.name.startswith("."):
                        try:
                            there = os.stat(entry.path)  # the entry's own lacks the inode on Windows
                        except FileNotFoundError:
                            continue
                        if stat.S_ISREG(there.st_mode):  # opening a pipe would wait for ever
                            found.append((entry.name, there))
        except FileNotFoundError:
            pass
        except OSError as error:
            self._unlisted = Problem(self.folder, None, _reason(error))
        return sorted(found, key=lambda journal: journal[0])

    def _read_file(self, name: str) -> list[Event]:
        """Return the events of a file that were not read yet, or all if it is not the file that it was."""
        path = os.path.join(self.folder, name)
        known = self._files.setdefault(name, _Known())
        try:
            with open(path, "rb") as file:
                there = os.fstat(file.fileno())
                grown = there.st_ino == known.inode and there.st_size > known.size
                file.seek(known.offset - len(known.before) if grown else 0)
                data = file.read()
                if grown and data.startswith(known.before):
                    data = data[len(known.before) :]
                else:
                    known = self._files[name] = _Known()
                    if grown:
                        file.seek(0)
                        data = file.read()
        except OSError as error:
            self._files[name] = _Known(problems=[Problem(path, None, _reason(error))])
            return []
        known.note(there)
        return self._take(path, known, data)

    def _take(self, path: str, known: _Known, data: bytes) -> list[Event]:
        """Return the events in what a file has after the place up to which it was read."""
        end = data.rfind(b"\n") + 1
        whole, rest = data[:end], data[end:]
        events: list[Event] = []
        known.torn = None
        if whole:
            events, broken = decode(whole)
            known.problems = known.problems or []
            known.problems += [Problem(path, known.lines + index + 1, reason) for index, reason in broken]
            known.offset += end
            known.lines += whole.count(b"\n")
            known.before = (known.before + whole[-_REMEMBERED:])[-_REMEMBERED:]
        if rest:
            # Either a line that is being written, or one whose writer died: it is read again when the file
            # grows. No part of an object is an object, so what is whole but for its newline counts.
            last, broken = decode(rest)
            events += last
            if broken:
                known.torn = Problem(path, known.lines + 1, "the last line is not all there")
        return events

    def _skip_own(self, start: int, lines: bytes, count: int, file: Appending) -> None:
        """Remember our own lines as read, if nobody else's stand between them and what we read."""
        name = os.path.basename(self.path)
        known = self._files.get(name)
        if known is None and start == 0:
            known = self._files[name] = _Known()
        if known is not None and known.offset == start and file.size == start + len(lines):
            known.offset += len(lines)
            known.lines += count
            known.before = (known.before + lines[-_REMEMBERED:])[-_REMEMBERED:]
            known.note(file.stat())

    def _last_time(self, file: Appending) -> str:
        """Return the latest time that this device has written, by any of its processes."""
        if self._last[1] == file.size:
            return self._last[0]
        window = 4096
        while True:
            data = file.last(window)
            if len(data) < file.size:  # the window may begin within a line
                data = data[data.find(b"\n") + 1 :] if b"\n" in data else b""
            events, _ = decode(data)
            times = [event.time for event in events if event.device == self.device]
            if times or window >= file.size:
                return max(times, default="")
            window *= 8

    def _make_folder(self) -> None:
        if not os.path.isdir(self.folder):
            os.makedirs(self.folder, exist_ok=True)
            sync_folder(os.path.dirname(self.folder))

    def _not_kept(self, error: OSError) -> MarksNotKept:
        return MarksNotKept(f"Marks are not kept: {error.filename or self.path}: {_reason(error)}.")


class MemoryJournal:
    """Keeps marks for this session alone, where they cannot be kept on disk.

    Args:
        device: this device's id.
        clock: gives the time.
        behind: journals that can be read but not written.
    """

    def __init__(self, device: str, clock: Callable[[], datetime], behind: Journal | None = None) -> None:
        self.device = device
        self._clock = clock
        self._behind = behind
        self._events: list[Event] = []
        self._last = ""

    def prepare(self) -> None:
        """There is nothing to prepare."""

    def append(self, events: Iterable[Event]) -> list[Event]:
        """Keep the events of one action until the program ends, stamped as `Journal.append` does."""
        kept = stamp(events, self.device, self._clock(), self._last)
        self._events += kept
        self._last = kept[-1].time if kept else self._last
        return kept

    def read(self) -> tuple[list[Event], list[Problem]]:
        """Return all events, and what could not be read of the journals behind."""
        events, problems = self._behind.read() if self._behind else ([], [])
        self._last = max((event.time for event in events if event.device == self.device), default=self._last)
        return [*events, *self._events], problems

    def poll(self) -> list[Event]:
        """Return the events that came into the journals behind since the last call."""
        return self._behind.poll() if self._behind else []

    @property
    def problems(self) -> list[Problem]:
        """What could not be read of the journals behind."""
        return self._behind.problems if self._behind else []


def _reason(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
