"""Marks: all events of all devices, folded. Pure.

Of all events for one mark the latest wins, ties by device; so the fold is the same in whatever order the
journals or their lines are read, however often, and a part at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..text import clean
from .events import Event, MarkKind, MarkSnapshot

__all__ = ["Bookmark", "Event", "MarkKind", "MarkSnapshot", "Marks", "is_later"]

_NOTHING: frozenset[str] = frozenset()
_ByEpisode = dict[str, dict[str | None, Event]]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A segment, or an episode as a whole, that the reader earmarked."""

    episode: str
    segment: str | None
    """The id that the segment had when it was marked; `episodes.marks.matching` says which one it is now."""
    note: str | None
    time: str
    """When it was made, UTC, ISO 8601."""
    changed: str
    """When it was made or its note last changed, UTC, ISO 8601."""
    was: MarkSnapshot

    @property
    def title(self) -> str:
        """What to call it, even when the episode is gone."""
        return self.was.name or self.segment or self.episode

    @property
    def link(self) -> str | None:
        """The main link as it was."""
        return self.was.link

    @classmethod
    def of(cls, event: Event) -> Bookmark:
        """Return the bookmark that an event made."""
        made = event.since or event.time
        return cls(event.episode, event.segment, event.note, made, event.time, event.was or MarkSnapshot())


class Marks:
    """The state of every mark. Every answer takes the same short time however many marks there are."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.revision = 0
        """Goes up whenever a mark changed: what was drawn of an older one may be stale."""
        self._read: _ByEpisode = {}
        self._bookmarked: _ByEpisode = {}
        self._opened: dict[str, dict[tuple[str, str | None], Event]] = {}
        # Answers that were given, until the marks they speak of change.
        self._read_segments: dict[str, frozenset[str]] = {}
        self._bookmarked_segments: dict[str, frozenset[str]] = {}
        self._bookmarks: list[Bookmark] | None = None
        self._episodes: frozenset[str] | None = None
        self._opened_urls: frozenset[str] | None = None
        self.apply(events)

    def apply(self, events: Iterable[Event]) -> bool:
        """Fold more events in, in any order, known ones among them or not. Say whether any mark changed."""
        read, bookmark, opened = MarkKind.READ, MarkKind.BOOKMARK, self._opened
        changed = False
        for event in events:
            mark, episode = event.mark, event.episode
            if mark is read or mark is bookmark:
                table = self._read if mark is read else self._bookmarked
                marks = table.get(episode)
                if marks is None:
                    marks = table[episode] = {}
                known = marks.get(event.segment)
                if known is not None and not is_later(event, known):
                    continue
                marks[event.segment] = event
                if mark is read:
                    self._read_segments.pop(episode, None)
                else:
                    self._bookmarked_segments.pop(episode, None)
                    self._bookmarks = None
            elif event.url is not None:
                places = opened.setdefault(event.url, {})
                place = (episode, event.segment)
                known = places.get(place)
                if known is not None and not is_later(event, known):
                    continue
                places[place] = event
                self._opened_urls = None
            changed = True
        if changed:
            self._episodes = None
            self.revision += 1
        return changed

    def is_read(self, episode: str, segment: str | None = None) -> bool:
        """Say whether a segment, or an episode as a whole, is marked read."""
        event = self._read.get(episode, {}).get(segment)
        return event is not None and event.on

    def read_segments(self, episode: str) -> frozenset[str]:
        """Return the ids of the segments of an episode that are marked read."""
        return _on_segments(self._read, episode, self._read_segments)

    def read_count(self, episode: str) -> int:
        """Return how many segments of an episode are marked read."""
        return len(self.read_segments(episode))

    def bookmark(self, episode: str, segment: str | None = None) -> Bookmark | None:
        """Return the bookmark on a segment, or on an episode as a whole, if there is one."""
        event = self._bookmarked.get(episode, {}).get(segment)
        return Bookmark.of(event) if event is not None and event.on else None

    def bookmarked_segments(self, episode: str) -> frozenset[str]:
        """Return the ids of the segments of an episode that are bookmarked."""
        return _on_segments(self._bookmarked, episode, self._bookmarked_segments)

    def bookmarks(self) -> list[Bookmark]:
        """Return all bookmarks, those made last first."""
        if self._bookmarks is None:
            events = (event for marks in self._bookmarked.values() for event in marks.values())
            found = [Bookmark.of(event) for event in events if event.on]
            found.sort(key=lambda bookmark: (bookmark.episode, bookmark.segment or ""))
            found.sort(key=lambda bookmark: bookmark.time, reverse=True)
            self._bookmarks = found
        return list(self._bookmarks)

    def is_opened(self, url: str) -> bool:
        """Say whether a link was opened, in whatever segment it stands."""
        return any(event.on for event in self._opened.get(url, {}).values())

    def opened_urls(self) -> frozenset[str]:
        """Return every address that was opened."""
        if self._opened_urls is None:
            self._opened_urls = frozenset(url for url in self._opened if self.is_opened(url))
        return self._opened_urls

    def episodes_with_marks(self) -> frozenset[str]:
        """Return the ids of the episodes that are marked, or have a marked segment or an opened link."""
        if self._episodes is None:
            tables = (self._read, self._bookmarked)
            found = {
                episode
                for table in tables
                for episode, marks in table.items()
                if any(event.on for event in marks.values())
            }
            found |= {event.episode for places in self._opened.values() for event in places.values() if event.on}
            self._episodes = frozenset(found)
        return self._episodes

    def of_episode(self, episode: str) -> tuple[Event, ...]:
        """Return the latest event of every read mark and bookmark of an episode, those taken away too."""
        return (*self._read.get(episode, {}).values(), *self._bookmarked.get(episode, {}).values())

    def latest(self, mark: MarkKind, episode: str, segment: str | None = None, url: str | None = None) -> Event | None:
        """Return the event that made a mark what it is, or None if it was never set."""
        if mark is MarkKind.OPENED:
            return self._opened.get(url or "", {}).get((episode, segment))
        table = self._read if mark is MarkKind.READ else self._bookmarked
        return table.get(episode, {}).get(segment)

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
        since = known.since or known.time if goes_on else None
        return Event(mark, episode, segment, url, on, note, known.time, since=since, was=was or known.was)


def is_later(event: Event, other: Event) -> bool:
    """Say whether an event wins over another for the same mark."""
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


def _on_segments(table: _ByEpisode, episode: str, answers: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the ids that are on, from the answers given before where they stand."""
    marks = table.get(episode)
    if marks is None:
        return _NOTHING
    answer = answers.get(episode)
    if answer is None:
        ids = frozenset(segment for segment, event in marks.items() if event.on and segment is not None)
        answer = answers[episode] = ids
    return answer
