"""Marks on disk: what is written stands, what is broken is named, and nobody is in another's way."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from episodes.errors import MarksNotKept
from episodes.marks import appending
from episodes.marks.appending import Appending
from episodes.marks.device import device_id
from episodes.marks.events import Event, MarkKind, Was
from episodes.marks.fold import Marks
from episodes.marks.journal import Journal, MemoryJournal

ROOT = Path(__file__).parents[1]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX alone has it")


class Clock:
    """Stands still unless told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2024, 5, 6, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "marks"


@pytest.fixture
def make(folder: Path, clock: Clock) -> Callable[..., Journal]:
    def make(device: str = "desk-1", patience: float = 10.0) -> Journal:
        return Journal(folder, device, clock, patience)

    return make


def read(segment: str, **fields: object) -> Event:
    return Event(MarkKind.READ, "a:1", segment, **fields)  # type: ignore[arg-type]


def segments(events: list[Event]) -> list[str | None]:
    return [event.segment for event in events]


# Writing


def test_what_was_appended_is_there_after_a_restart(make: Callable[..., Journal]) -> None:
    bookmark = Event(MarkKind.BOOKMARK, "a:1", "s", note="why", was=Was({"title": "T"}))
    kept = make().append([bookmark])
    assert (kept[0].time, kept[0].device) == ("2024-05-06T12:00:00.000000Z", "desk-1")
    assert make().read() == (kept, [])


def test_nothing_is_written_for_nothing(make: Callable[..., Journal], folder: Path) -> None:
    assert make().append([]) == []
    assert not folder.exists()


def test_each_device_has_a_file_of_its_own(make: Callable[..., Journal], folder: Path) -> None:
    make("desk-1").append([read("s")])
    make("phone-2").append([read("t")])
    assert sorted(path.name for path in folder.iterdir()) == ["desk-1.jsonl", "phone-2.jsonl"]
    events, problems = make().read()
    assert segments(events) == ["s", "t"]
    assert problems == []


def test_times_never_go_back_over_processes_whatever_the_clock_does(make: Callable[..., Journal], clock: Clock) -> None:
    one, two = make(), make()
    kept = one.append([read("s")])
    clock.now -= timedelta(days=1)
    kept += two.append([read("t"), read("u")])
    kept += one.append([read("v")])
    assert [event.time[20:] for event in kept] == ["000000Z", "000001Z", "000002Z", "000003Z"]
    assert [event.time for event in make().read()[0]] == [event.time for event in kept]


def test_the_last_time_is_found_behind_long_and_foreign_lines(make: Callable[..., Journal], clock: Clock) -> None:
    journal = make()
    kept = journal.append([read("s", note="n" * 100_000)])
    with Path(journal.path).open("ab") as file:
        file.write(b"not a mark\n" * 3)
        file.write(b"x" * 50_000)
    clock.now -= timedelta(days=1)
    assert make().append([read("t")])[0].time > kept[0].time


def test_events_of_one_action_share_a_batch(make: Callable[..., Journal]) -> None:
    kept = make().append([read("s"), read("t")])
    assert kept[0].batch == kept[1].batch == kept[0].time
    assert make().read()[0] == kept


def test_a_line_that_a_crash_cut_short_spoils_neither_the_next_nor_those_before(
    make: Callable[..., Journal],
) -> None:
    journal = make()
    journal.append([read("s"), read("t")])
    path = Path(journal.path)
    path.write_bytes(path.read_bytes()[:-30])
    make().append([read("u")])
    events, problems = make().read()
    assert segments(events) == ["s", "u"]
    assert [(problem.path, problem.line) for problem in problems] == [(str(path), 2)]
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
    make: Callable[..., Journal], full_disk: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    journal = make()
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
    assert segments(make().read()[0]) == ["s", "w"]


def test_a_disk_that_takes_little_at_a_time_gets_it_all(
    make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:7]))
    kept = make().append([read("s"), read("t")])
    assert make().read() == (kept, [])


