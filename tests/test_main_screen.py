"""The main screen: walking episodes, tree and notes, reading on, and the panes at every width."""

from __future__ import annotations

import pytest

from tui.keymap import Pane
from tui.screens.main import MainScreen

from .screen_driver import focused, here, library, main, press, resize, running, settle, shown


async def test_moving_down_the_list_shows_each_episode_in_tree_and_notes() -> None:
    async with running() as pilot:
        await press(pilot, "j", "j")
        assert here(pilot)[0] == "python-bytes:462"
        assert "Python Bytes 462" in shown(pilot)
        await press(pilot, "G")
        assert here(pilot)[0] == "python-bytes:125"
        await press(pilot, "g")
        assert here(pilot)[0] == "python-bytes:480"


async def test_enter_goes_deeper_and_escape_comes_back() -> None:
    async with running() as pilot:
        await press(pilot, "enter")
        assert focused(pilot) == "tree"
        await press(pilot, "l")
        assert focused(pilot) == "notes"
        await press(pilot, "escape", "h")
        assert focused(pilot) == "episodes"
        await press(pilot, "tab", "tab", "tab")
        assert focused(pilot) == "episodes"
        await press(pilot, "shift+tab")
        assert focused(pilot) == "notes"


async def test_the_tree_leads_the_notes_and_the_notes_lead_the_tree() -> None:
    async with running("148") as pilot:
        screen = main(pilot)
        screen.focus_pane(Pane.TREE)
        await press(pilot, "]")
        assert here(pilot)[1] == "awesome-asgi"
        assert screen.notes.current_segment == "awesome-asgi"
        screen.focus_pane(Pane.NOTES)
        for _ in range(40):
            await pilot.press("j")
            assert screen.notes.current_segment == screen.outline.segment_id == here(pilot)[1]
        assert here(pilot)[1] != "awesome-asgi"


async def test_brackets_and_capitals_walk_segments_and_episodes_from_any_pane() -> None:
    async with running("148") as pilot:
        for pane in (Pane.EPISODES, Pane.TREE, Pane.NOTES):
            main(pilot).focus_pane(pane)
            await press(pilot, "]")
            await press(pilot, "J")
            assert here(pilot)[0] == "python-bytes:137"
            await press(pilot, "K")
            assert here(pilot)[0] == "python-bytes:148"
        await press(pilot, "]", "]", "[")
        assert here(pilot)[1] == "awesome-asgi"


async def test_moving_marks_nothing_read() -> None:
    async with running() as pilot:
        await press(pilot, "j", "J", "]", "n", "n", "tab", "j", "tab", "G", "ctrl+d", "pagedown")
        assert not any(row.read or row.bookmarks for row in library(pilot).rows())


async def test_space_reads_on_to_the_end_of_the_episode_and_into_the_next_unread_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.bindings.HELD", 0.0)  # nobody presses keys that fast
    async with running("148") as pilot:
        episode = main(pilot).reader.episode
        assert episode is not None
        for _ in range(60):
            await press(pilot, "space")
            if here(pilot)[0] != "python-bytes:148":
                break
        assert library(pilot).marks.read_segments(episode) == {segment.id for segment in episode.walk()}
        assert here(pilot)[0] == "python-bytes:137"


async def test_n_and_capital_n_go_to_unread_segments() -> None:
    async with running("148") as pilot:
        await press(pilot, "r", "]", "r")
        await press(pilot, "n")
        assert here(pilot)[1] == "jupyter-meets-the-earth"
        await press(pilot, "N")
        assert here(pilot) == ("python-bytes:149", library(pilot).episode("python-bytes:149").segments[-1].id)


async def test_resizing_keeps_the_place() -> None:
    async with running("148#4") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "j", "j")
        place = main(pilot).notes.place
        for size in ((100, 30), (60, 20), (20, 5), (200, 50), (140, 45)):
            await resize(pilot, *size)
        assert main(pilot).notes.place == place
        assert here(pilot)[0] == "python-bytes:148"


