"""Mark on two machines that Syncthing keeps alike, online and offline, and count what is lost.

    python -m tests.syncing [--rounds N] [--seed S]

Needs Syncthing; talks to nothing but loopback. Exits 1 if a mark is lost or the two differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .syncthing import Syncthing, files_below, wait_until_alike

TARGETS = [f"148#{number}" for number in range(1, 7)]


class Machine:
    """A home with an Earmark of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.data.mkdir(parents=True)

    def earmark(self, *words: str) -> str:
        places = {f"EARMARK_{kind.upper()}_DIR": str(self.home / kind) for kind in ("data", "state", "cache", "config")}
        done = subprocess.run(
            [sys.executable, "-m", "tui", *words],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **places, "HOME": str(self.home)},
        )
        return done.stdout

    def bookmarks(self) -> dict[str, str | None]:
        """Return each bookmark's target and note."""
        rows = json.loads(self.earmark("bookmarks", "--format", "json"))
        return {f"{row['episode']}#{row['segment']}": row["note"] for row in rows}

    def journals(self) -> set[str]:
        return {line for path in (self.data / "marks").glob("*.jsonl") for line in path.read_text().splitlines()}


def plan(choice: random.Random, made: list[str]) -> list[str]:
    """Return the words of a command: a bookmark with a note that nothing else has, or one that takes a bookmark off."""
    target = choice.choice(TARGETS)
    if choice.random() < 0.2:
        return ["bookmark", target, "--remove"]
    made.append(f"note {len(made)}")
    return ["bookmark", target, "--note", made[-1]]


def mark_at_once(machines: Sequence[Machine], choice: random.Random, made: list[str]) -> None:
    """Let both machines mark at the same time."""

    def carry_out(machine: Machine, commands: list[list[str]]) -> None:
        for words in commands:
            machine.earmark(*words)

    with ThreadPoolExecutor() as pool:
        plans = [[plan(choice, made) for _ in range(3)] for _ in machines]
        list(pool.map(carry_out, machines, plans))


def run(rounds: int, seed: int, room: Path) -> int:
    choice = random.Random(seed)
    first, second = Machine(room / "first"), Machine(room / "second")
    first.earmark("bookmark", "148#1", "--note", "before the copy")
    # A home that was copied to a second machine, state folder and all.
    shutil.copytree(first.home / "state", second.home / "state")
    one, other = Syncthing(room / "one", first.data), Syncthing(room / "other", second.data)
    one.share_with(other)
    other.share_with(one)
    made = ["before the copy"]
    with one, other:
        for number in range(rounds):
            is_offline = number % 2 == 1
            if is_offline:
                one.pause()
                other.pause()
            mark_at_once((first, second), choice, made)
            if is_offline:
                one.resume()
                other.resume()
            wait_until_alike(one, other, first.data, second.data)
            lost = [note for note in made if not any(f'"{note}"' in line for line in first.journals())]
            if lost or first.bookmarks() != second.bookmarks():
                print(f"round {number}: lost {lost or 'nothing'}. Bookmarks, first and second machine:")
                print(first.bookmarks(), second.bookmarks(), sep="\n")
                return 1
            copies = [name for name in files_below(first.data) if "sync-conflict" in name]
            where = "offline" if is_offline else "online"
            print(f"round {number}, {where}: {len(made)} marks, {len(copies)} conflict copies")
    print(f"{len(made)} marks on two machines in {rounds} rounds: none lost.")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earmark-syncing-") as room:
        return run(options.rounds, options.seed, Path(room))


if __name__ == "__main__":
    sys.exit(main())
