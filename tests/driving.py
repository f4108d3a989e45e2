"""Driving Earmark from tests: a library of episodes that a test writes, keys, and what a person then sees."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from episodes.folders import find_folders
from tui.app import EarmarkApp
from tui.screens.main import MainScreen


def write_episode(number: int, notes: str, *, show: str = "Tea Time", published: str | None = None) -> Path:
    """Write an episode where an import would put it."""
    folder = Path(str(find_folders(os.environ).episodes)) / show.lower().replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    day = "" if published is None else f"published: {published}\n"
    path = folder / f"{number}.md"
    path.write_text(f"---\nshow: {show}\nnumber: {number}\ntitle: Episode {number}\n{day}---\n\n{notes}")
    return path


@asynccontextmanager
async def running(target: str | None = None, size: tuple[int, int] = (140, 45)) -> AsyncIterator[Pilot[int]]:
    """Start Earmark on the bundled episodes and those that were written."""
    app = EarmarkApp(find_folders(os.environ), target=target)
    app.library.synchronise()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def settle(pilot: Pilot[int]) -> None:
    """Wait for all work but that which waits for the reader."""
    await pilot.pause()
    for _ in range(3):  # one piece of work may begin another
        working = [worker for worker in pilot.app.workers if worker.group != "dialogs"]
        if working:
            await pilot.app.workers.wait_for_complete(working)
        await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys and wait for what they do."""
    await pilot.press(*keys)
    await settle(pilot)


def main(pilot: Pilot[int]) -> MainScreen:
    """Return the main screen, whatever lies over it."""
    app = pilot.app
    assert isinstance(app, EarmarkApp)
    return app.main


def here(pilot: Pilot[int]) -> tuple[str | None, str | None]:
    """Return the open episode and the segment that the reader is at."""
    desk = main(pilot).desk
    return (desk.episode.id if desk.episode else None, desk.segment_id)


def shown(pilot: Pilot[int]) -> str:
    """Return what a person sees, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)
