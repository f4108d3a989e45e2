"""The name of the device: made once, plain, and no other's: of one machine and of one home."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from episodes.marks import journal
from episodes.marks.journal import DeviceIds

from .mark_helpers import posix_only

ROOT = Path(__file__).parents[1]


def device_ids(state: Path | None, host: str = "desk", machine: str = "m1") -> DeviceIds:
    """Return the ids of a state folder on a machine of that name and id."""
    with mock.patch.multiple(journal, _host=lambda: host, _machine_id=lambda: machine):
        return DeviceIds(state)


def device_id(state: Path | None, host: str = "desk", machine: str = "m1") -> str:
    return device_ids(state, host, machine).own()


def copied(home: Path, to: Path) -> Path:
    """Copy a home as backups do, with the times of its files."""
    shutil.copytree(home, to, copy_function=shutil.copy2)
    return to


def test_a_device_is_named_once_after_its_machine(tmp_path: Path) -> None:
    first = device_id(tmp_path / "state", "My Läptop.local")
    assert re.fullmatch(r"my-laptop-[0-9a-f]{8}", first)
    assert device_id(tmp_path / "state", "My Läptop.home") == first
    assert (tmp_path / "state" / "device").read_text().count("\n") == 1
    assert device_id(tmp_path / "other", "My Läptop.local") != first


@pytest.mark.parametrize("host", ["", "..", "../../etc", "a/b\nc", "工作站", "x" * 300])
def test_any_machine_gives_a_plain_file_name(tmp_path: Path, host: str) -> None:
    device = device_id(tmp_path, host)
    assert re.fullmatch(r"\w+(?:-\w+)*-[0-9a-f]{8}", device)
    assert len(device) < 60
    assert device_id(tmp_path, host) == device


def test_a_home_that_machines_share_has_an_id_for_each(tmp_path: Path) -> None:
    machines = [("desk", "m1"), ("desk", "m2"), ("desk-two", "m1"), ("desk", "")]
    first = [device_id(tmp_path, *machine) for machine in machines]
    assert len(set(first)) == 4
    assert first[2].startswith("desk-two-")
    assert [device_id(tmp_path, *machine) for machine in machines] == first


def test_a_copied_home_gets_an_id_of_its_own_on_any_machine(tmp_path: Path) -> None:
    first = device_id(tmp_path / "home")
    copy = copied(tmp_path / "home", tmp_path / "copy")
    second = device_id(copy)
    assert second != first
    assert device_id(copy) == second
    assert device_id(tmp_path / "home") == first
    assert device_id(copied(copy, tmp_path / "third"), machine="m2") not in (first, second)


def test_a_home_put_back_from_a_backup_gets_a_fresh_id(tmp_path: Path) -> None:
    home = tmp_path / "home"
    seen = {device_id(home)}
    for number in range(3):
        backup = copied(home, tmp_path / f"backup {number}")
        shutil.rmtree(home)  # the file system may give its places to what comes now
        copied(backup, home)
        seen.add(device_id(home))
        assert device_id(home) in seen
    assert len(seen) == 4


def test_a_home_that_was_moved_keeps_its_id(tmp_path: Path) -> None:
    first = device_id(tmp_path / "home")
    (tmp_path / "home").rename(tmp_path / "moved")
    assert device_id(tmp_path / "moved") == first


def test_where_files_are_others_at_every_start_ids_do_not_multiply_for_ever(tmp_path: Path) -> None:
    seen = []
    for _ in range(30):
        seen.append(device_id(tmp_path))
        anchor = tmp_path / "device.anchor"
        anchor.rename(tmp_path / "old")
        shutil.copy2(tmp_path / "old", anchor)
    assert len(set(seen)) == 16
    assert len(set(seen[16:])) == 1


# What earlier versions wrote


@posix_only
def test_an_id_of_before_stays_where_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "device").write_text("desk-12345678\nlaptop-87654321\n")
    assert device_id(tmp_path) == "desk-12345678"
    assert device_id(tmp_path, "laptop", "m2") == "laptop-87654321"
    assert device_id(tmp_path) == "desk-12345678"


@posix_only
def test_a_copy_of_a_home_of_before_gets_one_fresh_id(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "device").write_text("desk-12345678\n")
    written = time.time() - 3600
    os.utime(home / "device", (written, written))  # as a copy that keeps times has it
    fresh = device_id(home)
    assert fresh != "desk-12345678"
    assert device_id(home) == fresh


@posix_only
def test_an_id_of_before_stays_also_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return os_open(path, flags, mode)

    os_open = os.open
    (tmp_path / "device").write_text("desk-12345678\n")
    monkeypatch.setattr(os, "open", refuse)
    assert device_id(tmp_path) == "desk-12345678"
    assert device_id(tmp_path / "nowhere") != device_id(tmp_path / "nowhere")


@posix_only
def test_an_id_of_before_is_not_given_twice(tmp_path: Path) -> None:
    (tmp_path / "device").write_text("desk-12345678\n")
    assert device_id(tmp_path) == "desk-12345678"
    assert device_id(tmp_path, machine="m2") != "desk-12345678"


# Ids that are given up


@posix_only
@pytest.mark.parametrize("is_read_only", [False, True])
def test_an_id_of_before_whose_journal_lost_marks_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_read_only: bool
) -> None:
    (tmp_path / "device").write_text("desk-12345678\n")
    if is_read_only:
        monkeypatch.setattr("episodes.marks.journal.LockedFile", lambda _: tmp_path.read_bytes())
    assert device_ids(tmp_path).own("desk-12345678", 9) != "desk-12345678"


def test_an_id_whose_journal_lost_marks_is_replaced_once_for_all_processes(tmp_path: Path) -> None:
    ids = device_ids(tmp_path)
    first = ids.own()
    second = ids.own(first, 4096)
    assert second != first
    assert ids.own() == second
    assert device_ids(tmp_path).own(first, 2048) == second
    assert ids.cut() == {first: 4096}


# Damage


@pytest.mark.parametrize(
    "kept",
    [b"\xff\xfe\x00", b"desk-\n../../desk-12345678\n", b"desk-1234567", b"\n\n", b"../x-12345678 m a\n", b"x" * 70_000],
)
def test_a_damaged_id_is_replaced(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "device").write_bytes(kept)
    device = device_id(tmp_path)
    assert re.fullmatch(r"desk-[0-9a-f]{8}", device)
    assert device_id(tmp_path) == device


def test_without_a_state_folder_the_id_is_for_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for state in (None, tmp_path / "file", tmp_path / "file" / "below"):
        assert device_id(state) != device_id(state)
        assert DeviceIds(state).cut() == {}


def test_this_machine_has_a_name(tmp_path: Path) -> None:
    assert DeviceIds(tmp_path).own() == DeviceIds(tmp_path).own()


def test_processes_that_start_at_once_agree_on_the_id(tmp_path: Path) -> None:
    code = "import sys; from episodes.marks.journal import DeviceIds; print(DeviceIds(sys.argv[1]).own())"
    command = [sys.executable, "-c", code, str(tmp_path / "state")]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
