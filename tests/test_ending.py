"""Ends that come too soon or twice: of the program while a screen is being made, of a screen by two keys at once."""

from __future__ import annotations

import asyncio
import signal

import pytest
from textual import events
from textual.pilot import Pilot

from tui.driver import Ended

from .screen_driver import main, press, running, settle, type_at_once

SIZE = (60, 16)


def send(pilot: Pilot[int], key: str) -> None:
    """Send a key and wait for nothing."""
    event = events.Key(key, None)
    event.set_sender(pilot.app)
    pilot.app.post_message(event)


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("key", ["B", "slash", "C", "m", "question_mark", "T"])
async def test_a_signal_ends_the_program_while_a_screen_is_made(key: str, steps: int) -> None:
    async with running("148#1", SIZE) as pilot:
        send(pilot, key)
        for _ in range(steps):
            await asyncio.sleep(0)
        pilot.app.post_message(Ended(signal.SIGTERM))
        while pilot.app.return_value is None:
            await asyncio.sleep(0)
    assert pilot.app.return_value == 128 + signal.SIGTERM


async def test_a_screen_that_two_keys_close_at_once_is_closed_once() -> None:
    async with running("148#1", SIZE) as pilot:
        await press(pilot, "b")
        for keys in ("L enter escape", "B escape escape", "m enter escape", "question_mark escape escape"):
            first, *rest = keys.split()
            await press(pilot, first)
            await type_at_once(pilot, *rest)
            assert pilot.app.screen is main(pilot), keys


async def test_a_screen_that_is_closed_before_it_stands_misses_nothing() -> None:
    async with running("148#1", SIZE) as pilot:
        for key in ("C", "T", "m", "question_mark", "B"):
            for steps in range(12):
                for typed in (key, "escape"):
                    send(pilot, typed)
                    for _ in range(steps):
                        await asyncio.sleep(0)
                await settle(pilot)
                if pilot.app.screen is not main(pilot):  # escape came before there was anything to close
                    await press(pilot, "escape")
                assert pilot.app.screen is main(pilot), (key, steps)


async def test_what_is_typed_before_a_screen_is_closed_harms_nothing() -> None:
    async with running("148#1", SIZE) as pilot:
        for first in ("question_mark", "L", "m"):
            for keys in ("x escape", "x y escape escape"):
                await press(pilot, first)
                await type_at_once(pilot, *keys.split())
                assert pilot.app.screen is main(pilot), (first, keys)


async def test_the_palette_that_two_keys_close_at_once_is_closed_once() -> None:
    async with running("148#1", SIZE) as pilot:
        await press(pilot, "ctrl+p")
        await type_at_once(pilot, "escape", "escape", "escape")
        assert pilot.app.screen is main(pilot)
