"""Search: hits as one types, and what leads from them."""

from __future__ import annotations

import os
import threading

import pytest
from textual.app import App

from episodes.errors import EarmarkError
from episodes.folders import find_folders
from episodes.library import Library
from episodes.model import Target
from episodes.search.values import Results
from tui.keymap import Pane, command_keys
from tui.screens.search import SearchScreen
from tui.screens.search_walk import SearchSession
from tui.session import recent_searches

from .library_builder import write_episode
from .screen_driver import (
    here,
    lines_of,
    main,
    press,
    resize,
    running,
    search_for,
    search_screen,
    settle,
    shown,
    type_at_once,
    until,
)
from .test_hit_list import hit

TEA = """\
## 1. Kettle boiling points

A kettle needs patience. Any kettle does.

## 2. Teapot glaze

Glaze of a [teapot](https://pots.example/glaze) that keeps warm. No water heater here.

## 3. A second kettle

Another kettle, and a kettle again.
"""


async def test_hits_come_as_one_types_with_their_matches_marked() -> None:
    write_episode(1, TEA, published="2019-03-01")
    async with running() as pilot:
        await press(pilot, "/")
        assert "presenter:brian" in shown(pilot)
        await type_at_once(pilot, *"kett")
        await press(pilot, "l")
        text = shown(pilot)
        assert "2 segments" in text
        assert "Kettle boiling points" in text
        assert "2019-03-01" in text
        roles = [part for line in search_screen(pilot).listed.row_parts(0, 80) for part in line if part[1] == "match"]
        assert roles[0][0].lower().startswith("kettl")


async def test_the_years_of_the_hits_stand_above_them() -> None:
    write_episode(1, TEA, published="2019-03-01")
    write_episode(2, "## Samovar\n\nNo kettle but a samovar.\n", published="2021-03-01")
    async with running() as pilot:
        await search_for(pilot, "kettle")
        assert "2019 2    2020      2021 1" in shown(pilot)
        assert search_screen(pilot).strip.year == 2019
        await press(pilot, "down", "down", "down")
        assert search_screen(pilot).strip.year == 2021
        await pilot.click(search_screen(pilot).strip, offset=(23, 1))
        await settle(pilot)
        assert search_screen(pilot).line.value == "kettle year:2021"
        assert search_screen(pilot).listed.count == 1


async def test_the_strip_of_years_takes_no_room_where_no_hit_has_a_date() -> None:
    write_episode(1, TEA, published="2019-03-01")
    write_episode(2, "## Samovar\n\nNo tea without one.\n", show="Undated")
    async with running() as pilot:
        await search_for(pilot, "kettle")
        assert search_screen(pilot).strip.display
        await search_for(pilot, "samovar")
        assert search_screen(pilot).listed.count == 1
        assert not search_screen(pilot).strip.display


async def test_search_looks_at_everything_whatever_the_view() -> None:
    write_episode(1, TEA)
    async with running() as pilot:
        await press(pilot, "v", "v")
        assert "bookmarked · 0" in shown(pilot)
        await search_for(pilot, "kettle", "enter")
        assert here(pilot)[0] == "tea-time:1"


async def test_escape_in_the_search_leaves_everything_as_it_was() -> None:
    write_episode(1, TEA)
    async with running("148#4") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "j", "j")
        before = here(pilot), main(pilot).notes.place
        await search_for(pilot, "kettle", "down", "down", "escape", "escape")
        assert (here(pilot), main(pilot).notes.place) == before
        assert main(pilot).focused is main(pilot).notes
        await press(pilot, "escape")
        assert main(pilot).focused is main(pilot).outline


async def test_the_up_key_brings_recent_searches_back() -> None:
    write_episode(1, TEA)
    async with running() as pilot:
        for words in ("kettle", "glaze"):
            await search_for(pilot, words, "enter")
        await search_for(pilot, "zzyzx", "escape")
        assert recent_searches(find_folders(os.environ).state) == ["glaze", "kettle"]
        await press(pilot, "/", "backspace", "up")
        assert search_screen(pilot).line.value == "glaze"
        assert "Teapot glaze" in shown(pilot)
        await press(pilot, "up")
        assert search_screen(pilot).line.value == "kettle"
        await press(pilot, "up")
        assert "There is no earlier search." in shown(pilot)
        await press(pilot, "down", "up")
        assert search_screen(pilot).line.value == "kettle"
        assert search_screen(pilot).listed.cursor == 0


