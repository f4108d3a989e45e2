"""Calls that wait for other programs: in threads that quitting does not wait for, unlike those of `asyncio`."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")


async def in_daemon_thread(call: Callable[[], Result]) -> Result:
    """Make a call in a thread, and return what it returns or raise what it raises."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: object) -> None:
        if not future.done():
            set_outcome(outcome)

    def run() -> None:
        try:
            ended: tuple[Callable[[Any], None], object] = (future.set_result, call())
        except Exception as error:
            ended = (future.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: the application has ended
            loop.call_soon_threadsafe(settle, *ended)

    threading.Thread(target=run, daemon=True).start()
    return await future
