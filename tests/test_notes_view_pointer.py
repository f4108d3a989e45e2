"""The notes pane under the pointer: links that are clicked, text that is selected and copied."""

from __future__ import annotations

from tui.notes_pane.notes_view import NotesView

from .notes_pane_app import WORDS, Pane, drag, notes, text_of


async def test_a_click_on_a_link_says_which_and_in_which_segment() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.click(NotesView, offset=app.find("link 2"))
        [message] = [each for each in app.said if isinstance(each, NotesView.LinkActivated)]
        assert (message.link.title, message.link.url) == ("link 2", "https://links.example/2")
        assert message.target.segment == "topic-2"


async def test_a_click_beside_a_link_opens_nothing() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        x, y = app.find("link 2")
        await pilot.click(NotesView, offset=(x - 3, y))
        await pilot.click(NotesView, offset=(x + 30, y))
        assert not [each for each in app.said if isinstance(each, NotesView.LinkActivated)]


async def test_a_link_that_wraps_is_one_link() -> None:
    app = Pane(text_of("[" + WORDS + "](https://example.org)"))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(NotesView, offset=app.find("wrapped"))
        assert [each.link.url for each in app.said if isinstance(each, NotesView.LinkActivated)] == [
            "https://example.org"
        ]


async def test_the_address_under_the_pointer_is_told_and_its_link_lights_up() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        plain = app.style_at("link 2")
        await pilot.hover(NotesView, offset=app.find("link 2"))
        await pilot.pause()
        assert app.style_at("link 2").bgcolor != plain.bgcolor  # type: ignore[attr-defined]
        await pilot.hover(NotesView, offset=(5, 0))
        await pilot.pause()
        urls = [each.url for each in app.said if isinstance(each, NotesView.LinkHovered)]
        assert "https://links.example/2" in urls
        assert app.style_at("link 2") == plain


async def test_a_selection_crosses_wraps_without_their_line_ends_and_survives_a_resize() -> None:
    app = Pane(text_of(f"start {WORDS} end\n\nnext"))
    async with app.run_test(size=(40, 10)) as pilot:
        x, y = app.find("start")
        end_x, end_y = app.find("wrapped")
        assert end_y > y
        await drag(pilot, (x, y), (end_x + len("wrapped") - 1, end_y))
        expected = f"start {WORDS}".partition(" at the end")[0]
        assert app.screen.get_selected_text() == expected
        await pilot.resize_terminal(25, 20)
        await pilot.pause()
        assert app.screen.get_selected_text() == expected


async def test_a_selection_is_painted_where_it_is() -> None:
    app = Pane(text_of("one two three"))
    async with app.run_test(size=(40, 5)) as pilot:
        plain = app.style_at("two")
        await drag(pilot, app.find("two"), (app.find("three")[0] - 2, 0))
        assert app.screen.get_selected_text() == "two"
        assert app.style_at("two").bgcolor != plain.bgcolor  # type: ignore[attr-defined]
        assert app.style_at("three").bgcolor == plain.bgcolor  # type: ignore[attr-defined]


async def test_other_notes_begin_without_a_selection() -> None:
    app = Pane(text_of("one two three"))
    async with app.run_test(size=(40, 5)) as pilot:
        await drag(pilot, app.find("two"), (app.find("three")[0] - 2, 0))
        app.view.show(text_of("four five six"))
        await pilot.pause()
        assert not app.screen.get_selected_text()


async def test_bullets_that_are_taken_whole_keep_their_marks_and_blank_rows() -> None:
    app = Pane(text_of("before\n\n- one\n  - two\n- three\n\n> said\n\n```\ncode\n  more\n```"))
    async with app.run_test(size=(40, 20)) as pilot:
        await drag(pilot, app.find("before"), (39, 15))
        assert app.screen.get_selected_text() == "before\n\n- one\n  - two\n- three\n\n> said\n\ncode\n  more"


async def test_a_selection_from_the_margin_begins_with_the_text_of_its_row() -> None:
    app = Pane(text_of(f"- {WORDS}\n- second"))
    async with app.run_test(size=(40, 20)) as pilot:
        x, y = app.find("second")
        await drag(pilot, (0, y), (x + 2, y))
        assert app.screen.get_selected_text() == "sec"


async def test_cells_of_a_table_are_copied_with_tabs_between() -> None:
    app = Pane(text_of("| a | b |\n|---|---|\n| one | two |\n| three | four |"))
    async with app.run_test(size=(40, 20)) as pilot:
        await drag(pilot, app.find("one"), (app.find("four")[0] + 3, app.find("four")[1]))
        assert app.screen.get_selected_text() == "one\ttwo\nthree\tfour"


async def test_wide_characters_are_selected_whole() -> None:
    app = Pane(text_of("日本語 text"))
    async with app.run_test(size=(40, 5)) as pilot:
        left = app.find("日")[0]
        await drag(pilot, (left + 2, 0), (left + 4, 0))
        assert app.screen.get_selected_text() == "本語"


async def test_a_double_click_takes_a_word_and_a_triple_click_a_paragraph() -> None:
    app = Pane(text_of(f"see some-thing {WORDS}\n\nnext"))
    async with app.run_test(size=(40, 10)) as pilot:
        x, y = app.find("some-thing")
        await pilot.click(NotesView, offset=(x + 2, y), times=2)
        assert app.screen.get_selected_text() == "some-thing"
        await pilot.click(NotesView, offset=(x + 2, y), times=3)
        assert app.screen.get_selected_text() == f"see some-thing {WORDS}"
