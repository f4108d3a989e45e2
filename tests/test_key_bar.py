"""The key bar: what it shows at any width, a click on a key, and that help and every command are never far."""

from __future__ import annotations

from tui.bindings import CommandProvider
from tui.keymap import COMMANDS, Pane, works_in
from tui.screens.help import HelpScreen

from .screen_driver import here, library, main, press, resize, running, settle, shown


async def test_help_and_quit_stand_in_it_at_every_width() -> None:
    async with running("148#2") as pilot:
        for width in (24, 40, 60, 80, 100, 140, 200):
            main(pilot).key_bar.work = ""
            await resize(pilot, width, 24)
            bar = shown(pilot).splitlines()[-1]
            assert "? Help  q Quit" in bar, width
            assert ("space Read on" in bar) is (width >= 40), width
            main(pilot).key_bar.work = "Updating 1 of 5"
            await settle(pilot)
            assert "? Help" in shown(pilot).splitlines()[-1], width


async def test_a_click_on_a_key_presses_it() -> None:
    async with running("148#2", size=(140, 24)) as pilot:
        bar = shown(pilot).splitlines()[-1]
        await pilot.click("KeyBar", offset=(bar.index("Bookmark"), 0))
        await settle(pilot)
        assert len(library(pilot).marks.bookmarks()) == 1
        assert "Bookmarked: awesome-asgi" in shown(pilot)
        await pilot.click("KeyBar", offset=(bar.index("Help"), 0))
        assert "Bookmarked: awesome-asgi" not in shown(pilot), "the keys are back"
        await pilot.click("KeyBar", offset=(bar.index("Help"), 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)


async def test_a_click_beside_the_keys_does_nothing() -> None:
    async with running("148#2", size=(140, 24)) as pilot:
        before = here(pilot)
        await pilot.click("KeyBar", offset=(138, 0))
        await settle(pilot)
        assert (here(pilot), pilot.app.screen) == (before, main(pilot))


async def test_help_lies_over_every_box_and_closes_to_it() -> None:
    async with running("468#connect-with-the-hosts") as pilot:
        for key in "sCTx":
            await press(pilot, key)
            box = pilot.app.screen
            assert box is not main(pilot), key
            await press(pilot, "?")
            assert isinstance(pilot.app.screen, HelpScreen), key
            assert "Keys here" in shown(pilot), key
            assert "Close" in shown(pilot), key
            await press(pilot, "f1", "escape")
            assert pilot.app.screen is box, key
            await press(pilot, "escape")
            assert pilot.app.screen is main(pilot), key


async def test_where_one_types_f1_shows_the_help() -> None:
    async with running("148#2") as pilot:
        for key in ("slash", "L", "B", "a", "m"):
            await press(pilot, key, "f1")
            assert "Keys here" in shown(pilot), key
            await press(pilot, "escape", "escape")
            assert pilot.app.screen is main(pilot), key


async def test_the_palette_offers_every_command_that_works_where_one_is() -> None:
    async with running("148") as pilot:
        offered = [hit.text async for hit in CommandProvider(main(pilot)).discover()]
        wanted = {command.label for command in COMMANDS if works_in(command, Pane.EPISODES)}
        assert set(offered) == wanted
        assert offered.index("Down") > offered.index("Quit"), "what only moves comes last"


async def test_what_has_no_title_is_named_once() -> None:
    from .library_builder import write_episode

    path = write_episode(5, "## Pots\n\nPots.\n", "2031-01-01")
    path.write_text(path.read_text().replace("title: Episode 5\n", ""))
    async with running("tea-time:5", size=(140, 24)) as pilot:
        assert main(pilot).notes.border_title == "Tea Time 5"
        assert "Tea Time 5 · Tea Time 5" not in shown(pilot)
        assert "  5 Tea Time  " in shown(pilot)
