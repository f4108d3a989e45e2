"""The state of all marks: the fold of the events of all devices. Pure.

Of all events for one mark the latest wins, ties by device; so the fold is the same in whatever order the journals or
their lines are read, however often, and a part at a time.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..text import clean
from .events import Event, MarkKey, MarkKind, MarkSnapshot


class Marks:
    """The latest event of every mark."""

    def __init__(self, events: Iterable[Event] = (), revision: int = 0) -> None:
        self.revision = revision
        """Increases whenever a mark changed: what was computed from an older state may be stale."""
        self._episodes: dict[str, dict[MarkKey, Event]] = {}
        self._opened_urls: frozenset[str] | None = None
        self.apply(events)

    def apply(self, events: Iterable[Event]) -> bool:
        """Fold more events in, in any order, known ones among them or not. Return whether any mark changed."""
        changed = False
        for event in events:
            latest = self._episodes.setdefault(event.episode, {})
            key = event.key
            known = latest.get(key)
            if known is None or is_later(event, known):
                latest[key] = event
                changed = True
        if changed:
            self.revision += 1
            self._opened_urls = None
        return changed

    def latest(self, mark: MarkKind, episode: str, segment: str | None = None, url: str | None = None) -> Event | None:
        """Return the event that made a mark what it is, or None if it was never set."""
        return self._episodes.get(episode, {}).get((mark, episode, segment, url))

    def of_episode(self, episode: str) -> tuple[Event, ...]:
        """Return the latest event of every mark of an episode, those taken away too."""
        return tuple(self._episodes.get(episode, {}).values())

    def segments(self, mark: MarkKind, episode: str) -> frozenset[str]:
        """Return the ids of the segments of an episode that have a mark of a kind."""
        events = self._episodes.get(episode, {}).values()
        return frozenset(e.segment for e in events if e.mark is mark and e.on and e.segment is not None)

    def episodes(self) -> list[str]:
        """Return the ids of the episodes that have a mark, or a segment or link with one."""
        return [key for key, latest in self._episodes.items() if any(event.on for event in latest.values())]

    def bookmark(self, episode: str, segment: str | None = None) -> Event | None:
        """Return the bookmark on a segment, or on an episode as a whole, if there is one."""
        event = self.latest(MarkKind.BOOKMARK, episode, segment)
        return event if event is not None and event.on else None

    def bookmarks(self) -> list[Event]:
        """Return all bookmarks, those made last first."""
        found = [event for event in self._all() if event.mark is MarkKind.BOOKMARK and event.on]
        found.sort(key=lambda event: (event.episode, event.segment or ""))
        found.sort(key=lambda event: event.made, reverse=True)
        return found

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened, in whatever segment it stands."""
        if self._opened_urls is None:  # every search asks for them
            opened = (event for event in self._all() if event.mark is MarkKind.OPENED and event.on)
            self._opened_urls = frozenset(event.url for event in opened if event.url is not None)
        return self._opened_urls

    def _all(self) -> Iterable[Event]:
        return (event for latest in self._episodes.values() for event in latest.values())

    def change(
        self,
        mark: MarkKind,
        episode: str,
        segment: str | None = None,
        *,
        on: bool = True,
        url: str | None = None,
        note: str | None = None,
        was: MarkSnapshot | None = None,
    ) -> Event:
        """Return the event that makes a mark so, for a journal to stamp and keep.

        It will be later than the event that made the mark what it is now, even where a clock is ahead, and a
        bookmark whose note changes keeps the date on which it was made.
        """
        known = self.latest(mark, episode, segment, url)
        note = clean(note).strip() or None if note else None
        if known is None:
            return Event(mark, episode, segment, url, on, note, was=was)
        goes_on = mark is MarkKind.BOOKMARK and on and known.on
        since = known.made if goes_on else None
        return Event(mark, episode, segment, url, on, note, known.time, since=since, was=was or known.was)


def is_later(event: Event, other: Event) -> bool:
    """Return whether an event wins over another for the same mark."""
    if event.time != other.time:
        return event.time > other.time
    if event.device != other.device:
        return event.device > other.device
    # One device never makes two events at one time; somebody's editor may. Then their content decides, so
    # that the order in which they are read still does not.
    return event is not other and _content(event) > _content(other)


def _content(event: Event) -> tuple[bool, str, str, str, str, str, str]:
    facts = "" if event.was is None else repr(sorted(event.was.facts.items()))
    return (event.on, event.note or "", event.url or "", event.since or "", event.batch, event.undoes or "", facts)
