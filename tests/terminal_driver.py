"""The real program on a pseudo-terminal: keys and signals in; what it writes, and how it ends, out."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from episodes.folders import find_folders

from .library_builder import prepare_index

LONGEST_WAIT = 60.0
"""Seconds that something may take before a test fails: a bound for a machine that is busy, no measure."""

EARMARK = (sys.executable, "-m", "tui")
# Makes the terminal on standard input the one that controls the process, as a terminal emulator does.
_LOGIN = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78]")


class Terminal:
    """A program and its terminal. What it wrote counts from the last `forget` on."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: tuple[int, int]) -> None:
        self.file, slave = os.openpty()
        self.resize(size)
        self._before = termios.tcgetattr(slave)
        self._slave: int | None = slave  # held open, to look at its settings
        self._written = bytearray()
        self._forgotten = 0  # bytes
        self.is_stopped = False
        """Whether it takes nothing, as one whose window hangs."""
        outer = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        environ = {**outer, "TERM": "xterm-256color", "PYTHONFAULTHANDLER": "", **environ}
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", _LOGIN, *command],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=environ,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while self._slave is not None:  # asked often: a file that is closed while it is read is the next one's
                if select.select([] if self.is_stopped else [self.file], [], [], 0.05)[0]:
                    self._written.extend(os.read(self.file, 65536))

    @property
    def raw(self) -> str:
        return self._written[self._forgotten :].decode(errors="replace")

    @property
    def text(self) -> str:
        return _SEQUENCE.sub("", self.raw)

    def forget(self) -> None:
        self._forgotten = len(self._written)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal so many columns and lines; the program is told."""
        termios.tcsetwinsize(self.file, size[::-1])

    def type(self, keys: str | bytes) -> None:
        os.write(self.file, keys.encode() if isinstance(keys, str) else keys)

    def wait(self, *wanted: str) -> None:
        """Wait until all these texts were written."""
        self.until(lambda: all(text in self.text for text in wanted))

    def until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_WAIT
        while not condition():
            assert time.monotonic() < end, self.text[-3000:]
            time.sleep(0.02)

    def send(self, signum: int) -> None:
        os.kill(self.process.pid, signum)

    def close(self) -> None:
        """Close the terminal, as a window that is closed."""
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
            self._reader.join()
            os.close(self.file)

    def ends_with(self) -> int:
        """Wait for the program's end and return its status."""
        return self.process.wait(LONGEST_WAIT)

    @property
    def is_clean(self) -> bool:
        """Whether the terminal is as it was found: settings, main screen, cursor, no reports."""
        raw = self.raw
        modes = (("1049", "l"), ("25", "h"), ("1000", "l"), ("1003", "l"), ("1004", "l"), ("2004", "l"), ("7", "h"))
        set_last = {mode: max(raw.rfind(f"\x1b[?{mode}{way}") for way in "hl") for mode, _ in modes}
        return (
            self._slave is not None
            and termios.tcgetattr(self._slave) == self._before
            and all(raw.find(f"\x1b[?{mode}{way}", set_last[mode]) == set_last[mode] for mode, way in modes)
        )


@contextlib.contextmanager
def terminal(*command: str, size: tuple[int, int] = (140, 45), **environ: str) -> Iterator[Terminal]:
    """Run a program on a terminal of its own; Earmark, on the bundled episodes, where none is named.

    Args:
        command: the program.
        size: columns and lines of its terminal.
        environ: what its environment has besides this process's own.
    """
    prepare_index(find_folders(os.environ))
    it = Terminal(command or EARMARK, environ, size)
    try:
        yield it
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(it.process.pid, signal.SIGKILL)
        it.process.wait(LONGEST_WAIT)
        it.close()


@contextlib.contextmanager
def earmark_at(target: str, size: tuple[int, int] = (140, 45), **environ: str) -> Iterator[Terminal]:
    """Open Earmark's screens at a target on a terminal of its own, and wait until they stand."""
    with terminal(*EARMARK, target, size=size, **environ) as it:
        it.wait("q Quit")
        yield it
