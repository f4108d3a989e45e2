"""Undo and redo of marks, derived from the journal: they go on after a restart and are events like any other.

An action is undone by setting each of its marks to what it was before, by new events that name the action. Redo
is the same again: it takes the undoing back. Openings of links are not undone: they are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .events import Event, MarkKind
from .fold import is_later


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or a redo does: the events to be kept, and what to say of them."""

    events: tuple[Event, ...]
    kind: MarkKind
    on: bool
    """Whether the marks are set, or taken away, by it."""
    count: int
    """How many marks."""
    name: str
    """The segment if it is one, else the episode if all are of one, else empty."""
    note_only: bool = False
    """Whether the bookmark stays and only its note changes."""

    def __str__(self) -> str:
        what = self.name
        if self.count > 1:
            what = f"{self.count} segments" + (f" of {what}" if what else "")
        if self.note_only:
            return f"Note changed back: {what}"
        if self.kind is MarkKind.BOOKMARK:
            return f"{'Bookmarked' if self.on else 'Bookmark removed'}: {what}"
        return f"{'Marked' if self.on else 'Unmarked'} as read: {what}"


class History:
    """All events, in the order in which this device's actions can be taken back."""

    def __init__(self, device: str, events: Iterable[Event] = ()) -> None:
        self.device = device
        self._events: list[Event] = []
        self._looked_at = 0
        self._own: dict[str, Event] = {}
        """This device's events by their times."""
        self._latest = ""
        self._actions: dict[str, list[Event]] = {}
        self._done: dict[str, None] = {}
        """The actions that undo goes through, from the end."""
        self._undone: dict[str, None] = {}
        """The undoings that redo goes through, from the end."""
        self.apply(events)

    def apply(self, events: Iterable[Event]) -> None:
        """Take in more events, in any order, known ones among them or not."""
        self._events.extend(events)

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to undo."""
        self._look()
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undoing to take back."""
        self._look()
        return bool(self._undone)

    def undo(self) -> Undone | None:
        """Return what undoes this device's last action that is not yet undone, or None if there is none.

        Nothing has happened until its events were kept and applied.
        """
        self._look()
        return self._take_back(next(reversed(self._done))) if self._done else None

    def redo(self) -> Undone | None:
        """Return what takes back the last undo, or None if there is none or something was marked since."""
        self._look()
        return self._take_back(next(reversed(self._undone))) if self._undone else None

    def _look(self) -> None:
        """Take the actions in the events that came in since the last look."""
        fresh = [
            event
            for event in self._events[self._looked_at :]
            if event.device == self.device and event.mark is not MarkKind.OPENED and event.time not in self._own
        ]
        self._looked_at = len(self._events)
        if not fresh:
            return
        fresh.sort(key=lambda event: event.time)
        if fresh[0].time <= self._latest:  # a copy of this device's journal brought earlier ones: begin again
            fresh = sorted([*self._own.values(), *fresh], key=lambda event: event.time)
            self._actions, self._done, self._undone = {}, {}, {}
        for event in fresh:
            self._own[event.time] = event
            self._latest = event.time
            action = self._actions.setdefault(event.action, [])
            action.append(event)
            if len(action) == 1:
                self._follow(event)

    def _follow(self, event: Event) -> None:
        """Move through the undo and redo lines as an action, known by its first event, did."""
        if event.undoes in self._done:
            del self._done[event.undoes]
            self._undone[event.action] = None
        elif event.undoes in self._undone:
            del self._undone[event.undoes]
            self._done[event.action] = None
        else:
            self._done[event.action] = None
            self._undone.clear()

    def _take_back(self, action: str) -> Undone:
        made = self._actions[action]
        firsts = {event.key: event for event in reversed(made)}
        before: dict[object, Event] = {}
        latest: dict[object, Event] = {}
        for event in self._events:
            first = firsts.get(event.key)
            if first is None:
                continue
            key = event.key
            if key not in latest or is_later(event, latest[key]):
                latest[key] = event
            if is_later(first, event) and (key not in before or is_later(event, before[key])):
                before[key] = event
        events = tuple(
            _restored(before.get(event.key), latest[event.key], action) for event in reversed(firsts.values())
        )
        note_only = all(event.mark is MarkKind.BOOKMARK and event.on and latest[event.key].on for event in events)
        return Undone(events, events[0].mark, events[0].on, len(events), _name(events), note_only)


def _restored(before: Event | None, latest: Event, action: str) -> Event:
    """Return the event that makes a mark what it was before an action, later than all that happened to it."""
    changed = replace(latest, on=False, note=None, device="", since=None, batch="", undoes=action)
    if before is None or not before.on:
        return changed
    since = before.since or before.time if before.mark is MarkKind.BOOKMARK else None
    return replace(changed, on=True, note=before.note, since=since, was=before.was or latest.was)


def _name(events: Sequence[Event]) -> str:
    if len(events) == 1:
        return events[0].name
    episodes = {event.episode for event in events}
    if len(episodes) > 1:
        return ""
    titles = (event.was.episode for event in events if event.was is not None)
    return next((title for title in titles if title), episodes.pop())
