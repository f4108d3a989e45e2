"""A program in a pseudo-terminal, and what a person would see of it: for timing from a key to the paint.

A thread takes what the program writes and notes when it came, so that the emulator, which is far slower than any
terminal, is in no figure.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import queue
import re
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Mapping, Sequence

import pyte

COLUMNS, ROWS = 140, 45
sys.setswitchinterval(0.0005)  # seconds that the emulator may keep the thread from taking what came

# Sequences that the emulator takes for text: private modes that are asked for, and the keyboard protocol.
_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[umq]|\x1b\[\?[0-9;$]*p")
_LONGEST = 5.0
"""Seconds after which something that never stops painting is taken as painted."""


class Terminal:
    """A child on a pseudo-terminal with an emulated screen.

    Args:
        command: the program and its arguments.
        environ: what its environment has besides this process's own.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._written: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._ended = False
        self.received = 0
        """Bytes that the program has written, so far as they were shown."""
        self.began = self._seen = time.perf_counter()
        self._child, self._file = pty.fork()
        if not self._child:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **environ})
            os.environ.update({"COLUMNS": str(COLUMNS), "LINES": str(ROWS)})
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has its bytecode beside it
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._reader = threading.Thread(target=self._take, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    @property
    def age(self) -> float:
        """Seconds from the program's start to the last thing that was read of it (by `wait`, `settle` or `paint`)."""
        return self._seen - self.began

    @property
    def peak_memory(self) -> float:
        """The most memory that the child itself has held, in MiB."""
        with open(f"/proc/{self._child}/status") as status:
            line = next(line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def wait(self, wanted: str, seconds: float = 60.0) -> float:
        """Return how many seconds it takes until the screen shows a text. Raises TimeoutError if it never does."""
        begun = time.perf_counter()
        while wanted not in self.text:
            self._read(0.05)
            if self._ended or time.perf_counter() - begun > seconds:
                raise TimeoutError(f"{wanted!r} was never shown:\n{self.text}")
        return max(0.0, self._seen - begun)

    def paint(self, key: str, quiet: float = 0.08) -> float:
        """Press a key and return the seconds until the last of what it painted at once had come.

        Args:
            key: what to type.
            quiet: seconds without a byte that tell that nothing more comes.
        """
        self.settle(0.0)
        painted: list[bytes] = []
        begun = last = time.perf_counter()
        self.press(key)
        with contextlib.suppress(queue.Empty):
            while last - begun < _LONGEST:
                last, data = self._written.get(timeout=quiet if painted else 2.0)
                painted.append(data)
        self._show(b"".join(painted))
        return last - begun

    def settle(self, quiet: float = 0.3) -> None:
        """Wait until nothing has been painted for a while."""
        end = time.perf_counter() + _LONGEST + quiet
        while self._read(quiet) and time.perf_counter() < end:
            pass

    def press(self, keys: str) -> None:
        """Type characters."""
        os.write(self._file, keys.encode())

    def quit(self, seconds: float = 10.0) -> None:
        """Press q and wait for the program's end."""
        self.press("q")
        end = time.perf_counter() + seconds
        while not self._ended and time.perf_counter() < end:
            self._read(0.05)

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        self._ended = True
        self._reader.join(2.0)
        os.close(self._file)

    def _take(self) -> None:
        """Take what the program writes: the body of the thread."""
        while not self._ended:
            if not select.select([self._file], [], [], 0.2)[0]:
                continue
            try:
                data = os.read(self._file, 65536)
            except OSError:
                self._ended = True
                return
            now = time.perf_counter()
            if b"\x1b[c" in data:
                os.write(self._file, b"\x1b[?62;22c")
            self._written.put((now, data))

    def _read(self, seconds: float) -> bool:
        """Show what was painted next; false if nothing was."""
        try:
            self._seen, data = self._written.get(timeout=seconds) if seconds else self._written.get_nowait()
        except queue.Empty:
            return False
        self._show(data)
        return True

    def _show(self, data: bytes) -> None:
        self.received += len(data)
        self._stream.feed(_UNKNOWN.sub(b"", data))
