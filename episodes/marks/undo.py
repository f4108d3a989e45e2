"""Undo and redo of marks, derived from their events: they go on after a restart and are events like any other. Pure.

An action is undone by setting each of its marks to what it was before, by new events that name the action. Redo
is the same again: it undoes the undoing. Openings of links are not undone: they are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .events import Event, MarkKey, MarkKind
from .fold import Marks, is_later


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or a redo does. Nothing has happened until a journal has kept its events."""

    events: tuple[Event, ...]
    sentence: str
    """What to say of them."""


def undo(events: Sequence[Event], device: str) -> Undone | None:
    """Return what undoes a device's last action that is not yet undone, or None if there is none.

    Args:
        events: of all devices, in any order, however often.
        device: whose action it is.
    """
    done, _ = _actions(events, device)
    return _reversal(events, next(reversed(done.values()))) if done else None


def redo(events: Sequence[Event], device: str) -> Undone | None:
    """Return what reverses a device's last undo, or None if there is none or something was marked since.

    The arguments are those of `undo`.
    """
    _, undone = _actions(events, device)
    return _reversal(events, next(reversed(undone.values()))) if undone else None


_Actions = dict[str, list[Event]]


def _actions(events: Iterable[Event], device: str) -> tuple[_Actions, _Actions]:
    """Return the actions that undo goes through, from the end, and the undoings that redo goes through."""
    own = {e.time: e for e in events if e.device == device and e.mark is not MarkKind.OPENED}
    actions: _Actions = {}
    for _, event in sorted(own.items()):
        actions.setdefault(event.action, []).append(event)
    done: _Actions = {}
    undone: _Actions = {}
    for name, made in actions.items():
        reversed_one = made[0].undoes or ""
        if done.pop(reversed_one, None):
            undone[name] = made
        elif undone.pop(reversed_one, None):
            done[name] = made
        else:
            done[name] = made
            undone.clear()
    return done, undone


def _reversal(events: Iterable[Event], made: Sequence[Event]) -> Undone:
    firsts: dict[MarkKey, Event] = {}
    for event in made:
        firsts.setdefault(event.key, event)
    related = [event for event in events if event.key in firsts]
    latest, before = Marks(related), Marks(event for event in related if is_later(firsts[event.key], event))
    restored = []
    for key in firsts:
        now, then = latest.latest(*key), before.latest(*key)
        assert now is not None
        restored.append(_restored(then, now, made[0].action))
    notes_only = all(e.mark is MarkKind.BOOKMARK and e.on and latest.bookmark(e.episode, e.segment) for e in restored)
    return Undone(tuple(restored), _sentence(restored, notes_only))


def _restored(before: Event | None, latest: Event, action: str) -> Event:
    """Return the event that makes a mark what it was before an action, later than all that happened to it."""
    changed = replace(latest, on=False, note=None, device="", since=None, batch="", undoes=action)
    if before is None or not before.on:
        return changed
    since = before.made if before.mark is MarkKind.BOOKMARK else None
    return replace(changed, on=True, note=before.note, since=since, was=before.was or latest.was)


def _sentence(events: Sequence[Event], notes_only: bool) -> str:
    first = events[0]
    what = first.name
    if len(events) > 1:
        titles = [event.was.episode for event in events if event.was is not None and event.was.episode]
        is_one_episode = len({event.episode for event in events}) == 1
        what = f"{len(events)} segments" + (f" of {(titles or [first.episode])[0]}" if is_one_episode else "")
    if notes_only:
        return f"Note changed back: {what}"
    if first.mark is MarkKind.BOOKMARK:
        return f"{'Bookmarked' if first.on else 'Bookmark removed'}: {what}"
    return f"{'Marked' if first.on else 'Unmarked'} as read: {what}"
