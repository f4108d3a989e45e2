"""Look for text and keys that make Earmark fall, hang or lose something.

    python -m tests.fuzzing [TARGET ...] [--seconds N] [--folder FOLDER]

Half of the time of each target goes to Hypothesis, which puts together what the target is made of, and half to
atheris, which finds by the lines that run what else there is; without atheris (`pip install '.[fuzz]'`) Hypothesis has
all of it. Keys are Hypothesis' alone. What falls is kept in the folder, once for each place where it falls: make a test
of it. The exit status is 1 then.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .finds import Finds
from .targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all if none is named")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (600)")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "earmark-fuzzing")
    parser.add_argument("--guided", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.guided:
        return _guided(options.targets[0], options.seconds, options.folder)
    has_atheris = find_spec("atheris") is not None
    if not has_atheris:
        print("atheris is not installed (pip install '.[fuzz]'): Hypothesis looks alone.")
    found = 0
    for name in options.targets or TARGETS:
        target, folder = TARGETS[name], options.folder / name
        seconds = options.seconds // 2 if has_atheris and target.seeds else options.seconds
        finds = Finds(folder)
        tried = target.drawn(finds, seconds)
        print(f"{name}: Hypothesis tried {tried:,} in {seconds} s", flush=True)
        if seconds < options.seconds:
            words = [name, "--guided", "--seconds", str(seconds), "--folder", str(options.folder)]
            done = subprocess.run([sys.executable, "-m", "tests.fuzzing", *words], capture_output=True, text=True)
            print(f"{name}: atheris: {_last(done.stderr)}", flush=True)
            found += done.returncode != 0 and not finds.paths()
        for path in finds.paths():
            found += 1
            print(f"{name}: fell: {path}", flush=True)
    return int(found > 0)


def _last(log: str) -> str:
    """Return the last line of libFuzzer's that counts, or of an error."""
    lines = [line for line in log.splitlines() if line.startswith(("Done", "#", "=="))] or log.splitlines() or [""]
    return lines[-1]


def _guided(name: str, seconds: int, folder: Path) -> int:
    """Run atheris on a target in this process, which it ends."""
    from .guided import fuzz

    return fuzz(name, seconds, folder)


if __name__ == "__main__":
    sys.exit(main())
