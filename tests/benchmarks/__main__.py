"""All figures in one run, as a table with their floors: `python -m tests.benchmarks [--small] [--notes FOLDER]`.

Floors are measured in the same run, in turn with what stands on them: a Textual app that shows one `Static`,
`python -c pass`, and markdown-it-py parsing the same notes once. Needs the extra `test`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from episodes.folders import find_folders
from episodes.library import Library
from tests.benchmarks import importing, peers
from tests.benchmarks.importing import seconds
from tests.benchmarks.library_maker import make_library
from tests.benchmarks.peers import EARMARK, earmark_environ
from tests.benchmarks.terminal import Terminal

FEW, MANY = 462, 50_000
_STARTS = 11
_SWITCHES = 50
_FLOOR = """
from textual.app import App
from textual.widgets import Static
class Floor(App):
    def compose(self): yield Static("Ready to read")
Floor().run()
"""
_TYPED = ("pytest fixture", "async web framework", "jupyter notebook", "scikit-learn", "docker deploy")


@dataclass(frozen=True, slots=True)
class Floor:
    """What stands below all figures of programs with a screen."""

    starts: list[float]
    """Milliseconds."""
    memory: float
    """MiB."""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"leave out the library of {MANY:,} episodes")
    parser.add_argument("--notes", type=Path, help="a folder of real notes: imported, and part of the small library")
    parser.add_argument("--folder", type=Path, help="where to make the libraries; those that are there are used again")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="where a peer's executable is")
    options = parser.parse_args()
    paths = dict(entry.split("=", 1) for entry in options.peer)
    with tempfile.TemporaryDirectory() as temporary:
        place = options.folder or Path(temporary)
        sizes = (FEW,) if options.small else (FEW, MANY)
        homes = {size: prepare(place / str(size), size, options.notes) for size in sizes}
        table = Table()
        floor = measure_starts(table, homes)
        for size, home in homes.items():
            measure_use(table, home, size, floor)
            measure_list(table, home)
        if options.notes is not None:
            table.title(f"bringing in {options.notes.name}")
            importing.main(options.notes)
            homes[FEW] = place / f"{FEW}-made"  # peers get feeds, which are written of made episodes
        peers.measure(table, place / "peers", [(home, size) for size, home in homes.items()], paths)
    return 0


def prepare(home: Path, size: int, notes: Path | None) -> Path:
    """Make a library of that many episodes with its index, unless it is there, and start once so that all is warm."""
    if not (home / "data" / "episodes").exists():
        if notes is not None and size == FEW:
            _run(home, "add", str(notes))
        there = _run(home, "list").count(b"\n")  # the bundled ones, and real notes, which may take their places
        make_library(home / "data" / "episodes", size - there)
    print(f"{size:,} episodes: brought in step in {seconds(lambda: _run(home, 'list')):.1f} s", flush=True)
    with closing(Terminal(EARMARK, earmark_environ(home))) as screen:
        screen.wait("Episodes")
        screen.settle(2.0)
        screen.press("q")
        screen.settle(1.0)
    return home


def measure_starts(table: Table, homes: dict[int, Path]) -> Floor:
    """Measure how long it takes until all three panes stand, the floor and each library in turn."""
    floor: list[float] = []
    memory = 0.0
    starts: dict[int, list[float]] = {size: [] for size in homes}
    for _ in range(_STARTS):
        with closing(Terminal([sys.executable, "-c", _FLOOR], {})) as screen:
            screen.wait("Ready to read")
            floor.append(1000 * screen.age)
            screen.settle(0.5)
            memory = max(memory, screen.peak_memory)
        for size, home in homes.items():
            with closing(Terminal(EARMARK, earmark_environ(home))) as screen:
                for pane in ("Episodes · ", " read", "Open link"):  # the last one stands in the last row
                    screen.wait(pane)
                starts[size].append(1000 * screen.age)
    table.title("start to three panes painted, warm")
    table.add("a Textual app with one Static", median(floor), f"quickest {min(floor):.0f}")
    before = floor
    for size, times in starts.items():
        ratio, quickest = median(times) / median(before), min(times) / min(before)
        table.add(f"{size:,} episodes", median(times), f"{ratio:.2f} x the line above ({quickest:.2f} x the quickest)")
        before = times
    table.add("memory of that app", memory, "", "MiB")
    return Floor(floor, memory)


def measure_use(table: Table, home: Path, size: int, floor: Floor) -> None:
    """Measure keys: to the next episode and in the search, and what it takes in memory."""
    with closing(Terminal(EARMARK, earmark_environ(home))) as screen:
        screen.wait("Episodes")
        screen.settle(1.0)
        switches = []
        for _ in range(_SWITCHES):
            switches.append(1000 * screen.paint("J"))
            screen.settle(0.4)
        screen.press("/")
        screen.settle(1.0)
        typed = []
        for words in _TYPED:
            for key in words:
                typed.append(1000 * screen.paint(key))
                screen.settle(0.1)
            screen.press("\x7f" * len(words))
            screen.settle(0.5)
        memory = screen.peak_memory
    table.title(f"{size:,} episodes")
    table.add("a key to the next episode", median(switches), f"worst of {len(switches)}: {max(switches):.0f}")
    table.add("a key in the search to its hits", median(typed), f"95% {_most(typed):.0f}, worst {max(typed):.0f}")
    table.add("the query alone", *_queries(home))
    table.add("memory after all of this", memory, f"{memory / floor.memory:.2f} x the app with one Static", "MiB")


def _queries(home: Path) -> tuple[float, str]:
    """Return the median of what the queries take that come of typing, in milliseconds, and how long most take."""
    library = Library(find_folders(earmark_environ(home)))
    library.search("")  # reads what every search needs of the index
    times = []
    for words in _TYPED:
        for end in range(1, len(words) + 1):
            query = words[:end]
            times.append(1000 * seconds(lambda query=query: library.search(query)))  # type: ignore[misc]
    library.close()
    return median(times), f"95% {_most(times):.1f}, worst {max(times):.1f}"


def _most(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def measure_list(table: Table, home: Path) -> None:
    """Measure the list in the shell."""
    _run(home, "list")
    floor, listed = [], []
    for _ in range(15):
        floor.append(1000 * seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=False)))
        listed.append(1000 * seconds(lambda: _run(home, "list")))
    table.add("earmark list", median(listed), f"{median(listed) / median(floor):.2f} x python -c pass")


def _run(home: Path, *words: str) -> bytes:
    environ = {**os.environ, **earmark_environ(home)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run([*EARMARK, *words], env=environ, capture_output=True, check=False).stdout


class Table:
    """Prints figures as they come."""

    def title(self, text: str) -> None:
        """Print a heading."""
        print(f"\n{text}", flush=True)

    def add(self, what: str, value: float, remark: str, unit: str = "ms") -> None:
        """Print a figure."""
        print(f"  {what:44} {value:9.1f} {unit:4} {remark}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