def test_what_cannot_be_flushed_to_disk_is_taken_back(
    make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: int) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(MarksNotKept, match="the disk is gone"):
        make().append([read("s")])
    assert make().read() == ([], [])


def test_a_mark_is_flushed_to_disk_before_append_returns(
    make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    fsync = os.fsync

    def note(file: int) -> None:
        flushed.append(os.fstat(file).st_size)
        fsync(file)

    monkeypatch.setattr(os, "fsync", note)
    journal = make()
    journal.append([read("s")])
    assert Path(journal.path).stat().st_size in flushed


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file" / "marks", "desk-1", clock)
    for use in (journal.prepare, lambda: journal.append([read("s")])):
        with pytest.raises(MarksNotKept, match=r"Marks are not kept: .*file.*: Not a directory\."):
            use()
    events, problems = journal.read()
    assert events == []
    assert [problem.line for problem in problems] == [None]


def test_a_folder_that_cannot_be_written_says_so(make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch) -> None:
    make().prepare()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(MarksNotKept, match="read-only"):
        make().prepare()


def test_a_journal_that_another_program_holds_is_waited_for_and_no_longer(
    make: Callable[..., Journal],
) -> None:
    journal = make(patience=0)
    journal.append([read("s")])
    with Appending(journal.path), pytest.raises(MarksNotKept, match="another program"):
        journal.append([read("t")])
    assert segments(journal.append([read("u")])) == ["u"]


@posix_only
def test_a_file_that_sync_replaced_meanwhile_is_the_one_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "j", tmp_path / "other"
    path.write_bytes(b"old\n")
    other.write_bytes(b"synced\n")
    lock = appending._lock

    def replace_then_lock(file: int, deadline: float) -> None:
        if other.exists():
            other.replace(path)
        lock(file, deadline)

    monkeypatch.setattr(appending, "_lock", replace_then_lock)
    with Appending(str(path)) as file:
        file.add(b"line\n")
    assert path.read_bytes() == b"synced\nline\n"


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
    make: Callable[..., Journal], folder: Path
) -> None:
    watcher = make("phone-2")
    command = [sys.executable, "-c", _WRITER, str(folder)]
    writers = [subprocess.Popen([*command, str(writer)], cwd=ROOT) for writer in range(4)]
    polled: set[str | None] = set()
    while any(writer.poll() is None for writer in writers):
        polled.update(segments(watcher.poll()))
    polled.update(segments(watcher.poll()))
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    events, problems = make().read()
    assert problems == watcher.problems == []
    assert len(events) == 200
    assert polled == set(segments(events)) == {f"{writer}-{n}" for writer in range(4) for n in range(50)}
    times = [event.time for event in events]
    assert times == sorted(set(times))


# Reading


def test_a_folder_that_is_not_there_holds_no_marks(make: Callable[..., Journal]) -> None:
    journal = make()
    assert journal.read() == ([], [])
    assert journal.poll() == []


def test_a_torn_last_line_is_skipped_and_reported(make: Callable[..., Journal]) -> None:
    journal = make()
    journal.append([read("s")])
    with Path(journal.path).open("ab") as file:
        file.write(b'{"time":"2024-05-06T12')
    events, problems = make().read()
    assert segments(events) == ["s"]
    assert [(problem.line, problem.reason) for problem in problems] == [(2, "the last line is not all there")]


def test_a_last_line_without_its_newline_counts_if_it_is_whole(make: Callable[..., Journal]) -> None:
    journal = make()
    journal.append([read("s"), read("t")])
    path = Path(journal.path)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert segments(make().read()[0]) == ["s", "t"]
    make().append([read("u")])
    assert segments(make().read()[0]) == ["s", "t", "u"]


