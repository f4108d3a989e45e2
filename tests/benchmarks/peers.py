"""The same work done by programs that do some of what Earmark does, beside Earmark in one run.

    python -m tests.benchmarks.peers [--small] [--folder FOLDER] [--peer NAME=PATH]...

Newsboat has the same episodes as feeds, frogmouth and hike show the same notes. Nothing is fetched: a program that is
not on this machine gets a line that says how to install it, and the rest goes on. A time is over when a person sees
the text; runs of a peer and of Earmark alternate, and medians count.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Protocol

EARMARK = (sys.executable, "-m", "tui")
RUNS = 5
Figures = dict[str, list[float]]
"""What was measured, by the name of a row."""
Session = Callable[[], Figures]
"""Starts a program, does the work once and ends it."""


class Rows(Protocol):
    """What figures are printed with."""

    def title(self, text: str) -> None:
        """Print a heading."""

    def add(self, what: str, value: float, remark: str, unit: str = "ms") -> None:
        """Print a figure."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to compare with."""

    name: str
    install: str
    """How a person gets it."""
    version_flag: str = "--version"

    def find(self, paths: Mapping[str, str]) -> str | None:
        """Return its executable: the path that was given, else what the search path has."""
        return shutil.which(paths.get(self.name, self.name))

    def version(self, path: str, environ: Mapping[str, str]) -> str:
        """Return what it says of its version."""
        done = subprocess.run(
            [path, self.version_flag], env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
        words = (done.stdout or done.stderr).split()
        return next((word.lstrip("v") for word in words if any(map(str.isdigit, word))), "of an unknown version")


NEWSBOAT = Peer("newsboat", "apt-get install newsboat", "-v")
VIEWERS = (Peer("frogmouth", "pipx install frogmouth"), Peer("hike", "pipx install hike"))


def measure(
    table: Rows, place: Path, libraries: Sequence[tuple[Path, int]], paths: Mapping[str, str] | None = None
) -> None:
    """Measure everything.

    Args:
        table: prints the figures.
        place: a folder for what this makes: documents, and the settings of the peers.
        libraries: a home each, with its number of episodes; `data/episodes` below it is made if it is not there.
        paths: executables of peers that are not on the search path, by name.
    """
    from tests.benchmarks import peer_documents, peer_lists

    found = {}
    table.title("peers")
    for peer in (*VIEWERS, NEWSBOAT):
        path = peer.find(paths or {})
        if path is None:
            print(f"  {peer.name}: not installed: {peer.install}", flush=True)
        else:
            print(f"  {peer.name} {peer.version(path, home_of_its_own(place / peer.name))}", flush=True)
            found[peer.name] = path
    viewers = {peer.name: found[peer.name] for peer in VIEWERS if peer.name in found}
    if viewers:
        peer_documents.measure(table, place, viewers)
    if NEWSBOAT.name in found:
        for home, episodes in libraries:
            peer_lists.measure(table, home, episodes, found[NEWSBOAT.name])


def compare(table: Rows, sessions: Mapping[str, Session], runs: int = RUNS) -> None:
    """Run sessions in turn and print the medians, those of the first program being what Earmark is a ratio to.

    Args:
        table: prints the figures.
        sessions: by the name of the program; the last is Earmark's. One that fails is named and left out.
        runs: how often each is run.
    """
    figures: dict[str, Figures] = {}
    failed: dict[str, str] = {}
    for _ in range(runs):
        for name, session in sessions.items():
            if name not in failed:
                try:
                    for what, values in session().items():
                        figures.setdefault(what, {}).setdefault(name, []).extend(values)
                except (TimeoutError, OSError) as error:
                    failed[name] = str(error).partition("\n")[0]
    for name, reason in failed.items():
        print(f"  {name} did not get through: {reason}", flush=True)
    for what, by_name in figures.items():
        for name, values in by_name.items():
            value = median(values)
            others = [(other, median(times)) for other, times in by_name.items() if other != name]
            ratios = [f"{value / theirs:.2f} x {other}" for other, theirs in others] if name == "earmark" else []
            worst = [f"worst {max(values):.0f}"] if len(values) > 1 else []
            table.add(f"{what}: {name}", value, ", ".join(worst + ratios), "MiB" if "memory" in what else "ms")


def earmark_environ(home: Path) -> dict[str, str]:
    """Return what makes Earmark live in a folder of a benchmark."""
    return {f"EARMARK_{kind}_DIR": str(home / kind.lower()) for kind in ("DATA", "STATE", "CACHE", "CONFIG")}


def home_of_its_own(folder: Path) -> dict[str, str]:
    """Return what keeps a peer from the settings and the history of who runs this."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = ("CONFIG", "DATA", "STATE", "CACHE")
    return {"HOME": str(folder)} | {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in kinds}


def main() -> int:
    """Measure and print."""
    from tests.benchmarks.__main__ import Table

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--small", action="store_true", help="leave out the library of 50,000 episodes")
    parser.add_argument("--folder", type=Path, help="where to make the libraries; those that are there are used again")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PATH", help="where a peer's executable is")
    options = parser.parse_args()
    paths = dict(entry.split("=", 1) for entry in options.peer)
    with tempfile.TemporaryDirectory() as temporary:
        place: Path = options.folder or Path(temporary)
        sizes = (462,) if options.small else (462, 50_000)
        measure(Table(), place / "peers", [(place / str(size), size) for size in sizes], paths)
    return 0


if __name__ == "__main__":
    sys.exit(main())
