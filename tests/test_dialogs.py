"""The small boxes: a note, a link that was not opened, the choice of colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input, Static

from tui import themes
from tui.screens.dialog import LinkProblem, ThemeChoice, ThemeList, matches
from tui.screens.note import NotePrompt


class Asker(App[None]):
    """Shows one box, which is made in the running application, and keeps its answers."""

    box: Screen[Any]

    def __init__(self, make: Callable[[], Screen[Any]]) -> None:
        super().__init__()
        themes.register(self)
        self.theme = themes.DEFAULT
        self._make = make
        self.answers: list[str | None] = []

    def on_mount(self) -> None:
        self.box = self._make()
        self.push_screen(self.box, self.answers.append)

    def text(self, selector: str) -> str:
        return str(self.box.query_one(selector, Static).content)


async def test_a_note_is_typed_edited_and_kept() -> None:
    app = Asker(lambda: NotePrompt("Episode [/b]", "for "))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.text("#about") == "Episode [/b]"
        await pilot.press(*" the talk", "enter")
        assert app.answers == ["for the talk"]


async def test_an_emptied_note_is_empty_and_escape_leaves_it_alone() -> None:
    app = Asker(lambda: NotePrompt("Title", "old"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+u", "enter")
        assert app.answers == [""]
    app = Asker(lambda: NotePrompt("Title", "old"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "escape")
        assert app.answers == [None]


async def test_a_note_that_looks_like_markup_or_a_command_stays_text() -> None:
    app = Asker(lambda: NotePrompt("Title", "[/b] \x1b[31mred\n[@click=app.quit]x"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.box.query_one(Input).value == "[/b] [31mred [@click=app.quit]x"
        await pilot.press("enter")
        assert app.answers == ["[/b] [31mred [@click=app.quit]x"]


async def test_a_link_that_was_not_opened_is_shown_with_the_reason_and_copied_on_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    app = Asker(lambda: LinkProblem("javascript:[/b]\x1b]52;c;x\x07", "This link is not opened: [no].", "y"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.text("#url") == "javascript:[/b]]52;c;x"
        assert app.text("#reason") == "This link is not opened: [no]."
        assert app.clipboard == ""
        await pilot.press("y")
        await app.workers.wait_for_complete(list(app.workers))
        assert app.clipboard == "javascript:[/b]\x1b]52;c;x\x07"
        assert app.text("#copied").startswith("The address was sent to the terminal's clipboard")
        await pilot.press("enter")
        assert app.answers == [None]


async def test_themes_are_shown_while_the_cursor_is_on_them() -> None:
    app = Asker(ThemeChoice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        assert app.theme == "earmark-light"
        await pilot.press("G")
        assert app.theme == app.box.query_one(ThemeList).items[-1]
        await pilot.press("escape")
        assert app.theme == "earmark-dark"
        assert app.answers == [None]


async def test_a_chosen_theme_is_the_answer() -> None:
    app = Asker(ThemeChoice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "enter")
        assert app.answers == ["earmark-light"]
        assert app.theme == "earmark-light"


async def test_the_choice_begins_at_the_theme_that_is_there() -> None:
    app = Asker(ThemeChoice)
    app.theme = "nord"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert app.answers == ["nord"]


@pytest.mark.parametrize(
    "box",
    [lambda: NotePrompt("Title"), lambda: LinkProblem("x" * 5000, "No.", "y"), ThemeChoice],
    ids=["note", "link", "theme"],
)
async def test_boxes_fit_a_tiny_terminal(box: Callable[[], Screen[Any]]) -> None:
    app = Asker(box)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.press("j", "y")
        await pilot.resize_terminal(1, 1)
        await pilot.press("escape")
        assert app.answers == [None]


def test_earmarks_own_themes_are_offered_first() -> None:
    names = themes.offered(BUILTIN_THEMES)
    assert names[:3] == ["earmark-dark", "earmark-light", "atom-one-dark"]
    assert set(BUILTIN_THEMES).difference(names) == {"ansi-dark", "ansi-light"}


def test_a_query_matches_where_all_its_words_are_found() -> None:
    assert matches("", "anything")
    assert matches("ÜBER note", "A note", None, "über uns")
    assert not matches("one two", "one", "three")
