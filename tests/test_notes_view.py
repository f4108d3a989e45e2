"""The notes pane: what it shows, the marks and annotations in it, and what it leaves to threads."""

from __future__ import annotations

from typing import Any

import pytest

from tui.notes_pane import notes_display
from tui.notes_pane.document_builder import build_document
from tui.notes_pane.layout import Layout, lay_out
from tui.notes_pane.notes_display import MEASURE
from tui.notes_pane.notes_document import LARGE
from tui.notes_pane.notes_view import NotesView
from tui.widgets.row_text import CURSOR, EARMARK, READ

from .notes_pane_app import Pane, notes, text_of

# What it shows


async def test_the_column_of_text_is_bounded_and_centred() -> None:
    app = Pane(text_of("word " * 100))
    async with app.run_test(size=(140, 10)):
        row = app.rows()[0]
        left = len(row) - len(row.lstrip())
        assert len(row.strip()) <= MEASURE
        assert left == (139 - MEASURE) // 2


@pytest.mark.parametrize("size", [(20, 5), (10, 3), (4, 2), (2, 1)])
async def test_a_tiny_terminal_shows_what_fits(size: tuple[int, int]) -> None:
    app = Pane(notes())
    async with app.run_test(size=size) as pilot:
        app.view.action_last()
        app.view.start_hints()
        await pilot.pause()
        assert all(len(row) <= size[0] for row in app.rows())


async def test_an_empty_episode_and_no_episode_are_blank() -> None:
    app = Pane(text_of(""))
    async with app.run_test(size=(40, 5)) as pilot:
        assert not "".join(app.rows())
        assert app.view.segment_end_visible()
        app.view.show(notes())
        app.view.clear()
        await pilot.pause()
        assert not "".join(app.rows())
        assert app.view.document is None
        assert not app.view.start_hints()
        app.view.go_to_segment("topic-1")
        assert app.view.current_segment is None
        assert not app.view.step_match(True)


async def test_markup_in_notes_is_shown_as_it_is_written() -> None:
    app = Pane(text_of("Episode [/b] [@click=app.quit]x[/] [red]y"))
    async with app.run_test(size=(60, 5)):
        assert app.rows()[0].strip() == "Episode [/b] [@click=app.quit]x[/] [red]y"


async def test_a_prepared_document_is_shown_as_its_episode_is() -> None:
    episode = notes()
    app = Pane()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(episode)
        await pilot.pause()
        rows = app.rows()
        app.view.show(build_document(episode))
        await pilot.pause()
        assert app.rows() == rows


async def test_links_are_links_of_the_terminal_too_but_not_those_that_stay_closed() -> None:
    app = Pane(text_of("[good](https://example.org/x) and [bad](ftp://example.org/x)"))
    async with app.run_test(size=(60, 5)):
        assert app.style_at("good").link == "https://example.org/x"  # type: ignore[attr-defined]
        assert app.style_at("bad").link is None  # type: ignore[attr-defined]


async def test_another_theme_repaints_the_notes() -> None:
    app = Pane(text_of("[link](https://example.org)"))
    async with app.run_test(size=(40, 5)) as pilot:
        before = app.style_at("link")
        app.theme = "textual-light"
        await pilot.pause()
        assert app.style_at("link").color != before.color  # type: ignore[attr-defined]


# Marks and annotations


async def test_marks_stand_at_headings_without_moving_anything() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-3")
        await pilot.pause()
        before = app.rows()
        app.view.set_marks(frozenset({"topic-3", "topic-4"}), frozenset({"topic-4"}), {})
        await pilot.pause()
        after = app.rows()
        assert after[0].endswith(READ)
        assert EARMARK not in after[0]
        assert app.rows()[app.find("Topic 4")[1]].endswith(f"{EARMARK} {READ}")
        assert [row.replace(READ, "").replace(EARMARK, "").rstrip() for row in after] == before


async def test_the_heading_of_the_segment_that_the_reader_is_in_is_signed() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-12")
        await pilot.pause()
        assert [row.strip() for row in app.rows() if CURSOR in row] == [f"{CURSOR}Ann #12: Topic 12"]


async def test_one_blank_parts_an_annotation_from_what_follows() -> None:
    app = Pane(text_of("see [this. ](https://example.org/1)It is"))
    async with app.run_test(size=(70, 5)) as pilot:
        app.view.set_annotations({"https://example.org/1": "(also in #7)"})
        await pilot.pause()
        assert app.rows()[0].strip() == "see this. (also in #7) It is"


async def test_annotations_stand_after_links_and_are_never_copied() -> None:
    app = Pane(text_of("see [this](https://example.org/1) and [that](https://example.org/2) thing"))
    async with app.run_test(size=(70, 5)) as pilot:
        app.view.set_annotations({"https://example.org/1": "(also in #7)"})
        await pilot.pause()
        assert app.rows()[0].strip() == "see this (also in #7) and that thing"
        app.view.text_select_all()
        assert app.screen.get_selected_text() == "see this and that thing"
        await pilot.click(NotesView, offset=app.find("that"))
        assert [message.link.url for message in app.said if isinstance(message, NotesView.LinkActivated)] == [
            "https://example.org/2"
        ]
        app.view.set_annotations({})
        await pilot.pause()
        assert app.rows()[0].strip() == "see this and that thing"


# What is done in threads


@pytest.mark.parametrize("loaded", [True, False])
async def test_code_is_coloured_at_once_or_as_soon_as_pygments_is_loaded(
    loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.notes_pane.notes_display.is_loaded", lambda languages: loaded)
    app = Pane(text_of("```python\nreturn value\n```"))
    async with app.run_test(size=(60, 5)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.style_at("return").color != app.style_at("value").color  # type: ignore[attr-defined]


class Hidden(Pane):
    """Shows nothing of the view yet."""

    CSS = "NotesView { display: none; }"


async def test_notes_that_are_hidden_are_laid_out_once_they_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[int] = []

    def count(*arguments: Any) -> Layout:
        layout = lay_out(*arguments)
        laid.append(len(layout.rows))
        return layout

    monkeypatch.setattr(notes_display, "lay_out", count)
    app = Hidden()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(notes(LARGE // 150), segment_id="topic-9")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.document is not None
        assert app.view.document.whole
        assert not any(laid)
        app.view.styles.display = "block"
        await pilot.pause()
        assert any(laid)
        assert app.rows()[0].strip().startswith(f"{CURSOR}Ann #9")


async def test_large_notes_show_the_screen_first_and_the_rest_when_it_is_read() -> None:
    episode = notes(LARGE // 150)
    assert len(episode.notes) > LARGE
    middle = f"topic-{LARGE // 300}"
    app = Pane()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(episode, segment_id=middle)
        assert app.view.document is not None
        assert not app.view.document.whole
        first = app.rows()
        assert first[0].strip().startswith(f"{CURSOR}Ann #")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.document.whole
        assert app.rows() == first
        assert app.view.current_segment == middle
        app.view.go_to_segment("topic-1")
        await pilot.resize_terminal(50, 20)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.current_segment == "topic-1"
        app.view.action_last()
        assert f"link {LARGE // 150}" in app.rows()[-1]
