"""Marks on disk: one append-only journal a device, `<device>.jsonl`, all in one folder.

No file has two devices that write it, so any file sync brings several machines together; the copies that such
programs leave of a file that two sides changed are further journals. `episodes.marks.events` defines the lines.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..atomic_files import LockedFile, sync_folder
from ..errors import MarksNotKept
from ..model import Problem
from .events import Event, decode, encode, time_text

_REMEMBERED = 64
"""Bytes before the offset up to which a file was read that must be the same when it is read on from there."""


@dataclass(slots=True)
class _Known:
    """How far a file was read, and what of it could not be."""

    inode: int = 0
    size: int = 0
    changed: int = 0
    offset: int = 0
    """The end of the last whole line that was read."""
    lines: int = 0
    before: bytes = b""
    """The last bytes that were read, see `_REMEMBERED`."""
    problems: list[Problem] = field(default_factory=list)
    torn: list[Problem] = field(default_factory=list)

    def matches(self, status: os.stat_result) -> bool:
        return (self.inode, self.size, self.changed) == (status.st_ino, status.st_size, status.st_mtime_ns)

    def note(self, status: os.stat_result) -> None:
        self.inode, self.size, self.changed = status.st_ino, status.st_size, status.st_mtime_ns


class Journal:
    """The journals of a folder, and this device's own among them to write.

    Args:
        folder: where the journals are; made when it is needed.
        device: this device's id, from `episodes.marks.device`; it names the file.
        clock: returns the time.
        patience: seconds to wait for another process that is writing.
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
        self._unlisted: list[Problem] = []

    def prepare(self) -> None:
        """Make the folder, and test that marks can be kept there.

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
            with LockedFile(self.path, self._patience) as file:
                kept = stamp(events, self.device, self._clock(), self._last_time(file))
                file.add(b"".join(map(encode, kept)))
        except OSError as error:
            raise self._not_kept(error) from error
        return kept

    def poll(self) -> list[Event]:
        """Return the events that were written since the last call, all at the first; known ones may be among them.

        Looks at the files' states alone unless one changed. One that was replaced or cut is read as a whole.
        """
        events: list[Event] = []
        files = self._files
        self._files = {}
        for name, status in self._journals():
            known = self._files[name] = files.get(name) or _Known()
            if not known.matches(status):
                events += self._read_file(name)
        return events

    @property
    def problems(self) -> list[Problem]:
        """The lines and files that could not be read, file by file."""
        found = list(self._unlisted)
        for _, known in sorted(self._files.items()):
            found += known.problems + known.torn
        return found

    def _journals(self) -> list[tuple[str, os.stat_result]]:
        """Return every journal of the folder with its state."""
        self._unlisted = []
        found = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".jsonl") and not entry.name.startswith("."):
                        try:
                            status = os.stat(entry.path)  # the entry's own lacks the inode on Windows
                        except FileNotFoundError:
                            continue
                        if stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
                            found.append((entry.name, status))
        except FileNotFoundError:
            pass
        except OSError as error:
            self._unlisted = [Problem(self.folder, _reason(error))]
        return sorted(found, key=lambda journal: journal[0])

    def _read_file(self, name: str) -> list[Event]:
        """Return the events of a file that were not read yet, or all if it is not the file that it was."""
        path = os.path.join(self.folder, name)
        known = self._files[name]
        try:
            with open(path, "rb") as file:
                status = os.fstat(file.fileno())
                if status.st_ino != known.inode or status.st_size <= known.size:
                    known = _Known()
                file.seek(known.offset - len(known.before))
                data = file.read()
                if not data.startswith(known.before):
                    known = _Known()
                    file.seek(0)
                    data = file.read()
        except OSError as error:
            self._files[name] = _Known(problems=[Problem(path, _reason(error))])
            return []
        known.note(status)
        self._files[name] = known
        return self._take(path, known, data[len(known.before) :])

    def _take(self, path: str, known: _Known, data: bytes) -> list[Event]:
        """Return the events of the bytes that follow those that were read of a file before."""
        end = data.rfind(b"\n") + 1
        events, broken = decode(data[:end])
        known.problems += [Problem(path, reason, known.lines + index + 1) for index, reason in broken]
        known.offset += end
        known.lines += data.count(b"\n")
        known.before = (known.before + data[:end])[-_REMEMBERED:]
        # What follows is either a line that is being written, or one whose writer was killed: it is read again when
        # the file grows. No part of an object is an object, so a line that lacks only its newline counts.
        last, broken = decode(data[end:])
        known.torn = [Problem(path, "the last line is not all there", known.lines + 1) for _ in broken]
        return events + last

    def _last_time(self, file: LockedFile) -> str:
        """Return the latest time that this device has written, by any of its processes."""
        window = 4096
        while True:
            events, _ = decode(file.tail(window))  # it may begin within a line, which is then no event
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
    """Stamps the marks of this session, where they cannot be kept on disk.

    Args:
        device: this device's id.
        clock: returns the time.
        behind: journals that can be read but not written.
    """

    def __init__(self, device: str, clock: Callable[[], datetime], behind: Journal | None = None) -> None:
        self.device = device
        self._clock = clock
        self._behind = behind
        self._last = ""

    def append(self, events: Iterable[Event]) -> list[Event]:
        """Return the events of one action, stamped as `Journal.append` does."""
        kept = stamp(events, self.device, self._clock(), self._last)
        self._last = kept[-1].time if kept else self._last
        return kept

    def poll(self) -> list[Event]:
        """Return the events that came into the journals behind since the last call, all at the first."""
        events = [] if self._behind is None else self._behind.poll()
        self._last = max([self._last, *(event.time for event in events if event.device == self.device)])
        return events

    @property
    def problems(self) -> list[Problem]:
        """What could not be read of the journals behind."""
        return [] if self._behind is None else self._behind.problems


def stamp(events: Iterable[Event], device: str, now: datetime, last: str = "") -> list[Event]:
    """Return the events of one action with device, batch and times.

    Args:
        events: what was done; the times that they have are those of what they change.
        device: who did it.
        now: when.
        last: the device's latest time so far; every event is later.
    """
    events = list(events)
    moment = max(time_text(now), _after(last))
    batch = ""
    stamped = []
    for event in events:
        moment = max(moment, _after(event.time))
        if len(events) > 1 and not batch:
            batch = moment
        stamped.append(replace(event, time=moment, device=device, batch=batch))
        moment = _after(moment)
    return stamped


def _after(time: str) -> str:
    """Return the next time after one, or an empty one after none."""
    try:
        return time_text(datetime.fromisoformat(time) + timedelta(microseconds=1)) if time else ""
    except (ValueError, OverflowError):
        return ""


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
