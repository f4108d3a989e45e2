"""Browsers and the terminal: what a child may reach, which browser is taken, and that nothing waits for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tui.programs import find_browsers, opening

from .terminal_driver import earmark_at

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")

ESCAPE = "\x1b[27u"
"""As terminals say it that tell it from the beginning of other keys."""


def program(folder: Path, name: str, script: str) -> str:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


def names(environ: dict[str, str], *there: str, platform: str = "linux") -> list[str]:
    found = find_browsers(environ, platform, lambda name: f"/bin/{name}" if name in there else None)
    return [command[0] for command in found]


def test_the_users_browser_comes_first_then_the_desktops_then_those_for_a_terminal() -> None:
    there = ("xdg-open", "w3m", "mine")
    assert names({"BROWSER": "gone:mine -n %s", "DISPLAY": ":0"}, *there) == ["mine", "xdg-open", "w3m"]
    assert names({}, *there) == ["w3m", "xdg-open"]
    assert names({}, "open", platform="darwin") == ["open"]


def test_the_address_is_one_argument_in_its_place() -> None:
    url = "https://example.org/?a=1&b=$(x)"
    assert opening(("mine", "-n", "%s", "-z"), url) == ["mine", "-n", url, "-z"]
    assert opening(("mine",), url) == ["mine", url]


@on_posix
def test_what_a_browser_prints_never_reaches_the_screen_and_quitting_never_waits_for_one_that_stays(
    tmp_path: Path,
) -> None:
    tried = "echo SCRIBBLE; echo SCRIBBLE >&2; (echo SCRIBBLE > /dev/tty) 2>/dev/null"
    browser = program(
        tmp_path, "browser", f'{tried}; echo "$1" > {tmp_path}/taken; read key && echo $key > {tmp_path}/key; exit 0'
    )
    with earmark_at("148#1", BROWSER=browser) as it:
        it.forget()
        it.type("o")
        it.wait("Opened https://peps.python.org")
        assert (tmp_path / "taken").exists()
        program(tmp_path, "browser", f"{tried}; echo $$ > {tmp_path}/begun; exec sleep 300")
        it.type("o")
        it.wait("Opening https://peps.python.org")
        it.until((tmp_path / "begun").exists)
        it.type("q")
        assert it.ends_with() == 0
        assert "SCRIBBLE" not in it.text
        pid = int((tmp_path / "begun").read_text())
        assert Path(f"/proc/{pid}").exists() or sys.platform != "linux"
    assert not (tmp_path / "key").exists()


@on_posix
def test_a_browser_for_the_terminal_gets_it_and_the_screen_comes_back_whole(tmp_path: Path) -> None:
    """It comes back too where that cannot be run, or where no browser takes the address; those tried are named."""
    program(tmp_path, "xdg-open", "exit 3")
    with earmark_at("148#1", PATH=str(tmp_path), BROWSER="", DISPLAY=":0", WAYLAND_DISPLAY="") as it:
        it.type("o")
        it.wait("tried: xdg-open", "y copies the address")
        it.type(ESCAPE)
        (tmp_path / "xdg-open").rename(tmp_path / "w3m")
        (tmp_path / "w3m").write_text("no program")
        it.type("o")
        it.wait("tried: w3m", "y copies the address")
        it.type(ESCAPE)
        program(tmp_path, "w3m", 'echo "READING $1"; read key; echo "GOT $key"')
        it.type("o")
        it.wait("READING https://peps.python.org/pep-0602/")
        it.forget()
        it.type("hello\n")
        it.wait("GOT hello", "Opened", "Annual Release Cycle", "Python Bytes")
