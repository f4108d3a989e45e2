"""The reader's own programs: browser, player, and what takes a copied text.

Every link that Earmark opens goes through `open_link`. `webbrowser` of the standard library is not used: a browser that
it starts shares our terminal, prints over the screens and takes their keys.

Whether a terminal takes a copy (OSC 52) cannot be checked: some ignore it in silence. So programs come first, and the
reader is told which way the text went.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from shutil import which
from typing import Any, TypeVar

from episodes.errors import LinkNotOpened, NotPlayed
from episodes.folders import Folders
from episodes.model import Episode, Segment
from episodes.text import clock_text
from episodes.web_links import check_link, web_address

Result = TypeVar("Result")
Run = Callable[[Sequence[str]], int]
"""Runs a command and returns its status; may raise OSError."""
BROWSER_SECONDS = 2.0
"""How long a browser may take to say that it failed; one that still runs then is open."""
PLAYER_SECONDS = 0.5
"""How long a player may."""
CLIPBOARD_SECONDS = 2.0
"""How long a program may take to copy a text."""
_APART: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
"""What keeps a child from our terminal."""
_GRAPHICAL = ("xdg-open", "x-www-browser", "firefox", "chromium", "google-chrome", "brave-browser", "epiphany")
_IN_TERMINAL = ("www-browser", "w3m", "lynx", "links", "links2", "elinks", "browsh", "cha")


async def in_daemon_thread(call: Callable[[], Result]) -> Result:
    """Make a call in a thread that the end of the program does not wait for; return what it returns, or raise that."""
    import asyncio  # takes longer to load than all that the commands need of this module

    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(call())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(future)


# The browser


def find_browsers(
    environ: Mapping[str, str], platform: str, find: Callable[[str], str | None] = which
) -> dict[tuple[str, ...], bool]:
    """Return the commands of the browsers that are there, the likeliest first, and which of them need the terminal.

    `%s` in a command stands for the address, which otherwise follows it.

    Args:
        environ: the environment: `BROWSER` (commands, separated by colons) comes first, and it says what display
            there is.
        platform: `sys.platform`.
        find: finds a program by its name.
    """
    if platform == "win32":
        return {("rundll32", "url.dll,FileProtocolHandler"): False}
    likely = (
        (platform == "darwin", ("open",)),
        (environ.get("WSL_DISTRO_NAME"), ("wslview",)),
        (environ.get("TERMUX_VERSION"), ("termux-open-url",)),
        (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"), _GRAPHICAL),
        (True, (*_IN_TERMINAL, "xdg-open")),  # which without a display may be one that reaches another machine's
    )
    commands = [words_of(command) for command in environ.get("BROWSER", "").split(os.pathsep)]
    commands += [(name,) for is_there, names in likely if is_there for name in names]
    found = {words: find(words[0]) for words in commands if words}
    return {words: _needs_terminal(path) for words, path in found.items() if path is not None}


def words_of(command: str) -> tuple[str, ...]:
    """Return the words of a command of the environment, without an `&` at its end; none where a shell finds none."""
    try:
        words = shlex.split(command)
    except ValueError:  # a quotation mark without its other one
        return ()
    return tuple(words[:-1] if words[-1:] == ["&"] else words)


def _needs_terminal(path: str) -> bool:
    return any(os.path.basename(name) in _IN_TERMINAL for name in (path, os.path.realpath(path)))


def begin(command: Sequence[str], files: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Start a program that has none of our streams, only some open files, and a session of its own. Raises OSError."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=files, **_APART)


def status_of(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return the status of a program that ends within some seconds; None if it goes on."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, daemon=True).start()  # takes its status when it ends one day
        return None


def launch(command: Sequence[str]) -> int:
    """Start a program apart from our terminal; return its status if it fails at once, else 0. Raises OSError."""
    return status_of(begin(command), BROWSER_SECONDS) or 0


def opening(command: Sequence[str], url: str) -> list[str]:
    """Return a browser's command with an address in its place: one argument, never a shell's."""
    words = [word.replace("%s", url) for word in command]
    return words if words != [*command] else [*command, url]


def open_link(url: str, in_terminal: Run = subprocess.call) -> None:
    """Open an address in the first browser that takes it.

    Args:
        url: the address as the notes have it.
        in_terminal: runs a browser that needs the terminal.

    Raises:
        LinkRefused: the address must not be opened.
        LinkNotOpened: no browser took it; names those that were tried.
    """
    check_link(url)
    tried: list[str] = []
    for command, needs_terminal in find_browsers(os.environ, sys.platform).items():
        run = in_terminal if needs_terminal else launch
        with contextlib.suppress(OSError):
            if run(opening(command, url)) == 0:
                return
        tried.append(os.path.basename(command[0]))
    if tried:
        raise LinkNotOpened(url, f"no browser took it (tried: {', '.join(tried)})")
    raise LinkNotOpened(url, "no browser was found on this machine; set BROWSER to one")


# The player


def play(episode: Episode, segment: Segment | None, folders: Folders, in_terminal: Run = subprocess.call) -> str:
    """Play an episode from where a segment begins; return the sentence that says so.

    Args:
        episode: whose recording is played.
        segment: where to begin; None for the recording's beginning.
        folders: where the settings are, and what plays now.
        in_terminal: runs a browser that needs the terminal.

    Raises:
        NotPlayed: the episode names nothing to play, or the player does not run.
        LinkStaysClosed: the address must not be opened, or no browser took it.
    """
    from tui.config import read_config  # opening a link does without

    cue, player = episode.cue(segment), read_config(folders.settings).player
    if player and episode.recording is not None:
        _run_player(player, check_link(episode.recording), cue.start, folders.state)
        passed = not cue.start or any("{start}" in word for word in player)
    else:
        url, passed = web_address(episode, cue.start)
        open_link(url, in_terminal)
    if segment is None:
        return f"Playing from the beginning: {episode.name}"
    if cue.of is None:
        return f"Playing from the beginning: no time is known of {segment.name}"
    whose = "" if cue.of is segment else f", where {cue.of.name} begins, as no other time is known"
    if passed:
        return f"Playing from {clock_text(cue.start)}{whose}: {segment.name}"
    return f"Opened, but the time is not passed on: go to {clock_text(cue.start)}{whose}: {segment.name}"


def _run_player(player: Sequence[str], url: str, start: int, state: str | None) -> None:
    words = [word.replace("{start}", str(start)).replace("{url}", url) for word in player]
    turn = _take_turn(state)
    try:
        process = begin(words, () if turn is None else (turn,))
        if turn is not None:
            os.write(turn, str(process.pid).encode())
    except OSError as error:
        reason = f"The player {words[0]!r} does not start: {error.strerror}"
        raise NotPlayed(f"{reason}. `player` in config.toml says which it is.") from error
    finally:
        if turn is not None:
            os.close(turn)
    if status := status_of(process, PLAYER_SECONDS):
        raise NotPlayed(f"The player {words[0]!r} ended at once with status {status}.")


def _take_turn(state: str | None) -> int | None:
    """End the player that this or another Earmark began; return the file that the next one has to hold open.

    Who plays holds a lock on the file, which has its process number: where nobody does, that number says nothing.
    """
    if state is None or sys.platform == "win32":
        return None
    import fcntl

    path = os.path.join(state, "player")
    try:
        os.makedirs(state, exist_ok=True)
        before = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(before, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with contextlib.suppress(ValueError, ProcessLookupError):
                os.killpg(int(os.read(before, 20)), signal.SIGTERM)
        os.close(before)
        os.unlink(path)
        turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(turn, fcntl.LOCK_EX)
    except OSError:
        return None
    return turn


# The clipboard


_CLIPBOARDS = (
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
    return [command for variable, command in _CLIPBOARDS if environ.get(variable)]


def take_copy(text: str) -> str | None:
    """Copy a text by the first program that takes it; return its name, or None where none does.

    It may take `CLIPBOARD_SECONDS` for each of them.
    """
    for command in clipboard_programs(os.environ, sys.platform):
        program = which(command[0])
        if program is not None and _give(text, [program, *command[1:]]):
            return command[0]
    return None


async def copy(text: str, what: str, to_terminal: Callable[[str], None]) -> str:
    """Copy a text, in a thread as a program may hang until its time is over; return a sentence on which way it went.

    Args:
        text: what to copy.
        what: what to call it, at the beginning of the sentence: `The link`.
        to_terminal: sends it to the terminal where no program takes it, such as `App.copy_to_clipboard`.
    """
    name = await in_daemon_thread(partial(take_copy, text))
    if name is not None:
        return f"{what} is copied ({name})."
    to_terminal(text)
    return f"{what} was sent to the terminal's clipboard, which not every terminal allows."


def _give(text: str, command: Sequence[str]) -> bool:
    # clip.exe takes what is not UTF-16 for text of the system's own code page.
    raw = text.encode("utf-16" if command[0].endswith("clip.exe") else "utf-8", "replace")
    try:
        # Their output goes nowhere: xclip and wl-copy leave a child behind that would hold a pipe open.
        done = subprocess.run(command, input=raw, timeout=CLIPBOARD_SECONDS, **_APART)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