def assert_layout(screen: MainScreen, width: int) -> None:
    visible = [p for p in (screen.episode_list, screen.outline, screen.notes) if p.region.area and p.display]
    assert len(visible) == (3 if width >= 80 else 1), width
    if width >= 120:
        assert screen.outline.region.y == screen.episode_list.region.y, width
    elif width >= 80:
        assert screen.outline.region.y > screen.episode_list.region.y, width
    else:
        assert screen.query_one("#where").display, width


async def test_each_width_has_its_layout() -> None:
    async with running("148") as pilot:
        for width, height in ((140, 45), (120, 36), (100, 30), (80, 24), (60, 20), (20, 5)):
            await resize(pilot, width, height)
            assert_layout(main(pilot), width)


@pytest.mark.parametrize("size", [(120, 36), (100, 30), (20, 5)])
async def test_a_start_has_the_layout_of_its_terminal_and_so_have_the_lists_over_it(size: tuple[int, int]) -> None:
    async with running("468#connect-with-the-hosts", size) as pilot:
        assert_layout(main(pilot), size[0])
        for key in ("slash", "L", "B", "x"):
            await press(pilot, key)
            assert pilot.app.screen is not main(pilot), key
            assert {len(line) for line in shown(pilot).splitlines()} == {size[0]}, key
            assert pilot.app.screen.has_class("-beside") == (size[0] >= 100 and key != "x"), key
            await press(pilot, "escape")
            assert pilot.app.screen is main(pilot), key


async def test_one_pane_at_a_time_says_where_it_is() -> None:
    async with running("148", (60, 20)) as pilot:
        assert "Episodes › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "enter")
        assert "Tree › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "enter")
        assert "Notes › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "escape")
        assert focused(pilot) == "tree"


async def test_notes_that_were_hidden_show_the_episode_that_was_gone_to_meanwhile() -> None:
    async with running("148", (60, 20)) as pilot:
        await press(pilot, "tab", "tab", "tab", "j", "j")
        assert here(pilot)[0] == "python-bytes:125"
        await press(pilot, "shift+tab")
        assert "Python Bytes 125" in shown(pilot)


async def test_where_one_pane_is_shown_at_a_time_zoom_says_so_and_changes_nothing() -> None:
    async with running("148", (60, 20)) as pilot:
        await press(pilot, "tab", "z")
        assert "The pane has the whole screen already." in shown(pilot)
        await press(pilot, "h")
        assert focused(pilot) == "episodes"


async def test_an_address_under_the_pointer_is_no_warning() -> None:
    async with running("148#1") as pilot:
        bar = main(pilot).key_bar
        bar.say("That failed.", warning=True)
        main(pilot).notes.hover = 0
        await settle(pilot)
        assert bar.sentence.startswith("http")
        assert not bar.warning


async def test_zoom_gives_a_pane_the_whole_width() -> None:
    async with running("148") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "z")
        assert main(pilot).notes.region.width == 140
        await press(pilot, "escape")
        assert main(pilot).notes.region.width < 100
        assert focused(pilot) == "notes"


async def test_panes_that_were_hidden_show_what_came_meanwhile() -> None:
    async with running("148", (140, 14)) as pilot:
        for pane in (Pane.EPISODES, Pane.TREE, Pane.NOTES):
            main(pilot).focus_pane(pane)
            await press(pilot, *"99K", *"8J")
            unzoomed = shown(pilot)
            await press(pilot, *"99Kz", *"8Jz")
            assert shown(pilot) == unzoomed, pane


async def test_a_pane_that_comes_back_in_a_narrow_terminal_shows_what_came_meanwhile() -> None:
    async with running("148", (60, 20)) as pilot:
        await press(pilot, *"llhhJll")
        assert "Advanced Python testing" in shown(pilot)
        assert "Tristan Hume" in shown(pilot)
