"""Notes to segments: the forms in which shows write their notes, each with what a reader sees in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from episodes.model import Kind, Link, Segment, Sponsor
from episodes.notes import Notes, parse_notes

DATA = Path(__file__).parent / "data" / "notes"


def outline(notes: Notes) -> str:
    """Return the notes as the files `*.outline` write them: kind, number, presenter, start, title, main link."""
    lines = [f"number={notes.number} title={notes.title}"]
    lines += [f"sponsor={sponsor.name} {sponsor.url}" for sponsor in notes.sponsors]

    def add(segment: Segment, depth: int) -> None:
        values = (segment.number, segment.presenter, segment.start, segment.title, segment.url)
        shown = " | ".join("-" if value is None else str(value) for value in values)
        lines.append(f"{'  ' * depth}{segment.kind} | {shown} | {len(segment.links)} links | {segment.id}")
        for child in segment.children:
            add(child, depth + 1)

    for segment in notes.segments:
        add(segment, 0)
    return "\n".join(lines) + "\n"


def only(text: str) -> Segment:
    """Return the one segment of a text."""
    (segment,) = parse_notes(text).segments
    return segment


@pytest.mark.parametrize("path", sorted(DATA.glob("*.md")), ids=lambda path: path.stem)
def test_notes_have_the_outline_that_a_reader_sees(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert outline(parse_notes(text)) == path.with_suffix(".outline").read_text(encoding="utf-8")
    assert "".join(segment.markdown for segment in parse_notes(text).segments) == text


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
        "**Ann 2 :** [**A tool**](https://tool.example/) - in short",
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
    ("line", "names"),
    [
        ("Sponsored by **Cloudy:** [cloudy.example/us](https://cloudy.example/us)", ["Cloudy"]),
        ("Sponsored by Cloudy! https://cloudy.example", ["Cloudy"]),
        ("Sponsored by Cloudy. They just launched a thing", ["Cloudy"]),
        ("This episode is brought to you by [Cloudy: they take the rain away](https://cloudy.example)", ["Cloudy"]),
        ("Sponsored: [**Cloudy: The Podcast**](https://cloudy.example)", ["Cloudy: The Podcast"]),
        ("Sponsored by **Cloudy - Get started at** [cloudy.example](https://cloudy.example)", ["Cloudy"]),
        ("**Sponsored by** **Cloudy:** [cloudy.example](https://cloudy.example)", ["Cloudy"]),
        ("Sponsored by the [**Sky Podcast from Cloudy**](https://cloudy.example)", ["Sky Podcast from Cloudy"]),
        ("Sponsored by [Cloudy](https://cloudy.example) and [Rainy](https://rainy.example)", ["Cloudy", "Rainy"]),
        (
            "Sponsored by:\n\n- [**Cloudy**](https://cloudy.example) - clouds\n- [Rainy](https://rainy.example)",
            ["Cloudy", "Rainy"],
        ),
        ("Sponsored by us! Support our work through:\n\n- [courses](https://courses.example)", []),
        ("Sponsored by **us:**", []),
    ],
)
def test_the_head_names_the_sponsors(line: str, names: list[str]) -> None:
    notes = parse_notes(f"# Some Show 12\n\n{line}\n\n**Ann #1:** A\n")
    assert [sponsor.name for sponsor in notes.sponsors] == names
    assert [segment.kind for segment in notes.segments] == [Kind.INTRO, Kind.TOPIC]


def test_a_sponsor_may_have_a_part_of_its_own() -> None:
    notes = parse_notes(
        "## Cloudy — Sponsor\n\nTry [it](https://cloudy.example).\n\n## Sponsor: Rainy\n\n## Sponsor\n\n- [Snow](https://s.example)\n"
    )
    assert [(segment.kind, segment.title) for segment in notes.segments] == [
        (Kind.SPONSOR, "Cloudy"),
        (Kind.SPONSOR, "Rainy"),
        (Kind.SPONSOR, "Snow"),
    ]
    assert notes.sponsors == (
        Sponsor("Cloudy", "https://cloudy.example"),
        Sponsor("Rainy"),
        Sponsor("Snow", "https://s.example"),
    )


def test_a_sponsor_between_topics_ends_the_topic_and_does_not_name_the_sponsor_twice() -> None:
    notes = parse_notes(
        "Sponsored by Cloudy\n\n**Ann #1:** A\n\n**Sponsored by CLOUDY INC**\n\nBuy.\n\n**Ben #2:** B\n"
    )
    assert [segment.kind for segment in notes.segments] == [Kind.INTRO, Kind.TOPIC, Kind.SPONSOR, Kind.TOPIC]
    assert [sponsor.name for sponsor in notes.sponsors] == ["Cloudy"]


@pytest.mark.parametrize(
    ("item", "start", "title"),
    [
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
    assert [segment.kind for segment in notes.segments] == [Kind.SECTION, Kind.TOPIC]
    assert (notes.segments[1].start, notes.segments[1].title) == (start, title)


def test_times_without_any_sign_need_company() -> None:
    assert len(parse_notes("We met at\n\n10:30 in the morning\n").segments) == 1
    assert [topic.start for topic in parse_notes("00:00 A\n01:30 B\n2:00:05 C\n").segments] == [0, 90, 7205]


def test_timed_items_of_an_inner_list_nest() -> None:
    topics = parse_notes("- **[00:10](#t=00:10)** A\n  - **[00:20](#t=00:20)** B\n- **[00:30](#t=00:30)** C\n").segments
    assert [(topic.title, [child.title for child in topic.children]) for topic in topics] == [("A", ["B"]), ("C", [])]
    assert all(not topic.links for topic in topics), "a place in the same page is no link"


def test_chapters_from_elsewhere_give_starts_to_segments_of_the_same_title() -> None:
    notes = parse_notes(
        "## First things\n\n## Second\n\n10:00 - Third\n", chapters=[(5, "first things!"), (9, "Third")]
    )
    assert [segment.start for segment in notes.segments] == [5, None, 600]


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("# Some Show 148", 148, None),
        ("# SS 454", 454, None),
        ("# SS468", 468, None),
        ("## Some Show 456", 456, None),
        ("# Some Show Episode 6", 6, None),
        ("# #469: Commands: a word", 469, "Commands: a word"),
        ("# \\#458: Commands", 458, "Commands"),
        ("# 461: Commands", 461, "Commands"),
        ("# 475", 475, None),
        ("# Some Show 211 - Commands?", 211, "Commands?"),
        ("# Commands", None, "Commands"),
        ("**Some Show 12**", 12, None),
        ("Welcome to the show.\n\n# Some Show 12", 12, None),
    ],
)
def test_the_heading_gives_number_and_title_of_the_episode(heading: str, number: int | None, title: str | None) -> None:
    notes = parse_notes(f"{heading}\n\nSome words.\n\n**Ann #1:** A\n")
    assert (notes.number, notes.title) == (number, title)
    assert [segment.kind for segment in notes.segments] == [Kind.INTRO, Kind.TOPIC]


def test_a_heading_of_a_topic_does_not_name_the_episode() -> None:
    notes = parse_notes("## Ann #1: A\n\n## Ben #2: B\n")
    assert (notes.number, notes.title, len(notes.segments)) == (None, None, 2)


def test_the_head_tells_when_it_was_recorded_and_published() -> None:
    notes = parse_notes(
        "Published Wed, Sep 18, 2019, recorded Wed, Sep 11, 2019\n\n**Ann #1:** recorded on May 1, 2001\n"
    )
    assert (notes.published, notes.recorded) == (date(2019, 9, 18), date(2019, 9, 11))
    assert parse_notes("Episode 4, recorded on **January 30th, 2017**.\n").recorded == date(2017, 1, 30)
    assert parse_notes("Recorded on February 31st, 2017.\n").recorded is None


def test_bold_links_under_a_heading_that_announces_news_are_topics() -> None:
    notes = parse_notes(
        "Hello.\n\n## News items\n[**One**](https://1.example/)\n\n- x\n\n**Two**\n\n- y\n\n## Our news\n\n### Ann\n"
    )
    assert [(segment.kind, segment.title) for segment in notes.segments] == [
        (Kind.INTRO, None),
        (Kind.SECTION, "News items"),
        (Kind.TOPIC, "One"),
        (Kind.TOPIC, "Two"),
        (Kind.EXTRAS, None),
    ]


def test_a_bold_line_is_a_section_before_the_first_topic_and_after_the_last() -> None:
    notes = parse_notes(
        "**Connect with us**\n\n- x\n\n**Main part**: all of it\n\n"
        "**Ann #1:** A\n\n**Part one**\n\n- x\n\n**Ben #2:** B\n\n"
        "- **Bold item**\n  - y\n\n**Follow-up: [One](https://1.example) thing**\n\n- z\n\n"
        "**Joke**\n\n**A bold line**\n"
    )
    assert [(segment.kind, segment.title) for segment in notes.segments] == [
        (Kind.SECTION, "Connect with us"),
        (Kind.SECTION, "Main part"),
        (Kind.TOPIC, "A"),
        (Kind.TOPIC, "B"),
        (Kind.SECTION, "Follow-up: One thing"),
        (Kind.JOKE, None),
    ]


def test_a_bold_label_hung_on_to_a_list_is_a_section() -> None:
    notes = parse_notes("## Show intro\n\n- one\n**Connect with the hosts**\n- two\nMore.\n\n**Ann #1:** A\n")
    assert [segment.title for segment in notes.segments] == ["Show intro", "Connect with the hosts", "A"]
    assert notes.segments[1].markdown == "**Connect with the hosts**\n- two\nMore.\n\n"


def test_plain_lines_begin_sections_only_if_they_are_known_as_headings() -> None:
    notes = parse_notes(
        "Special guests:\n\n- x\n\n**Ann #1:** A\n\nFor example:\n\n- y\n\nLinks\n\n- [z](https://z.example)\n"
    )
    assert [segment.title for segment in notes.segments] == ["Special guests", "A", "Links"]


def test_lesser_headings_nest_in_sections_and_topics() -> None:
    notes = parse_notes("## A\n\n### B\n\n#### C\n\n## Ann #1: D\n\n### E\n\n## F\n")
    assert [[child.title for child in segment.children] for segment in notes.segments] == [["B"], ["E"], []]
    assert [segment.title for segment in notes.segments[0].walk()] == ["A", "B", "C"]


def test_a_numbered_heading_ends_a_code_block_that_was_left_open() -> None:
    notes = parse_notes(
        "**Ann #1:** A\n\n```python\nx = 1\n\n**Ben #2:** [B](https://b.example)\n\n- y\n\n**Extras**\n\nBen:\n\n- z\n"
    )
    assert [segment.kind for segment in notes.segments] == [Kind.TOPIC, Kind.TOPIC, Kind.EXTRAS]
    assert notes.segments[1].links == (Link("B", "https://b.example"),)


def test_an_end_of_a_code_block_that_was_set_too_late_spoils_nothing_after_it() -> None:
    notes = parse_notes(
        "**Ann #1:** A\n\n```python\nx = 1\n\n**Ben #2:** B\n```\n\n- [y](https://y.example)\n\n"
        "```python\ny = 1\n```\n\n```\n# no heading\n```\n\n**Ann #3:** C\n"
    )
    assert [segment.number for segment in notes.segments][:2] == [1, 2]
    assert notes.segments[1].links == (Link("y", "https://y.example"),)
    assert "no heading" not in [segment.title for segment in notes.segments]


def test_code_has_no_headings() -> None:
    assert len(parse_notes("Text.\n\n```\n# a comment\n**Extras**\n```\n\n    ## not this\n").segments) == 1


def test_text_without_structure_is_one_segment_with_its_links() -> None:
    segment = only(
        "Some words, [a link](https://a.example/) and https://b.example/c_d_e.\n\nMore `https://no.example`.\n"
    )
    assert segment.kind is Kind.INTRO
    assert segment.links == (
        Link("a link", "https://a.example/"),
        Link("https://b.example/c_d_e", "https://b.example/c_d_e"),
    )


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n"])
def test_empty_notes_have_no_segments(text: str) -> None:
    assert parse_notes(text) == Notes()


def test_links_belong_to_the_innermost_segment_and_each_address_comes_once() -> None:
    notes = parse_notes(
        "## Extras\n\n[a](https://a.example)\n\n### Ann\n\n[b](https://b.example) and [b again](https://b.example)\n"
    )
    assert notes.segments[0].links == (Link("a", "https://a.example"),)
    assert notes.segments[0].children[0].links == (Link("b", "https://b.example"),)


def test_ids_are_slugs_of_titles_and_repeats_are_numbered() -> None:
    notes = parse_notes("## Same\n\n## Same\n\n## Same 2\n\n## Extras\n\n## Extras\n\n## ×××\n")
    assert [segment.id for segment in notes.segments] == ["same", "same-2", "same-2-2", "extras", "extras-2", "section"]


def test_titles_carry_no_control_characters_that_entities_hide() -> None:
    topic = only("**Ann #1:** a&#27;[31m&#x202e;&#x85;b &amp; c\n")
    assert topic.title == "a\ufffd[31m\ufffdb & c"  # CommonMark has a sign of its own for escape characters
