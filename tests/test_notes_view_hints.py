"""The notes pane: links followed by letter hints, and the matches of a search."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import ComposeResult
from textual.widgets import Input

from tui.notes_pane.notes_view import NotesView

from .notes_pane_app import Pane, notes, text_of

# Hints


async def test_a_hint_that_is_typed_chooses_its_link() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        rows, top = app.rows(), app.view.place
        assert app.view.start_hints()
        await pilot.pause()
        assert app.view.hinting
        assert app.view.place == top
        hinted = app.rows()
        assert [len(row) for row in hinted] == [len(row) for row in rows]
        assert "aopic 1" in hinted[0]
        await pilot.press("!", "s")
        [message] = [each for each in app.said if isinstance(each, NotesView.LinkActivated)]
        assert message.link.url == "https://links.example/1"
        assert message.target.segment == "topic-1"
        assert not app.view.hinting
        assert app.rows() == rows


async def test_many_links_get_two_letters_and_typing_narrows_them() -> None:
    links = " ".join(f"[number-{number}](https://example.org/{number})" for number in range(40))
    app = Pane(text_of(links))
    async with app.run_test(size=(60, 30)) as pilot:
        app.view.start_hints()
        await pilot.pause()
        before = app.rows()
        await pilot.press("a")
        if app.view.hinting:
            narrowed = "".join(app.rows())
            assert narrowed.count("number-") > "".join(before).count("number-")
            await pilot.press("backspace")
            assert app.rows() == before
            await pilot.press("a", "s")
        assert len([each for each in app.said if isinstance(each, NotesView.LinkActivated)]) == 1


async def test_words_that_lead_to_the_same_place_get_one_hint() -> None:
    app = Pane(text_of("[one](https://example.org) [two](https://example.org) [three](https://example.org/3)"))
    async with app.run_test(size=(60, 5)) as pilot:
        app.view.start_hints()
        await pilot.pause()
        assert app.rows()[0].strip() == "ane two shree"


@pytest.mark.parametrize(
    "stop",
    [
        lambda view: view.action_cursor_down(),
        lambda view: view.show(notes(3)),
        lambda view: view.stop_hints(),
        lambda view: view.screen.set_focus(None),
    ],
)
async def test_hints_go_when_the_screen_changes(stop: Callable[[NotesView], None]) -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.start_hints()
        await pilot.pause()
        stop(app.view)
        await pilot.pause()
        assert not app.view.hinting


async def test_hints_stay_while_code_gets_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.notes_pane.notes_display.is_loaded", lambda languages: False)
    app = Pane(text_of("[link](https://example.org)\n\n```python\nreturn value\n```"))
    async with app.run_test(size=(60, 8)) as pilot:
        app.view.start_hints()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.style_at("return").color != app.style_at("value").color  # type: ignore[attr-defined]
        await pilot.press("a")
        assert [each.link.url for each in app.said if isinstance(each, NotesView.LinkActivated)] == [
            "https://example.org"
        ]


async def test_escape_ends_hints_and_gives_the_focus_back() -> None:
    class Two(Pane):
        def compose(self) -> ComposeResult:
            yield Input()
            yield from super().compose()

    app = Two(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.query_one(Input).focus()
        await pilot.pause()
        app.view.start_hints()
        await pilot.pause()
        assert app.view.has_focus
        await pilot.press("escape")
        assert not app.view.hinting
        assert app.query_one(Input).has_focus


async def test_without_links_there_are_no_hints() -> None:
    app = Pane(text_of("nothing"))
    async with app.run_test(size=(60, 5)):
        assert not app.view.start_hints()


# Matches


async def test_matches_are_marked_whatever_their_case_and_accents() -> None:
    app = Pane(text_of("The Café of PYTHON, pythonic and C++; release-cycle."))
    async with app.run_test(size=(70, 5)) as pilot:
        plain = app.style_at("The").bgcolor  # type: ignore[attr-defined]
        app.view.set_matches(["cafe", "python", "c++", "release cycle"])
        await pilot.pause()
        assert len(app.view.matches.found) == 4
        for words in ("Café", "PYTHON", "C++", "release-cycle"):
            assert app.style_at(words).bgcolor != plain, words  # type: ignore[attr-defined]
        assert app.style_at("pythonic").bgcolor == plain  # type: ignore[attr-defined]
        app.view.set_matches(["python*"])
        assert len(app.view.matches.found) == 2
        app.view.set_matches([])
        await pilot.pause()
        assert app.style_at("PYTHON").bgcolor == plain  # type: ignore[attr-defined]


async def test_matches_are_gone_through_from_where_the_reader_is() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-5")
        app.view.set_matches(["bullet"])
        assert len(app.view.matches.found) == 12
        assert app.view.step_match(True)
        await pilot.pause()
        assert app.view.current_segment == "topic-5"
        for _ in range(7):
            assert app.view.step_match(True)
        assert not app.view.step_match(True)
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        assert app.find("bullet 12")
        current = app.style_at("bullet 12").bgcolor  # type: ignore[attr-defined]
        assert current != app.style_at("bullet 11").bgcolor  # type: ignore[attr-defined]
        assert app.view.step_match(False)
        app.view.set_matches(["bullet"])
        app.view.action_first()
        assert not app.view.step_match(False)


async def test_matches_are_found_in_the_notes_that_are_shown_next() -> None:
    app = Pane(text_of("one two"))
    async with app.run_test(size=(60, 5)):
        app.view.set_matches(["two"])
        app.view.show(text_of("two and two"))
        assert len(app.view.matches.found) == 2
