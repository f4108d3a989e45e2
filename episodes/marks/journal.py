"""This device's journal, the one file that it writes: `<device>.jsonl`, to which lines are only ever added.

No file has two devices that write it, so any file sync brings several machines together; the copies that such
programs leave of a file that two sides changed are further journals. `episodes.marks.events` defines the lines.

The journal is named by this device's id, which is kept in the state folder, and bound to it and to the machine. Were
two homes to write one journal, a file sync would lose marks of both. So the file `device` has for each id a line with
the id, `<host name>-<8 hex digits>`; the machine; and the identity of the file `device.anchor` beside it. That is
never written again, so that every copy of it is another file. A home that was copied, or put back from a backup, gets
a fresh id, and one that two machines share has an id for each. Where an id takes the place of another whose journal
grew shorter, that one stands behind, with the bytes that it had.

Earlier versions wrote lines of an id alone; such an id stays while the file is as it was written.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ..errors import MarksNotKept
from ..files import LockedFile, open_regular, read_regular, sync_folder
from ..model import Clock
from ..text import slug
from .events import Event, decode, encode, read_time, time_text
from .journal_reader import ENDING, LARGEST_JOURNAL, NOTHING_READ, JournalState

_RANDOM = re.compile(r"-[0-9a-f]{8}", re.ASCII)
_CUT = re.compile(r"(.+):(\d{1,15})", re.ASCII)
_MACHINE_ID = "/etc/machine-id"
_LIMIT = 65_536
"""Bytes of the file that are looked at."""
_MANY = 16
"""Ids that one machine has where the anchor is another every time, which then tells nothing."""
_WINDOW = 4096
"""Bytes of the end of a journal that are looked at first; most often they tell."""
Tail = tuple[list[Event], bool]
"""The events at the end of a journal, and whether they are all."""


class _Line(NamedTuple):
    device: str
    machine: str = ""
    anchor: str = ""
    cut: str = ""


class DeviceIds:
    """The ids of a state folder.

    Args:
        state: the folder, made if need be; None if there is none.
    """

    def __init__(self, state: str | os.PathLike[str] | None) -> None:
        self._path = None if state is None else os.path.join(state, "device")
        self._name = slug(_host().partition(".")[0], 40) or "device"
        self._machine = f"{zlib.crc32(f'{_machine_id()} {self._name}'.encode()):08x}"

    def own(self, instead_of: str = "", size: int = 0) -> str:
        """Return this device's id, the same for all its processes; a new one each time where none can be kept.

        Args:
            instead_of: an id that is not to be used any more, as its journal lost marks.
            size: the bytes that this journal had.
        """
        fresh = f"{self._name}-{os.urandom(4).hex()}"
        if self._path is None:
            return fresh
        anchor = f"{self._path}.anchor"
        with contextlib.suppress(OSError):
            if (found := self._bound(self._lines(), _identity(anchor))) not in (None, instead_of):
                return found
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with LockedFile(self._path) as file:
                status = os.fstat(file.fileno())
                with contextlib.suppress(FileExistsError):
                    os.close(os.open(anchor, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
                lines = _whole_lines(file.tail(_LIMIT))
                if (found := self._bound(lines, _identity(anchor))) not in (None, instead_of):
                    return found  # another process was first
                device = fresh if instead_of else self._of_before(lines, status) or fresh
                cut = f" {instead_of}:{size}" if instead_of else ""
                file.add(f"{device} {self._machine} {_identity(anchor)}{cut}\n".encode())
                return device
        with contextlib.suppress(OSError):  # the folder is read-only
            return fresh if instead_of else self._of_before(self._lines(), os.stat(self._path)) or fresh
        return fresh

    def cut(self) -> dict[str, int]:
        """Return the ids whose journals lost marks, with the bytes that the journals had."""
        return {match[1]: int(match[2]) for line in self._lines() if (match := _CUT.fullmatch(line.cut))}

    def _lines(self) -> list[_Line]:
        """Return what the file holds; nothing where it cannot be read."""
        try:
            return [] if self._path is None else _whole_lines(read_regular(self._path, _LIMIT))
        except OSError:
            return []

    def _bound(self, lines: list[_Line], anchor: str) -> str | None:
        """Return the id of this machine in this folder."""
        own = [line for line in lines if line.machine == self._machine and self._is_own(line.device)]
        if len(own) < _MANY:
            own = [line for line in own if line.anchor == anchor]
        return own[-1].device if own else None

    def _of_before(self, lines: list[_Line], status: os.stat_result) -> str | None:
        """Return the id that an earlier version gave this machine, if the file was not copied since."""
        if status.st_mtime_ns != status.st_ctime_ns and os.name != "nt":  # a copy may keep when it was written
            return None
        bound = {line.device for line in lines if line.machine}
        own = (line.device for line in lines if not line.machine and self._is_own(line.device))
        return next((device for device in own if device not in bound), None)

    def _is_own(self, device: str) -> bool:
        return device.startswith(self._name) and _RANDOM.fullmatch(device, len(self._name)) is not None


def _whole_lines(data: bytes) -> list[_Line]:
    words = (line.split() for line in data.decode(errors="replace").split("\n")[:-1])
    return [_Line(*each[:4]) for each in words if each]


def _identity(path: str) -> str:
    """Return what tells a file from every copy of it, also from one that takes its place."""
    status = os.stat(path)
    return f"{status.st_ino:x}.{status.st_ctime_ns:x}"


def _machine_id() -> str:
    try:
        return read_regular(_MACHINE_ID, 4096).decode(errors="replace").strip()
    except OSError:
        return ""


def _host() -> str:
    # `socket.gethostname` would load sockets for a name that the system gives anyway.
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


class JournalCut(Exception):
    """The journal does not hold any more what was read of it: adding to it would make two of it."""


class Journal:
    """This device's journal in the folder of all.

    Args:
        folder: where the journals are, made when it is needed; None where there is no place for them.
        device: this device's id (`DeviceIds.own`); it names the file.
        clock: returns the time.
    """

    def __init__(self, folder: str | os.PathLike[str] | None, device: str, clock: Clock) -> None:
        self.device = device
        self.name = f"{device}{ENDING}"
        self._folder = None if folder is None else os.fspath(folder)
        self.path = os.path.join(self._folder or "", self.name)
        self._clock = clock

    def prepare(self) -> None:
        """Make the folder, and test that marks can be kept there.

        Raises:
            MarksNotKept: they cannot, with the reason.
        """
        try:
            folder = self._make_folder()
            place = self.path if os.path.exists(self.path) else folder
            if not os.access(place, os.W_OK):
                raise PermissionError(None, "it is read-only for you", place)
        except OSError as error:
            raise self._not_kept(error) from error

    def append(
        self, events: Iterable[Event], known: JournalState = NOTHING_READ, owed: Sequence[Event] = ()
    ) -> list[Event]:
        """Keep the events of one action: stamped with time, device and, if they are several, their batch.

        They are on disk when this returns. Their times are later than every one that this device has written
        and than those that the events came with.

        Args:
            events: what was done.
            known: how far the journal was read.
            owed: events that were stamped before; they are added first, as they are.

        Raises:
            MarksNotKept: they could not be written; the journal is as it was.
            JournalCut: the journal does not hold what was read of it.
        """
        events = list(events)
        if not events and not owed:
            return []
        try:
            self._make_folder()
            with LockedFile(self.path) as file:
                if not known.continues_in(file.fileno()):
                    raise JournalCut
                stamped = self.stamped(events, owed, _tails(file.fileno()))
                file.add(b"".join(map(encode, [*owed, *stamped])))
        except OSError as error:
            raise self._not_kept(error) from error
        return stamped

    def stamped(self, events: Sequence[Event], owed: Iterable[Event], tails: Iterable[Tail]) -> list[Event]:
        """Return the events of one action as `append` makes them, after what is owed and what the journal ends with."""
        last = max((event.time for event in owed if event.device == self.device), default="")
        for written, _ in tails:
            if own := [event.time for event in written if event.device == self.device]:
                last = max(last, *own)
                break
        return stamp(events, self.device, self._clock(), last)

    def tails(self) -> Iterator[Tail]:
        """Yield what was marked last, more each time; nothing from a file gone."""
        try:
            with open_regular(self.path, LARGEST_JOURNAL) as file:
                yield from _tails(file.fileno())
        except OSError:
            yield [], True

    def _make_folder(self) -> str:
        if self._folder is None:
            raise OSError(None, "there is no home directory to keep them in", "the data folder")
        if not os.path.isdir(self._folder):
            os.makedirs(self._folder, exist_ok=True)
            sync_folder(os.path.dirname(self._folder))
        return self._folder

    def _not_kept(self, error: OSError) -> MarksNotKept:
        return MarksNotKept(str(error.filename or self.path), error.strerror or str(error))


def stamp(events: Iterable[Event], device: str, now: datetime, last: str = "") -> list[Event]:
    """Return the events of one action with device, batch and times.

    Args:
        events: what was done; the times that they have are those of what they change, and a batch is the action
            that they go on with.
        device: who did it.
        now: when.
        last: the device's latest time so far; every event is later.

    Raises:
        MarksNotKept: a time would be after the year 2200, where no journal is read.
    """
    events = list(events)
    batch = events[0].batch if events else ""
    stamped = []
    try:
        for event in events:
            last = max(time_text(now), _after(last), _after(event.time))
            if len(events) > 1 and not batch:
                batch = last
            stamped.append(replace(event, time=last, device=device, batch=batch))
    except ValueError as error:
        reason = "the clock, or a line of a journal that it would follow, is at the end of the year 2200"
        raise MarksNotKept(device, reason) from error
    return stamped


def _after(time: str) -> str:
    """Return the next time after one, or an empty one after none. Raises `ValueError` where there is none."""
    moment = read_time(time)
    return "" if moment is None else time_text(moment + timedelta(microseconds=1))


def _tails(file: int) -> Iterator[Tail]:
    """Yield the events at the end of an open journal, more each time."""
    size, window = os.fstat(file).st_size, _WINDOW
    while True:
        os.lseek(file, max(0, size - window), os.SEEK_SET)
        # It may begin within a line, which is then no event.
        yield decode(os.read(file, window)).events, window >= size
        if window >= size:
            return
        window *= 8
