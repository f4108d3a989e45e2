"""Copies text: to the system's clipboard where there is a program for it, else through the terminal.

Whether a terminal takes it (OSC 52) cannot be checked: some ignore it in silence. So programs come first, and `Copied`
says which way the text went.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from shutil import which
from typing import Any

from textual.app import App

from tui.programs import in_daemon_thread

SECONDS = 2.0
"""How long a clipboard program may take."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a text that was to be copied."""

    way: str
    """The program that took it, or `terminal`."""
    certain: bool
    """Whether it is known to have arrived."""

    def sentence(self, what: str) -> str:
        """Return what became of the text, for the reader.

        Args:
            what: what was copied, as the beginning of a sentence: `The link`.
        """
        if self.certain:
            return f"{what} is copied ({self.way})."
        return f"{what} was sent to the terminal's clipboard, which not every terminal allows."


_PROGRAMS = (
    ("TMUX", ["tmux", "load-buffer", "-w", "-"]),  # -w: the outer terminal's clipboard, too
    ("WAYLAND_DISPLAY", ["wl-copy", "--type", "text/plain;charset=utf-8"]),
    ("DISPLAY", ["xclip", "-selection", "clipboard", "-in"]),
    ("DISPLAY", ["xsel", "--clipboard", "--input"]),
    ("WSL_DISTRO_NAME", ["clip.exe"]),
    ("TERMUX_VERSION", ["termux-clipboard-set"]),
)
"""Commands that take a text on their standard input, the likeliest first, each with the variable of where it works."""


def clipboard_programs(environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """Return the commands that may take a text, the likeliest first.

    Args:
        environ: the environment, which says what display there is.
        platform: `sys.platform`.
    """
    if platform == "darwin":
        return [["pbcopy"]]
    if platform == "win32":
        return [["clip.exe"]]
    return [command for variable, command in _PROGRAMS if environ.get(variable)]


def copy(
    text: str,
    to_terminal: Callable[[str], None],
    *,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
    find: Callable[[str], str | None] = which,
) -> Copied:
    """Copy a text, and return which way it went. It may take `SECONDS` for each program.

    Args:
        text: what to copy.
        to_terminal: sends it to the terminal, such as `App.copy_to_clipboard`.
        environ: the environment.
        platform: `sys.platform`.
        find: finds a program by its name; on the path if left out.
    """
    for command in clipboard_programs(environ, platform):
        program = find(command[0])
        if program is not None and _give(text, [program, *command[1:]]):
            return Copied(command[0], certain=True)
    to_terminal(text)
    return Copied("terminal", certain=False)


async def copy_for(app: App[Any], text: str) -> Copied:
    """Copy a text for a screen, in a thread: a clipboard's program may hang until its time is over.

    Args:
        app: sends it to the terminal where no program takes it.
        text: what to copy.
    """
    to_terminal = partial(app.call_from_thread, app.copy_to_clipboard)
    return await in_daemon_thread(partial(copy, text, to_terminal))


def _give(text: str, command: Sequence[str]) -> bool:
    # clip.exe takes what is not UTF-16 for text of the system's own code page.
    raw = text.encode("utf-16" if command[0].endswith("clip.exe") else "utf-8", "replace")
    try:
        # Their output goes nowhere: xclip and wl-copy leave a child behind that would hold a pipe open.
        nothing = subprocess.DEVNULL
        done = subprocess.run(
            command, input=raw, stdout=nothing, stderr=nothing, start_new_session=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
