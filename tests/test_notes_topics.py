"""What begins a segment of its own: topics by number or time, extras and jokes."""

from __future__ import annotations

import pytest

from episodes.model import Kind
from episodes.notes.parse import parse_notes

from .notes_files import only


@pytest.mark.parametrize(
    "heading",
    [
        "## Ann #2: [A tool](https://tool.example/) - in short",
        "**Ann #2:** [**A tool**](https://tool.example/) **- in short**",
        "**Ann #2: [A tool](https://tool.example/) - in short**",
        "**Ann #2**: [A tool](https://tool.example/) - in short",
        "**Ann** **#2:** [**A tool**](https://tool.example/) - in short",
        "**Ann #****2****:** [**A tool**](https://tool.example/) - in short",
        "**A****nn #2:** [A](https://tool.example/)[ tool](https://tool.example/) - in short",
        "**#2 Ann:** [**A tool**](https://tool.example/) - in short",
        "**#2 (Ann):** [**A tool**](https://tool.example/) - in short",
        "**#2: (Ann)**: [**A tool**](https://tool.example/) - in short",
        "[**#2 Ann: A tool - in short**](https://tool.example/)",
        "**Ann #2** [**A tool**](https://tool.example/) - in short",
        "**Ann#2:** [**A tool**](https://tool.example/) - in short",
        "**Ann #*2:** [**A tool**](https://tool.example/) - in short",
        "Ann #2: [A tool](https://tool.example/) - in short",
        "Ann **#2:** [A tool](https://tool.example/) - in short",
        "**Ann #2: **[**A tool**](https://tool.example/) - in short",
        "**Ann #2:** ****[A tool](https://tool.example/) - in short",
        "**Ann #2:** `[**A tool**](https://tool.example/)` - in short",
        "## **Ann #2: [A tool](https://tool.example/)** - in short",
        "- **Ann #2:** [**A tool**](https://tool.example/) - in short",
        "**Ann #2:**\n[**A tool**](https://tool.example/) - in short",
        "**Ann #2 (bonus!):** [**A tool**](https://tool.example/) - in short",
        "(bonus) **Ann #2:** [**A tool**](https://tool.example/) - in short",
    ],
)
def test_a_topic_is_announced_by_name_and_number_however_they_are_written(heading: str) -> None:
    topic = only(f"{heading}\n\n- a point\n")
    assert (topic.kind, topic.number, topic.presenter) == (Kind.TOPIC, 2, "Ann")
    assert (topic.title, topic.url) == ("A tool - in short", "https://tool.example/")


@pytest.mark.parametrize("heading", ["**Ann #2:** **-ffast-hull**", "### Ann #2: -ffast-hull"])
def test_a_title_keeps_the_sign_that_it_begins_with(heading: str) -> None:
    assert only(f"{heading}\n\n- a point\n").title == "-ffast-hull"
    assert only("**Ann #2 - A sail**\n\n- a point\n").title == "A sail"


@pytest.mark.parametrize(
    "text", ["See issue #12: it is fixed.", "PEP #8: style", "**Issue #3:** open", "#100days in all"]
)
def test_other_numbers_are_no_topics(text: str) -> None:
    assert all(segment.kind is not Kind.TOPIC for segment in parse_notes(text).segments)


def test_a_number_without_its_sign_is_a_topic_only_where_there_is_room_for_it() -> None:
    notes = parse_notes("**Ann #1:** A\n\n**Part 1:** x\n\n**Ben 2:** B\n\n**Python 3:** y\n\n**Ann #3:** C\n")
    assert [(topic.number, topic.presenter, topic.title) for topic in notes.segments] == [
        (1, "Ann", "A"),
        (2, "Ben", "B"),
        (3, "Ann", "C"),
    ]


def test_words_behind_a_number_are_a_presenter_if_they_are_set_off_and_come_again() -> None:
    notes = parse_notes("**#1 Ann** A\n\n**#2 Ben** B\n\n**#3 Ann** C\n\n**#4 Kite**\n")
    assert [(topic.presenter, topic.title) for topic in notes.segments] == [
        ("Ann", "A"),
        (None, "Ben B"),
        ("Ann", "C"),
        (None, "Kite"),
    ]


def test_a_topic_may_have_no_title_no_link_or_the_number_zero() -> None:
    topics = parse_notes("**Ann #0:** A word before\n\n**Ben #3:** ****\n\n- x\n\n**Topic #4: All of us**\n").segments
    assert [(topic.number, topic.presenter, topic.title, topic.url) for topic in topics] == [
        (0, "Ann", "A word before", None),
        (3, "Ben", None, None),
        (4, None, "All of us", None),
    ]
    assert [topic.id for topic in topics] == ["a-word-before", "topic-ben", "all-of-us"]


