"""Marks on disk read again: what is broken is named, and what others wrote since comes once."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from episodes.marks.events import MarkKind
from episodes.marks.fold import Marks
from episodes.model import Problem

from .library_builder import Clock
from .mark_helpers import ReadJournal, posix_only, read, read_all, segments

# Reading


def test_a_folder_that_is_not_there_holds_no_marks(make_journal: Callable[..., ReadJournal]) -> None:
    journal = make_journal()
    assert read_all(journal) == ([], [])
    assert journal.poll() == []


def test_a_torn_last_line_is_skipped_and_reported(make_journal: Callable[..., ReadJournal]) -> None:
    journal = make_journal()
    journal.append([read("s")])
    with Path(journal.path).open("ab") as file:
        file.write(b'{"time":"2024-05-06T12')
    events, problems = read_all(make_journal())
    assert segments(events) == ["s"]
    assert [(problem.line, problem.reason) for problem in problems] == [(2, "the last line is not all there")]


def test_a_last_line_without_its_newline_counts_if_it_is_whole(make_journal: Callable[..., ReadJournal]) -> None:
    journal = make_journal()
    journal.append([read("s"), read("t")])
    path = Path(journal.path)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert segments(make_journal().poll()) == ["s", "t"]
    make_journal().append([read("u")])
    assert segments(make_journal().poll()) == ["s", "t", "u"]


def test_copies_that_sync_programs_leave_are_read_too(
    make_journal: Callable[..., ReadJournal], marks_folder: Path
) -> None:
    make_journal().append([read("s")])
    own = (marks_folder / "desk-1.jsonl").read_text()
    for segment, name in [("t", "desk-1.sync-conflict-20240506-120000-ABCDEFG"), ("u", "desk-1 (1)")]:
        (marks_folder / f"{name}.jsonl").write_text(own.replace('"s"', f'"{segment}"'))
    for name in (".desk-1.jsonl", "desk-1.jsonl.tmp", "desk-1.txt"):
        (marks_folder / name).write_text("not a journal")
    (marks_folder / "folder.jsonl").mkdir()
    events, problems = read_all(make_journal())
    assert set(segments(events)) == {"s", "t", "u"}
    strangers = ["desk-1.jsonl.tmp", "desk-1.txt", "folder.jsonl"]
    assert problems == [Problem(str(marks_folder / name), "it is no journal, and is not read") for name in strangers]


@posix_only
def test_what_is_no_file_is_not_waited_for(make_journal: Callable[..., ReadJournal], marks_folder: Path) -> None:
    make_journal().append([read("s")])
    os.mkfifo(marks_folder / "pipe.jsonl")
    (marks_folder / "nowhere.jsonl").symlink_to(marks_folder / "gone")
    assert segments(make_journal().poll()) == ["s"]


def test_a_journal_that_cannot_be_opened_is_reported_and_the_rest_is_read(
    make_journal: Callable[..., ReadJournal], marks_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_journal().append([read("s")])
    (marks_folder / "locked.jsonl").write_text("")
    plain_open = open

    def refuse(path: str, *how: str, **options: object) -> object:
        if path.endswith("locked.jsonl"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return plain_open(path, *how, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refuse)
    journal = make_journal()
    events, problems = read_all(journal)
    assert segments(events) == ["s"]
    assert [str(problem) for problem in problems] == [f"{marks_folder / 'locked.jsonl'}: Permission denied"]
    monkeypatch.undo()
    journal.poll()
    assert journal.problems == []


# Polling


def test_a_poll_brings_what_others_wrote_since_and_nothing_twice(make_journal: Callable[..., ReadJournal]) -> None:
    journal, other, phone = make_journal(), make_journal(), make_journal("phone-2")
    journal.append([read("s")])
    journal.poll()
    assert journal.poll() == []
    other.append([read("t")])
    phone.append([read("u")])
    assert segments(journal.poll()) == ["t", "u"]
    phone.append([read("v"), read("w")])
    assert segments(journal.poll()) == ["v", "w"]
    assert journal.poll() == []


def test_own_marks_that_come_with_a_poll_change_nothing(make_journal: Callable[..., ReadJournal]) -> None:
    journal, marks = make_journal(), Marks()
    for segment in ("s", "t", "u"):
        marks.apply(journal.append([read(segment)]))
        assert not marks.apply(journal.poll())
    assert journal.poll() == []
    assert segments(make_journal().poll()) == ["s", "t", "u"]


def test_own_marks_after_those_of_another_process_hide_none(make_journal: Callable[..., ReadJournal]) -> None:
    journal, other = make_journal(), make_journal()
    journal.append([read("s")])
    other.append([read("t")])
    journal.append([read("u")])
    assert "t" in segments(journal.poll())
    assert journal.poll() == []


def test_an_idle_poll_opens_no_file(make_journal: Callable[..., ReadJournal], monkeypatch: pytest.MonkeyPatch) -> None:
    journal = make_journal()
    journal.append([read("s")])
    make_journal("phone-2").append([read("t")])
    journal.poll()

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("builtins.open", refuse)
    assert journal.poll() == []


def test_a_line_that_is_being_written_waits_until_it_is_whole(make_journal: Callable[..., ReadJournal]) -> None:
    journal, phone = make_journal(), make_journal("phone-2")
    phone.append([read("s"), read("t")])
    path = Path(phone.path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert segments(journal.poll()) == ["s"]
    assert len(journal.problems) == 1
    with path.open("ab") as file:
        file.write(whole[-20:-10])
    assert journal.poll() == []
    with path.open("ab") as file:
        file.write(whole[-10:])
    assert segments(journal.poll()) == ["t"]
    assert journal.problems == []


def test_a_broken_line_is_reported_with_its_number_whenever_it_comes(make_journal: Callable[..., ReadJournal]) -> None:
    journal, phone = make_journal(), make_journal("phone-2")
    phone.append([read("s"), read("t")])
    journal.poll()
    with Path(phone.path).open("ab") as file:
        file.write(b"\nhello\n")
    phone.append([read("u")])
    assert segments(journal.poll()) == ["u"]
    assert [problem.line for problem in journal.problems] == [4]


@pytest.mark.parametrize("way", ["replaced by a longer one", "cut", "rewritten in place", "put back after a loss"])
def test_a_file_that_is_not_what_it_was_is_read_as_a_whole(
    make_journal: Callable[..., ReadJournal], marks_folder: Path, tmp_path: Path, way: str
) -> None:
    journal, phone = make_journal(), make_journal("phone-2")
    phone.append([read("s"), read("t")])
    journal.poll()
    path = Path(phone.path)
    lines = path.read_bytes()
    if way == "replaced by a longer one":
        (tmp_path / "synced").write_bytes(lines.replace(b'"s"', b'"r"') + lines)
        (tmp_path / "synced").replace(path)
        assert segments(journal.poll()) == ["r", "t", "s", "t"]
    elif way == "cut":
        path.write_bytes(lines[: len(lines) // 2])
        assert segments(journal.poll()) == ["s"]
    elif way == "rewritten in place":
        path.write_bytes(lines.replace(b'"t"', b'"x"') + lines)
        assert segments(journal.poll()) == ["s", "x", "s", "t"]
    else:
        path.unlink()
        assert journal.poll() == []
        path.write_bytes(lines)
        assert segments(journal.poll()) == ["s", "t"]
    assert journal.poll() == []


def test_two_readers_of_one_folder_come_to_the_same_marks(
    make_journal: Callable[..., ReadJournal], marks_folder: Path
) -> None:
    desk, phone = make_journal(), make_journal("phone-2")
    seen = Marks()
    for number in range(10):
        (desk if number % 2 else phone).append([read(str(number % 3), on=number % 4 != 0)])
        seen.apply(desk.poll())
    seen.apply(make_journal().poll())
    shutil.copytree(marks_folder, marks_folder.with_name("copy"))
    copied = ReadJournal(marks_folder.with_name("copy"), "third-3", Clock())
    assert Marks(copied.poll()).segments(MarkKind.READ, "a:1") == seen.segments(MarkKind.READ, "a:1")
