"""Playing a recording from a segment's second: by the program that the reader's settings name, else in the browser."""

import contextlib
import os
import re
import signal
import sys
from collections.abc import Sequence

from episodes.errors import NotPlayed
from episodes.folders import Folders
from episodes.model import Cue, Episode, Segment
from episodes.text import clock_text
from episodes.web_links import check_link, web_address
from tui.config import read_config
from tui.opener import Run, begin, open_link, run_here, status_of

_SECONDS = 0.5
"""How long a player may take to say that it failed."""


def play(episode: Episode, segment: Segment | None, folders: Folders, in_terminal: Run = run_here) -> str:
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
    cue, player = episode.cue(segment), read_config(folders.settings).player
    if player and episode.recording is not None:
        _run_player(player, check_link(episode.recording), cue.start, folders.state)
        passed = not cue.start or any("{start}" in word for word in player)
    else:
        url, passed = web_address(episode, cue.start)
        open_link(url, in_terminal=in_terminal)
    return _sentence(episode, segment, cue, passed=passed)


def _sentence(episode: Episode, segment: Segment | None, cue: Cue, *, passed: bool) -> str:
    if segment is None:
        return f"Playing from the beginning: {episode.name}"
    if cue.of is None:
        return f"Playing from the beginning: no time is known of {segment.name}"
    whose = "" if cue.of is segment else f", where {cue.of.name} begins, as no other time is known"
    if passed:
        return f"Playing from {clock_text(cue.start)}{whose}: {segment.name}"
    return f"Opened, but the time is not passed on: go to {clock_text(cue.start)}{whose}: {segment.name}"


def _run_player(player: Sequence[str], url: str, start: int, state: str | None) -> None:
    values = {"{url}": url, "{start}": str(start)}
    words = [re.sub(r"\{url\}|\{start\}", lambda match: values[match[0]], word) for word in player]
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
    if status := status_of(process, _SECONDS):
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
