"""Reads many files in processes, one for each core; few, or where no process can be had, in this one.

A process is handed a reader and files on its standard input, and returns on its standard output what came of them. It
ends with that input, and so with the program, however that ends. One that fails is done without.
"""

import contextlib
import gc
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from ..errors import BrokenEpisode

NO_TEXT = "\N{REPLACEMENT CHARACTER}"
"""Stands in a path for bytes that are no text."""
MANY = 256
"""Files from which on it pays to start processes."""
_AT_ONCE = 16
"""Files that a process is handed at a time."""
_AHEAD = 64
"""Times so many that may be read before they are asked for, while others are written."""

_Found = TypeVar("_Found")
Read = Callable[[int, str], _Found]
"""Takes a root's number and a path below it. Raises BrokenEpisode."""
_Files = Sequence[tuple[int, str]]
_Process = subprocess.Popen[bytes]


def read_all(read: Read[_Found], files: _Files) -> Generator[_Found | BrokenEpisode, None, None]:
    """Yield what comes of each file, in their order: where there are many, read by a process for each core of ours.

    Args:
        read: reads one; in other processes, a copy in each, if it can be sent there.
        files: root and path of each.
    """
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(files) < MANY or workers < 2:
        yield from (_attempt(read, *file) for file in files)
        return
    processes: list[_Process] = []
    own = threading.local()

    def begin() -> None:
        own.process = process = _start()
        if process is not None:
            processes.append(process)
        _ask(process, read)

    waiting: deque[tuple[_Files, Future[list[_Found | BrokenEpisode] | None]]] = deque()

    def next_ones() -> Iterator[_Found | BrokenEpisode]:
        part, future = waiting.popleft()
        outcomes = future.result()
        yield from outcomes if outcomes is not None else (_attempt(read, *file) for file in part)

    threads = ThreadPoolExecutor(workers, "reading", begin)
    try:
        for start in range(0, len(files), _AT_ONCE):
            part = files[start : start + _AT_ONCE]
            waiting.append((part, threads.submit(lambda part: _ask(own.process, part), part)))
            if len(waiting) > _AHEAD:
                yield from next_ones()
        while waiting:
            yield from next_ones()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()
        threads.shutdown()  # a thread that was starting a process has it in the list now
        for process in processes:
            process.kill()
            process.communicate()


def _start() -> _Process | None:
    """Return a process that reads files once it was handed a reader; None if none can be had."""
    program = f"import sys; sys.path[:] = {sys.path!r}; from episodes.index.reading import serve; serve()"
    try:
        return subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # ctrl+c is for us
        )
    except OSError:
        return None


def _ask(process: _Process | None, value: object) -> Any:
    """Send the reader, or files, and return what comes of it; None if the process is no more."""
    if process is None or process.stdin is None or process.stdout is None:
        return None
    try:
        pickle.dump(value, process.stdin)
        process.stdin.flush()
        return pickle.load(process.stdout)
    except Exception:  # it ended, cannot be sent that, or its answer is cut off: a pickle raises whatever it likes
        process.kill()
        return None


def serve() -> None:
    """Read files for another process, until there are no more."""
    gc.set_threshold(100_000, 20, 100)  # what notes are parsed into goes with each answer
    if hasattr(os, "nice"):
        os.nice(5)  # the screens come first
    with contextlib.suppress(EOFError):
        read: Read[object] = pickle.load(sys.stdin.buffer)
        answer: object = True
        while True:
            pickle.dump(answer, sys.stdout.buffer, protocol=5)
            sys.stdout.buffer.flush()
            answer = [_attempt(read, *file) for file in pickle.load(sys.stdin.buffer)]


def _attempt(read: Read[_Found], root: int, path: str) -> _Found | BrokenEpisode:
    try:
        return read(root, path)
    except BrokenEpisode as error:
        return BrokenEpisode(path, "its name is not UTF-8; rename it") if NO_TEXT in path else error
