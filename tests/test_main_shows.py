"""What the list of episodes has: one show, some or all, in which view and order; and catching up with a show."""

from __future__ import annotations

import os
import threading

import pytest
from textual.pilot import Pilot

from episodes.folders import find_folders
from episodes.library import Library
from episodes.listing import View

from .library_builder import write_episode
from .screen_driver import here, library, main, press, running, shown, until

NOTES = "## Pots\n\nPots.\n\n## Cups\n\nCups.\n"


@pytest.fixture(autouse=True)
def two_more_shows() -> None:
    """Write episodes of two shows beside the bundled one, younger than its."""
    for number in (1, 2, 3):
        write_episode(number, NOTES, f"2030-01-0{number}")
    write_episode(7, NOTES, "2031-05-06", show="Apples")


def listed(pilot: Pilot[int]) -> str:
    """Return what the list's head says."""
    return str(main(pilot).episode_list.border_title)


async def test_s_lists_the_shows_and_enter_lists_the_episodes_of_one() -> None:
    async with running() as pilot:
        assert listed(pilot) == "Episodes · 16"
        await press(pilot, "s")
        for said in (
            "All shows 16 episodes 16 unread 2031-05-06",
            "app Apples 1 episode 1 unread 2031-05-06",
            "pb Python Bytes 12 episodes 12 unread",
        ):
            assert said in " ".join(shown(pilot).split())
        await press(pilot, "j", "j", "j", "enter")
        assert listed(pilot) == "Tea Time · 3"
        assert here(pilot)[0] == "tea-time:3", "where none of its episodes is open, the first is"
        assert " tt " not in shown(pilot), "one show needs no name in its rows"
        await press(pilot, "s", "escape")
        assert listed(pilot) == "Tea Time · 3"
        await press(pilot, "s", "g", "enter")
        assert listed(pilot) == "Episodes · 16"


async def test_space_marks_several_shows() -> None:
    async with running() as pilot:
        await press(pilot, "s", "j", "space", "j", "space")
        assert "enter lists the 2 marked" in shown(pilot)
        await press(pilot, "enter")
        assert listed(pilot) == "app, tt · 4"
        await press(pilot, "s")
        assert shown(pilot).count("◆") == 2
        await press(pilot, "j", "enter")
        assert listed(pilot) == "Python Bytes · 12", "what was marked before does not outlast the choice of one"


async def test_comma_and_full_stop_go_through_the_shows_and_come_back_to_the_episode_that_was_open() -> None:
    async with running() as pilot:
        await press(pilot, "full_stop")
        assert (listed(pilot), here(pilot)[0]) == ("Apples · 1", "apples:7")
        await press(pilot, "full_stop", "full_stop", "j")
        assert (listed(pilot), here(pilot)[0]) == ("Tea Time · 3", "tea-time:2")
        await press(pilot, "comma")
        assert listed(pilot) == "Python Bytes · 12"
        await press(pilot, "full_stop")
        assert here(pilot)[0] == "tea-time:2"
        await press(pilot, "full_stop")
        assert (listed(pilot), here(pilot)[0]) == ("Episodes · 16", "tea-time:2")


async def test_shows_and_order_stay_at_the_next_start() -> None:
    async with running() as pilot:
        await press(pilot, "comma", "O", "O")
        assert listed(pilot) == "Tea Time · 3 · by number"
        await press(pilot, "q")
    async with running() as pilot:
        assert listed(pilot) == "Tea Time · 3 · by number"
        await press(pilot, "q")
    async with running("tea-time:1") as pilot:
        assert listed(pilot) == "Tea Time · 3 · by number"
        await press(pilot, "q")
    async with running("148") as pilot:
        assert listed(pilot) == "Episodes · 16 · by number", "a list of shows without the episode that was asked for"


async def test_a_show_that_is_gone_at_the_next_start_leaves_all_listed() -> None:
    async with running() as pilot:
        await press(pilot, "full_stop", "q")
    os.unlink(f"{find_folders(os.environ).episodes}/apples/007.md")
    async with running(indexed=False) as pilot:
        await until(pilot, lambda: listed(pilot) == "Episodes · 15")


async def test_a_show_that_comes_back_is_listed_alone_again() -> None:
    async with running() as pilot:
        await press(pilot, "full_stop")
        file = f"{find_folders(os.environ).episodes}/apples/007.md"
        os.rename(file, f"{file}.away")
        library(pilot).synchronise()
        main(pilot).library_changed()
        assert listed(pilot) == "Episodes · 15"
        os.rename(f"{file}.away", file)
        library(pilot).synchronise()
        main(pilot).library_changed()
        assert listed(pilot) == "Apples · 1"


