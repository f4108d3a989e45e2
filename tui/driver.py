"""The terminal behind the screens on POSIX systems: Textual's driver, mended where it leaves a terminal in disorder.

- A byte that is not UTF-8 is ignored. Textual's thread decodes the keyboard strictly, and ends the program.
- A terminal that was closed ends the program. Textual's thread would read its end again and again, and its writer
  would die, after which whoever writes waits for ever.
- The signals that end a program post `Ended`, so that the application can end in order.
- A terminal that takes nothing more, as one whose window hangs, does not keep the program from ending.
- Suspending and continuing, from inside or outside, is done between two events, and everything is painted again.
- It knows what stands on the terminal, so that only what differs is painted, and takes over the first picture.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import re
import select
import signal
import sys
import threading
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any, TextIO

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.first_picture import FirstPicture, write_all
from tui.painted import Painted

if TYPE_CHECKING:
    from textual.app import App

_ENTER = "\x1b[?1049h"
_PATIENCE = 5.0
"""Seconds that the end waits for a terminal to take what is still to be written."""
# A mouse report as terminals without the SGR form send it: three bytes that need not be UTF-8.
_X10_MOUSE = re.compile(rb"\x1b\[M.{3}", re.DOTALL)
_X10_MOUSE_BEGUN = re.compile(rb"\x1b\[M.{0,2}\Z", re.DOTALL)


class Ended(Message):
    """The program is to end, because of a signal or because its terminal is gone.

    Args:
        signum: the signal.
    """

    def __init__(self, signum: int) -> None:
        super().__init__()
        self.signum = signum


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux, macOS and the BSDs, with what the module says."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file: Any = _Output(sys.stderr if sys.__stderr__ is None else sys.__stderr__)
        self.painted = Painted()
        self._has_terminal = True
        self.may_read = threading.Event()
        """Set once the screens stand: what was typed before waits, in its order."""
        self._picture: FirstPicture = getattr(app, "picture", FirstPicture(None))

    def write(self, data: str) -> None:
        if data != _ENTER or not self._picture.standing:  # which is on the alternate screen
            super().write(data)

    def start_application_mode(self) -> None:
        """Take the terminal, once this process is in its foreground."""
        with contextlib.suppress(OSError):  # no terminal that controls us: nothing to wait for
            while os.tcgetpgrp(self.fileno) != os.getpgrp():
                os.kill(os.getpid(), signal.SIGSTOP)
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(signum, self._end, signum)
        # Only after the signals that came before: the loop reads them, then handles them, then comes to this.
        loop.call_later(0, loop.call_soon, setattr, self, "_has_terminal", True)
        self.painted.forget()
        picture = self._picture
        if picture.standing:
            self.painted.fit(picture.size)
            self.painted.missing(picture.standing)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if picture.standing:
            self.attrs_before = picture.settings
            picture.standing = ""  # what there is to put in order is ours from here on
        loop.add_signal_handler(signal.SIGTSTP, self._stop)
        loop.add_signal_handler(signal.SIGCONT, self._continue)

    def suspend_application_mode(self) -> None:
        """Give the terminal back. Meanwhile stopping and continuing are what they are to any process.

        ctrl+c is meant for the program that has the terminal then, such as an editor.
        """
        self._has_terminal = False
        loop = asyncio.get_running_loop()
        loop.remove_signal_handler(signal.SIGTSTP)
        loop.remove_signal_handler(signal.SIGCONT)
        super().suspend_application_mode()

    def _end(self, signum: int) -> None:
        if self._has_terminal or signum != signal.SIGINT:
            self.send_message(Ended(signum))

    def _stop(self) -> None:
        self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGTSTP)  # does nothing where nobody could continue us, as it should
        self._resume()

    def _continue(self) -> None:
        """Take the terminal anew after a SIGSTOP, which gave no chance to give it back."""
        self.suspend_application_mode()
        self._resume()

    def _resume(self) -> None:
        self.resume_application_mode()
        self.send_message(self.SignalResume())

    def close(self) -> None:
        """Write what is left. Where that hangs, so would Python at its end, which the process then does without."""
        closing = threading.Thread(target=super().close, daemon=True)
        closing.start()
        closing.join(_PATIENCE)
        if closing.is_alive():
            atexit.register(os._exit, self._app.return_value or 0)

    def run_input_thread(self) -> None:
        """Read the keyboard, once the screens stand, until the application stops or the terminal is gone."""
        while not (self.may_read.wait(0.1) or self.exit_event.is_set()):
            pass
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("ignore").decode
        begun = b""
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], 0.1)[0]:
                typed = b""  # as of a terminal that was closed
                with contextlib.suppress(OSError):
                    typed = os.read(self.fileno, 4096)
                if not typed:
                    self.send_message(Ended(signal.SIGHUP))
                    break
                typed = _X10_MOUSE.sub(b"", begun + typed)
                begun = match[0] if (match := _X10_MOUSE_BEGUN.search(typed)) else b""
                if text := decode(typed.removesuffix(begun)):  # an empty text would be the end to the parser
                    for message in parser.feed(text):
                        self.process_message(message)
            for message in parser.tick():
                self.process_message(message)


class _Output:
    """What the screens are written to. Once it fails, the terminal is gone, and all else is dropped.

    Nothing is kept in the file's own buffer: Python would write that at its end, and end with the status 120.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> None:
        try:
            if not self._gone:
                write_all(self._file.fileno(), text.encode(self._file.encoding, "backslashreplace"))
        except (OSError, ValueError):  # ValueError: the file object is closed
            self._gone = True

    def flush(self) -> None:
        """Do nothing: `write` leaves nothing to be written."""

    def fileno(self) -> int:
        return self._file.fileno()
