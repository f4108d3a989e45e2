"""Opening a link in the browser: every link that Earmark opens goes through `open_link`.

`webbrowser` of the standard library is not used: a browser that it starts shares our terminal, prints over the screens
and takes their keys.
"""

import asyncio
import contextlib
import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from shutil import which
from typing import Any, NamedTuple, TypeVar

from episodes.errors import LinkNotOpened
from episodes.web_links import check_link

Result = TypeVar("Result")
Run = Callable[[Sequence[str]], bool]
"""Runs a command and returns whether it did its work."""
SECONDS = 2.0
"""How long a browser may take to say that it failed; one that still runs then is open."""
_GRAPHICAL = ("xdg-open", "x-www-browser", "firefox", "chromium", "google-chrome", "brave-browser", "epiphany")
_IN_TERMINAL = ("www-browser", "w3m", "lynx", "links", "links2", "elinks", "browsh", "cha")


async def in_daemon_thread(call: Callable[[], Result]) -> Result:
    """Make a call in a thread, and return what it returns or raise what it raises."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: object) -> None:
        if not future.done():
            set_outcome(outcome)

    def run() -> None:
        try:
            ended: tuple[Callable[[Any], None], object] = (future.set_result, call())
        except Exception as error:
            ended = (future.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the loop is closed: the application has ended
            loop.call_soon_threadsafe(settle, *ended)

    threading.Thread(target=run, daemon=True).start()
    return await future


class Browser(NamedTuple):
    """A program that opens an address: the command, `%s` where the address stands, and what it needs."""

    command: tuple[str, ...]
    in_terminal: bool = False

    def opening(self, url: str) -> list[str]:
        """Return the command that opens an address: one argument, never a shell's."""
        if any("%s" in word for word in self.command):
            return [word.replace("%s", url) for word in self.command]
        return [*self.command, url]


def find_browsers(
    environ: Mapping[str, str], platform: str, find: Callable[[str], str | None] = which
) -> list[Browser]:
    """Return the browsers that are there, the likeliest first.

    Args:
        environ: the environment: `BROWSER` (commands, separated by colons) comes first, and it says what display
            there is.
        platform: `sys.platform`.
        find: finds a program by its name.
    """
    if platform == "win32":
        return [Browser(("rundll32", "url.dll,FileProtocolHandler"))]
    commands = [_words(command) for command in environ.get("BROWSER", "").split(os.pathsep)]
    if platform == "darwin":
        commands.append(("open",))
    elif environ.get("WSL_DISTRO_NAME"):
        commands.append(("wslview",))
    elif environ.get("TERMUX_VERSION"):
        commands.append(("termux-open-url",))
    graphical = [(name,) for name in _GRAPHICAL]
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        commands += graphical
    commands += [(name,) for name in _IN_TERMINAL]
    if ("xdg-open",) not in commands:
        commands.append(("xdg-open",))  # without a display it may be one that reaches another machine's
    found = {words: find(words[0]) for words in commands if words}
    return [Browser(words, _needs_terminal(path)) for words, path in found.items() if path is not None]


def _words(command: str) -> tuple[str, ...]:
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark without its other one
        return ()
    return tuple(words[:-1] if words[-1:] == ["&"] else words)


def _needs_terminal(path: str) -> bool:
    return any(os.path.basename(name) in _IN_TERMINAL for name in (path, os.path.realpath(path)))


def begin(command: Sequence[str], files: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start a program that has none of our streams, only some open files, and a session of its own. Raises OSError."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=files,
    )


def status_of(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return the status of a program that ends within some seconds; None if it goes on."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True).start()  # takes its status when it ends one day
        return None


def launch(command: Sequence[str]) -> bool:
    """Start a program apart from our terminal; false if it fails at once."""
    try:
        return not status_of(begin(command), SECONDS)
    except OSError:
        return False


def run_here(command: Sequence[str]) -> bool:
    """Run a program on our terminal until it ends."""
    try:
        return subprocess.call(command) == 0
    except OSError:
        return False


def open_in_any(url: str, in_terminal: Run) -> bool:
    """Open an address in the first browser that takes it.

    Raises:
        LinkNotOpened: none did; names those that were tried.
    """
    tried: list[str] = []
    for browser in find_browsers(os.environ, sys.platform):
        if (in_terminal if browser.in_terminal else launch)(browser.opening(url)):
            return True
        tried.append(os.path.basename(browser.command[0]))
    if tried:
        raise LinkNotOpened(f"no browser took it (tried: {', '.join(tried)})")
    return False


def open_link(url: str, browser: Callable[[str], bool] | None = None, in_terminal: Run = run_here) -> None:
    """Open an address in the browser, as one argument and never through a shell.

    Args:
        url: the address as the notes have it.
        browser: takes the address and returns whether it was opened; those of this machine if not given.
        in_terminal: runs a browser that needs the terminal.

    Raises:
        LinkRefused: the address must not be opened.
        LinkNotOpened: no browser took it.
    """
    checked = check_link(url)
    try:
        opened = open_in_any(checked, in_terminal) if browser is None else browser(checked)
    except LinkNotOpened:
        raise
    except Exception as error:  # a browser's launcher is somebody else's program: whatever it raises is a reason
        raise LinkNotOpened(str(error) or type(error).__name__) from error
    if not opened:
        raise LinkNotOpened("no browser was found on this machine; set BROWSER to one")