async def test_a_view_is_of_the_shows_that_are_listed_and_says_how_to_leave_it_while_it_is_empty() -> None:
    async with running() as pilot:
        await press(pilot, "full_stop", "R", "v")
        assert listed(pilot) == "Apples · unread · 0"
        assert main(pilot).episode_list.empty == (
            "Everything of Apples is read. esc shows all episodes of Apples, v those with a bookmark."
        )
        await press(pilot, "escape")
        assert listed(pilot) == "Apples · 1"
        await press(pilot, "v", "v")
        assert "No episode of Apples" in shown(pilot)
        await press(pilot, "v")
        assert listed(pilot) == "Apples · 1"


async def test_an_empty_view_does_not_outlast_a_restart_and_another_does() -> None:
    async with running() as pilot:
        await press(pilot, "full_stop", "v", "q")
    async with running() as pilot:
        assert listed(pilot) == "Apples · unread · 1"
        await press(pilot, "R", "q")
    async with running() as pilot:
        assert listed(pilot) == "Apples · 1"


async def test_under_the_years_the_cursor_passes_their_headings() -> None:
    async with running() as pilot:
        episodes = main(pilot).episode_list
        await press(pilot, "O")
        assert (episodes.cursor, episodes.cursor_id) == (1, "apples:7")
        rows = [line[:32].strip() for line in shown(pilot).splitlines()]
        assert [row for row in rows if row.isdecimal()][:2] == ["2031", "2030"]
        await press(pilot, "j")
        assert (episodes.cursor, here(pilot)[0]) == (3, "tea-time:3")
        await press(pilot, "k", "k", "g")
        assert (episodes.cursor, here(pilot)[0]) == (1, "apples:7")
        await press(pilot, "J", "J")
        assert (episodes.cursor, here(pilot)[0]) == (4, "tea-time:2")
        await press(pilot, "G")
        assert episodes.cursor == episodes.count - 1
        await press(pilot, "O")
        assert episodes.count == 16


async def test_enter_opens_the_row_under_the_cursor_where_another_episode_is_open() -> None:
    async with running() as pilot:
        await press(pilot, "R", "v")
        assert here(pilot)[0] == "apples:7"
        assert main(pilot).episode_list.cursor_id == "tea-time:3"
        await press(pilot, "enter")
        assert here(pilot)[0] == "tea-time:3"


async def test_catching_up_marks_all_that_is_older_and_one_undo_takes_it_back() -> None:
    async with running("tea-time:2") as pilot:
        await press(pilot, "C")
        assert "Older than 2 · Episode 2" in shown(pilot)
        assert "All of Tea Time" in shown(pilot)
        await press(pilot, "enter")
        assert "Read: 1 episode." in shown(pilot)
        assert {row.id: row.read for row in library(pilot).rows("tt")} == {
            "tea-time:1": 2, "tea-time:2": 0, "tea-time:3": 0,
        }  # fmt: skip
        await press(pilot, "C", "j", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        assert "All of Tea Time" not in shown(pilot)
        assert all(row.read == 2 for row in Library(find_folders(os.environ)).rows("tea-time"))
        await press(pilot, "C")
        assert "Everything of Tea Time is read." in shown(pilot)
        await press(pilot, "u")
        assert "Unmarked as read: 4 segments of 2 episodes" in shown(pilot)
        assert [row.read for row in library(pilot).rows("tt")] == [0, 0, 2]


async def test_an_unread_episode_that_cannot_be_read_any_more_is_said_and_not_gone_to() -> None:
    async with running("tea-time:3#cups") as pilot:
        os.unlink(f"{find_folders(os.environ).episodes}/tea-time/002.md")
        await press(pilot, "n")
        assert "002.md: No such file or directory" in shown(pilot)
        assert here(pilot) == ("tea-time:3", "cups")


async def test_catching_up_is_asked_about_and_escape_leaves_all_as_it_was() -> None:
    async with running("148") as pilot:
        await press(pilot, "C", "escape")
        assert pilot.app.screen is main(pilot)
        assert all(row.read == 0 for row in library(pilot).rows())


async def test_catching_up_with_many_can_be_stopped_and_what_was_marked_is_undone_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.screens.shows._AT_ONCE", 1)
    async with running("148") as pilot:
        readable = library(pilot).readable

        def stop_at_the_second(numbers: list[int]) -> object:
            if len(asked := [*asked_for, *numbers]) == 2:
                pilot.app.call_from_thread(pilot.app.screen.action_close)  # type: ignore[attr-defined]
            asked_for[:] = asked
            return readable(numbers)

        asked_for: list[int] = []
        monkeypatch.setattr(library(pilot), "readable", stop_at_the_second)
        await press(pilot, "C", "j", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: "Read: 2 episodes, then stopped." in shown(pilot))
        await press(pilot, "u")
        assert all(row.read == 0 for row in library(pilot).rows())


async def test_catching_up_that_ends_below_the_help_answers_once_the_help_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running("148") as pilot:
        readable, go_on = library(pilot).readable, threading.Event()

        def wait_and_read(numbers: list[int]) -> object:
            go_on.wait(30)
            return readable(numbers)

        monkeypatch.setattr(library(pilot), "readable", wait_and_read)
        await press(pilot, "C", "j", "enter", "?")
        assert "Keys here" in shown(pilot)
        go_on.set()
        await until(pilot, lambda: all(row.read for row in library(pilot).rows("pb")))
        assert "Keys here" in shown(pilot), "what is typed into the help goes nowhere else"
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: "Read: 12 episodes." in shown(pilot))


