"""This device's journal, the one file that it writes: `<device>.jsonl`, to which lines are only ever added.

No file has two devices that write it, so any file sync brings several machines together; the copies that such
programs leave of a file that two sides changed are further journals. `episodes.marks.events` defines the lines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..atomic_files import LockedFile, sync_folder
from ..errors import MarksNotKept
from ..regular_files import open_regular
from ..times import read_time, time_text
from .events import Event, decode, encode
from .journal_reader import ENDING, LARGEST_JOURNAL, JournalState

_WINDOW = 64 * 1024
"""Bytes of the end of a journal that are looked at first; most often they tell."""


_NOTHING_READ = JournalState()


class JournalCut(Exception):
    """The journal does not hold any more what was read of it: adding to it would make two of it."""


class Journal:
    """This device's journal in the folder of all.

    Args:
        folder: where the journals are, made when it is needed; None where there is no place for them.
        device: this device's id, from `episodes.marks.device`; it names the file.
        clock: returns the time.
        patience: seconds to wait for another process that is writing.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None,
        device: str,
        clock: Callable[[], datetime],
        patience: float = 10.0,
    ) -> None:
        self.device = device
        self.name = f"{device}{ENDING}"
        self._folder = None if folder is None else os.fspath(folder)
        self.path = os.path.join(self._folder or "", self.name)
        self._clock = clock
        self._patience = patience

    def renamed(self, device: str) -> Journal:
        """Return the journal of another id in the same folder."""
        return Journal(self._folder, device, self._clock, self._patience)

    def prepare(self) -> None:
        """Make the folder, and test that marks can be kept there.

        Raises:
            MarksNotKept: they cannot, with the reason.
        """
        try:
            place = self._make_folder()
            if os.path.exists(self.path):
                place = self.path
            if not os.access(place, os.W_OK):
                raise PermissionError(None, "it is read-only for you", place)
        except OSError as error:
            raise self._not_kept(error) from error

    def append(self, events: Iterable[Event], known: JournalState = _NOTHING_READ) -> list[Event]:
        """Keep the events of one action: stamped with time, device and, if they are several, their batch.

        They are on disk when this returns. Their times are later than every one that this device has written
        and than those that the events came with.

        Args:
            events: what was done.
            known: how far the journal was read.

        Raises:
            MarksNotKept: they could not be written; the journal is as it was.
            JournalCut: the journal does not hold what was read of it.
        """
        events = list(events)
        if not events:
            return []
        return self._add(lambda file: stamp(events, self.device, self._clock(), _last_time(file, self.device)), known)

    def restore(self, events: Sequence[Event], known: JournalState = _NOTHING_READ) -> None:
        """Add events that were stamped before, as they are. Raises what `append` does."""
        self._add(lambda _: events, known)

    def tails(self) -> Iterator[tuple[list[Event], bool]]:
        """Yield what this device marked last, more each time, and whether it is all; nothing from a file gone."""
        window = _WINDOW
        try:
            with open_regular(self.path, LARGEST_JOURNAL) as file:
                size = os.fstat(file.fileno()).st_size
                while True:
                    file.seek(max(0, size - window))
                    # It may begin within a line, which is then no event.
                    yield decode(file.read(window)).events, window >= size
                    if window >= size:
                        return
                    window *= 8
        except OSError:
            yield [], True

    def _add(self, make: Callable[[LockedFile], Sequence[Event]], known: JournalState = _NOTHING_READ) -> list[Event]:
        try:
            self._make_folder()
            with LockedFile(self.path, self._patience) as file:
                if not known.continues_in(file.fileno()):
                    raise JournalCut
                events = list(make(file))
                file.add(b"".join(map(encode, events)))
        except OSError as error:
            raise self._not_kept(error) from error
        return events

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


def _last_time(file: LockedFile, device: str) -> str:
    """Return the latest time that a device has written, by any of its processes."""
    window = 4096
    while True:
        events = decode(file.tail(window)).events  # it may begin within a line, which is then no event
        times = [event.time for event in events if event.device == device]
        if times or window >= file.size:
            return max(times, default="")
        window *= 8
