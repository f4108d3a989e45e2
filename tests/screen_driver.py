"""Drives the screens for tests: starts Earmark, presses keys, and reads what a person then sees."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.worker import WorkerCancelled

from episodes.folders import find_folders
from episodes.library import Library, utc_now
from episodes.model import Clock
from tui.app import EarmarkApp
from tui.screens.main import MainScreen
from tui.screens.search import SearchScreen
from tui.widgets.row_list import RowList

from .library_builder import prepare_index


@asynccontextmanager
async def running(
    target: str | None = None, size: tuple[int, int] = (140, 30), *, indexed: bool = True, clock: Clock = utc_now
) -> AsyncIterator[Pilot[int]]:
    """Start Earmark on the bundled episodes and those that were written; `indexed` before it starts, or by itself."""
    folders = find_folders(os.environ)
    if indexed:
        prepare_index(folders)
    with pytest.MonkeyPatch.context() as patch:
        for name, cells in zip(("COLUMNS", "LINES"), size, strict=True):  # a terminal says its size before it starts
            patch.setenv(name, str(cells))
        app = EarmarkApp(folders, target=target, clock=clock)
    if indexed and os.path.exists(str(folders.episodes)):  # else the index has all there is
        app.library.synchronise()
    async with app.run_test(size=size) as pilot:
        for _ in range(2):  # a start says what it has to say when all panes stand
            await settle(pilot)
        yield pilot


def configure(settings: str) -> None:
    """Write the reader's `config.toml`."""
    file = Path(str(find_folders(os.environ).settings))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(settings)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait for all work but that which waits for the reader."""
    quiet = 0
    while quiet < 2:  # one piece of work may begin another, and not at once
        await pilot.pause()
        working = [worker for worker in pilot.app.workers if worker.group not in ("dialogs", "mentions")]
        quiet = 0 if working else quiet + 1
        if working:
            with suppress(WorkerCancelled):  # another took its place
                await pilot.app.workers.wait_for_complete(working)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


async def resize(pilot: Pilot[int], width: int, height: int) -> None:
    """Give the terminal another size, and wait for all to take it."""
    await pilot.resize_terminal(width, height)
    await settle(pilot)


async def type_at_once(pilot: Pilot[Any], *keys: str) -> None:
    """Type keys so fast that none of them has done anything when the last one comes, and wait for what they do."""
    for key in keys:
        event = events.Key(key, key if len(key) == 1 else "/" if key == "slash" else None)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
    await settle(pilot)


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Wait for what a thread does, for as long as it takes and a test may hang: half a minute."""
    for _ in range(3000):
        if condition():
            return
        await pilot.pause(0.01)
    assert condition()


class ListScreen(Screen[None]):
    """Holds a list alone; the key that asks the screen to go deeper chooses its row, as a double click does."""

    def action_deeper(self) -> None:
        listed = self.query_one(RowList)
        listed.post_message(RowList.Chosen(listed))


def main(pilot: Pilot[int]) -> MainScreen:
    """Return the main screen, whatever lies over it."""
    app = pilot.app
    assert isinstance(app, EarmarkApp)
    return app.main


def library(pilot: Pilot[int]) -> Library:
    """Return the library that the screens show."""
    return main(pilot).reader.library


def focused(pilot: Pilot[int]) -> str | None:
    """Return the pane that has the keys."""
    widget = main(pilot).focused
    return None if widget is None else widget.id


def here(pilot: Pilot[int]) -> tuple[str | None, str | None]:
    """Return the open episode and the segment that the reader is at."""
    reader = main(pilot).reader
    return (reader.episode.id if reader.episode else None, reader.segment_id)


def shown(pilot: Pilot[int]) -> str:
    """Return what a person sees, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def lines_of(listed: RowList[Any]) -> list[str]:
    """Return what a person sees of a list."""
    return [strip.text.rstrip() for strip in listed.render_lines(listed.size.region)]


def search_screen(pilot: Pilot[int]) -> SearchScreen:
    found = pilot.app.screen
    assert isinstance(found, SearchScreen)
    return found


async def search_for(pilot: Pilot[int], words: str, *keys: str) -> None:
    """Ask for the search, write something, and press keys."""
    await press(pilot, "/")
    search_screen(pilot).line.value = words
    await settle(pilot)
    await press(pilot, *keys)
