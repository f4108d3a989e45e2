"""The state of all marks: the fold of the events of all devices.

Of all events for one mark the latest wins, ties by device; so the fold is the same in whatever order the journals or
their lines are read, however often, and a part at a time. A bookmark's tags are decided apart from it: events that
say nothing of them leave them as they are. The events are in SQLite (see `fold_file`), which decides which wins.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from ..index.database import placeholders
from ..text import clean
from .events import TAGS, Event, MarkKind
from .fold_file import Latest, add, connect, filled, latest_of, opened
from .journal_reader import JournalReader

_Answer = TypeVar("_Answer")

_FEW = 200
"""Events that came in since the file was written, up to which it stays as it is."""
_KEPT = 100
"""Episodes, those that were asked for last, whose marks are kept in memory until something changes."""


class Trace(NamedTuple):
    """A read mark or a bookmark in short."""

    mark: str
    """The kind."""
    segment: str | None
    on: bool
    title: str | None
    """The title that the segment had, empty if it had none; None if that is not known."""


class Bookmark(NamedTuple):
    """A bookmark as it is now."""

    event: Event
    """The latest that changed it, its tags aside."""
    tags: tuple[str, ...]
    is_done: bool

    @property
    def note(self) -> str | None:
        return self.event.note

    @classmethod
    def of(cls, event: Event, latest: Latest) -> Bookmark:
        """Return the bookmark of an event, among the latest events."""
        done, tags = (latest.get((kind, *event.key[1:])) for kind in (MarkKind.DONE, TAGS))
        # One that was removed and made again is not done.
        is_done = done is not None and done.on and done.time > event.made
        return cls(event, (tags and tags.tags) or (), is_done)


class Marks:
    """The latest events. May be asked from several threads.

    Args:
        events: what to fold.
        connection: to the file of what was folded before, if there is one.
        folder: that of the journals, from which the file is made again if it turns out to be damaged.
    """

    def __init__(
        self, events: Iterable[Event] = (), connection: sqlite3.Connection | None = None, folder: str | None = None
    ) -> None:
        self.revision = 0
        """Increases whenever a mark changed: what was computed from an older state may be stale."""
        self._connection = connection or connect(":memory:")
        self._folder = folder
        self._kept = lru_cache(_KEPT)(self._read)
        self._opened_urls: frozenset[str] | None = None
        self._former: Mapping[str, str] = {}
        self._formers: dict[str, list[str]] = {}
        """The ids that an episode had."""
        self._lock = threading.RLock()
        self.apply(events)

    def apply(self, events: Iterable[Event]) -> bool:
        """Fold more events in, in any order, known ones among them or not. Return whether any mark changed."""
        events = list(events)
        with self._lock:
            changed = self._ask(lambda connection: add(connection, "since", events)) > 0
            if changed:
                self._changed()
        return changed

    def follow(self, former: Mapping[str, str]) -> bool:
        """Count the marks of episodes that had other ids as theirs; return whether any is another by now.

        Args:
            former: the id of today for each that an episode had.
        """
        with self._lock:
            if former == self._former:
                return False
            self._former, self._formers = former, {}
            for then, now in former.items():
                self._formers.setdefault(now, []).append(then)
            self._changed()
            return True

    def _changed(self) -> None:
        self.revision += 1
        self._kept.cache_clear()
        self._opened_urls = None

    def latest(self, mark: str, episode: str, segment: str | None = None, url: str | None = None) -> Event | None:
        """Return the event that made a mark what it is, or None if it was never set."""
        return self._of(episode).get((mark, episode, segment, url))

    def of_episode(self, episode: str) -> tuple[Event, ...]:
        """Return the latest event of every mark of an episode, those taken away too."""
        return tuple(event for key, event in self._of(episode).items() if key[0] != TAGS)

    def segments(self, mark: MarkKind, episode: str) -> frozenset[str]:
        """Return the ids of the segments of an episode that have a mark of a kind."""
        events = self.of_episode(episode)
        return frozenset(e.segment for e in events if e.mark is mark and e.on and e.segment is not None)

    def traces(self, episodes: Collection[str]) -> dict[str, list[Trace]]:
        """Return the read marks and bookmarks of those episodes that have any, those taken away too."""
        kinds = (MarkKind.READ, MarkKind.BOOKMARK)
        of_names = {name: episode for episode in episodes for name in self._names(episode)}
        where = f"kind IN {placeholders(kinds)} AND episode IN {placeholders(of_names)}"
        order = "ORDER BY time, device, line" if self._former else ""  # of what is marked under several ids
        sql = f"SELECT episode, kind, segment, is_on, title FROM marks WHERE {where} {order}"
        found: dict[str, dict[tuple[str, str], Trace]] = {}
        for name, kind, segment, on, title in self._rows(sql, [*kinds, *of_names]):
            found.setdefault(of_names[name], {})[kind, segment] = Trace(kind, segment or None, bool(on), title)
        return {episode: list(traces.values()) for episode, traces in found.items()}

    def episodes(self) -> list[str]:
        """Return the ids of the episodes that have a mark, or a segment or link with one."""
        rows = self._rows("SELECT DISTINCT episode FROM marks WHERE is_on")
        return list(dict.fromkeys(self._former.get(episode, episode) for (episode,) in rows))

    def bookmark(self, episode: str, segment: str | None = None) -> Bookmark | None:
        """Return the bookmark on a segment, or on an episode as a whole, if there is one."""
        latest = self._of(episode)
        event = latest.get((MarkKind.BOOKMARK, episode, segment, None))
        return Bookmark.of(event, latest) if event is not None and event.on else None

    def tags(self, episode: str, segment: str | None = None) -> tuple[str, ...]:
        """Return the tags of a bookmark."""
        event = self.latest(TAGS, episode, segment)
        return (event and event.tags) or ()

    def bookmarks(self) -> list[Bookmark]:
        """Return all bookmarks, those made last first."""
        with self._lock:
            events = self._as_today(self.events(MarkKind.BOOKMARK, MarkKind.DONE, TAGS))
        found = [event for key, event in events.items() if key[0] == MarkKind.BOOKMARK and event.on]
        found.sort(key=lambda event: (event.episode, event.segment or ""))
        found.sort(key=lambda event: event.made, reverse=True)
        return [Bookmark.of(event, events) for event in found]

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened, in whatever segment it stands."""
        with self._lock:
            if self._opened_urls is None:  # every search asks for them
                rows = self._rows("SELECT url FROM marks WHERE kind = ? AND is_on", [MarkKind.OPENED])
                self._opened_urls = frozenset(url for (url,) in rows)
            return self._opened_urls

    def events(self, *kinds: str) -> Latest:
        """Return the latest events of some kinds, or `TAGS`, of all episodes; of every kind if none is named.

        They are under the ids that the episodes had when they were marked.
        """
        where = f"WHERE kind IN {placeholders(kinds)}" if kinds else ""
        return latest_of(self._rows(f"SELECT kind, line FROM marks {where}", kinds))

    def after(self, time: str) -> list[tuple[str, int, str]]:
        """Return the devices with latest events after a time, with how many those are and the time of the last."""
        counts = "SELECT device, count(DISTINCT time), max(time) FROM marks"
        return self._rows(f"{counts} WHERE time > ? GROUP BY device ORDER BY device", [time])

    def close(self) -> None:
        """Close the file of what was folded before."""
        self._connection.close()

    def _names(self, episode: str) -> list[str]:
        """Return all the ids that an episode had; of an id that is another one's today none."""
        is_former = self._former.get(episode, episode) != episode
        return [] if is_former else [episode, *self._formers.get(episode, ())]

    def _of(self, episode: str) -> Latest:
        """Return the latest events of an episode under all the ids that it had."""
        with self._lock:  # what was read before a mark changed is not to be kept after it
            return self._kept(episode)

    def _read(self, episode: str) -> Latest:
        names = self._names(episode)
        rows = self._rows(f"SELECT kind, line FROM marks WHERE episode IN {placeholders(names)}", names)
        return self._as_today(latest_of(rows))

    def _as_today(self, latest: Latest) -> Latest:
        """Return events under the ids that their episodes have today."""
        if not self._former:
            return latest
        found: Latest = {}
        for key, event in latest.items():
            if (now := self._former.get(event.episode)) is not None:
                key, event = (key[0], now, *key[2:]), replace(event, episode=now)
            if key not in found or event.order > found[key].order:
                found[key] = event
        return found

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        return self._ask(lambda connection: connection.execute(sql, values).fetchall())

    def _ask(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        with self._lock:
            try:
                return ask(self._connection)
            except sqlite3.Error:  # damaged under our hands: what it held is read again
                since = self._connection.execute("SELECT * FROM since").fetchall()
                self._connection = filled(None, JournalReader(self._folder))
                self._connection.executemany(f"INSERT INTO since VALUES {placeholders(range(9))}", since)
                return ask(self._connection)

    def change(self, wanted: Event) -> Event:
        """Return the event that makes a mark as it is wanted, for a journal to stamp and keep.

        It will be later than the event that made the mark what it is now, even where a clock is ahead. A bookmark
        that changes keeps the date on which it was made; one that is made again begins without tags.
        """
        known = self.latest(*wanted.key)
        is_set = wanted.mark is MarkKind.BOOKMARK and wanted.on
        goes_on = is_set and known is not None and known.on
        event = replace(wanted, note=clean(wanted.note or "").strip() or None)
        if is_set and not goes_on and event.tags is None and self.tags(event.episode, event.segment):
            event = replace(event, tags=())
        if known is None:
            return event
        since = known.made if goes_on else event.since
        return replace(event, time=known.time, since=since, was=event.was or known.was)


def fold_journals(reader: JournalReader, path: str | None) -> Marks:
    """Return the marks of all journals as they are now.

    Args:
        reader: reads them, and has read them when this returns.
        path: the file of what was folded before; None where there is no place for one.
    """
    connection, reader.states = opened(path, reader.folder)
    events: list[Event] = []
    for part in reader.read():
        events += part
        if len(events) > _FEW:
            break
    if len(events) > _FEW or reader.lost:
        events, connection = [], filled(path, reader)
    return Marks(events, connection, reader.folder)
