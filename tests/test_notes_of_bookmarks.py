"""Notes of bookmarks: tags completed while one types, and long notes written in the reader's editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from episodes.errors import NotEdited
from episodes.folders import Folders
from episodes.library import Library
from episodes.marks.tags import as_text, read_text
from tui.config import Config, parse_config
from tui.screens.note import NotePrompt, TagSuggester, edit, find_editor

from .command_runner import Earmark
from .screen_driver import configure, library, press, running, shown
from .terminal_driver import Terminal, earmark_at

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


# Tags are completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("for the talk #as", "for the talk #async"),
        ("#", "#async"),
        ("#AS", "#ASync"),
        ("see #tal", "see #talk"),
        ("#async", "#async-io"),
        ("C#", None),
        ("a#as", None),
        ("#as more", None),
        ("#zebra", None),
        ("as", None),
    ],
)
async def test_a_tag_that_is_there_is_suggested(typed: str, completed: str | None) -> None:
    assert await TagSuggester(["async", "async-io", "talk"]).get_suggestion(typed) == completed


async def test_tab_takes_the_suggestion_in_the_prompt(folders: Folders, earmark: Earmark) -> None:
    earmark("bookmark", "149#1", "--tag", "async")
    async with running("148#2") as pilot:
        await press_slowly(pilot, "m", *"why #as", "tab")
        assert isinstance(pilot.app.screen, NotePrompt)
        assert pilot.app.screen.line.value == "why #async"
        await press(pilot, "enter")
        [row] = library(pilot).bookmarks("episode:148").rows
        assert (row.note, row.tags) == ("why", ("async",))


async def press_slowly(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one by one: what is typed begins other work."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


# The text that an editor shows


@pytest.mark.parametrize(
    ("text", "note", "tags"),
    [
        ("one\n\ntwo\n\n#a #b\n", "one\n\ntwo", ("a", "b")),
        ("#a", "", ("a",)),
        ("one #a", "one #a", ()),
        ("# Heading\n- see #123", "# Heading\n- see #123", ()),
        ("", "", ()),
    ],
)
def test_tags_stand_alone_in_the_last_line(text: str, note: str, tags: tuple[str, ...]) -> None:
    assert read_text(text) == (note, tags)
    assert read_text(as_text(note, tags)) == (note, tags)


def test_what_is_saved_is_the_note_with_its_lines() -> None:
    seen: list[str] = []

    def run(command: Sequence[str]) -> int:
        seen.extend([*command[:-1], Path(command[-1]).read_text(), command[-1]])
        Path(command[-1]).write_text("one\x1b[31m\n\n\ttwo  \r\n")
        return 0

    assert edit("before", ["ed", "-x"], run) == "one[31m\n\n\ttwo"
    assert seen[:3] == ["ed", "-x", "before\n"]
    assert not Path(seen[3]).parent.exists()


@pytest.mark.parametrize(("saved", "status"), [(None, 0), ("before\n", 0), ("", 0), (None, 3)])
def test_an_editor_that_fails_or_saves_nothing_changes_nothing(saved: str | None, status: int) -> None:
    def run(command: Sequence[str]) -> int:
        if saved is not None:
            Path(command[-1]).write_text(saved)
        return status

    with pytest.raises(NotEdited, match="The note is as it was") as raised:
        edit("before", ["ed"], run)
    assert ("status 3" in str(raised.value)) is bool(status)


def test_what_an_editor_saved_before_it_failed_is_kept_and_named() -> None:
    def run(command: Sequence[str]) -> int:
        Path(command[-1]).write_text("much work")
        return 1

    with pytest.raises(NotEdited) as raised:
        edit("", ["ed"], run)
    path = Path(str(raised.value).rpartition(" ")[2].removesuffix("."))
    assert path.read_text() == "much work"
    path.unlink()
    path.parent.rmdir()


def test_an_editor_that_is_not_there_gets_a_sentence() -> None:
    def run(command: Sequence[str]) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    with pytest.raises(NotEdited, match="as it was: ed: No such file or directory"):
        edit("", ["ed"], run)


def test_a_disk_that_takes_no_file_for_the_editor_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(NotEdited, match=r"as it was: .*none.*: No such file or directory"):
        edit("", ["ed"], lambda command: 0)


def test_the_editor_is_that_of_the_settings_else_of_the_environment() -> None:
    environ = {"VISUAL": "code --wait", "EDITOR": "ed"}
    assert find_editor(("mine", "-x"), environ) == ["mine", "-x"]
    assert find_editor((), environ) == ["code", "--wait"]
    assert find_editor((), {"VISUAL": "", "EDITOR": "ed"}) == ["ed"]
    assert find_editor((), {}) == find_editor((), {"EDITOR": "'"}) == ["vi"]
    assert parse_config(b'editor = "nvim"', "c").editor == ("nvim",)
    assert parse_config(b'editor = ["code", "--wait"]', "c").editor == ("code", "--wait")
    assert parse_config(b"editor = []", "c") == Config()
    assert "editor must be a list such as" in parse_config(b"editor = 1", "c").warnings[0]


# By the key


def editor(folder: Path, script: str) -> None:
    program = folder / "some-editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def kept(folders: Folders) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(row.note, row.tags) for row in Library(folders).marks.bookmarks()]


def press_e(it: Terminal) -> None:
    it.forget()
    it.type("e")


@on_posix
def test_e_writes_a_long_note_and_the_screen_comes_back(tmp_path: Path, folders: Folders) -> None:
    """It comes back too from an editor that is not there or fails; ctrl+c in one ends neither it nor Earmark."""
    with earmark_at("148#2", EDITOR="some-editor", PATH=f"{tmp_path}:{os.environ['PATH']}") as it:
        press_e(it)
        it.wait("as it was: some-editor: No such file or directory", "Annual Release Cycle")
        assert kept(folders) == []
        it.type("m")
        it.wait("a note to yourself")
        it.type("before\r")
        it.wait("Bookmarked: awesome-asgi")
        editor(tmp_path, "exit 3")
        press_e(it)
        it.wait("as it was", "status 3", "Annual Release Cycle")
        assert kept(folders) == [("before", ())]
        interrupted = f'trap "echo INTERRUPTED > {tmp_path}/told" INT; echo EDITING; until read key; do :; done'
        editor(tmp_path, interrupted + '; printf "first\\n\\nsecond $key\\n\\n#async\\n" > "$1"')
        press_e(it)
        it.wait("EDITING")
        it.type("\x03")
        it.until((tmp_path / "told").exists)
        it.type("line\n")
        it.wait("Bookmarked: awesome-asgi")
        assert kept(folders) == [("first\n\nsecond line", ("async",))]
        editor(tmp_path, f'cp "$1" {tmp_path}/seen')
        press_e(it)
        it.wait("saved nothing else")
        assert (tmp_path / "seen").read_text() == "first\n\nsecond line\n\n#async\n"
        editor(tmp_path, 'echo longer >> "$1"')
        it.forget()
        it.type("m")  # a note of several lines does not fit into one
        it.wait("Bookmarked: awesome-asgi")
        assert kept(folders) == [("first\n\nsecond line\n\n#async\nlonger", ())]
        it.type("q")
        assert it.ends_with() == 0
        assert it.is_clean


async def test_where_no_editor_can_have_the_terminal_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    configure('[keys]\nbookmark-note = "M"\n')
    async with running("148#2") as pilot:  # a driver that cannot suspend, as on Windows
        await press(pilot, "e")
        assert "No editor can have this terminal; M asks for a note in one line." in shown(pilot)
        assert library(pilot).marks.bookmarks() == []


async def test_a_note_of_several_lines_is_one_line_in_lists(folders: Folders) -> None:
    async with running("148#2") as pilot:
        marks, reader = library(pilot).marks, pilot.app.main.reader  # type: ignore[attr-defined]
        marks.set_bookmark(reader.episode, reader.segment, on=True, note="first\n\nsecond")
        await press(pilot, "B")
        assert "first second" in shown(pilot)
