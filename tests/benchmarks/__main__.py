"""All figures in one run, or those named, as a table: `python -m tests.benchmarks [NAME...] [--small]`.

Floors are measured in the same run, in turn with what stands on them: a Textual app that shows one `Static`,
`python -c pass`, and markdown-it-py parsing the same notes once. Needs the extra `test`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from markdown_it import MarkdownIt

from episodes.folders import find_folders
from episodes.library import Library
from tests.benchmarks import importing, peers, starting
from tests.benchmarks.feeds import write_feeds
from tests.benchmarks.importing import seconds
from tests.benchmarks.library_maker import make_library
from tests.benchmarks.peers import EARMARK, earmark_environ
from tests.benchmarks.starting import Floor
from tests.benchmarks.terminal import Terminal

FEW, MANY = 462, 50_000
_SWITCHES = 50
_IN_FEEDS = 300
_TYPED = ("pytest fixture", "async web framework", "jupyter notebook", "scikit-learn", "docker deploy")
MEASURES = ("start", "use", "list", "index", "feeds", "notes", "peers")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help=f"what to measure; all of it: {', '.join(MEASURES)}")
    parser.add_argument("--small", action="store_true", help=f"leave out the library of {MANY:,} episodes")
    parser.add_argument("--notes", type=Path, help="a folder of real notes: imported, and part of the small library")
    parser.add_argument("--folder", type=Path, help="where to make the libraries; those that are there are used again")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="where a peer's executable is")
    options = parser.parse_args()
    names = options.name or MEASURES
    if unknown := set(names).difference(MEASURES):
        parser.error(f"nothing to measure is called {', '.join(sorted(unknown))}: there are {', '.join(MEASURES)}")
    paths = dict(entry.split("=", 1) for entry in options.peer)
    with tempfile.TemporaryDirectory() as temporary:
        place = options.folder or Path(temporary)
        sizes = (FEW,) if options.small else (FEW, MANY)
        homes = {size: prepare(place / str(size), size, options.notes) for size in sizes}
        table = Table()
        floor = starting.measure(table, homes) if "start" in names else None
        for size, home in homes.items():
            table.title(f"{size:,} episodes")
            if "use" in names:
                measure_use(table, home, floor or starting.measure_floor(5))
            if "list" in names:
                measure_list(table, home)
            if "index" in names:
                measure_index(table, home)
        if "feeds" in names:
            measure_feeds(table, place / "feeds")
        if "notes" in names and options.notes is not None:
            table.title(f"bringing in {options.notes.name}")
            importing.main(options.notes)
        if "peers" in names:
            if options.notes is not None:
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
        screen.quit()
    return home


def measure_use(table: Table, home: Path, floor: Floor) -> None:
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


def measure_index(table: Table, home: Path) -> None:
    """Measure how long the index of a library takes that has none."""
    shutil.rmtree(home / "cache")
    made = seconds(lambda: _run(home, "list"))
    table.add("the index made anew", made, f"{len(os.sched_getaffinity(0))} cores", "s")


def measure_feeds(table: Table, folder: Path) -> None:
    """Measure how long an import of episodes from feeds takes, beside markdown-it-py parsing their notes."""
    shows = folder / "shows"
    make_library(shows, _IN_FEEDS)
    feeds = write_feeds(shows, folder)
    texts = [path.read_text(encoding="utf-8") for path in shows.rglob("*.md")]
    parser = MarkdownIt("commonmark")
    parse, add = [], []
    for _ in range(5):
        parse.append(1000 * seconds(lambda: [parser.parse(text) for text in texts]))
        with tempfile.TemporaryDirectory() as place:
            library = Library(find_folders(earmark_environ(Path(place))))
            library.synchronise()
            add.append(1000 * seconds(lambda sources=library.sources: [sources.add(str(f.path)) for f in feeds]))  # type: ignore[misc]
            library.close()
    table.title(f"{len(feeds)} feeds of {len(texts)} episodes")
    table.add("markdown-it-py parses them", min(parse), "")
    table.add("add", min(add), f"{min(add) / min(parse):.2f} x the line above")


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
