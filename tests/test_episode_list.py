"""The list of episodes: what its rows say at every width, where its cursor goes, and that size costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown

from episodes.listing import Listing
from episodes.model import EpisodeRow
from tui.widgets.episode_list import EpisodeList, one_line, two_lines
from tui.widgets.row_text import EARMARK, NEW, fill_glyph

from .screen_driver import ListScreen
from .step_counter import count_steps

TWO_SHOWS = {"show": "asoo", "other": "oth"}


def row(number: int, **changes: object) -> EpisodeRow:
    facts: dict[str, object] = {
        "id": f"show:{number}",
        "show": "A Show of Ours",
        "number": number,
        "title": f"Title {number}",
        "published": date(2019, 9, 18) + timedelta(days=number),
        "segments": 8,
    }
    return EpisodeRow(**(facts | changes))  # type: ignore[arg-type]


class Rows(Listing):
    """A source that remembers which pages it was asked for."""

    def __init__(self, rows: Sequence[EpisodeRow]) -> None:
        self.rows = rows
        self.asked: list[tuple[int, int]] = []
        self.years = []

    def count(self) -> int:
        return len(self.rows)

    def number_width(self) -> int:
        return max((len(str(row.number)) for row in self.rows), default=1)

    def page(self, start: int, stop: int) -> list[EpisodeRow]:
        self.asked.append((start, stop))
        return list(self.rows[start:stop])

    def index_of(self, episode: str) -> int | None:
        return next((at for at, row in enumerate(self.rows) if row.id == episode), None)


class Lister(App[None]):
    """Holds the list alone, and the messages that it posts."""

    def __init__(self, rows: Sequence[EpisodeRow], empty: str = "") -> None:
        super().__init__()
        self.rows = Rows(rows)
        self.said: list[tuple[str, str]] = []
        self._empty = empty

    def get_default_screen(self) -> ListScreen:
        return ListScreen()

    def compose(self) -> ComposeResult:
        episodes = EpisodeList(self.rows)
        episodes.empty = self._empty
        yield episodes

    @property
    def episodes(self) -> EpisodeList:
        return self.query_one(EpisodeList)

    @on(EpisodeList.Highlighted)
    @on(EpisodeList.Chosen)
    def _hear(self, message: EpisodeList.Highlighted | EpisodeList.Chosen) -> None:
        assert message.control is self.episodes
        if (row := self.episodes.current) is not None:  # else they are gone since
            self.said.append((type(message).__name__, row.id))

    def screen_text(self) -> list[str]:
        episodes = self.episodes
        return [strip.text for strip in episodes.render_lines(episodes.size.region)]


MANY = [row(number) for number in range(1000, 0, -1)]


def text_of(parts: Sequence[tuple[str, str]]) -> str:
    return "".join(text for text, _ in parts)


@pytest.mark.parametrize("width", [5, 12, 24, 30, 34, 44, 56, 60, 100])
@pytest.mark.parametrize("short_names", [{}, TWO_SHOWS])
def test_a_row_fills_its_width_exactly_whatever_its_title(width: int, short_names: dict[str, str]) -> None:
    for title in ("Short", "日本語の題名" * 20, "x" * 300, "", "a\tb"):
        episode = row(148, title=title, bookmarks=3, is_new=True, read=2)
        [line] = one_line(episode, width, 3, short_names)
        assert cell_len(text_of(line)) == width or width < 14
        for below in two_lines(episode, width, 3, short_names):
            assert cell_len(text_of(below)) == width or width < 14


def test_the_title_number_and_signs_outlast_dates_and_counts_as_the_list_gets_narrower() -> None:
    episode = row(148, title="On and on", read=2, bookmarks=1, is_new=True, published=date(2019, 9, 18))
    wide, middle, narrow = (text_of(one_line(episode, width, 3, {})[0]) for width in (60, 44, 24))
    assert "2/8" in wide
    assert "2019-09-18" in wide
    assert "2/8" not in middle
    assert "2019-09-18" in middle
    assert "2019-09-18" not in narrow
    for line in (wide, middle, narrow):
        assert "148" in line
        assert "On and on" in line
        assert EARMARK in line
        assert NEW in line


def test_rows_name_their_show_only_where_there_are_several() -> None:
    assert "asoo" not in text_of(one_line(row(1), 60, 3, {})[0])
    for width in (60, 30):
        assert " asoo   1 Title" in text_of(one_line(row(1), width, 3, TWO_SHOWS)[0])


def test_the_sign_is_empty_only_at_nothing_and_full_only_at_everything() -> None:
    assert [fill_glyph(read, 8) for read in (0, 1, 4, 7, 8)] == ["○", "◔", "◑", "◕", "●"]
    assert fill_glyph(0, 0) == "○"
    assert fill_glyph(12, 8) == "●"
    assert fill_glyph(1, 500) == "◔"
    assert fill_glyph(499, 500) == "◕"


def test_two_lines_say_in_words_how_much_is_read() -> None:
    assert "8 segments" in text_of(two_lines(row(1), 40, 3, {})[1])
    assert "1 segment " in text_of(two_lines(row(1, segments=1), 40, 3, {})[1])
    assert "3 of 8 read" in text_of(two_lines(row(1, read=3), 40, 3, {})[1])
    assert "· read" in text_of(two_lines(row(1, read=8), 40, 3, {})[1])


async def test_keys_move_the_cursor_and_say_where_it_is() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("j", "down", "k")
        assert app.episodes.cursor == 1
        assert app.episodes.cursor_id == "show:999"
        await pilot.press("G")
        assert app.episodes.cursor_id == "show:1"
        assert app.episodes.scroll_offset.y == 988
        await pilot.press("g")
        assert app.episodes.cursor == 0
        await pilot.press("ctrl+d")
        assert app.episodes.cursor == 6
        await pilot.press("pagedown", "pageup", "ctrl+u", "end", "home")
        assert app.episodes.cursor == 0
        await pilot.press("enter")
        assert app.said[-2:] == [("Highlighted", "show:1000"), ("Chosen", "show:1000")]


async def test_some_rows_stay_in_sight_around_the_cursor() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)):
        app.episodes.move_to(500)
        top = app.episodes.scroll_offset.y
        assert top + 2 <= 500 <= top + 9
        app.episodes.move_to(504)
        assert app.episodes.scroll_offset.y - top <= 4


async def test_moving_to_the_row_under_the_cursor_says_nothing() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        app.episodes.move_to(0)
        app.episodes.move_to(-5)
        await pilot.pause()
        assert app.said == []
        app.episodes.move_to(10)
        await pilot.pause()
        assert app.said == [("Highlighted", "show:990")]


async def test_moving_to_an_episode_by_its_id_says_nothing() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        app.episodes.move_to_id("show:990")
        app.episodes.move_to_id("show:0")
        await pilot.pause()
        assert app.episodes.cursor_id == "show:990"
        assert app.said == []


async def test_the_highlighted_episode_stays_on_its_screen_row_when_rows_come_in_above() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        app.episodes.move_to(500)
        before = app.episodes.cursor_screen_row
        app.rows.rows = [row(number) for number in range(1037, 0, -1)]
        app.episodes.refresh_rows()
        await pilot.pause()
        assert app.episodes.cursor_id == "show:500"
        assert app.episodes.cursor == 537
        assert app.episodes.cursor_screen_row == before
        assert [message for message in app.said if message[1] != "show:500"] == []


async def test_a_highlighted_episode_that_is_gone_leaves_its_place_to_the_next() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        app.episodes.move_to(500)
        await pilot.pause()
        before = app.episodes.cursor_screen_row
        app.rows.rows = [each for each in MANY if each.number != 500]
        app.episodes.refresh_rows()
        await pilot.pause()
        assert app.episodes.cursor_id == "show:499"
        assert app.episodes.cursor_screen_row == before
        assert app.said == [("Highlighted", "show:500")], "no episode is opened that nobody asked for"


async def test_a_list_that_becomes_empty_says_the_owners_sentence() -> None:
    app = Lister(MANY, empty="Nothing is bookmarked yet. Press b in the notes.")
    async with app.run_test(size=(30, 8)) as pilot:
        app.rows.rows = []
        app.episodes.refresh_rows()
        await pilot.pause()
        assert app.episodes.cursor_id is None
        assert " ".join(" ".join(app.screen_text()).split()) == app.episodes.empty
        await pilot.press("j", "G", "enter", "pagedown")
        assert app.episodes.cursor == 0
        app.episodes.set_source(Rows(MANY), cursor_id="show:700")
        assert app.episodes.cursor == 300
        assert app.said == []


async def test_titles_that_look_like_markup_are_shown_as_they_are_written() -> None:
    titles = ["Episode [/b]", "[@click=app.quit]x[/]", "a \x1b[31mred\x07 one", "[", "list[int]"]
    app = Lister([row(index, title=title) for index, title in enumerate(titles)])
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.press("j", "k")
        shown = app.screen_text()
        assert "Episode [/b]" in shown[0]
        assert "[@click=app.quit]x[/]" in shown[1]
        assert "a [31mred one" in shown[2]
        assert "list[int]" in shown[4]


async def test_a_click_highlights_and_a_double_click_chooses() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.click(EpisodeList, offset=(5, 3))
        assert app.said == [("Highlighted", "show:997")]
        await pilot.click(EpisodeList, offset=(5, 4), times=2)
        assert app.said[1:] == [("Highlighted", "show:996"), ("Chosen", "show:996")]


async def test_the_wheel_scrolls_and_leaves_the_cursor_alone() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)) as pilot:
        wheel = MouseScrollDown(app.episodes, 5, 5, 0, 0, 0, False, False, False)
        app.episodes.post_message(wheel)
        await pilot.pause()
        assert app.episodes.scroll_offset.y > 0
        assert app.episodes.cursor == 0
        assert app.said == []


async def test_two_lines_a_row_keep_the_cursor_in_sight() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(36, 31)) as pilot:
        app.episodes.move_to(500)
        await pilot.pause()
        assert app.episodes.virtual_size.height == 2000
        assert 0 <= app.episodes.cursor_screen_row <= 29
        shown = app.screen_text()
        at = app.episodes.cursor_screen_row
        assert "Title 500" in shown[at]
        assert "2021-01-30" in shown[at + 1]


async def test_a_resize_keeps_the_cursor_in_sight_and_a_screen_of_five_rows_is_enough() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(60, 30)) as pilot:
        app.episodes.move_to(29)
        for size in ((20, 5), (1, 1), (100, 40), (24, 6)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert 0 <= app.episodes.cursor_screen_row < max(1, size[1])


async def test_only_pages_in_sight_are_asked_for() -> None:
    app = Lister([row(number) for number in range(50_000)])
    async with app.run_test(size=(60, 30)) as pilot:
        await pilot.pause()
        app.rows.asked.clear()
        app.episodes.action_last()
        await pilot.pause()
        assert len(app.rows.asked) == 1
        await pilot.press("k", "k", "k")
        assert len(app.rows.asked) == 1


async def test_a_cursor_key_takes_the_same_steps_for_four_thousand_rows_and_for_fifty_thousand() -> None:
    def walk(app: Lister) -> None:
        for step in range(20):
            app.episodes.move_to(step * 9 if step % 2 else app.episodes.count - step * 9)
            app.screen_text()

    steps = []
    for count in (4_000, 50_000):
        app = Lister([row(number) for number in range(count)])
        async with app.run_test(size=(60, 30)):
            steps.append(count_steps(lambda app=app: walk(app)))  # type: ignore[misc]
    assert steps[1] < 1.1 * steps[0], steps


async def test_a_source_that_knows_the_place_is_asked_for_it() -> None:
    class Knowing(Rows):
        def index_of(self, episode: str) -> int | None:
            return 7 if episode == "anything" else None

    app = Lister(MANY)
    async with app.run_test(size=(60, 30)):
        app.episodes.set_source(Knowing(MANY), cursor_id="anything")
        assert app.episodes.cursor == 7
        app.episodes.move_to_id("nothing")
        assert app.episodes.cursor == 7


async def test_a_source_that_has_fewer_rows_than_it_said_is_not_fatal() -> None:
    class Short(Rows):
        def count(self) -> int:
            return len(self.rows) + 5

    app = Lister(MANY)
    async with app.run_test(size=(60, 30)) as pilot:
        app.episodes.set_source(Short(MANY[:3]))
        await pilot.press("G", "enter", "k")
        assert app.episodes.cursor_id is None


def test_two_lines_say_it_shorter_where_the_words_have_no_room() -> None:
    episode = row(148, read=2, bookmarks=3)
    assert "2 of 8 read" in text_of(two_lines(episode, 40, 3, {})[1])
    short = text_of(two_lines(episode, 26, 3, TWO_SHOWS)[1])
    assert "2/8" in short
    assert short.endswith(f"{EARMARK}3")


async def test_a_narrow_high_pane_takes_two_lines_a_row_and_a_low_or_wide_one_takes_one() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(36, 40)) as pilot:
        app.episodes.move_to(500)
        for size, height in (((36, 40), 2), ((36, 20), 1), ((60, 40), 1), ((36, 40), 2)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.episodes.row_height == height
            assert 0 <= app.episodes.cursor_screen_row <= size[1] - height


async def test_the_same_episode_in_another_view_stays_on_its_screen_row() -> None:
    app = Lister(MANY)
    async with app.run_test(size=(40, 12)):
        app.episodes.move_to(500)
        before = app.episodes.cursor_screen_row
        app.episodes.set_source(Rows(MANY[300:]), cursor_id="show:500")
        assert app.episodes.cursor == 200
        assert app.episodes.cursor_screen_row == before


async def test_titles_begin_below_each_other_wherever_the_longest_number_is() -> None:
    app = Lister([row(number) for number in range(20, 1200, 20)])
    async with app.run_test(size=(60, 12)) as pilot:
        first = app.screen_text()
        await pilot.press("G")
        assert {line.index("Title") for line in (*first, *app.screen_text())} == {len(" ○ 1180 ")}
