"""The end of the program while a screen is being made: nothing is raised, whatever the screen still misses."""

from __future__ import annotations

import asyncio
import signal

import pytest
from textual import events

from tui.driver import Ended

from .screen_driver import running


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("key", ["B", "slash", "C", "m", "question_mark", "T"])
async def test_a_signal_ends_the_program_while_a_screen_is_made(key: str, steps: int) -> None:
    async with running("148#1") as pilot:
        event = events.Key(key, None)
        event.set_sender(pilot.app)
        pilot.app.post_message(event)
        for _ in range(steps):
            await asyncio.sleep(0)
        pilot.app.post_message(Ended(signal.SIGTERM))
        while pilot.app.return_value is None:
            await asyncio.sleep(0)
    assert pilot.app.return_value == 128 + signal.SIGTERM
