"""What the notes say of the whole episode: number, title, dates and sponsors."""

from __future__ import annotations

from datetime import date

import pytest

from episodes.model import Kind, Sponsor
from episodes.notes.parse import parse_notes


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
        ("Sponsored by https://brew.example/tea--green.", ["https://brew.example/tea--green"]),
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


@pytest.mark.parametrize(
    "line",
    [
        "* Air Date: 2018-03-18",
        "**Published:** March 18th, 2018",
        "Veröffentlicht am 18. März 2018",
        "Publié le dimanche 18 mars 2018.",
        "Publicado em 18 de março de 2018",
    ],
)
def test_the_day_of_publication_is_read_in_other_words_and_languages(line: str) -> None:
    assert parse_notes(f"# Some Show 12\n\n{line}\n").published == date(2018, 3, 18)


def test_the_first_heading_is_the_title_unless_the_episode_has_another() -> None:
    text = "# Sponsors\n\nx\n\n# Notes\n"
    assert [segment.title for segment in parse_notes(text).segments] == [None, "Notes"]
    assert [segment.kind for segment in parse_notes(text, title="Fuses").segments] == [Kind.SPONSOR, Kind.SECTION]
    for heading in ("# Fuses", "# #12: Fuses", "# Some Show 12", "# ep12 Of fuses, renamed"):
        notes = parse_notes(f"{heading}\n\n## Notes\n\nx\n", title="Fuses", number=12)
        assert [segment.title for segment in notes.segments] == ["Notes"]
        assert notes.segments[0].markdown.startswith(heading)


def test_hosts_are_read_under_their_heading() -> None:
    text = "## Your hosts\n\n- [Ann Lee](https://a.example/)\n- Bo (@bo)\n- the dog\n"
    assert parse_notes(text).hosts == ("Ann Lee", "Bo")
