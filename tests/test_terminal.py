"""The terminal that Earmark runs on: odd bytes on the keyboard, signals, suspending, and the state it is left in."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.folders import Folders
from tui.app import EarmarkApp

from .terminal_driver import EARMARK, earmark_at, terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


NO_UTF8 = (
    *(b"\xff", b"\xe9j\xe9", b"\x1b[200~caf\xe9 \xfc\x1b[201~"),  # a byte, and Latin-1 as it is typed and pasted
    *(b"\x1b[M \xff\xfe", b"\x1b[M???", b"\x1b[M\xc3\xa9?"),  # the mouse, in what is no text, in ASCII and in UTF-8
)


def test_bytes_that_are_no_utf8_are_ignored(tmp_path: Path) -> None:
    with earmark_at("480#1") as it:
        for typed in NO_UTF8:
            it.type(typed + b"J")
        it.type("q")
        assert it.ends_with() == 0
        it.until(lambda: it.is_clean)  # what was written last may still be on its way
        assert "Traceback" not in it.text
    place = (tmp_path / "state" / "session.json").read_text()
    assert "python-bytes:277" in place, "one episode further for each J, and none for what came before it"


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_as_q_does_with_the_place_kept(signum: int, tmp_path: Path) -> None:
    with earmark_at("148#2") as it:
        it.send(signum)
        assert it.ends_with() == 128 + signum
        it.until(lambda: it.is_clean)  # what was written last may still be on its way
        assert "Traceback" not in it.text
    assert "python-bytes:148" in (tmp_path / "state" / "session.json").read_text()


def test_a_terminal_that_takes_nothing_more_does_not_keep_the_program_from_ending(tmp_path: Path) -> None:
    with earmark_at("148#2") as it:
        it.is_stopped = True
        it.type("?" + "\x0c" * 5)  # paints more than fits between the program and the terminal
        it.until(lambda: bool(select.select([it.file], [], [], 0)[0]))
        it.send(signal.SIGTERM)
        assert it.ends_with() == 128 + signal.SIGTERM
    assert "python-bytes:148" in (tmp_path / "state" / "session.json").read_text()


def test_all_is_written_to_a_terminal_that_another_program_left_in_a_state_in_which_nothing_waits() -> None:
    start = "import os, sys; os.set_blocking(2, False); os.execvp(sys.argv[1], sys.argv[1:])"
    for _ in range(2):  # the application's paints, and then the picture of the last visit
        with terminal(sys.executable, "-c", start, *EARMARK) as it:
            it.wait("q Quit")
            it.type("q")
            assert it.ends_with() == 0
            it.until(lambda: it.is_clean)


@pytest.mark.parametrize("ignored", ["", "HUP"])
def test_a_terminal_that_is_closed_ends_the_program(ignored: str, tmp_path: Path) -> None:
    script = f"trap '' {ignored}\n" if ignored else ""
    with terminal("sh", "-c", f'{script}exec "$@"', "sh", *EARMARK, "148#2") as it:
        it.wait("q Quit")
        it.close()
        assert it.ends_with() == 128 + signal.SIGHUP
    assert "python-bytes:148" in (tmp_path / "state" / "session.json").read_text()


def test_stopping_by_key_or_from_outside_returns_to_the_shell_and_fg_repaints_the_whole_screen() -> None:
    with terminal("sh", "-i", PS1="ready> ", ENV="") as it:
        it.wait("ready> ")
        it.type(" ".join(EARMARK) + " 148#1\n")
        it.wait("q Quit", "Annual Release Cycle")
        for signum in (None, signal.SIGTSTP, None, signal.SIGSTOP):  # keys reach it after each
            it.forget()
            if signum is None:
                it.type(b"\x1a")
            else:
                os.kill(os.tcgetpgrp(it.file), signum)
            it.wait("ready> ")
            assert it.raw.count("\x1b[?1049l") == (signum != signal.SIGSTOP), (
                "which gives no chance to leave the screen"
            )
            it.forget()
            it.type("fg\n")
            it.wait("q Quit", "Annual Release Cycle", "Python Bytes")
        it.type("q")
        it.wait("ready> ")
        assert "Traceback" not in it.text


def test_what_may_have_spoiled_the_screen_has_it_painted_anew_under_a_dialog_too() -> None:
    with earmark_at("148#1") as it:
        spoils: tuple[Callable[[], object], ...] = (
            lambda: it.send(signal.SIGCONT),  # without having been stopped
            lambda: it.type(b"\x1a"),  # ctrl+z, where there is no shell to return to
            lambda: it.type("\x0c"),
        )
        for spoil in spoils:
            it.forget()
            spoil()
            it.wait("q Quit", "Annual Release Cycle", "Python Bytes")
        it.type("?")
        it.wait("Keys in the")
        it.forget()
        it.type("\x0c")
        it.wait("Keys in the", "q Quit")


@pytest.mark.parametrize("words", ["", "show 148", "search release"])
def test_a_terminal_that_takes_no_styles_is_printed_to_as_a_pipe(words: str) -> None:
    with terminal(*EARMARK, *words.split(), TERM="dumb") as it:
        assert it.ends_with() == 0
        it.wait("148")
        assert "\x1b" not in it.raw


@pytest.mark.parametrize(("value", "is_plain"), [("", False), ("1", True)])
def test_colours_are_off_where_no_color_says_anything(
    value: str, is_plain: bool, monkeypatch: pytest.MonkeyPatch, folders: Folders
) -> None:
    monkeypatch.setenv("NO_COLOR", value)
    assert EarmarkApp(folders).no_color is is_plain
