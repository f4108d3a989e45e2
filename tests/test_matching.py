"""Which segment a mark means after the notes changed: what a person would call the same one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from episodes.marks.events import Event, MarkedSegment, MarkKind
from episodes.marks.matching import rematch
from episodes.model import Kind, Segment
from episodes.text import slug


def segment(title: str | None = None, **facts: object) -> Segment:
    """Return a segment as a parser would make it. `text` is what stands under its heading."""
    body = facts.pop("text", "")
    presenter, kind = facts.get("presenter"), facts.get("kind", Kind.TOPIC)
    made: dict[str, object] = {
        "id": slug(title) if title else slug(f"{kind} {presenter or ''}"),
        "kind": kind,
        "title": title,
        "number": None,
        "presenter": None,
        "start": None,
        "url": None,
        "links": (),
        "first_line": 0,
        "end_line": 1,
        "markdown": f"## {title or presenter or kind}\n\n{body}\n",
    }
    return Segment(**made | facts)  # type: ignore[arg-type]


def topic(number: int, presenter: str | None, title: str | None, url: str | None = None, text: str = "") -> Segment:
    return segment(title, number=number, presenter=presenter, url=url, text=text)


def on(name: str, was: MarkedSegment | None, minute: int = 0, **fields: object) -> Event:
    made: dict[str, object] = {"mark": MarkKind.READ, "on": True} | fields
    return Event(episode="a:1", segment=name, was=was, time=f"2024-05-06T12:{minute:02d}:00.000000Z", **made)  # type: ignore[arg-type]


def marks_on(*segments: Segment) -> list[Event]:
    return [on(each.id, MarkedSegment.of(each)) for each in segments]


PEP = topic(1, "Brian", "Annual Release Cycle for Python", "https://peps.python.org/pep-0602/", "- A release a year")
ASGI = topic(2, "Michael", "Starlette and the ASGI world", "https://www.starlette.io/", "- Six frameworks compared")
BLACK = topic(3, "Brian", "Black, the code formatter", "https://github.com/psf/black", "- Quotes and commas")
RUFF = topic(2, "Brian", "Ruff lints in no time", "https://docs.astral.sh/ruff/", "- Rust makes rules quick")
RICH = topic(4, "Michael", "Rich tables in terminals", "https://github.com/Textualize/rich", "- Colours and columns")
NOTES = [PEP, ASGI, BLACK, RICH]


@pytest.mark.parametrize(
    ("was", "today"),
    [
        pytest.param(PEP, PEP, id="nothing changed"),
        pytest.param(PEP, replace(PEP, number=5), id="moved"),
        pytest.param(PEP, topic(5, "Michael", PEP.title), id="moved, taken over, the link gone"),
        pytest.param(PEP, topic(1, "Brian", "Anual Release Cicle for Pyhton"), id="spelling"),
        pytest.param(PEP, topic(5, "Brian", "Annual release cycles for Python 3"), id="touched up and moved"),
        pytest.param(PEP, topic(6, None, "Annual Release Cycle for Python - PEP 602"), id="made longer and moved"),
        pytest.param(
            PEP, topic(1, "Brian", "A yearly rhythm", "http://peps.python.org/pep-0602"), id="renamed, link and place"
        ),
        pytest.param(
            PEP,
            topic(4, "Michael", "A yearly rhythm", "https://www.peps.python.org/pep-0602/?utm_source=x#abstract"),
            id="renamed and moved, only the link is left",
        ),
        pytest.param(PEP, topic(1, "Brian", "Yearly Python releases"), id="renamed, place and a word or two"),
        pytest.param(PEP, topic(1, "BRIAN", None, text=""), id="the title lost, the place left"),
        pytest.param(
            topic(1, "Brian", "A quick look", None, "- Wheels of the pandas project for Windows on ARM"),
            topic(1, "Brian", "Pandas everywhere", None, "- Wheels for the pandas project on Windows on ARM"),
            id="renamed, number and text",
        ),
        pytest.param(
            topic(1, None, None, None, "- Wheels of the pandas project for Windows on ARM"),
            segment("Pandas", text="- Wheels of the pandas project, for Windows on ARM", kind=Kind.SECTION),
            id="only the text is left",
        ),
        pytest.param(
            segment("Async in depth", start=754), segment("What await awaits", start=754), id="renamed, same start"
        ),
        pytest.param(
            segment("Async in depth", start=754), segment("Async, in depth", start=761), id="start moved by a cut"
        ),
        pytest.param(
            segment("The news", kind=Kind.SECTION), topic(1, "Brian", "The News"), id="a section became a topic"
        ),
        pytest.param(segment("PyTest"), segment("py test", kind=Kind.SECTION), id="a blank in a name"),
        pytest.param(segment("Café Zürich"), segment("Cafe Zurich"), id="accents"),
        pytest.param(segment("Python’s  future!"), segment("Python's Future"), id="typography"),
        pytest.param(segment("日本語の話"), segment("日本語の話し"), id="another script"),
        pytest.param(segment("PEP 602"), segment("PEP 602 is accepted"), id="an outcome was added"),
        pytest.param(
            segment("Python 3.7 is out", number=2, presenter="Brian", url="https://python.org/downloads"),
            segment("Python 3.8 is out", number=2, presenter="Brian", url="https://python.org/downloads"),
            id="a wrong version put right",
        ),
    ],
)
def test_a_mark_stays_on_what_a_person_would_call_the_same(was: Segment, today: Segment) -> None:
    others = [segment for segment in (ASGI, BLACK, RICH) if segment.number != today.number]
    for segments in ([today, *others], [*others, today]):
        assert rematch(marks_on(was), segments) == {was.id: today.id}


@pytest.mark.parametrize(
    ("was", "today"),
    [
        pytest.param(PEP, [], id="no segments"),
        pytest.param(PEP, [ASGI, BLACK, RICH], id="deleted"),
        pytest.param(BLACK, [PEP, ASGI, replace(RUFF, number=3)], id="another has its number and presenter"),
        pytest.param(
            topic(2, None, "Black formats"), [topic(2, None, "Ruff lints")], id="another has its number, no presenter"
        ),
        pytest.param(
            topic(2, "Brian", "Black formats", text="- quotes and commas everywhere"),
            [topic(2, "Brian", "Ruff lints", text="- written in Rust and quick")],
            id="another has its place, and says other things",
        ),
        pytest.param(topic(2, "Brian", "Black"), [topic(2, "Michael", "Ruff")], id="another's number"),
        pytest.param(segment("PEP 602"), [segment("PEP 603")], id="another PEP"),
        pytest.param(segment("Python 3.8 released"), [segment("Python 3.9 released")], id="another version"),
        pytest.param(segment("Intro"), [segment("Outro", kind=Kind.SECTION)], id="another section"),
        pytest.param(
            segment("Sponsored by DigitalOcean", kind=Kind.SPONSOR, url="https://do.co/x"),
            [segment("Sponsored by Datadog", kind=Kind.SPONSOR, url="https://datadoghq.com/x")],
            id="another sponsor",
        ),
        pytest.param(
            segment(kind=Kind.EXTRAS, presenter="Brian"),
            [segment(kind=Kind.EXTRAS, presenter="Michael")],
            id="another presenter's extras",
        ),
        pytest.param(segment(kind=Kind.JOKE), [segment(kind=Kind.EXTRAS)], id="another kind"),
        pytest.param(
            topic(1, "Brian", None, "https://a.org/1", "- one thing said here"),
            [topic(1, "Brian", None, "https://b.org/2", "- all other matters")],
            id="another untitled topic",
        ),
        pytest.param(segment("A B"), [segment("C D", start=0)], id="nothing in common"),
    ],
)
def test_a_mark_is_lost_rather_than_put_on_another(was: Segment, today: list[Segment]) -> None:
    assert rematch(marks_on(was), today) == {}


@pytest.mark.parametrize(
    ("was", "today", "found"),
    [
        pytest.param(RUFF, [replace(RUFF, number=3), replace(BLACK, number=2)], 0, id="renumbered"),
        pytest.param(
            topic(2, "Brian", "Black formats code"),
            [topic(2, "Brian", "Ruff lints code"), topic(3, "Brian", "How Black formats")],
            1,
            id="a like title goes before the mere number",
        ),
        pytest.param(
            topic(2, "Brian", "Black", "https://github.com/psf/black"),
            [topic(2, "Brian", "Ruff"), topic(5, "Michael", "A formatter", "https://github.com/psf/black")],
            1,
            id="the link goes before the mere number",
        ),
        pytest.param(
            segment("Black", url="https://a.org"),
            [segment("Ruff", url="https://a.org"), segment("Black", url="https://b.org")],
            1,
            id="the title goes before the link",
        ),
        pytest.param(
            topic(1, "Brian", "Testing with pytest"),
            [topic(1, "Brian", "Testing with unittest"), topic(2, "Brian", "Testing with pytest")],
            1,
            id="the same title goes before one alike",
        ),
        pytest.param(
            segment("News", text="- pip resolves its dependencies"),
            [segment("News", text="- the steering council votes"), segment("News", id="news-2", text="- pip resolves")],
            1,
            id="of repeats, what is said decides",
        ),
        pytest.param(
            segment("News", id="news-2", url="https://b.org"),
            [segment("News", url="https://b.org"), segment("News", id="news-2", url="https://c.org")],
            0,
            id="of repeats, the link decides",
        ),
        pytest.param(
            segment("News", id="news-2"), [segment("News"), segment("News", id="news-2")], 1, id="else the id decides"
        ),
        pytest.param(
            segment(kind=Kind.EXTRAS, presenter="Brian", id="brian"),
            [
                segment("Extras", kind=Kind.EXTRAS, id="extras"),
                segment(kind=Kind.EXTRAS, presenter="Michael", id="extras-michael", text="- all new"),
                segment(kind=Kind.EXTRAS, presenter="Brian", id="extras-brian", text="- all different"),
            ],
            2,
            id="a presenter's extras, whatever they say",
        ),
        pytest.param(
            segment("Extras", kind=Kind.EXTRAS),
            [segment("Extra, extra", kind=Kind.EXTRAS), segment(kind=Kind.EXTRAS, presenter="Brian")],
            0,
            id="the extras under another heading",
        ),
        pytest.param(
            segment(kind=Kind.JOKE),
            [segment("Two bytes walk into a bar", kind=Kind.TOPIC), segment("Joke", kind=Kind.JOKE)],
            1,
            id="the joke",
        ),
        pytest.param(
            segment(kind=Kind.INTRO, text="Hello and welcome to the show"),
            [segment(kind=Kind.INTRO, text="Watch us live"), PEP],
            0,
            id="the intro",
        ),
        pytest.param(
            topic(3, "Brian", None, text="- one"),
            [topic(1, "Brian", None, text=""), topic(3, "Brian", None, text="")],
            1,
            id="of untitled topics, the number decides",
        ),
    ],
)
def test_the_best_evidence_decides(was: Segment, today: list[Segment], found: int) -> None:
    today = [replace(each, id=f"{each.id}-{n}") if each.id == "-" else each for n, each in enumerate(today)]
    assert rematch(marks_on(was), today) == {was.id: today[found].id}


def test_a_digest_gives_way_to_the_full_notes() -> None:
    digest = [
        segment(kind=Kind.INTRO, text="Frameworks and releases."),
        topic(1, "Brian", "A release every year", "https://peps.python.org/pep-0602/", "- In our words"),
        topic(2, "Michael", "Starlette", "https://www.starlette.io/", "- In our words"),
        topic(3, "Brian", "Black", None, "- In our words"),
        topic(4, "Michael", "Tables with Rich", None, "- In our words"),
        segment("Extras", kind=Kind.EXTRAS, text="- In our words"),
        segment(kind=Kind.JOKE, text="- In our words"),
    ]
    full = [
        segment(kind=Kind.INTRO, text="Sponsored by us: https://example.org"),
        topic(1, "Brian", "Annual Release Cycle for Python - PEP 602", "https://peps.python.org/pep-0602/", "- Long"),
        topic(2, "Michael", "Starlette and the ASGI world", "https://www.starlette.io", "- Long"),
        topic(3, "Brian", "Black, the code formatter", "https://github.com/psf/black", "- Long"),
        topic(4, "Michael", "Rich tables in terminals", "https://github.com/Textualize/rich", "- Long"),
        segment("Extras", kind=Kind.EXTRAS, id="extras", text="- Long"),
        segment("Joke: Two bytes", kind=Kind.JOKE, text="- Long"),
    ]
    matched = rematch(marks_on(*digest), full)
    assert [matched.get(each.id) for each in digest] == [each.id for each in full]
    back = rematch(marks_on(*full), digest)
    assert [back.get(each.id) for each in full] == [each.id for each in digest]


def test_a_list_that_was_renumbered_keeps_every_mark_with_its_topic() -> None:
    shifted = [replace(RUFF, number=1)] + [replace(each, number=(each.number or 0) + 1) for each in NOTES]
    matched = rematch(marks_on(*NOTES), shifted)
    assert matched == {each.id: each.id for each in NOTES}


def test_marks_that_repeat_move_together_when_one_is_put_before_them() -> None:
    was = [segment("News", text="- pip and its resolver"), segment("News", id="news-2", text="- council elections")]
    today = [
        segment("News", text="- conference tickets on sale"),
        segment("News", id="news-2", text="- pip and its resolver"),
        segment("News", id="news-3", text="- council elections"),
    ]
    assert rematch(marks_on(*was), today) == {"news": "news-2", "news-2": "news-3"}


def test_a_segment_is_taken_by_one_mark_only() -> None:
    one, two = segment("Black formats code"), segment("Black formats code again, and how")
    matched = rematch(marks_on(two, one), [segment("Black formats any code")])
    assert matched == {one.id: "black-formats-any-code"}


def test_a_mark_that_was_lost_comes_back_with_its_segment() -> None:
    events = marks_on(*NOTES)
    assert BLACK.id not in rematch(events, [PEP, ASGI, RICH])
    assert rematch(events, NOTES)[BLACK.id] == BLACK.id


def test_marks_below_other_segments_are_found() -> None:
    child = segment(kind=Kind.EXTRAS, presenter="Brian", id="brian", text="- one thing")
    parent = segment("Extras", kind=Kind.EXTRAS, children=(replace(child, id="extras-brian", first_line=2),))
    assert rematch(marks_on(child), [parent]) == {"brian": "extras-brian"}
    assert rematch(marks_on(child), list(parent.walk())) == {"brian": "extras-brian"}


def test_marks_that_were_taken_away_are_not_found() -> None:
    assert rematch([on("gone", None, on=False), on(PEP.id, MarkedSegment.of(PEP), on=False)], NOTES) == {}


def test_a_mark_that_does_not_say_what_it_was_goes_by_its_id() -> None:
    matched = rematch([on(PEP.id, None), on("gone", None)], NOTES)
    assert matched == {PEP.id: PEP.id}
    assert rematch([on(PEP.id, None), on("x", MarkedSegment.of(ASGI))], NOTES) == {PEP.id: PEP.id, "x": ASGI.id}


def test_marks_on_the_episode_as_a_whole_are_not_looked_for() -> None:
    assert rematch([Event(MarkKind.READ, "a:1", None)], NOTES) == {}


def test_the_latest_word_on_what_a_segment_was_counts() -> None:
    events = [
        on("x", MarkedSegment.of(ASGI), 2, mark=MarkKind.BOOKMARK),
        on("x", MarkedSegment.of(PEP), 1),
        on("x", None, 3),
    ]
    assert rematch(events, NOTES) == {"x": ASGI.id}


def test_a_segment_marked_under_two_ids_keeps_both() -> None:
    later = replace(PEP, title="Annual Release Cycle of Python", id="annual-release-cycle-of-python")
    matched = rematch([*marks_on(PEP), on(later.id, MarkedSegment.of(later), 1)], [later, ASGI])
    assert matched == {PEP.id: later.id, later.id: later.id}
    assert matched.names(later.id) == (later.id, PEP.id)


def test_further_marks_go_under_the_id_that_the_segment_is_marked_by() -> None:
    later = replace(PEP, title="Annual Release Cycle of Python", id="annual-release-cycle-of-python")
    matched = rematch(marks_on(PEP), [later, ASGI])
    assert matched.names(later.id) == (PEP.id,)
    assert matched.names(ASGI.id) == (ASGI.id,)


def test_a_mark_never_goes_under_an_id_that_means_another_segment() -> None:
    was = segment("News", text="- pip and its resolver")
    today = [
        segment("News", text="- tickets for the conference"),
        segment("News", id="news-2", text="- pip and its resolver"),
    ]
    events = marks_on(was)
    (name,) = rematch(events, today).names("news")
    assert name == "news-3"
    again = rematch([*events, on(name, MarkedSegment.of(today[0]), 1)], today)
    assert again == {"news": "news-2", "news-3": "news"}
    assert again.names("news") == ("news-3",)


def test_the_order_of_marks_and_segments_does_not_matter() -> None:
    today = [replace(each, title=f"{each.title} (2nd edition)", id=f"x{n}") for n, each in enumerate(NOTES)]
    expected = rematch(marks_on(*NOTES), today)
    assert len(expected) == len(NOTES)
    assert rematch(marks_on(*NOTES[::-1]), today[::-1]) == expected
