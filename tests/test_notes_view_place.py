"""The notes pane: where the reader is, and that nothing but the reader moves it."""

from __future__ import annotations

import pytest

from episodes.model import Episode, Kind, Segment
from tui.notes_pane.notes_document import Position
from tui.notes_pane.notes_view import NotesView

from .notes_pane_app import Pane, notes


async def test_resizing_keeps_the_place_without_drift() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-6")
        app.view.action_cursor_down()
        app.view.action_cursor_down()
        app.view.action_cursor_down()
        await pilot.pause()
        place, rows = app.view.place, app.rows()
        assert place.offset > 0  # in the middle of a bullet that wraps
        for width in (33, 80, 41, 120, 25, 60):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            assert app.view.place == place
            assert app.view.current_segment == "topic-6"
        assert app.rows() == rows


async def test_notes_open_at_a_place_that_was_kept() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-5")
        app.view.action_cursor_down()
        await pilot.pause()
        place, rows = app.view.place, app.rows()
    again = Pane(notes(), place)
    async with again.run_test(size=(60, 20)):
        assert again.rows() == rows
        assert again.view.place == place
        assert again.view.current_segment == "topic-5"


async def test_notes_open_at_a_segment() -> None:
    app = Pane()
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.show(notes(), segment_id="topic-4")
        await pilot.pause()
        assert "Topic 4" in app.rows()[0]
        assert app.view.current_segment == "topic-4"


async def test_a_place_beyond_the_notes_opens_at_their_end() -> None:
    app = Pane(notes(), Position(9999, 3))
    async with app.run_test(size=(60, 20)):
        assert "link 12" in app.rows()[-1]


async def test_scrolling_says_which_segment_the_reader_is_in_and_jumping_does_not() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 12)) as pilot:
        app.view.go_to_segment("topic-2")
        await pilot.pause()
        assert app.said == []
        app.view.action_page_down()
        await pilot.pause()
        [message] = app.said
        assert isinstance(message, NotesView.TopSegmentChanged)
        assert app.view.current_segment == "topic-3"


async def test_a_segment_near_the_end_is_the_current_one_though_it_cannot_rise_to_the_top() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-12")
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        assert "Topic 12" not in app.rows()[0]
        assert "link 12" in app.rows()[-1]
        await pilot.resize_terminal(50, 22)
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        app.view.go_to_segment("no-such")
        assert app.view.current_segment == "topic-12"


async def test_reading_on_by_pages_shows_every_row_of_a_segment() -> None:
    long = "\n".join(f"- row {number}" for number in range(40))
    episode = Episode(
        "s:1",
        "",
        None,
        notes=f"## One\n\n{long}\n\n## Two\n\nend" + "\n\ntext" * 30,
        segments=(
            Segment("one", Kind.TOPIC, "One", None, None, None, None, (), 0, 43, ""),
            Segment("two", Kind.TOPIC, "Two", None, None, None, None, (), 43, 106, ""),
        ),
    )
    app = Pane(episode)
    async with app.run_test(size=(40, 15)) as pilot:
        seen: set[str] = set()
        for _ in range(10):
            await pilot.pause()
            seen.update(row.strip() for row in app.rows())
            if app.view.segment_end_visible():
                break
            assert app.view.current_segment == "one"
            before = app.view.scroll_offset
            app.view.action_page_down()
            assert app.view.scroll_offset != before
        assert {f"• row {number}" for number in range(40)} <= seen
        app.view.go_to_segment("two")
        assert not app.view.segment_end_visible()
        app.view.action_last()
        assert app.view.segment_end_visible()
        before = app.view.scroll_offset
        app.view.action_page_down()
        assert app.view.scroll_offset == before


@pytest.mark.parametrize(
    ("action", "moved"),
    [
        ("cursor_down", 1),
        ("cursor_up", -1),
        ("half_page_down", 10),
        ("half_page_up", -10),
        ("page_down", 18),
        ("page_up", -18),
        ("first", -24),
    ],
)
async def test_actions_scroll_at_once(action: str, moved: int) -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.view.scroll_to(y=24, animate=False)
        getattr(app.view, f"action_{action}")()
        assert app.view.scroll_offset.y == 24 + moved


async def test_a_link_is_brought_onto_the_screen_only_if_it_is_not_there() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_link("https://links.example/2")
        assert app.view.scroll_offset.y == 0
        assert app.view.current_segment == "topic-2"
        app.view.go_to_link("https://links.example/9", "topic-9")
        await pilot.pause()
        assert 0 < app.find("link 9")[1] < 19
        before = app.view.place
        app.view.go_to_link("https://links.example/9", "topic-1")
        app.view.go_to_link("https://nowhere.example")
        assert (app.view.place, app.view.current_segment) == (before, "topic-9")
