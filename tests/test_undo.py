"""Undo and redo: action by action, over restarts and devices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.marks.events import Event, MarkedSegment, MarkKind
from episodes.marks.fold import Marks
from episodes.marks.journal import stamp
from episodes.marks.mark_store import Action, Actions, reverse

from .mark_helpers import NOON, at


class Reader:
    """Somebody at one device, and what came in from others."""

    def __init__(self, device: str = "desk-1", events: list[Event] | None = None) -> None:
        self.device = device
        self.events = list(events or [])
        self.marks = Marks(self.events)
        self.now = NOON

    def keep(self, *events: Event, device: str | None = None) -> None:
        self.now += timedelta(minutes=1)
        self.take(stamp(events, device or self.device, self.now))

    def take(self, events: list[Event]) -> None:
        self.events += events
        self.marks.apply(events)

    def read(self, *segments: str, on: bool = True, device: str | None = None) -> None:
        changes = [self.marks.change(Event(MarkKind.READ, "a:1", segment, on=on)) for segment in segments]
        self.keep(*changes, device=device)

    def bookmark(self, segment: str, note: str | None = None, *, on: bool = True, device: str | None = None) -> None:
        self.keep(self.marks.change(Event(MarkKind.BOOKMARK, "a:1", segment, note=note, on=on)), device=device)

    def undo(self) -> tuple[list[Event], str] | None:
        return self._reverse(self.actions.last_done)

    def redo(self) -> tuple[list[Event], str] | None:
        return self._reverse(self.actions.last_undone)

    def _reverse(self, action: Action | None) -> tuple[list[Event], str] | None:
        if action is None:
            return None
        undone = reverse(action, self.events)
        self.keep(*undone[0])
        return undone

    @property
    def actions(self) -> Actions:
        return Actions(self.events, self.device)

    @property
    def can_undo(self) -> bool:
        return self.actions.last_done is not None

    @property
    def can_redo(self) -> bool:
        return self.actions.last_undone is not None

    @property
    def seen(self) -> frozenset[str]:
        return self.marks.segments(MarkKind.READ, "a:1")

    def note(self, segment: str) -> str | None:
        bookmark = self.marks.bookmark("a:1", segment)
        return None if bookmark is None else bookmark.note or ""


def test_undo_goes_back_action_by_action_and_redo_forward() -> None:
    reader = Reader()
    reader.read("s")
    reader.read("t", "u")
    reader.read("s", on=False)
    states = [reader.seen]
    while reader.undo():
        states.append(reader.seen)
    assert states == [{"t", "u"}, {"s", "t", "u"}, {"s"}, frozenset()]
    forward = []
    while reader.redo():
        forward.append(reader.seen)
    assert forward == [{"s"}, {"s", "t", "u"}, {"t", "u"}]
    assert reader.redo() is None
    reader.undo()
    assert reader.seen == {"s", "t", "u"}


def test_undo_goes_on_after_a_restart() -> None:
    reader = Reader()
    reader.read("s")
    reader.read("t")
    reader.undo()
    again = Reader(events=reader.events[::-1])
    again.now = reader.now
    again.redo()
    assert again.seen == {"s", "t"}
    again.undo()
    again.undo()
    assert again.seen == frozenset()
    assert not again.can_undo
    assert again.can_redo


def test_a_mark_after_an_undo_ends_redo() -> None:
    reader = Reader()
    reader.read("s")
    reader.undo()
    reader.read("t")
    assert not reader.can_redo
    assert reader.redo() is None
    reader.undo()
    assert reader.seen == frozenset()
    assert reader.undo() is None


def test_undo_restores_notes_and_when_the_bookmark_was_made() -> None:
    reader = Reader()
    reader.bookmark("s", "first")
    made = reader.marks.bookmarks()[0].event.made
    reader.bookmark("s", "second")
    _, said = reader.undo() or ([], "")
    assert reader.note("s") == "first"
    assert said == "Note changed back: s"
    reader.bookmark("s", on=False)
    assert reader.note("s") is None
    reader.undo()
    assert reader.note("s") == "first"
    assert reader.marks.bookmarks()[0].event.made == made


def test_only_the_own_actions_are_undone() -> None:
    reader = Reader()
    reader.read("s")
    reader.read("t", device="phone-2")
    reader.undo()
    assert reader.seen == {"t"}
    assert reader.undo() is None


def test_undo_wins_over_what_another_device_did_since() -> None:
    reader = Reader()
    reader.bookmark("s", "mine", device="phone-2")
    reader.bookmark("s", "ours")
    reader.bookmark("s", "theirs", device="phone-2")
    reader.undo()
    assert reader.note("s") == "mine"
    reader.redo()
    assert reader.note("s") == "theirs"


def test_undo_wins_even_over_a_device_whose_clock_is_ahead() -> None:
    reader = Reader()
    reader.read("s")
    reader.take([replace(at(1), time="2031-01-01T00:00:00.000000Z", device="phone-2")])
    reader.undo()
    assert reader.seen == frozenset()


def test_opening_a_link_is_no_action_to_undo_and_leaves_redo() -> None:
    reader = Reader()
    reader.read("s")
    reader.undo()
    reader.keep(reader.marks.change(Event(MarkKind.OPENED, "a:1", "s", url="https://x.org")))
    assert reader.can_redo
    assert not reader.can_undo


def test_events_that_come_twice_count_once() -> None:
    reader = Reader()
    reader.read("s")
    reader.read("t")
    reader.take(list(reader.events))
    reader.undo()
    reader.undo()
    assert reader.seen == frozenset()
    assert reader.undo() is None


def test_earlier_actions_that_a_copied_journal_brings_late_are_undone_in_their_turn() -> None:
    whole = Reader()
    for segment in ("s", "t", "u"):
        whole.read(segment)
    late = Reader(events=[whole.events[0], whole.events[2]])
    late.now = whole.now
    assert late.can_undo
    late.take([whole.events[1]])
    late.undo()
    late.undo()
    assert late.seen == {"s"}


@pytest.mark.parametrize(
    ("count", "kind", "on", "sentence"),
    [
        (1, MarkKind.READ, True, "Unmarked as read: One"),
        (1, MarkKind.READ, False, "Marked as read: One"),
        (2, MarkKind.READ, True, "Unmarked as read: 2 segments of The Title"),
        (1, MarkKind.BOOKMARK, True, "Bookmark removed: One"),
        (1, MarkKind.BOOKMARK, False, "Bookmarked: One"),
    ],
)
def test_undo_says_what_it_did(count: int, kind: MarkKind, on: bool, sentence: str) -> None:
    reader = Reader()
    names = ["One", "Two"][:count]
    was = {name: MarkedSegment({"title": name, "episode": "The Title"}) for name in names}
    changes = [Event(kind, "a:1", name, was=was[name]) for name in names]
    reader.keep(*changes)
    if not on:
        reader.keep(*(reader.marks.change(Event(kind, "a:1", name, on=False)) for name in names))
    events, said = reader.undo() or ([], "")
    assert [(event.mark, event.on) for event in events] == [(kind, not on)] * count
    assert said == sentence


def test_undo_of_a_note_says_so() -> None:
    reader = Reader()
    reader.bookmark("s")
    reader.bookmark("s", "why")
    _, said = reader.undo() or ([], "")
    assert said == "Note changed back: s"


def test_undo_over_several_episodes_says_how_many() -> None:
    reader = Reader()
    reader.keep(Event(MarkKind.READ, "a:1", "s"), Event(MarkKind.READ, "b:1", "s"))
    _, said = reader.undo() or ([], "")
    assert said == "Unmarked as read: 2 segments of 2 episodes"


_steps = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.sampled_from("stu"), st.booleans()),
        st.tuples(st.just("note"), st.sampled_from("stu"), st.sampled_from(["", "one", "two", None])),
    ),
    min_size=1,
    max_size=8,
)


@given(_steps, st.booleans())
@settings(deadline=None, max_examples=60)
def test_undoing_all_and_redoing_all_passes_every_state(steps: list[tuple[str, str, object]], restarts: bool) -> None:
    reader = Reader()

    def state() -> object:
        return reader.seen, {segment: reader.note(segment) for segment in "stu"}

    states = [state()]
    for what, segment, value in steps:
        if what == "read":
            reader.read(segment, on=bool(value))
        else:
            reader.bookmark(segment, str(value or ""), on=value is not None)
        states.append(state())
    back, forward = [state()], [states[0]]
    while reader.undo():
        back.append(state())
    if restarts:
        now = reader.now
        reader = Reader(events=reader.events)
        reader.now = now
    while reader.redo():
        forward.append(state())
    assert back[::-1] == forward == states
