"""Looks at the first picture and at what the application then paints: what a terminal shows of it, cell by cell."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyte

from episodes.folders import find_folders

from .terminal_driver import Terminal

PICTURE = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[1;1H"
DRIVER = "\x1b[?1000h"
_UNKNOWN = re.compile(r"\x1b\[[<>=?][0-9;]*[um]|\x1b\[\?[0-9;]*\$p|\x1b\]8;[^\x1b]*\x1b\\")
"""What the emulator takes for text, and links, which are no cells."""
Size = tuple[int, int]
Rows = list[list[pyte.screens.Char]]


def state(name: str = "last-picture") -> Path:
    return Path(str(find_folders(os.environ).state)) / name


def shown(size: Size, pieces: Iterable[str]) -> Iterator[Rows]:
    """Yield the cells of a terminal after each piece of what is written to it."""
    screen = pyte.Screen(*size)
    stream = pyte.Stream(screen)
    for piece in pieces:
        stream.feed(_UNKNOWN.sub("", piece))
        yield [[screen.buffer[y][x] for x in range(size[0])] for y in range(size[1])]


def text(row: list[pyte.screens.Char]) -> str:
    return "".join(cell.data for cell in row)


def changes(before: Rows, after: Rows) -> list[str]:
    """Return the cells that are not the same."""
    return [
        f"row {y}, column {x}: {old} -> {new} in {text(there)!r}"
        for y, (here, there) in enumerate(zip(before, after, strict=True))
        for x, (old, new) in enumerate(zip(here, there, strict=True))
        if old != new
    ]


def pieces(it: Terminal) -> Iterator[str]:
    """Yield again and again what was written since, but for the last control sequence, which may be half there."""
    end = 0
    while True:
        begin, end = end, max(end, it.raw.rfind("\x1b"))
        yield it.raw[begin:end]
