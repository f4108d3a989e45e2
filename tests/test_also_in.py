"""Also in: links that other episodes mention too say so in the notes, and x goes to those mentions."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from episodes.library import Library
from episodes.model import Episode, Target
from episodes.notes.parse import parse_notes
from episodes.search.values import LinkRow
from tui.document_cache import DocumentCache
from tui.notes_pane.annotations import MANY, annotation, texts_after_links
from tui.screens.links import AlsoInScreen, of_segment
from tui.screens.main import MainScreen

from .library_builder import LibraryBuilder, segment_row, write_episode
from .screen_driver import here, main, press, resize, running, settle, shown


def mention(number: int | None, show: str = "Tea Time", **facts: object) -> LinkRow:
    target = Target(f"{show}:{number}", "pots")
    row = segment_row(**{"target": target, "number": number, "show": show, "episode_title": "Of pots", **facts})
    return LinkRow(row, "teapot", "https://pots.example/tea")


def test_three_episodes_are_named_at_most() -> None:
    assert annotation([mention(9)], "Tea Time") == "(also in #9)"
    assert annotation([mention(9), mention(8), mention(7)], "Tea Time") == "(also in #9, #8, #7)"
    many = [mention(number) for number in range(9, 2, -1)]
    assert annotation(many, "Tea Time") == "(also in #9, #8, #7 and 4 more)"
    very_many = [mention(number) for number in range(MANY, 0, -1)]
    assert annotation(very_many, "Tea Time") == ""
    assert annotation([replace(mention(9), is_usual=True)], "Tea Time") == ""
    assert texts_after_links({"https://pots.example/tea": very_many}, "Tea Time") == {}


def test_an_episode_counts_once_and_other_shows_are_named() -> None:
    mentions = [mention(9), mention(9, target=Target("Tea Time:9", "cups")), mention(3, "Coffee Break"), mention(None)]
    assert annotation(mentions, "Tea Time") == "(also in #9, Coffee Break #3, Of pots)"


def test_links_without_mentions_say_nothing() -> None:
    found = {"https://a.example/": (mention(9),), "https://b.example/": ()}
    assert texts_after_links(found, "Tea Time") == {"https://a.example/": "(also in #9)"}


TEA = Episode("tea:1", "Tea Time", "Of pots")


def test_what_was_found_is_kept_until_the_library_changes(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def find(library: Library, episode: str, most: int) -> Mapping[str, Sequence[LinkRow]]:
        asked.append(episode)
        return {"https://a.example/": (mention(9),)}

    monkeypatch.setattr(Library, "also_in", find)
    documents = DocumentCache(builder.open())
    assert documents.annotations("tea:1") is None
    documents.find_annotations(TEA)
    documents.find_annotations(TEA)
    assert documents.annotations("tea:1") == {"https://a.example/": "(also in #9)"}
    documents.forget_annotations()
    assert documents.annotations("tea:1") is None
    documents.find_annotations(TEA)
    assert asked == ["tea:1", "tea:1"]


def test_what_was_asked_before_a_change_is_not_kept_after_it(
    builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = DocumentCache(builder.open())

    def find(library: Library, episode: str, most: int) -> Mapping[str, Sequence[LinkRow]]:
        documents.forget_annotations()
        return {}

    monkeypatch.setattr(Library, "also_in", find)
    documents.find_annotations(TEA)
    assert documents.annotations("tea:1") is None


TEAPOT = "A [teapot](https://pots.example/tea) that pours.\n"


async def test_a_link_that_other_episodes_mention_says_so_in_the_notes() -> None:
    for number in range(1, 7):
        write_episode(number, f"## Pots {number}\n\n{TEAPOT}", published=f"2020-01-0{number}")
    async with running("tea-time:3") as pilot:
        await rested(pilot)
        assert "teapot (also in #6, #5, #4 and 2 more) that pours." in shown(pilot)


async def test_the_words_after_a_link_come_later_and_move_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "## Cups\n\n" + "A long line of cups.\n\n" * 80 + f"## Pots\n\n{TEAPOT}\n" + "More of it.\n\n" * 40
    write_episode(1, long)
    write_episode(2, long)
    gate = threading.Event()
    async with running("148") as pilot:
        await rested(pilot)
        main(pilot).documents.forget_annotations()
        find = Library.also_in

        def slowly(library: Library, episode: str, most: int) -> Mapping[str, Sequence[LinkRow]]:
            gate.wait(10)
            return find(library, episode, most)

        monkeypatch.setattr(Library, "also_in", slowly)
        main(pilot).open_episode("tea-time:1", "pots")
        await pilot.pause()
        place = main(pilot).notes.place
        assert "also in" not in shown(pilot)
        gate.set()
        await rested(pilot)
        assert "(also in #2)" in shown(pilot)
        assert main(pilot).notes.place == place


async def test_episodes_that_were_shown_or_are_near_have_the_words_at_once() -> None:
    for number in (1, 2):
        write_episode(number, f"## Pots {number}\n\n{TEAPOT}", published=f"2030-01-0{number}")
    async with running("tea-time:2") as pilot:
        await rested(pilot)
        main(pilot).action_next_episode()
        await pilot._wait_for_screen()
        assert here(pilot)[0] == "tea-time:1"
        assert main(pilot).documents.annotations("tea-time:1") is not None
        assert "(also in #2)" in shown(pilot)


async def test_the_words_do_not_follow_a_link_into_another_episode() -> None:
    async with on_the_second_of_two() as pilot:
        main(pilot).action_next_episode()
        await rested(pilot)
        assert "(also in #2)" in shown(pilot)
        assert "(also in #1)" not in shown(pilot)


async def test_a_search_marks_nothing_in_the_words_after_a_link() -> None:
    async with on_the_second_of_two() as pilot:
        main(pilot).notes.set_matches(("also", "teapot"))
        assert len(main(pilot).notes.matches.found) == 1


async def test_x_lists_the_mentions_of_the_segments_links_and_enter_goes_there() -> None:
    write_episode(1, "## Old pots\n\nThe first [pot](https://pots.example/tea).\n", published="2020-01-01")
    write_episode(2, f"## Cups\n\nNone.\n\n## Pots\n\n{TEAPOT}", published="2020-01-02")
    async with running("tea-time:2#pots") as pilot:
        await pilot.press("x")
        await rested(pilot)
        assert isinstance(pilot.app.screen, AlsoInScreen)
        assert "Also in · Pots" in shown(pilot)
        assert "Old pots" in shown(pilot)
        assert "1 · 2020-01-01" in shown(pilot)
        await press(pilot, "enter")
        assert here(pilot) == ("tea-time:1", "old-pots")


async def test_x_says_so_where_there_is_nothing_to_list() -> None:
    write_episode(1, "## Pots\n\n[pot](https://only.example/here)\n")
    async with running("tea-time:1#pots") as pilot:
        await pilot.press("x")
        await rested(pilot)
        assert pilot.app.screen is main(pilot)
        assert "No other episode mentions" in shown(pilot)


async def test_the_list_fits_any_terminal_and_waits_for_no_words_after_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MainScreen, "_prepare_neighbours", lambda _: None)  # which looks for them
    for number in range(1, 30):
        write_episode(number, f"## [Pots] {number}\n\n{TEAPOT}", published="2020-01-01")
    async with running("tea-time:3", (20, 5)) as pilot:
        assert main(pilot).documents.annotations("tea-time:3") is None
        for width, height in ((20, 5), (40, 12), (80, 24)):
            await resize(pilot, width, height)
            await press(pilot, "x")
            assert isinstance(pilot.app.screen, AlsoInScreen)
            await press(pilot, "G")
            assert {len(line) for line in shown(pilot).splitlines()} == {width}
            await press(pilot, "escape")
            assert len(pilot.app.screen_stack) == 1, width


def test_of_segment_keeps_the_order_of_the_links() -> None:
    notes = parse_notes("## A\n\n[one](https://one.example/) [two](https://two.example/)\n")
    [segment] = [segment for segment in notes.segments if segment.title == "A"]
    found = {"https://two.example/": (mention(2),), "https://one.example/": (mention(1),)}
    assert [row.segment.number for row in of_segment(found, segment)] == [1, 2]
    assert [row.segment.number for row in of_segment(found, segment, "https://two.example/")] == [2]


async def rested(pilot: Pilot[int]) -> None:
    """Wait until the reader has rested on an episode for so long that its mentions are looked for."""
    main(pilot)._prepare_neighbours()
    await settle(pilot)


@asynccontextmanager
async def on_the_second_of_two() -> AsyncIterator[Pilot[int]]:
    """Start on an episode whose link stands in the one before it too, and wait until it says so."""
    write_episode(1, f"## Pots\n\n{TEAPOT}", published="2030-01-01")
    write_episode(2, f"## Pots\n\n{TEAPOT}", published="2030-01-02")
    async with running("tea-time:2") as pilot:
        await rested(pilot)
        assert "(also in #1)" in shown(pilot)
        yield pilot
