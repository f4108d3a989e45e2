"""The screen of all bookmarks: to go to, to say why, to open, to remove; and nothing is done that cannot be undone."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pytest
from textual.app import App

from episodes.errors import MarksNotKept, UnknownTarget
from episodes.folders import find_folders
from episodes.library import Library
from episodes.listing import BookmarkOrder
from episodes.model import BookmarkRow, Episode, Target
from episodes.search.values import Found
from episodes.show_names import ShowNames
from tui import screens
from tui.keymap import command_keys
from tui.screens.bookmarks import BookmarkList, BookmarksScreen, bookmark_lines
from tui.screens.note import NotePrompt
from tui.widgets.key_bar import KeyBar

from .command_runner import Earmark
from .library_builder import write_episode
from .screen_driver import library, main, press, running, settle, shown, type_at_once

MADE = datetime(2026, 9, 18, 12).astimezone()
FIRST = BookmarkRow(Target("show:7", "one"), "Seven [/b]", "Of decorators", "https://a.example/x", "for the talk", MADE)
FIRST = replace(FIRST, number=7, day=date(2019, 9, 18))
SECOND = BookmarkRow(Target("show:8", "two"), "Eight", "[@click=app.quit]x[/]", None, None, MADE)
LOST = Target("old:1", "lost")
GONE = BookmarkRow(LOST, "An old one", "What was there", "https://b.example/y", None, MADE, gone=True)


class Kept:
    """Keeps bookmarks in a list, as a library and its marks would."""

    def __init__(self, *rows: BookmarkRow) -> None:
        self.marks = self
        self.rows = list(rows)
        self.removed: list[BookmarkRow] = []
        self.notes: list[str] = []
        self.broken = False
        self.unsaid = False
        self.show_names = ShowNames({}, {})

    def bookmarks(self, query: str, order: BookmarkOrder, *, with_done: bool) -> Found[BookmarkRow]:
        return Found(tuple(self.rows), len(self.rows))

    def tags(self) -> list[str]:
        return []

    def episode(self, key: str) -> Episode:
        raise UnknownTarget(f"There is no episode {key!r}.")

    def set_note(self, row: BookmarkRow, note: str, tags: tuple[str, ...]) -> None:
        self.rows[self.rows.index(row)] = replace(row, note=note or None, tags=tags)
        self.notes.append(note)

    def remove_bookmark(self, row: BookmarkRow) -> None:
        if self.broken:
            raise MarksNotKept("/marks", "the disk is full")
        self.rows.remove(row)
        self.removed.append(row)

    def undo(self) -> str:
        self.rows.insert(0, self.removed.pop())
        return "Undone."

    def redo(self) -> None:
        return None


class Keeper(App[None]):
    """Shows the screen of what is kept."""

    CSS_PATH = Path(*screens.__path__) / "main.tcss"

    def __init__(self, *rows: BookmarkRow) -> None:
        super().__init__()
        self.kept = Kept(*rows)
        self.answers: list[BookmarkRow | None] = []

    def on_mount(self) -> None:
        self.push_screen(BookmarksScreen(cast(Library, self.kept), command_keys()), self.answers.append)

    @property
    def listed(self) -> BookmarkList:
        return self.screen.query_one(BookmarkList)

    @property
    def said(self) -> str:
        return self.screen.query_one(KeyBar).sentence

    def shown(self) -> str:
        strips = self.listed.render_lines(self.listed.size.region)
        return "\n".join(strip.text for strip in strips)


def text_of(row: BookmarkRow, width: int) -> list[str]:
    return ["".join(text for text, _ in line) for line in bookmark_lines(row, width, {"show": "sh"})]


def test_a_bookmark_says_what_why_where_and_when() -> None:
    title, note, where = text_of(FIRST, 60)
    assert "Of decorators" in title
    assert "2026-09-18" in title
    assert "for the talk" in note
    assert "sh 7 · 2019-09-18 · Seven [/b] · a.example" in where
    assert "no note" in text_of(SECOND, 60)[1]
    untitled = text_of(replace(FIRST, episode_title=None, day=None), 60)[2]
    assert untitled.strip() == "sh 7 · a.example"


def test_a_bookmark_whose_episode_is_gone_shows_its_title_and_its_whole_link() -> None:
    title, _, where = text_of(GONE, 90)
    assert "What was there" in title
    assert "gone" in where
    assert "https://b.example/y" in where


def test_lines_fill_their_width() -> None:
    for width in (10, 20, 30, 60, 120):
        for row in (FIRST, SECOND, GONE):
            assert {len(line) for line in text_of(row, width)} == {width}


async def test_titles_and_notes_are_shown_as_they_are_written() -> None:
    app = Keeper(SECOND, replace(FIRST, note="[b]why[/b] [/"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "[@click=app.quit]x[/]" in app.shown()
        assert "[b]why[/b] [/" in app.shown()
        assert "Seven [/b]" in app.shown()


async def test_enter_goes_to_the_bookmark() -> None:
    app = Keeper(FIRST, SECOND)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "j", "enter")
        assert app.answers == [SECOND]


async def test_a_double_click_goes_there_too() -> None:
    app = Keeper(FIRST, SECOND)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(BookmarkList, offset=(5, 4), times=2)
        await pilot.pause()
        assert app.answers == [SECOND]


async def test_what_is_gone_cannot_be_gone_to_but_its_link_can_be_opened(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    app = Keeper(GONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert app.answers == []
        assert "not in the library" in app.said
        await pilot.press("down", "o")
        await settle(pilot)
        assert opened == ["https://b.example/y"]
        assert app.said == "Opened https://b.example/y"
        await pilot.press("y")
        assert app.clipboard == "https://b.example/y"


async def test_m_edits_the_note_and_the_cursor_stays() -> None:
    app = Keeper(FIRST, SECOND)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "j", "m")
        assert isinstance(app.screen, NotePrompt)
        await pilot.press(*"try it", "enter")
        await pilot.pause()
        assert app.kept.notes == ["try it"]
        assert app.said == "Noted: [@click=app.quit]x[/]"
        assert app.listed.current is not None
        assert app.listed.current.note == "try it"
        await pilot.press("m", "escape", "m", "enter")
        await pilot.pause()
        assert app.kept.notes == ["try it"]


async def test_b_removes_and_u_brings_back() -> None:
    app = Keeper(FIRST, SECOND, GONE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "j", "b")
        assert app.kept.rows == [FIRST, GONE]
        assert app.listed.current == GONE
        assert app.said == "Bookmark removed: [@click=app.quit]x[/]"
        await pilot.press("u")
        assert app.kept.rows == [SECOND, FIRST, GONE]
        assert app.said == "Undone."
        assert app.listed.current == GONE


async def test_a_mark_that_is_not_kept_is_said_and_the_bookmark_stays() -> None:
    app = Keeper(FIRST)
    async with app.run_test(size=(80, 24)) as pilot:
        app.kept.broken = True
        await pilot.press("down", "b")
        assert app.said == "Marks are not kept: /marks: the disk is full."
        assert app.listed.count == 1


async def test_a_segment_without_a_link_says_so(opened: list[str]) -> None:
    app = Keeper(SECOND)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("o", "y"):
            app.screen.query_one(KeyBar).say("")
            await pilot.press("down", key)
            assert app.said == "This segment has no link."
        assert opened == []


async def test_what_is_typed_where_a_link_stayed_closed_is_not_written_into_the_line_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.programs.find_browsers", lambda environ, platform: {})
    async with running("148#1") as pilot:
        await press(pilot, "b", "B", "down", "o")
        screen = main(pilot).live_list
        assert isinstance(screen, BookmarksScreen)
        assert "Not opened" in shown(pilot)
        screen.set_focus(screen.line)  # as by escape, while the browsers were tried
        await press(pilot, "x", "y")
        assert screen.line.value == ""


async def test_without_bookmarks_it_says_how_to_make_one() -> None:
    app = Keeper()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "down", "enter", "m", "b", "o", "y", "j")
        assert "Nothing is bookmarked yet. b bookmarks the segment" in app.shown()
        assert app.answers == []
        await pilot.press("escape", "escape")
        assert app.answers == [None]


async def test_bookmarks_are_filtered_by_the_language_of_the_search_and_those_that_are_gone_by_their_words() -> None:
    path = write_episode(1, "## Kettles\n\nOf kettles.\n\n## Teapots\n\nOf glaze.\n")
    write_episode(2, "## Cups\n\nOf cups.\n", show="Cup Time")
    async with running("tea-time:1#kettles") as pilot:
        await press(pilot, "b", "]", "m")
        await type_at_once(pilot, *"for the talk", "enter")
        main(pilot).go_to(Target("cup-time:2", "cups"))
        await press(pilot, "b", "B")
        screen = pilot.app.screen
        assert isinstance(screen, BookmarksScreen)
        assert len(screen.listed.items) == 3
        await type_at_once(pilot, *"glaze talk")
        assert [str(row.target) for row in screen.listed.items] == ["tea-time:1#teapots"]
        await press(pilot, "ctrl+u")
        await type_at_once(pilot, *"show:cup")
        assert [str(row.target) for row in screen.listed.items] == ["cup-time:2#cups"]
        await press(pilot, "ctrl+u")
        await type_at_once(pilot, *"kettle")
        assert "1 bookmark" in shown(pilot)
        await press(pilot, "down", "b")
        assert "No bookmark has all of this" in shown(pilot)
        await press(pilot, "escape", "escape")
        path.unlink()
        library(pilot).synchronise()
        await press(pilot, "B")
        await type_at_once(pilot, *"talk")
        assert "gone from the library" in shown(pilot)


async def test_what_is_done_goes_out_of_sight_until_it_is_asked_for(earmark: Earmark) -> None:
    earmark("bookmark", "148#1", "148#2", "149")
    async with running("148#2") as pilot:
        await press(pilot, "B", "down")
        screen = pilot.app.screen
        assert isinstance(screen, BookmarksScreen)
        done = screen.listed.current
        assert done is not None
        await press(pilot, "D")
        assert done.target not in [row.target for row in screen.listed.items]
        assert "2 bookmarks by date" in shown(pilot)
        assert "+1 that you are done with" in shown(pilot)
        assert "is:done shows it" in shown(pilot)
        await press(pilot, "escape")
        await type_at_once(pilot, *"is:done")
        await press(pilot, "down")
        [row] = screen.listed.items
        assert (row.target, row.done) == (done.target, True)
        assert "done · " in shown(pilot)
        await press(pilot, "D")
        assert "No longer done" in shown(pilot)
        assert screen.listed.count == 0
        await press(pilot, "u", "escape", "ctrl+u")
        assert "+1 that you are done with" in shown(pilot)


async def test_where_all_are_done_the_readers_own_key_is_named_that_shows_them(earmark: Earmark) -> None:
    settings = Path(str(find_folders(os.environ).settings))
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[keys]\nunfold = "O"\n')
    earmark("bookmark", "148#1")
    async with running("148#1") as pilot:
        await press(pilot, "B", "down", "D")
        assert "All are done: O shows them." in shown(pilot)


async def test_bookmarks_are_sorted_and_a_random_one_is_gone_to(earmark: Earmark) -> None:
    write_episode(1, "## Kettles\n\nOf kettles.\n", "2001-01-01")
    for target in ("149#1", "tea-time:1#kettles", "148#2", "148#1"):
        earmark("bookmark", target)
    async with running("148#2") as pilot:
        await press(pilot, "B", "down")
        screen = pilot.app.screen
        assert isinstance(screen, BookmarksScreen)

        def order() -> list[str]:
            return [str(row.target).partition(":")[2][:6] for row in screen.listed.items]

        assert order() == ["148#an", "148#aw", "1#kett", "149#dr"]
        await press(pilot, "s")
        assert "by episode" in shown(pilot)
        assert order() == ["149#dr", "148#an", "148#aw", "1#kett"]
        await press(pilot, "s")
        assert "by show" in shown(pilot)
        assert order() == ["149#dr", "148#an", "148#aw", "1#kett"]
        await press(pilot, "s")
        assert order() == ["148#an", "148#aw", "1#kett", "149#dr"]
        for _ in range(10):
            before = screen.listed.cursor
            await press(pilot, "*")
            assert screen.listed.cursor != before


async def test_three_rows_of_screen_are_enough() -> None:
    app = Keeper(FIRST, SECOND, GONE)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press("down", "G", "g", "m", "escape")
        await pilot.resize_terminal(1, 1)
        await pilot.press("escape", "escape")
        assert app.answers == [None]
