"""Lists of episodes: of one show or some, in an order, under years; and the shows with what is unread in them."""

from __future__ import annotations

import datetime

import pytest

from episodes.library import Library
from episodes.listing import Order, View
from episodes.model import ShowRow

from .library_builder import LibraryBuilder

TEA = "## Pots\n\nPots.\n\n## Cups\n\nCups.\n"


@pytest.fixture
def library(builder: LibraryBuilder) -> Library:
    """Return a library of three shows whose dates and numbers do not agree."""
    builder.write(1, TEA, "2030-05-01")
    builder.write(3, TEA, "2030-02-01")
    builder.write(2, TEA, "2031-01-01")
    builder.write(9, TEA, "2030-03-01", show="Apples", season="1")
    builder.write(1, TEA, "2029-01-01", show="Apples", season="2")
    builder.write(5, "", "2031-06-01", show="Silence")
    builder.sync()
    return builder.library


def ids(library: Library, *choice: object) -> list[str]:
    listing = library.listing(*choice)  # type: ignore[arg-type]
    rows = [row.id for row in listing.page(0, 99)]
    assert listing.count() == len(rows)
    assert [listing.index_of(row) for row in rows] == list(range(len(rows)))
    return rows


def test_a_list_may_be_of_one_show_or_of_some(library: Library) -> None:
    assert ids(library, View.ALL, ["apples"]) == ["apples:9", "apples:1"]
    assert ids(library, View.ALL, ["apples", "silence"]) == ["silence:5", "apples:9", "apples:1"]
    assert library.listing(View.ALL, ["apples"]).index_of("tea-time:1") is None
    assert ids(library, View.ALL, ["gone"]) == []


def test_by_number_each_show_stands_together_its_last_season_first(library: Library) -> None:
    assert ids(library, View.ALL, (), Order.NUMBER) == [
        "apples:1", "apples:9", "silence:5", "tea-time:3", "tea-time:2", "tea-time:1",
    ]  # fmt: skip


def test_under_the_years_the_order_is_that_of_the_dates(library: Library) -> None:
    assert ids(library, View.ALL, (), Order.YEAR) == ids(library)
    assert library.listing(View.ALL, (), Order.YEAR).years == [(0, "2031"), (2, "2030"), (5, "2029")]
    assert library.listing(View.ALL, ["apples"], Order.YEAR).years == [(0, "2030"), (1, "2029")]
    assert library.listing(View.ALL, ["apples"]).years == []


def test_views_are_of_the_shows_that_are_listed(library: Library) -> None:
    library.marks.catch_up([library.episode("apples:9"), library.episode("tea-time:1")])
    assert ids(library, View.UNREAD, ["apples"]) == ["apples:1"]
    assert ids(library, View.UNREAD) == ["tea-time:2", "tea-time:3", "apples:1"], "without notes nothing is unread"
    episode = library.episode("tea-time:3")
    library.marks.set_bookmark(episode, None, on=True)
    assert ids(library, View.BOOKMARKED) == ["tea-time:3"]
    assert ids(library, View.BOOKMARKED, ["apples"]) == []


def test_shows_are_listed_by_name_with_what_is_unread_and_their_youngest_day(library: Library) -> None:
    library.marks.catch_up([library.episode("apples:9")])
    assert library.shows() == [
        ShowRow("apples", "Apples", "app", 2, 1, datetime.date(2030, 3, 1)),
        ShowRow("silence", "Silence", "sil", 1, 0, datetime.date(2031, 6, 1)),
        ShowRow("tea-time", "Tea Time", "tt", 3, 3, datetime.date(2031, 1, 1)),
    ]


def test_shows_that_come_in_or_go_while_they_are_counted_are_listed_the_next_time(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows = library._catalogue.shows()
    for before, after in ((shows[1:], shows), (shows, shows[1:])):
        told = iter((before, after))
        monkeypatch.setattr(library._catalogue, "shows", lambda told=told: next(told))
        assert {row.slug for row in library.shows()} == {show for show, *_ in shows[1:]}


def test_the_shows_follow_what_comes_and_goes(builder: LibraryBuilder, library: Library) -> None:
    builder.write(2, TEA, "2033-03-01", show="Apple Talk", id="apples:2").rename(builder.own / "apples/002.md")
    (builder.own / "silence/005.md").unlink()
    builder.sync()
    assert [(row.name, row.episodes, str(row.newest)) for row in library.shows()] == [
        ("Apple Talk", 3, "2033-03-01"),
        ("Tea Time", 3, "2031-01-01"),
    ], "a show is called what its youngest episode says"


def test_many_episodes_are_marked_read_a_few_at_a_time_and_undone_at_once(library: Library) -> None:
    episodes = [library.episode(f"tea-time:{number}") for number in (1, 2, 3)]
    library.marks.set_read(episodes[1], episodes[1].walk(), on=True)
    action = library.marks.catch_up(episodes[:1])
    assert library.marks.catch_up(episodes[1:2], action) == "", "it was read before"
    library.marks.catch_up(episodes[2:], action)
    assert library.unread("tea-time") == []
    assert library.marks.undo() == "Unmarked as read: 4 segments of 2 episodes"
    assert len(library.unread("tea-time")) == 2
    library.marks.redo()
    assert library.unread("tea-time") == []


def test_what_is_unread_of_a_show_may_be_asked_from_an_episode_on(library: Library) -> None:
    keys = [[row.id for row in library.listing(View.UNREAD, ["tea-time"]).page(0, 9)]]
    assert len(library.unread("tea-time")) == 3
    assert len(library.unread("tea-time", "tea-time:1")) == 1
    assert library.unread("tea-time", "tea-time:3") == []
    assert len(library.unread("tea-time", "apples:1")) == 3
    assert keys == [["tea-time:2", "tea-time:1", "tea-time:3"]]


def test_an_episode_without_notes_is_kept_in_the_list_too_and_what_is_older_is_known(
    builder: LibraryBuilder, library: Library
) -> None:
    builder.write(4, "", "2030-03-01")
    builder.sync()
    assert ids(library, View.UNREAD, ["tea-time"]) == ["tea-time:2", "tea-time:1", "tea-time:3"]
    assert "tea-time:4" in ids(library, View.UNREAD, ["tea-time"], Order.DATE, "tea-time:4")
    assert len(library.unread("tea-time", "tea-time:4")) == 1
