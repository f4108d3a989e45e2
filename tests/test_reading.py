"""Reading many files in several processes: the same comes of it as in one, whatever happens to them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from episodes.errors import BrokenEpisode
from episodes.index import reading
from episodes.index.reading import read_all
from episodes.index.sync import EpisodeReader, scan
from episodes.library import Library

from .library_builder import LibraryBuilder

_FILES = 80
_POPEN = subprocess.Popen


@pytest.fixture
def files(builder: LibraryBuilder) -> list[tuple[int, str]]:
    """Root and path of many files, one of which is gone."""
    for number in range(1, _FILES):
        builder.write(
            number, f"## Ana #1: [Cups](https://cups.example/{number})\n\n- of tea\n\n## Joke\n", "2020-01-01"
        )
    return [(1, path) for path, _ in scan(str(builder.own))] + [(1, "tea-time/gone.md")]


@pytest.fixture
def reader(builder: LibraryBuilder) -> EpisodeReader:
    return EpisodeReader([str(builder.bundled), str(builder.own)])


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return what gives us so many cores."""
    return lambda count: monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(count), raising=False)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, cores: Callable[[int], None]) -> list[subprocess.Popen[bytes]]:
    """The processes that are started, for two cores from few files on."""
    processes: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def starting(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        processes.append(start(*arguments, **options))  # type: ignore[call-overload]
        return processes[-1]

    monkeypatch.setattr(reading, "MANY", 8)
    cores(2)
    monkeypatch.setattr(subprocess, "Popen", starting)
    return processes


def told(outcomes: Sequence[object]) -> list[object]:
    return [(each.where, each.reason) if isinstance(each, BrokenEpisode) else each for each in outcomes]


def test_several_processes_return_what_one_does(
    reader: EpisodeReader,
    files: list[tuple[int, str]],
    started: list[subprocess.Popen[bytes]],
    cores: Callable[[int], None],
) -> None:
    cores(1)
    alone = told(list(read_all(reader, files)))
    assert not started
    cores(2)
    assert told(list(read_all(reader, files))) == alone
    assert started
    assert sum(isinstance(each, tuple) and isinstance(each[0], str) for each in alone) == 1


def test_few_files_are_read_without_starting_any(
    reader: EpisodeReader, files: list[tuple[int, str]], started: list[subprocess.Popen[bytes]]
) -> None:
    assert len(list(read_all(reader, files[:5]))) == 5
    assert not started


def test_what_a_killed_process_was_to_read_is_read_all_the_same(
    reader: EpisodeReader, files: list[tuple[int, str]], started: list[subprocess.Popen[bytes]]
) -> None:
    outcomes = read_all(reader, files)
    found = [next(outcomes)]
    for process in started:
        process.kill()
    assert told(found + list(outcomes)) == told([reading._attempt(reader, *file) for file in files])


@pytest.mark.parametrize("reason", [PermissionError("no"), FileNotFoundError("no interpreter")])
def test_where_no_process_can_be_started_all_is_read_in_this_one(
    reader: EpisodeReader,
    files: list[tuple[int, str]],
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
    reason: OSError,
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise reason

    monkeypatch.setattr(subprocess, "Popen", failing)
    assert told(list(read_all(reader, files))) == told([reading._attempt(reader, *file) for file in files])


def test_a_reader_that_cannot_be_sent_elsewhere_reads_here(files: list[tuple[int, str]], started: list[object]) -> None:
    read: Callable[[int, str], Any] = lambda root, path: (root, path)  # noqa: E731
    outcomes: list[Any] = list(read_all(read, files))
    assert outcomes == files


def test_a_stop_ends_the_processes(
    reader: EpisodeReader, files: list[tuple[int, str]], started: list[subprocess.Popen[bytes]]
) -> None:
    outcomes = read_all(reader, files)
    next(outcomes)
    outcomes.close()
    assert all(process.poll() is not None for process in started)


def test_a_stop_ends_a_process_too_that_is_just_being_started(
    reader: EpisodeReader,
    files: list[tuple[int, str]],
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start, kill, stopped = subprocess.Popen, _POPEN.kill, threading.Event()
    late: list[object] = []

    def starting(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        process = start(*arguments, **options)  # type: ignore[call-overload]
        if len(started) == 2:
            assert stopped.wait(60)
            time.sleep(0.2)  # one that did not wait for it would be at its end by now
            late.append(process)
        return process  # type: ignore[no-any-return]

    def killing(process: subprocess.Popen[bytes]) -> None:
        stopped.set()
        kill(process)

    monkeypatch.setattr(subprocess, "Popen", starting)
    monkeypatch.setattr(_POPEN, "kill", killing)
    outcomes = read_all(reader, files)
    next(outcomes)
    outcomes.close()
    assert late, "it was waited for"
    assert [process.poll() is not None for process in started] == [True, True]


def test_an_index_has_the_same_content_however_many_processes_read(
    builder: LibraryBuilder, files: list[tuple[int, str]], started: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    builder.library.rebuild()
    several, count = content(builder.library), len(started)
    assert count
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    builder.library.rebuild()
    assert content(builder.library) == several
    assert len(started) == count


def content(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table, those of the full text as they are stored."""
    with closing(sqlite3.connect(Path(str(library.folders.index)))) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        names = [name for (name,) in connection.execute(sql)]
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    tables["state"] = [row for row in tables["state"] if row[0] != "revision"]  # another number for each index
    return tables
