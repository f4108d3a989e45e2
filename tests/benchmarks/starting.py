"""Starts: the picture of the last visit, the first key that is obeyed, and what is written to the terminal.

A floor stands in the same run, in turn with what is measured: `python -c pass` for the picture, and for keys a Textual
app that shows one `Static`. The first key is typed as the program is started.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.importing import seconds
from tests.benchmarks.peers import EARMARK, Rows, earmark_environ
from tests.benchmarks.terminal import Terminal

STARTS = 20
_FLOOR = """
from textual.app import App
from textual.widgets import Static
class Floor(App):
    def compose(self): yield Static("Ready to read")
    def on_key(self): self.query_one(Static).update("A key came")
Floor().run()
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """What stands below all figures of programs with a screen."""

    keys: list[float]
    """Milliseconds until the first key is obeyed."""
    memory: float
    """MiB."""


def measure_floor(runs: int = STARTS) -> Floor:
    """Measure the smallest Textual app alone."""
    measured = [_floor() for _ in range(runs)]
    return Floor([key for key, _ in measured], max(memory for _, memory in measured))


def _floor() -> tuple[float, float]:
    with closing(Terminal([sys.executable, "-c", _FLOOR], {})) as screen:
        screen.press("v")
        screen.wait("A key came")
        screen.settle(0.5)
        return 1000 * screen.age, screen.peak_memory


def measure(table: Rows, homes: Mapping[int, Path]) -> Floor:
    """Measure starts of each library, and return the floor that was measured between them."""
    floor: list[tuple[float, float]] = []
    python: list[float] = []
    pictures: dict[int, list[float]] = {size: [] for size in homes}
    keys: dict[int, list[float]] = {size: [] for size in homes}
    written: dict[int, list[float]] = {size: [] for size in homes}
    for _ in range(STARTS):
        floor.append(_floor())
        python.append(1000 * seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=False)))
        for size, home in homes.items():
            with closing(Terminal(EARMARK, earmark_environ(home))) as screen:
                time.sleep(0.1)  # meanwhile the picture comes, and the emulator keeps no time from who notes that
                screen.wait("q Quit")  # it stands in the last row
                pictures[size].append(1000 * screen.age)
                screen.settle(0.5)
                frame = (home / "state" / "last-picture").read_bytes().rpartition(b"\0")[2]
                written[size].append(screen.received / len(frame))
            with closing(Terminal(EARMARK, earmark_environ(home))) as screen:
                screen.press("v")
                screen.wait("Episodes · unread")
                keys[size].append(1000 * screen.age)
    table.title(f"starts, {STARTS} of each in turn")
    table.add("python -c pass", median(python), f"quickest {min(python):.0f}")
    before = python
    for size, times in pictures.items():
        table.add(f"picture on the terminal, {size:,} episodes", median(times), _ratio(times, before))
        before = times
    before = [key for key, _ in floor]
    table.add("first key of a Textual app with one Static", median(before), f"quickest {min(before):.0f}")
    for size, times in keys.items():
        table.add(f"first key obeyed, {size:,} episodes", median(times), _ratio(times, before))
        before = times
    for size, ratios in written.items():
        table.add(f"bytes of a start, {size:,} episodes", median(ratios), "", "pictures")
    memory = max(memory for _, memory in floor)
    table.add("memory of the app with one Static", memory, "", "MiB")
    return Floor([key for key, _ in floor], memory)


def _ratio(times: list[float], before: list[float]) -> str:
    ratio, quickest = median(times) / median(before), min(times) / min(before)
    return f"{ratio:.2f} x the line above ({quickest:.2f} x the quickest)"
