"""After a search: through the matches and from hit to hit, and back to the same place."""

import pytest

from tui.keymap import Pane

from .library_builder import write_episode
from .screen_driver import here, lines_of, main, press, running, search_for, search_screen, shown
from .test_search_screen import TEA


async def test_enter_opens_the_hit_with_its_matches_marked_and_n_goes_through_them_and_on_to_the_next_hit() -> None:
    write_episode(1, TEA)
    write_episode(2, "## Samovar\n\nNo kettle here but a samovar.\n")
    async with running("tea-time:2") as pilot:
        await search_for(pilot, "kettle", "enter")
        first = here(pilot)
        assert pilot.app.screen is main(pilot)
        assert main(pilot).focused is main(pilot).notes
        assert len(main(pilot).notes.matches.found) == 6
        assert "hit 1 of 3 · kettle" in shown(pilot)
        assert "Next match" in shown(pilot)
        steps = [first]
        for _ in range(6):
            await press(pilot, "n")
            steps.append(here(pilot))
        hits = [step for at, step in enumerate(steps) if at == 0 or step != steps[at - 1]]
        assert len(hits) == 3
        assert set(hits) == {
            ("tea-time:1", "kettle-boiling-points"),
            ("tea-time:1", "a-second-kettle"),
            ("tea-time:2", "samovar"),
        }
        assert ("tea-time:1", "teapot-glaze") not in steps
        await press(pilot, *("n",) * 6)
        assert "This is the last hit." in shown(pilot)
        assert here(pilot) == hits[-1]
        await press(pilot, *("N",) * 12)
        assert here(pilot) == first
        assert "This is the first hit." in shown(pilot)


@pytest.mark.parametrize("size", [(140, 45), (80, 24), (60, 20)])
async def test_escape_comes_back_to_the_same_episode_row_and_focus(size: tuple[int, int]) -> None:
    for number in range(1, 60):
        write_episode(number, f"## Story {number}\n\n" + "A long line.\n\n" * (60 if number == 29 else 1))
    write_episode(99, TEA, published="2020-01-01")
    async with running("tea-time:30", size) as pilot:
        screen = main(pilot)
        screen.focus_pane(Pane.EPISODES)
        await press(pilot, "j", "j", "k")
        screen.focus_pane(Pane.NOTES)
        await press(pilot, "ctrl+d", "j", "j")
        assert (here(pilot)[0], screen.notes.scroll_offset.y > 0) == ("tea-time:29", True)
        assert screen.episode_list.scroll_offset.y > 0
        before = (here(pilot), screen.notes.place, screen.episode_list.cursor_id, screen.episode_list.scroll_offset)
        outline = (screen.outline.cursor, screen.outline.scroll_offset)
        scroll = screen.notes.scroll_offset
        await search_for(pilot, "kettle", "enter", "n", "n")
        assert here(pilot)[0] == "tea-time:99"
        await press(pilot, "escape")
        after = (here(pilot), screen.notes.place, screen.episode_list.cursor_id, screen.episode_list.scroll_offset)
        assert after == before
        assert (screen.outline.cursor, screen.outline.scroll_offset) == outline
        assert screen.notes.scroll_offset == scroll
        assert screen.focused is screen.notes
        assert len(screen.notes.matches.found) == 0
        assert "hit" not in shown(pilot).splitlines()[-1]


async def test_a_link_under_the_trees_cursor_and_a_zoomed_pane_come_back_too() -> None:
    write_episode(1, TEA)
    async with running("148") as pilot:
        screen = main(pilot)
        screen.focus_pane(Pane.TREE)
        await press(pilot, "j", "z")
        before = screen.outline.url, screen.outline.cursor
        assert before[0] is not None
        await search_for(pilot, "kettle", "enter", "escape")
        assert (screen.outline.url, screen.outline.cursor) == before
        assert screen.has_class("-zoomed")
        assert screen.focused is screen.outline


async def test_while_a_search_is_active_h_still_goes_a_pane_back_and_only_escape_ends_it() -> None:
    write_episode(1, TEA)
    async with running("148") as pilot:
        await search_for(pilot, "kettle", "enter", "h")
        assert main(pilot).focused is main(pilot).outline
        assert main(pilot).search is not None
        await press(pilot, "escape")
        assert main(pilot).search is None
        assert here(pilot)[0] == "python-bytes:148"


async def test_a_search_after_a_search_leads_back_to_where_the_first_began() -> None:
    write_episode(1, TEA)
    async with running("148") as pilot:
        await search_for(pilot, "kettle", "enter")
        await search_for(pilot, "glaze", "enter")
        assert here(pilot) == ("tea-time:1", "teapot-glaze")
        await press(pilot, "/", "escape")
        assert here(pilot) == ("tea-time:1", "teapot-glaze")
        await press(pilot, "escape")
        assert here(pilot)[0] == "python-bytes:148"


async def test_slash_again_has_the_last_search_selected_and_the_cursor_on_its_hit() -> None:
    write_episode(1, TEA)
    async with running() as pilot:
        await search_for(pilot, "kettle", "down", "down", "enter")
        hit = here(pilot)
        await press(pilot, "escape", "/")
        assert search_screen(pilot).line.value == search_screen(pilot).line.selected_text == "kettle"
        assert search_screen(pilot).listed.cursor == 1
        await press(pilot, "enter")
        assert here(pilot) == hit
        await search_for(pilot, "glaze")
        assert search_screen(pilot).line.value == "glaze"


async def test_hits_follow_the_jumps_and_are_gone_through_as_ever() -> None:
    for number in range(1, 60):
        write_episode(number, f"## Story {number}\n\nOf 99 things.\n")
    write_episode(99, TEA)
    async with running("148") as pilot:
        await search_for(pilot, "99", "down", "G")
        assert "…" not in lines_of(search_screen(pilot).listed)[-1]
        last = search_screen(pilot).listed.current
        assert last is not None
        total = search_screen(pilot).listed.count - 1
        await press(pilot, "enter")
        assert here(pilot)[0] == last.segment.target.episode
        assert f"hit {total} of {total}" in shown(pilot)


async def test_slash_while_a_search_is_active_has_the_cursor_on_its_hit_below_the_jumps() -> None:
    for number in range(1, 5):
        write_episode(number, f"## Story {number}\n\nOf 99 things.\n")
    write_episode(99, TEA)
    async with running("148") as pilot:
        await search_for(pilot, "99", "down", "down", "enter")
        await press(pilot, "n")
        target = here(pilot)
        await press(pilot, "/")
        at = search_screen(pilot).listed.current
        assert at is not None
        assert (at.segment.target.episode, at.segment.target.segment) == target
        await press(pilot, "escape", "N", "n", "/")
        assert search_screen(pilot).listed.current == at
        await press(pilot, *"zzzz", "escape")
        assert here(pilot) == target
        await press(pilot, "n", "/")
        assert search_screen(pilot).line.value == "zzzz"
        assert search_screen(pilot).listed.cursor == 0


async def test_within_an_episode_n_and_capital_n_go_from_match_to_match() -> None:
    write_episode(1, TEA)
    write_episode(2, "## Samovar\n\nNo kettle but a samovar.\n")
    async with running("tea-time:1") as pilot:
        await press(pilot, "/", *"kettle", "ctrl+t", "ctrl+t", "enter")
        assert "hit 1 of 2" in shown(pilot)
        await press(pilot, *("n",) * 6)
        assert here(pilot) == ("tea-time:1", "a-second-kettle")
        assert "This is the last hit." in shown(pilot)
        await press(pilot, *("N",) * 6)
        assert here(pilot) == ("tea-time:1", "kettle-boiling-points")