async def test_control_n_and_p_and_page_keys_move_in_the_hits_while_typing() -> None:
    for number in range(1, 40):
        write_episode(number, f"## Kettle {number}\n\nOf kettles.\n")
    async with running() as pilot:
        await search_for(pilot, "kettle", "ctrl+n", "ctrl+n", "ctrl+p")
        assert search_screen(pilot).listed.cursor == 1
        await press(pilot, "pagedown")
        assert search_screen(pilot).listed.cursor > 5
        await press(pilot, "pageup", "s")
        assert search_screen(pilot).line.value == "kettles"


async def test_hits_beyond_the_first_page_come_as_one_scrolls() -> None:
    for number in range(1, 121):
        write_episode(number, f"## Kettle {number}\n\nOf kettles.\n")
    async with running() as pilot:
        await search_for(pilot, "kettle")
        assert search_screen(pilot).listed.count == 120
        await press(pilot, "ctrl+end")
        last = search_screen(pilot).listed.current
        assert last is not None
        assert "…" not in shown(pilot).split("kettle", 1)[1]
        await press(pilot, "enter")
        assert here(pilot)[0] == last.segment.target.episode
        assert "hit 120 of 120" in shown(pilot)
        await press(pilot, "N", "N")
        assert "hit 119 of 120" in shown(pilot)


async def test_a_slip_in_the_query_is_said_and_searched_for_all_the_same() -> None:
    write_episode(1, TEA)
    async with running() as pilot:
        await search_for(pilot, '"kettle')
        assert search_screen(pilot).listed.count > 0
        assert search_screen(pilot).query_one("#note").display


async def test_nothing_found_says_so() -> None:
    async with running() as pilot:
        await search_for(pilot, "zzyzx", "enter")
        assert "0 segments" in shown(pilot)
        assert "No segment has all of this" in shown(pilot)
        await press(pilot, "ctrl+u")
        assert "presenter:brian" in shown(pilot)


async def test_it_fits_any_terminal() -> None:
    write_episode(1, TEA, published="2019-03-01")
    async with running(size=(20, 6)) as pilot:
        for width, height in ((20, 6), (40, 15), (80, 24), (140, 45)):
            await resize(pilot, width, height)
            await search_for(pilot, "kettle")
            assert {len(line) for line in shown(pilot).splitlines()} == {width}
            assert "ettle" in shown(pilot).split("kettle", 1)[1] or height < 10, width
            await resize(pilot, 90, 30)
            await press(pilot, "enter", "escape")


async def test_it_has_its_layout_from_the_first_paint_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as pilot:
        painted = []
        monkeypatch.setattr(
            pilot.app, "_display", lambda screen, _: painted.append(screen.has_class("-beside", "-middle"))
        )
        await press(pilot, "/")
        assert painted
        assert all(painted)


async def test_what_is_typed_before_the_line_is_there_belongs_to_it() -> None:
    write_episode(1, TEA)
    async with running("148") as pilot:
        await type_at_once(pilot, "slash", *"kettle")
        assert search_screen(pilot).line.value == "kettle"
        assert search_screen(pilot).listed.count == 2
        assert here(pilot)[0] == "python-bytes:148"


async def test_enter_typed_before_the_line_is_there_opens_the_first_hit() -> None:
    write_episode(1, TEA)
    async with running("148") as pilot:
        await type_at_once(pilot, "slash", *"glaze", "enter")
        assert here(pilot) == ("tea-time:1", "teapot-glaze")


class SlowLibrary(Library):
    """Answers searches slowly, wrongly or not at all."""

    def __init__(self) -> None:
        super().__init__(find_folders(os.environ))
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.broken = False

    def search(self, query: str, *, limit: int = 50, offset: int = 0, folded: bool = True) -> Results:
        if not query:  # which finds nothing, and prepares the next
            return Results()
        self.asked.append(query)
        self.go_on.wait(10)
        if self.broken:
            raise EarmarkError("The index is held by another program.")
        return Results((hit(query),), 1, terms=(query,), years=((2019, 1),))


class Asker(App[None]):
    """Holds the search alone."""

    def __init__(self) -> None:
        super().__init__()
        self.library = SlowLibrary()
        self.answers: list[SearchSession | Target | None] = []

    def on_mount(self) -> None:
        self.push_screen(SearchScreen(self.library, command_keys()), self.answers.append)


async def test_typing_never_waits_and_the_latest_text_wins() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.library.go_on.clear()
        await pilot.press(*"kettle")
        search = app.screen
        assert isinstance(search, SearchScreen)
        assert search.line.value == "kettle"
        assert search.listed.count == 0
        app.library.go_on.set()
        await settle(pilot)
        assert app.library.asked == ["k", "kettle"]
        assert search.listed.current == hit("kettle")


