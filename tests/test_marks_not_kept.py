"""A mark that is not kept is never called kept: by the shell's commands, on the screens, and when they are left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from episodes.folders import Folders

from .command_runner import Earmark
from .library_builder import prepare_index, write_episode
from .mark_helpers import posix_only
from .permissions import binding_permissions
from .screen_driver import here, library, press, running, shown
from .terminal_driver import earmark_at

TEA = "## [Pots](https://pots.example/)\n\nPots.\n\n## Cups\n\nCups.\n"


@pytest.fixture(params=["a file in the way", "read-only"])
def closed(request: pytest.FixtureRequest, folders: Folders) -> Iterator[Path]:
    """Return the folder of the journals, where none can be written."""
    marks = Path(str(folders.marks))
    marks.parent.mkdir(parents=True, exist_ok=True)
    if request.param == "a file in the way":
        marks.write_text("")
        yield marks
        return
    marks.mkdir()
    marks.chmod(0o555)
    with binding_permissions():
        yield marks
    marks.chmod(0o755)


@pytest.mark.parametrize(
    "words",
    [
        ["bookmark", "148#2"],
        ["bookmark", "148", "--note", "why"],
        ["bookmark", "148#2", "--tag", "async"],
        ["read", "148#2"],
        ["read", "148"],
    ],
)
def test_a_command_whose_mark_is_not_kept_fails_with_the_reason(
    closed: Path, words: list[str], earmark: Earmark
) -> None:
    status, out, err = earmark(*words)
    assert (status, out) == (1, "")
    assert err.startswith(f"earmark: Marks are not kept: {closed}")
    assert len(err.splitlines()) == 1
    assert earmark("bookmarks")[1] == ""


def test_the_check_says_that_marks_are_not_kept(closed: Path, folders: Folders) -> None:
    prepare_index(folders)
    command = [sys.executable, "-m", "tui", "check"]  # which asks about permissions that this process could take again
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert f"Marks are not kept: {closed}" in done.stdout


@posix_only
def test_open_opens_all_the_same_and_says_what_was_not_kept(
    closed: Path, earmark: Earmark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    status, out, err = earmark("open", "148#2")
    assert (status, out) == (0, "")
    assert 'the mark "opened" was not kept' in err
    assert str(closed) in err
    assert (tmp_path / "opened").read_text().startswith("https://")


async def test_the_screens_say_at_each_mark_that_it_is_for_this_session(closed: Path, opened: list[str]) -> None:
    write_episode(1, TEA)
    async with running("tea-time:1#pots") as pilot:
        for key, said in (("b", "Bookmarked: Pots"), ("r", "Read: Pots"), ("u", "Unmarked as read: Pots")):
            await press(pilot, key)
            assert f"For this session only: {said}" in shown(pilot)
        assert library(pilot).marks.for_session == 3
        await press(pilot, "o")
        assert "For this session only: Opened https://pots.example/" in shown(pilot)
        assert opened == ["https://pots.example/"]
        assert library(pilot).marks.bookmarked_segments(library(pilot).episode("tea-time:1")) == {"pots"}
        await press(pilot, "B", "down", "b")
        assert "For this session only: Bookmark removed: Pots" in shown(pilot)
        await press(pilot, "escape", "escape", "z", "space")
        assert "For this session only: Read: Pots" in shown(pilot)
        assert here(pilot) == ("tea-time:1", "cups")
        await press(pilot, "u", "u", "u", "u")
        assert "nothing to undo" in shown(pilot)


async def test_marks_are_kept_again_once_the_disk_takes_them(folders: Folders) -> None:
    write_episode(1, TEA)
    marks = Path(str(folders.marks))
    async with running("tea-time:1#pots") as pilot:
        marks.rename(marks.with_name("aside"))
        marks.write_text("")
        await press(pilot, "b")
        assert "For this session only: Bookmarked: Pots" in shown(pilot)
        marks.unlink()
        await press(pilot, "r")
        assert "For this session only" not in shown(pilot)
        assert library(pilot).marks.for_session == 0
    [journal] = marks.iterdir()
    assert journal.read_text().count('"segment":"pots"') == 2


@posix_only
def test_q_says_how_many_marks_there_were_that_are_not_kept(folders: Folders) -> None:
    marks = Path(str(folders.marks))
    marks.parent.mkdir(parents=True)
    marks.write_text("")
    with binding_permissions(), earmark_at("148#2") as it:
        it.type("b")
        it.wait("For this session only: Bookmarked")
        marks.unlink()
        marks.mkdir(0o555)
        it.type("r")
        it.wait("For this session only: Read")
        it.type("q")
        it.wait(f"earmark: 2 marks held for this session only. Marks are not kept: {marks}")
        assert it.ends_with() == 0
    marks.chmod(0o755)
