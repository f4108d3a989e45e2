"""Which episode an incoming item is: the evidence for and against, and the name of one that comes in."""

from __future__ import annotations

from datetime import date

import pytest

from episodes.importing.identity import free_name, in_order, recognise, show_slug
from episodes.index.catalogue import Evidence, KnownEpisode

FEED = "https://tea.example/feed"
OTHER_FEED = "https://tea.example/moved"
FOLDER = "/home/ann/tea"
DAY = date(2022, 3, 7)
WEEK_LATER = date(2022, 3, 14)
ROPES = Evidence(guid="t-9", title="Ropes", published=WEEK_LATER, number=1)
GREEN = Evidence(title="Green", published=WEEK_LATER, number=1)
ANCHORS = Evidence(guid="t-1", title="Anchors", published=DAY, number=1, season=1)


def known(evidence: Evidence, source: str | None = FEED, name: str = "1") -> KnownEpisode:
    """Return an episode that the library has."""
    return KnownEpisode(f"tea:{name}", evidence, source)


def is_same(item: Evidence, old: Evidence, source: str = FEED, old_source: str | None = FEED, *more: Evidence) -> bool:
    """Return whether an item, fetched together with more, is a known episode."""
    return 0 in recognise([item, *more], [known(old, old_source)], source)


@pytest.mark.parametrize(
    ("situation", "item", "source", "old_source"),
    [
        ("its number moved", ANCHORS._replace(number=2), FEED, FEED),
        ("its number was mended", ANCHORS._replace(number=11, season=None), FEED, FEED),
        ("its title was mended", ANCHORS._replace(title="Anchors, and chains"), FEED, FEED),
        ("all but its guid is another", Evidence(guid="t-1", title="Ropes", published=WEEK_LATER), FEED, FEED),
        ("its guid is another, its title and date are not", ANCHORS._replace(guid="new"), FEED, FEED),
        ("its feed moved with its guids", ANCHORS, OTHER_FEED, FEED),
        ("its feed moved and has other guids", ANCHORS._replace(guid="new"), OTHER_FEED, FEED),
        ("an archive has its number alone", Evidence(number=1, season=1), FOLDER, FEED),
        ("an archive has its number and no season", Evidence(number=1), FOLDER, FEED),
        ("an archive has its number and mended its title", Evidence(number=1, title="Anchor", season=1), FOLDER, FEED),
        ("an archive has its title alone", Evidence(title="Anchors"), FOLDER, FEED),
        ("a feed has the number of one that ships", ANCHORS._replace(season=None), FEED, None),
    ],
)
def test_an_item_is_the_episode_that_a_listener_would_say(
    situation: str, item: Evidence, source: str, old_source: str | None
) -> None:
    assert is_same(item, ANCHORS, source, old_source), situation


@pytest.mark.parametrize(
    ("situation", "item", "source"),
    [
        ("a season begins at 1 again", ROPES._replace(season=2), FEED),
        ("nobody states the season", ROPES, FEED),
        ("a bonus has its episode's number", ANCHORS._replace(guid="t-9", title="Storm", type="bonus"), FEED),
        ("another feed has the number", ANCHORS._replace(guid="x", title="Green", published=None), OTHER_FEED),
        ("the title comes again", ANCHORS._replace(guid="t-9", published=WEEK_LATER, number=None), FEED),
        ("an archive has the number, another title and date", GREEN, FOLDER),
        ("a daily show moved its numbers", Evidence(title="Ropes", published=date(2022, 3, 8), number=1), FOLDER),
    ],
)  # fmt: skip
def test_an_item_is_another_episode_where_a_listener_would_say_so(situation: str, item: Evidence, source: str) -> None:
    assert not is_same(item, ANCHORS, source), situation


@pytest.mark.parametrize("fact", ["audio", "page"])
def test_recording_and_page_tell_unless_title_and_date_are_others(fact: str) -> None:
    old = Evidence(**{fact: "https://tea.example/1"}, title="Anchors", published=DAY)  # type: ignore[arg-type]
    assert is_same(old._replace(title="Quite another name"), old)
    assert not is_same(old._replace(title="Quite another name", published=WEEK_LATER), old)
    assert not is_same(old, old, FEED, FEED, old), "two items have it"