async def test_the_line_is_painted_while_the_index_is_still_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = threading.Event()
    monkeypatch.setattr("tui.screens.live_list.HOLD", 3600)
    monkeypatch.setattr(SlowLibrary, "search", lambda self, query: Results() if read.wait(30) else None)
    app = Asker()
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, SearchScreen) and app.screen.looking)
        assert app._batch_count == 0, "nothing is painted while Textual waits for more"
        read.set()
        await settle(pilot)


async def test_enter_waits_for_the_answer_to_what_was_typed() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.library.go_on.clear()
        await pilot.press(*"tea", "enter")
        assert app.answers == []
        app.library.go_on.set()
        await settle(pilot)
        [answer] = app.answers
        assert isinstance(answer, SearchSession)
        assert answer.hit == hit("tea")
        assert answer.query == "tea"


async def test_an_error_of_the_library_is_said_and_the_next_key_asks_again() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        app.library.broken = True
        await pilot.press("t")
        await settle(pilot)
        assert app.screen.query_one("#note").display
        app.library.broken = False
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(app.screen, SearchScreen)
        assert app.screen.listed.count == 1
        assert not app.screen.query_one("#note").display


async def test_hits_stand_below_a_line_with_their_episode_those_of_one_together() -> None:
    write_episode(1, TEA, published="2019-03-01")
    write_episode(2, "## A kettle, the kettle\n\nKettle.\n", published="2021-03-01")
    async with running(size=(80, 24)) as pilot:
        await search_for(pilot, "kettle")
        lines = lines_of(search_screen(pilot).listed)
        heads = [line for line in lines if "Tea Time" in line]
        assert [" ".join(head.split()) for head in heads] == [
            "Tea Time 2 Episode 2 2021-03-01",
            "Tea Time 1 Episode 1 2019-03-01",
        ]
        first = next(at for at, line in enumerate(lines) if "Episode 1" in line)
        assert "Kettle boiling points" in lines[first + 1]
        assert lines[first + 3].strip() == ""
        assert "A second kettle" in lines[first + 4]


async def test_a_line_says_where_hits_begin_that_only_come_near() -> None:
    write_episode(1, TEA)
    write_episode(2, "## Glaze\n\nOf glaze alone.\n")
    async with running(size=(80, 24)) as pilot:
        await search_for(pilot, "teapot glaze")
        assert "1 segment, 1 near" in shown(pilot)
        [near] = [line for line in lines_of(search_screen(pilot).listed) if "only near" in line]
        assert "Tea Time 2" in near


async def test_a_word_that_nothing_has_is_corrected_and_the_screen_says_so() -> None:
    write_episode(1, TEA)
    async with running() as pilot:
        await search_for(pilot, "teapto ")
        assert "Nothing has 'teapto'; showing 'teapot'." in shown(pilot)
        assert "Teapot glaze" in shown(pilot)


async def test_what_names_an_episode_or_a_segment_jumps_there_by_the_first_row() -> None:
    write_episode(99, TEA.replace("## 2.", "## Ann #2:"), title="Episode Ninety-Nine", published="2019-03-01")
    write_episode(9, "## Nine\n\nOf 99 things.\n")
    async with running() as pilot:
        for typed, segment in (
            ("99", "kettle-boiling-points"),
            ("tea-time:99", "kettle-boiling-points"),
            ("tt:99", "kettle-boiling-points"),
            ("99#2", "teapot-glaze"),
            ("episode nine", "kettle-boiling-points"),
        ):
            main(pilot).go_to(Target("python-bytes:148"))
            await search_for(pilot, typed)
            assert "Go to" in lines_of(search_screen(pilot).listed)[2], typed
            assert "Tea Time 99 · Episode Ninety-Nine · 2019-03-01" in shown(pilot), typed
            await press(pilot, "enter")
            assert (here(pilot), main(pilot).search) == (("tea-time:99", segment), None), typed


async def test_of_what_many_episodes_say_one_hit_stands_for_all_until_they_are_asked_for() -> None:
    for number in range(1, 13):
        write_episode(number, f"## Knot {number}\n\nTied.\n\n## The crew\n\nEvery Friday.\n")
    async with running(size=(80, 24)) as pilot:
        await search_for(pilot, "crew", "down")
        assert "1 segment" in shown(pilot)
        assert "+11 that say the same in other episodes · A shows them" in shown(pilot)
        await press(pilot, "A")
        assert "12 segments" in shown(pilot)
