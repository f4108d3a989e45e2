"""Reading by path: what is no regular file, or larger than expected, is named and waits for nobody."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from episodes.files import LockedFile, open_regular, read_regular
from episodes.folders import Folders

from .library_builder import write_episode
from .mark_helpers import posix_only

ROOT = Path(__file__).parents[1]


def test_a_file_is_read_up_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(b"x" * 2048)
    (tmp_path / "link.md").symlink_to(path)
    assert read_regular(path, 2048) == read_regular(tmp_path / "link.md", 5000) == b"x" * 2048
    with pytest.raises(OSError, match="it is larger than 1 kB") as raised:
        read_regular(path, 1024)
    assert (raised.value.errno, raised.value.filename) == (errno.EFBIG, str(path))


def test_a_file_that_grows_while_it_is_read_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "notes.md"
    path.write_bytes(b"x" * 4096)
    before = os.stat_result((*os.stat(path)[:6], 10, *os.stat(path)[7:]))
    monkeypatch.setattr(os, "stat", lambda _: before)
    with pytest.raises(OSError, match="it is larger than 2 kB"):
        read_regular(path, 2048)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path, 1024)


@posix_only
def test_neither_pipes_nor_devices_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(OSError, match="it is not a regular file"):
            open_regular(path, 1024)
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(OSError, match="it is not a regular file"), LockedFile(str(path)):
            pass


@posix_only
def test_no_command_waits_for_a_pipe_that_stands_where_a_file_is_read(tmp_path: Path, folders: Folders) -> None:
    episode = write_episode(1, "## One\n")
    pipes = [
        episode.with_name("002.md"),
        *(Path(str(folders.state)) / name for name in ("device", "session.json", "searches")),
        *(Path(str(folders.cache)) / name for name in ("index.sqlite3", "last-read")),
        *(Path(str(path)) for path in (folders.settings, folders.sources, f"{folders.marks}/desk.jsonl")),
    ]
    for pipe in pipes:
        pipe.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(pipe)

    pipe = episode.with_name("002.md")
    program = """
import sys
from tui.cli import main
for words in (["check"], ["list"], ["show", sys.argv[1]]):
    print(f"{words[0]} says", file=sys.stderr)
    print(f"{words[0]} ends with {main(words)}")
"""
    command = [sys.executable, "-c", program, str(pipe)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    checked, _, listed = done.stdout.partition("check ends with 1\n")
    for path in (folders.settings, folders.sources):
        assert f"{path}" in checked
    assert listed.count("tea-time:1") == 1
    assert listed.endswith("list ends with 0\nshow ends with 1\n")
    assert done.stderr.endswith(f"show says\nearmark: {pipe}: it is not a regular file\n")
