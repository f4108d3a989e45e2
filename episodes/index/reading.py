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
from typing import Any, BinaryIO

from ..documents.own_files import Origin
from ..errors import BrokenEpisode
from ..model import Episode

NO_TEXT = "\N{REPLACEMENT CHARACTER}"
"""Stands in a path for bytes that are no text."""
MANY = 256
"""Files from which on it pays to start processes."""
_AT_ONCE = 16
"""Files that a process is handed at a time."""
_AHEAD = 64
"""Times so many that may be read before they are asked for: as many as are written at once."""

Outcome = tuple[Episode, Origin] | BrokenEpisode
Read = Callable[[int, str], tuple[Episode, Origin]]
"""Takes a root's number and a path below it; returns the episode and where it came from. Raises BrokenEpisode."""
_Files = Sequence[tuple[int, str]]


def read_all(read: Read, files: _Files, workers: int | None = None) -> Generator[Outcome, None, None]:
    """Yield what comes of each file, in their order.

    Args:
        read: reads one; in other processes if it can be sent there.
        files: root and path of each.
        workers: how many processes; one for each core that we may use, if not given.
    """
    if workers is None:
        workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(files) < MANY or workers < 2:
        yield from (_attempt(read, *file) for file in files)
        return
    processes: list[_Process] = []
    own = threading.local()

    def begin() -> None:
        own.process = process = _Process(read)
        processes.append(process)

    waiting: deque[tuple[_Files, Future[bytes | None]]] = deque()

    def next_ones() -> Iterator[Outcome]:
        part, future = waiting.popleft()
        answer = future.result()
        yield from [_attempt(read, *file) for file in part] if answer is None else pickle.loads(answer)

    threads = ThreadPoolExecutor(workers, "reading", begin)
    try:
        for start in range(0, len(files), _AT_ONCE):
            part = files[start : start + _AT_ONCE]
            waiting.append((part, threads.submit(lambda part: own.process.read(part), part)))
            if len(waiting) > _AHEAD:
                yield from next_ones()
        while waiting:
            yield from next_ones()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.end()


class _Process:
    """A process that reads files; once it failed, it answers nothing."""

    def __init__(self, read: Read) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        program = f"import sys; sys.path[:] = {sys.path!r}; from episodes.index.reading import serve; serve()"
        with contextlib.suppress(OSError, pickle.PicklingError, AttributeError, TypeError):
            reader = pickle.dumps(read)
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # ctrl+c is for us
            )
            self._send(reader)

    def read(self, files: _Files) -> bytes | None:
        """Return the pickled outcomes of files; None if the process is no more."""
        with contextlib.suppress(OSError, EOFError):
            if self._process is not None and self._process.stdout is not None:
                self._send(pickle.dumps(files))
                return _receive(self._process.stdout)
        self.end()
        return None

    def _send(self, data: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            _send(self._process.stdin, data)

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def serve() -> None:
    """Read files for another process, until there are no more."""
    gc.disable()  # what notes are parsed into refers to itself hardly anywhere, and goes with each answer
    if hasattr(os, "nice"):
        os.nice(5)  # the screens come first
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError):
        read: Any = pickle.loads(_receive(sys.stdin.buffer))
        while True:
            outcomes = [_attempt(read, *file) for file in pickle.loads(_receive(sys.stdin.buffer))]
            _send(answers, pickle.dumps(outcomes, protocol=5))
            if gc.get_count()[0] > 1_000_000:
                gc.collect()


def _attempt(read: Read, root: int, path: str) -> Outcome:
    try:
        return read(root, path)
    except BrokenEpisode as error:
        return BrokenEpisode(path, "its name is not UTF-8; rename it") if NO_TEXT in path else error


def _send(stream: BinaryIO | Any, data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> bytes:
    """Return what was sent. Raises EOFError at the end."""
    head = stream.read(8)
    data: bytes = stream.read(int.from_bytes(head, "big"))
    if len(head) < 8 or len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return data