def test_the_main_link_is_the_first_that_the_title_stands_behind() -> None:
    topic = only(
        "**Ann #1**[**:**](https://wrong.example/) [](https://empty.example/)[**CPython**](http://) "
        "[**moves**](https://right.example/) and [more](https://late.example/)\n"
    )
    assert topic.title == "CPython moves and more"
    assert topic.url == "https://right.example/"


def test_a_numbered_topic_called_extras_is_a_topic() -> None:
    assert only("**Ann #4:** **Extra, extra, extra**\n\n- x\n").kind is Kind.TOPIC


@pytest.mark.parametrize(
    "heading", ["**Extras**", "Extras:", "## Extras", "**Extra****s****:**", "Our news", "**News from us**"]
)
def test_extras_are_announced_by_their_name(heading: str) -> None:
    notes = parse_notes(f"**Ann #1:** A\n\n{heading}\n\nAnn:\n\n- x\n\n**Ben**\n\n- y\n")
    assert [segment.kind for segment in notes.segments] == [Kind.TOPIC, Kind.EXTRAS]
    assert [child.presenter for child in notes.segments[1].children] == ["Ann", "Ben"]
    assert [child.id for child in notes.segments[1].children] == ["extras-ann", "extras-ben"]


def test_extras_hold_one_child_a_presenter() -> None:
    extras = parse_notes(
        "**Ann #1:** A\n\n**Extras**\n\nfirst\n\n**Ann:** [one](https://1.example/)\n\n**Ann: two**\n\n- x\n\n"
        "Ben: three\nZoe: no presenter, three words\n\n- Ann: in a list\n- Ann\n  - alone in a list\n"
    ).segments[1]
    assert [child.presenter for child in extras.children] == ["Ann"]
    extras = parse_notes("**Ann #1:** A\n\n**Ben #2:** B\n\n**Extras**\n\nBen: one\n\n- Ann\n  - two\n").segments[2]
    assert [(child.presenter, child.markdown) for child in extras.children] == [
        ("Ben", "Ben: one\n\n"),
        ("Ann", "- Ann\n  - two\n"),
    ]


def test_extras_may_be_empty() -> None:
    notes = parse_notes("**Ann #1:** A\n\n**Extras**\n\n**Joke:** [Ha](https://ha.example/)\n")
    assert [segment.kind for segment in notes.segments] == [Kind.TOPIC, Kind.EXTRAS, Kind.JOKE]


@pytest.mark.parametrize(
    ("heading", "title", "url"),
    [
        ("**Joke:** [Ha](https://ha.example/)", "Ha", "https://ha.example/"),
        ("## Joke: [Ha](https://ha.example/)", "Ha", "https://ha.example/"),
        ("“**Joke”:** Ha from a friend", "Ha from a friend", None),
        ("Jokes!", None, None),
        ("**Joke**", None, None),
        ("**Joke:** \n[Below](https://ha.example/)", None, None),
        ("**Extra joke:** .dotted", ".dotted", None),
        ("**Joke** [Ha](https://ha.example/)", "Ha", "https://ha.example/"),
    ],
)
def test_a_joke_is_announced_by_its_name(heading: str, title: str | None, url: str | None) -> None:
    joke = only(heading)
    assert (joke.kind, joke.title, joke.url) == (Kind.JOKE, title, url)


def test_a_plain_sentence_about_jokes_or_extras_is_none() -> None:
    segments = parse_notes(
        "**Ann #1:** A\n\nJokes about this abound.\n\n**Joke machines are** here.\n\nExtras we like.\n"
    ).segments
    assert len(segments) == 1


@pytest.mark.parametrize(
    ("item", "start", "title"),
    [
        ("- [02:25] [Title of\n  two](https://t.example) lines", 145, "Title of two lines"),
        ("(02:25–03:10) Title", 145, "Title"),
        ("02:25.500 - Title", 145, "Title"),
        ("- **[02:25](#t=02:25)** Title", 145, "Title"),
        ("* **[1:02:25](#t=1:02:25)** [Title](https://t.example)", 3745, "Title"),
        ("02:25 - Title", 145, "Title"),
        ("[02:25] Title", 145, "Title"),
        ("(1:02:25) Title", 3745, "Title"),
        ("* 02:25 — Title", 145, "Title"),
        ("**02:25** Title", 145, "Title"),
        ("3:52\n\n* Title\n* more", 232, "Title"),
        ("02:25 - 03:10 Title", 145, "Title"),
    ],
)
def test_an_item_with_a_time_is_a_topic_with_its_start(item: str, start: int, title: str) -> None:
    notes = parse_notes(f"## Show Notes\n\n{item}\n")
    (section,) = notes.segments
    assert [segment.kind for segment in section.walk()] == [Kind.SECTION, Kind.TOPIC]
    assert (section.children[0].start, section.children[0].title) == (start, title)


