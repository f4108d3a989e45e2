from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from episodes.folders import find_folders
from episodes.library import Library
from tui.app import EarmarkApp
from tui.keys import Pane
from tui.screens.main import MainScreen

Running = AbstractAsyncContextManager[Pilot[int]]
Run = Callable[..., Running]


@pytest.fixture
def run() -> Run:
    """Start Earmark on the bundled episodes; what it keeps stays for the next start of the same test."""

    @asynccontextmanager
    async def start(target: str | None = None, size: tuple[int, int] = (140, 45)) -> AsyncIterator[Pilot[int]]:
        app = EarmarkApp(find_folders(os.environ), target=target)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield pilot

    return start


async def settle(pilot: Pilot[int]) -> None:
    """Wait for all work but that which waits for the reader."""
    await pilot.pause()
    working = [worker for worker in pilot.app.workers if worker.group != "dialogs"]
    if working:
        await pilot.app.workers.wait_for_complete(working)
    await pilot.pause()


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait for what a thread does."""
    for _ in range(200):
        if condition():
            return
        await pilot.pause(0.01)
    assert condition()


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def main(pilot: Pilot[int]) -> MainScreen:
    app = pilot.app
    assert isinstance(app, EarmarkApp)
    return app.main


def shown(pilot: Pilot[int]) -> str:
    """What a person sees, line by line."""
    compositor = pilot.app.screen._compositor
    return "\n".join("".join(segment.text for segment in strip) for strip in compositor.render_strips())


def library(pilot: Pilot[int]) -> Library:
    return main(pilot).desk.library


def focused(pilot: Pilot[int]) -> str | None:
    """The pane that has the keys."""
    widget = main(pilot).focused
    return None if widget is None else widget.id


def here(pilot: Pilot[int]) -> tuple[str | None, str | None]:
    desk = main(pilot).desk
    return (desk.episode.id if desk.episode else None, desk.segment_id)


def browser_that_opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Put a browser in place that takes every address; return the list of them."""
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", browser)
    return opened


async def test_it_opens_on_the_bundled_episodes_with_three_panes(run: Run) -> None:
    async with run() as pilot:
        text = shown(pilot)
        assert "148" in text
        assert "Episodes · 12" in text
        assert "Proud Parents" in text
        assert "Using Django Tasks in production" in text
        assert focused(pilot) == "episodes"


async def test_moving_down_the_list_shows_each_episode_in_tree_and_notes(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "j")
        assert here(pilot)[0] == "python-bytes:462"
        assert "Python Bytes 462" in shown(pilot)
        await press(pilot, "G")
        assert here(pilot)[0] == "python-bytes:125"
        await press(pilot, "g")
        assert here(pilot)[0] == "python-bytes:480"


async def test_a_target_opens_there_in_all_panes(run: Run) -> None:
    async with run("148#4") as pilot:
        assert here(pilot) == ("python-bytes:148", "asynchronous-django")
        assert main(pilot).episode_list.cursor_id == "python-bytes:148"
        assert main(pilot).outline.segment_id == "asynchronous-django"
        assert main(pilot).notes.current_segment == "asynchronous-django"


async def test_an_unknown_target_is_told_and_the_screens_open_all_the_same(run: Run) -> None:
    async with run("9999") as pilot:
        assert "There is no episode '9999'" in shown(pilot)
        assert here(pilot)[0] is not None


async def test_enter_goes_deeper_and_escape_comes_back(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "enter")
        assert focused(pilot) == "tree"
        await press(pilot, "l")
        assert focused(pilot) == "notes"
        await press(pilot, "escape", "h")
        assert focused(pilot) == "episodes"
        await press(pilot, "tab", "tab", "tab")
        assert focused(pilot) == "episodes"
        await press(pilot, "shift+tab")
        assert focused(pilot) == "notes"


