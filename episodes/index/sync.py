"""Reads the files below the roots, and synchronises the index with them: by size and time, reading only what changed.

Symbolic links are not followed, hidden files and folders not read.
"""

import contextlib
import marshal
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from ..errors import BrokenEpisode
from ..files import LARGEST_NOTES, read_or_fail
from ..model import NO_MONITOR, Episode, Monitor, Step
from .catalogue import Catalogue, FileState
from .database import Database

if TYPE_CHECKING:
    from ..documents.document import Document
    from ..documents.own_files import Origin
    from .reading import Read

SUFFIXES = (".md", ".markdown", ".txt")
_FIRST_BATCH = 32
_LARGEST_BATCH = 1024
_MAX_DEPTH = 16
_MANY = 10_000
"""Files of a folder from which on two processes look at them in clearly less time than one."""
_END = ("", 0, 0)
"""Comes after the last of the files that are known."""


class EpisodeReader:
    """Called with the number of a root and a path below it, returns the episode and where it came from.

    Raises `BrokenEpisode` where the file is none. Can be sent to another process.

    Args:
        roots: the folders; the first is that of the bundled episodes.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = roots

    def path(self, root: int, path: str) -> str:
        """Return the whole path of a file below a root."""
        return os.path.join(self._roots[root], path)

    @cached_property
    def shipped(self) -> "Mapping[str, Document]":
        """What the bundled files say of their episodes, by their ids: facts that other copies may lack."""
        from ..documents.own_files import own_id, read_all_own

        files = read_all_own(self._roots[0], (path for path, _ in scan(self._roots[0])))
        return {episode: own.document for own in files if (episode := own_id(own.document)) is not None}

    def __call__(self, root: int, path: str) -> "tuple[Episode, Origin]":
        from ..documents.document import joined, make_episode, read_document
        from ..documents.own_files import origin_of, own_id

        full = self.path(root, path)
        document = read_document(read_or_fail(full, LARGEST_NOTES, BrokenEpisode), name=path)
        if document.show is None:
            # A file that someone put there by hand: the folder that it lies in is its show.
            document = replace(document, show=os.path.basename(os.path.dirname(full)).replace("-", " ").title())
        origin, given = origin_of(document), own_id(document)
        if origin.digest is not None:
            document = replace(document, name="")  # made of the facts, which stand in the head
        episode = make_episode(document, "", given)
        if root and (shipped := self.shipped.get(episode.id)) is not None:
            episode = joined(episode, shipped)
        return episode, origin


def synchronise(
    database: Database, roots: Sequence[str], read: "Read[tuple[Episode, Origin]]", monitor: Monitor = NO_MONITOR
) -> bool:
    """Synchronise the index with the files below the roots, and return whether any came in, changed or is gone.

    What was read is committed batch by batch, so that nothing is read twice when the work is cancelled.

    Args:
        database: the index.
        roots: the folders; a root's number is its place here.
        read: reads one file.
        monitor: is told after each batch, and asked before each file.
    """
    if database.is_worn:
        database.rebuild()
    gone: list[tuple[int, str]] = []
    wanted: list[tuple[int, str, FileState]] = []
    catalogue = Catalogue(database)
    for root, folder in enumerate(roots):
        middle = catalogue.middle(root, _MANY)
        found = scan(folder) if middle is None else scan_in_two(folder, middle)
        for path, state in _differences(catalogue.files(root), found):
            if state is None:
                gone.append((root, path))
            else:
                wanted.append((root, path, state))
    if not (gone or wanted or database.counts_are_due) and database.is_filled:
        return False
    # What brings files in takes longer to import than to find that all are as they were.
    from .boilerplate import find_boilerplate
    from .reading import read_all
    from .rows import RowsReader
    from .writer import is_written, put_episode, put_file, remove_file, settle

    if gone:
        with database.writing() as connection:
            for root, path in gone:
                remove_file(connection, root, path)
            connection.execute("DELETE FROM fetched")  # so that a feed gives again what was deleted here
            settle(connection)
    done, size = 0, _FIRST_BATCH
    outcomes = read_all(RowsReader(read), [file[:2] for file in wanted])
    while done < len(wanted):
        batch = [(*file, next(outcomes)) for file in wanted[done : done + size] if not monitor.cancelled()]
        heard: set[str] = set()
        with database.writing() as connection:
            for root, path, state, outcome in batch:
                if not isinstance(outcome, BrokenEpisode):
                    heard |= outcome.words  # also those of what another process wrote: no other outcome has them
                if is_written(connection, root, path, state):
                    continue  # another process was faster
                if isinstance(outcome, BrokenEpisode):
                    put_file(connection, root, path, state, outcome.reason)
                else:
                    put_episode(connection, root, path, state, outcome)
            settle(connection, heard)
        done += len(batch)
        monitor.progress(Step(done, len(wanted), "files"))
        if monitor.cancelled():
            break
        size = min(size * 2, _LARGEST_BATCH)
    outcomes.close()
    if not monitor.cancelled() and not database.is_filled:
        database.set_filled()
    if database.counts_are_due and not monitor.cancelled():
        with database.writing() as connection:
            find_boilerplate(connection)
    return bool(done or gone)


def scan_in_two(root: str, middle: str) -> Iterator[tuple[str, FileState]]:
    """Yield what `scan` does; meanwhile another process scans what is from the middle on, if it can be forked.

    That is a third less time for many files: nearly all of it goes to the system, which tells of each file apart.
    """
    if sys.platform == "win32" or threading.active_count() > 1:  # a fork has no thread but the one that made it
        yield from scan(root)
        return
    reading, writing = os.pipe()
    process = -1
    with contextlib.suppress(OSError):  # there may be too many
        process = os.fork()
    if process == 0:
        try:
            os.close(reading)  # so that it ends at the next byte if nobody reads any more
            with open(writing, "wb") as output:
                marshal.dump(list(scan(root, first=middle)), output)
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        yield from scan(root, end=middle)
        told = answer.read()
    if process > 0:
        with contextlib.suppress(ChildProcessError):  # where SIGCHLD is ignored, the system waited for it
            os.waitpid(process, 0)
    try:
        yield from marshal.loads(told)
    except (EOFError, ValueError, TypeError):  # it could not be forked, or was killed
        yield from scan(root, first=middle)


def scan(
    root: str, below: str = "", depth: int = 0, *, first: str = "", end: str = ""
) -> Iterator[tuple[str, FileState]]:
    """Yield every notes file below a folder in the order of the paths; of a folder that does not exist none.

    Args:
        root: the folder.
        below: the path of a folder below it, with a slash at the end, to begin there.
        depth: how deep that is.
        first: the path from which on files are wanted.
        end: the path before which they are wanted, if there is one.
    """
    found: list[tuple[str, FileState | None]] = []
    with contextlib.ExitStack() as held:
        folder: int | str = f"{root}/{below}"
        try:
            if sys.platform != "win32":  # to find each file in it by its path takes half as long again
                folder = os.open(f"{root}/{below}", os.O_RDONLY | os.O_DIRECTORY)
                held.callback(os.close, folder)
            entries = held.enter_context(os.scandir(folder))
        except OSError:
            return
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if not name.isprintable():  # what is no text in UTF-8 cannot be written down: it is named, and not read
                name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
            path = below + name
            if name.endswith(SUFFIXES):
                if first <= path and not (end and end <= path) and entry.is_file(follow_symlinks=False):
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except OSError:  # it went away
                        continue
                    found.append((path, (status.st_size, status.st_mtime_ns)))
            elif depth < _MAX_DEPTH and entry.is_dir(follow_symlinks=False):
                path += "/"  # its files' paths are sorted by it
                if (first <= path or first.startswith(path)) and not (end and end <= path):
                    found.append((path, None))
    for path, state in sorted(found, key=itemgetter(0)):
        if state is None:
            yield from scan(root, path, depth + 1, first=first, end=end)
        else:
            yield path, state


def _differences(
    known: Iterator[tuple[str, int, int]], found: Iterator[tuple[str, FileState]]
) -> Iterator[tuple[str, FileState | None]]:
    """Yield what changed: new and changed files with their state, and those that are gone with None.

    Takes both in the order of the paths, so that of fifty thousand files no more is held than of one folder.
    """
    before, size, modified = next(known, _END)
    for path, state in found:
        while before and before < path:
            yield before, None
            before, size, modified = next(known, _END)
        if before != path or (size, modified) != state:
            yield path, state
        if before == path:
            before, size, modified = next(known, _END)
    while before:
        yield before, None
        before, size, modified = next(known, _END)
