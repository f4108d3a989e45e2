"""Files that are whole whatever happens: replaced in one step, or added to line by line by one process at a time."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from episodes import files
from episodes.files import LockedFile, remove_unfinished, write_whole

from .mark_helpers import posix_only

ROOT = Path(__file__).parents[1]

# Replaced in one step


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it"
    write_whole(str(path), "first\n")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(str(path), "second\n")
    assert path.read_text() == "first\n"
    assert os.listdir(tmp_path) == ["it"]


def test_only_what_a_killed_writer_left_long_ago_is_cleared_away(tmp_path: Path) -> None:
    now = 1_000_000.0
    left = (".148.md.4711.earmark-unfinished", 61), (".149.md.4712.earmark-unfinished", 1)
    others = (".hidden", 999), (".history.1", 999), (".config.earmark", 999), ("150.md.4713.earmark-unfinished", 999)
    for name, age in (*left, *others):
        (tmp_path / name).write_text("half")
        os.utime(tmp_path / name, (now - age, now - age))
    remove_unfinished(str(tmp_path), now)
    remove_unfinished(str(tmp_path / "nowhere"), now)
    assert sorted(os.listdir(tmp_path)) == sorted([".149.md.4712.earmark-unfinished", *dict(others)])


def test_what_a_killed_writer_leaves_is_known_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", lambda *_: None)
    write_whole(str(tmp_path / "it"), "half\n")
    assert len(os.listdir(tmp_path)) == 1
    remove_unfinished(str(tmp_path), time.time() + 61)
    assert os.listdir(tmp_path) == []


def test_a_folder_is_made_for_a_file_and_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_whole(str(tmp_path / "a" / "b" / "text"), "caf\u00e9\n")
    write_whole(str(tmp_path / "a" / "b" / "bytes"), b"\xff\r\n")
    assert (tmp_path / "a" / "b" / "text").read_bytes() == b"caf\xc3\xa9\n"
    assert (tmp_path / "a" / "b" / "bytes").read_bytes() == b"\xff\r\n"


@posix_only
def test_a_file_that_is_written_again_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_text("first")
    path.chmod(0o600)
    write_whole(str(path), "second")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("second", 0o600)


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    path.write_text("first")

    def refuse(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(str(path), "second")
    assert path.read_text() == "first"
    assert os.listdir(tmp_path) == ["it"]


def test_a_file_is_on_disk_before_its_name_is_and_its_name_before_writing_it_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(file: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(file).st_mode) else f"file of {os.fstat(file).st_size}")
        fsync(file)

    def note_replace(source: str, target: str) -> None:
        done.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    write_whole(str(tmp_path / "it"), "12345")
    assert done == ["file of 5", "name", "folder"]
    done.clear()
    write_whole(str(tmp_path / "it"), "12345", sync=False)
    assert done == ["name"]


# Added to by lines


def test_lines_are_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    for size, line in ((0, b"one\n"), (4, b"two\n")):
        with LockedFile(str(path)) as file:
            assert file.size == size
            file.add(line)
            assert file.size == size + 4
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_line_that_was_left_without_its_end_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntw")
    with LockedFile(str(path)) as file:
        file.add(b"three\n")
        assert file.size == len(b"one\ntw\nthree\n")
    assert path.read_bytes() == b"one\ntw\nthree\n"


@pytest.mark.parametrize(("limit", "tail"), [(1, b"\n"), (5, b"\ntwo\n"), (8, b"one\ntwo\n"), (100, b"one\ntwo\n")])
def test_the_tail_of_a_file_can_be_read_while_it_is_open(tmp_path: Path, limit: int, tail: bytes) -> None:
    (tmp_path / "lines").write_bytes(b"one\ntwo\n")
    with LockedFile(str(tmp_path / "lines")) as file:
        assert file.tail(limit) == tail
        file.add(b"three\n")
        assert file.tail(6) == b"three\n"


@pytest.mark.parametrize("error", [OSError(errno.EIO, "the disk is gone"), KeyboardInterrupt()])
def test_lines_that_cannot_be_flushed_to_disk_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\n")

    def fail(file: int) -> None:
        raise error

    with LockedFile(str(path)) as file:
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(type(error)):
            file.add(b"two\n")
        monkeypatch.undo()
        file.add(b"three\n")
    assert path.read_bytes() == b"one\nthree\n"


def test_two_at_once_wait_for_each_other_and_give_up_in_the_end(tmp_path: Path) -> None:
    path = str(tmp_path / "lines")
    with LockedFile(path), pytest.raises(TimeoutError, match="another program"), LockedFile(path, patience=0):
        pass
    with LockedFile(path, patience=0) as file:
        file.add(b"one\n")


_WRITER = """
import sys
from episodes.files import LockedFile

for number in range(40):
    with LockedFile(sys.argv[1]) as file:
        before = file.size
        file.add(f"{sys.argv[2]} {number} {before}\\n".encode() + b"x" * 5000 + b"\\n")
"""


def test_lines_of_several_processes_at_once_are_whole_and_in_turn(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    command = [sys.executable, "-c", _WRITER, str(path)]
    writers = [subprocess.Popen([*command, name], cwd=ROOT) for name in "abc"]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    told = [line.split() for line in path.read_text().split("\n") if " " in line]
    for name in "abc":
        assert [number for writer, number, _ in told if writer == name] == [str(number) for number in range(40)]
    sizes = [int(size) for *_, size in told]
    assert sizes == sorted(set(sizes))
    assert path.read_text().count("x" * 5000 + "\n") == 120


@posix_only
def test_a_file_that_sync_replaced_meanwhile_is_the_one_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "lines", tmp_path / "other"
    path.write_bytes(b"old\n")
    other.write_bytes(b"synced\n")
    lock = files._lock

    def replace_then_lock(file: int, deadline: float) -> None:
        if other.exists():
            other.replace(path)
        lock(file, deadline)

    monkeypatch.setattr(files, "_lock", replace_then_lock)
    with LockedFile(str(path)) as file:
        file.add(b"line\n")
    assert path.read_bytes() == b"synced\nline\n"


@posix_only
def test_where_a_file_system_has_no_locks_lines_are_added_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(files, "_try_lock", refuse)
    with LockedFile(str(tmp_path / "lines")) as file:
        file.add(b"line\n")
    assert (tmp_path / "lines").read_bytes() == b"line\n"


def test_a_file_in_a_folder_that_is_not_there_cannot_be_added_to(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), LockedFile(str(tmp_path / "nowhere" / "lines")):
        pass