def test_copies_that_sync_programs_leave_are_read_too(make: Callable[..., Journal], folder: Path) -> None:
    make().append([read("s")])
    own = (folder / "desk-1.jsonl").read_text()
    for segment, name in [("t", "desk-1.sync-conflict-20240506-120000-ABCDEFG"), ("u", "desk-1 (1)")]:
        (folder / f"{name}.jsonl").write_text(own.replace('"s"', f'"{segment}"'))
    for name in (".desk-1.jsonl", "desk-1.jsonl.tmp", "desk-1.txt"):
        (folder / name).write_text("not a journal")
    (folder / "folder.jsonl").mkdir()
    events, problems = make().read()
    assert set(segments(events)) == {"s", "t", "u"}
    assert problems == []


@posix_only
def test_what_is_no_file_is_not_waited_for(make: Callable[..., Journal], folder: Path) -> None:
    make().append([read("s")])
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "nowhere.jsonl").symlink_to(folder / "gone")
    assert segments(make().read()[0]) == ["s"]


def test_a_journal_that_cannot_be_opened_is_reported_and_the_rest_is_read(
    make: Callable[..., Journal], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make().append([read("s")])
    (folder / "locked.jsonl").write_text("")
    plain_open = open

    def refuse(path: str, mode: str) -> object:
        if path.endswith("locked.jsonl"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return plain_open(path, mode)

    monkeypatch.setattr("builtins.open", refuse)
    journal = make()
    events, problems = journal.read()
    assert segments(events) == ["s"]
    assert [str(problem) for problem in problems] == [f"{folder / 'locked.jsonl'}: Permission denied"]
    monkeypatch.undo()
    journal.poll()
    assert journal.problems == []


# Polling


def test_a_poll_brings_what_others_wrote_since_and_nothing_twice(make: Callable[..., Journal]) -> None:
    journal, other, phone = make(), make(), make("phone-2")
    journal.append([read("s")])
    journal.read()
    assert journal.poll() == []
    other.append([read("t")])
    phone.append([read("u")])
    assert segments(journal.poll()) == ["t", "u"]
    phone.append([read("v"), read("w")])
    assert segments(journal.poll()) == ["v", "w"]
    assert journal.poll() == []


def test_own_marks_are_not_polled(make: Callable[..., Journal]) -> None:
    journal = make()
    journal.append([read("s")])
    assert journal.poll() == []
    journal.append([read("t")])
    journal.append([read("u")])
    assert journal.poll() == []
    assert segments(journal.read()[0]) == ["s", "t", "u"]
    journal.append([read("v")])
    assert journal.poll() == []


def test_own_marks_after_those_of_another_process_hide_none(make: Callable[..., Journal]) -> None:
    journal, other = make(), make()
    journal.append([read("s")])
    other.append([read("t")])
    journal.append([read("u")])
    assert "t" in segments(journal.poll())
    assert journal.poll() == []


def test_an_idle_poll_opens_no_file(make: Callable[..., Journal], monkeypatch: pytest.MonkeyPatch) -> None:
    journal = make()
    journal.append([read("s")])
    make("phone-2").append([read("t")])
    journal.read()

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("builtins.open", refuse)
    assert journal.poll() == []


def test_a_line_that_is_being_written_waits_until_it_is_whole(make: Callable[..., Journal]) -> None:
    journal, phone = make(), make("phone-2")
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


def test_a_broken_line_is_reported_with_its_number_whenever_it_comes(make: Callable[..., Journal]) -> None:
    journal, phone = make(), make("phone-2")
    phone.append([read("s"), read("t")])
    journal.read()
    with Path(phone.path).open("ab") as file:
        file.write(b"\nhello\n")
    phone.append([read("u")])
    assert segments(journal.poll()) == ["u"]
    assert [problem.line for problem in journal.problems] == [4]


@pytest.mark.parametrize("way", ["replaced by a longer one", "cut", "rewritten in place", "put back after a loss"])
def test_a_file_that_is_not_what_it_was_is_read_as_a_whole(
    make: Callable[..., Journal], folder: Path, tmp_path: Path, way: str
) -> None:
    journal, phone = make(), make("phone-2")
    phone.append([read("s"), read("t")])
    journal.read()
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


def test_two_readers_of_one_folder_come_to_the_same_marks(make: Callable[..., Journal], folder: Path) -> None:
    desk, phone = make(), make("phone-2")
    seen = Marks()
    for number in range(10):
        (desk if number % 2 else phone).append([read(str(number % 3), on=number % 4 != 0)])
        seen.apply(desk.poll())
    seen.apply(desk.read()[0])
    shutil.copytree(folder, folder.with_name("copy"))
    copied = Journal(folder.with_name("copy"), "third-3", Clock())
    assert Marks(copied.read()[0]).read_segments("a:1") == seen.read_segments("a:1")


# Marks that cannot be kept


def test_marks_that_cannot_be_kept_last_for_the_session(clock: Clock) -> None:
    journal = MemoryJournal("desk-1", clock)
    journal.prepare()
    kept = journal.append([read("s"), read("t")])
    clock.now -= timedelta(days=1)
    kept += journal.append([read("u")])
    assert journal.append([]) == []
    assert [event.time for event in kept] == sorted({event.time for event in kept})
    assert journal.read() == (kept, [])
    assert journal.poll() == []
    assert journal.problems == []


def test_marks_that_can_only_be_read_are_shown(make: Callable[..., Journal], clock: Clock, folder: Path) -> None:
    kept = make().append([read("s")])
    (folder / "broken.jsonl").write_text("hello\n")
    clock.now -= timedelta(days=1)
    journal = MemoryJournal("desk-1", clock, behind=make())
    assert journal.read()[0] == kept
    assert journal.append([read("t")])[0].time > kept[0].time
    assert segments(journal.read()[0]) == ["s", "t"]
    make("phone-2").append([read("u")])
    assert segments(journal.poll()) == ["u"]
    assert len(journal.problems) == 1


# The device


def test_a_device_is_named_once_after_its_machine(tmp_path: Path) -> None:
    first = device_id(tmp_path / "state", "My Läptop.local")
    assert re.fullmatch(r"my-laptop-[0-9a-f]{8}", first)
    assert device_id(tmp_path / "state", "My Läptop.home") == first
    assert (tmp_path / "state" / "device").read_text() == first + "\n"
    assert device_id(tmp_path / "other", "My Läptop.local") != first


@pytest.mark.parametrize("host", ["", "..", "../../etc", "a/b\nc", "工作站", "x" * 300])
def test_any_machine_gives_a_plain_file_name(tmp_path: Path, host: str) -> None:
    device = device_id(tmp_path, host)
    assert re.fullmatch(r"\w+(?:-\w+)*-[0-9a-f]{8}", device)
    assert len(device) < 60
    assert device_id(tmp_path, host) == device


def test_a_home_copied_to_another_machine_gets_an_id_of_its_own_there(tmp_path: Path) -> None:
    first = device_id(tmp_path, "desk")
    second = device_id(tmp_path, "desk-two")
    assert second.startswith("desk-two-")
    assert device_id(tmp_path, "desk") == first
    assert device_id(tmp_path, "desk-two") == second


@pytest.mark.parametrize("kept", [b"\xff\xfe\x00", b"desk-\n../../desk-12345678\n", b"desk-1234567", b"\n\n"])
def test_a_damaged_id_is_replaced(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "device").write_bytes(kept)
    device = device_id(tmp_path, "desk")
    assert re.fullmatch(r"desk-[0-9a-f]{8}", device)
    assert device_id(tmp_path, "desk") == device


def test_without_a_state_folder_the_id_is_for_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for state in (None, tmp_path / "file", tmp_path / "file" / "below"):
        assert device_id(state, "desk") != device_id(state, "desk")


def test_this_machine_has_a_name(tmp_path: Path) -> None:
    assert device_id(tmp_path) == device_id(tmp_path)


def test_processes_that_start_at_once_agree_on_the_id(tmp_path: Path) -> None:
    code = "import sys; from episodes.marks.device import device_id; print(device_id(sys.argv[1], 'desk'))"
    command = [sys.executable, "-c", code, str(tmp_path / "state")]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
