"""Undo and redo of marks, derived from their events: they go on after a restart and are events like any other. Pure.

An action is undone by setting each of its marks to what it was before, by new events that name the action. Redo
is the same again: it undoes the undoing. Openings of links are not undone: they are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..text import counted
from .events import Event, MarkKey, MarkKind
from .fold import Marks, is_later

Action = list[Event]
"""The events of one action, in their order."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or a redo does. Nothing has happened until a journal has kept its events."""

    events: tuple[Event, ...]
    sentence: str
    """What to say of them."""


class Actions:
    """What one device did, as far as its events tell.

    Args:
        events: in any order, however often; those of other devices are passed over.
        device: whose actions they are.
    """

    def __init__(self, events: Iterable[Event], device: str) -> None:
        own = {e.time: e for e in events if e.device == device and e.mark is not MarkKind.OPENED}
        actions: dict[str, Action] = {}
        for _, event in sorted(own.items()):
            actions.setdefault(event.action, []).append(event)
        self.are_whole = all(
            made[0].time == name and (made[0].undoes or name) in actions for name, made in actions.items()
        )
        """Whether nothing that they refer to is missing: then earlier events would change neither list's end."""
        self._done: dict[str, Action] = {}
        self._undone: dict[str, Action] = {}
        for name, made in actions.items():
            reversed_one = made[0].undoes or ""
            if self._done.pop(reversed_one, None):
                self._undone[name] = made
            elif self._undone.pop(reversed_one, None):
                self._done[name] = made
            else:
                self._done[name] = made
                self._undone.clear()

    @property
    def last_done(self) -> Action | None:
        """What undo reverses: the last action that is not undone."""
        return next(reversed(self._done.values()), None)

    @property
    def last_undone(self) -> Action | None:
        """What redo reverses: the last undoing, if nothing was marked since."""
        return next(reversed(self._undone.values()), None)


def reverse(action: Action, events: Iterable[Event]) -> Undone:
    """Return what sets the marks of an action to what they were before it.

    Args:
        action: what to undo.
        events: of all devices, in any order, however often: all that there are of the marks of the action.
    """
    firsts: dict[MarkKey, Event] = {}
    for event in action:
        firsts.setdefault(event.key, event)
    related = [event for event in events if event.key in firsts]
    latest, before = Marks(related), Marks(event for event in related if is_later(firsts[event.key], event))
    restored = tuple(_restored(key, before, latest, action[0].action) for key in firsts)
    notes_only = all(e.mark is MarkKind.BOOKMARK and e.on and latest.bookmark(e.episode, e.segment) for e in restored)
    return Undone(restored, _sentence(restored, notes_only))


def _restored(key: MarkKey, before: Marks, latest: Marks, action: str) -> Event:
    """Return the event that makes a mark what it was before an action, later than all that happened to it."""
    now, then = latest.latest(*key), before.latest(*key)
    assert now is not None
    changed = replace(now, on=False, note=None, tags=None, device="", since=None, batch="", undoes=action)
    if then is None or not then.on:
        return changed
    if then.mark is not MarkKind.BOOKMARK:
        return replace(changed, on=True, was=then.was or now.was)
    tags = before.tags(*key[1:3])
    return replace(
        changed,
        on=True,
        note=then.note,
        tags=tags if tags != latest.tags(*key[1:3]) else None,
        since=then.made,
        was=then.was or now.was,
    )


def _sentence(events: Sequence[Event], notes_only: bool) -> str:
    first = events[0]
    what = first.name
    if len(events) > 1:
        titles = [event.was.episode for event in events if event.was is not None and event.was.episode]
        episodes = {event.episode for event in events}
        of = (titles or [first.episode])[0] if len(episodes) == 1 else counted(len(episodes), "episode")
        what = f"{len(events):,} segments of {of}"
    if notes_only:
        return f"Note changed back: {what}"
    if first.mark is MarkKind.BOOKMARK:
        return f"{'Bookmarked' if first.on else 'Bookmark removed'}: {what}"
    if first.mark is MarkKind.DONE:
        return f"{'Done' if first.on else 'No longer done'}: {what}"
    return f"{'Marked' if first.on else 'Unmarked'} as read: {what}"
