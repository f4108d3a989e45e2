"""Random keys and sizes on the screens of the real program."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

from tests.terminal_driver import EARMARK, Terminal, terminal
from tui.keymap import COMMANDS, key_text

from .cuts import Found

_SEQUENCES = (
    *(b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[Z", b"\x1bOP"),
    *(b"\r", b"\t", b"\x1b", b"\x7f", b" ", b"\xff", b"\xc3", b"\x1b[M !!", b"\x1b["),
    *(b"\x1b[<0;20;10M\x1b[<0;20;10m", b"\x1b[<64;90;9M", b"\x1b[<65;90;9M", b"\x1b[<35;100;20M", b"\x1b[I", b"\x1b[O"),
    *(text.encode() for text in ("\U0001f600", "\u202e", "\x9b", "\u00e9")),
    b"\x1b[200~caf\xe9 \x1b[31m\n\x1b[201~",
)
_AT_A_TIME = 125
"""Keys from one start to the next."""
_ENDING = {b"q", b"\x11"}
_SIZES = ((140, 45), (120, 30), (100, 30), (80, 24), (60, 20), (30, 8), (20, 5), (8, 3), (1, 1), (300, 90))


def type_at_random(chance: random.Random, keys: int, resizes: int) -> Found:
    """Type keys and change the size meanwhile; the program lives, ends as it is told to, and loses no line it wrote."""
    keyboard = [*_SEQUENCES, *_plain()]
    fell, typed, sizes, starts = list[str](), 0, 0, 0
    journal = b""
    environ = {
        "BROWSER": "true",
        "EDITOR": "true",
        "VISUAL": "true",
        "PYTHONFAULTHANDLER": "1",
        "http_proxy": "http://127.0.0.1:9",
    }
    environ["https_proxy"] = environ["http_proxy"]
    while typed < keys or sizes < resizes:
        starts += 1
        last: list[bytes] = []
        with terminal(*EARMARK, size=(140, 45), **environ) as screen:
            screen.wait("Quit")
            for _ in range(_AT_A_TIME):
                if screen.process.poll() is not None:
                    break
                key = chance.choice(keyboard)
                if chance.random() < 0.2 or (key in _ENDING and chance.random() < 0.9):
                    key = b"\x1b"  # out of what is typed into, where most keys are text
                last.append(key)
                screen.type(key)
                typed += 1
                if chance.random() < resizes / keys:
                    screen.resize(chance.choice(_SIZES))
                    sizes += 1
                time.sleep(0.15 if key == b"\x1b" else chance.choice((0, 0, 0.02)))
            ended_itself = screen.process.poll() is not None
            fell += [f"start {starts}: {each} after {last[-8:]}" for each in _end(screen, ended_itself)]
        journals = Path(os.environ["EARMARK_DATA_DIR"], "marks").glob("*.jsonl")
        now = b"".join(path.read_bytes() for path in sorted(journals))
        if not now.startswith(journal):
            fell.append(f"start {starts}: the journal does not begin with what it held")
        journal = now
    done = subprocess.run([*EARMARK, "check"], capture_output=True, text=True)
    if done.returncode or not done.stdout.startswith("12 episodes"):
        fell.append(done.stdout + done.stderr)
    marks = journal.count(b"\n")
    return Found(f"{typed:,} keys, {sizes:,} sizes, {starts:,} starts, {marks:,} lines of marks", fell)


def _plain() -> list[bytes]:
    """Return the keys of all commands, the characters, and control characters."""
    names = [key_text(key) for command in COMMANDS for key in command.keys]
    others = [bytes([code]) for code in (*range(1, 27), *range(32, 127))]
    return [name.encode() for name in names if len(name) == 1] * 4 + others


def _end(screen: Terminal, ended_itself: bool) -> list[str]:
    """End the program, and return what is wrong with how it ended."""
    if not ended_itself:
        screen.send(signal.SIGTERM)
    wrong = []
    try:
        status = screen.ends_with()
    except subprocess.TimeoutExpired:
        screen.forget()
        screen.send(signal.SIGABRT)  # Python then says where its threads are
        screen.process.wait()
        return [f"it does not end: {screen.text[-5000:]}"]
    if status not in ((0, 128 + signal.SIGINT) if ended_itself else (0, 128 + signal.SIGTERM)):
        wrong.append(f"status {status}")
    with contextlib.suppress(AssertionError):
        screen.until(lambda: screen.is_clean)
    if not screen.is_clean:
        wrong.append("the terminal is not clean")
    if "Traceback" in screen.text:
        wrong.append(screen.text[screen.text.index("Traceback") :][-3000:])
    return wrong
