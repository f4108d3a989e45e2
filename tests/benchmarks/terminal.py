"""A program in a pseudo-terminal, and what a person would see of it: for timing from a key to the paint."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

import pyte

COLUMNS, ROWS = 140, 45

# Sequences that the emulator takes for text: private modes that are asked for, and the keyboard protocol.
_UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[umq]|\x1b\[\?[0-9;$]*p")


class Terminal:
    """A child on a pseudo-terminal with an emulated screen.

    Args:
        command: the program and its arguments.
        environ: what its environment has besides this process's own.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False
        self.began = time.perf_counter()
        self._child, self._file = pty.fork()
        if not self._child:
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **environ})
            os.environ.update({"COLUMNS": str(COLUMNS), "LINES": str(ROWS)})
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

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
        return time.perf_counter() - begun

    @property
    def age(self) -> float:
        """Seconds since the program was started."""
        return time.perf_counter() - self.began

    def paint(self, key: str, quiet: float = 0.25) -> float:
        """Press a key and return the seconds until the last of what it painted at once had come.

        Args:
            key: what to type.
            quiet: seconds without a byte that tell that nothing more comes.
        """
        begun = last = time.perf_counter()
        self.press(key)
        while self._read(quiet if last > begun else 2.0):
            last = time.perf_counter()
            if last - begun > 5:
                break
        return last - begun

    def settle(self, quiet: float = 0.3) -> None:
        """Wait until nothing has been painted for a while."""
        while self._read(quiet):
            pass

    def press(self, keys: str) -> None:
        """Type characters."""
        os.write(self._file, keys.encode())

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._file)

    def _read(self, seconds: float) -> bool:
        """Read what was painted; false if nothing was."""
        if not select.select([self._file], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._file, 65536)
        except OSError:
            self._ended = True
            return False
        if b"\x1b[c" in data:
            os.write(self._file, b"\x1b[?62;22c")
        self._stream.feed(_UNKNOWN.sub(b"", data))
        return True
