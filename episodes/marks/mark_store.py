"""The marks as they are kept: read from all journals, added to this device's own, undone.

Knows nothing of what the episodes are today: `library_marks` joins the two. Undo and redo are derived from the events,
so that they go on after a restart, and are events like any other: an action is undone by setting each of its marks to
what it was before, by new events that name the action. Redo is the same again: it undoes the undoing. Openings of links
are not undone: they are passed over.
"""

import contextlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from ..errors import MarksNotKept
from ..folders import Folders
from ..model import Clock, Problem
from ..text import counted
from .events import Event, MarkKey, MarkKind, time_text
from .fold import Bookmark, fold_journals
from .fold_file import Latest
from .journal import DeviceIds, Journal, JournalCut
from .journal_reader import ENDING, NOTHING_READ, JournalReader, JournalState

Action = list[Event]
"""The events of one action, in their order."""


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
        done: dict[str, Action] = {}
        undone: dict[str, Action] = {}
        for name, made in actions.items():
            reversed_one = made[0].undoes or ""
            if done.pop(reversed_one, None):
                undone[name] = made
            elif undone.pop(reversed_one, None):
                done[name] = made
            else:
                done[name] = made
                undone.clear()
        self.last_done = next(reversed(done.values()), None)
        """What undo reverses: the last action that is not undone."""
        self.last_undone = next(reversed(undone.values()), None)
        """What redo reverses: the last undoing, if nothing was marked since."""


def reverse(action: Action, events: Iterable[Event]) -> tuple[list[Event], str]:
    """Return the events that set the marks of an action to what they were before it, and what to say of them.

    Nothing has happened until a journal has kept them.

    Args:
        action: what to undo.
        events: of all devices, in any order, however often: all that there are of the marks of the action.
    """
    firsts: dict[MarkKey, Event] = {}
    for event in action:
        firsts.setdefault(event.key, event)
    related = sorted((event for event in events if event.key in firsts), key=lambda event: event.order)
    latest = {key: event for event in related for key in event.keys}
    before = {key: event for event in related if event.order < firsts[event.key].order for key in event.keys}
    restored = [_restored(key, before, latest, action[0].action) for key in firsts]
    notes_only = all(e.mark is MarkKind.BOOKMARK and e.on and latest[e.key].on for e in restored)
    return restored, _sentence(restored, notes_only)


def _restored(key: MarkKey, before: Latest, latest: Latest, action: str) -> Event:
    """Return the event that makes a mark what it was before an action, later than all that happened to it."""
    now, then = latest[key], before.get(key)
    changed = replace(now, on=False, note=None, tags=None, device="", since=None, batch="", undoes=action)
    if then is None or not then.on:
        return changed
    changed = replace(changed, on=True, was=then.was or now.was)
    if then.mark is not MarkKind.BOOKMARK:
        return changed
    had, has = Bookmark.of(then, before).tags, Bookmark.of(now, latest).tags
    return replace(changed, note=then.note, since=then.made, tags=had if had != has else None)


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


