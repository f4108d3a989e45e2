"""Marking on the main screen: bookmarks, read marks, undo, and the views and lists of them."""

from __future__ import annotations

import os

import pytest

from episodes.folders import find_folders
from episodes.library import Library
from tui.keymap import Pane

from .library_builder import write_episode
from .screen_driver import here, library, main, press, running, settle, shown, type_at_once


async def test_a_bookmark_is_on_disk_when_the_screen_says_so() -> None:
    async with running("148#2") as pilot:
        await press(pilot, "b")
        assert "Bookmarked: awesome-asgi" in shown(pilot)
        assert [str(row.target) for row in Library(find_folders(os.environ)).marks.bookmarks()] == [
            "python-bytes:148#awesome-asgi"
        ]
        await press(pilot, "b")
        assert "Bookmark removed" in shown(pilot)
        await press(pilot, "u")
        assert "Bookmarked" in shown(pilot)
        await press(pilot, "U")
        assert library(pilot).marks.bookmarks() == []


async def test_m_asks_why_and_keeps_the_answer() -> None:
    async with running("148#2") as pilot:
        await pilot.press("m")
        await pilot.pause()
        await type_at_once(pilot, *"for the talk", "enter")
        assert [row.note for row in library(pilot).marks.bookmarks()] == ["for the talk"]
        await pilot.press("m")
        await pilot.pause()
        assert "for the talk" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert [row.note for row in library(pilot).marks.bookmarks()] == ["for the talk"]


async def test_capital_r_marks_the_episode_and_u_takes_it_back() -> None:
    async with running("148") as pilot:
        await press(pilot, "R")
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == row.segments
        await press(pilot, "u")
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == 0


async def test_an_episode_without_segments_has_nothing_to_mark_or_to_copy() -> None:
    write_episode(7, "", "2036-01-01")
    async with running("tea-time:7") as pilot:
        for key in ("r", "R"):
            await press(pilot, key)
            assert "There is nothing to mark here." in shown(pilot)
            await press(pilot, "u")
            assert "There is nothing to undo." in shown(pilot)
        await press(pilot, "Y")
        assert "There is no segment here to copy." in shown(pilot)


async def test_b_in_the_list_bookmarks_the_episode_itself() -> None:
    async with running("148") as pilot:
        await press(pilot, "b")
        assert "Bookmarked: The ASGI revolution is upon us!" in shown(pilot)
        assert [str(row.target) for row in library(pilot).marks.bookmarks()] == ["python-bytes:148"]
        assert "◥" in shown(pilot)
        await press(pilot, "tab", "b")
        assert len(library(pilot).marks.bookmarks()) == 2
        await press(pilot, "shift+tab", "b")
        assert [row.target.segment for row in library(pilot).marks.bookmarks()] != [None]
        await press(pilot, "u")
        assert "Bookmarked: The ASGI revolution is upon us!" in shown(pilot)


async def test_views_go_round_all_unread_and_bookmarked() -> None:
    async with running("148") as pilot:
        await press(pilot, "R", "b")
        await press(pilot, "v")
        assert "Episodes · unread · 11" in shown(pilot)
        await press(pilot, "v")
        assert "Episodes · bookmarked · 1" in shown(pilot)
        await press(pilot, "v")
        assert "Episodes · 12" in shown(pilot)
        assert here(pilot)[0] == "python-bytes:148"


async def test_bookmarks_are_listed_and_enter_goes_there() -> None:
    async with running("148#2") as pilot:
        await press(pilot, "b", "J", "B")
        assert "awesome-asgi" in shown(pilot)
        await press(pilot, "enter")
        assert here(pilot) == ("python-bytes:148", "awesome-asgi")
        assert pilot.app.screen is main(pilot)


async def test_without_bookmarks_the_screen_says_how_to_make_one() -> None:
    async with running() as pilot:
        await press(pilot, "B")
        assert "Nothing is bookmarked yet. b bookmarks the segment" in shown(pilot)


async def test_help_does_what_is_chosen_in_it() -> None:
    async with running("148") as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert "Keys in the" in shown(pilot)
        await type_at_once(pilot, *"whole episode", "enter")
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == row.segments


async def test_a_mark_of_another_earmark_shows_up() -> None:
    async with running("148") as pilot:
        other = Library(find_folders(os.environ))
        episode = other.episode("python-bytes:148")
        other.marks.set_read(episode, episode.walk(), on=True)
        pilot.app._poll_marks()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "9/9 read" in shown(pilot)


@pytest.mark.parametrize("size", [(140, 45), (80, 24)])
async def test_the_note_and_the_tags_stand_below_the_heading_of_the_segment(size: tuple[int, int]) -> None:
    write_episode(1, "## Pots\n\nOf pots.\n\n## Cups\n\nOf cups.\n")
    async with running("tea-time:1#cups", size) as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "m")
        await type_at_once(pilot, *"for the talk #tea", "enter")
        lines = shown(pilot).splitlines()
        [at] = [at for at, line in enumerate(lines) if "◥ for the talk #tea" in line]
        assert "Cups" in lines[at - 2]
        await press(pilot, "u")
        assert "for the talk" not in shown(pilot).replace("Bookmarked", "")
