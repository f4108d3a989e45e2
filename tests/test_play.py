"""Hearing a segment: which second and which address, the reader's own player, the browser, and what is said of it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.errors import NotPlayed
from episodes.folders import Folders
from episodes.model import Episode, Kind, Link, Segment
from episodes.web_links import web_address
from tui.config import Config, parse_config

from .command_runner import Earmark
from .library_builder import write_episode
from .screen_driver import press, running, shown, until

AUDIO = "https://audio.example/7.mp3"
NOTES = """\
## Ann #1: [First](https://one.example/)

- text

## [02:25] Second

- text

## Third

- text
"""


def segment(name: str, start: int | None, *urls: str) -> Segment:
    links = tuple(Link(url, url) for url in urls)
    return Segment(name, Kind.TOPIC, name, None, None, start, None, links, 0, 1, "")


def episode(*segments: Segment, audio: str | None = None, video: str | None = None, page: str = "") -> Episode:
    return Episode("s:1", "S", "One", segments=segments, audio=audio, video=video, page=page or None)


# Where and what


def test_a_segment_without_a_time_takes_the_last_one_before_it() -> None:
    first, second, third = segment("a", None), segment("b", 145), segment("c", None)
    whole = episode(first, second, third)
    assert [whole.cue(each).start for each in (first, second, third, None)] == [0, 145, 145, 0]
    assert [whole.cue(each).of for each in (first, second, third)] == [None, second, second]


@pytest.mark.parametrize(
    ("video", "audio", "page", "address"),
    [
        ("https://youtube.com/watch?v=a&t=3#x", AUDIO, "", ("https://youtube.com/watch?v=a&t=145s", True)),
        ("https://youtu.be/a", None, "", ("https://youtu.be/a?t=145s", True)),
        (None, AUDIO, "https://page.example/", (f"{AUDIO}#t=145", True)),
        (None, f"{AUDIO}#old", "", (f"{AUDIO}#t=145", True)),
        (None, None, "https://page.example/", ("https://page.example/", False)),
    ],
)
def test_a_video_comes_before_the_audio_and_that_before_the_page(
    video: str | None, audio: str | None, page: str, address: tuple[str | None, bool]
) -> None:
    made = episode(segment("talk", 145, "https://youtu.be/other?t=145"), audio=audio, video=video, page=page)
    assert web_address(made, 145) == address
    with pytest.raises(NotPlayed, match="One names neither a recording nor a page"):
        web_address(episode(), 145)
    assert made.recording == (audio or video)


# The settings


def test_a_player_is_a_list_with_a_place_for_the_address() -> None:
    assert parse_config(b'player = ["mpv", "--start={start}", "{url}"]', "c").player == (
        "mpv",
        "--start={start}",
        "{url}",
    )
    for wrong in (b'"mpv {url}"', b'["mpv"]', b'["{url}"]', b'["", "{url}"]', b'["mpv", 1]', b'["m\\u0000", "{url}"]'):
        config = parse_config(b"player = " + wrong, "c")
        assert config.player == ()
        assert "player must be a list such as" in config.warnings[0]
    assert parse_config(b"player = []", "c") == Config()


# By the shell and the key


@pytest.fixture
def spoken(folders: Folders) -> None:
    """Write an episode that can be heard."""
    write_episode(7, NOTES, audio=AUDIO, player="[sh, -c, 'touch /tmp/x', '{url}']")


def set_player(folders: Folders, *words: str) -> None:
    settings = Path(str(folders.settings))
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"player = {json.dumps(words)}\n")


def stand_in(folder: Path) -> str:
    """Write a player that notes its arguments and stays until it is ended."""
    program = folder / "player"
    program.write_text(
        f"#!{sys.executable}\nimport json, os, signal, sys\n"
        f"with open({str(folder)!r} + f'/{{os.getpid()}}.part', 'w') as file:\n"
        "    json.dump([sys.argv[1:], os.getsid(0) == os.getpid(), os.isatty(0) or os.isatty(1)], file)\n"
        f"os.rename(file.name, {str(folder)!r} + f'/{{os.getpid()}}.told')\n"
        "signal.pause()\n"
    )
    program.chmod(0o755)
    return str(program)


def told(folder: Path) -> dict[int, list[object]]:
    return {int(path.stem): json.loads(path.read_text()) for path in folder.glob("*.told")}


def test_without_a_player_the_browser_gets_the_second(earmark: Earmark, spoken: None, opened: list[str]) -> None:
    assert earmark("play", "tea-time:7#second")[1] == "Playing from 02:25: Second\n"
    assert earmark("play", "tea-time:7#third")[1] == (
        "Playing from 02:25, where Second begins, as no other time is known: Third\n"
    )
    assert earmark("play", "tea-time:7#first")[1] == "Playing from the beginning: no time is known of First\n"
    assert earmark("play", "tea-time:7")[1] == "Playing from the beginning: Episode 7\n"
    assert earmark("play", "tea-time:7#second", "--print")[1] == f"{AUDIO}#t=145\n"
    assert opened == [f"{AUDIO}#t=145", f"{AUDIO}#t=145", AUDIO, AUDIO]


def test_a_page_does_not_get_the_time_and_that_is_said(earmark: Earmark, opened: list[str]) -> None:
    write_episode(8, NOTES, page="https://page.example/8")
    assert earmark("play", "tea-time:8#2nd")[0] == 1
    assert earmark("play", "tea-time:8#second")[1] == ("Opened, but the time is not passed on: go to 02:25: Second\n")
    assert opened == ["https://page.example/8"]


def test_a_page_that_is_a_video_gets_the_time(earmark: Earmark, opened: list[str]) -> None:
    write_episode(8, NOTES, page="https://www.youtube.com/watch?v=a")
    assert earmark("play", "tea-time:8#second", "--print")[1] == "https://www.youtube.com/watch?v=a&t=145s\n"
    assert json.loads(earmark("show", "tea-time:8", "--json")[1])["video"] == "https://www.youtube.com/watch?v=a"


def test_what_cannot_be_heard_gets_a_sentence(earmark: Earmark, opened: list[str]) -> None:
    write_episode(8, NOTES)
    for words in (["play", "tea-time:8#second"], ["play", "tea-time:8", "--print"]):
        status, out, err = earmark(*words)
        assert (status, out, err) == (1, "", "earmark: Episode 8 names neither a recording nor a page.\n")
    assert opened == []


@pytest.mark.parametrize("address", ["page.example/8", "file:///etc/passwd", "--page"])
def test_only_addresses_of_the_web_are_played(
    earmark: Earmark, folders: Folders, opened: list[str], tmp_path: Path, address: str
) -> None:
    write_episode(8, NOTES, audio=f"'{address}'", page=f"'{address}'")
    for player in ([], [stand_in(tmp_path), "{url}"]):
        set_player(folders, *player)
        status, _, err = earmark("play", "tea-time:8")
        assert status == 1
        assert "This link is not opened" in err or "neither a recording nor a page" in err
    assert (opened, told(tmp_path)) == ([], {})


def test_a_player_that_is_not_there_or_fails_gets_a_sentence(
    earmark: Earmark, folders: Folders, spoken: None, opened: list[str]
) -> None:
    set_player(folders, "no-such-player", "{url}")
    status, out, err = earmark("play", "tea-time:7")
    assert (status, out) == (1, "")
    assert "'no-such-player' does not start: No such file or directory. `player` in config.toml" in err
    set_player(folders, "sh", "-c", "exit 3", "{url}")
    assert "'sh' ended at once with status 3" in earmark("play", "tea-time:7")[2]
    Path(str(folders.settings)).write_text('player = "mpv"\n')
    assert "player must be a list such as" in earmark("play", "tea-time:7", "--print")[2]
    assert opened == []


@pytest.mark.skipif(sys.platform == "win32", reason="one player at a time needs locks that a child inherits")
def test_the_player_gets_its_arguments_apart_from_our_terminal_and_a_second_one_ends_it(
    earmark: Earmark, folders: Folders, spoken: None, tmp_path: Path
) -> None:
    set_player(folders, stand_in(tmp_path), "--start={start}", "{url}", "{url}{start}")
    first: set[int] = set()
    try:
        assert earmark("play", "tea-time:7#second")[0] == 0
        wait_for(lambda: len(told(tmp_path)) == 1)
        first = set(told(tmp_path))
        assert told(tmp_path)[min(first)] == [["--start=145", AUDIO, f"{AUDIO}145"], True, False]
        earmark("play", "tea-time:7#first")
        wait_for(lambda: len(told(tmp_path)) == 2)
        wait_for(lambda: not alive(min(first)))
        [second] = set(told(tmp_path)) - first
        assert alive(second)
    finally:
        for pid in filter(alive, told(tmp_path)):
            os.kill(pid, signal.SIGKILL)


def wait_for(condition: Callable[[], bool]) -> None:
    import time

    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_p_plays_from_the_segment_under_the_cursor(spoken: None, opened: list[str]) -> None:
    async with running("tea-time:7#second") as pilot:
        await press(pilot, "p")
        await until(pilot, lambda: "Playing from 02:25: Second" in shown(pilot))
        assert opened == [f"{AUDIO}#t=145"]


async def test_p_says_where_there_is_nothing_to_play(opened: list[str]) -> None:
    write_episode(8, NOTES)
    async with running("tea-time:8#second") as pilot:
        await press(pilot, "p")
        await until(pilot, lambda: "names neither a recording nor a page" in shown(pilot))


# What stands in the notes


async def test_the_notes_say_where_segments_begin_and_how_long_the_recording_is() -> None:
    chapters = "[{start: 65, title: First}, {start: 3725, title: Third}]"
    write_episode(7, NOTES, audio=AUDIO, duration="1:02:05", chapters=chapters)
    async with running("tea-time:7#second") as pilot:
        text = shown(pilot)
        assert "[02:25] Second" in text
        assert "[02:25] [02:25]" not in text
        assert "1:02:05" in text
        assert "audio" in text
        assert "[01:05] Ann #1: First" in text
        assert "[1:02:05] Third" in text
