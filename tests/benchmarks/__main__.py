"""All figures in one run, as a table with their floors: `python -m tests.benchmarks [--small] [--notes FOLDER]`.

Floors are measured in the same run, each before what stands on it: a Textual app that shows one `Static`,
`python -c pass`, and markdown-it-py parsing the same notes once. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.importing import seconds
from tests.benchmarks.library_maker import make_library
from tests.benchmarks.terminal import Terminal

_FLOOR = """
from textual.app import App
from textual.widgets import Static
class Floor(App):
    def compose(self): yield Static("Ready to read")
Floor().run()
"""
_EARMARK = [sys.executable, "-m", "tui"]
_RUNS = 7


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="leave out the library of 50,000 episodes")
    parser.add_argument("--notes", type=Path, help="a folder of real notes to import")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        table = Table()
        few, many = Path(place) / "500", Path(place) / "50000"
        start, memory = start_of_floor()
        table.add("a Textual app with one Static", start, "")
        table.add("its peak memory", memory, "", unit="MiB")
        first = measure_library(table, few, 462, start, memory)
        if not options.small:
            measure_library(table, many, 50_000, first, memory)
        if options.notes is not None:
            from tests.benchmarks import importing

            importing.main(options.notes)
    return 0


def measure_library(table: Table, home: Path, episodes: int, floor: float, memory: float) -> float:
    """Measure one library and return how long it takes to start."""
    environ = {f"EARMARK_{kind}_DIR": str(home / kind.lower()) for kind in ("DATA", "STATE", "CACHE", "CONFIG")}
    make_library(home / "data" / "episodes", episodes)

    def run(*words: str) -> object:
        return subprocess.run([*_EARMARK, *words], env={**os.environ, **environ}, capture_output=True, check=False)

    table.title(f"{episodes:,} episodes (index made in {seconds(lambda: run('list')):.1f} s)")
    with terminal(_EARMARK, environ) as screen:
        screen.wait("Episodes")
        screen.settle(2.0)
        screen.press("q")
        screen.settle()
    starts = []
    for _ in range(_RUNS):
        with terminal(_EARMARK, environ) as screen:
            screen.wait(f"{episodes:,}")
            screen.wait("read")
            starts.append(1000 * screen.age)
    start = median(starts)
    table.add("start to three panes", start, f"{start / floor:.2f} x the floor above")
    with terminal(_EARMARK, environ) as screen:
        screen.wait("Episodes")
        screen.settle(1.0)
        keys = [1000 * screen.paint("J") for _ in range(50)]
        table.add("a key to the next episode", median(keys), f"worst {max(keys):.0f} ms")
        screen.press("/")
        screen.settle()
        typed = [1000 * screen.paint(key) for key in "pytest fixture async"]
        table.add("a key in the search to its hits", median(typed), f"worst {max(typed):.0f} ms")
        table.add("peak memory", screen.peak_memory, f"{screen.peak_memory / memory:.2f} x the floor", unit="MiB")
    run("list")
    nothing = median(
        1000 * seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=False)) for _ in range(15)
    )
    listed = median(1000 * seconds(lambda: run("list")) for _ in range(15))
    table.add("earmark list", listed, f"{listed / nothing:.2f} x python -c pass")
    return start


def start_of_floor() -> tuple[float, float]:
    """Return milliseconds to the first paint of the floor, and the memory that it takes, in MiB."""
    times, memory = [], 0.0
    for _ in range(_RUNS):
        with terminal([sys.executable, "-c", _FLOOR], {}) as screen:
            screen.wait("Ready to read")
            times.append(1000 * screen.age)
            memory = max(memory, screen.peak_memory)
    return median(times), memory


@contextmanager
def terminal(command: list[str], environ: dict[str, str]) -> Iterator[Terminal]:
    """Run a program while the block runs."""
    screen = Terminal(command, environ)
    try:
        yield screen
    finally:
        screen.close()


class Table:
    """Prints figures as they come."""

    def title(self, text: str) -> None:
        """Print a heading."""
        print(f"\n{text}")

    def add(self, what: str, value: float, remark: str, unit: str = "ms") -> None:
        """Print a figure."""
        print(f"  {what:36} {value:9.1f} {unit:4} {remark}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
