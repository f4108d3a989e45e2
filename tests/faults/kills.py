"""Earmark killed while it marks."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from functools import cache

from tests.benchmarks.terminal import Terminal

from .cuts import Found

_EARMARK = [sys.executable, "-m", "tui"]
_SEGMENTS = 6
"""Numbered topics of the episode that is marked."""


def kill_commands(chance: random.Random, times: int) -> Found:
    """Kill `bookmark` at any moment; what it said that it kept is there, and so is all that was there before."""
    kept: dict[str, str] = {}
    lost, said = list[str](), 0
    begin = time.monotonic()
    _bookmarks()
    usual = time.monotonic() - begin
    for at in range(times):
        target, note = f"148#{chance.randint(1, _SEGMENTS)}", f"note {at}"
        begin = time.monotonic()
        process = subprocess.Popen([*_EARMARK, "bookmark", target, "--note", note], stdout=-1, stderr=-1, text=True)
        try:
            out, err = process.communicate(timeout=chance.uniform(0.3, 1.2) * usual)
            usual = (3 * usual + time.monotonic() - begin) / 4
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        if "Traceback" in err:
            lost.append(f"kill {at}: {err}")
        if out.startswith("Bookmarked"):
            said += 1
            kept[out.split()[1].rstrip(".")] = note
        lost += _missing(at, kept)
    return Found(f"{said:,} of them too late", lost)


def kill_screens(chance: random.Random, times: int) -> Found:
    """Kill the screens in the midst of marking; what they said is there, and what no key was about still is."""
    lost, said = list[str](), 0
    before: dict[str, str] = {}
    for at in range(times):
        number = chance.randrange(_SEGMENTS)
        screen = Terminal([*_EARMARK, f"148#{number + 1}"], {})
        try:
            screen.wait("q Quit")
            screen.press("b")
            is_on = _said(screen)
            said += 1
            screen.press(chance.choice(["r", "R", "rrrr", "]b", "]bbbb", "]bu", "]mab\r"]))
            time.sleep(chance.uniform(0, 0.2))
        except TimeoutError as error:
            lost.append(f"kill {at} of the screens: {error}")
            continue
        finally:
            screen.close()
        found, problem = _bookmarks()
        keys = list(found.keys() | before.keys())
        marked, following = _ids()[number], _ids()[number + 1]
        differ = [key for key in keys if (key in found) != (key in before) and key not in (marked, following)]
        if problem or differ or (marked in found) != is_on:
            lost.append(f"kill {at} of the screens: {marked} {is_on} {problem} {differ}")
        before = found
    return Found(f"{said:,} marks were said to be kept", lost)


def _said(screen: Terminal) -> bool:
    """Wait until the screens say that a bookmark is made, or removed; return whether it is there then."""
    end = time.monotonic() + 60
    while "Bookmark removed:" not in screen.text:
        screen.settle(0.02)
        if "Bookmarked:" in screen.text:
            return True
        if time.monotonic() > end:
            raise TimeoutError("no word of the bookmark")
    return False


@cache
def _ids() -> list[str]:
    """Return the targets of the segments of the episode that is marked."""
    done = subprocess.run([*_EARMARK, "show", "148", "--json"], capture_output=True, text=True, check=True)
    return [f"python-bytes:148#{segment['id']}" for segment in json.loads(done.stdout)["segments"]]


def _missing(at: int, kept: dict[str, str]) -> list[str]:
    found, problem = _bookmarks()
    # A mark that was killed after it was written and before it was said is one more, or another note.
    gone = kept.keys() - found.keys()
    older = [target for target in kept.keys() & found.keys() if _number(found[target]) < _number(kept[target])]
    return [f"kill {at}: {problem or f'lost {gone} {older}'}"] if problem or gone or older else []


def _number(note: str) -> int:
    return int(note.split()[-1])


def _bookmarks() -> tuple[dict[str, str], str]:
    """Return the notes of all bookmarks by target, and what is wrong with the start that listed them."""
    done = subprocess.run([*_EARMARK, "bookmarks", "--format", "json"], capture_output=True, text=True, env=os.environ)
    rows = json.loads(done.stdout or "[]")
    return {row["target"]: row["note"] or "" for row in rows}, done.stderr if done.returncode or done.stderr else ""
