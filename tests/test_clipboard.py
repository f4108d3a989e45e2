"""Copying: the system's clipboard where there is one, else the terminal's, and which way it went."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from textual.app import App

from tui import programs
from tui.programs import clipboard_programs, copy

from .screen_driver import main, running, shown, until


def program(folder: Path, name: str, script: str) -> None:
    """Write a clipboard program that is a shell script."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


class Machine:
    """A machine with the programs of one folder, and a terminal that remembers."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.terminal: list[str] = []
        self._patch = patch
        patch.setattr(programs, "which", self._find)
        patch.setattr(sys, "platform", "linux")
        for variable in ("TMUX", "WAYLAND_DISPLAY", "DISPLAY", "WSL_DISTRO_NAME", "TERMUX_VERSION"):
            patch.delenv(variable, raising=False)

    async def copy(self, text: str, **environ: str) -> str:
        for variable, value in environ.items():
            self._patch.setenv(variable, value)
        return await copy(text, "The link", self.terminal.append)

    def _find(self, name: str) -> str | None:
        file = self.folder / name
        return str(file) if file.exists() else None


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


async def test_the_native_clipboard_takes_the_text_as_it_is(machine: Machine) -> None:
    program(machine.folder, "wl-copy", f"cat > {machine.folder}/taken")
    text = "-n $(touch x); `ls` 'é' \"日本\"\n"
    copied = await machine.copy(text, WAYLAND_DISPLAY="wayland-0")
    assert copied == "The link is copied (wl-copy)."
    assert (machine.folder / "taken").read_text() == text
    assert machine.terminal == []


async def test_without_a_native_clipboard_the_terminal_is_asked_and_nothing_is_promised(machine: Machine) -> None:
    copied = await machine.copy("text", DISPLAY=":0", WAYLAND_DISPLAY="wayland-0")
    assert copied == "The link was sent to the terminal's clipboard, which not every terminal allows."
    assert machine.terminal == ["text"]


async def test_a_program_that_fails_leaves_it_to_the_next(machine: Machine) -> None:
    program(machine.folder, "wl-copy", "exit 1")
    program(machine.folder, "xclip", "exit 1")
    program(machine.folder, "xsel", f"cat > {machine.folder}/taken")
    assert await machine.copy("text", DISPLAY=":0", WAYLAND_DISPLAY="wayland-0") == "The link is copied (xsel)."
    assert (machine.folder / "taken").read_text() == "text"


async def test_a_program_that_hangs_is_given_up(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "CLIPBOARD_SECONDS", 0.05)
    program(machine.folder, "xclip", "exec sleep 20")
    assert "the terminal's clipboard" in await machine.copy("text", DISPLAY=":0")


async def test_a_child_left_behind_does_not_hold_the_copy_up(machine: Machine) -> None:
    program(machine.folder, "xclip", "cat > /dev/null; sleep 1 & exit 0")
    assert await machine.copy("text", DISPLAY=":0") == "The link is copied (xclip)."


async def test_a_program_that_cannot_be_run_is_passed_over(machine: Machine) -> None:
    (machine.folder / "xclip").write_text("not a program")
    assert "the terminal's clipboard" in await machine.copy("text", DISPLAY=":0")


@pytest.mark.parametrize(
    ("environ", "platform", "names"),
    [
        ({}, "darwin", ["pbcopy"]),
        ({}, "win32", ["clip.exe"]),
        ({}, "linux", []),
        ({"DISPLAY": ":0"}, "linux", ["xclip", "xsel"]),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", ["wl-copy", "xclip", "xsel"]),
        ({"TMUX": "/tmp/tmux-0/default,1,0", "DISPLAY": ":0"}, "linux", ["tmux", "xclip", "xsel"]),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ["clip.exe"]),
        ({"TERMUX_VERSION": "1"}, "linux", ["termux-clipboard-set"]),
    ],
)
def test_programs_are_those_of_the_display_that_there_is(
    environ: dict[str, str], platform: str, names: list[str]
) -> None:
    assert [command[0] for command in clipboard_programs(environ, platform)] == names


async def test_the_application_is_the_terminals_way(machine: Machine) -> None:
    app: App[None] = App()
    async with app.run_test():
        said = await copy("text", "The link", app.copy_to_clipboard)
        assert "the terminal's clipboard" in said
        assert app.clipboard == "text"


async def test_a_clipboard_that_hangs_holds_up_no_key(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine.folder, "xclip", f"echo $$ > {machine.folder}/begun; exec sleep 300")
    monkeypatch.setenv("DISPLAY", ":0")
    async with running("148#1") as pilot:
        await pilot.press("y")
        await until(pilot, (machine.folder / "begun").exists)
        await pilot.press("?")
        await until(pilot, lambda: "Keys in the" in shown(pilot))
        assert "clipboard" not in main(pilot).key_bar.sentence  # the program still has its time
