"""What lies over the main screen: from the key to the dialog, and from its answer to what comes of it."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

import pytest
from textual.pilot import Pilot

from episodes.errors import MarksNotKept
from episodes.folders import find_folders
from tui.screens.add import AddScreen
from tui.screens.bookmarks import BookmarksScreen
from tui.screens.dialog import LinkProblem, ThemeChoice
from tui.screens.help import HelpList, HelpScreen
from tui.screens.links import AlsoInScreen, LinksScreen
from tui.screens.note import NotePrompt
from tui.screens.search import SearchScreen

from .library_builder import write_episode
from .screen_driver import here, library, main, press, running, settle, shown, type_at_once

SIZE = (80, 24)
TEA = "## [Pots](https://pots.example/)\n\nPots.\n\n## [Cups](ftp://cups.example/)\n\nCups.\n"


def over(pilot: Pilot[int]) -> list[str]:
    """Return what lies over the main screen, the uppermost last."""
    return [type(screen).__name__ for screen in pilot.app.screen_stack[1:]]


async def test_a_key_that_comes_twice_at_once_opens_one_screen() -> None:
    write_episode(1, TEA)
    write_episode(2, TEA)
    async with running("tea-time:1", SIZE) as pilot:
        for key, screen in {
            "m": NotePrompt,
            "B": BookmarksScreen,
            "L": LinksScreen,
            "a": AddScreen,
            "question_mark": HelpScreen,
            "x": AlsoInScreen,
            "slash": SearchScreen,
        }.items():
            await type_at_once(pilot, key, key)
            assert over(pilot) == [screen.__name__], key
            await press(pilot, "escape")
            assert over(pilot) == [], key
        await type_at_once(pilot, "T", "T")  # the second one closes it, as it does when one looks before
        assert over(pilot) == []


async def test_a_dialog_says_on_a_narrow_terminal_too_how_it_is_left() -> None:
    write_episode(1, TEA)
    write_episode(2, TEA)
    async with running("tea-time:1#pots", size=(50, 20)) as pilot:
        library(pilot).marks.set_bookmark(library(pilot).episode("tea-time:2"), None, on=True, tags=("tea",))
        for keys in ("m", "s", "T", "C", "x", "a", "s j space"):
            await press(pilot, *keys.split())
            assert "esc closes" in shown(pilot), keys
            await press(pilot, "escape")
            assert over(pilot) == [], keys


async def test_the_help_of_the_bookmarks_names_every_group_once() -> None:
    async with running("148#2", SIZE) as pilot:
        await press(pilot, "b", "B", "down", "question_mark")
        groups = [group for group, _ in groupby(pilot.app.screen.query_one(HelpList).items, lambda row: row.group)]
        assert "Here" in groups
        assert len(groups) == len(set(groups))


async def test_two_keys_that_come_at_once_open_the_first_ones_screen() -> None:
    async with running("148", SIZE) as pilot:
        await type_at_once(pilot, "T", "a")
        assert over(pilot) == [ThemeChoice.__name__]


async def test_marks_that_were_changed_among_the_bookmarks_are_drawn_behind_them() -> None:
    async with running("148#2", SIZE) as pilot:
        await press(pilot, "b")
        assert "◥" in shown(pilot)
        await press(pilot, "B", "down", "b", "escape", "escape")
        assert over(pilot) == []
        assert "◥" not in shown(pilot)
        await press(pilot, "B", "down", "u", "escape", "escape")
        assert "◥" in shown(pilot)


async def test_a_bookmarks_link_is_opened_or_the_reason_is_shown_over_the_bookmarks(opened: list[str]) -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#pots", SIZE) as pilot:
        await press(pilot, "b", "]", "b", "B", "down", "o")
        assert over(pilot) == [BookmarksScreen.__name__, LinkProblem.__name__]
        assert "ftp: addresses stay closed" in shown(pilot)
        await press(pilot, "escape", "j", "o")
        assert opened == ["https://pots.example/"]
        assert "Opened https://pots.example/" in shown(pilot)
        assert opened[0] in library(pilot).marks.state.opened_urls()


async def test_a_note_that_cannot_be_kept_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MarksNotKept("/marks", "the disk is full")

    async with running("148#2", SIZE) as pilot:
        monkeypatch.setattr(library(pilot).marks, "set_bookmark", fail)
        await pilot.press("m")
        await pilot.pause()
        await type_at_once(pilot, *"why", "enter")
        assert "the disk is full" in shown(pilot)


async def test_a_chosen_theme_is_kept_for_the_next_start_and_escape_keeps_none() -> None:
    settings = Path(str(find_folders(os.environ).settings))
    async with running(size=SIZE) as pilot:
        await press(pilot, "T", "j", "escape")
        assert pilot.app.theme == "earmark-dark"
        assert not settings.exists()
        await press(pilot, "T", "j", "enter")
        assert pilot.app.theme == "earmark-light"
        assert 'theme = "earmark-light"' in settings.read_text()


async def test_a_theme_that_cannot_be_kept_is_shown_for_this_session_with_the_reason() -> None:
    settings = Path(str(find_folders(os.environ).settings))
    settings.parent.mkdir(parents=True)
    async with running(size=SIZE) as pilot:
        settings.write_text("[keys\n")
        await press(pilot, "T", "j", "enter")
        assert pilot.app.theme == "earmark-light"
        assert settings.read_text() == "[keys\n"
        assert settings.name in shown(pilot).splitlines()[-1]


async def test_the_help_opens_what_is_chosen_in_it() -> None:
    async with running("148", SIZE) as pilot:
        await pilot.press("?")
        await pilot.pause()
        await type_at_once(pilot, *"all bookmarks", "enter")
        assert over(pilot) == [BookmarksScreen.__name__]


async def test_a_link_can_be_opened_where_the_episodes_file_is_gone_meanwhile(opened: list[str]) -> None:
    path = write_episode(1, TEA)
    async with running("tea-time:1#pots", SIZE) as pilot:
        path.unlink()
        await press(pilot, "o")
        assert opened == ["https://pots.example/"]
        assert here(pilot) == ("tea-time:1", "pots")


async def test_reading_on_stays_where_the_read_mark_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MarksNotKept("/marks", "the disk is full")

    write_episode(1, TEA)
    async with running("tea-time:1#pots", SIZE) as pilot:
        monkeypatch.setattr(library(pilot).marks, "set_read", fail)
        await press(pilot, "space")
        assert here(pilot) == ("tea-time:1", "pots")
        assert "the disk is full" in shown(pilot)
        assert main(pilot).reader.read == frozenset()


async def test_enter_in_the_list_of_sources_twice_adds_once(tmp_path: Path) -> None:
    (tmp_path / "tea").mkdir()
    (tmp_path / "tea" / "1.md").write_text("---\nshow: Tea Time\nnumber: 1\n---\n\n## One\n\nText.\n")
    async with running(size=SIZE) as pilot:
        await press(pilot, "a")
        await type_at_once(pilot, *str(tmp_path / "tea"))
        await type_at_once(pilot, "enter", "enter")
        await settle(pilot)
        assert "1 added, 0 changed, 0 unchanged" in shown(pilot)
        assert over(pilot) == ["AddScreen"]