async def test_the_tree_leads_the_notes_and_the_notes_lead_the_tree(run: Run) -> None:
    async with run("148") as pilot:
        screen = main(pilot)
        screen.focus_pane(Pane.TREE)
        await press(pilot, "]")
        assert here(pilot)[1] == "awesome-asgi"
        assert screen.notes.current_segment == "awesome-asgi"
        screen.focus_pane(Pane.NOTES)
        for _ in range(30):
            await press(pilot, "j")
        assert screen.notes.current_segment == screen.outline.segment_id == here(pilot)[1]
        assert here(pilot)[1] != "awesome-asgi"


async def test_brackets_and_capitals_walk_segments_and_episodes_from_any_pane(run: Run) -> None:
    async with run("148") as pilot:
        for pane in (Pane.EPISODES, Pane.TREE, Pane.NOTES):
            main(pilot).focus_pane(pane)
            await press(pilot, "]")
            await press(pilot, "J")
            assert here(pilot)[0] == "python-bytes:137"
            await press(pilot, "K")
            assert here(pilot)[0] == "python-bytes:148"
        await press(pilot, "]", "]", "[")
        assert here(pilot)[1] == "awesome-asgi"


async def test_moving_marks_nothing_read(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "j", "J", "]", "n", "n", "tab", "j", "tab", "G", "ctrl+d", "pagedown")
        assert not library(pilot).reading.counts(library(pilot)._catalogue.page(0, 20))


async def test_space_reads_on_to_the_end_of_the_episode_and_into_the_next_unread_one(run: Run) -> None:
    async with run("148") as pilot:
        episode = main(pilot).desk.episode
        assert episode is not None
        for _ in range(60):
            await press(pilot, "space")
            if here(pilot)[0] != "python-bytes:148":
                break
        assert library(pilot).reading.read_segments(episode) == {segment.id for segment in episode.walk()}
        assert here(pilot)[0] == "python-bytes:137"


async def test_n_and_capital_n_go_to_unread_segments(run: Run) -> None:
    async with run("148") as pilot:
        await press(pilot, "r", "]", "r")
        await press(pilot, "n")
        assert here(pilot)[1] == "jupyter-meets-the-earth"
        await press(pilot, "N")
        assert here(pilot) == (
            "python-bytes:149",
            library(pilot).episode("python-bytes:149").segments[-1].walk().__next__().id,
        ) or (here(pilot)[0] == "python-bytes:149")


async def test_a_bookmark_is_on_disk_when_the_screen_says_so(run: Run) -> None:
    async with run("148#2") as pilot:
        await press(pilot, "b")
        assert "Bookmarked: awesome-asgi" in shown(pilot)
        assert [row.target for row in Library(find_folders(os.environ)).reading.bookmarks()] == [
            "python-bytes:148#awesome-asgi"
        ]
        await press(pilot, "b")
        assert "Bookmark removed" in shown(pilot)
        await press(pilot, "u")
        assert "Bookmarked" in shown(pilot)
        await press(pilot, "U")
        assert library(pilot).reading.bookmarks() == []


async def test_m_asks_why_and_keeps_the_answer(run: Run) -> None:
    async with run("148#2") as pilot:
        await pilot.press("m")
        await pilot.pause()
        await pilot.press(*"for the talk", "enter")
        await settle(pilot)
        assert [row.note for row in library(pilot).reading.bookmarks()] == ["for the talk"]
        await pilot.press("m")
        await pilot.pause()
        assert "for the talk" in shown(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert [row.note for row in library(pilot).reading.bookmarks()] == ["for the talk"]


async def test_capital_r_marks_the_episode_and_u_takes_it_back(run: Run) -> None:
    async with run("148") as pilot:
        await press(pilot, "R")
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == row.segments
        await press(pilot, "u")
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == 0


async def test_the_place_comes_back_at_the_next_start(run: Run) -> None:
    async with run("148#4") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "j", "j", "j")
        place, at = main(pilot).notes.place, here(pilot)
        await press(pilot, "q")
    async with run() as pilot:
        assert here(pilot) == at
        assert main(pilot).notes.place == place
        assert focused(pilot) == "notes"
        assert main(pilot).episode_list.cursor_id == "python-bytes:148"


