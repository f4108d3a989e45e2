"""How long it takes to bring a folder in, as a ratio to markdown-it-py parsing the same files once.

    python -m tests.benchmarks.importing FOLDER [RUNS]

Runs of both alternate, and the quickest of each counts: what else a machine does only ever adds to a time.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from episodes.folders import Folders
from episodes.library import Library

BAR = 1.4


def main(folder: Path, runs: int = 5) -> int:
    """Print the table; return 1 if the bar was missed."""
    files = sorted(folder.rglob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    parser = MarkdownIt("commonmark")
    parse, add, update = [], [], []
    for _ in range(runs):
        parse.append(seconds(lambda: deque(map(parser.parse, texts), maxlen=0)))  # nothing is kept
        with tempfile.TemporaryDirectory() as place:
            library = Library(Folders(*(f"{place}/{kind}" for kind in ("data", "state", "cache", "config"))))
            library.synchronise()
            add.append(seconds(lambda sources=library.sources: sources.add(str(folder))))  # type: ignore[misc]
            update.append(seconds(lambda sources=library.sources: list(sources.update())))  # type: ignore[misc]
            library.close()
    floor = min(parse)
    print(f"{len(files)} files, {runs} runs of each, the quickest\n")
    for what, times in (("markdown-it-py parses them", parse), ("add", add), ("update, nothing changed", update)):
        print(f"{what:28} {min(times):7.3f} s   {min(times) / floor:5.2f} x")
    print(f"\nbar for add: {BAR} x")
    return int(min(add) > BAR * floor)


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])))
