"""The search, the links and the bookmarks are one kind of place: a line, a list and the text of what is chosen."""

from __future__ import annotations

import os
import string
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from episodes.folders import find_folders
from episodes.model import Target
from tui.keymap import Pane
from tui.screens.help import rows_here
from tui.screens.live_list import LiveListScreen

from .library_builder import write_episode
from .screen_driver import focused, here, library, main, press, running, settle, shown, type_at_once

KEYS = ("/", "L", "B")
SIZE = (100, 30)
"""Of the terminal: the smallest that has room for the text beside the list."""
TEA = """\
## Kettles

A [kettle](https://pots.example/kettle) of copper.

## Teapots

A [teapot](https://pots.example/teapot) of glaze, and a second line about glaze.
"""


def place(pilot: Pilot[int]) -> LiveListScreen[Any, Any, Any]:
    found = pilot.app.screen
    assert isinstance(found, LiveListScreen)
    return found


async def open_with(pilot: Pilot[int], key: str, words: str = "") -> LiveListScreen[Any, Any, Any]:
    """Ask for one of the three places, and type into it."""
    await press(pilot, key)
    await type_at_once(pilot, *words)
    return place(pilot)


def journals() -> list[bytes]:
    return [path.read_bytes() for path in Path(str(find_folders(os.environ).marks)).glob("*.jsonl")]


async def test_no_character_typed_into_the_line_makes_a_mark() -> None:
    write_episode(1, TEA)
    every = string.ascii_letters + string.digits + " []" + string.punctuation.replace("[", "").replace("]", "")
    async with running("tea-time:1#kettles", SIZE) as pilot:
        await press(pilot, "b", "r")
        library(pilot).marks.settle()
        before = journals()
        for key in KEYS:
            screen = await open_with(pilot, key)
            await type_at_once(pilot, *every)
            assert screen.line.value == every, key
            assert pilot.app.screen is screen, key
            library(pilot).marks.settle()
            assert journals() == before, key
            assert library(pilot).marks.state.opened_urls() == frozenset(), key
            await press(pilot, "escape")


async def test_what_is_typed_at_once_after_the_key_goes_into_the_line() -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#kettles", SIZE) as pilot:
        before = journals()
        for key in KEYS:
            await type_at_once(pilot, "slash" if key == "/" else key, *"hub")
            assert place(pilot).line.value == "hub", key
            assert journals() == before, key
            await press(pilot, "escape")


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_down_enters_the_list_and_escape_goes_back_to_the_line_and_then_to_where_one_was(
    size: tuple[int, int],
) -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#teapots", size) as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "b")
        for key in KEYS:
            screen = await open_with(pilot, key, "teap")
            assert screen.line.has_focus, key
            await press(pilot, "down")
            assert screen.listed.has_focus, key
            assert screen.listed.cursor == 0, key
            await press(pilot, "escape")
            assert screen.line.has_focus, key
            await press(pilot, "down", "up")
            assert screen.line.has_focus, key
            await press(pilot, "escape")
            assert pilot.app.screen is main(pilot), key
            assert here(pilot) == ("tea-time:1", "teapots"), key
            assert focused(pilot) == "notes", key


async def test_keys_typed_at_once_go_from_part_to_part_as_those_typed_one_by_one() -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#kettles", SIZE) as pilot:
        for key in KEYS:
            opened = await open_with(pilot, key)
            for keys, part in (
                (("tab", "tab"), opened.text),
                (("escape", "escape"), opened.line),
                (("down", "tab", "left"), opened.listed),
                (("tab", "tab", "shift+tab", "shift+tab"), opened.listed),
                (("h",), opened.line),
                (("tab", "left"), opened.line),
            ):
                await type_at_once(pilot, *keys)
                assert (pilot.app.screen, opened.focused) == (opened, part), (key, keys)
            await press(pilot, "escape")


async def test_enter_goes_to_the_chosen_row_from_line_list_and_text() -> None:
    write_episode(1, TEA)
    write_episode(2, "## Cups\n")
    async with running("tea-time:1#teapots", SIZE) as pilot:
        await press(pilot, "b")
        for key, (part, there) in product(KEYS, {"line": (), "list": ("down",), "text": ("tab", "tab")}.items()):
            main(pilot).go_to(Target("tea-time:2"))
            screen = await open_with(pilot, key, "glaze" if key != "L" else "teapot")
            await press(pilot, *there)
            assert {"line": screen.line, "list": screen.listed, "text": screen.text}[part].has_focus, (key, part)
            await press(pilot, "enter")
            assert here(pilot) == ("tea-time:1", "teapots"), (key, part)
            assert focused(pilot) == "notes", (key, part)


