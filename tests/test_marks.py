"""Events, their lines, their fold, and undo."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.marks.events import Event, MarkKind, Was, opening
from episodes.marks.fold import Bookmark, Marks
from episodes.marks.lines import decode, encode
from episodes.marks.stamps import stamp
from episodes.marks.undo import History, Undone
from episodes.model import Episode, Kind, Segment

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
ASGI = Episode("python-bytes:148", "Python Bytes", "The ASGI revolution is upon us!", 148)
RELEASES = Segment(
    "annual-release-cycle",
    Kind.TOPIC,
    "Annual Release Cycle",
    1,
    "Brian",
    None,
    "https://peps.python.org/pep-0602/",
    (),
    0,
    3,
    "## Brian #1: [Annual Release Cycle](https://peps.python.org/pep-0602/)\n\n"
    "- **One** [release](https://x.org) a year\n",
)


def at(minute: int, device: str = "desk-00000001", **fields: object) -> Event:
    made: dict[str, object] = {"mark": MarkKind.READ, "episode": "a:1", "segment": "s"} | fields
    time = f"2024-05-06T12:{minute:02d}:00.000000Z"
    return Event(time=time, device=device, **made)  # type: ignore[arg-type]


# What a segment was


def test_an_event_keeps_what_its_segment_was() -> None:
    was = Was.of(RELEASES, ASGI)
    assert (was.title, was.link, was.number) == ("Annual Release Cycle", "https://peps.python.org/pep-0602/", 1)
    assert (was.presenter, was.kind, was.text) == ("Brian", "topic", "One release a year")
    assert (was.show, was.episode, was.start) == ("Python Bytes", "The ASGI revolution is upon us!", None)
    assert was.name == "Annual Release Cycle"


def test_what_an_untitled_segment_was_is_called_by_presenter_or_kind() -> None:
    assert Was.of(replace(RELEASES, title=None)).name == "Brian"
    assert Was.of(replace(RELEASES, title=None, presenter=None, kind=Kind.JOKE)).name == "Joke"
    assert Was.of(None, ASGI).name == "The ASGI revolution is upon us!"
    assert Was().name is None


def test_facts_of_the_wrong_type_count_as_unknown() -> None:
    was = Was('{"title": 5, "number": "two", "start": true, "link": null, "text": "a\\u001b[0m\\u202eb"}')
    assert (was.title, was.number, was.start, was.link) == (None, None, None, None)
    assert was.text == "a[0mb"


@pytest.mark.parametrize("broken", ['{"title": ', "[]", "{" * 100_000])
def test_facts_that_cannot_be_read_count_as_unknown(broken: str) -> None:
    assert Was(broken).facts == {}


def test_what_a_segment_was_is_the_same_read_or_made() -> None:
    made, read = Was({"title": "One"}), Was('{"title": "One"}')
    assert made == read
    assert hash(made) == hash(read)
    assert made != Was({"title": "Two"})
    assert "One" in repr(read)


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("## Title\n\nSome *bold* `code` and [a link](https://x.org/a_(b)).", "Some bold code and a link."),
        ("**Brian #1:** [**T**](u)\n\n- item one\n    1. item two\n> said", "item one item two said"),
        ("## Title only", None),
        ("## Title\n\nhttps://example.org/a", None),
        ("", None),
    ],
)
def test_the_opening_of_a_segment_is_its_first_words(markdown: str, words: str | None) -> None:
    assert opening(replace(RELEASES, markdown=markdown)) == words


def test_the_opening_of_an_untitled_segment_begins_with_its_first_line() -> None:
    intro = replace(RELEASES, kind=Kind.INTRO, title=None, number=None, presenter=None, markdown="Hello you\nthere")
    assert opening(intro) == "Hello you there"


def test_a_long_opening_ends_between_words() -> None:
    told = opening(replace(RELEASES, markdown="## T\n\n" + "abcde fghij " * 20))
    assert told is not None
    assert 60 < len(told) <= 80
    assert told.endswith(("abcde", "fghij"))


# Lines


def test_a_line_says_what_was_done_in_plain_words() -> None:
    event = at(1, mark=MarkKind.BOOKMARK, note="why – “so”", was=Was({"title": "T"}))
    assert json.loads(encode(event)) == {
        "time": "2024-05-06T12:01:00.000000Z",
        "device": "desk-00000001",
        "mark": "bookmark",
        "episode": "a:1",
        "segment": "s",
        "on": True,
        "note": "why – “so”",
        "was": {"title": "T"},
    }


_words = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=12)
_times = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1)).map(
    lambda moment: moment.isoformat(timespec="microseconds") + "Z"
)
_facts = st.dictionaries(st.sampled_from(["title", "link", "later"]), _words | st.integers(0, 9), max_size=3)
_events = st.builds(
    Event,
    mark=st.sampled_from(MarkKind),
    episode=_words,
    segment=st.none() | _words,
    url=_words,
    on=st.booleans(),
    note=st.none() | _words.map(str.strip).filter(bool),
    time=_times,
    device=_words,
    since=st.none() | _times,
    batch=st.just("") | _words,
    undoes=st.none() | _words,
    was=st.none() | st.builds(Was, _facts.filter(bool)),
)


@given(st.lists(_events, max_size=5))
@settings(deadline=None)
def test_what_is_written_is_what_is_read(events: list[Event]) -> None:
    assert decode(b"".join(map(encode, events))) == (events, [])


def test_lines_of_other_programs_are_understood() -> None:
    line = (
        '{"on": true, "later": {"a": [1]}, "episode": "a:1", "mark": "opened", "url": "https://x.org", "segment": "",\r'
        ' "device": "phone", "time": "2024-02-29T14:00:00+02:00", "was": {"title": "braces {}"}, "note": 7}'
    )
    events, problems = decode(b"\xef\xbb\xbf" + line.encode() + b"\r\n\n")
    assert problems == []
    assert [(e.time, e.segment, e.url, e.note, e.was and e.was.title) for e in events] == [
        ("2024-02-29T12:00:00.000000Z", None, "https://x.org", None, "braces {}")
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mark": "highlight"}, "kind"),
        ({"mark": ["read"]}, "kind"),
        ({"mark": "opened"}, "no address"),
        ({"time": "yesterday"}, "no time"),
        ({"time": "2024-02-31T12:00:00.000000Z"}, "no time"),
        ({"time": "2024-02-01T12:00:00.000000"}, "no time"),
        ({"time": 12}, "no time"),
        ({"device": ""}, "no device"),
        ({"device": None}, "no device"),
        ({"episode": 7}, "episode is not a line"),
        ({"episode": "a\x1b[2J"}, "episode is not a line"),
        ({"segment": "a\nb"}, "segment is not a line"),
        ({"segment": "a\u202eb"}, "segment is not a line"),
        ({"url": "a\ud800"}, "url is not a line"),
        ({"on": "yes"}, "neither on nor off"),
        ({"on": None}, "neither on nor off"),
    ],
)
def test_a_line_that_is_no_event_is_named_with_its_reason(change: dict[str, object], reason: str) -> None:
    good = encode(at(1))
    line = json.dumps(json.loads(good) | change).encode() + b"\n"
    events, problems = decode(good + line + good)
    assert len(events) == 2
    assert [index for index, _ in problems] == [1]
    assert reason in problems[0][1]


@pytest.mark.parametrize(
    "broken",
    [
        b'{"time":"2024',
        b"{}",
        b"[1,2]",
        b"null",
        b"\x00\x00\x00",
        b"\xff\xfe{}",
        b"{" * 50_000,
        encode(at(2, note="caf\u00e9"))[:-20].replace(b"\xc3", b""),
        encode(at(2, mark=MarkKind.OPENED)).strip(),
        encode(at(2, segment="a\u202eb")).strip(),
        encode(at(2, note="x")).replace(b'"x"', rb'"\q"').strip(),
        encode(at(2, note="x")).replace(b"x", b"\xff").strip(),
        encode(at(2, segment="x")).replace(b'"x"', b'"\xe9"').strip(),
    ],
)
def test_a_broken_line_spoils_no_other(broken: bytes) -> None:
    good = encode(at(1, note="caf\u00e9"))
    events, problems = decode(good + broken + b"\n" + good)
    assert events == [at(1, note="caf\u00e9")] * 2
    assert [index for index, _ in problems] == [1]


def test_two_lines_that_a_crash_joined_do_not_pass_for_one() -> None:
    line = encode(at(1, was=Was({"title": "One", "link": "https://x.org"}), note="why")).strip()
    for cut in range(1, len(line)):
        events, problems = decode(line[:cut] + line)
        assert events == []
        assert len(problems) == 1


# The fold


def test_a_segment_is_read_until_it_is_marked_unread() -> None:
    marks = Marks([at(1)])
    assert marks.is_read("a:1", "s")
    assert marks.read_segments("a:1") == {"s"}
    assert marks.read_count("a:1") == 1
    marks.apply([at(2, on=False)])
    assert not marks.is_read("a:1", "s")
    assert marks.read_segments("a:1") == frozenset()
    assert marks.read_count("a:1") == 0


def test_what_was_never_marked_is_not() -> None:
    marks = Marks()
    assert not marks.is_read("a:1", "s")
    assert marks.bookmark("a:1") is None
    assert not marks.is_opened("https://x.org")
    assert marks.read_segments("a:1") == marks.bookmarked_segments("a:1") == frozenset()
    assert marks.bookmarks() == []
    assert marks.of_episode("a:1") == ()
    assert marks.latest(MarkKind.READ, "a:1", "s") is None
    assert marks.episodes_with_marks() == marks.opened_urls() == frozenset()


def test_an_episode_as_a_whole_can_be_marked_apart_from_its_segments() -> None:
    marks = Marks([at(1, segment=None), at(2, segment=None, mark=MarkKind.BOOKMARK)])
    assert marks.is_read("a:1")
    assert marks.read_count("a:1") == 0
    assert marks.bookmark("a:1") is not None
    assert marks.bookmarked_segments("a:1") == frozenset()


def test_bookmarks_come_newest_first_with_what_they_were() -> None:
    was = Was.of(RELEASES, ASGI)
    marks = Marks(
        [
            at(1, mark=MarkKind.BOOKMARK, segment="one", note="why", was=was),
            at(3, mark=MarkKind.BOOKMARK, segment="three"),
            at(2, mark=MarkKind.BOOKMARK, segment="two", episode="gone:1"),
            at(4, mark=MarkKind.BOOKMARK, segment="four", on=False),
        ]
    )
    found = marks.bookmarks()
    assert [bookmark.segment for bookmark in found] == ["three", "two", "one"]
    assert found[2] == Bookmark("a:1", "one", "why", at(1).time, at(1).time, was)
    assert (found[2].title, found[2].link) == ("Annual Release Cycle", "https://peps.python.org/pep-0602/")
    assert found[1].title == "two"
    assert marks.bookmarked_segments("a:1") == {"one", "three"}
    found.clear()
    assert len(marks.bookmarks()) == 3


def test_a_link_is_opened_wherever_it_stands() -> None:
    marks = Marks([at(1, mark=MarkKind.OPENED, url="https://x.org")])
    assert marks.is_opened("https://x.org")
    assert marks.opened_urls() == {"https://x.org"}
    assert not marks.is_read("a:1", "s")
    assert marks.episodes_with_marks() == {"a:1"}
    assert marks.latest(MarkKind.OPENED, "a:1", "s", "https://x.org") == at(
        1, mark=MarkKind.OPENED, url="https://x.org"
    )


def test_episodes_whose_marks_were_all_taken_away_have_none() -> None:
    marks = Marks([at(1), at(1, episode="b:1"), at(2, episode="b:1", on=False)])
    assert marks.episodes_with_marks() == {"a:1"}


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
    assert not Marks([one, two]).is_read("a:1", "s")
    assert not Marks([two, one]).is_read("a:1", "s")


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
    was=st.sampled_from([None, Was({"title": "T"})]),
)


def _answers(marks: Marks) -> list[object]:
    places = [(episode, segment) for episode in ("a:1", "a:2") for segment in (None, "s", "t")]
    return [
        [marks.is_read(*place) for place in places],
        [marks.bookmark(*place) for place in places],
        [marks.read_segments(episode) for episode in ("a:1", "a:2")],
        [marks.bookmarked_segments(episode) for episode in ("a:1", "a:2")],
        [marks.read_count(episode) for episode in ("a:1", "a:2")],
        [marks.is_opened(url) for url in ("https://x.org", "https://y.org")],
        marks.bookmarks(),
        marks.opened_urls(),
        marks.episodes_with_marks(),
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
    marks = Marks([at(1, mark=MarkKind.BOOKMARK, was=Was({"title": "T"}))])
    for minute, note in ((2, "first"), (3, "second\x1b")):
        change = marks.change(MarkKind.BOOKMARK, "a:1", "s", note=note)
        marks.apply(stamp([change], "desk-1", NOON + timedelta(minutes=minute)))
    bookmark = marks.bookmark("a:1", "s")
    assert bookmark is not None
    assert (bookmark.note, bookmark.time, bookmark.title) == ("second", at(1).time, "T")
    assert bookmark.changed == at(3).time


def test_a_bookmark_made_again_is_a_new_one() -> None:
    marks = Marks([at(1, mark=MarkKind.BOOKMARK), at(2, mark=MarkKind.BOOKMARK, on=False)])
    marks.apply(stamp([marks.change(MarkKind.BOOKMARK, "a:1", "s")], "desk-1", NOON + timedelta(minutes=3)))
    bookmark = marks.bookmark("a:1", "s")
    assert bookmark is not None
    assert bookmark.time == at(3).time


def test_what_the_reader_does_wins_even_over_a_device_whose_clock_is_ahead() -> None:
    marks = Marks([replace(at(1), time="2031-01-01T00:00:00.000000Z", device="phone-1")])
    marks.apply(stamp([marks.change(MarkKind.READ, "a:1", "s", on=False)], "desk-1", NOON))
    assert not marks.is_read("a:1", "s")


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


# Undo


class Reader:
    """Somebody at one device, and what came in from others."""

    def __init__(self, device: str = "desk-1", events: list[Event] | None = None) -> None:
        self.device = device
        self.events = list(events or [])
        self.marks = Marks(self.events)
        self.history = History(device, self.events)
        self.now = NOON

    def keep(self, *events: Event, device: str | None = None) -> None:
        self.now += timedelta(minutes=1)
        self.take(stamp(events, device or self.device, self.now))

    def take(self, events: list[Event]) -> None:
        self.events += events
        self.marks.apply(events)
        self.history.apply(events)

    def read(self, *segments: str, on: bool = True, device: str | None = None) -> None:
        changes = [self.marks.change(MarkKind.READ, "a:1", segment, on=on) for segment in segments]
        self.keep(*changes, device=device)

    def bookmark(self, segment: str, note: str | None = None, *, on: bool = True, device: str | None = None) -> None:
        self.keep(self.marks.change(MarkKind.BOOKMARK, "a:1", segment, note=note, on=on), device=device)

    def undo(self) -> Undone | None:
        return self._take(self.history.undo())

    def redo(self) -> Undone | None:
        return self._take(self.history.redo())

    def _take(self, undone: Undone | None) -> Undone | None:
        if undone is not None:
            self.keep(*undone.events)
        return undone

    @property
    def seen(self) -> frozenset[str]:
        return self.marks.read_segments("a:1")

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
    assert not again.history.can_undo
    assert again.history.can_redo


def test_a_mark_after_an_undo_ends_redo() -> None:
    reader = Reader()
    reader.read("s")
    reader.undo()
    reader.read("t")
    assert not reader.history.can_redo
    assert reader.redo() is None
    reader.undo()
    assert reader.seen == frozenset()
    assert reader.undo() is None


def test_undo_restores_notes_and_when_the_bookmark_was_made() -> None:
    reader = Reader()
    reader.bookmark("s", "first")
    made = reader.marks.bookmarks()[0].time
    reader.bookmark("s", "second")
    changed = reader.undo()
    assert reader.note("s") == "first"
    assert changed is not None
    assert changed.note_only
    reader.bookmark("s", on=False)
    assert reader.note("s") is None
    reader.undo()
    assert reader.note("s") == "first"
    assert reader.marks.bookmarks()[0].time == made


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
    reader.keep(reader.marks.change(MarkKind.OPENED, "a:1", "s", url="https://x.org"))
    assert reader.history.can_redo
    assert not reader.history.can_undo


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
    assert late.history.can_undo
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
    was = {name: Was({"title": name, "episode": "The Title"}) for name in names}
    changes = [Event(kind, "a:1", name, was=was[name]) for name in names]
    reader.keep(*changes)
    if not on:
        reader.keep(*(reader.marks.change(kind, "a:1", name, on=False) for name in names))
    undone = reader.undo()
    assert undone is not None
    assert (undone.kind, undone.count, undone.on) == (kind, count, not on)
    assert str(undone) == sentence


def test_undo_of_a_note_says_so() -> None:
    reader = Reader()
    reader.bookmark("s")
    reader.bookmark("s", "why")
    assert str(reader.undo()) == "Note changed back: s"


def test_undo_over_several_episodes_names_none() -> None:
    reader = Reader()
    reader.keep(Event(MarkKind.READ, "a:1", "s"), Event(MarkKind.READ, "b:1", "s"))
    assert str(reader.undo()) == "Unmarked as read: 2 segments"


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
