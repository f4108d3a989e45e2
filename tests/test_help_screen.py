"""The help: the keys of the pane that has the focus, searched as one types, and run from there."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.bindings import pane_bindings, run_command
from tui.keymap import COMMANDS, Pane, command_keys, help_rows, works_in
from tui.screens.help import HelpList, HelpScreen
from tui.widgets.row_text import LEGEND

from .screen_driver import type_at_once


class Under(Screen[None]):
    """What lies under the help."""

    BINDINGS = pane_bindings(Pane.ANY)
    undone = 0

    def action_undo(self) -> None:
        self.undone += 1


class Helper(App[None]):
    """Holds the help over an empty screen."""

    def __init__(self, pane: Pane, changed: dict[str, tuple[str, ...]] | None = None) -> None:
        super().__init__()
        self.help_screen = HelpScreen(f"Keys in the {pane}", help_rows(pane, command_keys(changed or {})))
        self.answers: list[str | None] = []

    def get_default_screen(self) -> Under:
        return Under()

    def on_mount(self) -> None:
        self.push_screen(self.help_screen, self.answers.append)

    @property
    def shown(self) -> list[str]:
        return [row.id for row in self.help_screen.query_one(HelpList).items if row.id]


async def test_it_has_the_commands_of_the_pane_and_what_the_signs_mean() -> None:
    app = Helper(Pane.NOTES)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        assert app.shown == [command.id for command in COMMANDS if works_in(command, Pane.NOTES)]
        assert "deeper" not in app.shown
        rows = app.help_screen.query_one(HelpList).items
        assert [row.keys for row in rows if row.group == "Signs"] == [sign for sign, _ in LEGEND]


async def test_a_double_click_runs_a_command_as_enter_does() -> None:
    app = Helper(Pane.NOTES)
    async with app.run_test(size=(100, 40)) as pilot:
        await type_at_once(pilot, *"undo")
        rows = app.help_screen.query_one(HelpList).items
        at = next(index for index, row in enumerate(rows) if row.id == "undo")
        await pilot.click(HelpList, offset=(5, at), times=2)
        await pilot.pause()
        assert app.answers == ["undo"]


async def test_typing_searches_keys_names_and_sentences() -> None:
    app = Helper(Pane.TREE)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press(*"unread")
        assert {"next-unread", "previous-unread", "read-on"} <= set(app.shown)
        assert "quit" not in app.shown
        await pilot.press("ctrl+u")
        await type_at_once(pilot, *"main copy")
        assert app.shown == ["copy-link"]
        await pilot.press("ctrl+u")
        await type_at_once(pilot, *"qqq")
        assert app.shown == []
        await pilot.press("enter", "down")
        assert app.answers == []
        await pilot.press("ctrl+u")
        assert len(app.shown) > 20


async def test_it_shows_the_readers_own_keys() -> None:
    app = Helper(Pane.TREE, {"undo": ("ctrl+z",), "zoom": ()})
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        keys = {row.id: row.keys for row in app.help_screen.query_one(HelpList).items}
        assert keys["undo"] == "ctrl+z"
        assert keys["zoom"] == ""


async def test_the_row_under_the_cursor_is_told_in_full_with_its_name() -> None:
    app = Helper(Pane.TREE)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("down", "down", "up", "pagedown", "pageup", "down")
        row = app.help_screen.query_one(HelpList).current
        assert row is not None
        said = str(app.help_screen.query_one("#more", Static).content)
        assert row.help in said
        assert row.id in said


async def test_enter_answers_with_the_command_and_it_can_be_run() -> None:
    app = Helper(Pane.TREE)
    async with app.run_test(size=(60, 24)) as pilot:
        await type_at_once(pilot, *"undo the last", "enter")
        assert app.answers == ["undo"]
        under = app.screen
        assert isinstance(under, Under)
        assert await run_command(under, "undo")
        assert under.undone == 1
        assert not await run_command(under, "deeper")


async def test_a_sign_is_not_a_command_and_escape_closes() -> None:
    app = Helper(Pane.TREE)
    async with app.run_test(size=(60, 24)) as pilot:
        await type_at_once(pilot, *"partly", "enter")
        assert app.answers == []
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_tiny_terminal_is_enough() -> None:
    app = Helper(Pane.TREE)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press("down", "u", "pagedown")
        await pilot.resize_terminal(1, 1)
        await pilot.press("escape")
        assert app.answers == [None]


class Bare(App[None]):
    """Shows that the help needs no screen of ours below it."""

    def compose(self) -> ComposeResult:
        yield Static("")


async def test_it_opens_over_any_application() -> None:
    app = Bare()
    async with app.run_test() as pilot:
        await app.push_screen(HelpScreen("Keys", help_rows(Pane.ANY, command_keys())))
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
