"""The fold of all events, in whatever order they come, and the events that a change makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.marks.events import Event, MarkedSegment, MarkKind
from episodes.marks.fold import Marks
from episodes.marks.journal import stamp

from .mark_helpers import ASGI, NOON, RELEASES, at


def is_read(marks: Marks, episode: str, segment: str | None = None) -> bool:
    event = marks.latest(MarkKind.READ, episode, segment)
    return event is not None and event.on


# The fold


def test_a_segment_is_read_until_it_is_marked_unread() -> None:
    marks = Marks([at(1)])
    assert is_read(marks, "a:1", "s")
    assert marks.segments(MarkKind.READ, "a:1") == {"s"}
    marks.apply([at(2, on=False)])
    assert not is_read(marks, "a:1", "s")
    assert marks.segments(MarkKind.READ, "a:1") == frozenset()


def test_what_was_never_marked_is_not() -> None:
    marks = Marks()
    assert not is_read(marks, "a:1", "s")
    assert marks.bookmark("a:1") is None
    assert marks.segments(MarkKind.READ, "a:1") == marks.segments(MarkKind.BOOKMARK, "a:1") == frozenset()
    assert marks.bookmarks() == []
    assert marks.of_episode("a:1") == ()
    assert marks.latest(MarkKind.READ, "a:1", "s") is None
    assert marks.opened_urls() == frozenset()
    assert marks.episodes() == []


def test_an_episode_as_a_whole_can_be_marked_apart_from_its_segments() -> None:
    marks = Marks([at(1, segment=None), at(2, segment=None, mark=MarkKind.BOOKMARK)])
    assert is_read(marks, "a:1")
    assert marks.bookmark("a:1") is not None
    assert marks.segments(MarkKind.BOOKMARK, "a:1") == frozenset()


def test_bookmarks_come_newest_first_with_what_they_were() -> None:
    was = MarkedSegment.of(RELEASES, ASGI)
    marks = Marks(
        [
            at(1, mark=MarkKind.BOOKMARK, segment="one", note="why", was=was),
            at(3, mark=MarkKind.BOOKMARK, segment="three"),
            at(2, mark=MarkKind.BOOKMARK, segment="two", episode="gone:1"),
            at(4, mark=MarkKind.BOOKMARK, segment="four", on=False),
        ]
    )
    found = marks.bookmarks()
    assert [bookmark.event.segment for bookmark in found] == ["three", "two", "one"]
    assert (found[2].event.episode, found[2].note, found[2].event.made, found[2].event.was) == (
        "a:1",
        "why",
        at(1).time,
        was,
    )
    assert found[2].event.name == "Annual Release Cycle"
    assert found[1].event.name == "two"
    assert marks.segments(MarkKind.BOOKMARK, "a:1") == {"one", "three"}
    found.clear()
    assert len(marks.bookmarks()) == 3


def test_a_link_is_opened_wherever_it_stands() -> None:
    marks = Marks([at(1, mark=MarkKind.OPENED, url="https://x.org")])
    assert marks.opened_urls() == {"https://x.org"}
    assert not is_read(marks, "a:1", "s")
    assert marks.episodes() == ["a:1"]
    assert marks.latest(MarkKind.OPENED, "a:1", "s", "https://x.org") == at(
        1, mark=MarkKind.OPENED, url="https://x.org"
    )


def test_episodes_whose_marks_were_all_taken_away_have_none() -> None:
    marks = Marks([at(1), at(1, episode="b:1"), at(2, episode="b:1", on=False)])
    assert marks.episodes() == ["a:1"]


def test_the_revision_goes_up_only_when_a_mark_changed() -> None:
    marks = Marks([at(2)])
    seen = marks.revision
    assert not marks.apply([at(2), at(1, on=False)])
    assert not marks.apply([])
    assert marks.revision == seen
    assert marks.apply([at(3, on=False)])
    assert marks.revision == seen + 1


def test_of_two_events_at_one_time_the_later_device_name_wins() -> None:
    one, two = at(1, "desk-1"), at(1, "laptop-1", on=False)
    assert not is_read(Marks([one, two]), "a:1", "s")
    assert not is_read(Marks([two, one]), "a:1", "s")


def test_of_two_events_of_a_device_at_one_time_the_same_wins_in_any_order() -> None:
    one, two = at(1), at(1, on=False)
    assert is_read(Marks([one, two]), "a:1", "s") == is_read(Marks([two, one]), "a:1", "s")


_few_events = st.builds(
    Event,
    mark=st.sampled_from(MarkKind),
    episode=st.sampled_from(["a:1", "a:2"]),
    segment=st.sampled_from([None, "s", "t"]),
    url=st.sampled_from(["https://x.org", "https://y.org"]),
    on=st.booleans(),
    note=st.sampled_from([None, "why"]),
    time=st.integers(0, 3).map(lambda minute: at(minute).time),
    device=st.sampled_from(["desk-1", "laptop-2"]),
    was=st.sampled_from([None, MarkedSegment({"title": "T"})]),
)


def _answers(marks: Marks) -> list[object]:
    places = [(episode, segment) for episode in ("a:1", "a:2") for segment in (None, "s", "t")]
    return [
        [is_read(marks, *place) for place in places],
        [marks.bookmark(*place) for place in places],
        [marks.segments(MarkKind.READ, episode) for episode in ("a:1", "a:2")],
        [marks.segments(MarkKind.BOOKMARK, episode) for episode in ("a:1", "a:2")],
        marks.bookmarks(),
        marks.opened_urls(),
        sorted(marks.episodes()),
        {event.key: event for episode in ("a:1", "a:2") for event in marks.of_episode(episode)},
    ]


@given(st.lists(_few_events, max_size=12), st.data())
@settings(deadline=None)
def test_the_fold_is_the_same_in_any_order_in_any_parts_and_with_repeats(
    events: list[Event], data: st.DataObject
) -> None:
    at_once = Marks(events)
    shuffled = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events or [at(1)])))]))
    if not events:
        shuffled = []
    in_parts = Marks()
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        in_parts.apply(shuffled[:size])
        _answers(in_parts)  # what was answered before must not outlive what comes
        shuffled = shuffled[size:]
    assert _answers(in_parts) == _answers(at_once)


# Making events


def test_a_change_of_a_note_keeps_when_the_bookmark_was_made() -> None:
    marks = Marks([at(1, mark=MarkKind.BOOKMARK, was=MarkedSegment({"title": "T"}))])
    for minute, note in ((2, "first"), (3, "second\x1b")):
        change = marks.change(Event(MarkKind.BOOKMARK, "a:1", "s", note=note))
        marks.apply(stamp([change], "desk-1", NOON + timedelta(minutes=minute)))
    bookmark = marks.bookmark("a:1", "s")
    assert bookmark is not None
    assert (bookmark.note, bookmark.event.made, bookmark.event.name) == ("second", at(1).time, "T")
    assert bookmark.event.time == at(3).time


def test_a_bookmark_made_again_is_a_new_one() -> None:
    marks = Marks([at(1, mark=MarkKind.BOOKMARK), at(2, mark=MarkKind.BOOKMARK, on=False)])
    marks.apply(stamp([marks.change(Event(MarkKind.BOOKMARK, "a:1", "s"))], "desk-1", NOON + timedelta(minutes=3)))
    bookmark = marks.bookmark("a:1", "s")
    assert bookmark is not None
    assert bookmark.event.made == at(3).time


def test_what_the_reader_does_wins_even_over_a_device_whose_clock_is_ahead() -> None:
    marks = Marks([replace(at(1), time="2031-01-01T00:00:00.000000Z", device="phone-1")])
    marks.apply(stamp([marks.change(Event(MarkKind.READ, "a:1", "s", on=False))], "desk-1", NOON))
    assert not is_read(marks, "a:1", "s")


def test_events_of_one_action_share_their_batch_and_have_times_of_their_own() -> None:
    one, two = stamp([Event(MarkKind.READ, "a:1", "s"), Event(MarkKind.READ, "a:1", "t")], "desk-1", NOON)
    assert one.time < two.time
    assert one.batch == two.batch == one.action == two.action == one.time
    (alone,) = stamp([Event(MarkKind.READ, "a:1", "s")], "desk-1", NOON)
    assert alone.batch == ""
    assert alone.action == alone.time


def test_times_never_go_back_and_are_utc() -> None:
    east = datetime(2024, 5, 6, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert stamp([at(0)], "desk-1", east)[0].time == "2024-05-06T12:00:00.000001Z"
    (later,) = stamp([Event(MarkKind.READ, "a:1")], "desk-1", NOON, "2024-05-06T23:59:59.999999Z")
    assert later.time == "2024-05-07T00:00:00.000000Z"
    for last in ("9999-12-31T23:59:59.999999Z", "nonsense"):
        assert stamp([Event(MarkKind.READ, "a:1")], "desk-1", NOON, last)[0].time == at(0).time


# Episodes that have another id by now


def test_marks_follow_an_episode_to_its_id_of_today_and_the_latest_wins() -> None:
    marks = Marks(
        [
            at(1, episode="old:1", mark=MarkKind.BOOKMARK, note="then", tags=("a",)),
            at(1, episode="old:1", segment="t"),
            at(2, mark=MarkKind.BOOKMARK, note="since"),
            at(3, episode="older:1", segment="t", on=False),
        ]
    )
    assert marks.follow({"old:1": "a:1", "older:1": "a:1"})
    assert not marks.follow({"old:1": "a:1", "older:1": "a:1"})
    [bookmark] = marks.bookmarks()
    assert (bookmark.event.episode, bookmark.note, bookmark.tags) == ("a:1", "since", ("a",))
    assert marks.bookmark("a:1", "s") == bookmark
    assert marks.segments(MarkKind.READ, "a:1") == frozenset()
    assert marks.traces(["a:1", "old:1"]).keys() == {"a:1"}
    assert marks.episodes() == ["a:1"]
    assert marks.of_episode("old:1") == ()
    marks.apply([at(4, episode="old:1", segment="t")])
    assert marks.segments(MarkKind.READ, "a:1") == {"t"}
    assert marks.follow({})
    assert marks.segments(MarkKind.READ, "old:1") == {"t"}


# Tags


def test_tags_stay_whatever_changes_that_say_nothing_of_them() -> None:
    marks = Marks(
        [at(1, mark=MarkKind.BOOKMARK, tags=("a", "b")), at(2, mark=MarkKind.BOOKMARK, note="by an older one")]
    )
    assert marks.tags("a:1", "s") == ("a", "b")
    [bookmark] = marks.bookmarks()
    assert (bookmark.note, bookmark.tags) == ("by an older one", ("a", "b"))
    marks.apply([at(3, mark=MarkKind.BOOKMARK, tags=())])
    assert marks.tags("a:1", "s") == ()


def test_a_bookmark_that_is_made_again_begins_without_tags() -> None:
    marks = Marks([at(1, mark=MarkKind.BOOKMARK, tags=("a",)), at(2, mark=MarkKind.BOOKMARK, on=False)])
    assert marks.change(Event(MarkKind.BOOKMARK, "a:1", "s")).tags == ()
    assert marks.change(Event(MarkKind.BOOKMARK, "a:1", "s", tags=("b",))).tags == ("b",)
    assert marks.change(Event(MarkKind.BOOKMARK, "a:1", "t")).tags is None


# Done


def test_a_bookmark_is_done_until_it_is_not_and_one_made_again_is_not() -> None:
    marks = Marks([at(1, mark=MarkKind.BOOKMARK), at(2, mark=MarkKind.DONE)])

    def done() -> list[bool]:
        return [bookmark.is_done for bookmark in marks.bookmarks()]

    assert done() == [True]
    marks.apply([at(3, mark=MarkKind.BOOKMARK, note="changed", since=at(1).time)])
    assert done() == [True]
    marks.apply([at(4, mark=MarkKind.DONE, on=False)])
    assert done() == [False]
    marks.apply([at(5, mark=MarkKind.DONE), at(6, mark=MarkKind.BOOKMARK, on=False)])
    assert done() == []
    marks.apply([at(7, mark=MarkKind.BOOKMARK)])
    assert done() == [False]
