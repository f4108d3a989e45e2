"""Events of marks: what they keep of their segment, and the lines that they are written in."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from episodes.marks.events import Event, MarkedSegment, MarkKind, decode, encode, opening
from episodes.marks.fold import Marks
from episodes.model import Kind

from .mark_helpers import ASGI, RELEASES, at

# What a segment was


def test_an_event_keeps_what_its_segment_was() -> None:
    was = MarkedSegment.of(RELEASES, ASGI)
    assert (was.title, was.link, was.number) == ("Annual Release Cycle", "https://peps.python.org/pep-0602/", 1)
    assert (was.presenter, was.kind, was.text) == ("Brian", "topic", "One release a year")
    assert (was.episode, was.start) == ("The ASGI revolution is upon us!", None)
    assert was.facts["show"] == "Python Bytes"
    assert was.name == "Annual Release Cycle"


def test_what_an_untitled_segment_was_is_called_by_presenter_or_kind() -> None:
    assert MarkedSegment.of(replace(RELEASES, title=None)).name == "Brian"
    assert MarkedSegment.of(replace(RELEASES, title=None, presenter=None, kind=Kind.JOKE)).name == "Joke"
    assert MarkedSegment.of(None, ASGI).name == "The ASGI revolution is upon us!"
    assert MarkedSegment({}).name is None


def test_facts_of_the_wrong_type_count_as_unknown() -> None:
    was = MarkedSegment({"title": 5, "number": "two", "start": True, "link": None, "text": "a\x1b[0m\u202eb"})
    assert (was.title, was.number, was.start, was.link) == (None, None, None, None)
    assert was.text == "a[0mb"


def test_no_facts_are_as_much_as_none_whether_read_or_written_first() -> None:
    [event], _ = decode(encode(at(1)).replace(b"{", b'{"was":{},', 1))
    assert event == at(1)


def test_facts_that_are_not_known_here_are_carried_along() -> None:
    [event], _ = decode(encode(at(1, was=MarkedSegment({"title": "T", "mood": ["good"]}))))
    assert b'"was":{"title":"T","mood":["good"]}' in encode(event)


def test_what_was_read_from_a_line_can_be_folded_however_deep_it_nests() -> None:
    line = encode(at(1, was=MarkedSegment({"mood": "good"})))
    for deep in range(0, sys.getrecursionlimit(), 5):
        Marks(decode(line.replace(b'"good"', b"[" * deep + b"]" * deep)).events)


@pytest.mark.parametrize("facts", ['"T"', "[]", "7", "{}"])
def test_a_line_with_facts_of_another_form_counts_without_them(facts: str) -> None:
    line = encode(at(1, was=MarkedSegment({"title": "T"}))).replace(b'{"title":"T"}', facts.encode())
    [event], problems = decode(line)
    assert problems == []
    assert event.name == "s"


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
    event = at(1, mark=MarkKind.BOOKMARK, note="why – “so”", was=MarkedSegment({"title": "T"}))
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
    was=st.none() | st.builds(MarkedSegment, _facts.filter(bool)),
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
        ({"mark": None}, "no mark"),
        ({"mark": ["read"]}, "mark is not a line"),
        ({"mark": "opened"}, "no address"),
        ({"time": "yesterday"}, "no time"),
        ({"time": "2024-02-31T12:00:00.000000Z"}, "no time"),
        ({"time": "2024-02-01T12:00:00.000000"}, "no time"),
        ({"time": 12}, "no time"),
        ({"time": "1989-12-31T23:59:59.999999Z"}, "1990 to 2200"),
        ({"time": "2201-01-01T00:00:00.000000Z"}, "1990 to 2200"),
        ({"time": "9999-12-31T23:59:59.999999Z"}, "1990 to 2200"),
        ({"time": "0001-01-01T00:00:00.000000+14:00"}, "1990 to 2200"),
        ({"since": "9999-12-31T23:59:59.999999Z"}, "1990 to 2200"),
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
    line = encode(at(1, was=MarkedSegment({"title": "One", "link": "https://x.org"}), note="why")).strip()
    for cut in range(1, len(line)):
        events, problems = decode(line[:cut] + line)
        assert events == []
        assert len(problems) == 1
