"""The notes pane: what it shows, where the reader is in it, and what it says to the program."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from episodes.model import Episode, Kind, Segment
from tui.rows import Position
from tui.rows.prepare import prepare
from tui.rows.values import LARGE
from tui.widgets.notes_layout import MEASURE
from tui.widgets.notes_view import NotesView
from tui.widgets.signs import CURSOR, EARMARK, READ

WORDS = "many words that are only here so that a line of them has to be wrapped at the end of a row"


def notes(count: int = 12) -> Episode:
    """Return an episode of topics with a bullet that wraps and a link each."""
    lines: list[str] = []
    segments = []
    for number in range(1, count + 1):
        first = len(lines)
        lines += [
            f"## Ann #{number}: [Topic {number}](https://example.org/{number})",
            "",
            f"- bullet {number} with {WORDS}",
            f"- see [link {number}](https://links.example/{number}) there",
            "",
        ]
        title = f"Topic {number}"
        segments.append(
            Segment(f"topic-{number}", Kind.TOPIC, title, number, "Ann", None, None, (), first, len(lines), "")
        )
    return Episode("s:1", "", None, notes="\n".join(lines), segments=tuple(segments))


def text_of(markdown: str) -> Episode:
    return Episode("s:1", "", None, notes=markdown)


class Pane(App[None]):
    """An app that holds only the view and keeps what it says."""

    def __init__(self, episode: Episode | None = None, position: Position | None = None) -> None:
        super().__init__()
        self.episode = episode
        self.position = position
        self.said: list[Message] = []

    def compose(self) -> ComposeResult:
        yield NotesView()

    def on_mount(self) -> None:
        if self.episode is not None:
            self.view.show(self.episode, self.position)

    @property
    def view(self) -> NotesView:
        return self.query_one(NotesView)

    def rows(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.view.render_lines(self.view.outer_size.region)]

    def find(self, words: str) -> tuple[int, int]:
        """Return the cell and row of the screen where words stand."""
        for y, row in enumerate(self.rows()):
            if words in row:
                return row.index(words), y
        raise AssertionError(f"{words!r} is not on the screen")

    def style_at(self, words: str) -> object:
        x, y = self.find(words)
        return self.screen.get_style_at(x, y)

    def on_notes_view_link_activated(self, message: NotesView.LinkActivated) -> None:
        self.said.append(message)

    def on_notes_view_link_chosen(self, message: NotesView.LinkChosen) -> None:
        self.said.append(message)

    def on_notes_view_link_hovered(self, message: NotesView.LinkHovered) -> None:
        self.said.append(message)

    def on_notes_view_top_segment_changed(self, message: NotesView.TopSegmentChanged) -> None:
        self.said.append(message)


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(NotesView, offset=start)
    await pilot.hover(NotesView, offset=end)
    await pilot.mouse_up(NotesView, offset=end)
    await pilot.pause()


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
        assert not app.view.go_to_segment("topic-1")
        assert not app.view.next_match()


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
        app.view.show(prepare(episode))
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
        app.view.set_marks(frozenset({"topic-3", "topic-4"}), frozenset({"topic-4"}))
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


# Where the reader is


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
        assert message.segment_id == app.view.current_segment == "topic-3"


async def test_a_segment_near_the_end_is_the_current_one_though_it_cannot_rise_to_the_top() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        assert app.view.go_to_segment("topic-12")
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        assert "Topic 12" not in app.rows()[0]
        assert "link 12" in app.rows()[-1]
        await pilot.resize_terminal(50, 22)
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        assert not app.view.go_to_segment("no-such")


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
            assert app.view.page_down()
        assert {f"• row {number}" for number in range(40)} <= seen
        app.view.go_to_segment("two")
        assert not app.view.segment_end_visible()
        app.view.action_last()
        assert app.view.segment_end_visible()
        assert not app.view.page_down()


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
        assert app.view.go_to_link("https://links.example/2")
        assert app.view.scroll_offset.y == 0
        assert app.view.current_segment == "topic-2"
        assert app.view.go_to_link("https://links.example/9", "topic-9")
        await pilot.pause()
        assert 0 < app.find("link 9")[1] < 19
        assert app.view.current_segment == "topic-9"
        assert not app.view.go_to_link("https://links.example/9", "topic-1")
        assert not app.view.go_to_link("https://nowhere.example")


# The pointer


async def test_a_click_on_a_link_says_which_and_in_which_segment() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.click(NotesView, offset=app.find("link 2"))
        [message] = [each for each in app.said if isinstance(each, NotesView.LinkActivated)]
        assert (message.link.title, message.link.url) == ("link 2", "https://links.example/2")
        assert message.segment_id == "topic-2"
        assert message.control is app.view


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
        [message] = [each for each in app.said if isinstance(each, NotesView.LinkChosen)]
        assert message.link.url == "https://links.example/1"
        assert message.segment_id == "topic-1"
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
        assert len([each for each in app.said if isinstance(each, NotesView.LinkChosen)]) == 1


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
        assert app.view.match_count == 4
        for words in ("Café", "PYTHON", "C++", "release-cycle"):
            assert app.style_at(words).bgcolor != plain, words  # type: ignore[attr-defined]
        assert app.style_at("pythonic").bgcolor == plain  # type: ignore[attr-defined]
        app.view.set_matches(["python*"])
        assert app.view.match_count == 2
        app.view.set_matches([])
        await pilot.pause()
        assert app.style_at("PYTHON").bgcolor == plain  # type: ignore[attr-defined]


async def test_matches_are_gone_through_from_where_the_reader_is() -> None:
    app = Pane(notes())
    async with app.run_test(size=(60, 20)) as pilot:
        app.view.go_to_segment("topic-5")
        app.view.set_matches(["bullet"])
        assert app.view.match_count == 12
        assert app.view.next_match()
        await pilot.pause()
        assert app.view.current_segment == "topic-5"
        for _ in range(7):
            assert app.view.next_match()
        assert not app.view.next_match()
        await pilot.pause()
        assert app.view.current_segment == "topic-12"
        assert app.find("bullet 12")
        current = app.style_at("bullet 12").bgcolor  # type: ignore[attr-defined]
        assert current != app.style_at("bullet 11").bgcolor  # type: ignore[attr-defined]
        assert app.view.previous_match()
        app.view.set_matches(["bullet"])
        app.view.action_first()
        assert not app.view.previous_match()


async def test_matches_are_found_in_the_notes_that_are_shown_next() -> None:
    app = Pane(text_of("one two"))
    async with app.run_test(size=(60, 5)):
        app.view.set_matches(["two"])
        app.view.show(text_of("two and two"))
        assert app.view.match_count == 2


# What is done in threads


@pytest.mark.parametrize("loaded", [True, False])
async def test_code_is_coloured_at_once_or_as_soon_as_pygments_is_loaded(
    loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.widgets.notes_layout.is_quick", lambda: loaded)
    app = Pane(text_of("```python\nreturn value\n```"))
    async with app.run_test(size=(60, 5)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.style_at("return").color != app.style_at("value").color  # type: ignore[attr-defined]


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
        assert app.view.go_to_segment("topic-1")
        await pilot.resize_terminal(50, 20)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.view.current_segment == "topic-1"
        app.view.action_last()
        assert f"link {LARGE // 150}" in app.rows()[-1]
