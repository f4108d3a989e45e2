"""The state of all marks: the fold of the events of all devices.

Of all events for one mark the latest wins, ties by device; so the fold is the same in whatever order the journals or
their lines are read, however often, and a part at a time. A bookmark's tags are decided apart from it: events that
say nothing of them leave them as they are.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..text import clean
from .events import TAGS, Event, MarkKey, MarkKind, encode
from .marked_segment import MarkedSegment

if TYPE_CHECKING:
    from .fold_cache import FoldCache

Latest = dict[MarkKey, Event]
"""The latest event of all that decide the same."""


class Trace(NamedTuple):
    """A read mark or a bookmark in short."""

    mark: str
    """The kind."""
    segment: str | None
    on: bool
    title: str | None
    """The title that the segment had, empty if it had none; None if that is not known."""

    @classmethod
    def of(cls, event: Event) -> Trace:
        return cls(event.mark, event.segment, event.on, None if event.was is None else event.was.title or "")


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
        earlier: what was folded before; it is asked for an episode when that is needed.
    """

    def __init__(self, events: Iterable[Event] = (), earlier: FoldCache | None = None) -> None:
        self.revision = 0
        """Increases whenever a mark changed: what was computed from an older state may be stale."""
        self._earlier = earlier
        self._episodes: dict[str, Latest] = {}
        """All that is known of the episodes that were asked for or changed, by the ids that they were marked under."""
        self._former: Mapping[str, str] = {}
        self._formers: dict[str, list[str]] = {}
        """The ids that an episode had."""
        self._opened_urls: frozenset[str] | None = None
        self._lock = threading.RLock()
        self.apply(events)

    def apply(self, events: Iterable[Event]) -> bool:
        """Fold more events in, in any order, known ones among them or not. Return whether any mark changed."""
        changed = False
        with self._lock:
            for event in events:
                latest = self._as_marked(event.episode)
                for key in event.keys:
                    known = latest.get(key)
                    if known is None or is_later(event, known):
                        latest[key] = event
                        changed = True
            if changed:
                self.revision += 1
                self._opened_urls = None
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
            self.revision += 1
            return True

    def latest(self, mark: str, episode: str, segment: str | None = None, url: str | None = None) -> Event | None:
        """Return the event that made a mark what it is, or None if it was never set."""
        with self._lock:
            return self._of(episode).get((mark, episode, segment, url))

    def of_episode(self, episode: str) -> tuple[Event, ...]:
        """Return the latest event of every mark of an episode, those taken away too."""
        with self._lock:
            return tuple(event for key, event in self._of(episode).items() if key[0] != TAGS)

    def segments(self, mark: MarkKind, episode: str) -> frozenset[str]:
        """Return the ids of the segments of an episode that have a mark of a kind."""
        events = self.of_episode(episode)
        return frozenset(e.segment for e in events if e.mark is mark and e.on and e.segment is not None)

    def traces(self, episodes: Collection[str]) -> dict[str, list[Trace]]:
        """Return the read marks and bookmarks of those episodes that have any, those taken away too."""
        found: dict[str, list[Trace]] = {}
        with self._lock:
            known = {episode for episode in episodes if episode in self._episodes or episode in self._formers}
            asked = [episode for episode in episodes if episode not in known]
            for episode, trace in self._earlier.traces(asked) if self._earlier is not None else ():
                found.setdefault(episode, []).append(trace)
            for episode in known:
                kinds = (MarkKind.READ, MarkKind.BOOKMARK)
                if traces := [Trace.of(event) for key, event in self._of(episode).items() if key[0] in kinds]:
                    found[episode] = traces
        return found

    def episodes(self) -> list[str]:
        """Return the ids of the episodes that have a mark, or a segment or link with one."""
        with self._lock:
            earlier = self._earlier.episodes() if self._earlier is not None else []
            found = [episode for episode in earlier if episode not in self._episodes]
            found += [key for key, latest in self._episodes.items() if any(event.on for event in latest.values())]
            return list(dict.fromkeys(self._former.get(episode, episode) for episode in found))

    def bookmark(self, episode: str, segment: str | None = None) -> Bookmark | None:
        """Return the bookmark on a segment, or on an episode as a whole, if there is one."""
        with self._lock:
            latest = self._of(episode)
            event = latest.get((MarkKind.BOOKMARK, episode, segment, None))
            return Bookmark.of(event, latest) if event is not None and event.on else None

    def tags(self, episode: str, segment: str | None = None) -> tuple[str, ...]:
        """Return the tags of a bookmark."""
        event = self.latest(TAGS, episode, segment)
        return (event and event.tags) or ()

    def bookmarks(self) -> list[Bookmark]:
        """Return all bookmarks, those made last first."""
        events = self.events(MarkKind.BOOKMARK, MarkKind.DONE, TAGS)
        found = [event for key, event in events.items() if key[0] == MarkKind.BOOKMARK and event.on]
        found.sort(key=lambda event: (event.episode, event.segment or ""))
        found.sort(key=lambda event: event.made, reverse=True)
        return [Bookmark.of(event, events) for event in found]

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened, in whatever segment it stands."""
        with self._lock:
            if self._opened_urls is None:  # every search asks for them
                events = self.events(MarkKind.OPENED).values()
                self._opened_urls = frozenset(event.url for event in events if event.on and event.url is not None)
            return self._opened_urls

    def events(self, *kinds: str) -> Latest:
        """Return the latest events of some kinds, or `TAGS`, of all episodes; of every kind if none is named."""
        with self._lock:
            found = self.events_as_marked(*kinds)
            if self._former:
                renamed: Latest = {}
                for key, event in found.items():
                    self._put(renamed, key, event)
                return renamed
            return found

    def events_as_marked(self, *kinds: str) -> Latest:
        """Return what `events` does, under the ids that the episodes had when they were marked."""
        with self._lock:
            earlier = self._earlier.events(kinds) if self._earlier is not None else {}
            found = {key: event for key, event in earlier.items() if event.episode not in self._episodes}
            for latest in self._episodes.values():
                found |= {key: event for key, event in latest.items() if not kinds or key[0] in kinds}
        return found

    def after(self, time: str) -> list[tuple[str, str]]:
        """Return device and time of each of the latest events that is later than a time."""
        with self._lock:
            found = {(event.device, event.time) for of in self._episodes.values() for event in of.values()}
            earlier = self._earlier.after(time) if self._earlier is not None else []
        return sorted({*earlier, *(each for each in found if each[1] > time)})

    def close(self) -> None:
        """Close what was folded before."""
        if self._earlier is not None:
            self._earlier.close()

    def _of(self, episode: str) -> Latest:
        """Return the latest events of an episode under all the ids that it had."""
        if episode not in self._formers:
            return {} if episode in self._former else self._as_marked(episode)
        found: Latest = {}
        for name in (episode, *self._formers[episode]):
            for key, event in self._as_marked(name).items():
                self._put(found, key, event)
        return found

    def _put(self, latest: Latest, key: MarkKey, event: Event) -> None:
        """Fold an event in, under the id that its episode has today."""
        if (now := self._former.get(event.episode)) is not None:
            key, event = (key[0], now, *key[2:]), replace(event, episode=now)
        if key not in latest or is_later(event, latest[key]):
            latest[key] = event

    def _as_marked(self, episode: str) -> Latest:
        known = self._episodes.get(episode)
        if known is None:
            known = {} if self._earlier is None else self._earlier.episode(episode)
            self._episodes[episode] = known
        return known

    def change(
        self,
        mark: MarkKind,
        episode: str,
        segment: str | None = None,
        *,
        on: bool = True,
        url: str | None = None,
        note: str | None = None,
        tags: tuple[str, ...] | None = None,
        was: MarkedSegment | None = None,
    ) -> Event:
        """Return the event that makes a mark so, for a journal to stamp and keep.

        It will be later than the event that made the mark what it is now, even where a clock is ahead. A bookmark
        that changes keeps the date on which it was made; one that is made again begins without tags.
        """
        known = self.latest(mark, episode, segment, url)
        note = clean(note).strip() or None if note else None
        if mark is MarkKind.BOOKMARK and on and tags is None and (known is None or not known.on):
            tags = () if self.tags(episode, segment) else None
        if known is None:
            return Event(mark, episode, segment, url, on, note, was=was, tags=tags)
        goes_on = mark is MarkKind.BOOKMARK and on and known.on
        since = known.made if goes_on else None
        return Event(mark, episode, segment, url, on, note, known.time, since=since, was=was or known.was, tags=tags)


def is_later(event: Event, other: Event) -> bool:
    """Return whether an event wins over another for the same mark."""
    if event.time != other.time:
        return event.time > other.time
    if event.device != other.device:
        return event.device > other.device
    # One device never makes two events at one time; somebody's editor may. Then their content decides, so
    # that the order in which they are read still does not.
    return event is not other and encode(event) > encode(other)
