"""Journals with lines that no Earmark writes: what is sound counts, what is not is told, and nothing is written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from episodes.folders import Folders
from tui.session import load_session

from .command_runner import Earmark
from .mark_helpers import posix_only
from .screen_driver import press, running, shown

SOUND = {
    "time": "2026-05-04T12:30:00.000000Z",
    "device": "desk-00000001",
    "mark": "bookmark",
    "episode": "python-bytes:148",
    "segment": "pywebview",
    "on": True,
    "note": "sound",
}


@pytest.fixture
def journal(folders: Folders) -> Path:
    marks = Path(str(folders.marks))
    marks.mkdir(parents=True)
    return marks / "desk-00000001.jsonl"


def line(**changes: object) -> bytes:
    return json.dumps(SOUND | changes).encode() + b"\n"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(time="9999-12-31T23:59:59.999999Z"), "not of the years 1990 to 2200"),
        (line(time="0001-01-01T00:00:00+14:00"), "not of the years 1990 to 2200"),
        (line(time=5), "no time"),
        (line(device=5), "device is not a line of text"),
        (line(mark=[]), "mark is not a line of text"),
        (line(episode=None), "no episode"),
        (line(episode=["a"]), "episode is not a line of text"),
        (line(on=1), "neither on nor off"),
        (line().strip()[:-1] + b',"was":{"number":' + b"9" * 5000 + b"}}\n", "4300 digits"),
        (line().strip()[:-1] + b',"was":{"mood":' + b"[" * 300 + b"]" * 300 + b"}}\n", "nests more than 20 deep"),
        (b"\0" * 100 + b"\n", "not JSON"),
        (json.dumps(SOUND).encode("utf-16") + b"\n", "not UTF-8"),
        (b"[" * 100_000 + b"\n", "not JSON"),
        (b"x" * 3_000_000 + b"\n", "not JSON"),
        (line().replace(b"pywebview", b"py\x1b[2Jwebview"), "not JSON"),
        (line().replace(b"pywebview", rb"py\u001b[2Jwebview"), "segment is not a line of text"),
    ],
)
def test_a_line_that_is_not_sound_is_told_and_the_others_count(
    earmark: Earmark, journal: Path, bad: bytes, reason: str
) -> None:
    data = line() + bad + line(segment="awesome-asgi")
    journal.write_bytes(data)
    status, out, err = earmark("check")
    assert (status, err) == (1, "")
    [told] = [each for each in out.splitlines() if each.startswith(f"{journal}, line 2: ")]
    assert reason in told
    assert sorted(row["segment"] for row in json.loads(earmark("bookmarks", "--format", "json")[1])) == [
        "awesome-asgi",
        "pywebview",
    ]
    assert journal.read_bytes() == data


def test_a_line_without_end_is_told_once(earmark: Earmark, journal: Path) -> None:
    with journal.open("wb") as file:
        file.write(line())
        file.truncate(20_000_000)
    out = earmark("check")[1]
    assert out.count(str(journal)) == 1
    assert f"{journal}, line 2: the last line is not all there" in out


def test_more_broken_lines_than_one_would_read_are_counted(earmark: Earmark, journal: Path) -> None:
    journal.write_bytes(line() + b"hello\n" * 10_000)
    out = earmark("check")[1]
    assert out.count(str(journal)) == 101
    assert f"{journal}: 9,900 more of its lines are no marks" in out


@pytest.fixture(params=["Etc/GMT+12", "Pacific/Kiritimati"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@posix_only
@pytest.mark.usefixtures("zone")
async def test_bookmarks_of_any_time_that_counts_are_listed_in_every_zone(journal: Path) -> None:
    journal.write_bytes(
        line(time="1990-01-01T00:00:00Z")
        + line(time="2200-12-31T23:59:59.999999Z", segment="awesome-asgi")
        + line(time="9999-12-31T23:59:59.999999Z", segment="asynchronous-django")
        + line(time="0001-01-01T00:00:00+14:00", segment="asynchronous-django")
    )
    async with running() as pilot:
        await press(pilot, "B")
        assert "2 bookmarks" in shown(pilot)


@pytest.mark.parametrize("visited", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", 5, {}])
async def test_a_visit_at_an_impossible_time_counts_for_nothing(folders: Folders, visited: object) -> None:
    state = Path(str(folders.state))
    state.mkdir(parents=True)
    (state / "session.json").write_text(json.dumps({"episode": "python-bytes:148", "visited": visited}))
    assert load_session(folders.state).last_visit is None
    async with running() as pilot:
        assert "148" in shown(pilot)
