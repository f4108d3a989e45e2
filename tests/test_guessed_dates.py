"""Episodes without a date: their place in the list, and the year that is guessed between dated neighbours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from episodes.index.writer import Numbered, contradicting, places_of_undated

from .command_runner import Earmark
from .feed_server import issue, write_folder
from .library_builder import LibraryBuilder, write_episode


@pytest.mark.parametrize(
    ("situation", "first", "last", "season", "guess"),
    [
        ("between two of a year", "2019-02-01", "2019-03-01", None, 2019),
        ("by its number between two years", "2018-01-01", "2019-12-01", None, 2018),
        ("two years apart", "2017-06-01", "2019-05-30", None, 2017),
        ("more than two years apart", "2017-06-01", "2019-09-30", None, None),
        ("dates that go back", "2019-06-01", "2018-06-01", None, None),
        ("neighbours of another season", "2019-02-01", "2019-03-01", 2, None),
    ],
)
def test_a_year_is_guessed_between_dated_neighbours(
    situation: str, first: str, last: str, season: int | None, guess: int | None
) -> None:
    episodes = [Numbered(1, season, first), Numbered(3, None, None), Numbered(9, season, last)]
    assert places_of_undated(episodes)[1][1] == guess, situation


def test_nothing_is_guessed_beyond_the_dated_ones_nor_without_a_number() -> None:
    episodes = [
        Numbered(-1, None, None),
        Numbered(1, None, None),
        Numbered(2, None, "2019-01-01"),
        Numbered(3, None, None),
    ]
    assert places_of_undated(episodes) == [("2019-01-01", None)] * 4


def test_a_guessed_year_is_shown_as_one_and_counts_for_a_search(builder: LibraryBuilder) -> None:
    for number, day in ((1, "2019-01-02"), (2, None), (3, "2019-03-04"), (4, None)):
        builder.write(number, "Of kettles.\n", day)
    builder.sync()
    assert [(row.number, row.day_text, row.published_guess) for row in builder.library.rows()] == [
        (4, "", None),
        (3, "2019-03-04", None),
        (2, "~2019", 2019),
        (1, "2019-01-02", None),
    ]
    assert builder.found("year:2019 kettles") == ["3#intro", "2#intro", "1#intro"]
    assert [row.day_text for row in builder.rows("year:2019 kettles")] == ["2019-03-04", "~2019", "2019-01-02"]


def test_a_guessed_year_is_no_date_in_json(earmark: Earmark) -> None:
    for number, day in ((1, "2019-01-02"), (2, None), (3, "2019-03-04")):
        write_episode(number, "Of kettles.\n", day)
    episode = json.loads(earmark("show", "tea-time:2", "--json")[1])
    assert (episode["published"], episode["published_guess"]) == (None, 2019)
    row = json.loads(earmark("list", "--show", "Tea Time", "--json")[1])[1]
    assert (row["id"], row["published"], row["published_guess"]) == ("tea-time:2", None, 2019)
    assert "  ~2019  " in earmark("list", "--show", "Tea Time")[1]


def test_a_guessed_year_stands_above_the_notes(earmark: Earmark) -> None:
    for number, day in ((1, "2019-01-02"), (2, None), (3, "2019-03-04"), (4, None)):
        write_episode(number, "Of kettles.\n", day)
    facts = [earmark("show", f"tea-time:{number}")[1].splitlines()[1] for number in (1, 2, 4)]
    assert facts == ["Tea Time 1 · published 2019-01-02", "Tea Time 2 · published ~2019", "Tea Time 4"]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2019-01-01", "2019-02-01", "2018-02-10", "2019-04-01"], [2]),
        (["2019-01-01", "2019-02-01", "2019-03-01", "2018-03-01"], [3]),
        (["2020-01-01", "2019-02-01", "2019-03-01"], [0]),
        (["2019-01-01", "2019-02-01", "2019-01-25", "2019-04-01"], []),
        (["2017-01-01", "2019-02-01", "2019-03-01"], []),
        (["2019-01-01", "2018-01-01"], []),
    ],
)
def test_a_date_that_contradicts_its_neighbours_is_found(days: list[str], found: list[int]) -> None:
    episodes = [Numbered(number, None, day) for number, day in enumerate(days, 1)]
    assert [at for at, _ in contradicting(episodes)] == found


def test_an_import_reports_a_date_that_contradicts_its_neighbours(builder: LibraryBuilder) -> None:
    wrong = replace(issue(3), published=date(2015, 1, 2))
    write_folder(builder.notes, [issue(1), issue(2), wrong, issue(4)])
    report = builder.add()
    assert report.lines() == ["fish-chips:3 is dated 2015-01-02, and its neighbours 2016-11-15 and 2016-11-29"]
    assert builder.update().lines() == []