def test_a_page_that_all_episodes_share_tells_nothing() -> None:
    old = Evidence(guid="1a", page="https://tea.example/", title="News", published=DAY)
    assert not is_same(old._replace(guid="2a", published=WEEK_LATER), old)


def test_a_file_that_is_written_over_with_the_next_episode_is_the_next_episode() -> None:
    old = Evidence(place="latest.md", title="The barn owl", published=DAY)
    assert is_same(old._replace(title="Barn owls"), old, FOLDER, FOLDER)
    assert not is_same(old._replace(title="The snowy owl", published=WEEK_LATER), old, FOLDER, FOLDER)
    heading = Evidence(place="latest.md", number=1)
    assert not is_same(heading._replace(number=2), heading, FOLDER, FOLDER)


def test_a_guid_that_stands_twice_tells_nothing_and_title_with_date_does() -> None:
    first, second = ANCHORS._replace(guid="same"), Evidence(guid="same", title="Ropes", published=WEEK_LATER, number=2)
    found = recognise([second, first], [known(first), known(second, name="2")], FEED)
    assert {at: each.id for at, each in found.items()} == {0: "tea:2", 1: "tea:1"}


def test_an_episode_that_was_fetched_too_is_no_other_item() -> None:
    twin = ANCHORS._replace(guid="twin")
    found = recognise([twin, ANCHORS._replace(title="Mended")], [known(ANCHORS)], FEED)
    assert list(found) == [1]


def test_numbers_for_guids_are_nothing_that_two_feeds_have_in_common() -> None:
    assert not is_same(Evidence(guid="1", title="Green"), Evidence(guid="1", title="Black"), OTHER_FEED)
    assert is_same(Evidence(guid="1", title="Mended"), Evidence(guid="1", title="Black"), FEED)


def test_a_feed_with_nothing_in_common_with_another_of_its_name_is_another_show() -> None:
    theirs = [known(ANCHORS, OTHER_FEED)]
    assert show_slug("Tea", theirs, {}, FEED) == "tea-2"
    assert show_slug("Tea", theirs, {0: theirs[0]}, FEED) == "tea", "it moved here"
    assert show_slug("Tea", theirs, {}, FOLDER) == "tea", "an archive of the show"
    assert show_slug("Tea", [known(ANCHORS, None)], {}, FEED) == "tea", "the feed of what ships"
    assert show_slug("Coffee", [known(ANCHORS)], {}, FEED) == "tea", "the publisher renamed the show"


@pytest.mark.parametrize(
    ("item", "taken", "name"),
    [
        (Evidence(number=1, season=2), (), "1"),
        (Evidence(number=1, season=2), ("1",), "s2e1"),
        (Evidence(number=1, published=DAY), ("1",), "1-2022-03-07"),
        (Evidence(number=1), ("1",), "1-2"),
        (Evidence(number=1, type="bonus", season=1), ("1",), "1-bonus"),
        (Evidence(number=1, type="bonus", season=2), ("1", "1-bonus"), "s2e1-bonus"),
        (Evidence(title="7 ways to die"), (), "7-ways-to-die"),
        (Evidence(title="Trailer", type="trailer", published=DAY), ("trailer",), "trailer-2022-03-07"),
        (Evidence(title="News"), ("news", "news-2"), "news-3"),
        (Evidence(), (), "some-words"),
    ],
)
def test_a_name_is_the_number_or_the_title_and_more_where_that_is_taken(
    item: Evidence, taken: tuple[str, ...], name: str
) -> None:
    assert free_name(item, "Some words.", taken) == name


def test_the_oldest_item_is_named_first_and_extras_after_what_is_counted() -> None:
    bonus = ANCHORS._replace(type="bonus", published=date(2022, 1, 1))
    assert in_order([ANCHORS._replace(published=WEEK_LATER), ANCHORS, bonus], youngest_first=True) == [1, 0, 2]
    assert in_order([Evidence(), Evidence(number=1)], youngest_first=True) == [1, 0]
    assert in_order([Evidence(), Evidence(number=1)], youngest_first=False) == [0, 1]