@pytest.mark.parametrize(
    "words", ["Sponsor: Glow", "Brought to you by [Glow](https://glow.example/)", "**Sponsored by Glow**"]
)
def test_an_item_with_a_time_may_announce_a_sponsor(words: str) -> None:
    notes = parse_notes(f"## Show Notes\n\n- [00:00] Hello\n- [02:25] {words}\n")
    sponsor = notes.segments[0].children[1]
    assert (sponsor.kind, sponsor.title, sponsor.start) == (Kind.SPONSOR, "Glow", 145)
    assert [named.name for named in notes.sponsors] == ["Glow"]


@pytest.mark.parametrize("word", ["Partie", "Teil", "Goal"])
def test_a_presenter_is_a_name_that_is_known(word: str) -> None:
    text = f"## Notes\n\n### {word} 1: A\n\n### {word} 2: B\n"
    (section,) = parse_notes(text).segments
    assert [child.title for child in section.children] == [f"{word} 1: A", f"{word} 2: B"]
    topics = parse_notes(text, people=[f"{word} Smith"]).segments[1:]
    assert [(topic.presenter, topic.number) for topic in topics] == [(word, 1), (word, 2)]


def test_a_question_in_bold_of_its_own_is_a_heading() -> None:
    notes = parse_notes("**Is there a danger of the valve losing its grip?**\n\nYes.\n")
    assert [segment.title for segment in notes.segments] == ["Is there a danger of the valve losing its grip?"]


def test_a_mark_that_is_not_closed_is_no_part_of_a_title() -> None:
    assert only("**Ann #2:** *[**A tool**](https://tool.example/)\n\n- x\n").title == "A tool"


def test_times_without_any_sign_need_company() -> None:
    assert len(parse_notes("We met at\n\n10:30 in the morning\n").segments) == 1
    assert [topic.start for topic in parse_notes("⏱ 00:00 A\n➡️ 01:30 B\n2:00:05 C\n").segments] == [0, 90, 7205]
    assert [topic.start for topic in parse_notes("00:00 A\n01:30 B\n2:00:05 C\n").segments] == [0, 90, 7205]


def test_a_time_of_day_is_no_place_in_the_recording() -> None:
    topics = parse_notes("10:30 am is when we met\n00:00 A\n01:30 B\n2:00:05 C\n").segments
    assert [topic.title for topic in topics] == [None, "A", "B", "C"]


def test_timed_items_of_an_inner_list_nest() -> None:
    topics = parse_notes("- **[00:10](#t=00:10)** A\n  - **[00:20](#t=00:20)** B\n- **[00:30](#t=00:30)** C\n").segments
    assert [(topic.title, [child.title for child in topic.children]) for topic in topics] == [("A", ["B"]), ("C", [])]
    assert all(not topic.links for topic in topics), "a place in the same page is no link"


def test_chapters_from_elsewhere_give_starts_to_segments_of_the_same_title() -> None:
    notes = parse_notes(
        "## First things\n\n## Second\n\n10:00 - Third\n", chapters=[(5, "first things!"), (9, "Third")]
    )
    assert [segment.start for part in notes.segments for segment in part.walk()] == [5, None, 600]


def test_chapters_that_the_notes_do_not_have_are_topics_without_text_in_order_of_time() -> None:
    text = "Words.\n\n## Times\n\n00:10 - A\n\n00:50 - B\n\n## Links\n\n[x](https://x.example/)\n"
    notes = parse_notes(text, chapters=[(90, "D"), (30, "C"), (10, "a")])
    topics = notes.segments[1].children
    assert [(topic.title, topic.start) for topic in topics] == [("A", 10), ("C", 30), ("B", 50), ("D", 90)]
    assert [topic.markdown for topic in topics if topic.title in ("C", "D")] == ["", ""]
    assert "".join(segment.markdown for segment in notes.segments) == text
    assert [link.url for link in notes.segments[2].links] == ["https://x.example/"]
    notes = parse_notes("Words.\n", chapters=[(5, "B"), (0, "A")])
    assert [(part.title, part.start, part.markdown) for part in notes.segments] == [
        (None, None, "Words.\n"),
        ("A", 0, ""),
        ("B", 5, ""),
    ]
    assert [topic.title for topic in parse_notes("", chapters=[(5, "B")]).segments] == ["B"]