async def test_the_text_of_the_chosen_row_stands_beside_the_list_with_its_matches_marked() -> None:
    write_episode(1, TEA, published="2019-03-01")
    async with running("tea-time:1#teapots", SIZE) as pilot:
        await press(pilot, "b")
        for key in KEYS:
            await pilot.resize_terminal(*SIZE)
            screen = await open_with(pilot, key, "teapot")
            assert "and a second line" in shown(pilot), key
            assert "Tea Time 1 · Episode 1 · 2019-03-01" in shown(pilot), key
            assert len(screen.text.matches.found) > 0, key
            await pilot.resize_terminal(SIZE[0] - 1, SIZE[1])
            await settle(pilot)
            assert "and a second line" not in "\n".join(line[50:] for line in shown(pilot).splitlines()), key
            await press(pilot, "escape")


async def test_the_text_follows_the_cursor() -> None:
    write_episode(1, TEA)
    async with running(size=SIZE) as pilot:
        await open_with(pilot, "/", "show:tea-time")
        assert "of copper" in shown(pilot)
        await press(pilot, "ctrl+n")
        assert "a second line" in shown(pilot)


async def test_where_there_is_no_room_beside_the_list_tab_shows_the_text_and_escape_the_list() -> None:
    write_episode(1, TEA)
    async with running(size=(80, 24)) as pilot:
        screen = await open_with(pilot, "/", "teapot")
        await press(pilot, "tab", "tab")
        assert "a second line about glaze" in shown(pilot)
        assert not screen.listed.region.height
        await press(pilot, "escape")
        assert screen.listed.has_focus
        assert screen.listed.region.height
        assert not screen.text.region.height


async def test_letters_act_on_marks_in_the_list_and_not_in_the_text() -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#teapots", SIZE) as pilot:
        await press(pilot, "b")
        screen = await open_with(pilot, "B")
        await press(pilot, "tab", "tab", "b", "u", "m")
        assert screen.listed.count == 1
        assert screen.line.value == ""
        assert pilot.app.screen is screen
        await press(pilot, "escape", "b")
        assert screen.listed.count == 0


async def test_control_t_narrows_to_the_show_that_is_open_and_to_its_episode() -> None:
    write_episode(1, TEA)
    write_episode(2, "## Teapots again\n\nA [teapot](https://pots.example/2).\n")
    write_episode(1, "## A teapot\n\nA [teapot](https://cups.example/3) for cups.\n", show="Cup Time")
    async with running("tea-time:1#teapots", SIZE) as pilot:
        for target in (Target("tea-time:2", "teapots-again"), Target("cup-time:1", "a-teapot")):
            await press(pilot, "b")
            main(pilot).go_to(target)
        await press(pilot, "b")
        main(pilot).go_to(Target("tea-time:1", "teapots"))
        for key in KEYS:
            screen = await open_with(pilot, key, "teapot")
            counts, titles = [], []
            for _ in range(4):
                counts.append(screen.listed.count)
                titles.append(str(screen.line.border_title).partition(" · ")[2])
                await press(pilot, "ctrl+t")
            assert counts == [3, 2, 1, 3], key
            assert titles == ["everything", "Tea Time", "Tea Time 1", "everything"], key
            assert screen.line.value == "teapot", key
            await press(pilot, "escape")


async def test_the_help_has_the_keys_that_work_while_one_types_and_no_others() -> None:
    async with running("148#2", size=(100, 40)) as pilot:
        await open_with(pilot, "/")
        rows = {row.keys: row.help for row in rows_here(pilot.app.screen)}
    assert rows["enter"] == "Go there"
    assert rows["↓"] == "Into the list"
    assert rows["↑"] == "One row up"
    assert not {"j", "A", "Page Left", "ctrl+page up"} & rows.keys()


async def test_the_key_bar_says_where_tab_and_down_lead() -> None:
    async with running("148#2", size=(120, 40)) as pilot:
        screen = await open_with(pilot, "/", "asgi")
        said = []
        for _ in range(3):
            said.append(screen.key_bar.render().plain)
            await press(pilot, "tab")
    line, listed, text = said
    assert "↓ List" in line
    assert "tab" not in line
    assert "tab Text" in listed
    assert "↓" not in listed
    assert "tab Line" in text
    assert "↓" not in text


async def test_an_empty_search_uses_the_whole_width_to_say_what_can_be_written() -> None:
    async with running("148#2", SIZE) as pilot:
        await open_with(pilot, "/")
        assert "all of these words, the last by its beginning" in shown(pilot)
        await press(pilot, *"asgi")
        assert place(pilot).text.display


async def test_the_note_on_an_episode_stands_once_below_the_head_of_its_notes() -> None:
    async with running("148", size=(120, 40)) as pilot:
        main(pilot).focus_pane(Pane.EPISODES)
        await press(pilot, "m", *"for the train", "enter")
        assert str(library(pilot).bookmarks("").rows[0].target) == "python-bytes:148"
        lines = [line for line in shown(pilot).splitlines() if "for the train" in line]
        assert len(lines) == 1