async def test_an_episode_that_cannot_be_read_any_more_does_not_keep_the_others_from_being_marked() -> None:
    async with running("apples:7") as pilot:
        await press(pilot, "comma")
        os.unlink(f"{find_folders(os.environ).episodes}/tea-time/002.md")
        await press(pilot, "C", "j", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        rows = {row.id: row.read for row in library(pilot).rows("tt")}
        assert (rows["tea-time:1"], rows["tea-time:3"]) == (2, 2)


@pytest.mark.parametrize(("view", "key"), [(View.UNREAD, "R"), (View.BOOKMARKED, "b")])
async def test_a_change_of_the_library_leaves_the_open_episode_in_its_place_though_the_view_has_it_no_more(
    view: View, key: str
) -> None:
    for number in range(1, 41):
        write_episode(number, NOTES, "2035-01-01")
    async with running("tea-time:10", (140, 24)) as pilot:
        marks = library(pilot).marks
        for number in range(1, 41):
            marks.set_bookmark(library(pilot).episode(f"tea-time:{number}"), None, on=True)
        main(pilot).refill_list(view)
        await press(pilot, key)
        top = main(pilot).episode_list.scroll_offset.y
        assert top > 0
        main(pilot).library_changed()
        assert main(pilot).episode_list.scroll_offset.y == top
        assert main(pilot).episode_list.cursor_id == "tea-time:10"
        await press(pilot, "J")
        assert here(pilot)[0] == "tea-time:9"
        main(pilot).refill_list(view)
        assert library(pilot).listing(view).count() == int(listed(pilot).split()[-1])


async def test_numbers_have_the_room_that_the_listed_shows_need() -> None:
    write_episode(123456, NOTES, "2031-05-06", show="Apples")
    async with running("pb:480", (140, 24)) as pilot:
        assert "○    480 Proud" in shown(pilot)
        await press(pilot, ",", ",")
        assert listed(pilot) == "Python Bytes · 12"
        assert "○ 480 Proud" in shown(pilot)


async def test_a_change_of_the_library_brings_no_episode_into_a_view_that_had_it_not() -> None:
    for number in range(1, 61):
        write_episode(number, NOTES, "2035-01-01")
    async with running("tea-time:5", (140, 24)) as pilot:
        await press(pilot, "R", "v")
        assert listed(pilot).endswith("unread · 72")
        write_episode(61, NOTES, "2034-01-01")
        library(pilot).synchronise()
        main(pilot).library_changed()
        assert listed(pilot).endswith("unread · 73")
        assert main(pilot).episode_list.scroll_offset.y == main(pilot).episode_list.cursor == 0
        await press(pilot, "v")
        assert "No episode has a bookmark" in shown(pilot)
        main(pilot).library_changed()
        await pilot.pause()
        assert "No episode has a bookmark" in shown(pilot)


async def test_an_episode_that_is_gone_leaves_the_list_where_it_is() -> None:
    paths = [write_episode(number, NOTES, "2035-01-01") for number in range(1, 61)]
    async with running("tea-time:30", (140, 24)) as pilot:
        top = main(pilot).episode_list.scroll_offset.y
        paths[29].unlink()
        library(pilot).synchronise()
        main(pilot).library_changed()
        assert main(pilot).episode_list.scroll_offset.y == top > 0
        assert main(pilot).episode_list.cursor_id == "tea-time:29"
        assert here(pilot)[0] == "tea-time:30"
        write_episode(61, NOTES, "2035-02-01")
        library(pilot).synchronise()
        main(pilot).library_changed()
        assert main(pilot).episode_list.cursor_id == "tea-time:29"
