"""The name of the device: made once, plain, and its own on each machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from episodes.marks.device import device_id

ROOT = Path(__file__).parents[1]


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
