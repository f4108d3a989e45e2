"""Marks on their way to disk: what is written stands, and what cannot be written says so."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from episodes.errors import MarksNotKept
from episodes.files import LockedFile
from episodes.marks import journal as journals
from episodes.marks.events import Event, MarkedSegment, MarkKind

from .library_builder import Clock
from .mark_helpers import ReadJournal, read, read_all, segments

ROOT = Path(__file__).parents[1]


# Writing


def test_what_was_appended_is_there_after_a_restart(make_journal: Callable[..., ReadJournal]) -> None:
    bookmark = Event(MarkKind.BOOKMARK, "a:1", "s", note="why", was=MarkedSegment({"title": "T"}))
    kept = make_journal().append([bookmark])
    assert (kept[0].time, kept[0].device) == ("2026-05-04T12:30:00.000000Z", "desk-1")
    assert read_all(make_journal()) == (kept, [])


def test_nothing_is_written_for_nothing(make_journal: Callable[..., ReadJournal], marks_folder: Path) -> None:
    assert make_journal().append([]) == []
    assert not marks_folder.exists()


def test_each_device_has_a_file_of_its_own(make_journal: Callable[..., ReadJournal], marks_folder: Path) -> None:
    make_journal("desk-1").append([read("s")])
    make_journal("phone-2").append([read("t")])
    assert sorted(path.name for path in marks_folder.iterdir()) == ["desk-1.jsonl", "phone-2.jsonl"]
    events, problems = read_all(make_journal())
    assert segments(events) == ["s", "t"]
    assert problems == []


def test_times_never_go_back_over_processes_whatever_the_clock_does(
    make_journal: Callable[..., ReadJournal], clock: Clock
) -> None:
    one, two = make_journal(), make_journal()
    kept = one.append([read("s")])
    clock.now -= timedelta(days=1)
    kept += two.append([read("t"), read("u")])
    kept += one.append([read("v")])
    assert [event.time[20:] for event in kept] == ["000000Z", "000001Z", "000002Z", "000003Z"]
    assert [event.time for event in make_journal().poll()] == [event.time for event in kept]


def test_the_last_time_is_found_behind_long_and_foreign_lines(
    make_journal: Callable[..., ReadJournal], clock: Clock
) -> None:
    journal = make_journal()
    kept = journal.append([read("s", note="n" * 100_000)])
    with Path(journal.path).open("ab") as file:
        file.write(b"not a mark\n" * 3)
        file.write(b"x" * 50_000)
    clock.now -= timedelta(days=1)
    assert make_journal().append([read("t")])[0].time > kept[0].time


def test_events_of_one_action_share_a_batch(make_journal: Callable[..., ReadJournal]) -> None:
    kept = make_journal().append([read("s"), read("t")])
    assert kept[0].batch == kept[1].batch == kept[0].time
    assert make_journal().poll() == kept


def test_a_line_that_a_crash_cut_short_spoils_neither_the_next_nor_those_before(
    make_journal: Callable[..., ReadJournal],
) -> None:
    journal = make_journal()
    journal.append([read("s"), read("t")])
    path = Path(journal.path)
    path.write_bytes(path.read_bytes()[:-30])
    make_journal().append([read("u")])
    events, problems = read_all(make_journal())
    assert segments(events) == ["s", "u"]
    assert [(problem.where, problem.line) for problem in problems] == [(str(path), 2)]
    assert str(problems[0]) == f"{path}, line 2: not JSON, or not all of a line"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the disk take so many bytes more."""

    def fill(room: int) -> None:
        write = os.write
        left = [room]

        def write_what_fits(file: int, data: bytes) -> int:
            if not left[0]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            done = write(file, data[: left[0]])
            left[0] -= done
            return done

        monkeypatch.setattr(os, "write", write_what_fits)

    return fill


@pytest.mark.parametrize("room", [0, 1, 100, 200, 320])
def test_a_full_disk_leaves_the_journal_as_it_was(
    make_journal: Callable[..., ReadJournal],
    full_disk: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    room: int,
) -> None:
    journal = make_journal()
    journal.append([read("s")])
    before = Path(journal.path).read_bytes()
    with monkeypatch.context():
        full_disk(room)
        with pytest.raises(MarksNotKept, match="No space left") as raised:
            journal.append([read("t"), read("u"), read("v")])
    assert journal.path in str(raised.value)
    assert Path(journal.path).read_bytes() == before
    monkeypatch.undo()
    journal.append([read("w")])
    assert segments(make_journal().poll()) == ["s", "w"]


def test_a_disk_that_takes_little_at_a_time_gets_it_all(
    make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
    kept = make_journal().append([read("s"), read("t")])
    assert read_all(make_journal()) == (kept, [])


def test_what_cannot_be_flushed_to_disk_is_taken_back(
    make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: int) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(MarksNotKept, match="the disk is gone"):
        make_journal().append([read("s")])
    assert read_all(make_journal()) == ([], [])


def test_a_mark_is_flushed_to_disk_before_append_returns(
    make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    fsync = os.fsync

    def note(file: int) -> None:
        flushed.append(os.fstat(file).st_size)
        fsync(file)

    monkeypatch.setattr(os, "fsync", note)
    journal = make_journal()
    journal.append([read("s")])
    assert Path(journal.path).stat().st_size in flushed


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("in the way")
    journal = ReadJournal(tmp_path / "file" / "marks", "desk-1", clock)
    for use in (journal.prepare, lambda: journal.append([read("s")])):
        with pytest.raises(MarksNotKept, match=r"Marks are not kept: .*file.*: Not a directory\."):
            use()
    events, problems = read_all(journal)
    assert events == []
    assert [problem.line for problem in problems] == [None]


def test_a_folder_that_cannot_be_written_says_so(
    make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_journal().prepare()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(MarksNotKept, match="read-only"):
        make_journal().prepare()


def test_a_journal_that_another_program_holds_is_waited_for_and_no_longer(
    make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "LockedFile", partial(LockedFile, patience=0))
    journal = make_journal()
    journal.append([read("s")])
    with LockedFile(journal.path), pytest.raises(MarksNotKept, match="another program"):
        journal.append([read("t")])
    assert segments(journal.append([read("u")])) == ["u"]


_WRITER = """
import sys
from datetime import UTC, datetime
from episodes.marks.events import Event, MarkKind
from episodes.marks.journal import Journal

journal = Journal(sys.argv[1], "desk-1", lambda: datetime.now(UTC))
for number in range(50):
    journal.append([Event(MarkKind.READ, "a:1", f"{sys.argv[2]}-{number}", note="n" * 300)])
"""


def test_two_hundred_marks_of_four_processes_at_once_all_stand_each_once(
    make_journal: Callable[..., ReadJournal], marks_folder: Path
) -> None:
    watcher = make_journal("phone-2")
    command = [sys.executable, "-c", _WRITER, str(marks_folder)]
    writers = [subprocess.Popen([*command, str(writer)], cwd=ROOT) for writer in range(4)]
    polled: set[str | None] = set()
    while any(writer.poll() is None for writer in writers):
        polled.update(segments(watcher.poll()))
    polled.update(segments(watcher.poll()))
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    events, problems = read_all(make_journal())
    assert problems == watcher.problems == []
    assert len(events) == 200
    assert polled == set(segments(events)) == {f"{writer}-{n}" for writer in range(4) for n in range(50)}
    times = [event.time for event in events]
    assert times == sorted(set(times))
