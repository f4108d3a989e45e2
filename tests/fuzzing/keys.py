"""Keys in any order and at any speed: no screen falls, and what was marked is kept."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from hypothesis import strategies as st
from textual import events

from episodes.folders import find_folders
from episodes.library import Library
from tests.screen_driver import running, settle
from tui.keymap import COMMANDS

_STOPS = {"ctrl+z", "q", "ctrl+q"}
"""Keys that end or stop the process in whose terminal they are pressed."""
_OTHERS = {
    *"0123456789",
    "escape",
    "enter",
    "tab",
    "backspace",
    "delete",
    "space",
    "home",
    "end",
    "ctrl+t",
    "ctrl+w",
    "f1",
}
_KEYS = sorted({key for command in COMMANDS for key in command.keys if key not in _STOPS} | _OTHERS)
_TEXTS = ("asgi", '"', "host:", "#t ", "é", "日", "\u200d", "[b]", "148#2", "  ", ":", "-")
_SIZES = ((140, 45), (90, 30), (60, 20), (20, 5), (1, 1))


def key_lists() -> st.SearchStrategy[bytes]:
    """Return the keys of sessions as JSON: lists of keys that are pressed at once, and sizes of the terminal."""
    key = st.sampled_from(_KEYS)
    burst = st.lists(key, min_size=1, max_size=6) | st.sampled_from(_TEXTS).map(list)
    step = st.one_of(burst, burst, burst, burst, st.sampled_from(_SIZES))
    return st.lists(step, max_size=25).map(lambda steps: json.dumps(steps).encode())


def check_keys(data: bytes) -> None:
    """Run the screens with the keys; nothing raises, and another start finds the marks that this one had."""
    with tempfile.TemporaryDirectory(prefix="earmark-fuzzing-") as folder:
        places = {f"EARMARK_{kind.upper()}_DIR": f"{folder}/{kind}" for kind in ("data", "state", "cache", "config")}
        nobody = {"HOME": folder, "BROWSER": "/bin/true", "EDITOR": "/bin/true", "PATH": f"{folder}/nothing"}
        network = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all")}
        with patch.dict(os.environ, {**places, **nobody, **network}):
            kept = asyncio.run(_session(json.loads(data)))
            library = Library(find_folders(os.environ))
            try:
                assert library.marks.problems() == []
                assert sorted(str(row.target) for row in library.marks.bookmarks()) == kept
            finally:
                library.close()
        assert Path(folder).exists()


async def _session(steps: list[list[str] | list[int]]) -> list[str]:
    async with running() as pilot:
        app = pilot.app
        for step in steps:
            if step and isinstance(step[0], int):
                await pilot.resize_terminal(int(step[0]), int(step[1]))
                continue
            for key in map(str, step):
                event = events.Key(key, key if len(key) == 1 else " " if key == "space" else None)
                event.set_sender(app)
                app.post_message(event)
            await settle(pilot)
        await settle(pilot)
        library = app.library  # type: ignore[attr-defined]
        return sorted(str(row.target) for row in library.marks.bookmarks())
