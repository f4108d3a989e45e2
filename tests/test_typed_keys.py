"""What keys mean by those before them: counts, a key that is held down, and runs that are undone as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from episodes.model import Target
from tui.bindings import HELD, RUN
from tui.keymap import Pane

from .library_builder import write_episode
from .screen_driver import focused, here, library, main, press, running, settle, shown, type_at_once

NAMES = ("pots", "lids", "cups", "tins", "jars", "bowls")
SHORT = "".join(f"## {name.capitalize()}\n\nText.\n\n" for name in NAMES)
LONG = "## One\n\n" + "Text of it.\n\n" * 200 + "## Two\n\nText.\n\n## Three\n\nText.\n"


async def type_at(pilot: Pilot[int], key: str, *times: float) -> None:
    """Type a key at some times, in seconds."""
    for time in times:
        event = events.Key(key, None)
        event.time = time
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await settle(pilot)


def held(start: float, count: int) -> list[float]:
    """Return the times at which a keyboard repeats a key."""
    return [start + number * HELD / 5 for number in range(count)]


def read(pilot: Pilot[int]) -> list[str]:
    """Return the segments of the open episode that are read."""
    return sorted(main(pilot).reader.read)


async def test_a_held_space_stops_at_the_end_of_a_segment_until_it_is_pressed_again() -> None:
    write_episode(1, LONG)
    async with running("tea-time:1#one") as pilot:
        await type_at(pilot, "space", *held(100, 40))
        assert here(pilot)[1] == "one"
        assert read(pilot) == []
        assert "press again" in shown(pilot)
        await type_at(pilot, "space", *held(200, 40))
        assert here(pilot)[1] == "two"
        assert read(pilot) == ["one"]


@pytest.mark.parametrize(("size", "keys"), [((60, 20), ()), ((140, 30), ("z",))], ids=["narrow", "zoomed"])
async def test_space_shows_hidden_notes_before_it_marks_anything_read(size: tuple[int, int], keys: list[str]) -> None:
    write_episode(1, SHORT)
    async with running("tea-time:1#pots", size) as pilot:
        main(pilot).focus_pane(Pane.TREE)
        await press(pilot, *keys)
        await type_at(pilot, "space", 100)
        assert focused(pilot) == "notes"
        assert "Text." in shown(pilot)
        assert read(pilot) == []
        await type_at(pilot, "space", 200)
        assert (read(pilot), here(pilot)[1]) == (["pots"], "lids")


async def test_one_undo_takes_back_what_a_run_of_space_marked_and_redo_marks_it_again() -> None:
    write_episode(1, SHORT)
    async with running("tea-time:1#pots") as pilot:
        await type_at(pilot, "space", 100)
        await type_at(pilot, "space", *(200 + number * RUN * 0.9 for number in range(3)))
        assert read(pilot) == ["cups", "lids", "pots", "tins"]
        await press(pilot, "u")
        assert "Unmarked as read: 3 segments" in shown(pilot)
        assert read(pilot) == ["pots"]
        await press(pilot, "U")
        assert read(pilot) == ["cups", "lids", "pots", "tins"]
        await press(pilot, "u", "u")
        assert read(pilot) == []


async def test_other_keys_end_a_run() -> None:
    write_episode(1, SHORT)
    async with running("tea-time:1#pots") as pilot:
        await type_at(pilot, "space", 100, 100.5)
        await type_at(pilot, "u", 100.6)
        await type_at(pilot, "space", 100.7)
        assert read(pilot) == ["cups"]


async def test_a_count_steps_so_many_segments_as_far_as_there_are() -> None:
    write_episode(1, SHORT)
    async with running("tea-time:1#pots") as pilot:
        for keys, segment in (
            ("3]", "tins"),
            ("]]]2[", "lids"),
            ("9]", "bowls"),
            ("12345]", "bowls"),
            ("01]", "lids"),
            ("]10[", "pots"),
            ("3]9[", "pots"),
            ("2b]", "lids"),
            ("1", "pots"),
        ):
            main(pilot).go_to(Target("tea-time:1", "pots"))
            await press(pilot, *keys)
            assert here(pilot)[1] == segment, keys


async def test_a_count_steps_so_many_episodes_and_rows() -> None:
    for number in range(1, 8):
        write_episode(number, SHORT, f"2030-01-0{number}")
    async with running("tea-time:7") as pilot:
        await press(pilot, *"3J")
        assert here(pilot)[0] == "tea-time:4"
        await press(pilot, *"2K2j")
        assert here(pilot)[0] == "tea-time:4"
        await press(pilot, *"99K")
        assert here(pilot)[0] == "tea-time:7"
        main(pilot).focus_pane(Pane.TREE)
        await press(pilot, *"2j")
        assert here(pilot) == ("tea-time:7", "cups")


async def test_a_count_scrolls_the_notes_by_rows_and_pages() -> None:
    write_episode(1, LONG)
    async with running("tea-time:1#one") as pilot:
        top = main(pilot).notes.scroll_offset.y
        await press(pilot, *"12j")
        assert main(pilot).notes.scroll_offset.y == top + 12
        await press(pilot, "2", "ctrl+f", "ctrl+b", "ctrl+b", *"12k")
        assert main(pilot).notes.scroll_offset.y == top


async def test_keys_typed_at_once_act_where_those_before_them_lead() -> None:
    for number in range(1, 9):
        write_episode(number, SHORT, show="Zebra")
    async with running("zebra:8") as pilot:
        await press(pilot, ",")  # this show alone
        for keys, episode in (("jj", 6), ("GJ", 1), ("gJJ", 6), ("jjjJ", 2), ("5kK", 8)):
            await type_at_once(pilot, *keys)
            assert here(pilot)[0] == f"zebra:{episode}", keys
        await type_at_once(pilot, *"jjR")
        assert library(pilot).marks.read_segments(library(pilot).episode("zebra:6")) == {*NAMES}


@pytest.mark.parametrize("size", [(140, 30), (60, 20)], ids=["three panes", "one pane"])
async def test_keys_typed_at_once_are_those_of_the_pane_that_the_ones_before_went_to(size: tuple[int, int]) -> None:
    for number in (1, 2, 3):
        write_episode(number, SHORT)
    async with running("tea-time:3", size) as pilot:
        for typed, place, pane in (
            ("ljh", ("tea-time:3", "lids"), "episodes"),
            ("\tjjh", ("tea-time:3", "tins"), "episodes"),
            ("lljhhJ", ("tea-time:2", "pots"), "episodes"),
            ("j\rjjl", ("tea-time:1", "cups"), "notes"),
            ("hhkkl", ("tea-time:3", "pots"), "tree"),
        ):
            await type_at_once(pilot, *({"\t": "tab", "\r": "enter"}.get(key, key) for key in typed))
            assert (here(pilot), focused(pilot)) == (place, pane), typed


async def test_a_mark_typed_at_once_after_a_move_is_on_what_the_move_leads_to() -> None:
    write_episode(1, SHORT)
    write_episode(2, LONG + "Text of it.\n\n" * 200)
    async with running("tea-time:1") as pilot:
        await press(pilot, "l")
        await type_at_once(pilot, *"jjb")
        await type_at_once(pilot, *"Gb]")
        await type_at_once(pilot, *"kkr")
        assert library(pilot).marks.bookmarked_segments(library(pilot).episode("tea-time:1")) == {"cups", "bowls"}
        assert read(pilot) == ["tins"]
        main(pilot).go_to(Target("tea-time:2", "one"))
        await press(pilot, "tab")
        await type_at_once(pilot, *"Gb")
        assert library(pilot).marks.bookmarked_segments(library(pilot).episode("tea-time:2")) == {"three"}


async def test_what_is_typed_at_once_with_the_key_of_a_dialog_is_typed_there() -> None:
    write_episode(1, SHORT)
    write_episode(2, SHORT)
    async with running("tea-time:1#lids") as pilot:
        await type_at_once(pilot, "m", *"before #tea", "enter")
        [bookmark] = library(pilot).marks.bookmarks()
        assert (bookmark.target, bookmark.note, bookmark.tags) == (Target("tea-time:1", "lids"), "before", ("tea",))
        await type_at_once(pilot, "a", *"/no/where", "escape")
        await type_at_once(pilot, "question_mark", *"to the next segment", "enter")
        assert here(pilot) == ("tea-time:1", "cups")
        await type_at_once(pilot, "slash", *"tea-time:2", "enter")
        assert here(pilot)[0] == "tea-time:2"
        await type_at_once(pilot, "s", "j", "j", "enter")
        assert main(pilot).reader.shows == {"tea-time"}
        assert not read(pilot)


async def test_a_count_is_shown_and_dropped_by_a_key_that_takes_none() -> None:
    async with running("148#1") as pilot:
        await press(pilot, "4", "2")
        assert "42 times" in shown(pilot)
        await press(pilot, "z", "]")
        assert "42 times" not in shown(pilot)
        assert here(pilot)[1] == library(pilot).targets.find("148#2").segment


async def test_digits_typed_right_after_the_key_of_the_search_are_text() -> None:
    async with running() as pilot:
        await press(pilot, "slash", "1", "4", "8")
        screen = main(pilot).live_list
        assert screen is not None
        assert screen.line.value == "148"


async def test_a_digit_that_the_reader_made_a_key_is_that_key(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('[keys]\nnext-segment = "2"\n')
    async with running("148#1") as pilot:
        await press(pilot, "2")
        assert here(pilot)[1] == library(pilot).targets.find("148#2").segment


async def test_f1_is_help_too() -> None:
    async with running() as pilot:
        await press(pilot, "f1")
        assert "Keys in the" in shown(pilot)


@pytest.mark.parametrize(
    ("setting", "said"), [("", "q quits"), ('quit = ["X", "?"]', "X quits"), ("quit = []", "ctrl+q quits")]
)
async def test_ctrl_c_names_the_key_that_quits(setting: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text(f"[keys]\n{setting}\n")
    async with running("148#1") as pilot:
        await press(pilot, "ctrl+c")
        assert [each.message for each in pilot.app._notifications] == [f"{said} Earmark."]
        assert focused(pilot) is not None
