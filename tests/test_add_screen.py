"""Adding and updating from the screens: in a thread, told how far it is, stopped when asked, and nothing moves."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from episodes.folders import find_folders
from episodes.importing.source_list import KNOWN_SHOWS, Report, Source
from episodes.importing.sources import Sources
from episodes.library import Library
from episodes.model import Monitor, Step
from tui.keymap import Pane
from tui.screens.add import AddScreen, completed_path

from .library_builder import prepare_index
from .screen_driver import configure, here, main, press, resize, running, settle, shown, type_at_once, until

SIZE = (100, 30)


def notes(folder: Path, number: int, text: str = "Of kettles.", day: str = "2030-01-01") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.md").write_text(
        f"---\nshow: Tea Time\nnumber: {number}\ntitle: Kettle {number}\npublished: {day}\n---\n\n## One\n\n{text}\n"
    )


def add_before(*paths: Path) -> None:
    """Add folders before the screens start."""
    folders = find_folders(os.environ)
    prepare_index(folders)
    library = Library(folders)
    for path in paths:
        library.sources.add(str(path))
    library.close()


async def add(pilot: Pilot[int], text: str) -> AddScreen:
    await press(pilot, "a")
    screen = pilot.app.screen
    assert isinstance(screen, AddScreen)
    screen.source.value = text
    await press(pilot, "enter")
    return screen


async def test_a_folder_is_added_its_episodes_are_listed_and_signed_as_new(tmp_path: Path) -> None:
    for number in range(3):
        notes(tmp_path / "tea", number)
    (tmp_path / "tea" / "broken.md").write_bytes(b"\xff\xfe\x00")
    async with running("148", SIZE) as pilot:
        screen = await add(pilot, str(tmp_path / "tea"))
        text = shown(pilot)
        assert "3 added, 0 changed, 0 unchanged" in text
        assert "added     ✦ Tea Time 0 Kettle 0" in text
        assert "added     ✦ Tea Time 1 Kettle 1" in text
        assert [row.what for row in screen.report.items].count("added") == 3
        assert all(row.said for row in screen.report.items if row.what == "skipped")
        await press(pilot, "escape")
        assert pilot.app.screen is main(pilot)
        assert here(pilot)[0] == "python-bytes:148"
        assert main(pilot).episode_list.count == 15
        rows = [line for line in shown(pilot).splitlines() if "Kettle" in line]
        assert rows
        assert all("✦" in line for line in rows)


async def test_what_the_report_names_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / "cups"
    folder.mkdir()
    days = {1: "2019-01-01", 2: "2019-02-01", 3: "2018-01-10", 4: "2019-03-01"}
    for number, day in days.items():
        head = f"number: {number}\ntitle: Kettle {number}\npublished: {day}"
        (folder / f"{number}.md").write_text(f"---\n{head}\n---\n\n# Tea Time {number}\n\n## One\n\nOf kettles.\n")
    (folder / "other.md").write_text("# Tea Time 4\n\n## Of lids\n\nAir Date: 2021-05-05\n")
    async with running(size=SIZE) as pilot:
        await add(pilot, str(folder))
        text = " ".join(shown(pilot).replace("│", " ").replace("┃", " ").split())
        assert "tea-time:3 is dated 2018-01-10, and its neighbours 2019-02-01 and 2019-03-01" in text
        assert "kept apart, as another episode has the number or the title: tea-time:4-" in text
        assert "--show" in text
        await press(pilot, "enter")
        assert here(pilot)[0] == "tea-time:3"


async def test_enter_on_an_episode_of_the_report_goes_there(tmp_path: Path) -> None:
    notes(tmp_path / "tea", 7)
    async with running(size=SIZE) as pilot:
        await add(pilot, str(tmp_path / "tea"))
        await press(pilot, "enter")
        assert here(pilot)[0] == "tea-time:7"
        assert main(pilot).episode_list.cursor_id == "tea-time:7"


async def test_what_is_neither_a_path_nor_an_address_nor_a_show_is_said_and_can_be_mended(tmp_path: Path) -> None:
    notes(tmp_path / "tea", 7)
    async with running(size=SIZE) as pilot:
        screen = await add(pilot, "/nowhere/at/all")
        assert "there is no such file or folder" in shown(pilot)
        assert screen.source.has_focus
        screen.source.value = str(tmp_path / "tea")
        await press(pilot, "enter")
        assert "1 added" in shown(pilot)


async def test_the_known_shows_are_offered_and_filtered_by_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def record(self: Sources, text: str, show: str | None, monitor: Monitor) -> Report:
        asked.append(text)
        return Report(Source("https://feed.example/"))

    monkeypatch.setattr(Sources, "add", record)
    async with running(size=SIZE) as pilot:
        await press(pilot, "a")
        assert all(name in shown(pilot) for name in ("Python Bytes", "Talk Python", "Real Python", "Test & Code"))
        await type_at_once(pilot, *"talk")
        assert "Real Python" not in shown(pilot)
        await press(pilot, "enter")
        assert asked == ["Talk Python"]
        await press(pilot, "a")
        await type_at_once(pilot, *("backspace",) * 4)
        await press(pilot, "down", "down", "enter")
        assert asked == ["Talk Python", "Real Python"]


async def test_a_show_can_be_named_for_notes_that_do_not_say(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "12.md").write_text("# 12\n\n## Of cups\n\nCups.\n")
    async with running(size=SIZE) as pilot:
        await press(pilot, "a")
        screen = pilot.app.screen
        assert isinstance(screen, AddScreen)
        screen.source.value = str(tmp_path / "x")
        await press(pilot, "tab")
        await type_at_once(pilot, *"Cup Hour", "enter")
        [row] = [row for row in screen.report.items if row.what == "added"]
        assert row.said.startswith("cup-hour:")


async def test_it_says_how_far_it_is_and_escape_stops_the_work_but_not_what_came_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, stopped = threading.Event(), threading.Event()

    def slow_add(self: object, text: str, show: str | None, monitor: Monitor) -> Report:
        monitor.progress(Step(120, 300, "files"))
        began.set()
        while not monitor.cancelled():
            stopped.wait(0.005)
        return Report(Source("/notes"), added=["tea-time:1"])

    monkeypatch.setattr(Sources, "add", slow_add)
    async with running(size=SIZE) as pilot:
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"/notes", "enter")
        while not began.is_set():
            await pilot.pause()
        await pilot.pause()
        assert "Reading: 120 of 300 files" in shown(pilot)
        assert "esc stops" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, AddScreen)
        assert "1 added" in shown(pilot)


async def test_a_path_is_completed_as_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "podcasts").mkdir()
    (tmp_path / "poems.md").write_text("x")
    (tmp_path / ".hidden").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert completed_path(f"{tmp_path}/po") == f"{tmp_path}/podcasts/"
    assert completed_path("~/poe") == "~/poems.md"
    assert completed_path(f"{tmp_path}/") is None
    assert completed_path(f"{tmp_path}/.hid") == f"{tmp_path}/.hidden/"
    assert completed_path("/nowhere/at/all") is None
    async with running(size=SIZE) as pilot:
        await press(pilot, "a")
        await type_at_once(pilot, *"~/pod")
        await until(pilot, lambda: "~/podcasts/" in shown(pilot))  # looked for in a thread
        await press(pilot, "right")
        screen = pilot.app.screen
        assert isinstance(screen, AddScreen)
        assert screen.source.value == "~/podcasts/"


async def test_a_pasted_text_is_clean_of_control_characters() -> None:
    async with running("148", SIZE) as pilot:
        await press(pilot, "a")
        screen = pilot.app.screen
        assert isinstance(screen, AddScreen)
        screen.source.post_message(events.Paste("/t\0m\x1bp/x\nmore"))
        await settle(pilot)
        assert screen.source.value == "/tmp/x"


async def test_update_goes_to_the_sources_again_and_moves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "tea"
    for number in range(1, 13):
        notes(folder, number, "Of kettles.\n\n" * 40, day=f"2020-01-{number % 28 + 1:02}")
    add_before(folder)
    async with running(size=(100, 20)) as pilot:
        screen = main(pilot)
        await type_at_once(pilot, *("j",) * 10)
        assert screen.episode_list.scroll_offset.y > 0
        screen.focus_pane(Pane.NOTES)
        await press(pilot, "ctrl+d")
        opened = here(pilot)[0]
        assert opened is not None
        notes(folder, 100)
        number = int(opened.split(":")[1])
        notes(folder, number, "Of kettles.\n\n" * 40 + "And a cup.", day=f"2020-01-{number % 28 + 1:02}")
        before = here(pilot), screen.notes.place, screen.episode_list.cursor_id, screen.episode_list.cursor_screen_row
        await press(pilot, "ctrl+r")
        after = here(pilot), screen.notes.place, screen.episode_list.cursor_id, screen.episode_list.cursor_screen_row
        assert after == before
        assert screen.focused is screen.notes
        assert "Updated: 1 added, 1 changed." in shown(pilot)
        assert screen.reader.episode is not None
        assert "And a cup." in screen.reader.episode.notes
        assert screen.notes.document is not None
        assert screen.notes.document.episode is screen.reader.episode
        assert "ctrl+r goes to what came in" in shown(pilot)
        await press(pilot, "ctrl+r")
        assert here(pilot)[0] == "tea-time:100"
        await press(pilot, "ctrl+r")
        assert "Updated: nothing new." in shown(pilot)


async def test_of_several_that_came_in_three_are_named_and_the_youngest_is_gone_to(tmp_path: Path) -> None:
    notes(tmp_path / "tea", 1)
    add_before(tmp_path / "tea")
    async with running(size=SIZE) as pilot:
        for number in (2, 3, 4, 5):
            notes(tmp_path / "tea", number, day=f"2031-01-0{number}")
        await press(pilot, "ctrl+r")
        assert "Updated: 4 added. Kettle 5 · Kettle 4 · Kettle 3 and 1 more" in shown(pilot)
        await press(pilot, "ctrl+r")
        assert here(pilot)[0] == "tea-time:5"
        assert "came in" not in shown(pilot)


async def test_new_episodes_show_up_in_the_view_of_the_unread(tmp_path: Path) -> None:
    notes(tmp_path / "tea", 1)
    async with running(size=SIZE) as pilot:
        await add(pilot, str(tmp_path / "tea"))
        await press(pilot, "escape", "v")
        notes(tmp_path / "tea", 2)
        await press(pilot, "ctrl+r")
        assert "unread · 14" in shown(pilot)


async def test_without_sources_update_says_how_to_add_one() -> None:
    async with running(size=SIZE) as pilot:
        await press(pilot, "ctrl+r")
        assert "There are no sources to update yet: a adds folders and feeds." in shown(pilot)


async def test_the_readers_own_keys_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes(tmp_path / "tea", 1)
    monkeypatch.setitem(KNOWN_SHOWS, "Tea Time", str(tmp_path / "tea"))
    configure('[keys]\nadd = "+"\nupdate = "f5"\n')
    async with running(size=SIZE) as pilot:
        await press(pilot, "f5")
        assert "There are no sources to update yet: + adds folders and feeds." in shown(pilot)
        await press(pilot, "plus")
        await type_at_once(pilot, *"Tea Time", "enter")
        await press(pilot, "escape", "plus")
        assert "is a source already; F5 updates it" in shown(pilot)


async def test_a_source_that_fails_is_named_and_the_others_are_updated(tmp_path: Path) -> None:
    notes(tmp_path / "tea", 1)
    notes(tmp_path / "gone", 1)
    add_before(tmp_path / "gone", tmp_path / "tea")
    async with running(size=SIZE) as pilot:
        (tmp_path / "gone" / "1.md").unlink()
        (tmp_path / "gone").rmdir()
        notes(tmp_path / "tea", 2)
        await press(pilot, "ctrl+r")
        assert "Updated: 1 added; 1 source could not be read." in shown(pilot)
        assert any("gone" in str(note.message) for note in pilot.app._notifications)


@pytest.fixture
def slow_feed() -> Iterator[tuple[str, threading.Event, threading.Event]]:
    """Serve a feed that does not end before it is told to; give its address, and events for begun and go on."""
    begun, go_on = threading.Event(), threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(b"<rss><channel><title>Tea</title>" + b" " * 70_000)
            self.wfile.flush()
            begun.set()
            go_on.wait(20)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/feed", begun, go_on
    go_on.set()
    server.shutdown()
    server.server_close()


async def test_an_update_is_told_in_the_key_bar_and_stopped_by_its_own_key(
    slow_feed: tuple[str, threading.Event, threading.Event],
) -> None:
    address, begun, go_on = slow_feed
    folders = find_folders(os.environ)
    settings, sources = Path(str(folders.settings)), Path(str(folders.sources))
    for path in (settings, sources):
        path.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[keys]\nupdate = "ctrl+y"\n')
    sources.write_text(f'[[source]]\naddress = "{address}"\n')
    async with running(size=SIZE) as pilot:
        await pilot.press("ctrl+y")
        while not begun.is_set():
            await pilot.pause()
        assert "Updating" in shown(pilot).splitlines()[-1]
        await pilot.press("j", "J")
        assert here(pilot)[0] == "python-bytes:462"
        await pilot.press("a")
        await pilot.pause()
        assert pilot.app.screen is main(pilot)
        assert "ctrl+y stops it" in shown(pilot)
        await pilot.press("ctrl+y")
        go_on.set()
        await settle(pilot)
        assert "Updating" not in shown(pilot).splitlines()[-1]
        assert "Stopped" in shown(pilot).splitlines()[-1]


async def test_it_fits_any_terminal(tmp_path: Path) -> None:
    async with running(size=(80, 24)) as pilot:
        for size in ((80, 24), (40, 12), (20, 5)):
            folder = tmp_path / str(size)
            for line in range(size[1] + 5):
                notes(folder, 100 * size[1] + line)
            await resize(pilot, *size)
            screen = await add(pilot, str(folder))
            assert screen.report.count > size[1]
            assert {len(line) for line in shown(pilot).splitlines()} == {size[0]}
            await press(pilot, "G", "escape")
            assert pilot.app.screen is main(pilot), size