class MarkStore:
    """The state of all marks, and what changes it.

    Args:
        folders: where journals, this device's id and the cache are.
        clock: returns the time, with its zone.
    """

    def __init__(self, folders: Folders, clock: Clock) -> None:
        self._clock = clock
        self._ids = DeviceIds(folders.state)
        self._reader = JournalReader(folders.marks)
        self._journal = Journal(folders.marks, self._ids.own(), clock)
        self.state = fold_journals(self._reader, folders.folded_marks)
        """The state of all marks."""
        self.goes_on = False
        """Whether marks that cannot be kept hold for this session, rather than raise."""
        self.not_kept: str | None = None
        """Why marks are not kept now, as a sentence; None if they are."""
        self.unsaid = False
        """Whether marks were made that hold for this session only, which nobody was told since."""
        self._owed: list[Event] = []
        """What holds in this session and is not on disk."""
        self._look_for_loss(is_start=True)
        try:
            self._journal.prepare()
        except MarksNotKept as error:
            self.not_kept = str(error)

    @property
    def for_session(self) -> int:
        """How many marks hold for this session only."""
        return len(self._owed)

    def settle(self) -> None:
        """Try again to keep what holds for this session only."""
        with contextlib.suppress(MarksNotKept):
            self._write([])

    def keep(self, events: Iterable[Event]) -> str:
        """Make marks: they are on disk when this returns, or hold for the session where it goes on without.

        Returns the action that made them, empty where there are none.

        Raises:
            MarksNotKept: they are not, and nothing is marked.
        """
        events = list(events)
        if not events:
            return ""
        try:
            kept = self._write(events)
            self.not_kept = None
        except MarksNotKept as error:
            self.not_kept = str(error)
            if not self.goes_on:
                raise
            kept = self._journal.stamped(events, self._owed, self._journal.tails())
            self._owed += kept
            self.unsaid = True
        self.state.apply(kept)
        MarkStore.refresh(self)  # so that it is known how far the journal goes now
        return kept[0].action

    def refresh(self) -> bool:
        """Read what other processes and devices marked; return whether anything is different."""
        changed = False
        for events in self._reader.read():
            changed |= self.state.apply(events)
        self._look_for_loss()
        return changed

    def undo(self) -> str | None:
        """Undo the last action of this device; return the sentence that says so, or None if there is none."""
        return self._reverse(redo=False)

    def redo(self) -> str | None:
        """Make the action again that was undone last; return as `undo` does."""
        return self._reverse(redo=True)

    def problems(self) -> list[Problem]:
        """Return what is wrong with the journals: lines that are no marks, losses, strangers, marks from the future."""
        found = self._reader.problems()
        for device, size in self._ids.cut().items():
            path = self._reader.path(f"{device}{ENDING}")
            with contextlib.suppress(OSError):
                if (now := os.path.getsize(path)) < size:
                    left = f"{now:,} bytes are left of {size:,}"
                    found.append(Problem(path, f"it lost marks: {left}; what Earmark still knew was written again"))
        with contextlib.suppress(ValueError):  # the clock shows a year after all that marks can be of
            for device, count, last in self.state.after(time_text(self._clock() + timedelta(days=1))):
                ahead = f"{count:,} of its marks are dated ahead, up to {last[:10]}, and win over others"
                found.append(Problem(self._reader.path(f"{device}{ENDING}"), ahead))
        return found

    # This device's journal

    @property
    def _known(self) -> JournalState:
        return self._reader.states.get(self._journal.name, NOTHING_READ)

    def _write(self, events: list[Event]) -> list[Event]:
        """Keep events, and before them what is owed."""
        try:
            kept = self._journal.append(events, self._known, self._owed)
        except JournalCut:
            self._begin_another(self._known.offset)
            kept = self._journal.append(events, self._known, self._owed)
        self._owed = []
        return kept

    def _look_for_loss(self, *, is_start: bool = False) -> None:
        """Go on with another journal if ours does not hold any more what was read of it."""
        lost = self._reader.lost.get(self._journal.name)
        self._reader.lost.clear()
        if lost is not None:
            self._begin_another(lost, is_start=is_start)
            self.settle()

    def _begin_another(self, size: int, *, is_start: bool = False) -> None:
        """Leave our journal to whoever wrote it besides, and owe what is known of it to another of our own."""
        device = self._journal.device
        if not is_start:  # then nothing is known but what it holds
            owed = {event.time for event in self._owed}
            own = (event for event in self.state.events().values() if event.device == device)
            self._owed += [event for event in own if event.time not in owed]
        self._journal = Journal(self._reader.folder, self._ids.own(device, size), self._clock)

    # Undo

    def _reverse(self, *, redo: bool) -> str | None:
        for events, is_all in self._journal.tails():
            actions = Actions([*events, *self._owed], self._journal.device)
            action = actions.last_undone if redo else actions.last_done
            if is_all or (actions.are_whole and (action or redo)):
                break
        if action is None:
            return None
        events = self._reader.events_of({event.episode for event in action})
        restored, sentence = reverse(action, [*events, *self._owed])
        self.keep(restored)
        return sentence