async def test_resizing_keeps_the_place(run: Run) -> None:
    async with run("148#4") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "j", "j")
        place = main(pilot).notes.place
        for size in ((100, 30), (60, 20), (20, 5), (200, 50), (140, 45)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
        assert main(pilot).notes.place == place
        assert here(pilot)[0] == "python-bytes:148"


@pytest.mark.parametrize(
    ("size", "panes"), [((140, 45), 3), ((120, 36), 3), ((100, 30), 3), ((80, 24), 3), ((60, 20), 1), ((20, 5), 1)]
)
async def test_each_width_has_its_layout(run: Run, size: tuple[int, int], panes: int) -> None:
    async with run("148", size) as pilot:
        screen = main(pilot)
        visible = [p for p in (screen.episode_list, screen.outline, screen.notes) if p.region.area and p.display]
        assert sum(1 for pane in visible if pane.parent and pane.parent.display) == panes
        if size[0] >= 120:
            assert screen.outline.region.y == screen.episode_list.region.y
        elif panes == 3:
            assert screen.outline.region.y > screen.episode_list.region.y
        else:
            assert screen.query_one("#where").display


async def test_one_pane_at_a_time_says_where_it_is(run: Run) -> None:
    async with run("148", (60, 20)) as pilot:
        assert "Episodes › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "enter")
        assert "Tree › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "enter")
        assert "Notes › 148" in shown(pilot).splitlines()[0]
        await press(pilot, "escape")
        assert focused(pilot) == "tree"


async def test_notes_that_were_hidden_show_the_episode_that_was_gone_to_meanwhile(run: Run) -> None:
    async with run("148", (60, 20)) as pilot:
        await press(pilot, "tab", "tab", "tab", "j", "j")
        assert here(pilot)[0] == "python-bytes:125"
        await press(pilot, "shift+tab")
        assert "Python Bytes 125" in shown(pilot)


async def test_zoom_gives_a_pane_the_whole_width(run: Run) -> None:
    async with run("148") as pilot:
        main(pilot).focus_pane(Pane.NOTES)
        await press(pilot, "z")
        assert main(pilot).notes.region.width == 140
        await press(pilot, "escape")
        assert main(pilot).notes.region.width < 100
        assert focused(pilot) == "notes"


async def test_views_go_round_all_unread_and_bookmarked(run: Run) -> None:
    async with run("148") as pilot:
        await press(pilot, "R", "b")
        await press(pilot, "v")
        assert "Episodes · unread · 11" in shown(pilot)
        await press(pilot, "v")
        assert "Episodes · bookmarked · 1" in shown(pilot)
        await press(pilot, "v")
        assert "Episodes · 12" in shown(pilot)
        assert here(pilot)[0] == "python-bytes:148"


async def test_links_open_through_the_one_safe_function(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = browser_that_opens(monkeypatch)
    async with run("148#1") as pilot:
        await press(pilot, "o")
        await until(pilot, lambda: "Opened" in shown(pilot))
        assert opened == ["https://peps.python.org/pep-0602/"]
        assert "Opened https://peps.python.org/pep-0602/" in shown(pilot)
        assert opened[0] in library(pilot).reading.opened_urls()
        before = main(pilot).notes.scroll_offset
        await press(pilot, "f")
        assert main(pilot).notes.hinting
        await press(pilot, "escape")
        assert not main(pilot).notes.hinting
        assert main(pilot).notes.scroll_offset == before


async def test_a_link_hint_opens_its_link(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = browser_that_opens(monkeypatch)
    async with run("148") as pilot:
        await pilot.press("f")
        await pilot.pause()
        await press(pilot, "a")
        if main(pilot).notes.hinting:
            await press(pilot, "a")
        await until(pilot, lambda: len(opened) == 1)
        assert opened[0].startswith("https://")


async def test_a_link_that_no_browser_takes_is_shown_with_the_reason(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    async with run("148#1") as pilot:
        await press(pilot, "o")
        await until(pilot, lambda: "Not opened" in shown(pilot))
        assert "https://peps.python.org/pep-0602/" in shown(pilot)
        assert "no browser was found" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is main(pilot)


async def test_copying_says_which_way_it_went(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    async with run("148#1") as pilot:
        await press(pilot, "y")
        assert pilot.app.clipboard == "https://peps.python.org/pep-0602/"
        assert "terminal's clipboard" in shown(pilot)
        await press(pilot, "Y")
        assert pilot.app.clipboard.startswith("## Brian #1:")


async def test_bookmarks_are_listed_and_enter_goes_there(run: Run) -> None:
    async with run("148#2") as pilot:
        await press(pilot, "b", "J", "B")
        assert "awesome-asgi" in shown(pilot)
        await press(pilot, "enter")
        assert here(pilot) == ("python-bytes:148", "awesome-asgi")
        assert pilot.app.screen is main(pilot)


async def test_without_bookmarks_the_screen_says_how_to_make_one(run: Run) -> None:
    async with run() as pilot:
        await press(pilot, "B")
        assert "b" in shown(pilot)
        assert "bookmark" in shown(pilot).lower()


async def test_help_does_what_is_chosen_in_it(run: Run) -> None:
    async with run("148") as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert "Keys in the" in shown(pilot)
        await pilot.press(*"whole episode", "enter")
        await settle(pilot)
        row = library(pilot).row("python-bytes:148")
        assert row is not None
        assert row.read == row.segments


async def test_a_mark_of_another_earmark_shows_up(run: Run) -> None:
    async with run("148") as pilot:
        other = Library(find_folders(os.environ))
        episode = other.episode("python-bytes:148")
        other.reading.set_read(episode, episode.walk(), on=True)
        pilot.app._look_for_marks()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "9/9 read" in shown(pilot)


async def test_keys_and_theme_of_the_configuration_are_used(run: Run, tmp_path: Path) -> None:
    settings = Path(str(find_folders(os.environ).settings))
    settings.parent.mkdir(parents=True)
    settings.write_text('theme = "earmark-light"\nwrong = 1\n\n[keys]\nnext-episode = "w"\n')
    async with run("148") as pilot:
        assert pilot.app.theme == "earmark-light"
        await press(pilot, "w")
        assert here(pilot)[0] == "python-bytes:137"
        await press(pilot, "J")
        assert here(pilot)[0] == "python-bytes:137"
        assert any("wrong" in str(note.message) for note in pilot.app._notifications)


async def test_a_broken_session_file_does_no_harm(run: Run) -> None:
    state = Path(str(find_folders(os.environ).state))
    state.mkdir(parents=True)
    for broken in ("{", "[]", '{"episode": 5, "line": "x", "pane": "nowhere", "view": "?"}', '{"episode": "gone:1"}'):
        (state / "session.json").write_text(broken)
        async with run() as pilot:
            assert here(pilot)[0] is not None


async def test_a_title_of_markup_is_shown_as_it_is_written(run: Run) -> None:
    folder = Path(str(find_folders(os.environ).episodes)) / "evil"
    folder.mkdir(parents=True)
    (folder / "1.md").write_text(
        '---\nshow: "[@click=app.quit]x[/]"\nnumber: 9001\ntitle: "Episode [/b] [red]"\npublished: 2030-01-01\n---\n\n'
        "## [/ [@click=app.quit]x[/]\n\ntext [/b]\n"
    )
    async with run("9001", (180, 45)) as pilot:
        text = shown(pilot)
        assert "Episode [/b] [red]" in text
        assert "[@click=app.quit]x[/]" in text
        await press(pilot, "b", "B")
        assert "[@click=app.quit]" in shown(pilot)
