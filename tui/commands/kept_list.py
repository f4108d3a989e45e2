"""The plain list of episodes, printed again as it was as long as nothing changed that it was made of.

Looking whether the files, the marks and the program are the same takes a tenth of the time of opening the index, and
`earmark list` is what completion scripts and prompts call.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Iterator

from episodes import __version__
from episodes.folders import BUNDLED

from . import Context

_MAX_DEPTH = 16


def print_list(context: Context) -> int:
    """Print the episodes, one a line, and return the exit status."""
    cache = context.folders.cache
    kept = None if cache is None else os.path.join(cache, "list.txt")
    made_of = f"{__version__} {_fingerprint(context)}\n"
    try:
        with open(kept or "", encoding="utf-8") as file:
            if file.readline() == made_of:
                sys.stdout.write(file.read())
                return 0
    except (OSError, UnicodeDecodeError):
        pass
    from .list import list_text

    text, clean = list_text(context)
    sys.stdout.write(text)
    if kept is not None and clean:
        _keep(kept, made_of + text)
    return 0


def _fingerprint(context: Context) -> str:
    """Return what tells the files that the list is made of from every other state of them."""
    folders = context.folders
    states = (state for root in (BUNDLED, folders.episodes, folders.marks) if root for state in _states(root))
    return f"{zlib.crc32(repr(sorted(states)).encode(errors='replace')):08x}"


def _states(folder: str, depth: int = 0) -> Iterator[tuple[str, int, int]]:
    """Yield path, size and time of change of every file below a folder."""
    try:
        entries = os.scandir(folder)
    except OSError:
        return
    with entries:
        for entry in entries:
            status = entry.stat(follow_symlinks=False)
            yield entry.path, status.st_size, status.st_mtime_ns
            if depth < _MAX_DEPTH and entry.is_dir(follow_symlinks=False):
                yield from _states(entry.path, depth + 1)


def _keep(path: str, text: str) -> None:
    beside = f"{path}.{os.getpid()}"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError:
        return
